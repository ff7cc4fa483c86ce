//! A table without items, made from its description: what a client must know of a table behind an endpoint.

use super::{create_table::CreateTableInput, creation::definition, description::TableDescription};
use crate::{
    engine::Engine,
    error::Result,
    operation::{
        definition::{
            partitions::PartitionCount,
            structures::{GlobalSecondaryIndex, LocalSecondaryIndex, Projection},
            vector_indexes::VectorIndex,
        },
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
    let local = described.local_secondary_indexes.iter().flatten().map(|index| LocalSecondaryIndex {
        index_name: index.index_name.clone(),
        key_schema: index.key_schema.clone(),
        projection: keys_only(),
    });
    let global = described.global_secondary_indexes.iter().flatten().map(|index| GlobalSecondaryIndex {
        index_name: index.index_name.clone(),
        key_schema: index.key_schema.clone(),
        projection: keys_only(),
        ..GlobalSecondaryIndex::default()
    });
    let vector = described.vector_indexes.iter().flatten().map(|index| VectorIndex {
        index_name: index.index_name.clone(),
        vector_attribute: index.vector_attribute.clone(),
        search_schema: index.search_schema.clone(),
        projection: Some(index.projection.clone()),
        dimensions: index.dimensions,
        distance_function: index.distance_function,
    });
    let input = CreateTableInput {
        table_name: described.table_name.clone(),
        attribute_definitions: described.attribute_definitions.clone(),
        key_schema: described.key_schema.clone(),
        local_secondary_indexes: some(local.collect()),
        global_secondary_indexes: some(global.collect()),
        vector_indexes: some(vector.collect()),
        billing_mode: Some(BillingMode::PayPerRequest),
        ..CreateTableInput::default()
    };
    let definition = definition(engine, &input, PartitionCount::new(engine, Some(1))?)?;
    Ok(Table::new(definition, 0))
}

fn some<T>(list: Vec<T>) -> Option<Vec<T>> {
    (!list.is_empty()).then_some(list)
}
