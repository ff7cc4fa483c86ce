//! The builder of restored tables.

use std::time::{SystemTime, UNIX_EPOCH};

use super::{
    handle::Database,
    table::Table,
    table_settings::{MaxRequestUnits, provisioned},
    wait::wait,
};
use crate::{
    error::{Error, Result},
    operation::{
        BillingMode, DescribeBackupInput, GlobalSecondaryIndex, LocalSecondaryIndex, ProvisionedThroughput,
        RestoreTableFromBackupInput, RestoreTableToPointInTimeInput, SSESpecification, VectorIndex,
    },
    texts,
};

impl Database {
    /// Begins a RestoreTableFromBackup request: a new table with the items of a backup;
    /// [`run`](RestoreBuilder::run) carries it out.
    ///
    /// ```
    /// use hashrange::{Database, ScalarAttributeType::S, item};
    ///
    /// let db = Database::new();
    /// let users = db.create_table("users").partition_key("user_id", S).run()?;
    /// users.put(item! { "user_id": "haeri05" }).run()?;
    /// let backup = users.create_backup("monday")?;
    /// db.delete_table("users")?;
    ///
    /// let users = db.restore_from_backup(backup.backup_arn, "users").run()?;
    /// assert_eq!(users.item_count(), 1);
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn restore_from_backup(
        &self,
        backup_arn: impl Into<String>,
        target_table_name: impl Into<String>,
    ) -> RestoreBuilder {
        let input = RestoreTableFromBackupInput {
            target_table_name: target_table_name.into(),
            backup_arn: backup_arn.into(),
            ..RestoreTableFromBackupInput::default()
        };
        RestoreBuilder { database: self.clone(), source: Source::Backup, input, left_out: Vec::new() }
    }
}

impl Table {
    /// Begins a RestoreTableToPointInTime request: a new table with the items that this one has now, or had at
    /// [some time](RestoreBuilder::to_time); [`run`](RestoreBuilder::run) carries it out. The table needs
    /// [point-in-time recovery](Table::enable_point_in_time_recovery).
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S, item};
    /// # let db = Database::new();
    /// # let users = db.create_table("users").partition_key("user_id", S).run()?;
    /// users.enable_point_in_time_recovery().run()?;
    /// users.put(item! { "user_id": "haeri05" }).run()?;
    ///
    /// let copy = users.restore("users_copy").run()?;
    /// assert_eq!(copy.item_count(), 1);
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn restore(&self, target_table_name: impl Into<String>) -> RestoreBuilder {
        let input = RestoreTableFromBackupInput {
            target_table_name: target_table_name.into(),
            ..RestoreTableFromBackupInput::default()
        };
        let source = Source::Table(self.clone(), None);
        RestoreBuilder { database: self.database(), source, input, left_out: Vec::new() }
    }
}

/// What a table is restored from.
#[derive(Debug, Clone)]
enum Source {
    /// The backup of the input.
    Backup,
    /// A table, as it is or as it was at this time, in seconds since 1970.
    Table(Table, Option<f64>),
}

/// A request to restore a table: [`Database::restore_from_backup`], [`Table::restore`]. The new table has the keys,
/// indexes, throughput and encryption of its source. It has no tags, stream, time to live, resource policy, deletion
/// protection and point-in-time recovery.
#[derive(Debug, Clone)]
#[must_use = "nothing is restored until `run`"]
pub struct RestoreBuilder {
    database: Database,
    source: Source,
    input: RestoreTableFromBackupInput,
    left_out: Vec<String>,
}

/// An example on a table of users with an index by city and point-in-time recovery.
macro_rules! on_users {
    ($($line:literal)*) => {
        concat!(
            "```\n",
            "# use hashrange::{Database, Index, ScalarAttributeType::S, item};\n",
            "# let db = Database::new();\n",
            "# let by_city = Index::new(\"by_city\").partition_key(\"city\", S);\n",
            "# let users = db.create_table(\"users\").partition_key(\"user_id\", S).global_index(by_city).run()?;\n",
            "# users.enable_point_in_time_recovery().run()?;\n",
            $($line, "\n",)*
            "# Ok::<(), hashrange::Error>(())\n",
            "```"
        )
    };
}

