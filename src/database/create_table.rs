//! The builder of CreateTable.

use super::{
    handle::Database,
    index::Index,
    table_settings::{
        MaxRequestUnits, define, on_users_by_city, provisioned, settings_methods, throughput_methods, warm,
    },
    vector_index::VectorIndex,
};
use crate::{
    key::ScalarAttributeType,
    operation::{
        AttributeDefinition, BillingMode, CreateTableInput, GlobalSecondaryIndex,
        GlobalTableSettingsReplicationMode, KeySchemaElement, KeyType, LocalSecondaryIndex, SSESpecification,
        StreamSpecification, StreamViewType, TableClass, Tag,
    },
};

impl Database {
    /// Begins a CreateTable request; [`run`](CreateTableBuilder::run) creates the table.
    ///
    /// ```
    /// use hashrange::{Database, Index, ScalarAttributeType::{N, S}};
    ///
    /// let db = Database::new();
    /// let orders = db
    ///     .create_table("orders")
    ///     .partition_key("customer", S)
    ///     .sort_key("number", N)
    ///     .global_index(Index::new("by_status").partition_key("status", S).sort_key("number", N))
    ///     .run()?;
    /// assert_eq!(orders.name(), "orders");
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn create_table(&self, name: impl Into<String>) -> CreateTableBuilder {
        CreateTableBuilder::new(self.clone(), name.into())
    }
}

/// A CreateTable request: [`Database::create_table`]. The billing mode is `PAY_PER_REQUEST` unless throughput is
/// [provisioned](Self::provisioned).
#[derive(Debug, Clone)]
#[must_use = "no table is made until `run`"]
pub struct CreateTableBuilder {
    pub(super) database: Database,
    pub(super) input: CreateTableInput,
    pub(super) partitions: Option<usize>,
    pub(super) if_absent: bool,
    /// The name of a local index that was given throughput, which local indexes do not have.
    pub(super) misfit: Option<String>,
}

impl CreateTableBuilder {
    /// Whether an endpoint is asked.
    pub(super) fn is_there(&self) -> bool {
        self.database.is_remote()
    }

    pub(super) fn new(database: Database, table_name: String) -> Self {
        let input = CreateTableInput {
            table_name,
            billing_mode: Some(BillingMode::PayPerRequest),
            ..CreateTableInput::default()
        };
        Self { database, input, partitions: None, if_absent: false, misfit: None }
    }

    /// The attribute whose hash decides in which partition an item is stored.
    ///
    /// ```
    /// # use hashrange::{Database, Index, ScalarAttributeType::{N, S}, item};
    /// # let db = Database::new();
    /// let users = db.create_table("users").partition_key("user_id", S).run()?;
    /// assert_eq!(users.key_schema().partition_key[0].name, "user_id");
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn partition_key(self, name: impl Into<String>, attribute_type: ScalarAttributeType) -> Self {
        self.key(name.into(), attribute_type, KeyType::Hash)
    }

    /// The attribute that orders the items of one partition key.
    ///
    /// ```
    /// # use hashrange::{Database, Index, ScalarAttributeType::{N, S}, item};
    /// # let db = Database::new();
    /// let orders = db.create_table("orders").partition_key("customer", S).sort_key("number", N).run()?;
    /// assert_eq!(orders.key_schema().sort_key[0].attribute_type, N);
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn sort_key(self, name: impl Into<String>, attribute_type: ScalarAttributeType) -> Self {
        self.key(name.into(), attribute_type, KeyType::Range)
    }

    fn key(mut self, name: String, attribute_type: ScalarAttributeType, key_type: KeyType) -> Self {
        let element = KeySchemaElement { attribute_name: name.clone(), key_type: Some(key_type) };
        self.input.key_schema.get_or_insert_default().push(element);
        let attribute = AttributeDefinition { attribute_name: name, attribute_type: Some(attribute_type) };
        define(&mut self.input.attribute_definitions, [attribute]);
        self
    }

    /// An index with the table's partition key and another sort key. Its definition may leave out the partition key,
    /// and has no throughput: a local index uses the table's.
    ///
    /// ```
    /// # use hashrange::{Database, Index, ScalarAttributeType::{N, S}, item};
    /// # let db = Database::new();
    /// let by_time = Index::new("by_time").sort_key("time", N);
    /// let likes = db.create_table("likes").partition_key("user_id", S).sort_key("product", S).local_index(by_time).run()?;
    /// likes.put(item! { "user_id": "haeri05", "product": "p1", "time": 7 }).run()?;
    /// assert_eq!(likes.index("by_time").query("haeri05").at_least(5).count()?, 1);
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn local_index(mut self, index: Index) -> Self {
        define(&mut self.input.attribute_definitions, index.attributes);
        let GlobalSecondaryIndex {
            index_name,
            key_schema,
            projection,
            provisioned_throughput,
            on_demand_throughput,
            warm_throughput,
        } = index.index;
        if provisioned_throughput.is_some() || on_demand_throughput.is_some() || warm_throughput.is_some() {
            self.misfit.get_or_insert_with(|| index_name.clone());
        }
        let index = LocalSecondaryIndex { index_name, key_schema, projection };
        self.input.local_secondary_indexes.get_or_insert_default().push(index);
        self
    }

