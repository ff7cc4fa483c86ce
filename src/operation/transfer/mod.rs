//! Exports of tables to buckets.

pub(crate) mod describe_export;
mod export_arn;
pub(crate) mod export_description;
mod export_filter;
mod export_job;
mod export_source;
pub(crate) mod export_table_to_point_in_time;
mod export_times;
pub(crate) mod list_exports;
