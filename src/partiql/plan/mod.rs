//! What a statement's condition says of the key.

mod branch;
pub(super) mod key_names;
pub(super) mod read_plan;
#[cfg(test)]
mod tests;
