//! Templates of key attributes: `"ORDER#{number:08}"`.

use syn::{Error, LitStr, Result};

/// A part of a template.
#[derive(Debug, PartialEq)]
pub(crate) enum Segment {
    Text(String),
    /// The value of this field; a number has at least so many digits.
    Field(String, Option<usize>),
}

/// Reads a template.
pub(crate) fn read(literal: &LitStr) -> Result<Vec<Segment>> {
    parse(&literal.value()).map_err(|wrong| Error::new(literal.span(), wrong))
}

fn parse(template: &str) -> std::result::Result<Vec<Segment>, String> {
    let mut segments = Vec::new();
    let mut text = String::new();
    let mut letters = template.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '{' | '}' if letters.peek() == Some(&letter) => {
                text.push(letter);
                letters.next();
            }
            '}' => return Err("a `}` that closes nothing: write `}}` for the text `}`".to_owned()),
            '{' => {
                let mut inside = String::new();
                loop {
                    match letters.next() {
                        Some('}') => break,
                        Some(letter) => inside.push(letter),
                        None => {
                            return Err(
                                "a `{` that is not closed: write `{field}`, or `{{` for the text `{`"
                                    .to_owned(),
                            );
                        }
                    }
                }
                if !text.is_empty() {
                    segments.push(Segment::Text(std::mem::take(&mut text)));
                } else if matches!(segments.last(), Some(Segment::Field(..))) {
                    return Err(format!(
                        "`{{{inside}}}` follows another field at once, so they could not be told apart when the key \
                         is read: write a text between them, such as `#`"
                    ));
                }
                segments.push(field(&inside)?);
            }
            letter => text.push(letter),
        }
    }
    if !text.is_empty() {
        segments.push(Segment::Text(text));
    }
    match segments.is_empty() {
        true => Err("an empty template: a key is not empty".to_owned()),
        false => Ok(segments),
    }
}

/// A field and its width: `number:08`.
fn field(inside: &str) -> std::result::Result<Segment, String> {
    let (name, width) = match inside.split_once(':') {
        None => (inside, None),
        Some((name, width)) => match width.strip_prefix('0').and_then(|digits| digits.parse().ok()) {
            Some(width @ 1..=38) => (name, Some(width)),
            _ => {
                return Err(format!(
                    "`{{{inside}}}`: write how many digits the number has at least, from 1 to 38: `{{{name}:08}}`"
                ));
            }
        },
    };
    match name.is_empty() {
        true => Err("`{}` names no field: write `{field}`".to_owned()),
        false => Ok(Segment::Field(name.to_owned(), width)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Segment {
        Segment::Text(text.to_owned())
    }

    #[test]
    fn a_template_is_texts_and_fields() {
        let field = |name: &str, width| Segment::Field(name.to_owned(), width);
        assert_eq!(parse("USER#{user}").unwrap(), [text("USER#"), field("user", None)]);
        assert_eq!(
            parse("{a}#{b:08}.").unwrap(),
            [field("a", None), text("#"), field("b", Some(8)), text(".")]
        );
        assert_eq!(parse("{{{a}}}").unwrap(), [text("{"), field("a", None), text("}")]);
        assert_eq!(parse("PROFILE").unwrap(), [text("PROFILE")]);
    }

    #[test]
    fn what_is_wrong_with_a_template_says_what_to_write() {
        for (template, says) in [
            ("", "a key is not empty"),
            ("USER#{user", "write `{field}`"),
            ("USER#user}", "write `}}`"),
            ("{}", "write `{field}`"),
            ("{a}{b}", "write a text between them"),
            ("{a:8}", "write how many digits"),
            ("{a:099}", "write how many digits"),
        ] {
            let wrong = parse(template).unwrap_err();
            assert!(wrong.contains(says), "{template}: {wrong}");
        }
    }
}
