//! serde's traits for values, items and numbers. In other formats they are DynamoDB JSON, `{"S": "text"}`.

mod number;
mod plain;
mod read;
mod write;

/// The types' spellings; a binary format stores their indexes.
const SPELLINGS: &[&str] = &["S", "N", "B", "BOOL", "NULL", "M", "L", "SS", "NS", "BS"];
