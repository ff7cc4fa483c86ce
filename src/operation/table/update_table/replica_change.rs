//! A change of replicas: one of another region at a time.

use std::sync::Arc;

use super::input::UpdateTableInput;
use crate::{
    engine::Engine,
    error::{Error, Result},
    operation::{
        access::in_use::check_concurrent,
        table::{
            describe::describe_settings,
            description::TableDescription,
            replica::{
                create::create_replica,
                remove::{delete_replica, disassociate_replica, forget_last_replica},
                structures::{ReplicaSettings, ReplicationGroupUpdate},
                update::update_replica,
            },
        },
    },
    storage::{MultiRegionConsistency, Table},
    texts,
};

/// A change of the replica in another region.
#[derive(Debug)]
pub(super) enum ReplicaChange<'r> {
    Create(&'r ReplicaSettings),
    Update(&'r ReplicaSettings),
    Delete(&'r str),
    Disassociate(&'r str),
}

impl<'r> ReplicaChange<'r> {
    /// The change that a request asks for; checks what needs no table.
    pub(super) fn of(input: &'r UpdateTableInput) -> Result<Option<Self>> {
        let not_here = |member: &str| Error::validation(texts::table::not_here("UpdateTable", member));
        let members = UpdateTableInput::MEMBERS;
        if input.global_table_witness_updates.is_some() {
            return Err(not_here(members.global_table_witness_updates.name()));
        }
        if input.multi_region_consistency == Some(MultiRegionConsistency::Strong) {
            return Err(not_here(members.multi_region_consistency.name()));
        }
        let Some(updates) = &input.replica_updates else { return Ok(None) };
        if asks_for_more(input) {
            return Err(Error::validation(texts::replica::ONLY_REPLICAS));
        }
        match updates.as_slice() {
            [update] => Self::one(update).map(Some),
            _ => Err(Error::validation(texts::replica::ONE_AT_A_TIME)),
        }
    }

    fn one(update: &'r ReplicationGroupUpdate) -> Result<Self> {
        match update {
            ReplicationGroupUpdate {
                create: Some(replica),
                update: None,
                delete: None,
                disassociate: None,
            } => Ok(Self::Create(replica)),
            ReplicationGroupUpdate {
                create: None,
                update: Some(replica),
                delete: None,
                disassociate: None,
            } => Ok(Self::Update(replica)),
            ReplicationGroupUpdate {
                create: None,
                update: None,
                delete: Some(replica),
                disassociate: None,
            } => Ok(Self::Delete(&replica.region_name)),
            ReplicationGroupUpdate {
                create: None,
                update: None,
                delete: None,
                disassociate: Some(replica),
            } => Ok(Self::Disassociate(&replica.region_name)),
            _ => Err(Error::validation(texts::replica::ONE_ACTION)),
        }
    }

    /// Carries the change out, and describes the table in the state of being changed. The caller holds the lock for
    /// changes of replicas.
    pub(super) fn carry_out(&self, engine: &Engine, table: &Arc<Table>) -> Result<TableDescription> {
        check_concurrent(engine)?;
        forget_last_replica(engine, table);
        let begun = match self {
            Self::Create(asked) => create_replica(engine, table, asked)?,
            Self::Update(asked) => update_replica(engine, table, asked)?,
            Self::Delete(region) => delete_replica(engine, table, region)?,
            Self::Disassociate(region) => disassociate_replica(engine, table, region)?,
        };
        let mut description = describe_settings(engine, table, begun.settings.clone());
        begun.add_to(&mut description);
        Ok(description)
    }
}

/// Whether a request asks for something beside replicas.
fn asks_for_more(input: &UpdateTableInput) -> bool {
    let UpdateTableInput {
        table_name: _,
        replica_updates: _,
        multi_region_consistency: _,
        global_table_witness_updates: _,
        attribute_definitions,
        billing_mode,
        provisioned_throughput,
        global_secondary_index_updates,
        stream_specification,
        sse_specification,
        table_class,
        deletion_protection_enabled,
        on_demand_throughput,
        warm_throughput,
        global_table_settings_replication_mode,
        disassociation_protection_enabled,
        vector_index_updates,
    } = input;
    attribute_definitions.is_some()
        || billing_mode.is_some()
        || provisioned_throughput.is_some()
        || global_secondary_index_updates.is_some()
        || stream_specification.is_some()
        || sse_specification.is_some()
        || table_class.is_some()
        || deletion_protection_enabled.is_some()
        || on_demand_throughput.is_some()
        || warm_throughput.is_some()
        || global_table_settings_replication_mode.is_some()
        || disassociation_protection_enabled.is_some()
        || vector_index_updates.is_some()
}
