//! `Debug` of handles: one line with their names, without the tables' contents.

use std::fmt;

use super::{
    handle::Database,
    pages::Items,
    table::{Table, TableIndex},
};

impl fmt::Debug for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(remote) = self.engine.remote() {
            return write!(f, "Database {{ remote: {remote:?} }}");
        }
        let options = self.engine.options();
        let tables = self.engine.catalog().table_count();
        write!(
            f,
            "Database {{ region: {:?}, account: {:?}, tables: {tables}",
            options.region, options.account
        )?;
        // Where answers depend on it, a test's message shows how to repeat it.
        if let Some(seed) = self.engine.seed_of_chance() {
            write!(f, ", id_seed: {seed}")?;
        }
        f.write_str(" }")
    }
}

impl fmt::Debug for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Table({:?})", self.name())
    }
}

impl fmt::Debug for TableIndex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TableIndex({:?} of {:?})", self.name, self.table.name())
    }
}

impl fmt::Debug for Items {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Items {{ reader: {:?}, left_of_page: {} }}", self.reader, self.page.len())
    }
}
