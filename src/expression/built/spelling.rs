//! The text of an expression that is built in Rust.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    fmt::{self, Write as _},
};

use crate::{
    codec::{Object, WriteJson},
    expression::syntax::path::{NameSyntax, PathSyntax, StepSyntax, ValueSyntax},
    limits::PLACEHOLDER_BYTES,
    value::{AttributeValue, Item, Notation},
};

/// An expression as the API takes it: its text, with placeholders, and what they stand for. `Display` shows the text.
///
/// ```
/// use hashrange::attr;
///
/// let paid = attr("status").equals("paid").and(attr("stock").at_least(2));
/// let expression = paid.to_expression()?;
/// assert_eq!(expression.text, "#status = :c0 AND stock >= :c1");
/// assert_eq!(expression.names["#status"], "status");
/// assert_eq!(expression.values.get(":c1"), Some(&2.into()));
/// # Ok::<(), hashrange::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Default)]
#[non_exhaustive]
pub struct Expression {
    /// The text: a `ConditionExpression`, `FilterExpression`, `UpdateExpression` or `ProjectionExpression`.
    pub text: String,
    /// `ExpressionAttributeNames`: `#name` to the attribute's name. Names that a text can have as they are have no
    /// placeholder.
    pub names: BTreeMap<String, String>,
    /// `ExpressionAttributeValues`: `:value` to the value.
    pub values: Item,
}

impl fmt::Display for Expression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl WriteJson for Expression {
    fn write_json(&self, out: &mut Vec<u8>) {
        let mut object = Object::new(out);
        object.member("Text", self.text.as_str());
        object.member("Names", &self.names);
        object.member("Values", &self.values);
        object.end();
    }
}

/// Spells names and values.
pub(super) struct Speller {
    form: Form,
    names: HashMap<Box<str>, String>,
    values: Vec<(String, AttributeValue)>,
    /// Placeholders that stand for something else.
    taken: BTreeSet<String>,
    /// How many numbers were left out because of them.
    skipped: usize,
}

#[derive(Clone, Copy)]
enum Form {
    /// As they are, in one line.
    Inline,
    /// As placeholders with this letter, so that those of a condition are other ones than those of an update.
    Placeholders(char),
}

impl Speller {
    /// A speller of placeholders with this letter.
    pub(super) fn with_placeholders(letter: char) -> Self {
        Self::new(Form::Placeholders(letter))
    }

    /// A speller of names and values as they are, for messages.
    pub(super) fn inline() -> Self {
        Self::new(Form::Inline)
    }

    /// A speller of placeholders with this letter, but for these, which stand for something else.
    pub(super) fn beside(letter: char, taken: BTreeSet<String>) -> Self {
        Self { taken, ..Self::with_placeholders(letter) }
    }

    fn new(form: Form) -> Self {
        Self { form, names: HashMap::new(), values: Vec::new(), taken: BTreeSet::new(), skipped: 0 }
    }

    /// The first of the placeholders `:c0`, `:c1` and so on, from this number, that is not taken.
    fn free(&mut self, sign: char, letter: char, first: usize) -> String {
        loop {
            let placeholder = format!("{sign}{letter}{}", first + self.skipped);
            if !self.taken.contains(&placeholder) {
                return placeholder;
            }
            self.skipped += 1;
        }
    }

    pub(super) fn path(&mut self, path: &PathSyntax) -> String {
        let mut text = self.name(&path.name);
        for step in &path.steps {
            match step {
                StepSyntax::Member(name) => {
                    text.push('.');
                    text += &self.name(name);
                }
                StepSyntax::Element(index) => {
                    // Writing into a string never fails.
                    let _ = write!(text, "[{index}]");
                }
            }
        }
        text
    }

    fn name(&mut self, name: &NameSyntax) -> String {
        let (NameSyntax::Given(name), Form::Placeholders(letter)) = (name, self.form) else {
            return name.as_str().to_owned();
        };
        if let Some(placeholder) = self.names.get(name) {
            return placeholder.clone();
        }
        let is_word = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        // A numbered placeholder is a name that needs none, so no other placeholder is the same.
        let named = format!("#{name}");
        let placeholder = match is_word && name.len() < PLACEHOLDER_BYTES && !self.taken.contains(&named) {
            true => named,
            false => self.free('#', letter, self.names.len()),
        };
        self.names.insert(name.clone(), placeholder.clone());
        placeholder
    }

    pub(super) fn value(&mut self, value: &ValueSyntax) -> String {
        match (value, self.form) {
            (ValueSyntax::Placeholder(placeholder), _) => placeholder.to_string(),
            (ValueSyntax::Given(value), Form::Inline) => format!("{:.60}", Notation(value)),
            (ValueSyntax::Given(value), Form::Placeholders(letter)) => {
                let placeholder = self.free(':', letter, self.values.len());
                self.values.push((placeholder.clone(), value.clone()));
                placeholder
            }
        }
    }

    /// The expression with this text.
    pub(super) fn expression(self, text: String) -> Expression {
        let names = self.names.into_iter().map(|(name, placeholder)| (placeholder, name.into()));
        Expression { text, names: names.collect(), values: self.values.into_iter().collect() }
    }
}
