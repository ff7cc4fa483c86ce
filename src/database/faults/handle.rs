//! The faults of a database.

use super::{super::handle::Database, fault::FaultHandle};
use crate::{
    engine::{Active, EngineHandle, FaultRule, FaultStory},
    error::Result,
    operation,
};

impl Database {
    /// The faults that calls of this database meet, through any interface: this API, [`wire`](Self::wire), an AWS SDK or
    /// HTTP. Without one, they cost nothing.
    ///
    /// Chance is drawn from the database's [seed](crate::DatabaseBuilder::id_seed): the same calls in the same order meet
    /// the same faults. Each [region](crate::DatabaseBuilder::regions) has its own. A [fork](Self::fork) has copies, with
    /// their counts and chances so far, which go their own way; [`list`](Faults::list) finds them there. Snapshots have
    /// none.
    ///
    /// ```
    /// use hashrange::{Database, Error, ScalarAttributeType::S, item};
    ///
    /// let db = Database::new();
    /// let likes = db.create_table("likes").partition_key("user_id", S).run()?;
    /// let like = |user: &str| likes.put(item! { "user_id": user }).run();
    ///
    /// // The first two writes of one key are throttled.
    /// let hot = db.faults().on("PutItem").key(&likes, "jihoon07").times(2).throttle()?;
    /// assert!(like("jihoon07").unwrap_err().is_retryable());
    /// assert!(like("minji01").is_ok() && like("jihoon07").is_err() && like("jihoon07").is_ok());
    /// assert_eq!(hot.hits(), 2);
    ///
    /// // A write happens, but its answer is lost.
    /// db.faults().on("PutItem").times(1).lose_answer()?;
    /// assert!(like("haeri05").unwrap_err().is_no_answer());
    /// assert!(likes.get("haeri05").run()?.is_some());
    /// # Ok::<(), Error>(())
    /// ```
    pub fn faults(&self) -> Faults {
        Faults { engine: self.engine.clone() }
    }
}

/// The faults of a database: [`Database::faults`].
#[derive(Debug, Clone)]
pub struct Faults {
    engine: EngineHandle,
}

impl Faults {
    /// Adds a rule that is data.
    ///
    /// ```
    /// use hashrange::{Database, faults::{FaultAnswer, FaultRule}};
    ///
    /// let db = Database::new();
    /// let fault = db.faults().add(FaultRule::new(FaultAnswer::RequestLost))?;
    /// assert_eq!(fault.hits(), 0);
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::Validation`](crate::Error::Validation) if the rule could never hit what it names: an operation, table or
    /// index that does not exist, a key that is not the table's, an exception that an operation does not have. The same if
    /// there are 1,000 rules.
    pub fn add(&self, rule: FaultRule) -> Result<FaultHandle> {
        self.engine.here("`Database::faults`")?;
        let active = self.engine.add_fault(rule, operation::NAMES)?;
        Ok(self.fault(active))
    }

    /// Adds the rules of a story that is data.
    ///
    /// ```
    /// use hashrange::{Database, faults::{FaultStory, StoryKind}};
    ///
    /// let db = Database::new();
    /// let faults = db.faults().start(&FaultStory::new(StoryKind::BrownOut))?;
    /// assert_eq!(faults.len(), 3);
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`add`](Self::add); then none of its rules is in force.
    pub fn start(&self, story: &FaultStory) -> Result<Vec<FaultHandle>> {
        self.engine.here("`Database::faults`")?;
        let mut added = Vec::new();
        for rule in story.rules()? {
            match self.add(rule) {
                Ok(fault) => added.push(fault),
                Err(error) => {
                    for fault in &added {
                        fault.remove();
                    }
                    return Err(error);
                }
            }
        }
        Ok(added)
    }

    /// The rules in force, in the order in which they were added.
    ///
    /// ```
    /// # let db = hashrange::Database::new();
    /// db.faults().on("GetItem").lose_request()?;
    /// assert_eq!(db.faults().list()[0].rule().operations, ["GetItem"]);
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn list(&self) -> Vec<FaultHandle> {
        self.engine.faults_in_force().into_iter().map(|active| self.fault(active)).collect()
    }

    /// The rule in force that has this number.
    ///
    /// ```
    /// # let db = hashrange::Database::new();
    /// let fault = db.faults().on("GetItem").lose_request()?;
    /// assert_eq!(db.faults().get(fault.id()).unwrap().rule(), fault.rule());
    /// assert!(db.faults().get(9).is_none());
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn get(&self, id: u64) -> Option<FaultHandle> {
        self.list().into_iter().find(|fault| fault.id() == id)
    }

    /// Removes all rules.
    ///
    /// ```
    /// # let db = hashrange::Database::new();
    /// db.faults().on("GetItem").lose_request()?;
    /// db.faults().clear();
    /// assert!(db.faults().list().is_empty());
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn clear(&self) {
        self.engine.clear_faults();
    }

    /// The clock of the database.
    pub(super) fn clock(&self) -> &crate::engine::Clock {
        self.engine.clock()
    }

    fn fault(&self, active: Active) -> FaultHandle {
        FaultHandle { engine: self.engine.clone(), active }
    }
}
