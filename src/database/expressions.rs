//! Placeholders, as builders gather them.

use std::collections::BTreeMap;

use crate::value::{AttributeValue, Item};

/// `ExpressionAttributeNames` and `ExpressionAttributeValues` of a request that is being made.
#[derive(Debug, Clone, Default)]
pub(super) struct PlaceholderMaps {
    pub(super) names: Option<BTreeMap<String, String>>,
    pub(super) values: Option<Item>,
}

impl PlaceholderMaps {
    pub(super) fn are_none(&self) -> bool {
        self.names.is_none() && self.values.is_none()
    }

    pub(super) fn name(&mut self, placeholder: String, name: String) {
        self.names.get_or_insert_default().insert(placeholder, name);
    }

    pub(super) fn value(&mut self, placeholder: String, value: AttributeValue) {
        self.values.get_or_insert_default().insert(placeholder, value);
    }
}

/// The methods by which a builder takes placeholders.
macro_rules! placeholder_methods {
    () => {
        /// What a `#name` in an expression stands for: an attribute's name that is a reserved word, or has dots.
        pub fn name(mut self, placeholder: impl Into<String>, name: impl Into<String>) -> Self {
            self.placeholders.name(placeholder.into(), name.into());
            self
        }

        /// What a `:value` in an expression stands for.
        pub fn value(
            mut self,
            placeholder: impl Into<String>,
            value: impl Into<$crate::value::AttributeValue>,
        ) -> Self {
            self.placeholders.value(placeholder.into(), value.into());
            self
        }
    };
}

pub(super) use placeholder_methods;
