//! The settings that several requests about tables and indexes have, as methods of their builders.

use crate::operation::{
    AttributeDefinition, GlobalSecondaryIndex, OnDemandThroughput, ProvisionedThroughput, WarmThroughput,
};

/// Adds key attributes to those that a request defines already.
pub(super) fn define(
    definitions: &mut Option<Vec<AttributeDefinition>>,
    attributes: impl IntoIterator<Item = AttributeDefinition>,
) {
    let definitions = definitions.get_or_insert_default();
    for attribute in attributes {
        if !definitions.contains(&attribute) {
            definitions.push(attribute);
        }
    }
}

/// Sets the table's units for new indexes without units.
pub(super) fn give_units<'i>(
    indexes: impl IntoIterator<Item = &'i mut GlobalSecondaryIndex>,
    units: Option<&ProvisionedThroughput>,
) {
    for index in indexes {
        if index.provisioned_throughput.is_none() {
            index.provisioned_throughput = units.cloned();
        }
    }
}

/// Units provisioned for each second.
pub(super) fn provisioned(read_capacity_units: u32, write_capacity_units: u32) -> ProvisionedThroughput {
    ProvisionedThroughput {
        read_capacity_units: read_capacity_units.into(),
        write_capacity_units: write_capacity_units.into(),
    }
}

/// The maximum of units a second of an on-demand table or index.
#[derive(Debug, Clone, Copy)]
pub(super) enum MaxRequestUnits {
    Read,
    Write,
}

impl MaxRequestUnits {
    /// Sets the limit; `none` is the request's value for no limit.
    pub(super) fn set(self, limits: &mut Option<OnDemandThroughput>, units: Option<u32>, none: Option<i64>) {
        let limits = limits.get_or_insert_default();
        let limit = match self {
            Self::Read => &mut limits.max_read_request_units,
            Self::Write => &mut limits.max_write_request_units,
        };
        *limit = units.map(i64::from).or(none);
    }
}

/// The warm throughput of a table or index: the units that it can serve at once.
pub(super) fn warm(read: Option<u32>, write: Option<u32>) -> WarmThroughput {
    WarmThroughput {
        read_units_per_second: read.map(i64::from),
        write_units_per_second: write.map(i64::from),
    }
}

/// An example on a table of users with an index by city, both on demand.
macro_rules! on_users_by_city {
    ($($line:expr),*) => {
        concat!(
            "```\n",
            "# use hashrange::{Database, Index, IndexUpdate, ScalarAttributeType::S, operation::*};\n",
            "# let db = Database::new();\n",
            "# let by_city = Index::new(\"by_city\").partition_key(\"city\", S);\n",
            "# let users = db.create_table(\"users\").partition_key(\"user_id\", S).global_index(by_city).run()?;\n",
            $($line, "\n",)*
            "# Ok::<(), hashrange::Error>(())\n",
            "```"
        )
    };
}

/// The methods for the throughput of on-demand tables and indexes. Their examples begin and end with the code given,
/// and read the description given. `$input` is the field with the request's structure, `$none` the request's value for
/// no limit.
macro_rules! throughput_methods {
    ($input:ident, $none:expr, $begin:literal, $end:literal, $described:literal) => {
        /// The maximum of read request units a second, on demand; `None` is no limit, which is the default.
        ///
        #[doc = on_users_by_city!(
                    concat!($begin, ".max_read_request_units(100)", $end),
                    concat!("let limits = ", $described, ".on_demand_throughput.clone().unwrap();"),
                    "assert_eq!(limits.max_read_request_units, Some(100));"
                )]
        pub fn max_read_request_units(mut self, units: impl Into<Option<u32>>) -> Self {
            MaxRequestUnits::Read.set(&mut self.$input.on_demand_throughput, units.into(), $none);
            self
        }

        /// The maximum of write request units a second, on demand; `None` is no limit, which is the default.
        ///
        #[doc = on_users_by_city!(
                    concat!($begin, ".max_write_request_units(50)", $end),
                    concat!("let limits = ", $described, ".on_demand_throughput.clone().unwrap();"),
                    "assert_eq!(limits.max_write_request_units, Some(50));"
                )]
        pub fn max_write_request_units(mut self, units: impl Into<Option<u32>>) -> Self {
            MaxRequestUnits::Write.set(&mut self.$input.on_demand_throughput, units.into(), $none);
            self
        }

        /// The warm throughput: the read and write units a second that it can serve at once; `None` leaves that value
        /// as it is.
        ///
        #[doc = on_users_by_city!(
                    concat!($begin, ".warm_throughput(20_000, None)", $end),
                    concat!("let warm = ", $described, ".warm_throughput.clone().unwrap();"),
                    "assert_eq!((warm.read_units_per_second, warm.write_units_per_second), (20_000, 4_000));"
                )]
        pub fn warm_throughput(
            mut self,
            read_units_per_second: impl Into<Option<u32>>,
            write_units_per_second: impl Into<Option<u32>>,
        ) -> Self {
            let warm = warm(read_units_per_second.into(), write_units_per_second.into());
            self.$input.warm_throughput = Some(warm);
            self
        }
    };
}

