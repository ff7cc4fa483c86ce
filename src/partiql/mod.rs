//! PartiQL, the SQL-compatible language of DynamoDB.

mod error;
mod keyword;
mod lexer;
mod number;
mod parser;
mod syntax;
mod token;

pub use error::PartiqlError;
pub use number::parameter_number;
pub use token::Place;
