//! Scan: all items of a table or an index, or one segment of them.

use std::{collections::BTreeMap, sync::Arc};

use super::{
    page::{note_members, output_of_page, page_options},
    start::start_key,
    target::{check_select, must_fetch},
};
use crate::{
    codec::{Constraint, Member, structure},
    error::{Error, Result},
    expression::{ExpressionError, ExpressionKind},
    key::{HashRange, StoredKey},
    operation::{
        access::tables::Tables,
        answer::consumed_capacity::ConsumedCapacity,
        authorization::request::ItemAccess,
        request::{
            enums::{ConditionalOperator, ReturnConsumedCapacity, Select},
            expression_lists::{ConditionPart, ConditionTrees, ProjectionPart, conditions_of, parts_of},
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
    storage::{ReadTarget, Table, WHOLE_TREE},
    texts,
    value::Item,
};

structure! {
    /// The input of Scan. (API reference: Scan)
    pub struct ScanInput {
        /// The table's name or ARN.
        table_name: String = "TableName",
        /// The index to read instead of the table.
        index_name: Option<String> = "IndexName",
        /// Legacy: the attributes wanted.
        attributes_to_get: Option<Vec<String>> = "AttributesToGet",
        /// How many items to look at, at most.
        limit: Option<i32> = "Limit",
        /// Which attributes come back.
        select: Option<Select> = "Select",
        /// Legacy: which of the items read come back.
        scan_filter: Option<BTreeMap<String, LegacyCondition>> = "ScanFilter",
        /// Legacy: how the conditions in `scan_filter` are joined.
        conditional_operator: Option<ConditionalOperator> = "ConditionalOperator",
        /// The key to start after: the last page's `last_evaluated_key`.
        exclusive_start_key: Option<Item> = "ExclusiveStartKey",
        /// How much of the consumed capacity to report.
        return_consumed_capacity: Option<ReturnConsumedCapacity> = "ReturnConsumedCapacity",
        /// How many segments the table is divided into, 1 to 1,000,000.
        total_segments: Option<i32> = "TotalSegments",
        /// Which of the segments to read, from 0.
        segment: Option<i32> = "Segment",
        /// The paths wanted.
        projection_expression: Option<String> = "ProjectionExpression",
        /// Which of the items read come back.
        filter_expression: Option<String> = "FilterExpression",
        /// What `#names` stand for.
        expression_attribute_names: Option<BTreeMap<String, String>> = "ExpressionAttributeNames",
        /// What `:values` stand for.
        expression_attribute_values: Option<Item> = "ExpressionAttributeValues",
        /// Whether the read must see all writes before it; not on global indexes; costs twice as much.
        consistent_read: Option<bool> = "ConsistentRead",
    }
}

structure! {
    /// What Scan answers.
    #[non_exhaustive]
    pub struct ScanOutput {
        /// The items; absent if only the count was requested.
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

output_of_page! { ScanOutput }

const WORDING: Wording = Wording::Older;

impl ScanInput {
    /// Checks the values of a request made in Rust.
    pub(crate) fn check_values(&self, check: &mut ValueCheck) {
        if let Some(key) = &self.exclusive_start_key {
            check.member(ScanInput::MEMBERS.exclusive_start_key, key);
        }
        legacy::check_conditions(check, ScanInput::MEMBERS.scan_filter, self.scan_filter.as_ref());
        if let Some(values) = &self.expression_attribute_values {
            check.member(ScanInput::MEMBERS.expression_attribute_values, values);
        }
    }
}

/// Reads a page.
pub(crate) fn run(tables: Tables<'_>, mut request: Request<ScanInput>) -> Result<ScanOutput> {
    let filters = conditions_of(request.input.filter_expression.take());
    let projections = parts_of(request.input.projection_expression.take());
    scan_parts(tables, request, &filters, &projections)
}

/// Reads a page: the projected attributes of the items that pass all of these filters.
pub(crate) fn scan_parts(
    tables: Tables<'_>,
    request: Request<ScanInput>,
    filters: &[ConditionPart],
    projections: &[ProjectionPart],
) -> Result<ScanOutput> {
    let Request { input, mut found } = request;
    tables.check_name(&mut found, ScanInput::MEMBERS.table_name, &input.table_name);
    note_members(
        &mut found,
        (ScanInput::MEMBERS.index_name, input.index_name.as_deref()),
        (ScanInput::MEMBERS.limit, input.limit),
        (ScanInput::MEMBERS.attributes_to_get, input.attributes_to_get.as_deref()),
    );
    note_segments(&mut found, &input);
    found.check(&[
        ScanInput::MEMBERS.return_consumed_capacity,
        ScanInput::MEMBERS.table_name,
        ScanInput::MEMBERS.index_name,
        ScanInput::MEMBERS.select,
        ScanInput::MEMBERS.limit,
        ScanInput::MEMBERS.total_segments,
        ScanInput::MEMBERS.segment,
    ])?;
    let parameters = Parameters {
        legacy: &[
            (ScanInput::MEMBERS.attributes_to_get, input.attributes_to_get.is_some()),
            (ScanInput::MEMBERS.scan_filter, input.scan_filter.is_some()),
            (ScanInput::MEMBERS.conditional_operator, input.conditional_operator.is_some()),
        ],
        expressions: &[
            (ScanInput::MEMBERS.projection_expression, !projections.is_empty()),
            (ScanInput::MEMBERS.filter_expression, !filters.is_empty()),
        ],
        names: input.expression_attribute_names.as_ref(),
        values: input.expression_attribute_values.as_ref(),
    };
    parameters.check(WORDING)?;
    let attributes = [
        (ScanInput::MEMBERS.projection_expression, !projections.is_empty()),
        (ScanInput::MEMBERS.attributes_to_get, input.attributes_to_get.is_some()),
    ];
    check_select(
        input.select,
        attributes.into_iter().find_map(|(member, is_there)| is_there.then_some(member)),
        input.index_name.is_some(),
        Wording::Bare,
    )?;
    let hashes = segment(&input)?;
    found.check_values(WORDING, &[ScanInput::MEMBERS.exclusive_start_key, ScanInput::MEMBERS.scan_filter])?;
    legacy::check_conditional_operator(
        WORDING,
        input.conditional_operator,
        input.scan_filter.as_ref().map(BTreeMap::len),
    )?;
    // The older layer checks all names, of both kinds, before any value.
    let mut placeholders = parameters.placeholders(WORDING)?;
    found.check_values(WORDING, &[ScanInput::MEMBERS.expression_attribute_values])?;
    let refuse = |error: ExpressionError| WORDING.refuse(error.as_str());
    let projection_source =
        ProjectionSource::read(tables.engine, WORDING, projections, input.attributes_to_get.as_deref())?;
    let filter_trees =
        ConditionTrees::read(tables.engine.caches(), ExpressionKind::Filter, filters).map_err(refuse)?;
    let projection = projection_source.bind(WORDING, &mut placeholders)?;
    let filter = match (filter_trees.bind(&mut placeholders).map_err(refuse)?, &input.scan_filter) {
        (None, Some(filter)) => Some(legacy::filter(WORDING, filter, input.conditional_operator)?),
        (filter, _) => filter,
    };
    placeholders.all_used().map_err(refuse)?;

    tables.authorize(&input.table_name, || ItemAccess {
        return_consumed_capacity: input.return_consumed_capacity.map(|asked| asked.as_str()),
        ..ItemAccess::new(ScanInput::OPERATION)
            .condition(filter.as_ref())
            .projection(projection.as_ref())
            .selected(input.select, projection.is_some(), input.index_name.as_deref())
    })?;
    let table = tables.find(&input.table_name)?;
    let options = page_options!(input, filter, projection);
    let target = options.target(&table, "Scan")?;
    let fetch = must_fetch(&table, &target, options.select, options.projection)?;
    let start = match options.start {
        Some(key) => Some(scan_start(&table, &target, key, hashes, &input)?),
        None => None,
    };
    let bounds = if hashes == HashRange::WHOLE { WHOLE_TREE } else { hashes.bounds() };
    let page = options.read(&table, &target, (bounds, hashes), start, true, fetch)?;
    options.answer(&table, &target, page).map(ScanOutput::from)
}

/// The stored key after which a scan starts. It must be in the segment that is read.
fn scan_start(
    table: &Table,
    target: &ReadTarget,
    start: &Item,
    hashes: HashRange,
    input: &ScanInput,
) -> Result<StoredKey> {
    let key = start_key(table, target, start)?;
    if hashes.contains_point(key.hash) {
        return Ok(key);
    }
    let (segment, total) = input.segment.zip(input.total_segments).unwrap_or_default();
    debug_assert_ne!(total, 0, "the whole table has every key");
    Err(Error::validation(texts::read::start_in_other_segment(segment, total)))
}

/// Notes segments that are out of range.
fn note_segments(found: &mut Found, input: &ScanInput) {
    let mut check = |member: Member, value: Option<i32>, least: i32, most: i32| {
        let Some(value) = value else { return };
        let constraint = if value < least {
            Constraint::MinValue(least.into())
        } else if value > most {
            Constraint::MaxValue(most.into())
        } else {
            return;
        };
        found.violation(member, Some(value.to_string()), constraint, true);
    };
    check(ScanInput::MEMBERS.total_segments, input.total_segments, 1, 1_000_000);
    check(ScanInput::MEMBERS.segment, input.segment, 0, 999_999);
}

/// The part of the hash line that the request reads.
fn segment(input: &ScanInput) -> Result<HashRange> {
    match (input.segment, input.total_segments) {
        (None, None) => Ok(HashRange::WHOLE),
        (Some(_), None) => Err(Error::validation(texts::read::NO_TOTAL_SEGMENTS)),
        (None, Some(_)) => Err(Error::validation(texts::read::NO_SEGMENT)),
        (Some(segment), Some(total)) if segment >= total => {
            Err(Error::validation(texts::read::segment_out_of_range(segment, total)))
        }
        (Some(segment), Some(total)) => {
            debug_assert!((0..total).contains(&segment), "the members are in their ranges");
            Ok(HashRange::part(
                usize::try_from(segment).unwrap_or_default(),
                usize::try_from(total).unwrap_or(1),
            ))
        }
    }
}