/// The methods for a table's other settings. Their examples begin with the code given.
macro_rules! settings_methods {
    ($begin:literal) => {
        /// The table class, which decides what storage costs. UpdateTable changes it in a separate request.
        ///
        #[doc = on_users_by_city!(
                    concat!($begin, ".table_class(TableClass::StandardInfrequentAccess).run()?;"),
                    "let class = users.describe().table_class_summary.unwrap().table_class;",
                    "assert_eq!(class, Some(TableClass::StandardInfrequentAccess));"
                )]
        pub fn table_class(mut self, class: TableClass) -> Self {
            self.input.table_class = Some(class);
            self
        }

        /// Whether DeleteTable is refused.
        ///
        #[doc = on_users_by_city!(
                    concat!($begin, ".deletion_protection(true).run()?;"),
                    "assert!(db.delete_table(users.name()).is_err());"
                )]
        pub fn deletion_protection(mut self, enabled: bool) -> Self {
            self.input.deletion_protection_enabled = Some(enabled);
            self
        }

        /// Encrypts the table with the AWS managed key, the account's `aws/dynamodb`.
        ///
        #[doc = on_users_by_city!(
                    concat!($begin, ".aws_managed_key().run()?;"),
                    "assert_eq!(users.describe().sse_description.unwrap().sse_type, Some(SSEType::Kms));"
                )]
        pub fn aws_managed_key(mut self) -> Self {
            self.input.sse_specification = Some(SSESpecification::kms(None));
            self
        }

        /// Encrypts the table with a customer managed key: its id, its ARN, an alias or an alias's ARN. The description
        /// names the key; nothing is encrypted.
        ///
        #[doc = on_users_by_city!(
                    concat!($begin, ".customer_managed_key(\"alias/shop\").run()?;"),
                    "let arn = users.describe().sse_description.unwrap().kms_master_key_arn;",
                    "assert!(arn.starts_with(\"arn:aws:kms:us-east-1:\"), \"{arn}\");"
                )]
        pub fn customer_managed_key(mut self, key: impl Into<String>) -> Self {
            self.input.sse_specification = Some(SSESpecification::kms(Some(key.into())));
            self
        }

        /// Enables a stream, whose records have these parts of the items that change.
        ///
        #[doc = on_users_by_city!(
                    concat!($begin, ".stream(StreamViewType::NewAndOldImages).run()?;"),
                    "assert!(users.describe().latest_stream_arn.is_some());"
                )]
        pub fn stream(mut self, view_type: StreamViewType) -> Self {
            let stream = StreamSpecification { stream_enabled: true, stream_view_type: Some(view_type) };
            self.input.stream_specification = Some(stream);
            self
        }

        /// Whether the settings of a global table's replicas follow each other.
        ///
        #[doc = on_users_by_city!(
                    "let mode = GlobalTableSettingsReplicationMode::Enabled;",
                    concat!($begin, ".global_table_settings_replication_mode(mode).run()?;"),
                    "assert_eq!(users.describe().global_table_settings_replication_mode, Some(mode));"
                )]
        pub fn global_table_settings_replication_mode(
            mut self,
            mode: GlobalTableSettingsReplicationMode,
        ) -> Self {
            self.input.global_table_settings_replication_mode = Some(mode);
            self
        }
    };
}

pub(super) use {on_users_by_city, settings_methods, throughput_methods};
