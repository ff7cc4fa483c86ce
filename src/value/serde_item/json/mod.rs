//! Our own types in other formats: DynamoDB JSON, `{"S": "text"}`, wherever the format has maps and texts.

mod number;
mod plain;
mod read;
mod write;

/// The types' spellings; a format without texts stores their places.
const SPELLINGS: &[&str] = &["S", "N", "B", "BOOL", "NULL", "M", "L", "SS", "NS", "BS"];
