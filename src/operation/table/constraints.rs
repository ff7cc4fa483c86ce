//! The API's constraints on the members that define tables and indexes: lengths, ranges, patterns.
//!
//! Operations on tables tell all violations together, in the older words.

use std::collections::HashSet;

use super::structures::{
    AttributeDefinition, GlobalSecondaryIndex, KeySchemaElement, LocalSecondaryIndex, Projection,
    ProvisionedThroughput, Tag,
};
use crate::{
    codec::Constraint,
    error::{Error, Result},
    limits::{
        INDEX_KEY_ATTRIBUTES, KEY_NAME_CHARACTERS, POLICY_REVISION_CHARACTERS, PROJECTED_ATTRIBUTES_OF_INDEX,
        RESOURCE_ARN_CHARACTERS, TABLE_ARN_CHARACTERS, TAG_KEY_CHARACTERS, TAG_VALUE_CHARACTERS,
    },
    operation::request::{
        found::Found,
        names::{bare_table_name, check_name},
    },
    texts::listed::listed,
};

/// Notes violations, none at a place where reading found one already.
#[derive(Debug)]
pub(crate) struct TableConstraints<'f> {
    found: &'f mut Found,
    /// Places with a violation from reading: something missing, an unknown word.
    noted: HashSet<String>,
}

/// The constraints of a table's name or ARN, which the service tells before all others when it is not there.
pub(crate) fn check_table_name(found: &mut Found, name: &str) -> Result<()> {
    let missing = |constraint: &Constraint| *constraint == Constraint::NotNull;
    if found.violations().iter().any(|noted| noted.member == "tableName" && missing(&noted.constraint)) {
        return Err(Error::validation(
            "The parameter 'TableName' is required but was not present in the request",
        ));
    }
    if name.is_empty() {
        found.violation("tableName", Some(String::new()), Constraint::MinLength(1), false);
    } else if name.len() > TABLE_ARN_CHARACTERS {
        let most = Constraint::MaxLength(TABLE_ARN_CHARACTERS);
        found.violation("tableName", Some(name.to_owned()), most, false);
    } else {
        check_name(found, "tableName", bare_table_name(name));
    }
    Ok(())
}

impl<'f> TableConstraints<'f> {
    /// Constraints beside what reading found.
    pub(crate) fn new(found: &'f mut Found) -> Self {
        let noted = found.violations().iter().map(|violation| violation.member.clone()).collect();
        Self { found, noted }
    }

    fn note(&mut self, member: &str, value: Option<String>, constraint: Constraint) {
        if !self.noted.contains(member) {
            self.found.violation(member, value, constraint, false);
        }
    }

    /// A member that must be there.
    pub(crate) fn required(&mut self, member: &str, there: bool) {
        if !there {
            self.note(member, None, Constraint::NotNull);
        }
    }

    /// A number of things.
    pub(crate) fn at_least_one(&mut self, member: &str, value: i64) {
        if value < 1 {
            self.note(member, Some(value.to_string()), Constraint::MinValue(1));
        }
    }

    pub(crate) fn length(&mut self, member: &str, text: &str, least: usize, most: usize) {
        let length = text.chars().count();
        if length < least {
            self.note(member, Some(text.to_owned()), Constraint::MinLength(least));
        }
        if length > most {
            self.note(member, Some(text.to_owned()), Constraint::MaxLength(most));
        }
    }

    pub(crate) fn count<T>(&mut self, member: &str, list: &[T], most: usize, show: impl Fn(&T) -> String) {
        let shown = || Some(format!("[{}]", listed(", ", list.iter().map(&show))));
        if list.is_empty() {
            self.note(member, shown(), Constraint::MinLength(1));
        }
        if list.len() > most {
            self.note(member, shown(), Constraint::MaxLength(most));
        }
    }

    /// The types of key attributes.
    pub(crate) fn attribute_definitions(&mut self, definitions: &[AttributeDefinition]) {
        for (place, definition) in (1..).zip(definitions) {
            let member = |name: &str| format!("attributeDefinitions.{place}.member.{name}");
            self.length(&member("attributeName"), &definition.attribute_name, 1, KEY_NAME_CHARACTERS);
            self.required(&member("attributeType"), definition.attribute_type.is_some());
        }
    }

