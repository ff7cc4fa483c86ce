//! A table without items, made from its description: what a client must know of a table behind an endpoint.

use super::{
    create_table::CreateTableInput, creation::definition, description::TableDescription, requested::requested,
};
use crate::{
    engine::Engine,
    error::Result,
    operation::{
        definition::{partitions::PartitionCount, structures::Projection},
        request::enums::ProjectionType,
    },
    storage::{BillingMode, Table},
};

/// A table with the key and the indexes of the one that is described. It is none of the engine's.
///
/// # Errors
/// The description has no key, or one that no table has.
pub(crate) fn table_described(engine: &Engine, described: &TableDescription) -> Result<Table> {
    let keys_only =
        || Some(Projection { projection_type: Some(ProjectionType::KeysOnly), ..Projection::default() });
    let mut input = CreateTableInput {
        table_name: described.table_name.clone(),
        billing_mode: Some(BillingMode::PayPerRequest),
        provisioned_throughput: None,
        on_demand_throughput: None,
        table_class: None,
        sse_specification: None,
        ..requested(described)
    };
    for index in input.local_secondary_indexes.iter_mut().flatten() {
        index.projection = keys_only();
    }
    for index in input.global_secondary_indexes.iter_mut().flatten() {
        (index.projection, index.provisioned_throughput, index.on_demand_throughput) =
            (keys_only(), None, None);
    }
    let definition = definition(engine, &input, PartitionCount::new(engine, Some(1))?)?;
    Ok(Table::new(definition, 0))
}
