//! Replication between the replicas of a table in several regions.
//!
//! A write in one region gets a version, and waits in the [exchange](exchange) for each other region. Whoever looks at a
//! replica first carries out what is due there, through the commit like all other changes. The change with the greatest
//! version wins.

pub(super) mod cuts;
pub(super) mod exchange;
pub(super) mod join;
mod kept;
mod noted;
pub(super) mod receive;
pub(super) mod replica;
pub(super) mod settings;
mod stamp;
mod strong;
pub(super) mod version;
mod way;
