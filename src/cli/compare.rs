//! `hashrange compare`.

use clap::Args;

use super::{
    copy_bars::Bars,
    not_done::NotDone,
    sides::{Sides, message, tell_comparison},
    target::Access,
};

/// Compares the tables of two places, item by item
///
/// A place is aws (Amazon DynamoDB), a URL, a snapshot file, or the directory of a database on disk. Settings that differ are
/// told, too. The exit code is 1 if an item differs, or a table or its key.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  hashrange compare http://old:8000 http://new:8000
  hashrange compare aws dev.snapshot --table users --read-units 500
  hashrange compare before.snapshot after.snapshot --table users=people")]
pub(super) struct Compare {
    #[command(flatten)]
    sides: Sides,
    /// How many items that differ are shown, of each table
    #[arg(long, value_name = "N", default_value_t = 50)]
    differences: usize,
    /// Read with strong consistency, for twice the units
    #[arg(long)]
    consistent: bool,
}

impl Compare {
    pub(super) fn run(self) -> Result<(), NotDone> {
        let (source, target) = self.sides.open(Access::Read)?;
        let mut comparison = source
            .database()
            .compare_with(&target.database())
            .segments(self.sides.segments)
            .differences(self.differences);
        for (table, renamed) in self.sides.pairs() {
            comparison = comparison.table_as(table, renamed);
        }
        if let Some(units) = self.sides.read_units {
            comparison = comparison.read_units(units);
        }
        if self.consistent {
            comparison = comparison.consistent();
        }
        let mut bars = Bars::new();
        let compared = comparison.on_progress(move |progress| bars.show(progress)).run();
        tell_comparison(&compared.map_err(|error| message(&error, false))?)?;
        Ok(())
    }
}
