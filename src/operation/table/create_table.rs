//! CreateTable: creates a table with its key, its indexes and its settings.

pub(crate) mod input;

pub use input::CreateTableInput;

use super::{
    creation::{check_constraints, check_creatable, definition, make, name_taken},
    describe::describe_settings,
    description::TableDescription,
};
use crate::{
    codec::{Place, structure},
    engine::Engine,
    error::{Error, Result},
    operation::{
        access::replicas::changing_replicas,
        definition::{constraints::check_table_name, partitions::PartitionCount},
        request::{found::Found, input::Request},
    },
    texts,
};

structure! {
    /// What CreateTable answers.
    #[non_exhaustive]
    pub struct CreateTableOutput {
        /// The table, being created.
        table_description: Option<TableDescription> = "TableDescription",
    }
}

/// Creates the table.
pub(crate) fn run(engine: &Engine, request: Request<CreateTableInput>) -> Result<CreateTableOutput> {
    run_with_partitions(engine, request, None)
}

/// Creates the table with this many partitions for it and for each of its global indexes.
pub(crate) fn run_with_partitions(
    engine: &Engine,
    request: Request<CreateTableInput>,
    partition_count: Option<usize>,
) -> Result<CreateTableOutput> {
    let Request { input, mut found } = request;
    check_input(&input, &mut found)?;
    if input.global_table_source_arn.is_some() {
        return Err(Error::validation(texts::table::OTHER_ACCOUNT));
    }
    let mut definition = definition(engine, &input, PartitionCount::new(engine, partition_count)?)?;
    check_creatable(engine, &definition)?;
    let name = definition.name.clone();
    definition.settings.begin_creating(engine.transition(), engine.transitions_ms());
    // Read after the transition begins, so that one that takes no time has ended by then.
    let ending = engine.ending();
    let settings = definition.settings.clone();
    let regions = engine.regions();
    let _one_at_a_time = changing_replicas(regions.as_deref());
    let made = engine.catalog().add_table(&name, |sequence| {
        let table = make(engine, definition, sequence);
        table.record_needs(ending.now_ms);
        table.end_states(&ending);
        table
    });
    let table = made.ok_or_else(|| name_taken(engine, &name))?;
    engine.end_states_later(&table);
    Ok(CreateTableOutput { table_description: Some(describe_settings(engine, &table, settings)) })
}

/// The API's constraints on the members.
pub(super) fn check_input(input: &CreateTableInput, found: &mut Found) -> Result<()> {
    let members = CreateTableInput::MEMBERS;
    check_table_name(found, members.table_name, &input.table_name)?;
    check_constraints(input, found, Place::from);
    // The order in which the service goes through the members, as far as it is documented or observed.
    found.check(&[
        members.attribute_definitions,
        members.tags,
        members.global_secondary_indexes,
        members.table_class,
        members.provisioned_throughput,
        members.key_schema,
        members.billing_mode,
        members.stream_specification,
        members.table_name,
        members.sse_specification,
        members.local_secondary_indexes,
    ])
}

#[cfg(test)]
mod tests;
