//! UpdateTable: changes a table's settings, throughput and indexes.

use changes::Changes;
use everywhere::carry_out_everywhere;
use input::UpdateTableInput;
use replica_change::ReplicaChange;

use super::description::TableDescription;
use crate::{
    codec::structure,
    engine::Engine,
    error::{Error, Result},
    operation::{
        access::{
            replicas::changing_replicas,
            tables::{find_managed_table, own_table_name},
        },
        definition::constraints::{TableConstraints, check_table_name},
        request::input::Request,
    },
    texts,
};

structure! {
    /// What UpdateTable answers.
    #[non_exhaustive]
    pub struct UpdateTableOutput {
        /// The table, being updated: its throughput is that from before the update.
        table_description: Option<TableDescription> = "TableDescription",
    }
}

/// Changes the table.
pub(crate) fn run(engine: &Engine, request: Request<UpdateTableInput>) -> Result<UpdateTableOutput> {
    let Request { input, mut found } = request;
    check_table_name(&mut found, UpdateTableInput::MEMBERS.table_name, &input.table_name)?;
    TableConstraints::new(&mut found).update_table(&input);
    // The order in which the service goes through the members, as far as it is documented or observed.
    found.check(&[
        UpdateTableInput::MEMBERS.attribute_definitions,
        UpdateTableInput::MEMBERS.global_secondary_index_updates,
        UpdateTableInput::MEMBERS.table_class,
        UpdateTableInput::MEMBERS.provisioned_throughput,
        UpdateTableInput::MEMBERS.billing_mode,
        UpdateTableInput::MEMBERS.stream_specification,
        UpdateTableInput::MEMBERS.table_name,
        UpdateTableInput::MEMBERS.sse_specification,
    ])?;
    let replica = ReplicaChange::of(&input)?;
    let asked = if replica.is_none() { Some(Changes::of(&input)?) } else { None };
    let name = own_table_name(engine, &input.table_name)?;
    let regions = engine.regions();
    let _one_at_a_time = changing_replicas(regions.as_deref());
    let table = find_managed_table(engine, name)?;
    let described = match (replica, asked) {
        (Some(replica), _) => replica.carry_out(engine, &table)?,
        (None, Some(asked)) => carry_out_everywhere(&asked, engine, &table)?,
        (None, None) => return Err(Error::validation(texts::table::NOTHING_TO_UPDATE)),
    };
    Ok(UpdateTableOutput { table_description: Some(described) })
}

mod changes;
mod constraints;
mod everywhere;
mod indexes;
pub(crate) mod input;
mod replica_change;
mod vector_index;
