//! Query: the items of one partition key, in order of the sort key.

use std::{collections::BTreeMap, sync::Arc};

use super::{
    page::{note_limit, note_members, output_of_page, page_options},
    query_plan::QueryPlan,
    target::check_select,
};
use crate::{
    codec::structure,
    error::{Error, Result},
    expression::ExpressionError,
    operation::{
        access::tables::Tables,
        answer::consumed_capacity::ConsumedCapacity,
        authorization::request::ItemAccess,
        request::{
            enums::{ConditionalOperator, ReturnConsumedCapacity, Select},
            found::Found,
            input::Request,
            legacy::{self, LegacyCondition},
            operation::Operation,
            parameters::Parameters,
            projection::ProjectionSource,
            values::ValueCheck,
            wording::Wording,
        },
    },
    texts,
    value::Item,
};

structure! {
    /// The input of Query. (API reference: Query)
    pub struct QueryInput {
        /// The table's name or ARN.
        table_name: String = "TableName",
        /// The index to read instead of the table.
        index_name: Option<String> = "IndexName",
        /// Which attributes come back.
        select: Option<Select> = "Select",
        /// Legacy: the attributes wanted.
        attributes_to_get: Option<Vec<String>> = "AttributesToGet",
        /// How many items to look at, at most.
        limit: Option<i32> = "Limit",
        /// Whether the read must see all writes before it; not on global indexes; costs twice as much.
        consistent_read: Option<bool> = "ConsistentRead",
        /// Legacy: conditions on the key.
        key_conditions: Option<BTreeMap<String, LegacyCondition>> = "KeyConditions",
        /// Legacy: conditions on other attributes.
        query_filter: Option<BTreeMap<String, LegacyCondition>> = "QueryFilter",
        /// Legacy: how the conditions in `query_filter` are joined.
        conditional_operator: Option<ConditionalOperator> = "ConditionalOperator",
        /// Ascending (the default) or descending order of the sort key.
        scan_index_forward: Option<bool> = "ScanIndexForward",
        /// The key to start after: the last page's `last_evaluated_key`.
        exclusive_start_key: Option<Item> = "ExclusiveStartKey",
        /// How much of the consumed capacity to report.
        return_consumed_capacity: Option<ReturnConsumedCapacity> = "ReturnConsumedCapacity",
        /// The paths wanted.
        projection_expression: Option<String> = "ProjectionExpression",
        /// Which of the items read come back.
        filter_expression: Option<String> = "FilterExpression",
        /// Which items are read: the partition key, and a range of sort keys.
        key_condition_expression: Option<String> = "KeyConditionExpression",
        /// What `#names` stand for.
        expression_attribute_names: Option<BTreeMap<String, String>> = "ExpressionAttributeNames",
        /// What `:values` stand for.
        expression_attribute_values: Option<Item> = "ExpressionAttributeValues",
    }
}

structure! {
    /// What Query answers.
    #[non_exhaustive]
    pub struct QueryOutput {
        /// The items, in order of the sort key; absent if only the count was requested.
        items: Option<Vec<Arc<Item>>> = "Items",
        /// How many items passed the filter.
        count: usize = "Count",
        /// How many items were looked at.
        scanned_count: usize = "ScannedCount",
        /// Where the next page starts; absent on the last page.
        last_evaluated_key: Option<Item> = "LastEvaluatedKey",
        /// The capacity consumed.
        consumed_capacity: Option<ConsumedCapacity> = "ConsumedCapacity",
    }
}

output_of_page! { QueryOutput }

const WORDING: Wording = Wording::Bare;

impl QueryInput {
    /// Checks the values of a request made in Rust.
    pub(crate) fn check_values(&self, check: &mut ValueCheck) {
        if let Some(key) = &self.exclusive_start_key {
            check.member(QueryInput::MEMBERS.exclusive_start_key, key);
        }
        legacy::check_conditions(check, QueryInput::MEMBERS.key_conditions, self.key_conditions.as_ref());
        legacy::check_conditions(check, QueryInput::MEMBERS.query_filter, self.query_filter.as_ref());
        if let Some(values) = &self.expression_attribute_values {
            check.member(QueryInput::MEMBERS.expression_attribute_values, values);
        }
    }
}

