//! The API's constraints on the members that define tables and indexes: lengths, ranges, patterns.
//!
//! Operations on tables report all violations together, in the older layer's messages.

use std::collections::HashSet;

use super::structures::{
    AttributeDefinition, GlobalSecondaryIndex, KeySchemaElement, LocalSecondaryIndex, Projection,
    ProvisionedThroughput,
};
use crate::{
    codec::{Constraint, Member, Place},
    error::{Error, Result},
    limits::{
        INDEX_KEY_ATTRIBUTES, KEY_NAME_CHARACTERS, PROJECTED_ATTRIBUTES_OF_INDEX, RESOURCE_ARN_CHARACTERS,
        TABLE_ARN_CHARACTERS,
    },
    operation::request::{
        found::Found,
        names::{bare_table_name, check_name},
    },
    texts::listed::listed,
};

/// Notes violations, except at places where reading already found one.
#[derive(Debug)]
pub(crate) struct TableConstraints<'f> {
    found: &'f mut Found,
    /// Places with a violation from reading: something missing, an unknown word.
    noted: HashSet<Place>,
}

/// Checks a table's name or ARN. If it is missing, the service reports that before all else.
pub(crate) fn check_table_name(found: &mut Found, member: Member, name: &str) -> Result<()> {
    let place = Place::from(member);
    let missing = |constraint: &Constraint| *constraint == Constraint::NotNull;
    if found.violations().iter().any(|noted| noted.place == place && missing(&noted.constraint)) {
        return Err(Error::validation(
            "The parameter 'TableName' is required but was not present in the request",
        ));
    }
    if name.is_empty() {
        found.violation(place, Some(String::new()), Constraint::MinLength(1), false);
    } else if name.len() > TABLE_ARN_CHARACTERS {
        let most = Constraint::MaxLength(TABLE_ARN_CHARACTERS);
        found.violation(place, Some(name.to_owned()), most, false);
    } else {
        check_name(found, place, bare_table_name(name));
    }
    Ok(())
}

impl<'f> TableConstraints<'f> {
    /// Collects violations in addition to those that reading found.
    pub(crate) fn new(found: &'f mut Found) -> Self {
        let noted = found.violations().iter().map(|violation| violation.place.clone()).collect();
        Self { found, noted }
    }

    fn note(&mut self, place: &Place, value: Option<String>, constraint: Constraint) {
        if !self.noted.contains(place) {
            self.found.violation(place, value, constraint, false);
        }
    }

    /// Requires a member.
    pub(crate) fn required(&mut self, place: &Place, there: bool) {
        if !there {
            self.note(place, None, Constraint::NotNull);
        }
    }

    /// Requires a number of at least one.
    pub(crate) fn at_least_one(&mut self, place: &Place, value: i64) {
        if value < 1 {
            self.note(place, Some(value.to_string()), Constraint::MinValue(1));
        }
    }

    pub(crate) fn length(&mut self, place: &Place, text: &str, least: usize, most: usize) {
        let length = text.chars().count();
        if length < least {
            self.note(place, Some(text.to_owned()), Constraint::MinLength(least));
        }
        if length > most {
            self.note(place, Some(text.to_owned()), Constraint::MaxLength(most));
        }
    }

    /// Requires a text of this pattern.
    pub(crate) fn pattern(
        &mut self,
        place: impl Into<Place>,
        text: &str,
        pattern: &'static str,
        matches: impl FnOnce(&str) -> bool,
    ) {
        if !matches(text) {
            self.note(&place.into(), Some(text.to_owned()), Constraint::Pattern(pattern));
        }
    }

    pub(crate) fn count<T>(&mut self, place: &Place, list: &[T], most: usize, show: impl Fn(&T) -> String) {
        let shown = || Some(format!("[{}]", listed(", ", list.iter().map(&show))));
        if list.is_empty() {
            self.note(place, shown(), Constraint::MinLength(1));
        }
        if list.len() > most {
            self.note(place, shown(), Constraint::MaxLength(most));
        }
    }

    /// Checks the types of key attributes.
    pub(crate) fn attribute_definitions(&mut self, place: &Place, definitions: &[AttributeDefinition]) {
        for (number, definition) in (1..).zip(definitions) {
            let member = |member| place.element(number).member(member);
            self.length(
                &member(AttributeDefinition::MEMBERS.attribute_name),
                &definition.attribute_name,
                1,
                KEY_NAME_CHARACTERS,
            );
            self.required(
                &member(AttributeDefinition::MEMBERS.attribute_type),
                definition.attribute_type.is_some(),
            );
        }
    }

