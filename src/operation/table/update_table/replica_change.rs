//! A change of replicas: one of another region at a time, or with strong consistency all at once.

use std::sync::Arc;

use super::input::UpdateTableInput;
use crate::{
    engine::Engine,
    error::{Error, Result},
    operation::{
        access::{in_use::check_concurrent, replicas::is_legacy},
        authorization::named::authorize_actions,
        table::{
            describe::describe_settings,
            description::TableDescription,
            replica::{
                create::create_replicas,
                remove::{delete_replicas, disassociate_replica, forget_last_replica},
                structures::{ReplicaSettings, ReplicationGroupUpdate},
                update::update_replica,
            },
        },
    },
    storage::{MultiRegionConsistency, Table},
    texts,
};

/// The actions in another region that creating a replica there takes. (Developer guide: DynamoDB global tables security)
const TO_CREATE: [&str; 9] = [
    "CreateTable",
    "CreateTableReplica",
    "Scan",
    "Query",
    "UpdateItem",
    "PutItem",
    "GetItem",
    "DeleteItem",
    "BatchWriteItem",
];

/// The same for deleting one.
const TO_DELETE: [&str; 2] = ["DeleteTable", "DeleteTableReplica"];

/// A change of replicas.
#[derive(Debug)]
pub(super) enum ReplicaChange<'r> {
    /// With a witness in this region.
    Create(Vec<&'r ReplicaSettings>, MultiRegionConsistency, Option<&'r str>),
    Update(&'r ReplicaSettings),
    /// With the witness in this region.
    Delete(Vec<&'r str>, Option<&'r str>),
    Disassociate(&'r str),
}

impl<'r> ReplicaChange<'r> {
    /// The change that a request asks for; checks what needs no table.
    pub(super) fn of(input: &'r UpdateTableInput) -> Result<Option<Self>> {
        let updates = input.replica_updates.as_deref().unwrap_or_default();
        let witnesses = input.global_table_witness_updates.as_deref().unwrap_or_default();
        if updates.is_empty() && witnesses.is_empty() && input.multi_region_consistency.is_none() {
            return Ok(None);
        }
        if asks_for_more(input) || updates.is_empty() {
            return Err(Error::validation(texts::replica::ONLY_REPLICAS));
        }
        let mut witness = (None, None);
        for update in witnesses {
            witness = match (&update.create, &update.delete) {
                (Some(create), None) => (Some(create.region_name.as_str()), None),
                (None, Some(delete)) => (None, Some(delete.region_name.as_str())),
                _ => return Err(Error::validation(texts::replica::ONE_ACTION)),
            };
        }
        let (create_witness, delete_witness) = witness;
        let consistency = input.multi_region_consistency.unwrap_or(MultiRegionConsistency::Eventual);
        let is_strong = consistency == MultiRegionConsistency::Strong;
        let changes = updates.iter().map(Self::one).collect::<Result<Vec<_>>>()?;
        let mut created = Vec::new();
        let mut deleted = Vec::new();
        for change in &changes {
            match change {
                Self::Create(replicas, ..) => created.extend(replicas),
                Self::Delete(regions, _) => deleted.extend(regions),
                Self::Update(_) | Self::Disassociate(_) => {}
            }
        }
        // Several replicas are created or deleted at once only with strong consistency.
        let count = changes.len();
        let is_one = count == 1 && witnesses.is_empty() && !is_strong;
        if let Some(change) = changes.into_iter().next().filter(|_| is_one) {
            return Ok(Some(change));
        }
        match (created.len() == count, deleted.len() == count) {
            (true, _) if is_strong && delete_witness.is_none() => {
                Ok(Some(Self::Create(created, consistency, create_witness)))
            }
            (_, true) if create_witness.is_none() => Ok(Some(Self::Delete(deleted, delete_witness))),
            _ => Err(Error::validation(texts::replica::ONE_AT_A_TIME)),
        }
    }

    fn one(update: &'r ReplicationGroupUpdate) -> Result<Self> {
        let ReplicationGroupUpdate { create, update, delete, disassociate } = update;
        match (create, update, delete, disassociate) {
            (Some(replica), None, None, None) => {
                Ok(Self::Create(vec![replica], MultiRegionConsistency::Eventual, None))
            }
            (None, Some(replica), None, None) => Ok(Self::Update(replica)),
            (None, None, Some(replica), None) => Ok(Self::Delete(vec![&replica.region_name], None)),
            (None, None, None, Some(replica)) => Ok(Self::Disassociate(&replica.region_name)),
            _ => Err(Error::validation(texts::replica::ONE_ACTION)),
        }
    }

    /// Checks what the change does in other regions, by the policies of the tables there.
    fn authorize(&self, engine: &Engine, name: &str) -> Result<()> {
        let regions = engine.regions();
        // The change itself refuses a region that is not there, or that is this one.
        let check = |region: &str, actions: &[&'static str]| {
            let other = regions.as_ref().and_then(|regions| regions.engine(region));
            other.map_or(Ok(()), |other| authorize_actions(other, name, actions))
        };
        match self {
            Self::Create(replicas, _, witness) => {
                replicas.iter().try_for_each(|replica| check(&replica.region_name, &TO_CREATE))?;
                witness.map_or(Ok(()), |region| check(region, &["CreateGlobalTableWitness"]))
            }
            Self::Update(replica) => check(&replica.region_name, &["UpdateTable"]),
            Self::Delete(regions, witness) => {
                regions.iter().try_for_each(|region| check(region, &TO_DELETE))?;
                witness.map_or(Ok(()), |region| check(region, &["DeleteGlobalTableWitness"]))
            }
            Self::Disassociate(_) => Ok(()),
        }
    }

    /// Carries the change out, and describes the table in the state of being changed. The caller holds the lock for
    /// changes of replicas.
    pub(super) fn carry_out(&self, engine: &Engine, table: &Arc<Table>) -> Result<TableDescription> {
        check_concurrent(engine)?;
        if is_legacy(table) {
            return Err(Error::validation(texts::global_table::legacy(table.name())));
        }
        self.authorize(engine, table.name())?;
        forget_last_replica(engine, table);
        let begun = match self {
            Self::Create(asked, consistency, witness) => {
                create_replicas(engine, table, asked, *consistency, *witness)?
            }
            Self::Update(asked) => update_replica(engine, table, asked)?,
            Self::Delete(regions, witness) => delete_replicas(engine, table, regions, *witness)?,
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
