//! Copying tables from one database to another, and comparing them: [`Database::copy_to`](crate::Database::copy_to) and
//! [`Database::compare_with`](crate::Database::compare_with).
//!
//! Both speak only the operations of the API, so that each side may be a database in this process or behind an endpoint.

mod backoff;
mod builder;
mod compare;
mod compare_items;
mod compare_side;
mod comparison;
mod copied;
mod cut_over;
mod described;
mod error;
mod follow;
mod items;
mod options;
mod page;
mod parallel;
mod prepared;
mod progress;
mod put;
mod rate;
mod report;
mod reread;
mod run;
mod settings;
mod settings_diff;
mod shards;
mod state;
mod state_file;

pub use builder::CopyBuilder;
pub use compare::CompareBuilder;
pub use comparison::Comparison;
pub use cut_over::CutOver;
pub use error::CopyError;
#[cfg(feature = "cli")]
pub(crate) use options::MOST_SEGMENTS;
pub use progress::{CopyPhase, CopyProgress};
pub use report::{CopiedTable, CopyReport};
