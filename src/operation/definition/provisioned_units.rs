//! How many units may be provisioned, for a table with its global indexes and for all tables of the account.

use super::structures::ProvisionedThroughput;
use crate::{
    engine::Engine,
    error::{Error, Result},
    limits::{ACCOUNT_CAPACITY_UNITS, TABLE_CAPACITY_UNITS},
    storage::{TableSettings, Throughput},
    texts,
};

/// Read and write units.
type Units = [u64; 2];

/// The units that are provisioned for all tables but one.
#[derive(Debug)]
pub(crate) struct UnitsOfOthers(Units);

impl UnitsOfOthers {
    /// Adds up the units of all tables but the one of this name.
    pub(crate) fn of(engine: &Engine, name: &str) -> Self {
        let mut sum = Units::default();
        engine.catalog().for_each_table(|table| {
            if table.name() != name {
                add(&mut sum, of_table(&table.settings()));
            }
        });
        Self(sum)
    }

    /// Refuses settings that exceed the units of a table or, together with all other tables, those of the account.
    /// Units that do not increase are never refused.
    pub(crate) fn check(&self, before: Option<&TableSettings>, settings: &TableSettings) -> Result<()> {
        let (before, asked) = (before.map(of_table).unwrap_or_default(), of_table(settings));
        let mut of_account = self.0;
        add(&mut of_account, asked);
        let members = ProvisionedThroughput::MEMBERS;
        let members = [members.read_capacity_units, members.write_capacity_units].map(|member| member.name());
        let units = members.into_iter().zip(before).zip(asked).zip(of_account);
        for (((member, before), of_table), of_account) in units {
            for (whose, most, asked) in [
                ("a table and its global indexes", TABLE_CAPACITY_UNITS, of_table),
                ("all tables", ACCOUNT_CAPACITY_UNITS, of_account),
            ] {
                if asked > most && of_table > before {
                    return Err(Error::LimitExceeded(texts::throughput::too_many_units(
                        whose, member, most, asked,
                    )));
                }
            }
        }
        Ok(())
    }
}

/// The units of a table with its indexes, as they will be after an update.
fn of_table(settings: &TableSettings) -> Units {
    let table = settings.to_come.throughput.as_ref().unwrap_or(&settings.throughput);
    let indexes = settings.global_indexes.values();
    let indexes = indexes.map(|index| index.throughput_to_come.as_ref().unwrap_or(&index.throughput));
    let mut sum = Units::default();
    for Throughput { read_units, write_units, .. } in indexes.chain([table]) {
        add(&mut sum, [*read_units, *write_units]);
    }
    sum
}

fn add(sum: &mut Units, units: Units) {
    for (sum, units) in sum.iter_mut().zip(units) {
        *sum = sum.saturating_add(units);
    }
}