    /// An index with its own key.
    ///
    /// ```
    /// # use hashrange::{Database, Index, ScalarAttributeType::{N, S}, item};
    /// # let db = Database::new();
    /// let by_city = Index::new("by_city").partition_key("city", S);
    /// let users = db.create_table("users").partition_key("user_id", S).global_index(by_city).run()?;
    /// users.put(item! { "user_id": "haeri05", "city": "서울" }).run()?;
    /// assert_eq!(users.index("by_city").query("서울").count()?, 1);
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn global_index(mut self, index: Index) -> Self {
        define(&mut self.input.attribute_definitions, index.attributes);
        self.input.global_secondary_indexes.get_or_insert_default().push(index.index);
        self
    }

    /// An index of vectors, at most five.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S, VectorIndex, item};
    /// # let db = Database::new();
    /// let by_look = VectorIndex::new("by_look", "look", 2);
    /// let photos = db.create_table("photos").partition_key("id", S).vector_index(by_look).run()?;
    /// photos.put(item! { "id": "p1", "look": [0.6, 0.8] }).run()?;
    /// assert_eq!(photos.index("by_look").search([0.6, 0.8]).run()?[0].score, 0.0);
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn vector_index(mut self, index: VectorIndex) -> Self {
        define(&mut self.input.attribute_definitions, index.attributes);
        self.input.vector_indexes.get_or_insert_default().push(index.index);
        self
    }

    /// The billing mode `PROVISIONED`, with this many read and write capacity units a second.
    ///
    /// ```
    /// # use hashrange::{Database, Index, ScalarAttributeType::{N, S}, item};
    /// # let db = Database::new();
    /// let users = db.create_table("users").partition_key("user_id", S).provisioned(10, 5).run()?;
    /// assert_eq!(users.describe().provisioned_throughput.read_capacity_units, 10);
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn provisioned(mut self, read_capacity_units: u32, write_capacity_units: u32) -> Self {
        self.input.billing_mode = Some(BillingMode::Provisioned);
        self.input.provisioned_throughput = Some(provisioned(read_capacity_units, write_capacity_units));
        self
    }

    throughput_methods!(
        input,
        None,
        "let users = db.create_table(\"people\").partition_key(\"user_id\", S)",
        ".run()?;",
        "users.describe()"
    );
    settings_methods!("let users = db.create_table(\"people\").partition_key(\"user_id\", S)");

    /// Tags of the table, at most fifty. A second call adds its tags to the first one's.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S};
    /// # let db = Database::new();
    /// let tags = [("team", "shop"), ("stage", "test")];
    /// let users = db.create_table("users").partition_key("user_id", S).tags(tags).run()?;
    /// assert_eq!(users.tags()?["stage"], "test");
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn tags<K: Into<String>, V: Into<String>>(mut self, tags: impl IntoIterator<Item = (K, V)>) -> Self {
        self.input.tags.get_or_insert_default().extend(tags.into_iter().map(Tag::from));
        self
    }

    /// A resource policy in JSON. Its form is checked and it is stored, but it is not enforced.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S};
    /// # let db = Database::new();
    /// let policy = r#"{"Version": "2012-10-17", "Statement":
    ///     {"Effect": "Allow", "Principal": "*", "Action": "dynamodb:GetItem", "Resource": "*"}}"#;
    /// let users = db.create_table("users").partition_key("user_id", S).resource_policy(policy).run()?;
    /// assert_eq!(users.resource_policy()?.unwrap().policy, policy);
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn resource_policy(mut self, policy: impl Into<String>) -> Self {
        self.input.resource_policy = Some(policy.into());
        self
    }

    /// How many partitions the table and each of its global indexes begin with, 1 to 10,000, instead of as many as in the
    /// service. With another number [`run`](Self::run) fails.
    ///
    /// ```
    /// # use hashrange::{Database, Index, ScalarAttributeType::{N, S}, item};
    /// # let db = Database::new();
    /// let users = db.create_table("users").partition_key("user_id", S).partitions(16).run()?;
    /// assert_eq!(users.partitions().len(), 16);
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn partitions(mut self, partitions: usize) -> Self {
        self.partitions = Some(partitions);
        self
    }

    /// If a table of this name and key exists, returns that table; the other settings are used only if the table is
    /// created. A table with another key is an error.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S, item};
    /// # let db = Database::new();
    /// let users = || db.create_table("users").partition_key("user_id", S).if_absent().run();
    /// users()?.put(item! { "user_id": "haeri05" }).run()?;
    /// assert_eq!(users()?.item_count(), 1);
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn if_absent(mut self) -> Self {
        self.if_absent = true;
        self
    }
}
