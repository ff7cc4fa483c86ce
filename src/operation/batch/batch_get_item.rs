//! BatchGetItem: up to 100 items of several tables by their keys.

use std::{
    collections::{BTreeMap, HashSet},
    sync::Arc,
};

use super::{keys::Keys, throttled::Throttled};
use crate::{
    codec::{Constraint, Place, WriteJson, structure},
    engine::Engine,
    error::{Error, Result},
    expression::Projection,
    key::StoredKey,
    limits::{BATCH_GET_KEYS, BATCH_GET_SIZE_BYTES},
    operation::{
        access::{
            keys::{check_distinct, stored_key},
            scalar_keys,
            strong::check_read,
            tables::find_table,
        },
        answer::{
            capacity::{Consumed, is_reported},
            consumed_capacity::ConsumedCapacity,
        },
        authorization::{
            decision::{Authorizer, meet_faults},
            request::ItemAccess,
        },
        request::{
            enums::ReturnConsumedCapacity, found::Found, input::Request,
            legacy::attributes_to_get::note_attributes_to_get, names::is_table_name, operation::Operation,
            parameters::Parameters, projection::ProjectionSource, values::ValueCheck, wording::Wording,
        },
    },
    storage::Table,
    texts,
    value::Item,
};

structure! {
    /// The input of BatchGetItem. (API reference: BatchGetItem)
    pub struct BatchGetItemInput {
        /// What to read, by the tables' names or ARNs.
        request_items: BTreeMap<String, KeysAndAttributes> = "RequestItems",
        /// How much of the consumed capacity to report.
        return_consumed_capacity: Option<ReturnConsumedCapacity> = "ReturnConsumedCapacity",
    }
}

structure! {
    /// What to read from one table. (API reference: `KeysAndAttributes`)
    pub struct KeysAndAttributes at most Model(BATCH_GET_KEYS) {
        /// The items' keys, no two the same.
        keys: Keys = "Keys",
        /// Legacy: the attributes wanted.
        attributes_to_get: Option<Vec<String>> = "AttributesToGet",
        /// Whether the reads must see all writes before them; costs twice as much.
        consistent_read: Option<bool> = "ConsistentRead",
        /// The paths wanted.
        projection_expression: Option<String> = "ProjectionExpression",
        /// What `#names` stand for.
        expression_attribute_names: Option<BTreeMap<String, String>> = "ExpressionAttributeNames",
    }
}

structure! {
    /// What BatchGetItem answers.
    #[non_exhaustive]
    pub struct BatchGetItemOutput {
        /// The items that were found, by table.
        responses: BTreeMap<String, Vec<Arc<Item>>> = "Responses",
        /// What to ask for again: keys that would have made the answer larger than 16 MB.
        unprocessed_keys: BTreeMap<String, KeysAndAttributes> = "UnprocessedKeys",
        /// The capacity consumed, one entry for each table.
        consumed_capacity: Option<Vec<ConsumedCapacity>> = "ConsumedCapacity",
    }
}

const WORDING: Wording = Wording::Bare;

impl BatchGetItemInput {
    /// Checks the values of a request made in Rust.
    pub(crate) fn check_values(&self, check: &mut ValueCheck) {
        for key in self.request_items.values().flat_map(|request| request.keys.iter()) {
            check.member(BatchGetItemInput::MEMBERS.request_items, key);
        }
    }
}

/// One table's part of the request, ready to be read.
struct Part<'r> {
    name: &'r str,
    request: &'r KeysAndAttributes,
    table: Arc<Table>,
    projection: Option<Projection<'r>>,
    /// The keys with their stored keys, without duplicates.
    places: Vec<(&'r Item, StoredKey)>,
    /// The keys that a fault leaves unprocessed.
    faulted: Vec<&'r Item>,
}

