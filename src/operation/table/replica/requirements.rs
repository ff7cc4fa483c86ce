//! What a table must be like to get replicas.

use std::collections::BTreeSet;

use super::{region::engine_of, structures::ReplicaSettings as Asked};
use crate::{
    engine::Engine,
    error::{Error, Result},
    storage::{BillingMode, Table, TableSettings},
    texts,
};

/// Refuses provisioned write units that are not scaled: each replica has to carry out the writes of all. (Developer guide:
/// Best practices for global tables, write capacity)
pub(super) fn check_scaled(settings: &TableSettings) -> Result<()> {
    if settings.billing_mode == BillingMode::PayPerRequest {
        return Ok(());
    }
    if settings.auto_scaling.write.is_none() {
        return Err(Error::validation(texts::replica::NOT_SCALED));
    }
    match settings.global_indexes.iter().find(|(_, index)| index.auto_scaling.write.is_none()) {
        Some((name, _)) => Err(Error::validation(texts::replica::index_not_scaled(name))),
        None => Ok(()),
    }
}

/// The sets of regions in which a global table can be strongly consistent. (Developer guide: How DynamoDB global tables
/// work, multi-Region strong consistency)
const STRONG_SETS: [&[&str]; 3] = [
    &["us-east-1", "us-east-2", "us-west-2"],
    &["eu-west-1", "eu-west-2", "eu-west-3", "eu-central-1"],
    &["ap-northeast-1", "ap-northeast-2", "ap-northeast-3"],
];

/// Refuses what a strongly consistent global table cannot have.
pub(super) fn check_strong(
    engine: &Engine,
    table: &Table,
    has_replicas: bool,
    asked: &[&Asked],
    witness: Option<&str>,
) -> Result<()> {
    let refused = |why: &str| Err(Error::validation(texts::replica::not_strong(why)));
    let own = engine.options().region.as_str();
    let others = asked.iter().map(|asked| asked.region_name.as_str()).chain(witness);
    let regions: BTreeSet<&str> = others.chain([own]).collect();
    if let Some(witness) = witness {
        engine_of(engine, witness)?;
    }
    if has_replicas {
        return refused("gets no further replicas");
    }
    if regions.len() != 3 || asked.len() + usize::from(witness.is_some()) != 2 {
        return refused("has exactly three Regions: three replicas, or two and a witness");
    }
    if !STRONG_SETS.iter().any(|set| regions.iter().all(|region| set.contains(region))) {
        return refused(&format!("has its Regions in one of these sets: {STRONG_SETS:?}"));
    }
    if table.totals().count > 0 {
        return refused("is made of an empty table");
    }
    if !table.local_indexes().is_empty() {
        return refused("has no local secondary indexes");
    }
    if table.settings().time_to_live.as_ref().is_some_and(|time_to_live| time_to_live.enabled) {
        return refused("has no time to live");
    }
    Ok(())
}
