//! Which operations are called.

mod assertion;
mod difference;
mod pattern;
mod recording;

pub use assertion::{CallsDiffer, check_count};
pub use pattern::CallPattern;
pub use recording::Calls;