/// Reads the items.
pub(crate) fn run(engine: &Engine, request: Request<BatchGetItemInput>) -> Result<BatchGetItemOutput> {
    let Request { input, mut found } = request;
    check_constraints(&mut found, &input);
    found.check(&[
        BatchGetItemInput::MEMBERS.request_items,
        BatchGetItemInput::MEMBERS.return_consumed_capacity,
    ])?;
    if input.request_items.values().map(|request| request.keys.len()).sum::<usize>() > BATCH_GET_KEYS {
        return Err(Error::validation(texts::request::TOO_MANY_GETS));
    }
    let uses = |has: fn(&KeysAndAttributes) -> bool| input.request_items.values().any(has);
    Parameters {
        legacy: &[(
            KeysAndAttributes::MEMBERS.attributes_to_get,
            uses(|request| request.attributes_to_get.is_some()),
        )],
        expressions: &[(
            KeysAndAttributes::MEMBERS.projection_expression,
            uses(|request| request.projection_expression.is_some()),
        )],
        names: None,
        values: None,
    }
    .check(WORDING)?;
    for key in input.request_items.values().flat_map(|request| request.keys.iter()) {
        WORDING.check_names(key)?;
    }
    found.check_values(WORDING, &[BatchGetItemInput::MEMBERS.request_items])?;
    let mut sources = Vec::new();
    for request in input.request_items.values() {
        sources.push(check_projection(engine, request)?);
    }
    input.request_items.values().try_for_each(|request| request.keys.check_distinct())?;
    let mut parts = Vec::new();
    let authorizer = Authorizer::if_needed(engine);
    for ((name, request), source) in input.request_items.iter().zip(&sources) {
        let mut placeholders = parameters(request).placeholders(WORDING)?;
        let projection = source.bind(WORDING, &mut placeholders)?;
        if let Some(authorizer) = &authorizer {
            let access = ItemAccess::new(BatchGetItemInput::OPERATION)
                .projection(projection.as_ref())
                .selected(None, projection.is_some(), None);
            let access = request.keys.iter().fold(access, ItemAccess::subject);
            let return_consumed_capacity = input.return_consumed_capacity.map(|asked| asked.as_str());
            authorizer.check_access(name, &ItemAccess { return_consumed_capacity, ..access })?;
        }
        parts.push(Part {
            name,
            request,
            projection,
            table: find_table(engine, name)?,
            places: Vec::new(),
            faulted: Vec::new(),
        });
    }
    let faults = meet_faults(authorizer.as_ref())?;
    let mut number = 0;
    for part in &mut parts {
        part.faulted = (number..)
            .zip(part.request.keys.iter())
            .filter(|(number, _)| faults.contains_key(number))
            .map(|(_, key)| key)
            .collect();
        number += part.request.keys.len();
        part.places = places(&part.table, &part.request.keys)?;
        scalar_keys::check_projection(&part.table, part.projection.as_ref())?;
    }
    // A table's name and its ARN denote the same table.
    check_distinct(
        parts.iter().flat_map(|part| part.places.iter().map(|(_, place)| (part.table.sequence(), place))),
    )?;

    let mut output = BatchGetItemOutput::default();
    let mut size_bytes = 0;
    let mut consumed = Vec::new();
    let mut throttled = Throttled::default();
    for part in &parts {
        let consistent = part.request.consistent_read.unwrap_or(false);
        check_read(&part.table, consistent)?;
        let mut units = Consumed::default();
        let mut items = Vec::new();
        let mut left = Vec::new();
        for (key, place) in &part.places {
            if size_bytes >= BATCH_GET_SIZE_BYTES || part.faulted.contains(key) {
                left.push((*key).clone());
                continue;
            }
            let Some(stored) = throttled.sort(part.table.read_item(place, consistent))? else {
                left.push((*key).clone());
                continue;
            };
            let size = stored.as_ref().map_or(0, |stored| stored.size());
            size_bytes += size;
            if size_bytes > BATCH_GET_SIZE_BYTES {
                left.push((*key).clone());
                continue;
            }
            units.add(&Consumed::read(size, consistent));
            items.extend(stored.map(|stored| match &part.projection {
                Some(projection) => Arc::new(projection.apply(stored.item())),
                None => stored.into_item(),
            }));
        }
        if !left.is_empty() {
            let unprocessed = KeysAndAttributes { keys: left.into(), ..part.request.clone() };
            output.unprocessed_keys.insert(part.name.to_owned(), unprocessed);
        }
        output.responses.insert(part.name.to_owned(), items);
        consumed.extend(units.report(&part.table, part.name, input.return_consumed_capacity));
    }
    throttled.check()?;
    output.consumed_capacity = is_reported(input.return_consumed_capacity).then_some(consumed);
    Ok(output)
}