    /// Checks a key, which has at most this many attributes.
    pub(crate) fn key_schema(&mut self, place: &Place, elements: &[KeySchemaElement], most: usize) {
        self.count(place, elements, most, |element| {
            let key_type = element.key_type.map_or("null", |key_type| key_type.as_str());
            format!("KeySchemaElement(attributeName={}, keyType={key_type})", element.attribute_name)
        });
        for (number, element) in (1..).zip(elements) {
            let member = |member| place.element(number).member(member);
            self.length(
                &member(KeySchemaElement::MEMBERS.attribute_name),
                &element.attribute_name,
                1,
                KEY_NAME_CHARACTERS,
            );
            self.required(&member(KeySchemaElement::MEMBERS.key_type), element.key_type.is_some());
        }
    }

    /// Checks provisioned units.
    pub(crate) fn provisioned_throughput(
        &mut self,
        place: &Place,
        throughput: Option<&ProvisionedThroughput>,
    ) {
        if let Some(throughput) = throughput {
            self.at_least_one(
                &place.member(ProvisionedThroughput::MEMBERS.write_capacity_units),
                throughput.write_capacity_units,
            );
            self.at_least_one(
                &place.member(ProvisionedThroughput::MEMBERS.read_capacity_units),
                throughput.read_capacity_units,
            );
        }
    }

    /// Checks an index's projection.
    pub(crate) fn projection(&mut self, place: &Place, projection: Option<&Projection>) {
        let Some(projection) = projection else { return self.required(place, false) };
        if let Some(names) = &projection.non_key_attributes {
            let place = place.member(Projection::MEMBERS.non_key_attributes);
            self.count(&place, names, PROJECTED_ATTRIBUTES_OF_INDEX, String::clone);
            for (number, name) in (1..).zip(names) {
                self.length(&place.element(number), name, 1, KEY_NAME_CHARACTERS);
            }
        }
    }

    /// Checks the name of the index at this place.
    pub(crate) fn index_name(&mut self, place: &Place, name: &str) {
        let place = place.member(GlobalSecondaryIndex::MEMBERS.index_name);
        if !self.noted.contains(&place) {
            check_name(self.found, place, name);
        }
    }

    /// Checks the name of a table that is no ARN.
    pub(crate) fn plain_name(&mut self, member: Member, name: &str) {
        let place = Place::from(member);
        if !self.noted.contains(&place) {
            check_name(self.found, place, name);
        }
    }

    /// Checks the global index at this place.
    pub(crate) fn global_index(&mut self, place: &Place, index: &GlobalSecondaryIndex) {
        let members = GlobalSecondaryIndex::MEMBERS;
        self.key_schema(&place.member(members.key_schema), &index.key_schema, 2 * INDEX_KEY_ATTRIBUTES);
        self.index_name(place, &index.index_name);
        self.projection(&place.member(members.projection), index.projection.as_ref());
        let throughput = index.provisioned_throughput.as_ref();
        self.provisioned_throughput(&place.member(members.provisioned_throughput), throughput);
    }

    /// Checks the global indexes that a request lists.
    pub(crate) fn global_indexes(&mut self, place: &Place, indexes: Option<&[GlobalSecondaryIndex]>) {
        for (number, index) in (1..).zip(indexes.unwrap_or_default()) {
            self.global_index(&place.element(number), index);
        }
    }

    /// Checks the local indexes that a request lists.
    pub(crate) fn local_indexes(&mut self, place: &Place, indexes: Option<&[LocalSecondaryIndex]>) {
        for (number, index) in (1..).zip(indexes.unwrap_or_default()) {
            self.local_index(&place.element(number), index);
        }
    }

    /// Checks the local index at this place.
    pub(crate) fn local_index(&mut self, place: &Place, index: &LocalSecondaryIndex) {
        let members = LocalSecondaryIndex::MEMBERS;
        self.key_schema(&place.member(members.key_schema), &index.key_schema, 2);
        self.index_name(place, &index.index_name);
        self.projection(&place.member(members.projection), index.projection.as_ref());
    }

    /// Checks the ARN of a table or a stream.
    pub(crate) fn resource_arn(&mut self, member: Member, arn: &str) {
        self.length(&member.into(), arn, 1, RESOURCE_ARN_CHARACTERS);
    }
}
