//! Bound expressions, and their evaluation against items.

pub(super) mod apply;
pub(super) mod charge;
pub(super) mod compare;
pub(super) mod condition;
pub(super) mod key_condition;
pub(super) mod key_range;
pub(super) mod made;
pub(super) mod path;
pub(super) mod projection;
pub(super) mod removal;
pub(super) mod select_list;
pub(super) mod update;
