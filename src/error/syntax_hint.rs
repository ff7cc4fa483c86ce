//! Hints for syntax errors in expressions: most come from the syntax of other languages.

use std::borrow::Cow;

use crate::texts;

const VALUE: &str = "a value is not written in an expression: write a placeholder such as `:v`, and give it with \
     `value(\":v\", ..)` or in ExpressionAttributeValues";
const NAME: &str = "a name is written with letters, digits and `_` alone, and a letter first: write `#n` for another one, \
     and say what it stands for, with `name(\"#n\", ..)` or in ExpressionAttributeNames";

/// The hint of a text such as `Invalid FilterExpression: Syntax error; token: "5", near: "= 5"`.
pub(super) fn of_syntax_error(text: &str) -> Option<Cow<'static, str>> {
    let (parameter, places) = text.split_once(": Syntax error; token: \"")?;
    let (token, near) = places.split_once("\", near: \"")?;
    // The text after `near` is the token with its neighbours.
    let place = near.strip_suffix('"').unwrap_or(near);
    let (before, behind) = place.split_once(token)?;
    let (before, behind) = (before.trim_end(), behind.trim_start());
    let is_update = parameter.ends_with(texts::expression::UPDATE_EXPRESSION);
    let hint = match token {
        "'" | "\"" => VALUE,
        "-" if begins_a_value(before) && behind.starts_with(|letter: char| letter.is_ascii_digit()) => VALUE,
        _ if token.starts_with(|letter: char| letter.is_ascii_digit()) && begins_a_value(before) => VALUE,
        _ if token.starts_with(|letter: char| letter == '-' || !letter.is_ascii() || letter.is_numeric()) => {
            NAME
        }
        "=" if behind.starts_with('=') => "`=` asks whether two values are equal",
        "!" => "`<>` asks whether two values differ, and NOT whether a condition does not hold",
        "&" => "AND joins conditions",
        "|" => "OR joins conditions",
        "+" | "*" | "/" if is_update => {
            "SET computes by `a = b + c` and `a = b - c` alone; ADD adds to an attribute"
        }
        "+" | "*" | "/" => "only SET computes, by `+` and `-`",
        _ if is_word(token, "LIKE") => "`begins_with(path, :v)` and `contains(path, :v)` look into a text",
        _ if is_update && is_word(token, "AND") => "a comma stands between two changes",
        _ if is_update
            && before.is_empty()
            && token.starts_with(|letter: char| letter.is_ascii_alphabetic()) =>
        {
            "an update expression begins with SET, REMOVE, ADD or DELETE, and each of them comes once"
        }
        _ if is_update && before == "," && SECTIONS.iter().any(|section| is_word(token, section)) => {
            "a section comes once, with commas between its changes: `SET a = :a, b = :b REMOVE c`"
        }
        _ => return None,
    };
    Some(Cow::Borrowed(hint))
}

const SECTIONS: [&str; 4] = ["SET", "REMOVE", "ADD", "DELETE"];

/// The hint for a reserved word in an expression.
pub(super) fn of_reserved_word(word: &str) -> Cow<'static, str> {
    if ["true", "false", "null"].iter().any(|value| is_word(word, value)) {
        return Cow::Borrowed(VALUE);
    }
    format!(
        "`{word}` is a reserved word: write `#{word}` in the expression and say what it stands for, with \
         `name(\"#{word}\", \"{word}\")` or in ExpressionAttributeNames"
    )
    .into()
}

/// Whether a value, or a placeholder for one, may follow this token.
fn begins_a_value(before: &str) -> bool {
    before.ends_with(['=', '<', '>', '(', ',', '+', '-'])
        || ["BETWEEN", "AND"].iter().any(|word| is_word(before, word))
}

fn is_word(token: &str, word: &str) -> bool {
    token.eq_ignore_ascii_case(word)
}
