//! The builder of SearchVectors.

use serde::de::DeserializeOwned;

use super::{
    asking::Asked,
    expressions::{IntoCondition, IntoProjection},
    placeholders::PlaceholderMaps,
    table::{Table, TableIndex},
    wait::wait,
};
use crate::{
    error::{Error, Result},
    expression::ExpressionKind,
    operation::{
        Conditions, Operation, Projections, Request, ReturnConsumedCapacity, SearchResultItem,
        SearchVectorsInput, SearchVectorsOutput, Spelled, vector::search_vectors,
    },
    texts,
    value::{AttributeValue, Number, from_item_ref},
};

impl TableIndex {
    /// Finds the items whose vectors are nearest to this one, in a vector index. By default it finds ten.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S, VectorIndex, item};
    /// # let db = Database::new();
    /// # let by_look = VectorIndex::new("by_look", "look", 2);
    /// # let photos = db.create_table("photos").partition_key("id", S).vector_index(by_look).run()?;
    /// photos.put(item! { "id": "sunset", "look": [0.9, 0.1] }).run()?;
    /// photos.put(item! { "id": "forest", "look": [0.2, 0.8] }).run()?;
    /// let found = photos.index("by_look").search([1.0, 0.0]).run()?;
    /// assert_eq!(found[0].item.as_ref().unwrap().s("id"), Some("sunset"));
    /// assert!(found[0].score < found[1].score); // a distance: the lower, the nearer
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn search(&self, vector: impl IntoIterator<Item = f32>) -> SearchBuilder {
        let input = SearchVectorsInput {
            index_name: self.name.clone(),
            top_k: USUAL_RESULTS,
            ..SearchVectorsInput::default()
        };
        SearchBuilder {
            table: self.table.clone(),
            input,
            vector: vector.into_iter().collect(),
            conditions: Conditions::new(),
            projections: Projections::new(),
            placeholders: PlaceholderMaps::default(),
        }
    }
}

/// How many items a search returns by default.
const USUAL_RESULTS: i32 = 10;

/// A SearchVectors request: [`TableIndex::search`].
#[derive(Debug, Clone)]
#[must_use = "nothing is searched until `run`"]
pub struct SearchBuilder {
    table: Table,
    input: SearchVectorsInput,
    vector: Vec<f32>,
    conditions: Conditions,
    projections: Projections,
    placeholders: PlaceholderMaps,
}

impl SearchBuilder {
    /// Whether an endpoint is asked.
    pub(super) fn is_there(&self) -> bool {
        self.table.is_remote()
    }

    /// How many items to find, 1 to 100.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S, VectorIndex, item};
    /// # let db = Database::new();
    /// # let by_look = VectorIndex::new("by_look", "look", 2);
    /// # let photos = db.create_table("photos").partition_key("id", S).vector_index(by_look).run()?;
    /// photos.put_all((1..10).map(|id| item! { "id": id.to_string(), "look": [id, 1] }))?;
    /// assert_eq!(photos.index("by_look").search([1.0, 0.0]).top_k(3).run()?.len(), 3);
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn top_k(mut self, count: u32) -> Self {
        self.input.top_k = i32::try_from(count).unwrap_or(i32::MAX);
        self
    }

    /// Equalities of attributes of the index's search schema, joined by AND; those of all calls must hold. In an index
    /// with a partition key, its value is required.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S, VectorIndex, item};
    /// # let db = Database::new();
    /// # let by_look = VectorIndex::new("by_look", "look", 2).partition_key("album", S).inline_filter("year", S);
    /// # let photos = db.create_table("photos").partition_key("id", S).vector_index(by_look).run()?;
    /// photos.put(item! { "id": "p1", "look": [1, 0], "album": "sea", "year": "2026" }).run()?;
    /// let search = photos.index("by_look").search([1.0, 0.0]).filter("album = :a").value(":a", "sea");
    /// assert_eq!(search.filter("#y = :y").name("#y", "year").value(":y", "2025").run()?, []);
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn filter(mut self, condition: impl IntoCondition) -> Self {
        self.conditions.push(condition.into_condition());
        self
    }

    /// Returns these paths alone; the vector only if it is among them.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S, VectorIndex, item};
    /// # let db = Database::new();
    /// # let by_look = VectorIndex::new("by_look", "look", 2);
    /// # let photos = db.create_table("photos").partition_key("id", S).vector_index(by_look).run()?;
    /// photos.put(item! { "id": "p1", "look": [1, 0], "text": "long" }).run()?;
    /// let found = photos.index("by_look").search([1.0, 0.0]).project("id, look").run()?;
    /// assert_eq!(**found[0].item.as_ref().unwrap(), item! { "id": "p1", "look": [1, 0] });
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn project(mut self, projection: impl IntoProjection) -> Self {
        self.projections.push(projection.into_projection());
        self
    }

    /// What a `#name` in the expressions stands for. A second meaning is an error. Example: [`filter`](Self::filter).
    pub fn name(mut self, placeholder: impl Into<String>, name: impl Into<String>) -> Self {
        self.placeholders.name(placeholder.into(), name.into());
        self
    }

