//! The builder of SearchVectors.

use super::{
    placeholders::PlaceholderMaps,
    table::{Table, TableIndex},
};
use crate::{
    error::{Error, Result},
    operation::{
        Operation, Request, ReturnConsumedCapacity, SearchResultItem, SearchVectorsInput,
        SearchVectorsOutput, Texts, vector::search_vectors,
    },
    texts,
    value::{AttributeValue, Number},
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
            conditions: Texts::new(),
            projections: Texts::new(),
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
    conditions: Texts,
    projections: Texts,
    placeholders: PlaceholderMaps,
}

impl SearchBuilder {
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
    pub fn filter(mut self, condition: impl Into<String>) -> Self {
        self.conditions.push(condition.into());
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
    pub fn project(mut self, projection: impl Into<String>) -> Self {
        self.projections.push(projection.into());
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
        self.output(None).map(|output| output.search_results)
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
        self.output(Some(ReturnConsumedCapacity::Total))
    }

    fn output(self, capacity: Option<ReturnConsumedCapacity>) -> Result<SearchVectorsOutput> {
        let Self { table, mut input, vector, conditions, projections, placeholders } = self;
        placeholders.check()?;
        let number = |element: f32| {
            let number = Number::try_from(element);
            number.map_err(|_| Error::validation(texts::vector::INVALID_SEARCH_VECTOR)).map(AttributeValue::N)
        };
        input.search_vector = vector.into_iter().map(number).collect::<Result<_>>()?;
        input.expression_attribute_names = placeholders.names;
        input.expression_attribute_values = placeholders.values;
        input.return_consumed_capacity = capacity;
        let request = Request::typed(input, SearchVectorsInput::check_values);
        table.operate(SearchVectorsInput::OPERATION, |tables| {
            search_vectors::search(tables, request, &conditions, &projections)
        })
    }
}
