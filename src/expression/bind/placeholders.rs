//! `ExpressionAttributeNames` and `ExpressionAttributeValues`: what `#name` and `:value` stand for.

use std::collections::BTreeMap;

use crate::{
    expression::{
        error::{ExpressionError, ExpressionKind},
        syntax::path::{NameSyntax, PathSyntax, StepSyntax, ValueSyntax},
        tree::path::{Path, Step},
    },
    limits::{PLACEHOLDER_BYTES, SUBSTITUTION_BYTES},
    size::value_size_bytes,
    texts::placeholder as texts,
    value::{AttributeValue, Item},
};

/// A request's placeholders, with a mark on each that its expressions have used.
#[derive(Debug, Default)]
pub struct Placeholders<'r> {
    names: Vec<Placeholder<'r, &'r str>>,
    values: Vec<Placeholder<'r, &'r AttributeValue>>,
    /// The bytes of all names and values, with those that expressions made in Rust hold themselves.
    bytes: usize,
}

/// A placeholder with its sign, and its replacement. They are sorted by placeholder.
#[derive(Debug)]
struct Placeholder<'r, T> {
    key: &'r str,
    meaning: T,
    used: bool,
}

impl<'r> Placeholders<'r> {
    /// The placeholders of a request that has expressions. `values` maps `:value` to a value, as the request
    /// does.
    ///
    /// # Errors
    /// A map without entries, a key that is no placeholder, an empty attribute name: names are checked first, then
    /// values. Then names and values that are together larger than [`SUBSTITUTION_BYTES`].
    pub fn new(
        names: Option<&'r BTreeMap<String, String>>,
        values: Option<&'r Item>,
    ) -> Result<Self, ExpressionError> {
        let mut placeholders = Self::default();
        if let Some(names) = names {
            check_keys(texts::NAMES, '#', names.len(), names.keys().map(String::as_str))?;
            if let Some((key, _)) = names.iter().find(|(_, name)| name.is_empty()) {
                return Err(ExpressionError(texts::empty_name(key)));
            }
            let entry = |(key, name): (&'r String, &'r String)| Placeholder {
                key: key.as_str(),
                meaning: name.as_str(),
                used: false,
            };
            placeholders.names = names.iter().map(entry).collect();
        }
        if let Some(values) = values {
            check_keys(texts::VALUES, ':', values.len(), values.names().map(|key| key.as_str()))?;
            let entry = |(key, meaning)| {
                let key: &'r crate::value::AttributeName = key;
                Placeholder { key: key.as_str(), meaning, used: false }
            };
            placeholders.values = values.iter().map(entry).collect();
        }
        let names: usize = placeholders.names.iter().map(|name| name.meaning.len()).sum();
        let values: usize = placeholders.values.iter().map(|value| value_size_bytes(value.meaning)).sum();
        placeholders.add(names + values)?;
        Ok(placeholders)
    }

    /// Adds the bytes of names or values; refuses what is together larger than the service accepts.
    fn add(&mut self, bytes: usize) -> Result<(), ExpressionError> {
        self.bytes += bytes;
        if self.bytes <= SUBSTITUTION_BYTES {
            return Ok(());
        }
        Err(ExpressionError(texts::too_large(self.bytes)))
    }

    /// Refuses placeholders in a request that has no expression.
    ///
    /// # Errors
    /// Names or values were sent, even empty ones.
    pub fn none_without_expressions(
        names: Option<&BTreeMap<String, String>>,
        values: Option<&Item>,
    ) -> Result<(), ExpressionError> {
        let parameter = match (names, values) {
            (Some(_), _) => texts::NAMES,
            (None, Some(_)) => texts::VALUES,
            (None, None) => return Ok(()),
        };
        Err(ExpressionError(texts::without_expression(parameter)))
    }

