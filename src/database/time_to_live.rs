//! Whether a table's items expire.

use super::table::Table;
use crate::{
    error::Result,
    operation::{TimeToLiveDescription, TimeToLiveSpecification, UpdateTimeToLiveInput},
};

impl Table {
    /// Whether the table's items expire, and by which attribute.
    ///
    /// ```
    /// use hashrange::{Database, ScalarAttributeType::S, operation::TimeToLiveStatus};
    ///
    /// let db = Database::new();
    /// let sessions = db.create_table("sessions").partition_key("id", S).run()?;
    /// assert_eq!(sessions.time_to_live()?.time_to_live_status, Some(TimeToLiveStatus::Disabled));
    /// sessions.enable_time_to_live("expires")?;
    /// assert_eq!(sessions.time_to_live()?.attribute_name.as_deref(), Some("expires"));
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    ///
    /// # Errors
    /// The table was deleted: [`Error::ResourceNotFound`](crate::error::Error::ResourceNotFound).
    pub fn time_to_live(&self) -> Result<TimeToLiveDescription> {
        Ok(self.database().describe_time_to_live(self.name())?.time_to_live_description)
    }

    /// Makes the table's items expire at the time in this attribute: a number, in seconds since 1970. An item without
    /// it never expires, nor does one whose time is more than five years ago. Reads return expired items until they are
    /// [deleted](crate::DatabaseBuilder::ttl_delay).
    ///
    /// ```
    /// use hashrange::{Clock, Database, ScalarAttributeType::S, item};
    /// use std::time::{Duration, UNIX_EPOCH};
    ///
    /// let clock = Clock::manual(UNIX_EPOCH + Duration::from_secs(1_700_000_000));
    /// let db = Database::builder().clock(clock.clone()).build();
    /// let sessions = db.create_table("sessions").partition_key("id", S).run()?;
    /// sessions.enable_time_to_live("expires")?;
    /// sessions.put(item! { "id": "a1", "expires": 1_700_003_600 }).run()?;
    ///
    /// clock.advance(Duration::from_secs(3601)).unwrap();
    /// assert!(sessions.get("a1").run()?.is_none());
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    ///
    /// # Errors
    /// Time to live is enabled already, or was changed within the last hour:
    /// [`Error::Validation`](crate::error::Error::Validation). The table was deleted:
    /// [`Error::ResourceNotFound`](crate::error::Error::ResourceNotFound).
    pub fn enable_time_to_live(&self, attribute: impl Into<String>) -> Result<()> {
        self.set_time_to_live(true, attribute.into())
    }

    /// Disables time to live: the table's items no longer expire.
    ///
    /// ```
    /// # use hashrange::{Clock, Database, ScalarAttributeType::S};
    /// # use std::time::{Duration, UNIX_EPOCH};
    /// # let clock = Clock::manual(UNIX_EPOCH + Duration::from_secs(1_700_000_000));
    /// # let db = Database::builder().clock(clock.clone()).build();
    /// # let sessions = db.create_table("sessions").partition_key("id", S).run()?;
    /// sessions.enable_time_to_live("expires")?;
    /// clock.advance(Duration::from_secs(3600)).unwrap(); // there is one change an hour
    /// sessions.disable_time_to_live()?;
    /// assert_eq!(sessions.time_to_live()?.attribute_name, None);
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    ///
    /// # Errors
    /// Time to live is not enabled, or was changed within the last hour:
    /// [`Error::Validation`](crate::error::Error::Validation). The table was deleted:
    /// [`Error::ResourceNotFound`](crate::error::Error::ResourceNotFound).
    pub fn disable_time_to_live(&self) -> Result<()> {
        // A request must name an attribute. If time to live is not enabled, the answer is the same for any name.
        let attribute = self.time_to_live()?.attribute_name.unwrap_or_else(|| "ttl".to_owned());
        self.set_time_to_live(false, attribute)
    }

    fn set_time_to_live(&self, enabled: bool, attribute_name: String) -> Result<()> {
        let time_to_live_specification = TimeToLiveSpecification { enabled, attribute_name };
        let table_name = self.name().to_owned();
        let input = UpdateTimeToLiveInput { table_name, time_to_live_specification };
        self.database().update_time_to_live(input).map(drop)
    }
}
