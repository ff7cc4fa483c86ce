//! Plans: which keys a statement's condition selects.

mod branch;
pub(super) mod key_names;
pub(super) mod read_plan;
#[cfg(test)]
mod tests;