    /// Refuses placeholders that no expression has used: names first, then values. Call it when all expressions of a
    /// request are bound.
    ///
    /// # Errors
    /// Some are unused: the text lists all names, or else all values.
    #[inline]
    pub fn all_used(&self) -> Result<(), ExpressionError> {
        // Most requests have no placeholders.
        if self.names.is_empty() && self.values.is_empty() {
            return Ok(());
        }
        check_used(texts::NAMES, &self.names)?;
        check_used(texts::VALUES, &self.values)
    }

    /// The name that `#name` stands for.
    pub(crate) fn name(&mut self, kind: ExpressionKind, key: &str) -> Result<&'r str, ExpressionError> {
        find(&mut self.names, key).ok_or_else(|| kind.invalid(texts::undefined_name(key)))
    }

    /// The value that `:value` stands for.
    pub(crate) fn value(
        &mut self,
        kind: ExpressionKind,
        key: &str,
    ) -> Result<&'r AttributeValue, ExpressionError> {
        find(&mut self.values, key).ok_or_else(|| kind.invalid(texts::undefined_value(key)))
    }
}

fn find<T: Copy>(placeholders: &mut [Placeholder<'_, T>], key: &str) -> Option<T> {
    let place = placeholders.binary_search_by(|placeholder| placeholder.key.cmp(key)).ok()?;
    let placeholder = placeholders.get_mut(place)?;
    placeholder.used = true;
    Some(placeholder.meaning)
}

fn check_keys<'k>(
    parameter: &str,
    sign: char,
    count: usize,
    mut keys: impl Iterator<Item = &'k str>,
) -> Result<(), ExpressionError> {
    if count == 0 {
        return Err(ExpressionError(texts::none(parameter)));
    }
    let well_formed = |key: &str| {
        key.strip_prefix(sign).is_some_and(|rest| {
            !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        })
    };
    let sound = |key: &str| well_formed(key) && key.len() <= PLACEHOLDER_BYTES;
    match keys.find(|key| !sound(key)) {
        None => Ok(()),
        Some(key) => {
            let text = if well_formed(key) { texts::too_long } else { texts::malformed };
            Err(ExpressionError(text(parameter, key)))
        }
    }
}

fn check_used<T>(parameter: &str, placeholders: &[Placeholder<'_, T>]) -> Result<(), ExpressionError> {
    if placeholders.iter().all(|placeholder| placeholder.used) {
        return Ok(());
    }
    let unused: Vec<&str> = placeholders
        .iter()
        .filter(|placeholder| !placeholder.used)
        .map(|placeholder| placeholder.key)
        .collect();
    Err(ExpressionError(texts::unused(parameter, &unused)))
}

impl PathSyntax {
    /// The path with its placeholders replaced.
    pub(crate) fn bind<'t, 'r: 't>(
        &'t self,
        kind: ExpressionKind,
        placeholders: &mut Placeholders<'r>,
    ) -> Result<Path<'t>, ExpressionError> {
        let mut resolve = |name: &'t NameSyntax| match name {
            NameSyntax::Plain(name) => Ok(&**name),
            NameSyntax::Placeholder(placeholder) => placeholders.name(kind, placeholder),
            NameSyntax::Given(name) => placeholders.add(name.len()).map(|()| &**name),
        };
        let name = resolve(&self.name)?;
        let mut steps = Vec::with_capacity(self.steps.len());
        for step in &self.steps {
            steps.push(match step {
                StepSyntax::Member(name) => Step::Member(resolve(name)?),
                StepSyntax::Element(index) => Step::Element(*index),
            });
        }
        Ok(Path::new(name, steps))
    }
}

impl ValueSyntax {
    /// The value, its placeholder replaced.
    pub(crate) fn bind<'t, 'r: 't>(
        &'t self,
        kind: ExpressionKind,
        placeholders: &mut Placeholders<'r>,
    ) -> Result<&'t AttributeValue, ExpressionError> {
        match self {
            Self::Placeholder(placeholder) => placeholders.value(kind, placeholder),
            Self::Given(value) => placeholders.add(value_size_bytes(value)).map(|()| value),
        }
    }
}
