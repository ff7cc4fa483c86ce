//! Structures and values of the API from JSON and to JSON.

pub(crate) mod dynamodb_json;
pub(crate) mod json;

mod constraint;
mod notes;
mod part;
mod plain_json;
mod read;
mod reading;
mod structure;
mod write;

pub(crate) use constraint::Constraint;
pub(crate) use notes::{Notes, Noticed};
pub(crate) use part::{Part, spelled};
pub(crate) use read::{FromWire, Most, read_surplus};
pub(crate) use reading::Reading;
pub(crate) use structure::{
    Structure, empty_structure, read_member, read_members, read_structure, structure,
};
pub(crate) use write::{Object, WriteJson, empty_output, output};
