//! The replicas of a table in other regions. (Developer guide: Global tables, version 2019.11.21)

pub(crate) mod begun;
pub(crate) mod create;
pub(crate) mod describe;
pub(crate) mod description;
pub(crate) mod overrides;
pub(crate) mod remove;
pub(crate) mod structures;
pub(crate) mod update;
