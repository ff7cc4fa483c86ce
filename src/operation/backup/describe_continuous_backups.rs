//! DescribeContinuousBackups: whether a table has continuous backups, and to which time it can be restored.

use super::continuous_backups::{ContinuousBackupsDescription, describe};
use crate::{
    codec::structure,
    engine::Engine,
    error::Result,
    operation::{
        access::{recovery::table_to_back_up, tables::own_table_name},
        definition::constraints::check_table_name,
        request::input::Request,
    },
};

structure! {
    /// The input of DescribeContinuousBackups. (API reference: DescribeContinuousBackups)
    pub struct DescribeContinuousBackupsInput {
        /// The table's name or ARN.
        table_name: String = "TableName",
    }
}

impl<N: Into<String>> From<N> for DescribeContinuousBackupsInput {
    fn from(table_name: N) -> Self {
        Self { table_name: table_name.into() }
    }
}

structure! {
    /// What DescribeContinuousBackups answers.
    #[non_exhaustive]
    pub struct DescribeContinuousBackupsOutput {
        /// The continuous backups.
        continuous_backups_description: Option<ContinuousBackupsDescription> = "ContinuousBackupsDescription",
    }
}

/// Describes the continuous backups of a table.
pub(crate) fn run(
    engine: &Engine,
    request: Request<DescribeContinuousBackupsInput>,
) -> Result<DescribeContinuousBackupsOutput> {
    let Request { input, mut found } = request;
    let members = DescribeContinuousBackupsInput::MEMBERS;
    check_table_name(&mut found, members.table_name, &input.table_name)?;
    found.check(&[members.table_name])?;
    let table = table_to_back_up(engine, own_table_name(engine, &input.table_name)?)?;
    Ok(DescribeContinuousBackupsOutput { continuous_backups_description: Some(describe(engine, &table)) })
}
