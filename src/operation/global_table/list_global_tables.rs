//! ListGlobalTables: the global tables of version 2017.11.29, in order of their names, in pages.

use super::{
    global_tables::{check_region, global_tables},
    structures::{GlobalTable, Replica},
};
use crate::{
    codec::structure,
    engine::Engine,
    error::Result,
    limits::LIST_GLOBAL_TABLES_PAGE,
    operation::{
        definition::constraints::TableConstraints,
        request::{input::Request, page_limit::page_limit},
    },
};

structure! {
    /// The input of ListGlobalTables. (API reference: ListGlobalTables)
    pub struct ListGlobalTablesInput {
        /// The name to start after: the last page's `last_evaluated_global_table_name`.
        exclusive_start_global_table_name: Option<String> = "ExclusiveStartGlobalTableName",
        /// How many global tables, at least 1; 100 by default.
        limit: Option<i32> = "Limit",
        /// Only those with a replica in this region.
        region_name: Option<String> = "RegionName",
    }
}

structure! {
    /// What ListGlobalTables answers.
    #[non_exhaustive]
    pub struct ListGlobalTablesOutput {
        /// The global tables.
        global_tables: Vec<GlobalTable> = "GlobalTables",
        /// Where the next page starts; absent on the last page.
        last_evaluated_global_table_name: Option<String> = "LastEvaluatedGlobalTableName",
    }
}

/// Lists the global tables.
pub(crate) fn run(
    engine: &Engine,
    request: Request<ListGlobalTablesInput>,
) -> Result<ListGlobalTablesOutput> {
    let Request { input, mut found } = request;
    let members = ListGlobalTablesInput::MEMBERS;
    if let Some(start) = &input.exclusive_start_global_table_name {
        TableConstraints::new(&mut found).plain_name(members.exclusive_start_global_table_name, start);
    }
    let limit = match input.limit {
        Some(_) => page_limit(&mut found, members.limit, input.limit, usize::MAX),
        None => LIST_GLOBAL_TABLES_PAGE,
    };
    found.check(&[])?;
    if let Some(region) = &input.region_name {
        check_region(engine, region)?;
    }
    let after = input.exclusive_start_global_table_name.as_deref();
    let is_listed =
        |regions: &[String]| input.region_name.as_ref().is_none_or(|region| regions.contains(region));
    let all = global_tables(engine).into_iter();
    let mut listed: Vec<GlobalTable> = all
        .filter(|(name, regions)| after.is_none_or(|after| name.as_str() > after) && is_listed(regions))
        .take(limit.saturating_add(1))
        .map(|(name, regions)| GlobalTable {
            global_table_name: name,
            replication_group: regions.into_iter().map(Replica::from).collect(),
        })
        .collect();
    let more = listed.len() > limit;
    listed.truncate(limit);
    let last = listed.last().filter(|_| more).map(|last| last.global_table_name.clone());
    Ok(ListGlobalTablesOutput { global_tables: listed, last_evaluated_global_table_name: last })
}
