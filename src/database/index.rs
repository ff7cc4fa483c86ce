//! Definitions of secondary indexes.

use super::table_settings::{MaxRequestUnits, on_users_by_city, provisioned, throughput_methods, warm};
use crate::{
    key::ScalarAttributeType,
    operation::{
        AttributeDefinition, GlobalSecondaryIndex, KeySchemaElement, KeyType, Projection, ProjectionType,
    },
};

/// The definition of a secondary index: for
/// [`CreateTableBuilder::local_index`](crate::CreateTableBuilder::local_index),
/// [`CreateTableBuilder::global_index`](crate::CreateTableBuilder::global_index) or
/// [`UpdateTableBuilder::create_index`](crate::UpdateTableBuilder::create_index). It projects all attributes by
/// default.
///
/// ```
/// use hashrange::{Index, ScalarAttributeType::S};
///
/// let index = Index::new("by_brand").partition_key("brand", S).sort_key("timestamp", S).include(["price"]);
/// # let _ = index;
/// ```
#[derive(Debug, Clone)]
pub struct Index {
    pub(super) index: GlobalSecondaryIndex,
    pub(super) attributes: Vec<AttributeDefinition>,
}

impl Index {
    /// An index of this name.
    ///
    /// ```
    /// # use hashrange::{Database, Index, ScalarAttributeType::{N, S}, item};
    /// # let db = Database::new();
    /// let by_time = Index::new("by_time").sort_key("time", N);
    /// let likes = db.create_table("likes").partition_key("user_id", S).sort_key("product", S).local_index(by_time).run()?;
    /// assert_eq!(likes.describe().local_secondary_indexes.unwrap()[0].index_name, "by_time");
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn new(name: impl Into<String>) -> Self {
        let projection = Projection { projection_type: Some(ProjectionType::All), non_key_attributes: None };
        let index = GlobalSecondaryIndex {
            index_name: name.into(),
            projection: Some(projection),
            ..GlobalSecondaryIndex::default()
        };
        Self { index, attributes: Vec::new() }
    }

    /// An attribute of the partition key; a global index may have up to four. A local index has the table's.
    ///
    /// ```
    /// # use hashrange::{Database, Index, ScalarAttributeType::{N, S}, item};
    /// # let db = Database::new();
    /// let by_place = Index::new("by_place").partition_key("country", S).partition_key("city", S);
    /// let shops = db.create_table("shops").partition_key("id", S).global_index(by_place).run()?;
    /// shops.put(item! { "id": "s1", "country": "KR", "city": "서울" }).run()?;
    /// assert_eq!(shops.index("by_place").query("KR").and_partition_key("서울").count()?, 1);
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn partition_key(self, name: impl Into<String>, attribute_type: ScalarAttributeType) -> Self {
        self.key(name.into(), attribute_type, KeyType::Hash)
    }

    /// An attribute of the sort key; a global index may have up to four.
    ///
    /// ```
    /// # use hashrange::{Database, Index, ScalarAttributeType::{N, S}, item};
    /// # let db = Database::new();
    /// let by_brand = Index::new("by_brand").partition_key("brand", S).sort_key("price", N);
    /// let products = db.create_table("products").partition_key("id", S).global_index(by_brand).run()?;
    /// products.put(item! { "id": "p1", "brand": "소니", "price": 89000 }).run()?;
    /// assert_eq!(products.index("by_brand").query("소니").less_than(90_000).count()?, 1);
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn sort_key(self, name: impl Into<String>, attribute_type: ScalarAttributeType) -> Self {
        self.key(name.into(), attribute_type, KeyType::Range)
    }

    fn key(mut self, name: String, attribute_type: ScalarAttributeType, key_type: KeyType) -> Self {
        self.index
            .key_schema
            .push(KeySchemaElement { attribute_name: name.clone(), key_type: Some(key_type) });
        self.attributes
            .push(AttributeDefinition { attribute_name: name, attribute_type: Some(attribute_type) });
        self
    }

    /// Projects the keys of the table and the index alone (`KEYS_ONLY`).
    ///
    /// ```
    /// # use hashrange::{Database, Index, ScalarAttributeType::{N, S}, item};
    /// # let db = Database::new();
    /// let by_brand = Index::new("by_brand").partition_key("brand", S).keys_only();
    /// let products = db.create_table("products").partition_key("id", S).global_index(by_brand).run()?;
    /// products.put(item! { "id": "p1", "brand": "소니", "price": 89000 }).run()?;
    /// let entry = products.index("by_brand").query("소니").first()?.unwrap();
    /// assert_eq!(*entry, item! { "id": "p1", "brand": "소니" });
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn keys_only(mut self) -> Self {
        self.index.projection = Some(keys_only());
        self
    }

    /// Projects the keys and these attributes (`INCLUDE`). A second call adds its attributes to the first one's.
    ///
    /// ```
    /// # use hashrange::{Database, Index, ScalarAttributeType::{N, S}, item};
    /// # let db = Database::new();
    /// let by_brand = Index::new("by_brand").partition_key("brand", S).include(["price"]);
    /// let products = db.create_table("products").partition_key("id", S).global_index(by_brand).run()?;
    /// products.put(item! { "id": "p1", "brand": "소니", "price": 89000, "text": "long" }).run()?;
    /// let entry = products.index("by_brand").query("소니").first()?.unwrap();
    /// assert_eq!(*entry, item! { "id": "p1", "brand": "소니", "price": 89000 });
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn include<N: Into<String>>(mut self, attributes: impl IntoIterator<Item = N>) -> Self {
        include(&mut self.index.projection, attributes);
        self
    }

    /// This many read and write capacity units a second, for a global index of a provisioned table. By default it has
    /// as many as the table.
    ///
    /// ```
    /// # use hashrange::{Database, Index, ScalarAttributeType::S};
    /// # let db = Database::new();
    /// let by_city = Index::new("by_city").partition_key("city", S).provisioned(2, 1);
    /// let users = db.create_table("users").partition_key("user_id", S).provisioned(10, 5).global_index(by_city).run()?;
    /// let by_city = &users.describe().global_secondary_indexes.unwrap()[0];
    /// assert_eq!(by_city.provisioned_throughput.read_capacity_units, 2);
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn provisioned(mut self, read_capacity_units: u32, write_capacity_units: u32) -> Self {
        self.index.provisioned_throughput = Some(provisioned(read_capacity_units, write_capacity_units));
        self
    }

    throughput_methods!(
        index,
        None,
        "let by_name = Index::new(\"by_name\").partition_key(\"name\", S)",
        ";\nusers.update_settings().create_index(by_name).run()?;",
        "users.describe().global_secondary_indexes.unwrap()[1]"
    );
}

/// A projection of the keys alone.
pub(super) fn keys_only() -> Projection {
    Projection { projection_type: Some(ProjectionType::KeysOnly), non_key_attributes: None }
}

/// Makes the projection `INCLUDE`, and adds these attributes to it.
pub(super) fn include<N: Into<String>>(
    projection: &mut Option<Projection>,
    attributes: impl IntoIterator<Item = N>,
) {
    let mut included = projection.take().and_then(|before| before.non_key_attributes).unwrap_or_default();
    included.extend(attributes.into_iter().map(Into::into));
    *projection = Some(Projection {
        projection_type: Some(ProjectionType::Include),
        non_key_attributes: Some(included),
    });
}
