//! SearchVectors: the items whose vectors are nearest to one.

use std::{collections::BTreeMap, sync::Arc};

use super::condition::SearchCondition;
use crate::{
    codec::{Constraint, structure},
    engine::{Engine, note_returned},
    error::{Error, Result},
    expression::{ExpressionError, ExpressionKind, Projection},
    limits::{SEARCH_RESULT_BYTES, SEARCH_RESULTS, VECTOR_DIMENSIONS},
    operation::{
        access::{not_found::no_index, scalar_keys, tables::Tables},
        answer::{capacity::report_search, consumed_capacity::VectorCapacity},
        authorization::request::ItemAccess,
        request::{
            enums::ReturnConsumedCapacity,
            expression_lists::{ConditionPart, ConditionTrees, ProjectionPart, conditions_of, parts_of},
            found::Found,
            input::Request,
            names::check_name,
            operation::Operation,
            parameters::Parameters,
            projection::ProjectionSource,
            values::ValueCheck,
            wording::Wording,
        },
    },
    size::item_size_bytes,
    storage::{
        Backfill, Hit, IndexSettings, SearchVector, Table, VectorIndex, VectorIndexDefinition, element_of,
    },
    texts,
    value::{AttributeValue, Item, Number},
};

structure! {
    /// What SearchVectors takes. (API reference: SearchVectors)
    pub struct SearchVectorsInput {
        /// The table's name or ARN.
        table_name: String = "TableName",
        /// The vector index to search.
        index_name: String = "IndexName",
        /// How much of the consumed capacity to report.
        return_consumed_capacity: Option<ReturnConsumedCapacity> = "ReturnConsumedCapacity",
        /// What `#names` stand for.
        expression_attribute_names: Option<BTreeMap<String, String>> = "ExpressionAttributeNames",
        /// What `:values` stand for.
        expression_attribute_values: Option<Item> = "ExpressionAttributeValues",
        /// The paths wanted; the vector is returned only if it is among them.
        projection_expression: Option<String> = "ProjectionExpression",
        /// The vector that others are compared with: numbers, as many as the index has dimensions.
        search_vector: Vec<AttributeValue> = "SearchVector",
        /// Equalities of attributes of the search schema, joined by AND. An index with a partition key needs its value.
        search_condition_expression: Option<String> = "SearchConditionExpression",
        /// How many items to find, 1 to 100.
        top_k: i32 = "TopK",
    }
}

structure! {
    /// What SearchVectors answers.
    #[non_exhaustive]
    pub struct SearchVectorsOutput {
        /// The capacity consumed.
        consumed_capacity: Option<VectorCapacity> = "ConsumedCapacity",
        /// The items found, the nearest first.
        search_results: Vec<SearchResultItem> = "SearchResults",
    }
}

structure! {
    /// An item that a search found. (API reference: `SearchResultItem`)
    #[non_exhaustive]
    pub struct SearchResultItem {
        /// What the index holds of the item, without its vector; or what the projection asks for.
        item: Option<Arc<Item>> = "Item",
        /// How near the vector is. `COSINE`: from 0 to 2, the lower the nearer. `EUCLIDEAN`: the distance.
        /// `DOT_PRODUCT`: the higher the nearer.
        score: f32 = "Score",
    }
}

const WORDING: Wording = Wording::Bare;

impl SearchVectorsInput {
    /// Checks the values of a request made in Rust.
    pub(crate) fn check_values(&self, check: &mut ValueCheck) {
        self.search_vector.iter().for_each(|value| check.value(Self::MEMBERS.search_vector, value));
        if let Some(values) = &self.expression_attribute_values {
            check.member(Self::MEMBERS.expression_attribute_values, values);
        }
    }
}

/// Searches the index.
pub(crate) fn run(
    tables: Tables<'_>,
    mut request: Request<SearchVectorsInput>,
) -> Result<SearchVectorsOutput> {
    let conditions = conditions_of(request.input.search_condition_expression.take());
    let projections = parts_of(request.input.projection_expression.take());
    search(tables, request, &conditions, &projections)
}

