//! What PutItem, UpdateItem and DeleteItem have in common: the members of a condition, and its checks.

use std::collections::BTreeMap;

use crate::{
    codec::Member,
    engine::Engine,
    error::Result,
    expression::{Condition, Placeholders},
    operation::request::{
        condition::ConditionSource,
        enums::{ConditionalOperator, ReturnValue},
        expression_lists::ConditionPart,
        found::Found,
        legacy::ExpectedAttributeValue,
        parameters::Parameters,
        wording::Wording,
    },
    value::Item,
};

/// The members of a write that make its condition.
#[derive(Debug)]
pub(super) struct ConditionMembers<'r> {
    pub(super) conditions: &'r [ConditionPart],
    pub(super) expected: Option<&'r BTreeMap<String, ExpectedAttributeValue>>,
    pub(super) conditional_operator: Option<ConditionalOperator>,
    pub(super) names: Option<&'r BTreeMap<String, String>>,
    pub(super) values: Option<&'r Item>,
}

/// The [`ConditionMembers`] of an input, with its conditions as a list.
macro_rules! condition_members {
    ($input:expr, $conditions:expr) => {
        $crate::operation::item::write::ConditionMembers {
            conditions: $conditions,
            expected: $input.expected.as_ref(),
            conditional_operator: $input.conditional_operator,
            names: $input.expression_attribute_names.as_ref(),
            values: $input.expression_attribute_values.as_ref(),
        }
    };
}

/// The members of PutItem or DeleteItem that are checked here. `subject` is the item to put or the key to delete.
#[derive(Debug)]
pub(super) struct WriteMembers {
    pub(super) table_name: Member,
    pub(super) subject: Member,
    pub(super) expected: Member,
    pub(super) conditional_operator: Member,
    pub(super) return_values: Member,
    pub(super) return_consumed_capacity: Member,
    pub(super) return_item_collection_metrics: Member,
    pub(super) condition_expression: Member,
    pub(super) expression_attribute_values: Member,
}

/// The [`WriteMembers`] of an input.
macro_rules! write_members {
    ($input:ident: $subject:ident) => {
        $crate::operation::item::write::WriteMembers {
            table_name: $input::MEMBERS.table_name,
            subject: $input::MEMBERS.$subject,
            expected: $input::MEMBERS.expected,
            conditional_operator: $input::MEMBERS.conditional_operator,
            return_values: $input::MEMBERS.return_values,
            return_consumed_capacity: $input::MEMBERS.return_consumed_capacity,
            return_item_collection_metrics: $input::MEMBERS.return_item_collection_metrics,
            condition_expression: $input::MEMBERS.condition_expression,
            expression_attribute_values: $input::MEMBERS.expression_attribute_values,
        }
    };
}

/// Checks the values of a write made in Rust: those of its own member, and those of its condition.
macro_rules! check_write_values {
    ($input:expr, $check:expr, $member:expr => $values:expr) => {
        $check.member($member, $values);
        $crate::operation::request::legacy::check_expected(
            $check,
            Self::MEMBERS.expected,
            $input.expected.as_ref(),
        );
        if let Some(values) = &$input.expression_attribute_values {
            $check.member(Self::MEMBERS.expression_attribute_values, values);
        }
    };
}

pub(super) use {check_write_values, condition_members, write_members};

impl<'r> ConditionMembers<'r> {
    /// Parses the condition.
    pub(super) fn source(&self, engine: &Engine, wording: Wording) -> Result<ConditionSource<'r>> {
        ConditionSource::read(engine, wording, self.conditions, self.expected, self.conditional_operator)
    }
}

/// A write without an update, PutItem or DeleteItem, before its table is looked up.
#[derive(Debug)]
pub(super) struct PutOrDelete<'r> {
    pub(super) wording: Wording,
    source: ConditionSource<'r>,
    placeholders: Placeholders<'r>,
}

impl<'r> PutOrDelete<'r> {
    /// Checks all that needs no table, in the service's order, and parses the condition. `subject` is the item to put
    /// or the key to delete.
    pub(super) fn read(
        engine: &Engine,
        found: &mut Found,
        return_values: Option<ReturnValue>,
        members: &WriteMembers,
        subject: &Item,
        said: &ConditionMembers<'r>,
    ) -> Result<Self> {
        check_members(found, members)?;
        let parameters = Parameters {
            legacy: &[
                (members.expected, said.expected.is_some()),
                (members.conditional_operator, said.conditional_operator.is_some()),
            ],
            expressions: &[(members.condition_expression, !said.conditions.is_empty())],
            names: said.names,
            values: said.values,
        };
        let wording = found.wording(Wording::Enveloped);
        parameters.check(wording)?;
        check_return_values(wording, return_values)?;
        wording.check_names(subject)?;
        found.check_values(
            wording,
            &[members.subject, members.expected, members.expression_attribute_values],
        )?;
        let placeholders = parameters.placeholders(wording)?;
        let source = said.source(engine, wording)?;
        Ok(Self { wording, source, placeholders })
    }

    /// The condition, with all placeholders used.
    pub(super) fn bind(&mut self) -> Result<Option<Condition<'_>>> {
        let condition = self.source.bind(self.wording, &mut self.placeholders)?;
        self.placeholders.all_used().map_err(|error| self.wording.refuse(error.as_str()))?;
        Ok(condition)
    }
}

/// Fails with the violations of the members of PutItem or DeleteItem, if there are any. The two layers have different
/// orders; `Item` and `Key` come after these members.
fn check_members(found: &mut Found, members: &WriteMembers) -> Result<()> {
    let (capacity, table) = (members.return_consumed_capacity, members.table_name);
    let (values, metrics) = (members.return_values, members.return_item_collection_metrics);
    let operator = members.conditional_operator;
    found.check_layered(
        &[capacity, table, values, metrics, operator],
        &[values, capacity, table, metrics, operator],
    )
}

/// Refuses `ReturnValues` that only UpdateItem has.
fn check_return_values(wording: Wording, asked: Option<ReturnValue>) -> Result<()> {
    match asked {
        None | Some(ReturnValue::None | ReturnValue::AllOld) => Ok(()),
        Some(_) => Err(wording.refuse("ReturnValues can only be ALL_OLD or NONE")),
    }
}