fn check_constraints(found: &mut Found, input: &BatchGetItemInput) {
    // A missing map is noted already.
    let is_noted = found.has_violation_at(&BatchGetItemInput::MEMBERS.request_items.into());
    if input.request_items.is_empty() && !is_noted {
        found.violation(BatchGetItemInput::MEMBERS.request_items, None, Constraint::MinLength(1), true);
    }
    if input.request_items.len() > BATCH_GET_KEYS {
        found.violation(
            BatchGetItemInput::MEMBERS.request_items,
            None,
            Constraint::MaxLength(BATCH_GET_KEYS),
            true,
        );
    }
    for (name, request) in &input.request_items {
        let here = || Place::from(BatchGetItemInput::MEMBERS.request_items).entry(name);
        let keys = || here().member(KeysAndAttributes::MEMBERS.keys);
        if request.keys.is_empty() && !found.has_violation_at(&keys()) {
            found.violation(keys(), Some("[]".to_owned()), Constraint::MinLength(1), true);
        } else if request.keys.len() > BATCH_GET_KEYS {
            found.violation(keys(), None, Constraint::MaxLength(BATCH_GET_KEYS), true);
        }
        if request.attributes_to_get.is_some() {
            let place = here().member(KeysAndAttributes::MEMBERS.attributes_to_get);
            note_attributes_to_get(found, place, request.attributes_to_get.as_deref());
        }
    }
    if input.request_items.keys().any(|name| !is_table_name(name)) {
        let mut echo = Vec::new();
        input.request_items.write_json(&mut echo);
        let echo = String::from_utf8_lossy(&echo).into_owned();
        found.violation(
            BatchGetItemInput::MEMBERS.request_items,
            Some(echo),
            Constraint::MapKeys(texts::request::TABLE_NAME_CONSTRAINTS),
            false,
        );
    }
}

fn parameters(request: &KeysAndAttributes) -> Parameters<'_, '_> {
    Parameters {
        legacy: &[],
        expressions: if request.projection_expression.is_some() {
            &[(KeysAndAttributes::MEMBERS.projection_expression, true)]
        } else {
            &[]
        },
        names: request.expression_attribute_names.as_ref(),
        values: None,
    }
}

fn check_projection<'r>(engine: &Engine, request: &'r KeysAndAttributes) -> Result<ProjectionSource<'r>> {
    let parameters = parameters(request);
    parameters.check(WORDING)?;
    let source = ProjectionSource::of_text(
        engine,
        WORDING,
        request.projection_expression.as_deref(),
        request.attributes_to_get.as_deref(),
    )?;
    {
        let mut placeholders = parameters.placeholders(WORDING)?;
        source.bind(WORDING, &mut placeholders)?;
        placeholders.all_used().map_err(|error| WORDING.refuse(error.as_str()))?;
    }
    Ok(source)
}

/// The stored keys of these keys. If several spellings have the same stored key, the first counts.
fn places<'k>(table: &Table, keys: &'k [Item]) -> Result<Vec<(&'k Item, StoredKey)>> {
    let mut places = Vec::with_capacity(keys.len());
    let mut seen = HashSet::with_capacity(keys.len());
    for key in keys {
        let place = stored_key(table.schema(), key)?;
        if seen.insert(place.clone()) {
            places.push((key, place));
        }
    }
    Ok(places)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_map_without_tables_is_told_before_unknown_words_unless_it_was_left_out() {
        let mut found = Found::default();
        found.violation(
            BatchGetItemInput::MEMBERS.return_consumed_capacity,
            Some("X".to_owned()),
            Constraint::Enum("[NONE]"),
            false,
        );
        check_constraints(&mut found, &BatchGetItemInput::default());
        assert_eq!(
            found.check(&[]).unwrap_err().message(),
            "1 validation error detected: Value at 'RequestItems' failed to satisfy constraint: Member must have \
             length greater than or equal to 1"
        );
        let mut found = Found::default();
        found.violation(BatchGetItemInput::MEMBERS.request_items, None, Constraint::NotNull, false);
        check_constraints(&mut found, &BatchGetItemInput::default());
        assert_eq!(found.violations().len(), 1);
    }

    #[test]
    fn beside_keys_that_were_left_out_a_list_without_keys_is_told_with_its_value() {
        let input = BatchGetItemInput {
            request_items: [("tab".to_owned(), KeysAndAttributes::default())].into(),
            ..BatchGetItemInput::default()
        };
        let mut found = Found::default();
        let place = Place::from(BatchGetItemInput::MEMBERS.request_items)
            .entry("other")
            .member(KeysAndAttributes::MEMBERS.keys);
        found.violation(place, None, Constraint::NotNull, false);
        check_constraints(&mut found, &input);
        assert_eq!(
            found.check(&[BatchGetItemInput::MEMBERS.request_items]).unwrap_err().message(),
            "2 validation errors detected: Value null at 'requestItems.other.member.keys' failed to satisfy \
             constraint: Member must not be null; Value '[]' at 'requestItems.tab.member.keys' failed to satisfy \
             constraint: Member must have length greater than or equal to 1"
        );
    }
}
