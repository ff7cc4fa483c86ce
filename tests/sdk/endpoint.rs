//! What the clients are of: a database in the process.

use aws_sdk_dynamodb::Client;
use hashrange::{Database, sdk};

/// A client of a new database.
pub fn client() -> Client {
    sdk::client(&Database::new())
}