/// Searches the index for items for which all of these conditions hold, and returns the attributes of all of these
/// projections.
pub(crate) fn search(
    tables: Tables<'_>,
    request: Request<SearchVectorsInput>,
    conditions: &[ConditionPart],
    projections: &[ProjectionPart],
) -> Result<SearchVectorsOutput> {
    let Request { input, mut found } = request;
    tables.check_name(&mut found, SearchVectorsInput::MEMBERS.table_name, &input.table_name);
    check_members(&mut found, &input)?;
    let parameters = Parameters {
        legacy: &[],
        expressions: &[
            (SearchVectorsInput::MEMBERS.projection_expression, !projections.is_empty()),
            (SearchVectorsInput::MEMBERS.search_condition_expression, !conditions.is_empty()),
        ],
        names: input.expression_attribute_names.as_ref(),
        values: input.expression_attribute_values.as_ref(),
    };
    parameters.check(WORDING)?;
    found.check_values(
        WORDING,
        &[SearchVectorsInput::MEMBERS.search_vector, SearchVectorsInput::MEMBERS.expression_attribute_values],
    )?;
    let refuse = |error: ExpressionError| WORDING.refuse(error.as_str());
    let mut placeholders = parameters.placeholders(WORDING)?;
    let source = ProjectionSource::read(tables.engine, WORDING, projections, None)?;
    let caches = tables.engine.caches();
    let trees = ConditionTrees::read(caches, ExpressionKind::SearchCondition, conditions).map_err(refuse)?;
    let projection = source.bind(WORDING, &mut placeholders)?;
    let clauses = trees.bind_search(&mut placeholders).map_err(refuse)?;
    placeholders.all_used().map_err(refuse)?;
    let vector = vector_of(&input.search_vector)?;

    tables.authorize(&input.table_name, || ItemAccess {
        return_consumed_capacity: input.return_consumed_capacity.map(|asked| asked.as_str()),
        attributes: clauses.iter().map(|clause| clause.attribute).collect(),
        ..ItemAccess::new(SearchVectorsInput::OPERATION).projection(projection.as_ref()).selected(
            None,
            projection.is_some(),
            Some(&input.index_name),
        )
    })?;
    let table = tables.find(&input.table_name)?;
    let index = searched_index(tables.engine, &table, &input.index_name)?;
    let definition = index.definition();
    if vector.len() != definition.dimensions {
        let text = texts::vector::search_dimensions(vector.len(), definition.dimensions);
        return Err(Error::validation(text));
    }
    scalar_keys::check_projection(&table, projection.as_ref())?;
    let condition = SearchCondition::new(definition, clauses)?;
    let search = SearchVector::new(definition.distance_function, &vector);
    let most = usize::try_from(input.top_k).unwrap_or(0);
    // Vectors of expired items must not be found.
    table.sweep_due();
    let searched = table.searched_index(Arc::clone(&index));
    let found = searched.nearest(&condition.part, &search, most, |entry| condition.holds(entry));
    let results = Results { table: &table, definition, projection: projection.as_ref() };
    let (search_results, result_bytes) = results.of(found.hits)?;
    note_returned(search_results.len());
    Ok(SearchVectorsOutput {
        consumed_capacity: report_search(
            found.examined * definition.vector_bytes(),
            result_bytes,
            input.return_consumed_capacity,
        ),
        search_results,
    })
}

/// Checks each member separately.
fn check_members(found: &mut Found, input: &SearchVectorsInput) -> Result<()> {
    let members = SearchVectorsInput::MEMBERS;
    check_name(found, members.index_name, &input.index_name);
    let dimensions = input.search_vector.len();
    let length = match dimensions {
        0 => Some(Constraint::MinLength(1)),
        _ if dimensions > VECTOR_DIMENSIONS => Some(Constraint::MaxLength(VECTOR_DIMENSIONS)),
        _ => None,
    };
    if let Some(constraint) = length {
        found.violation(members.search_vector, Some(format!("[{dimensions} elements]")), constraint, true);
    }
    if input.top_k < 1 {
        found.violation(members.top_k, Some(input.top_k.to_string()), Constraint::MinValue(1), true);
    }
    found.check(&[
        members.return_consumed_capacity,
        members.table_name,
        members.index_name,
        members.search_vector,
        members.top_k,
    ])?;
    match usize::try_from(input.top_k) {
        Ok(1..=SEARCH_RESULTS) => Ok(()),
        _ => Err(Error::validation(texts::vector::top_k(input.top_k.into(), SEARCH_RESULTS))),
    }
}

fn vector_of(values: &[AttributeValue]) -> Result<Vec<f32>> {
    let elements: Option<Vec<f32>> = values.iter().map(element_of).collect();
    elements.ok_or_else(|| Error::validation(texts::vector::INVALID_SEARCH_VECTOR))
}

/// The index of this name. A search activates an index that only waits to be described as CREATING.
fn searched_index(engine: &Engine, table: &Table, name: &str) -> Result<Arc<VectorIndex>> {
    let no_index = || no_index(table, name, Error::validation(texts::read::no_index(name)));
    let index = table.vector_index(name).ok_or_else(no_index)?;
    let ending = engine.ending();
    table.show_vector_indexes(&ending);
    table.end_vector_indexes(&ending);
    match table.settings().vector_indexes.get(name) {
        Some(of_index) if of_index.is_readable() => Ok(index),
        Some(IndexSettings { backfill: Some(Backfill { has_begun: true, .. }), .. }) => {
            Err(Error::validation(texts::vector::backfilling(name)))
        }
        _ => Err(no_index()),
    }
}

/// The parts of the found items to return.
struct Results<'r> {
    table: &'r Table,
    definition: &'r VectorIndexDefinition,
    projection: Option<&'r Projection<'r>>,
}

impl Results<'_> {
    /// The results, and their size in bytes.
    fn of(&self, hits: Vec<Hit>) -> Result<(Vec<SearchResultItem>, usize)> {
        let mut size_bytes = 0;
        let mut results = Vec::with_capacity(hits.len());
        for hit in hits {
            let item = self.item(&hit);
            size_bytes += item_size_bytes(&item);
            if size_bytes > SEARCH_RESULT_BYTES {
                return Err(Error::validation(texts::vector::results_too_large(SEARCH_RESULT_BYTES)));
            }
            results.push(SearchResultItem { item: Some(Arc::new(item)), score: hit.score });
        }
        Ok((results, size_bytes))
    }

    fn item(&self, hit: &Hit) -> Item {
        let mut item = self.definition.without_vector(self.table.schema(), hit.entry.item());
        let Some(projection) = self.projection else { return item };
        let attribute = &self.definition.attribute;
        if projection.attribute_names().any(|name| name == attribute.as_str()) {
            // The index has the vector with the precision of 32 bits.
            let number = |element: &f32| Number::try_from(*element).unwrap_or(Number::ZERO);
            let vector: Vec<AttributeValue> =
                hit.vector.iter().map(|element| AttributeValue::N(number(element))).collect();
            item.insert(attribute.clone(), AttributeValue::L(vector));
        }
        projection.apply(&item)
    }
}
