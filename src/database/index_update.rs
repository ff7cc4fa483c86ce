//! Changes of global indexes.

use super::table_settings::{MaxRequestUnits, on_users_by_city, provisioned, throughput_methods, warm};
use crate::operation::UpdateGlobalSecondaryIndexAction;

/// A change of a global index's throughput, for
/// [`UpdateTableBuilder::update_index`](crate::UpdateTableBuilder::update_index).
///
/// ```
/// use hashrange::IndexUpdate;
///
/// let by_city = IndexUpdate::new("by_city").max_read_request_units(100).max_write_request_units(None);
/// # let _ = by_city;
/// ```
#[derive(Debug, Clone)]
pub struct IndexUpdate {
    pub(super) update: UpdateGlobalSecondaryIndexAction,
}

impl IndexUpdate {
    /// A change of the index of this name.
    ///
    #[doc = on_users_by_city!(
        "let nothing = IndexUpdate::new(\"by_city\");",
        "assert!(users.update_settings().update_index(nothing).run().is_err());"
    )]
    pub fn new(name: impl Into<String>) -> Self {
        let index_name = name.into();
        Self {
            update: UpdateGlobalSecondaryIndexAction {
                index_name,
                ..UpdateGlobalSecondaryIndexAction::default()
            },
        }
    }

    /// This many read and write capacity units a second, in a provisioned table.
    ///
    /// ```
    /// # use hashrange::{Database, Index, IndexUpdate, ScalarAttributeType::S};
    /// # let db = Database::new();
    /// # let by_city = Index::new("by_city").partition_key("city", S);
    /// let users = db.create_table("users").partition_key("user_id", S).global_index(by_city).provisioned(10, 5).run()?;
    /// users.update_settings().update_index(IndexUpdate::new("by_city").provisioned(20, 5)).run()?;
    /// let by_city = &users.describe().global_secondary_indexes.unwrap()[0];
    /// assert_eq!(by_city.provisioned_throughput.read_capacity_units, 20);
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn provisioned(mut self, read_capacity_units: u32, write_capacity_units: u32) -> Self {
        self.update.provisioned_throughput = Some(provisioned(read_capacity_units, write_capacity_units));
        self
    }

    throughput_methods!(
        update,
        Some(-1),
        "let by_city = IndexUpdate::new(\"by_city\")",
        ";\nusers.update_settings().update_index(by_city).run()?;",
        "users.describe().global_secondary_indexes.unwrap()[0]"
    );
}
