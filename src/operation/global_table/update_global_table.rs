//! UpdateGlobalTable: adds tables to a global table of version 2017.11.29 as its replicas, and removes replicas.

use super::{
    describe::describe,
    fitness::{check_alike, fitting},
    global_tables::{GlobalTableRef, ReplicaRef, find_legacy, regions},
    membership::{Joining, join, leave},
    structures::{GlobalTableDescription, GlobalTableStatus},
};
use crate::{
    codec::structure,
    engine::Engine,
    error::{Error, Result},
    limits::TABLE_PARTS,
    operation::{
        access::in_use::check_concurrent,
        authorization::named::authorize_actions,
        definition::constraints::TableConstraints,
        request::{input::Request, operation::Operation},
    },
    storage::ReplicaSettings,
    texts::{global_table as texts, request::INVALID_VALUES},
};

structure! {
    /// The input of UpdateGlobalTable. (API reference: UpdateGlobalTable)
    pub struct UpdateGlobalTableInput {
        /// The global table's name.
        global_table_name: String = "GlobalTableName",
        /// What is added and removed.
        replica_updates: Vec<GlobalTableReplicaUpdate> = "ReplicaUpdates",
    }
}

structure! {
    /// A replica to add or to remove: one of the two. (API reference: `ReplicaUpdate`)
    pub struct GlobalTableReplicaUpdate at most OfTable(TABLE_PARTS) {
        /// Adds the table in a region, which is empty and like the other replicas.
        create: Option<ReplicaAction> = "Create",
        /// Makes the replica in a region a table of its own, which keeps its items.
        delete: Option<ReplicaAction> = "Delete",
    }
}

structure! {
    /// A region. (API reference: `CreateReplicaAction`, `DeleteReplicaAction`)
    pub struct ReplicaAction {
        /// Its name.
        region_name: String = "RegionName",
    }
}

structure! {
    /// What UpdateGlobalTable answers.
    #[non_exhaustive]
    pub struct UpdateGlobalTableOutput {
        /// The global table, being updated.
        global_table_description: Option<GlobalTableDescription> = "GlobalTableDescription",
    }
}

/// Changes the replicas.
pub(crate) fn run(
    engine: &Engine,
    request: Request<UpdateGlobalTableInput>,
) -> Result<UpdateGlobalTableOutput> {
    let Request { input, mut found } = request;
    let name = &input.global_table_name;
    TableConstraints::new(&mut found).plain_name(UpdateGlobalTableInput::MEMBERS.global_table_name, name);
    found.check(&[])?;
    let asked = Asked::of(&input.replica_updates)?;
    let all = engine.regions();
    let _one_at_a_time = all.as_ref().map(|all| all.changing());
    let mut global_table = find_legacy(engine, name, texts::not_found)?;
    let is_concerned =
        |region: &str| asked.added.contains(&region) || global_table.in_region(region).is_some();
    let concerned = regions(engine).into_iter().filter(|region| is_concerned(&region.options().region));
    for region in concerned {
        authorize_actions(&region, name, &[UpdateGlobalTableInput::OPERATION])?;
    }
    let (added, removed) = asked.look_up(engine, &global_table)?;
    check_concurrent(engine)?;
    if let Some(joining) = Joining::existing(&global_table) {
        join(engine, name, &added, &joining)?;
    }
    removed.iter().for_each(leave);
    global_table.replicas.retain(|replica| !asked.removed.contains(&replica.region()));
    global_table.replicas.extend(added);
    global_table.replicas.sort_by(|one, other| one.region().cmp(other.region()));
    let updating = engine.transition();
    for replica in &global_table.replicas {
        let change = |settings: &mut ReplicaSettings| settings.updating = updating;
        replica.table.change_settings(|settings| settings.replica.iter_mut().for_each(change));
    }
    let description = GlobalTableDescription {
        global_table_status: Some(GlobalTableStatus::Updating),
        ..describe(engine, &global_table)
    };
    Ok(UpdateGlobalTableOutput { global_table_description: Some(description) })
}

/// The regions of a request.
#[derive(Debug)]
struct Asked<'r> {
    added: Vec<&'r str>,
    removed: Vec<&'r str>,
}

impl<'r> Asked<'r> {
    fn of(updates: &'r [GlobalTableReplicaUpdate]) -> Result<Self> {
        let mut asked = Self { added: Vec::new(), removed: Vec::new() };
        if updates.is_empty() {
            return Err(Error::validation(INVALID_VALUES));
        }
        for update in updates {
            let (region, regions) = match (&update.create, &update.delete) {
                (Some(create), None) => (&create.region_name, &mut asked.added),
                (None, Some(delete)) => (&delete.region_name, &mut asked.removed),
                _ => return Err(Error::validation(INVALID_VALUES)),
            };
            regions.push(region.as_str());
            let all = asked.added.iter().chain(&asked.removed);
            if all.filter(|known| *known == region).count() > 1 {
                return Err(Error::validation(texts::region_repeated(region)));
            }
        }
        Ok(asked)
    }

    /// The tables to add, and the replicas to remove.
    fn look_up<'e>(
        &self,
        engine: &'e Engine,
        global_table: &GlobalTableRef<'e>,
    ) -> Result<(Vec<ReplicaRef<'e>>, Vec<ReplicaRef<'e>>)> {
        let name = &global_table.name;
        let regions = regions(engine);
        let mut added = Vec::new();
        for region in &self.added {
            if global_table.in_region(region).is_some() {
                return Err(Error::ReplicaAlreadyExists(texts::replica_exists(name, region)));
            }
            let of_region = regions.iter().find(|known| known.options().region == *region);
            added.push(fitting(engine, of_region, region, name)?);
        }
        let mut removed = Vec::new();
        for region in &self.removed {
            let replica = global_table.in_region(region).cloned();
            let missing = || Error::ReplicaNotFound(texts::replica_not_found(name, region));
            removed.push(replica.ok_or_else(missing)?);
        }
        // Replicas are added while none has items, those that stay included.
        if !added.is_empty() {
            check_alike(name, &global_table.replicas.iter().chain(&added).collect::<Vec<_>>())?;
        }
        Ok((added, removed))
    }
}
