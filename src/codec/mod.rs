//! Structures and values of the API, read from JSON and written as JSON.

pub(crate) mod dynamodb_json;
pub(crate) mod json;

mod constraint;
mod member;
mod notes;
mod place;
pub(crate) mod plain_json;
mod read;
mod reading;
#[cfg(test)]
mod sample;
mod structure;
mod write;

pub(crate) use constraint::Constraint;
pub(crate) use member::Member;
pub(crate) use notes::{Notes, Noticed};
pub(crate) use place::{Part, Place};
pub(crate) use read::{FromWire, Most, read_surplus, read_value};
pub(crate) use reading::Reading;
#[cfg(test)]
pub(crate) use sample::{Sample, Source};
pub(crate) use structure::{Structure, read_members, read_structure, structure};
pub(crate) use write::{Object, WriteJson};
