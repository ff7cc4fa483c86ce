//! How an error is shown, and its long form, `{:#}`: the table, key and expression at fault, and the hint.

use std::{fmt, ops::Range};

use super::{Error, place::Place};
use crate::{texts::expression as texts, value::ItemNotation};

/// Characters of an expression that are shown on either side of what is at fault.
const SHOWN: usize = 60;

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Conversion(_) | Self::NoAnswer(_) | Self::EngineOnly(_) => f.write_str(&self.message()),
            Self::Refused { code, message, .. } if !code.is_empty() => write!(f, "{code}: {message}"),
            _ => write!(f, "{}: {}", self.code(), self.message()),
        }?;
        if f.alternate() { write_more(self, f) } else { Ok(()) }
    }
}

/// What follows the first line: each part on a line of its own.
fn write_more(error: &Error, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    if let Some(table) = error.table() {
        write!(f, "\n  table: {table}")?;
    }
    if let Some(key) = error.key() {
        write!(f, "\n  key: {:.60}", ItemNotation(key))?;
    }
    if let Some(place) = error.place() {
        write_expressions(&error.message(), place, f)?;
    }
    for met in error.throttling_reasons() {
        write!(f, "\n  throttled: {} of {}", met.reason, met.resource)?;
    }
    error.hint().map_or(Ok(()), |hint| write!(f, "\n  hint: {hint}"))
}

/// Writes the expressions of the parameter that the message names, or all if it names none.
fn write_expressions(message: &str, place: &Place, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let is_named = |parameter: &str| message.contains(&texts::invalid(parameter, ""));
    let names_one = place.expressions.iter().any(|(parameter, _)| is_named(parameter));
    let named = place.expressions.iter().filter(|(parameter, _)| !names_one || is_named(parameter));
    // Of several expressions of a parameter, the one with the fault is shown alone.
    let with_fault = named.clone().find_map(|one| Some((one, fault_in(message, &one.1)?)));
    if let Some(((parameter, text), fault)) = with_fault {
        return write_expression(parameter, text, Some(fault), f);
    }
    named.into_iter().try_for_each(|(parameter, text)| write_expression(parameter, text, None, f))
}

fn write_expression(
    parameter: &str,
    text: &str,
    fault: Option<Range<usize>>,
    f: &mut fmt::Formatter<'_>,
) -> fmt::Result {
    let Range { start, end } = fault.clone().unwrap_or_default();
    let (before, behind) = (text.get(..start).unwrap_or_default(), text.get(start..).unwrap_or(text));
    let skipped = before.chars().count().saturating_sub(SHOWN);
    let before: String = before.chars().skip(skipped).collect();
    let shown: String = behind.chars().take(2 * SHOWN).collect();
    let begin = if skipped > 0 { ".." } else { "" };
    let rest = if shown.len() < behind.len() { ".." } else { "" };
    let line = |text: &str| text.replace(char::is_whitespace, " ");
    write!(f, "\n  {parameter}: {begin}{}{}{rest}", line(&before), line(&shown))?;
    if fault.is_some() {
        let column = 2 + parameter.len() + 2 + begin.len() + before.chars().count();
        let carets = text.get(start..end).map_or(0, |fault| fault.chars().count()).clamp(1, 2 * SHOWN);
        write!(f, "\n{:column$}{}", "", "^".repeat(carets))?;
    }
    Ok(())
}

/// Where in an expression its fault is, as far as the message tells.
fn fault_in(message: &str, expression: &str) -> Option<Range<usize>> {
    if let Some((_, places)) = message.split_once(": Syntax error; token: \"") {
        let (token, near) = places.split_once("\", near: \"")?;
        if token == "<EOF>" {
            return Some(expression.len()..expression.len());
        }
        let near = near.strip_suffix('"').unwrap_or(near);
        // The parser stopped at the first place that looks like this.
        let start = expression.find(near)? + near.find(token)?;
        return Some(start..start + token.len());
    }
    let (is_first, subject) = SUBJECTS.iter().find_map(|(piece, is_first)| {
        let (_, subject) = message.split_once(piece)?;
        Some((*is_first, subject.split([',', ';']).next().unwrap_or(subject)))
    })?;
    let mut places = words(expression, subject);
    let first = places.next()?;
    (is_first || places.next().is_none()).then_some(first)
}

/// What a message says before the word that is at fault, and whether that is the word's first occurrence. Otherwise the
/// place is known only if there is one.
const SUBJECTS: [(&str, bool); 6] = [
    (texts::RESERVED_WORD, true),
    ("not defined; attribute name: ", true),
    ("not defined; attribute value: ", true),
    ("Invalid function name; function: ", true),
    ("operator or function: ", false),
    ("function: ", false),
];

/// The places of a word, or of an operator's sign, that is no part of a longer one.
fn words<'e>(expression: &'e str, word: &'e str) -> impl Iterator<Item = Range<usize>> + 'e {
    let is_of_word = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '#' | ':');
    let is_sign = |letter: char| matches!(letter, '<' | '>' | '=');
    expression.match_indices(word).filter_map(move |(start, found)| {
        let end = start + found.len();
        let before = expression.get(..start)?.chars().next_back();
        let behind = expression.get(end..)?.chars().next();
        let is_part = |neighbour: Option<char>, own: Option<char>| {
            let (Some(neighbour), Some(own)) = (neighbour, own) else { return false };
            is_of_word(own) && is_of_word(neighbour) || is_sign(own) && is_sign(neighbour)
        };
        let is_whole = !is_part(before, found.chars().next()) && !is_part(behind, found.chars().next_back());
        is_whole.then_some(start..end)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The expression with its fault in brackets.
    fn marked(message: &str, expression: &str) -> Option<String> {
        let Range { start, end } = fault_in(message, expression)?;
        let (before, fault, behind) =
            (expression.get(..start)?, expression.get(start..end)?, expression.get(end..)?);
        Some(format!("{before}[{fault}]{behind}"))
    }

    #[test]
    fn the_place_of_a_fault_is_found_where_the_message_tells_it() {
        for (message, expression, expected) in [
            (
                "Invalid UpdateExpression: Syntax error; token: \"5\", near: \"= 5\"",
                "SET five5 = 5",
                Some("SET five5 = [5]"),
            ),
            (
                "Invalid UpdateExpression: Syntax error; token: \"<EOF>\", near: \"=\"",
                "SET a =",
                Some("SET a =[]"),
            ),
            (
                "Attribute name is a reserved keyword; reserved keyword: status",
                "#status = :status AND my_status = status",
                Some("#status = :status AND my_status = [status]"),
            ),
            (
                "An expression attribute value used in expression is not defined; attribute value: :v",
                "a = :v1 OR b = :v",
                Some("a = :v1 OR b = [:v]"),
            ),
            (
                "Invalid function name; function: begins",
                "begins_with(a, :b) OR begins(a)",
                Some("begins_with(a, :b) OR [begins](a)"),
            ),
            (
                "operator or function: <, operand type: BOOL",
                "a <= :b AND a < :c",
                Some("a <= :b AND a [<] :c"),
            ),
            ("operator or function: <, operand type: BOOL", "a < :b AND a < :c", None),
            ("The conditional request failed", "a = :b", None),
        ] {
            assert_eq!(marked(message, expression).as_deref(), expected, "{message}");
        }
    }
}
