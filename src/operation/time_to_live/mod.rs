//! Time to live: whether the items of a table expire, and by which attribute.

pub(crate) mod describe_time_to_live;
pub(crate) mod structures;
pub(crate) mod update_time_to_live;
