//! Definitions of vector indexes.

use super::index::{include, keys_only};
use crate::{
    key::ScalarAttributeType,
    operation::{self, AttributeDefinition, Projection, ProjectionType, SearchSchemaElementType},
    storage::VectorDistanceFunction,
};

/// The definition of a vector index: for [`CreateTableBuilder::vector_index`](crate::CreateTableBuilder::vector_index).
/// It measures by the angle between vectors (`COSINE`) and projects all attributes by default.
///
/// ```
/// use hashrange::{Database, ScalarAttributeType::S, VectorIndex, item};
///
/// let db = Database::new();
/// let by_meaning = VectorIndex::new("by_meaning", "embedding", 3).partition_key("lang", S);
/// let texts = db.create_table("texts").partition_key("id", S).vector_index(by_meaning).run()?;
/// texts.put(item! { "id": "t1", "lang": "en", "embedding": [0.1, 0.9, 0.2] }).run()?;
/// texts.put(item! { "id": "t2", "lang": "en", "embedding": [0.8, 0.1, 0.3] }).run()?;
///
/// let search = texts.index("by_meaning").search([0.0, 1.0, 0.0]).filter("lang = :l").value(":l", "en");
/// let found = search.top_k(1).run()?;
/// assert_eq!(found[0].item.as_ref().unwrap().s("id"), Some("t1"));
/// # Ok::<(), hashrange::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct VectorIndex {
    pub(super) index: operation::VectorIndex,
    pub(super) attributes: Vec<AttributeDefinition>,
}

impl VectorIndex {
    /// An index of this name, on the vectors in this attribute, which have `dimensions` numbers (up to 4,096).
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S, VectorIndex};
    /// # let db = Database::new();
    /// let by_look = VectorIndex::new("by_look", "look", 512);
    /// let photos = db.create_table("photos").partition_key("id", S).vector_index(by_look).run()?;
    /// assert_eq!(photos.describe().vector_indexes.unwrap()[0].dimensions, 512);
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn new(name: impl Into<String>, attribute: impl Into<String>, dimensions: u32) -> Self {
        let index = operation::VectorIndex {
            index_name: name.into(),
            vector_attribute: Some(operation::VectorAttributeDefinition { attribute_name: attribute.into() }),
            search_schema: None,
            projection: Some(Projection {
                projection_type: Some(ProjectionType::All),
                non_key_attributes: None,
            }),
            dimensions: dimensions.into(),
            distance_function: Some(VectorDistanceFunction::Cosine),
        };
        Self { index, attributes: Vec::new() }
    }

    /// How the distance of two vectors is measured.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S, VectorIndex, item};
    /// # let db = Database::new();
    /// use hashrange::operation::VectorDistanceFunction;
    ///
    /// let by_place = VectorIndex::new("by_place", "place", 2).distance(VectorDistanceFunction::Euclidean);
    /// let shops = db.create_table("shops").partition_key("id", S).vector_index(by_place).run()?;
    /// shops.put(item! { "id": "s1", "place": [3, 4] }).run()?;
    /// assert_eq!(shops.index("by_place").search([0.0, 0.0]).run()?[0].score, 5.0);
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn distance(mut self, function: VectorDistanceFunction) -> Self {
        self.index.distance_function = Some(function);
        self
    }

    /// The partition key (`HASH`): a search looks only at items with one value of it, which the search must name. Items
    /// without it are not in the index.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S, VectorIndex};
    /// # let db = Database::new();
    /// let by_look = VectorIndex::new("by_look", "look", 2).partition_key("album", S);
    /// let photos = db.create_table("photos").partition_key("id", S).vector_index(by_look).run()?;
    /// assert!(photos.index("by_look").search([1.0, 0.0]).run().is_err()); // in which album?
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn partition_key(self, name: impl Into<String>, attribute_type: ScalarAttributeType) -> Self {
        self.element(name.into(), attribute_type, SearchSchemaElementType::Hash)
    }

    /// An attribute by which searches may filter (`INLINE_FILTER`), up to 18.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S, VectorIndex, item};
    /// # let db = Database::new();
    /// let by_look = VectorIndex::new("by_look", "look", 2).inline_filter("album", S);
    /// let photos = db.create_table("photos").partition_key("id", S).vector_index(by_look).run()?;
    /// photos.put(item! { "id": "p1", "look": [1, 0], "album": "sea" }).run()?;
    /// photos.put(item! { "id": "p2", "look": [1, 0] }).run()?;
    /// let look = photos.index("by_look").search([1.0, 0.0]);
    /// assert_eq!(look.clone().run()?.len(), 2);
    /// assert_eq!(look.filter("album = :a").value(":a", "sea").run()?.len(), 1);
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn inline_filter(self, name: impl Into<String>, attribute_type: ScalarAttributeType) -> Self {
        self.element(name.into(), attribute_type, SearchSchemaElementType::InlineFilter)
    }

    fn element(
        mut self,
        attribute_name: String,
        attribute_type: ScalarAttributeType,
        element_type: SearchSchemaElementType,
    ) -> Self {
        self.index.search_schema.get_or_insert_default().push(operation::SearchSchemaElement {
            attribute_name: attribute_name.clone(),
            search_schema_element_type: Some(element_type),
        });
        self.attributes.push(AttributeDefinition { attribute_name, attribute_type: Some(attribute_type) });
        self
    }

    /// Projects only the table's key and the attributes of searches (`KEYS_ONLY`).
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S, VectorIndex, item};
    /// # let db = Database::new();
    /// let by_look = VectorIndex::new("by_look", "look", 2).keys_only();
    /// let photos = db.create_table("photos").partition_key("id", S).vector_index(by_look).run()?;
    /// photos.put(item! { "id": "p1", "look": [1, 0], "title": "sea" }).run()?;
    /// let found = photos.index("by_look").search([1.0, 0.0]).run()?;
    /// assert_eq!(**found[0].item.as_ref().unwrap(), item! { "id": "p1" });
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn keys_only(mut self) -> Self {
        self.index.projection = Some(keys_only());
        self
    }

    /// Projects the keys and these attributes (`INCLUDE`). A second call adds its attributes to the first one's.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S, VectorIndex, item};
    /// # let db = Database::new();
    /// let by_look = VectorIndex::new("by_look", "look", 2).include(["title"]);
    /// let photos = db.create_table("photos").partition_key("id", S).vector_index(by_look).run()?;
    /// photos.put(item! { "id": "p1", "look": [1, 0], "title": "sea", "text": "long" }).run()?;
    /// let found = photos.index("by_look").search([1.0, 0.0]).run()?;
    /// assert_eq!(**found[0].item.as_ref().unwrap(), item! { "id": "p1", "title": "sea" });
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn include<N: Into<String>>(mut self, attributes: impl IntoIterator<Item = N>) -> Self {
        include(&mut self.index.projection, attributes);
        self
    }
}
