//! What a call is expected to be.

use std::fmt;

use crate::{
    database::key::{IntoKey, Key},
    engine::Call,
    operation::bare_table_name,
};

/// What a call is expected to be: properties that it must have. What is not said may be anything.
///
/// A text is a pattern too: `OPERATION`, `OPERATION TABLE`, `OPERATION TABLE/INDEX`, each with `-> EXCEPTION` behind it if
/// the call is expected to fail. A text without it says nothing about success.
///
/// ```
/// use hashrange::CallPattern;
///
/// let put = CallPattern::new("PutItem").table("users").key("haeri05").failed_with("ConditionalCheckFailedException");
/// assert_eq!(put.to_string(), r#"PutItem users "haeri05" -> ConditionalCheckFailedException"#);
/// assert_eq!(CallPattern::from("Query likes/by_brand").to_string(), "Query likes/by_brand");
/// ```
#[derive(Debug, Clone, Default)]
pub struct CallPattern {
    operation: Option<String>,
    table: Option<String>,
    index: Option<String>,
    key: Option<Key>,
    end: End,
}

/// How a call is expected to end.
#[derive(Debug, Clone, Default)]
enum End {
    #[default]
    Any,
    Succeeded,
    Failed,
    FailedWith(String),
}

impl CallPattern {
    /// A call of this operation, by its name in the API: `GetItem`.
    pub fn new(operation: impl Into<String>) -> Self {
        Self::default().operation(operation)
    }

    /// It is a call of this operation.
    pub fn operation(self, operation: impl Into<String>) -> Self {
        Self { operation: Some(operation.into()), ..self }
    }

    /// It names this table, by its name or its ARN.
    pub fn table(self, table: impl Into<String>) -> Self {
        Self { table: Some(table.into()), ..self }
    }

    /// It reads this index.
    pub fn index(self, index: impl Into<String>) -> Self {
        Self { index: Some(index.into()), ..self }
    }

    /// It names an item with this key. The value of the partition key alone is found in all keys that have it.
    pub fn key(self, key: impl IntoKey) -> Self {
        Self { key: Some(key.into_whole_key()), ..self }
    }

    /// It succeeded.
    pub fn succeeded(self) -> Self {
        Self { end: End::Succeeded, ..self }
    }

    /// It failed.
    pub fn failed(self) -> Self {
        Self { end: End::Failed, ..self }
    }

    /// It failed with this exception: `ConditionalCheckFailedException`.
    pub fn failed_with(self, exception: impl Into<String>) -> Self {
        Self { end: End::FailedWith(exception.into()), ..self }
    }

    /// Whether a call has these properties.
    pub fn matches(&self, call: &Call) -> bool {
        let is_table = |named: &str, table: &str| bare_table_name(named) == bare_table_name(table);
        let table = self.table.as_deref();
        self.operation.as_ref().is_none_or(|operation| operation == call.operation)
            && table.is_none_or(|table| call.tables.iter().any(|named| is_table(named, table)))
            && self.index.as_ref().is_none_or(|index| call.index.as_ref() == Some(index))
            && self.key.as_ref().is_none_or(|key| {
                call.keys.iter().any(|called| {
                    table.is_none_or(|table| is_table(&called.table, table)) && key.is_in(&called.key)
                })
            })
            && match &self.end {
                End::Any => true,
                End::Succeeded => call.error.is_none(),
                End::Failed => call.error.is_some(),
                End::FailedWith(exception) => call.error == Some(exception),
            }
    }
}

impl From<&str> for CallPattern {
    fn from(text: &str) -> Self {
        let (call, exception) = match text.split_once("->") {
            Some((call, exception)) => (call, Some(exception.trim())),
            None => (text, None),
        };
        let (operation, place) = match call.trim().split_once(char::is_whitespace) {
            Some((operation, place)) => (operation, Some(place.trim())),
            None => (call.trim(), None),
        };
        let mut pattern = Self::new(operation);
        if let Some(place) = place {
            // The name of a table has no slash; an ARN has one before it.
            let (table, index) = match place.split_once('/') {
                Some((table, index)) if !table.starts_with("arn:") => (table, Some(index.to_owned())),
                _ => (place, None),
            };
            pattern = Self { table: Some(table.to_owned()), index, ..pattern };
        }
        match exception {
            Some(exception) => pattern.failed_with(exception),
            None => pattern,
        }
    }
}

impl From<String> for CallPattern {
    fn from(text: String) -> Self {
        text.as_str().into()
    }
}

impl From<&CallPattern> for CallPattern {
    fn from(pattern: &CallPattern) -> Self {
        pattern.clone()
    }
}

/// As a [`Call`] is written: `PutItem users "haeri05" -> ConditionalCheckFailedException`.
impl fmt::Display for CallPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.operation.as_deref().unwrap_or("any operation"))?;
        match (&self.table, &self.index) {
            (Some(table), Some(index)) => write!(f, " {table}/{index}")?,
            (Some(table), None) => write!(f, " {table}")?,
            (None, Some(index)) => write!(f, " /{index}")?,
            (None, None) => {}
        }
        if let Some(key) = &self.key {
            write!(f, " {key}")?;
        }
        match &self.end {
            End::Any => Ok(()),
            End::Succeeded => f.write_str(" -> success"),
            End::Failed => f.write_str(" -> any exception"),
            End::FailedWith(exception) => write!(f, " -> {exception}"),
        }
    }
}