impl RestoreBuilder {
    /// Whether an endpoint is asked.
    pub(super) fn is_there(&self) -> bool {
        self.database.is_remote()
    }

    /// The time to restore the table to, instead of now. A backup has its own time: there this has no effect.
    ///
    #[doc = on_users!(
        "let now = db.clock().now();"
        "users.restore(\"users_of_now\").to_time(now).run()?;"
        "assert!(users.restore(\"of_tomorrow\").to_time(now + std::time::Duration::from_secs(86_400)).run().is_err());"
    )]
    pub fn to_time(mut self, time: SystemTime) -> Self {
        if let Source::Table(_, seconds) = &mut self.source {
            let since_1970 = time.duration_since(UNIX_EPOCH);
            // The API's times have milliseconds, of which the one that has begun counts.
            *seconds = Some(match since_1970 {
                Ok(since) => since.as_millis() as f64 / 1000.0,
                Err(before) => -before.duration().as_secs_f64(),
            });
        }
        self
    }

    /// Leaves out an index of the source: a local or global secondary one, or one of vectors.
    ///
    #[doc = on_users!(
        "let copy = users.restore(\"users_copy\").without_index(\"by_city\").run()?;"
        "assert!(copy.describe().global_secondary_indexes.is_none());"
    )]
    pub fn without_index(mut self, name: impl Into<String>) -> Self {
        self.left_out.push(name.into());
        self
    }

    /// The billing mode `PAY_PER_REQUEST`.
    ///
    #[doc = on_users!(
        "users.update_settings().provisioned(10, 5).update_index(hashrange::IndexUpdate::new(\"by_city\").provisioned(1, 1)).run()?;"
        "let copy = users.restore(\"users_copy\").on_demand().run()?;"
        "assert_eq!(copy.describe().provisioned_throughput.read_capacity_units, 0);"
    )]
    pub fn on_demand(mut self) -> Self {
        self.input.billing_mode_override = Some(BillingMode::PayPerRequest);
        self
    }

    /// The billing mode `PROVISIONED`, with this many read and write capacity units a second. Global indexes have the
    /// units of the source's; if that is on demand, they have to be left out.
    ///
    #[doc = on_users!(
        "let copy = users.restore(\"users_copy\").provisioned(10, 5).without_index(\"by_city\").run()?;"
        "assert_eq!(copy.describe().provisioned_throughput.read_capacity_units, 10);"
    )]
    pub fn provisioned(mut self, read_capacity_units: u32, write_capacity_units: u32) -> Self {
        self.input.billing_mode_override = Some(BillingMode::Provisioned);
        let units = provisioned(read_capacity_units, write_capacity_units);
        self.input.provisioned_throughput_override = Some(units);
        self
    }

    /// The maximum of read request units a second, on demand.
    ///
    #[doc = on_users!(
        "let copy = users.restore(\"users_copy\").max_read_request_units(100).run()?;"
        "assert_eq!(copy.describe().on_demand_throughput.unwrap().max_read_request_units, Some(100));"
    )]
    pub fn max_read_request_units(mut self, units: u32) -> Self {
        MaxRequestUnits::Read.set(&mut self.input.on_demand_throughput_override, Some(units), None);
        self
    }

    /// The maximum of write request units a second, on demand.
    ///
    #[doc = on_users!(
        "let copy = users.restore(\"users_copy\").max_write_request_units(50).run()?;"
        "assert_eq!(copy.describe().on_demand_throughput.unwrap().max_write_request_units, Some(50));"
    )]
    pub fn max_write_request_units(mut self, units: u32) -> Self {
        MaxRequestUnits::Write.set(&mut self.input.on_demand_throughput_override, Some(units), None);
        self
    }

    /// Encrypts the table with the key that the service owns.
    ///
    #[doc = on_users!(
        "users.update_settings().aws_managed_key().run()?;"
        "let copy = users.restore(\"users_copy\").aws_owned_key().run()?;"
        "assert!(copy.describe().sse_description.is_none());"
    )]
    pub fn aws_owned_key(mut self) -> Self {
        self.input.sse_specification_override = Some(SSESpecification::aws_owned());
        self
    }

    /// Encrypts the table with the AWS managed key, the account's `aws/dynamodb`.
    ///
    #[doc = on_users!(
        "let copy = users.restore(\"users_copy\").aws_managed_key().run()?;"
        "assert!(copy.describe().sse_description.is_some());"
    )]
    pub fn aws_managed_key(mut self) -> Self {
        self.input.sse_specification_override = Some(SSESpecification::kms(None));
        self
    }

    /// Encrypts the table with a customer managed key: its id, its ARN, an alias or an alias's ARN. The description
    /// names the key; nothing is encrypted.
    ///
    #[doc = on_users!(
        "let copy = users.restore(\"users_copy\").customer_managed_key(\"alias/shop\").run()?;"
        "assert!(copy.describe().sse_description.unwrap().kms_master_key_arn.ends_with(\"alias/shop\"));"
    )]
    pub fn customer_managed_key(mut self, key: impl Into<String>) -> Self {
        self.input.sse_specification_override = Some(SSESpecification::kms(Some(key.into())));
        self
    }

    /// Restores the table. The time grows with its partitions, and with the changes since the time to restore it to,
    /// not with its items. In a database with [transitions](crate::DatabaseBuilder::transitions) the table is being
    /// created at first.
    ///
    #[doc = on_users!(
        "users.put(item! { \"user_id\": \"haeri05\", \"city\": \"서울\" }).run()?;"
        "let copy = users.restore(\"users_copy\").run()?;"
        "assert_eq!(copy.index(\"by_city\").query(\"서울\").count()?, 1);"
    )]
    ///
    /// # Errors
    /// Settings that do not fit each other or the source, or an index to leave out that it does not have:
    /// [`Error::Validation`](crate::Error::Validation). A table of the name:
    /// [`Error::TableAlreadyExists`](crate::Error::TableAlreadyExists). A backup that does not exist, or is in use:
    /// [`Error::BackupNotFound`](crate::Error::BackupNotFound), [`Error::BackupInUse`](crate::Error::BackupInUse). A
    /// source that was deleted: [`Error::TableNotFound`](crate::Error::TableNotFound). Its point-in-time recovery is off:
    /// [`Error::PointInTimeRecoveryUnavailable`](crate::Error::PointInTimeRecoveryUnavailable). It cannot be restored to
    /// the time: [`Error::InvalidRestoreTime`](crate::Error::InvalidRestoreTime).
    pub fn run(self) -> Result<Table> {
        wait(self.requests())
    }

    /// The requests of a run.
    pub(super) async fn requests(mut self) -> Result<Table> {
        if !self.left_out.is_empty() {
            self.leave_indexes_out().await?;
        }
        let name = self.input.target_table_name.clone();
        match self.source {
            Source::Backup => {
                self.database.answer_async(self.input).await?;
            }
            Source::Table(table, seconds) => {
                let input = self.input;
                let input = RestoreTableToPointInTimeInput {
                    source_table_arn: None,
                    source_table_name: Some(table.name().to_owned()),
                    target_table_name: input.target_table_name,
                    use_latest_restorable_time: Some(seconds.is_none()),
                    restore_date_time: seconds,
                    billing_mode_override: input.billing_mode_override,
                    global_secondary_index_override: input.global_secondary_index_override,
                    local_secondary_index_override: input.local_secondary_index_override,
                    provisioned_throughput_override: input.provisioned_throughput_override,
                    on_demand_throughput_override: input.on_demand_throughput_override,
                    sse_specification_override: input.sse_specification_override,
                    vector_index_override: input.vector_index_override,
                };
                self.database.answer_async(input).await?;
            }
        }
        self.database.table_async(&name).await
    }

    /// Lists the indexes that are not left out.
    async fn leave_indexes_out(&mut self) -> Result<()> {
        let (mut global, mut local, mut vector) = self.indexes_of_source().await?;
        let mode = self.input.billing_mode_override;
        for index in &mut global {
            // What is of the other billing mode does not apply.
            index.provisioned_throughput.take_if(|_| mode == Some(BillingMode::PayPerRequest));
            index.on_demand_throughput.take_if(|_| mode == Some(BillingMode::Provisioned));
        }
        for name in &self.left_out {
            let count = global.len() + local.len() + vector.len();
            global.retain(|index| index.index_name != *name);
            local.retain(|index| index.index_name != *name);
            vector.retain(|index| index.index_name != *name);
            if global.len() + local.len() + vector.len() == count {
                return Err(Error::validation(texts::backup::other_index(name)));
            }
        }
        self.input.global_secondary_index_override = Some(global);
        self.input.local_secondary_index_override = Some(local);
        self.input.vector_index_override = Some(vector);
        Ok(())
    }

    /// The indexes of what is to be restored.
    async fn indexes_of_source(
        &self,
    ) -> Result<(Vec<GlobalSecondaryIndex>, Vec<LocalSecondaryIndex>, Vec<VectorIndex>)> {
        let local = |name, key_schema, projection| LocalSecondaryIndex {
            index_name: name,
            key_schema,
            projection: Some(projection),
        };
        match &self.source {
            Source::Backup => {
                let input = DescribeBackupInput { backup_arn: self.input.backup_arn.clone() };
                let output = self.database.answer_async(input).await?;
                let features = output.backup_description.unwrap_or_default().source_table_feature_details;
                let features = features.unwrap_or_default();
                let of_global = features.global_secondary_indexes.into_iter().flatten();
                let global = of_global.map(|index| GlobalSecondaryIndex {
                    index_name: index.index_name,
                    key_schema: index.key_schema,
                    projection: Some(index.projection),
                    provisioned_throughput: index.provisioned_throughput.filter(is_provisioned),
                    on_demand_throughput: index.on_demand_throughput,
                    warm_throughput: None,
                });
                let of_local = features.local_secondary_indexes.into_iter().flatten();
                let local = of_local.map(|index| local(index.index_name, index.key_schema, index.projection));
                let of_vectors = features.vector_indexes.into_iter().flatten();
                let vector = of_vectors.map(|index| VectorIndex {
                    index_name: index.index_name,
                    vector_attribute: index.vector_attribute,
                    search_schema: index.search_schema,
                    projection: index.projection,
                    dimensions: i64::try_from(index.dimensions).unwrap_or(i64::MAX),
                    distance_function: index.distance_function,
                });
                Ok((global.collect(), local.collect(), vector.collect()))
            }
            Source::Table(table, _) => {
                let described = table.description().await;
                let of_global = described.global_secondary_indexes.into_iter().flatten();
                let global = of_global.map(|index| GlobalSecondaryIndex {
                    index_name: index.index_name,
                    key_schema: index.key_schema,
                    projection: Some(index.projection),
                    provisioned_throughput: index.provisioned_throughput.units(),
                    on_demand_throughput: index.on_demand_throughput,
                    warm_throughput: None,
                });
                let of_local = described.local_secondary_indexes.into_iter().flatten();
                let local = of_local.map(|index| local(index.index_name, index.key_schema, index.projection));
                let of_vectors = described.vector_indexes.into_iter().flatten();
                let vector = of_vectors.map(|index| VectorIndex {
                    index_name: index.index_name,
                    vector_attribute: index.vector_attribute,
                    search_schema: index.search_schema,
                    projection: Some(index.projection),
                    dimensions: index.dimensions,
                    distance_function: index.distance_function,
                });
                Ok((global.collect(), local.collect(), vector.collect()))
            }
        }
    }
}

/// Whether an index has units: one that is on demand is described with 0.
fn is_provisioned(units: &ProvisionedThroughput) -> bool {
    units.read_capacity_units > 0
}
