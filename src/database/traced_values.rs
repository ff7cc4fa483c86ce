//! What the spans of operations tell.

use super::handle::Database;
use crate::engine::Feature;

impl Database {
    /// Has the spans of operations (feature `tracing`) tell the keys that they name, from now on, or no more. By default a
    /// span has no value of an item: only the operation, its table and index, the units, the number of items that were
    /// returned, and the name of the exception.
    ///
    /// ```
    /// let db = hashrange::Database::new();
    /// db.set_traced_values(true);
    /// ```
    pub fn set_traced_values(&self, on: bool) {
        self.engine.needed_here("`Database::set_traced_values`");
        self.engine.engines().iter().for_each(|engine| engine.features().set(Feature::TracedValues, on));
    }
}
