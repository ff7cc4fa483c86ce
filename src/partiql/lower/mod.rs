//! From the grammar tree to a [`Statement`](super::statement::Statement).

mod condition;
mod path;
mod statement;
mod update;
mod value;
