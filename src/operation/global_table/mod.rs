//! Global tables of version 2017.11.29, and settings of the replicas of both versions.

mod apply;
pub(crate) mod auto_scaling;
mod constraints;
pub(crate) mod create_global_table;
mod describe;
pub(crate) mod describe_global_table;
pub(crate) mod describe_global_table_settings;
pub(crate) mod describe_table_replica_auto_scaling;
mod fitness;
mod global_tables;
pub(crate) mod list_global_tables;
mod membership;
pub(crate) mod replica_scaling;
pub(crate) mod replica_settings;
pub(crate) mod scaling_input;
mod scaling_update;
pub(crate) mod settings_input;
mod settings_update;
pub(crate) mod structures;
pub(crate) mod update_global_table;
pub(crate) mod update_global_table_settings;
pub(crate) mod update_table_replica_auto_scaling;
