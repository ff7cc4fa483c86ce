//! serde's traits for values, items and numbers: in other formats they are DynamoDB JSON, `{"S": "text"}`.

mod number;
mod plain;
mod read;
mod write;

/// The types' spellings; a format without texts stores their places.
const SPELLINGS: &[&str] = &["S", "N", "B", "BOOL", "NULL", "M", "L", "SS", "NS", "BS"];
