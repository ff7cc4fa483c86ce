//! Global tables by name, in all regions of the database.

use std::{collections::BTreeMap, ops::Deref, sync::Arc};

use crate::{
    engine::Engine,
    error::{Error, Result},
    operation::table::replica::{describe::replica_status, description::ReplicaStatus},
    storage::{GlobalTableVersion, ReplicaSettings, Table},
    texts::global_table as texts,
};

/// The engine of a region: that of the request, or another one of the database.
#[derive(Debug, Clone)]
pub(super) enum RegionRef<'e> {
    Own(&'e Engine),
    Other(Arc<Engine>),
}

impl Deref for RegionRef<'_> {
    type Target = Engine;

    fn deref(&self) -> &Engine {
        match self {
            Self::Own(engine) => engine,
            Self::Other(engine) => engine,
        }
    }
}

/// The regions of a database, in order of their names.
pub(super) fn regions(engine: &Engine) -> Vec<RegionRef<'_>> {
    let own = engine.options().region.as_str();
    let all = engine.regions();
    let others = all.iter().flat_map(|all| all.engines());
    let others = others.filter(|other| other.options().region != own).cloned().map(RegionRef::Other);
    let mut regions: Vec<_> = others.chain([RegionRef::Own(engine)]).collect();
    regions.sort_by(|one, other| one.options().region.cmp(&other.options().region));
    regions
}

/// A replica of a global table.
#[derive(Debug, Clone)]
pub(super) struct ReplicaRef<'e> {
    pub(super) engine: RegionRef<'e>,
    pub(super) table: Arc<Table>,
}

impl ReplicaRef<'_> {
    pub(super) fn region(&self) -> &str {
        &self.engine.options().region
    }

    pub(super) fn status(&self) -> ReplicaStatus {
        replica_status(self.table.settings().status)
    }
}

/// A global table.
#[derive(Debug)]
pub(super) struct GlobalTableRef<'e> {
    pub(super) name: String,
    /// In order of their regions.
    pub(super) replicas: Vec<ReplicaRef<'e>>,
    /// The settings that all its replicas have in common, as one of them has them.
    pub(super) settings: ReplicaSettings,
}

impl<'e> GlobalTableRef<'e> {
    /// The global table of this name, of whichever version.
    pub(super) fn of_name(engine: &'e Engine, name: &str) -> Option<(GlobalTableVersion, Self)> {
        let mut found: Option<(GlobalTableVersion, Self)> = None;
        for region in regions(engine) {
            let Some(table) = region.catalog().table(name) else { continue };
            let Some(settings) = table.settings().replica.clone() else { continue };
            let (_, global_table) = found.get_or_insert_with(|| {
                let global_table = Self { name: name.to_owned(), replicas: Vec::new(), settings };
                (global_table.settings.version, global_table)
            });
            global_table.replicas.push(ReplicaRef { engine: region, table });
        }
        found
    }

    /// The replica in this region.
    pub(super) fn in_region(&self, region: &str) -> Option<&ReplicaRef<'e>> {
        self.replicas.iter().find(|replica| replica.region() == region)
    }

    /// The names of the regions, in order.
    pub(super) fn region_names(&self) -> Vec<&str> {
        self.replicas.iter().map(ReplicaRef::region).collect()
    }
}

/// The global table of this name of version 2017.11.29; `message` is the refusal's.
pub(super) fn find_legacy<'e>(
    engine: &'e Engine,
    name: &str,
    message: fn(&str) -> String,
) -> Result<GlobalTableRef<'e>> {
    match GlobalTableRef::of_name(engine, name) {
        Some((GlobalTableVersion::Legacy, global_table)) => Ok(global_table),
        _ => Err(Error::GlobalTableNotFound(message(name))),
    }
}

/// The table of this name with its replicas of version 2019.11.21. One that has none yet is its own only replica, because
/// its writes may have to be scaled before it gets another one, and Application Auto Scaling is not here.
pub(super) fn find_scaled<'e>(engine: &'e Engine, name: &str) -> Result<GlobalTableRef<'e>> {
    let missing = || Error::ResourceNotFound(texts::does_not_exist(name).into());
    match GlobalTableRef::of_name(engine, name) {
        Some((GlobalTableVersion::Current, global_table)) => Ok(global_table),
        Some((GlobalTableVersion::Legacy, _)) => Err(missing()),
        None => {
            let table = engine.catalog().table(name).ok_or_else(missing)?;
            let created_seconds = table.settings().created_seconds;
            let settings =
                ReplicaSettings::new(engine.table_arn(name), GlobalTableVersion::Current, created_seconds);
            let replicas = vec![ReplicaRef { engine: RegionRef::Own(engine), table }];
            Ok(GlobalTableRef { name: name.to_owned(), replicas, settings })
        }
    }
}

/// The global tables of version 2017.11.29 with the regions of their replicas, both in order.
pub(super) fn global_tables(engine: &Engine) -> BTreeMap<String, Vec<String>> {
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for region in regions(engine) {
        region.catalog().for_each_table(|table| {
            let settings = table.settings();
            let is_one = settings
                .replica
                .as_ref()
                .is_some_and(|replica| replica.version == GlobalTableVersion::Legacy);
            if is_one {
                let regions = found.entry(table.name().to_owned()).or_default();
                regions.push(region.options().region.clone());
            }
        });
    }
    found
}

/// Refuses a region that the database does not have.
pub(super) fn check_region(engine: &Engine, region: &str) -> Result<()> {
    match regions(engine).iter().any(|known| known.options().region == region) {
        true => Ok(()),
        false => Err(engine.no_region(region)),
    }
}
