//! The builder of UpdateTable.

use super::{
    index::Index,
    index_update::IndexUpdate,
    table::Table,
    table_settings::{
        MaxRequestUnits, define, give_units, on_users_by_city, provisioned, settings_methods,
        throughput_methods, warm,
    },
    vector_index::VectorIndex,
    wait::wait,
};
use crate::{
    error::Result,
    operation::{
        BillingMode, DeleteIndexAction, GlobalSecondaryIndexUpdate, GlobalTableSettingsReplicationMode,
        ProvisionedThroughput, RegionAction, ReplicaSettings, ReplicationGroupUpdate, SSESpecification,
        StreamSpecification, StreamViewType, TableClass, TableDescription, UpdateTableInput,
        VectorIndexUpdate,
    },
};

impl Table {
    /// Begins an UpdateTable request, which changes settings, throughput and global indexes;
    /// [`run`](UpdateTableBuilder::run) carries it out.
    ///
    /// ```
    /// use hashrange::{Database, Index, ScalarAttributeType::S, item};
    ///
    /// let db = Database::new();
    /// let users = db.create_table("users").partition_key("user_id", S).run()?;
    /// users.put(item! { "user_id": "haeri05", "city": "서울" }).run()?;
    ///
    /// let by_city = Index::new("by_city").partition_key("city", S);
    /// users.update_settings().create_index(by_city).deletion_protection(true).run()?;
    /// assert_eq!(users.index("by_city").query("서울").count()?, 1);
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn update_settings(&self) -> UpdateTableBuilder {
        let input = UpdateTableInput { table_name: self.name().to_owned(), ..UpdateTableInput::default() };
        UpdateTableBuilder { table: self.clone(), input }
    }
}

/// An UpdateTable request: [`Table::update_settings`]. Settings that it does not name stay as they are.
#[derive(Debug, Clone)]
#[must_use = "nothing is changed until `run`"]
pub struct UpdateTableBuilder {
    table: Table,
    input: UpdateTableInput,
}

impl UpdateTableBuilder {
    /// Whether an endpoint is asked.
    pub(super) fn is_there(&self) -> bool {
        self.table.is_remote()
    }

    /// The billing mode `PAY_PER_REQUEST`.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S};
    /// # let db = Database::new();
    /// let users = db.create_table("users").partition_key("user_id", S).provisioned(10, 5).run()?;
    /// users.update_settings().on_demand().max_read_request_units(100).run()?;
    /// assert_eq!(users.describe().provisioned_throughput.read_capacity_units, 0);
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn on_demand(mut self) -> Self {
        self.input.billing_mode = Some(BillingMode::PayPerRequest);
        self
    }