/// Reads a page.
pub(crate) fn run(tables: Tables<'_>, request: Request<QueryInput>) -> Result<QueryOutput> {
    let Request { input, mut found } = request;
    tables.check_name(&mut found, QueryInput::MEMBERS.table_name, &input.table_name);
    note_members(
        &mut found,
        (QueryInput::MEMBERS.index_name, input.index_name.as_deref()),
        (QueryInput::MEMBERS.limit, input.limit),
        (QueryInput::MEMBERS.attributes_to_get, input.attributes_to_get.as_deref()),
    );
    check_query_operator(&found, &input)?;
    found.check(&[
        QueryInput::MEMBERS.return_consumed_capacity,
        QueryInput::MEMBERS.table_name,
        QueryInput::MEMBERS.index_name,
        QueryInput::MEMBERS.select,
        QueryInput::MEMBERS.limit,
    ])?;
    let parameters = Parameters {
        legacy: &[
            (QueryInput::MEMBERS.attributes_to_get, input.attributes_to_get.is_some()),
            (QueryInput::MEMBERS.query_filter, input.query_filter.is_some()),
            (QueryInput::MEMBERS.conditional_operator, input.conditional_operator.is_some()),
            // `KeyConditions` is older than FilterExpression: it excludes only KeyConditionExpression, which replaces
            // it.
            (
                QueryInput::MEMBERS.key_conditions,
                input.key_conditions.is_some() && input.key_condition_expression.is_some(),
            ),
        ],
        expressions: &[
            (QueryInput::MEMBERS.projection_expression, input.projection_expression.is_some()),
            (QueryInput::MEMBERS.filter_expression, input.filter_expression.is_some()),
            (QueryInput::MEMBERS.key_condition_expression, input.key_condition_expression.is_some()),
        ],
        names: input.expression_attribute_names.as_ref(),
        values: input.expression_attribute_values.as_ref(),
    };
    parameters.check(WORDING)?;
    let attributes = [
        (QueryInput::MEMBERS.projection_expression, input.projection_expression.is_some()),
        (QueryInput::MEMBERS.attributes_to_get, input.attributes_to_get.is_some()),
    ];
    check_select(
        input.select,
        attributes.into_iter().find_map(|(member, is_there)| is_there.then_some(member)),
        input.index_name.is_some(),
        Wording::Enveloped,
    )?;
    found.check_values(
        WORDING,
        &[
            QueryInput::MEMBERS.exclusive_start_key,
            QueryInput::MEMBERS.key_conditions,
            QueryInput::MEMBERS.query_filter,
            QueryInput::MEMBERS.expression_attribute_values,
        ],
    )?;
    legacy::check_conditional_operator(
        WORDING,
        input.conditional_operator,
        input.query_filter.as_ref().map(BTreeMap::len),
    )?;
    let mut placeholders = parameters.placeholders(WORDING)?;
    let refuse = |error: ExpressionError| WORDING.refuse(error.as_str());
    let projection_source = ProjectionSource::of_text(
        tables.engine,
        WORDING,
        input.projection_expression.as_deref(),
        input.attributes_to_get.as_deref(),
    )?;
    let expressions = tables.engine.caches();
    let filter_tree = input
        .filter_expression
        .as_deref()
        .map(|text| expressions.filter(text))
        .transpose()
        .map_err(refuse)?;
    let key_tree = input
        .key_condition_expression
        .as_deref()
        .map(|text| expressions.key_condition(text))
        .transpose()
        .map_err(refuse)?;
    let projection = projection_source.bind(WORDING, &mut placeholders)?;
    let filter = match (&filter_tree, &input.query_filter) {
        (Some(tree), _) => Some(tree.bind(&mut placeholders).map_err(refuse)?),
        (None, Some(filter)) => Some(legacy::filter(WORDING, filter, input.conditional_operator)?),
        (None, None) => None,
    };
    let key_condition = match (&key_tree, &input.key_conditions) {
        (Some(tree), _) => tree.bind_key(&mut placeholders).map_err(refuse)?,
        (None, Some(conditions)) => legacy::key_condition(WORDING, conditions)?,
        (None, None) => {
            return Err(WORDING.refuse(
                "Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.",
            ));
        }
    };
    placeholders.all_used().map_err(refuse)?;

    tables.authorize(&input.table_name, || ItemAccess {
        return_consumed_capacity: input.return_consumed_capacity.map(|asked| asked.as_str()),
        ..ItemAccess::new(QueryInput::OPERATION)
            .key_condition(&key_condition)
            .condition(filter.as_ref())
            .projection(projection.as_ref())
            .selected(input.select, projection.is_some(), input.index_name.as_deref())
    })?;
    let table = tables.find(&input.table_name)?;
    let plan = QueryPlan {
        page: page_options!(input, filter, projection),
        forward: input.scan_index_forward.unwrap_or(true),
        key_condition,
        filter_parameter: if filter_tree.is_some() {
            texts::read::FILTER_EXPRESSION
        } else {
            QueryInput::MEMBERS.query_filter.name()
        },
    };
    plan.read(&table).map(QueryOutput::from)
}

/// Refuses an unknown operator that has conditions to join: Query reports it alone and first, without the envelope of
/// other unknown enumeration words.
fn check_query_operator(found: &Found, input: &QueryInput) -> Result<()> {
    if input.query_filter.as_ref().is_none_or(|filter| filter.len() < 2) {
        return Ok(());
    }
    match found.newer_words(QueryInput::MEMBERS.conditional_operator) {
        Some(words) => Err(Error::validation(words)),
        None => Ok(()),
    }
}

/// Refuses a page of no items.
pub(crate) fn check_limit(limit: Option<usize>) -> Result<()> {
    let mut found = Found::default();
    if limit == Some(0) {
        note_limit(&mut found, QueryInput::MEMBERS.limit, 0);
    }
    found.check(&[])
}

#[cfg(test)]
mod tests;
