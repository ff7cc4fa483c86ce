//! CreateGlobalTable: a global table of version 2017.11.29 from tables that are there, empty and alike.

use super::{
    describe::describe,
    fitness::{check_alike, fitting},
    global_tables::{GlobalTableRef, regions},
    membership::{Joining, join},
    structures::{GlobalTableDescription, GlobalTableStatus, Replica},
};
use crate::{
    codec::structure,
    engine::Engine,
    error::{Error, Result},
    operation::{
        access::in_use::check_concurrent,
        authorization::named::authorize_actions,
        definition::constraints::TableConstraints,
        request::{input::Request, operation::Operation},
    },
    texts::{global_table as texts, request::INVALID_VALUES},
};

structure! {
    /// The input of CreateGlobalTable. (API reference: CreateGlobalTable)
    pub struct CreateGlobalTableInput {
        /// Its name, which is that of the tables.
        global_table_name: String = "GlobalTableName",
        /// The regions, each of which has a table of the name.
        replication_group: Vec<Replica> = "ReplicationGroup",
    }
}

structure! {
    /// What CreateGlobalTable answers.
    #[non_exhaustive]
    pub struct CreateGlobalTableOutput {
        /// The global table, being created.
        global_table_description: Option<GlobalTableDescription> = "GlobalTableDescription",
    }
}

/// Creates the global table.
pub(crate) fn run(
    engine: &Engine,
    request: Request<CreateGlobalTableInput>,
) -> Result<CreateGlobalTableOutput> {
    let Request { input, mut found } = request;
    let name = &input.global_table_name;
    TableConstraints::new(&mut found).plain_name(CreateGlobalTableInput::MEMBERS.global_table_name, name);
    found.check(&[])?;
    let asked = asked_regions(&input.replication_group)?;
    let all = engine.regions();
    let _one_at_a_time = all.as_ref().map(|all| all.changing());
    if let Some((_, global_table)) = GlobalTableRef::of_name(engine, name) {
        return Err(Error::GlobalTableAlreadyExists(texts::exists(name, &global_table.region_names())));
    }
    let regions = regions(engine);
    let mut replicas = Vec::new();
    for region in asked {
        let of_region = regions.iter().find(|known| known.options().region == region);
        if let Some(of_region) = of_region {
            authorize_actions(of_region, name, &[CreateGlobalTableInput::OPERATION])?;
        }
        replicas.push(fitting(engine, of_region, region, name)?);
    }
    replicas.sort_by(|one, other| one.region().cmp(other.region()));
    check_alike(name, &replicas.iter().collect::<Vec<_>>())?;
    check_concurrent(engine)?;
    join(engine, name, &replicas, &Joining::first(engine))?;
    let Some((_, global_table)) = GlobalTableRef::of_name(engine, name) else {
        return Err(Error::GlobalTableNotFound(texts::not_found(name)));
    };
    let description = GlobalTableDescription {
        global_table_status: Some(GlobalTableStatus::Creating),
        ..describe(engine, &global_table)
    };
    Ok(CreateGlobalTableOutput { global_table_description: Some(description) })
}

/// The regions of a request, each once.
fn asked_regions(replicas: &[Replica]) -> Result<Vec<&str>> {
    if replicas.is_empty() {
        return Err(Error::validation(INVALID_VALUES));
    }
    let mut regions: Vec<&str> = Vec::new();
    for replica in replicas {
        let region = replica.region_name.as_deref().filter(|region| !region.is_empty());
        let region = region.ok_or_else(|| Error::validation(INVALID_VALUES))?;
        if regions.contains(&region) {
            return Err(Error::validation(texts::region_repeated(region)));
        }
        regions.push(region);
    }
    Ok(regions)
}