    /// The billing mode `PROVISIONED`, with this many read and write capacity units a second. A table that was on demand
    /// needs units for each of its global indexes too ([`update_index`](Self::update_index)).
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S};
    /// # let db = Database::new();
    /// # let users = db.create_table("users").partition_key("user_id", S).run()?;
    /// users.update_settings().provisioned(10, 5).run()?;
    /// assert_eq!(users.describe().provisioned_throughput.read_capacity_units, 10);
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn provisioned(mut self, read_capacity_units: u32, write_capacity_units: u32) -> Self {
        self.input.billing_mode = Some(BillingMode::Provisioned);
        self.input.provisioned_throughput = Some(provisioned(read_capacity_units, write_capacity_units));
        self
    }

    throughput_methods!(input, Some(-1), "users.update_settings()", ".run()?;", "users.describe()");
    settings_methods!("users.update_settings()");

    /// Encrypts the table with the key that the service owns, as tables are by default.
    ///
    #[doc = on_users_by_city!(
        "users.update_settings().aws_managed_key().run()?;",
        "users.update_settings().aws_owned_key().run()?;",
        "assert!(users.describe().sse_description.is_none());"
    )]
    pub fn aws_owned_key(mut self) -> Self {
        self.input.sse_specification = Some(SSESpecification::aws_owned());
        self
    }

    /// Disables the stream.
    ///
    #[doc = on_users_by_city!(
        "users.update_settings().stream(StreamViewType::KeysOnly).run()?;",
        "users.update_settings().no_stream().run()?;",
        "assert!(users.describe().stream_specification.is_none());"
    )]
    pub fn no_stream(mut self) -> Self {
        self.input.stream_specification = Some(StreamSpecification::default());
        self
    }

    /// Creates a global index, and fills it with the table's items; those whose values do not fit its key are skipped. In a
    /// provisioned table it has the table's units if its definition has none. A request creates or deletes one index.
    ///
    /// ```
    /// # use hashrange::{Database, Index, ScalarAttributeType::S, item};
    /// # let db = Database::new();
    /// # let users = db.create_table("users").partition_key("user_id", S).run()?;
    /// users.put(item! { "user_id": "haeri05", "city": "서울" }).run()?;
    /// users.update_settings().create_index(Index::new("by_city").partition_key("city", S)).run()?;
    /// assert_eq!(users.index("by_city").query("서울").count()?, 1);
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn create_index(mut self, index: Index) -> Self {
        define(&mut self.input.attribute_definitions, index.attributes);
        self.index(GlobalSecondaryIndexUpdate { create: Some(index.index), ..Default::default() })
    }

    /// Changes the throughput of a global index.
    ///
    #[doc = on_users_by_city!(
        "let by_city = IndexUpdate::new(\"by_city\").provisioned(4, 2);",
        "users.update_settings().provisioned(10, 5).update_index(by_city).run()?;",
        "let by_city = &users.describe().global_secondary_indexes.unwrap()[0];",
        "assert_eq!(by_city.provisioned_throughput.read_capacity_units, 4);"
    )]
    pub fn update_index(self, index: IndexUpdate) -> Self {
        self.index(GlobalSecondaryIndexUpdate { update: Some(index.update), ..Default::default() })
    }

    /// Deletes a global index.
    ///
    #[doc = on_users_by_city!(
        "users.update_settings().delete_index(\"by_city\").run()?;",
        "assert!(users.describe().global_secondary_indexes.is_none());"
    )]
    pub fn delete_index(self, name: impl Into<String>) -> Self {
        let delete = DeleteIndexAction { index_name: name.into() };
        self.index(GlobalSecondaryIndexUpdate { delete: Some(delete), ..Default::default() })
    }

    fn index(mut self, update: GlobalSecondaryIndexUpdate) -> Self {
        self.input.global_secondary_index_updates.get_or_insert_default().push(update);
        self
    }

    /// Creates a vector index, and fills it with the table's items; those without a fitting vector are skipped. A
    /// request creates or deletes one index. The first [`Table::describe`] shows the index as `CREATING`.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S, VectorIndex, item};
    /// # let db = Database::new();
    /// # let photos = db.create_table("photos").partition_key("id", S).run()?;
    /// photos.put(item! { "id": "p1", "look": [0.6, 0.8] }).run()?;
    /// photos.update_settings().create_vector_index(VectorIndex::new("by_look", "look", 2)).run()?;
    /// assert_eq!(photos.index("by_look").search([0.6, 0.8]).run()?.len(), 1);
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn create_vector_index(mut self, index: VectorIndex) -> Self {
        define(&mut self.input.attribute_definitions, index.attributes);
        self.vector_index(VectorIndexUpdate { create: Some(index.index), ..Default::default() })
    }

    /// Deletes a vector index.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S, VectorIndex};
    /// # let db = Database::new();
    /// let by_look = VectorIndex::new("by_look", "look", 2);
    /// let photos = db.create_table("photos").partition_key("id", S).vector_index(by_look).run()?;
    /// photos.update_settings().delete_vector_index("by_look").run()?;
    /// assert!(photos.describe().vector_indexes.is_none());
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn delete_vector_index(self, name: impl Into<String>) -> Self {
        let delete = DeleteIndexAction { index_name: name.into() };
        self.vector_index(VectorIndexUpdate { delete: Some(delete), ..Default::default() })
    }

    fn vector_index(mut self, update: VectorIndexUpdate) -> Self {
        self.input.vector_index_updates.get_or_insert_default().push(update);
        self
    }

    /// Creates a replica of the table in another of the database's [regions](crate::DatabaseBuilder::regions), with the
    /// table's items and settings. From then on each has the writes of both, after the
    /// [lag](crate::DatabaseBuilder::replication_lag).
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S, item};
    /// let db = Database::builder().regions(["us-east-1", "eu-west-1"]).build();
    /// let users = db.create_table("users").partition_key("user_id", S).run()?;
    /// users.update_settings().create_replica("eu-west-1").run()?;
    /// users.put(item! { "user_id": "haeri05" }).run()?;
    /// assert!(db.in_region("eu-west-1")?.table("users")?.get("haeri05").run()?.is_some());
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn create_replica(self, region: impl Into<String>) -> Self {
        let create = ReplicaSettings { region_name: region.into(), ..ReplicaSettings::default() };
        self.replica(ReplicationGroupUpdate { create: Some(create), ..Default::default() })
    }

    /// Deletes the table's replica in another region, with its items.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S};
    /// # let db = Database::builder().regions(["us-east-1", "eu-west-1"]).build();
    /// # let users = db.create_table("users").partition_key("user_id", S).run()?;
    /// # users.update_settings().create_replica("eu-west-1").run()?;
    /// users.update_settings().delete_replica("eu-west-1").run()?;
    /// assert!(db.in_region("eu-west-1")?.table_names().is_empty());
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn delete_replica(self, region: impl Into<String>) -> Self {
        let delete = RegionAction { region_name: region.into() };
        self.replica(ReplicationGroupUpdate { delete: Some(delete), ..Default::default() })
    }

    fn replica(mut self, update: ReplicationGroupUpdate) -> Self {
        self.input.replica_updates.get_or_insert_default().push(update);
        self
    }

    /// Carries out the changes, all or none of them, and returns the answer of UpdateTable: the table during the
    /// change, with the status `UPDATING` and the old throughput. The change takes no time unless the database has
    /// [transitions](crate::DatabaseBuilder::transitions); [`Table::describe`] shows the result.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S, operation::TableStatus};
    /// # let db = Database::new();
    /// # let users = db.create_table("users").partition_key("user_id", S).run()?;
    /// let updating = users.update_settings().deletion_protection(true).run()?;
    /// assert_eq!(updating.table_status, Some(TableStatus::Updating));
    /// assert_eq!(users.describe().table_status, Some(TableStatus::Active));
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    ///
    /// # Errors
    /// Settings that the service refuses, or that the table has already, or none at all:
    /// [`Error::Validation`](crate::error::Error::Validation). More than one index created or deleted, or units lowered too
    /// often on a day: [`Error::LimitExceeded`](crate::error::Error::LimitExceeded). A table that is being created, changed
    /// or deleted: [`Error::ResourceInUse`](crate::error::Error::ResourceInUse). No such table or index:
    /// [`Error::ResourceNotFound`](crate::error::Error::ResourceNotFound).
    pub fn run(self) -> Result<TableDescription> {
        wait(self.requests())
    }

    /// The requests of a run.
    pub(super) async fn requests(mut self) -> Result<TableDescription> {
        if self.creates_index() {
            let units = self.units_of_new_indexes().await;
            let updates = self.input.global_secondary_index_updates.iter_mut().flatten();
            give_units(updates.filter_map(|update| update.create.as_mut()), units.as_ref());
        }
        let output = self.table.database().answer_async(self.input).await?;
        Ok(output.table_description.unwrap_or_default())
    }

    fn creates_index(&self) -> bool {
        self.input.global_secondary_index_updates.iter().flatten().any(|update| update.create.is_some())
    }

    /// The units of new indexes whose definitions have none: the table's, if it is or will be provisioned.
    async fn units_of_new_indexes(&self) -> Option<ProvisionedThroughput> {
        match self.input.billing_mode {
            Some(BillingMode::PayPerRequest) => None,
            Some(BillingMode::Provisioned) => self.input.provisioned_throughput.clone(),
            None => self.table.description().await.provisioned_throughput.units(),
        }
    }
}
