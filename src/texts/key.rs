//! Keys of items and of index entries.
//!
//! A `kind` is `string` or `binary`, the types that have empty values.

/// A key has attributes or types other than the table's.
pub(crate) const NOT_IN_SCHEMA: &str = "The provided key element does not match the schema";

/// An item to put lacks a key attribute.
pub(crate) fn missing(name: &str) -> String {
    format!("One or more parameter values were invalid: Missing the key {name} in the item")
}

/// The part of [`other_type`] that hints search for.
pub(crate) const OTHER_TYPE: &str = "Type mismatch for key ";

/// A key attribute of an item to put has a type other than the table's.
pub(crate) fn other_type(name: &str, expected: &str, actual: &str) -> String {
    format!(
        "One or more parameter values were invalid: {OTHER_TYPE}{name} expected: {expected} actual: {actual}"
    )
}

/// The part of the messages about empty key values that hints search for.
pub(crate) const EMPTY: &str = "The AttributeValue for a key attribute cannot contain an empty ";

/// A key value is empty.
pub(crate) fn empty(kind: &str, name: &str) -> String {
    format!("One or more parameter values are not valid. {EMPTY}{kind} value. Key: {name}")
}

/// A partition key has more than 2,048 bytes. The service leaves out a space.
pub(crate) const PARTITION_KEY_TOO_LONG: &str = "One or more parameter values were invalid: Size of hashkey has exceeded the maximum size limit of2048 bytes";

/// The sort key has more than 1,024 bytes.
pub(crate) const SORT_KEY_TOO_LONG: &str = "One or more parameter values were invalid: Aggregated size of all range keys \
     has exceeded the size limit of 1024 bytes";

/// The part of [`index_key_type`] that hints search for.
pub(crate) const INDEX_KEY_TYPE: &str = "Type mismatch for Index Key ";

/// An attribute of an item has a type other than that of the index's key.
pub(crate) fn index_key_type(attribute: &str, expected: &str, actual: &str, index: &str) -> String {
    format!(
        "One or more parameter values were invalid: {INDEX_KEY_TYPE}{attribute} Expected: {expected} \
         Actual: {actual} IndexName: {index}"
    )
}

/// A value for a key attribute of the index is empty: in an item to put, or in a Query of the index.
pub(crate) fn empty_index_key(kind: &str, index: &str, attribute: &str) -> String {
    format!(
        "One or more parameter values are not valid. A value specified for a secondary index key is not \
         supported. {EMPTY}{kind} value. IndexName: {index}, IndexKey: {attribute}"
    )
}

/// An update makes a key of an index empty.
pub(crate) fn empty_updated_index_key(kind: &str) -> String {
    format!(
        "One or more parameter values are not valid. The update expression attempted to update a secondary index key \
         to a value that is not supported. {EMPTY}{kind} value."
    )
}

/// An update makes a key of an index too long. (API reference: TransactWriteItems, the messages of a ValidationError)
pub(crate) const UPDATED_INDEX_KEY_TOO_LONG: &str =
    "The update expression attempted to update the secondary index key beyond allowed size limits";

/// An expression accesses a part of a key value; `role` is `Key` or `IndexKey`.
pub(crate) fn not_scalar(role: &str, name: &str) -> String {
    format!(
        "Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: {role}: {name}"
    )
}

/// The part of [`cannot_update`] that hints search for.
pub(crate) const CANNOT_UPDATE: &str = "One or more parameter values were invalid: Cannot update attribute ";

/// An update changes a key attribute.
pub(crate) fn cannot_update(name: &str) -> String {
    format!("{CANNOT_UPDATE}{name}. This attribute is part of the key")
}
