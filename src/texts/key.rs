//! Keys of items and of index entries.
//!
//! A `kind` is `string` or `binary`, the types that have empty values.

/// A key has other attributes than the table's, or of other types.
pub(crate) const NOT_IN_SCHEMA: &str = "The provided key element does not match the schema";

/// An item to be put lacks an attribute of its key.
pub(crate) fn missing(name: &str) -> String {
    format!("One or more parameter values were invalid: Missing the key {name} in the item")
}

/// What a hint looks for in [`other_type`].
pub(crate) const OTHER_TYPE: &str = "Type mismatch for key ";

/// An attribute of the key of an item to be put has another type than the table's key.
pub(crate) fn other_type(name: &str, expected: &str, actual: &str) -> String {
    format!(
        "One or more parameter values were invalid: {OTHER_TYPE}{name} expected: {expected} actual: {actual}"
    )
}

/// What a hint looks for in the texts of empty key values.
pub(crate) const EMPTY: &str = "The AttributeValue for a key attribute cannot contain an empty ";

/// A value of a key is empty.
pub(crate) fn empty(kind: &str, name: &str) -> String {
    format!("One or more parameter values are not valid. {EMPTY}{kind} value. Key: {name}")
}

/// A partition key has more than 2,048 bytes. The service leaves out a space.
pub(crate) const PARTITION_KEY_TOO_LONG: &str = "One or more parameter values were invalid: Size of hashkey has exceeded the maximum size limit of2048 bytes";

/// The sort key has more than 1,024 bytes.
pub(crate) const SORT_KEY_TOO_LONG: &str = "One or more parameter values were invalid: Aggregated size of all range keys \
     has exceeded the size limit of 1024 bytes";

/// What a hint looks for in [`index_key_type`].
pub(crate) const INDEX_KEY_TYPE: &str = "Type mismatch for Index Key ";

/// An attribute of an item has another type than the key of an index.
pub(crate) fn index_key_type(attribute: &str, expected: &str, actual: &str, index: &str) -> String {
    format!(
        "One or more parameter values were invalid: {INDEX_KEY_TYPE}{attribute} Expected: {expected} \
         Actual: {actual} IndexName: {index}"
    )
}

/// An attribute of an item to be put, or a value in a Query of an index, is empty and a key of the index.
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

/// An expression looks into the value of a key; `role` is `Key` or `IndexKey`.
pub(crate) fn not_scalar(role: &str, name: &str) -> String {
    format!(
        "Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: {role}: {name}"
    )
}

/// What a hint looks for in [`cannot_update`].
pub(crate) const CANNOT_UPDATE: &str = "One or more parameter values were invalid: Cannot update attribute ";

/// An update changes an attribute of the key.
pub(crate) fn cannot_update(name: &str) -> String {
    format!("{CANNOT_UPDATE}{name}. This attribute is part of the key")
}