    /// A key with at most this many attributes.
    pub(crate) fn key_schema(&mut self, path: &str, elements: &[KeySchemaElement], most: usize) {
        self.count(path, elements, most, |element| {
            let key_type = element.key_type.map_or("null", |key_type| key_type.as_str());
            format!("KeySchemaElement(attributeName={}, keyType={key_type})", element.attribute_name)
        });
        for (place, element) in (1..).zip(elements) {
            let member = |name: &str| format!("{path}.{place}.member.{name}");
            self.length(&member("attributeName"), &element.attribute_name, 1, KEY_NAME_CHARACTERS);
            self.required(&member("keyType"), element.key_type.is_some());
        }
    }

    /// Units provisioned.
    pub(crate) fn provisioned_throughput(&mut self, path: &str, throughput: Option<&ProvisionedThroughput>) {
        if let Some(throughput) = throughput {
            self.at_least_one(&format!("{path}.writeCapacityUnits"), throughput.write_capacity_units);
            self.at_least_one(&format!("{path}.readCapacityUnits"), throughput.read_capacity_units);
        }
    }

    /// What an index holds.
    pub(crate) fn projection(&mut self, path: &str, projection: Option<&Projection>) {
        let Some(projection) = projection else { return self.required(path, false) };
        if let Some(names) = &projection.non_key_attributes {
            let path = format!("{path}.nonKeyAttributes");
            self.count(&path, names, PROJECTED_ATTRIBUTES_OF_INDEX, String::clone);
            for (place, name) in (1..).zip(names) {
                self.length(&format!("{path}.{place}.member"), name, 1, KEY_NAME_CHARACTERS);
            }
        }
    }

    /// The name of the index at this place.
    pub(crate) fn index_name(&mut self, path: &str, name: &str) {
        let member = format!("{path}.indexName");
        if !self.noted.contains(&member) {
            check_name(self.found, &member, name);
        }
    }

    /// A global index at this place.
    pub(crate) fn global_index(&mut self, path: &str, index: &GlobalSecondaryIndex) {
        self.key_schema(&format!("{path}.keySchema"), &index.key_schema, 2 * INDEX_KEY_ATTRIBUTES);
        self.index_name(path, &index.index_name);
        self.projection(&format!("{path}.projection"), index.projection.as_ref());
        let throughput = index.provisioned_throughput.as_ref();
        self.provisioned_throughput(&format!("{path}.provisionedThroughput"), throughput);
    }

    /// A local index at this place.
    pub(crate) fn local_index(&mut self, path: &str, index: &LocalSecondaryIndex) {
        self.key_schema(&format!("{path}.keySchema"), &index.key_schema, 2);
        self.index_name(path, &index.index_name);
        self.projection(&format!("{path}.projection"), index.projection.as_ref());
    }

    /// The ARN of a table or a stream.
    pub(crate) fn resource_arn(&mut self, arn: &str) {
        self.length("resourceArn", arn, 1, RESOURCE_ARN_CHARACTERS);
    }

    /// The revision of a policy that a request expects.
    pub(crate) fn expected_revision_id(&mut self, revision_id: Option<&str>) {
        if let Some(revision_id) = revision_id {
            self.length("expectedRevisionId", revision_id, 1, POLICY_REVISION_CHARACTERS);
        }
    }

    /// Keys of tags.
    pub(crate) fn tag_keys(&mut self, keys: &[String]) {
        for (place, key) in (1..).zip(keys) {
            self.length(&format!("tagKeys.{place}.member"), key, 1, TAG_KEY_CHARACTERS);
        }
    }

    /// Tags.
    pub(crate) fn tags(&mut self, tags: &[Tag]) {
        for (place, tag) in (1..).zip(tags) {
            self.length(&format!("tags.{place}.member.key"), &tag.key, 1, TAG_KEY_CHARACTERS);
            self.length(&format!("tags.{place}.member.value"), &tag.value, 0, TAG_VALUE_CHARACTERS);
        }
    }
}
