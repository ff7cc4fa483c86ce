//! UpdateTable: changes a table's settings, throughput and indexes.

use changes::Changes;
use input::UpdateTableInput;

use super::description::TableDescription;
use crate::{
    codec::structure,
    engine::Engine,
    error::{Error, Result},
    operation::{
        access::tables::find_managed_table,
        definition::constraints::{TableConstraints, check_table_name},
        request::{input::Request, names::bare_table_name},
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
    check_not_here(&input)?;
    let asked = Changes::of(&input)?;
    let name = bare_table_name(&input.table_name);
    let table = find_managed_table(engine, name)?;
    Ok(UpdateTableOutput { table_description: Some(asked.carry_out(engine, &table)?) })
}

/// Refuses the members that this version does not support.
fn check_not_here(input: &UpdateTableInput) -> Result<()> {
    let asked = [
        (UpdateTableInput::MEMBERS.replica_updates, input.replica_updates.is_some()),
        (UpdateTableInput::MEMBERS.multi_region_consistency, input.multi_region_consistency.is_some()),
        (
            UpdateTableInput::MEMBERS.global_table_witness_updates,
            input.global_table_witness_updates.is_some(),
        ),
        (
            UpdateTableInput::MEMBERS.disassociation_protection_enabled,
            input.disassociation_protection_enabled.is_some(),
        ),
    ];
    match asked.into_iter().find(|(_, is_there)| *is_there) {
        Some((member, _)) => Err(Error::validation(texts::table::not_here("UpdateTable", member.name()))),
        None => Ok(()),
    }
}

mod changes;
mod constraints;
mod frequency;
mod indexes;
pub(crate) mod input;
pub(crate) mod replicas;
mod throughput;
mod vector_index;