    /// What a `:value` in the expressions stands for. A second meaning is an error. Example: [`filter`](Self::filter).
    pub fn value(mut self, placeholder: impl Into<String>, value: impl Into<AttributeValue>) -> Self {
        self.placeholders.value(placeholder.into(), value.into());
        self
    }

    /// Searches, and returns the items found, the nearest first.
    ///
    /// # Errors
    /// A vector of other dimensions or with numbers that are not finite, an expression that is not well formed, or no such
    /// vector index: [`Error::Validation`].
    pub fn run(self) -> Result<Vec<SearchResultItem>> {
        self.output().map(|output| output.search_results)
    }

    /// The nearest items as structs of yours, each with its score.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S, VectorIndex, item};
    /// # let db = Database::new();
    /// # let places = db.create_table("places").partition_key("id", S).vector_index(VectorIndex::new("near", "v", 2)).run()?;
    /// # places.put(item! { "id": "a", "v": [1, 0] }).run()?;
    /// #[derive(serde::Deserialize)]
    /// struct Place { id: String }
    ///
    /// let near: Vec<(Place, f32)> = places.index("near").search([1.0, 0.0]).run_as()?;
    /// assert_eq!(near[0].0.id, "a");
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`run`](Self::run); and [`Error::Conversion`] if an item does not fit.
    pub fn run_as<T: DeserializeOwned>(self) -> Result<Vec<(T, f32)>> {
        let results = self.run()?.into_iter().map(|result| {
            let item = result.item.unwrap_or_default();
            Ok((from_item_ref(&item)?, result.score))
        });
        results.collect()
    }

    /// Asks for the capacity that the search consumes, which [`output`](Self::output) returns.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S, VectorIndex, item};
    /// # let db = Database::new();
    /// # let places = db.create_table("places").partition_key("id", S).vector_index(VectorIndex::new("near", "v", 2)).run()?;
    /// # places.put(item! { "id": "a", "v": [1, 0] }).run()?;
    /// use hashrange::operation::ReturnConsumedCapacity;
    ///
    /// let search = places.index("near").search([1.0, 0.0]);
    /// let output = search.return_consumed_capacity(ReturnConsumedCapacity::Total).output()?;
    /// assert!(output.consumed_capacity.is_some());
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn return_consumed_capacity(mut self, how_much: ReturnConsumedCapacity) -> Self {
        self.input.return_consumed_capacity = Some(how_much);
        self
    }

    /// As [`run`](Self::run), with the capacity consumed.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S, VectorIndex, item};
    /// # let db = Database::new();
    /// # let by_look = VectorIndex::new("by_look", "look", 2);
    /// # let photos = db.create_table("photos").partition_key("id", S).vector_index(by_look).run()?;
    /// let output = photos.index("by_look").search([1.0, 0.0]).run_with_capacity()?;
    /// assert_eq!(output.consumed_capacity.unwrap().vector_search_request_bytes, Some(1024.0));
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`run`](Self::run).
    pub fn run_with_capacity(self) -> Result<SearchVectorsOutput> {
        self.return_consumed_capacity(ReturnConsumedCapacity::Total).output()
    }

    /// Searches, and returns the whole answer.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S, VectorIndex, item};
    /// # let db = Database::new();
    /// # let places = db.create_table("places").partition_key("id", S).vector_index(VectorIndex::new("near", "v", 2)).run()?;
    /// # places.put(item! { "id": "a", "v": [1, 0] }).run()?;
    /// let output = places.index("near").search([1.0, 0.0]).output()?;
    /// assert!(output.consumed_capacity.is_none()); // `return_consumed_capacity` asks for it
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`run`](Self::run).
    pub fn output(self) -> Result<SearchVectorsOutput> {
        if self.table.is_remote() {
            return wait(self.asked()?.answer());
        }
        let Self { table, mut input, vector, conditions, projections, placeholders } = self;
        placeholders.check()?;
        input.search_vector = numbers(vector)?;
        input.expression_attribute_names = placeholders.names;
        input.expression_attribute_values = placeholders.values;
        let request = Request::typed(input, SearchVectorsInput::check_values);
        table.operate(SearchVectorsInput::OPERATION, |tables| {
            search_vectors::search(tables, request, &conditions, &projections)
        })
    }

    /// The request for an endpoint.
    pub(super) fn asked(self) -> Result<Asked<SearchVectorsInput>> {
        let Self { table, mut input, vector, conditions, projections, placeholders } = self;
        placeholders.check()?;
        let mut spelled = Spelled::new(placeholders.names, placeholders.values);
        let schema = table.current();
        input.table_name = table.name().to_owned();
        input.search_vector = numbers(vector)?;
        input.search_condition_expression =
            spelled.conditions(ExpressionKind::SearchCondition, &conditions, schema.schema())?;
        input.projection_expression = spelled.projections(&projections)?;
        (input.expression_attribute_names, input.expression_attribute_values) = spelled.placeholders();
        Ok(Asked::of_table(table.database().remote()?, &table, input, []))
    }
}

fn numbers(vector: Vec<f32>) -> Result<Vec<AttributeValue>> {
    let number = |element: f32| {
        let number = Number::try_from(element);
        number.map_err(|_| Error::validation(texts::vector::INVALID_SEARCH_VECTOR)).map(AttributeValue::N)
    };
    vector.into_iter().map(number).collect()
}
