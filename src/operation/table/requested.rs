//! The request that would make a table like the one that is described.

use super::{
    create_table::CreateTableInput,
    description::{GlobalSecondaryIndexDescription, TableDescription},
};
use crate::{
    operation::definition::{
        structures::{GlobalSecondaryIndex, LocalSecondaryIndex, ProvisionedThroughput, SSESpecification},
        vector_indexes::VectorIndex,
    },
    storage::BillingMode,
};

/// The request that makes such a table. Warm throughput is left out: it is what the service made of the traffic.
pub(crate) fn requested(described: &TableDescription) -> CreateTableInput {
    let mode = described.billing_mode_summary.as_ref().and_then(|summary| summary.billing_mode);
    let mode = mode.unwrap_or(BillingMode::Provisioned);
    let provisioned =
        |units: Option<ProvisionedThroughput>| units.filter(|_| mode == BillingMode::Provisioned);
    let local = described.local_secondary_indexes.iter().flatten().map(|index| LocalSecondaryIndex {
        index_name: index.index_name.clone(),
        key_schema: index.key_schema.clone(),
        projection: Some(index.projection.clone()),
    });
    let global = |index: &GlobalSecondaryIndexDescription| GlobalSecondaryIndex {
        index_name: index.index_name.clone(),
        key_schema: index.key_schema.clone(),
        projection: Some(index.projection.clone()),
        provisioned_throughput: provisioned(index.provisioned_throughput.units()),
        on_demand_throughput: index.on_demand_throughput.clone(),
        warm_throughput: None,
    };
    let vector = described.vector_indexes.iter().flatten().map(|index| VectorIndex {
        index_name: index.index_name.clone(),
        vector_attribute: index.vector_attribute.clone(),
        search_schema: index.search_schema.clone(),
        projection: Some(index.projection.clone()),
        dimensions: index.dimensions,
        distance_function: index.distance_function,
    });
    CreateTableInput {
        attribute_definitions: described.attribute_definitions.clone(),
        key_schema: described.key_schema.clone(),
        local_secondary_indexes: some(sorted(local.collect(), |index| &index.index_name)),
        global_secondary_indexes: some(sorted(
            described.global_secondary_indexes.iter().flatten().map(global).collect(),
            |index| &index.index_name,
        )),
        vector_indexes: some(sorted(vector.collect(), |index| &index.index_name)),
        billing_mode: Some(mode),
        provisioned_throughput: provisioned(described.provisioned_throughput.units()),
        on_demand_throughput: described.on_demand_throughput.clone(),
        table_class: described.table_class_summary.as_ref().and_then(|summary| summary.table_class),
        sse_specification: described
            .sse_description
            .as_ref()
            .filter(|encryption| encryption.status == "ENABLED")
            .map(|encryption| SSESpecification {
                enabled: Some(true),
                sse_type: encryption.sse_type,
                kms_master_key_id: Some(encryption.kms_master_key_arn.clone()).filter(|key| !key.is_empty()),
            }),
        ..CreateTableInput::default()
    }
}

/// Descriptions have indexes in any order.
fn sorted<T>(mut list: Vec<T>, name: impl Fn(&T) -> &String) -> Vec<T> {
    list.sort_by(|one, other| name(one).cmp(name(other)));
    list
}

fn some<T>(list: Vec<T>) -> Option<Vec<T>> {
    (!list.is_empty()).then_some(list)
}
