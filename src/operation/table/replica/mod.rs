//! The replicas of a table in other regions. (Developer guide: Global tables, version 2019.11.21)

pub(crate) mod begun;
pub(crate) mod create;
pub(crate) mod describe;
pub(crate) mod description;
pub(crate) mod overrides;
mod region;
pub(crate) mod remove;
mod requirements;
pub(crate) mod structures;
pub(crate) mod update;
