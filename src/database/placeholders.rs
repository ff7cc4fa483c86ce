//! The placeholders of a builder. Each call adds one; none replaces another.

use std::collections::BTreeMap;

use crate::{
    codec::Member,
    error::{Error, Result},
    operation::PutItemInput,
    value::{AttributeValue, Item},
};

/// The `ExpressionAttributeNames` of a builder.
pub(super) type Names = Option<BTreeMap<String, String>>;

/// The `ExpressionAttributeNames` and `ExpressionAttributeValues` of a builder.
#[derive(Debug, Clone, Default)]
pub(super) struct PlaceholderMaps {
    pub(super) names: Names,
    pub(super) values: Option<Item>,
    first_error: FirstError,
}

impl PlaceholderMaps {
    pub(super) fn name(&mut self, placeholder: String, name: String) {
        self.first_error.note(insert_name(&mut self.names, placeholder, name));
    }

    pub(super) fn value(&mut self, placeholder: String, value: AttributeValue) {
        self.first_error.note(insert_value(&mut self.values, placeholder, value));
    }

    /// Has the request fail with this error, unless there was one before.
    pub(super) fn fail(&mut self, error: Error) {
        self.first_error.note(Err(error));
    }

    /// Fails if a placeholder was given two meanings.
    pub(super) fn check(&self) -> Result<()> {
        self.first_error.check()
    }
}

/// The first error of a builder's calls, which its `run` returns.
#[derive(Debug, Clone, Default)]
pub(super) struct FirstError(Option<Box<Error>>);

impl FirstError {
    pub(super) fn note(&mut self, result: Result<()>) {
        if let (Err(error), None) = (result, &self.0) {
            self.0 = Some(Box::new(error));
        }
    }

    pub(super) fn check(&self) -> Result<()> {
        self.0.as_deref().map_or(Ok(()), |error| Err(error.clone()))
    }
}

/// Defines how a builder is told an error of its caller's.
macro_rules! failed_method {
    () => {
        /// Fails with this error when it is run, unless there was one before.
        #[cfg(feature = "derive")]
        pub(crate) fn failed(mut self, error: crate::error::Error) -> Self {
            self.first_error.note(Err(error));
            self
        }
    };
}

pub(super) use failed_method;

/// Sets what a `#name` stands for.
///
/// # Errors
/// It stands for something else already, so an expression with it would be ambiguous.
pub(super) fn insert_name(names: &mut Names, placeholder: String, name: String) -> Result<()> {
    let names = names.get_or_insert_default();
    check_meaning(
        PutItemInput::MEMBERS.expression_attribute_names,
        &placeholder,
        names.get(&placeholder),
        &name,
    )?;
    names.insert(placeholder, name);
    Ok(())
}

/// Sets what a `:value` stands for.
///
/// # Errors
/// As [`insert_name`].
pub(super) fn insert_value(
    values: &mut Option<Item>,
    placeholder: String,
    value: AttributeValue,
) -> Result<()> {
    let values = values.get_or_insert_default();
    check_meaning(
        PutItemInput::MEMBERS.expression_attribute_values,
        &placeholder,
        values.get(&placeholder),
        &value,
    )?;
    values.insert(placeholder, value);
    Ok(())
}

fn check_meaning<M: PartialEq>(
    parameter: Member,
    placeholder: &str,
    before: Option<&M>,
    now: &M,
) -> Result<()> {
    if before.is_none_or(|before| before == now) {
        return Ok(());
    }
    Err(Error::validation(format!(
        "{} contains two different meanings of one key; key: {placeholder}",
        parameter.name()
    )))
}

/// The methods of a builder that add placeholders. Their examples use this request, and this method for a condition.
macro_rules! placeholder_methods {
    ($request:literal, $condition:literal) => {
        /// What a `#name` in the expressions stands for: an attribute's name that is a reserved word, or has dots.
        /// A placeholder means one thing in all of them: a second meaning is an error.
        ///
        /// ```
        /// # use hashrange::{Database, Error, ScalarAttributeType::S, item, operation};
        /// # let db = Database::new();
        /// # let users = db.create_table("users").partition_key("user_id", S).run()?;
        /// # users.put(item! { "user_id": "haeri05", "age": 39, "city": "서울" }).run()?;
        #[doc = concat!($request, ".", $condition, "(\"#c = :city\").name(\"#c\", \"city\").value(\":city\", \"서울\").run()?;")]
        /// # Ok::<(), hashrange::Error>(())
        /// ```
        pub fn name(mut self, placeholder: impl Into<String>, name: impl Into<String>) -> Self {
            self.placeholders().name(placeholder.into(), name.into());
            self
        }

        /// What a `:value` in the expressions stands for. A placeholder means one thing in all of them: a second
        /// meaning is an error.
        ///
        /// ```
        /// # use hashrange::{Database, Error, ScalarAttributeType::S, item, operation};
        /// # let db = Database::new();
        /// # let users = db.create_table("users").partition_key("user_id", S).run()?;
        /// # users.put(item! { "user_id": "haeri05", "age": 39, "city": "서울" }).run()?;
        #[doc = concat!($request, ".", $condition, "(\"city = :city\").value(\":city\", \"서울\").run()?;")]
        /// # Ok::<(), hashrange::Error>(())
        /// ```
        pub fn value(
            mut self,
            placeholder: impl Into<String>,
            value: impl Into<$crate::value::AttributeValue>,
        ) -> Self {
            self.placeholders().value(placeholder.into(), value.into());
            self
        }
    };
}

pub(super) use placeholder_methods;
