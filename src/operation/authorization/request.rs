//! What a request does, and to what.

use std::collections::BTreeSet;

use crate::{
    expression::{Condition, KeyClause, KeyCondition, Projection, Update},
    operation::request::enums::Select,
    value::Item,
};

/// A resource, by the name or ARN in the request.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Target<'r> {
    /// A table by its name or ARN, and the index that is read. Operations on tables look at no more of an ARN than the
    /// table's name.
    Table { named: &'r str, index: Option<&'r str> },
    /// A table, or a part of it such as a stream, by its ARN.
    Part { arn: &'r str },
    /// A global table of version 2017.11.29.
    GlobalTable { name: &'r str },
}

/// Access to items of a table.
#[derive(Debug, Clone, Default)]
pub(crate) struct ItemAccess<'r> {
    /// The action, without the service's prefix.
    pub(crate) action: &'static str,
    /// The operation that this action is a part of.
    pub(crate) enclosing_operation: Option<&'static str>,
    /// The index that is read.
    pub(crate) index: Option<&'r str>,
    /// The items or keys that the request names.
    pub(crate) subjects: Vec<&'r Item>,
    /// The conditions on the key of a query.
    pub(crate) key_clauses: Vec<KeyClause<'r>>,
    /// The attributes that the request names.
    pub(crate) attributes: BTreeSet<&'r str>,
    pub(crate) select: Option<&'static str>,
    pub(crate) return_values: Option<&'static str>,
    pub(crate) return_consumed_capacity: Option<&'static str>,
    /// Whether a statement reads a table without naming a partition key.
    pub(crate) full_table_scan: Option<bool>,
}

impl<'r> ItemAccess<'r> {
    /// Access by this action.
    pub(crate) fn new(action: &'static str) -> Self {
        Self { action, ..Self::default() }
    }

    /// Adds an item or a key, with its attributes.
    pub(crate) fn subject(mut self, item: &'r Item) -> Self {
        self.subjects.push(item);
        self.attributes.extend(item.iter().map(|(name, _)| name.as_str()));
        self
    }

    /// Adds the attributes of a condition or filter.
    pub(crate) fn condition(mut self, condition: Option<&'r Condition<'r>>) -> Self {
        self.attributes.extend(condition.into_iter().flat_map(Condition::attribute_names));
        self
    }

    /// Adds the attributes of a projection.
    pub(crate) fn projection(mut self, projection: Option<&'r Projection<'r>>) -> Self {
        self.attributes.extend(projection.into_iter().flat_map(Projection::attribute_names));
        self
    }

    /// Adds the attributes of an update: those that it changes and those that it reads.
    pub(crate) fn update(mut self, update: Option<&'r Update<'r>>) -> Self {
        self.attributes.extend(update.into_iter().flat_map(Update::all_attribute_names));
        self
    }

    /// Sets which attributes are returned, and the index that is read. A request that does not say it has its default.
    pub(crate) fn selected(self, select: Option<Select>, is_projected: bool, index: Option<&'r str>) -> Self {
        let default = match (is_projected, index) {
            (true, _) => Select::SpecificAttributes,
            (false, Some(_)) => Select::AllProjectedAttributes,
            (false, None) => Select::AllAttributes,
        };
        Self { select: Some(select.unwrap_or(default).as_str()), index, ..self }
    }

    /// Adds the condition on the key of a query, with its attributes.
    pub(crate) fn key_condition(mut self, condition: &KeyCondition<'r>) -> Self {
        self.attributes.extend(condition.clauses.iter().map(|clause| clause.attribute));
        self.key_clauses.extend(condition.clauses.iter().copied());
        self
    }
}
