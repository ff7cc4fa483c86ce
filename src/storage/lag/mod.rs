//! Lag: eventually consistent reads that are late.
//!
//! A table with a lag has three followers, which are copies of it, and three of its global and vector indexes. The commit
//! puts each change of an item into the queue of each follower, with the moment at which it arrives there: the time of
//! the change and a delay that depends on the seed. A read goes to one of the three, which first carries out what has
//! arrived by then. So it reads a state that each partition had, at most the greatest lag ago.

mod changing;
mod follower;
mod followers;
mod queue;
pub(super) mod reader;
pub(super) mod reading;
pub(super) mod seed;
pub(super) mod settings;
pub(super) mod state;
