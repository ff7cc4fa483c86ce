//! Patterns of policies: `*` stands for any text, `?` for any character, `${key}` for the value of a condition key.
//! (IAM user guide: IAM policy elements: Variables and tags)

use super::context::Context;

/// A pattern, read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Pattern(Vec<Piece>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    /// This character.
    Letter(char),
    /// Any character.
    One,
    /// Any text.
    Any,
    /// The value of this condition key.
    Variable(String),
}

/// How much of a pattern has a meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wildcards {
    /// `*`, `?` and variables.
    All,
    /// Variables alone.
    Variables,
}

impl Pattern {
    /// Reads a pattern. Variables have a meaning in policies of the newer version alone.
    ///
    /// # Errors
    /// A variable that is not enforced.
    pub(super) fn read(text: &str, wildcards: Wildcards, has_variables: bool) -> Result<Self, String> {
        let mut pieces = Vec::new();
        let mut rest = text;
        while let Some(letter) = rest.chars().next() {
            if let Some((variable, behind)) =
                rest.strip_prefix("${").filter(|_| has_variables).and_then(|inside| inside.split_once('}'))
            {
                pieces.push(match variable {
                    // The characters themselves.
                    "*" | "?" | "$" => Piece::Letter(variable.chars().next().unwrap_or_default()),
                    key if Context::is_single_key(key) => Piece::Variable(key.to_owned()),
                    other => return Err(format!("the policy variable ${{{other}}} is not enforced here")),
                });
                rest = behind;
                continue;
            }
            pieces.push(match letter {
                '*' if wildcards == Wildcards::All => Piece::Any,
                '?' if wildcards == Wildcards::All => Piece::One,
                letter => Piece::Letter(letter),
            });
            rest = rest.get(letter.len_utf8()..).unwrap_or_default();
        }
        Ok(Self(pieces))
    }

    /// Whether a text matches. A pattern with a variable that has no value matches nothing. The work is at most the
    /// product of the lengths of both.
    pub(super) fn matches(&self, text: &str, context: &Context<'_>, ignores_case: bool) -> bool {
        if context.is_work_used_up() {
            return false;
        }
        let mut pieces = Vec::with_capacity(self.0.len());
        for piece in &self.0 {
            match piece {
                Piece::Variable(key) => {
                    match context.values(key).and_then(|values| values.into_iter().next()) {
                        Some(value) => pieces.extend(value.chars().map(Piece::Letter)),
                        None => return false,
                    }
                }
                other => pieces.push(other.clone()),
            }
        }
        is_like(&text.chars().collect::<Vec<_>>(), &pieces, ignores_case, |units| context.take_work(units))
    }
}

/// Whether a text matches a pattern without variables.
fn is_like(text: &[char], pattern: &[Piece], ignores_case: bool, take_work: impl Fn(usize) -> bool) -> bool {
    // What reading the text and the pattern takes, and then each look back at a star.
    if !take_work(text.len() + pattern.len()) {
        return false;
    }
    let is_same =
        |one: char, other: char| one == other || ignores_case && one.to_lowercase().eq(other.to_lowercase());
    let (mut at, mut of) = (0, 0);
    // The position of the last `*` in the pattern, and the end of the text that it matches so far.
    let mut star: Option<(usize, usize)> = None;
    while let Some(letter) = text.get(at) {
        match pattern.get(of) {
            Some(Piece::Any) => {
                star = Some((of, at));
                of += 1;
            }
            Some(Piece::One) => (at, of) = (at + 1, of + 1),
            Some(Piece::Letter(wanted)) if is_same(*wanted, *letter) => (at, of) = (at + 1, of + 1),
            _ => {
                let Some((place, end)) = star else { return false };
                if !take_work(of - place) {
                    return false;
                }
                star = Some((place, end + 1));
                (at, of) = (end + 1, place + 1);
            }
        }
    }
    pattern.iter().skip(of).all(|rest| *rest == Piece::Any)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_match_as_wildcards_do() {
        for (pattern, is_match) in [
            ("*", true),
            ("abc", true),
            ("ABC", false),
            ("a*c", true),
            ("*b*", true),
            ("a?c", true),
            ("abc*", true),
            ("ab", false),
            ("a*b", false),
            ("?", false),
            ("", false),
            ("**c?", false),
        ] {
            let read = Pattern::read(pattern, Wildcards::All, true).unwrap();
            assert_eq!(read.matches("abc", &Context::default(), false), is_match, "{pattern}");
        }
        let read = |pattern: &str| Pattern::read(pattern, Wildcards::All, true).unwrap();
        assert!(read("A?C").matches("abc", &Context::default(), true));
        assert!(read("a${*}c").matches("a*c", &Context::default(), false));
        assert!(!read("a${*}c").matches("abc", &Context::default(), false));
        assert!(!read("${aws:username}").matches("", &Context::default(), false), "it has no value");
        assert!(Pattern::read("${aws:unknown}", Wildcards::All, true).is_err());
        assert!(Pattern::read("${aws:unknown}", Wildcards::All, false).is_ok());
        let letters = Pattern::read("a*", Wildcards::Variables, true).unwrap();
        assert!(
            letters.matches("a*", &Context::default(), false)
                && !letters.matches("ab", &Context::default(), false)
        );
    }
}
