//! Faults: rules that say which calls meet an exception, lose their request or answer, or wait.
//!
//! ```text
//!  rule.rs        a rule as data                        check.rs       refuses rules that can hit nothing
//!  target.rs      which parts of calls it is about      operations.rs  operations and their exceptions
//!  active.rs      a rule in force, with its counts      exception.rs   exceptions by name
//!  decision.rs    what a call meets of all rules        resource.rs    what throttled requests name
//!  form.rs        the whole call, or parts of it        in_flight.rs   what the answer will meet
//!  story.rs       rules that belong together            in_force.rs    the rules of an engine
//!  answer.rs      what a call meets                     meet.rs        the engine's part: rules come, calls meet them
//! ```
//!
//! An operation on items tells where it is checked against policies, which is when it is known to be valid, what its
//! parts name ([`Engine::note_part`]), and then asks what they meet ([`Engine::meet_faults`]). Other operations meet
//! faults at the gate. What becomes of the answer waits in the thread until the operation leaves the gate.

mod active;
mod answer;
mod check;
mod decision;
mod exception;
mod form;
mod in_flight;
mod in_force;
mod meet;
mod operations;
mod resource;
mod rule;
mod story;
mod target;

pub(crate) use active::Active;
pub use answer::FaultAnswer;
pub(crate) use decision::NotedPart;
pub(super) use in_flight::InFlight;
pub(super) use in_force::Faults;
pub(crate) use meet::PartFaults;
pub(super) use meet::table_of;
pub(crate) use operations::OF_ITEMS;
pub use rule::FaultRule;
pub(crate) use story::WRITES;
pub use story::{FaultStory, StoryKind};
pub(crate) use target::FaultPart;
