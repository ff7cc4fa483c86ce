//! Document paths from a text that has all names as they are: `a.b[0]`.

use super::fault::Fault;
use crate::{
    expression::syntax::path::{NameSyntax, PathSyntax, StepSyntax},
    limits::DOCUMENT_PATH_ELEMENTS,
    texts::expression as texts,
};

/// Reads a path. A name is what stands between dots and brackets.
pub(super) fn parse(text: &str) -> Result<PathSyntax, Fault> {
    let malformed = || Fault::Expression(format!("The document path is not well formed; path: {text}"));
    let (name, mut rest) = name_at(text).ok_or_else(malformed)?;
    let mut path = of_name(name)?;
    while let Some(sign) = rest.chars().next() {
        rest = rest.get(sign.len_utf8()..).unwrap_or_default();
        let step = match sign {
            '.' => {
                let (member, behind) = name_at(rest).ok_or_else(malformed)?;
                rest = behind;
                StepSyntax::Member(NameSyntax::given(member))
            }
            '[' => {
                let (digits, behind) = rest.split_once(']').ok_or_else(malformed)?;
                if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
                    return Err(malformed());
                }
                rest = behind;
                StepSyntax::Element(digits.parse().map_err(|_| Fault::Expression(texts::list_index(digits)))?)
            }
            _ => return Err(malformed()),
        };
        push(&mut path, step)?;
    }
    Ok(path)
}

/// The path of a whole attribute.
pub(super) fn of_name(name: &str) -> Result<PathSyntax, Fault> {
    if name.is_empty() {
        return Err(Fault::Expression("An attribute name is empty".to_owned()));
    }
    Ok(PathSyntax { name: NameSyntax::given(name), steps: Vec::new() })
}

/// Adds a step that a path may have.
pub(super) fn push(path: &mut PathSyntax, step: StepSyntax) -> Result<(), Fault> {
    if let StepSyntax::Element(index) = step
        && index > i32::MAX as usize
    {
        return Err(Fault::Expression(texts::list_index(&index.to_string())));
    }
    path.steps.push(step);
    match path.steps.len() {
        steps if steps >= DOCUMENT_PATH_ELEMENTS => Err(Fault::Expression(texts::path_too_deep(steps + 1))),
        _ => Ok(()),
    }
}

/// The name at the beginning of a text, and what is behind it.
fn name_at(text: &str) -> Option<(&str, &str)> {
    let end = text.find(['.', '[', ']']).unwrap_or(text.len());
    let (name, behind) = text.split_at_checked(end)?;
    (!name.is_empty()).then_some((name, behind))
}
