//! The names by which types mark themselves for the serializer and deserializer of items.

pub(super) const VALUE: &str = "$hashrange::AttributeValue";
pub(super) const NUMBER: &str = "$hashrange::Number";
pub(super) const STRINGS: &str = "$hashrange::SS";
pub(super) const NUMBERS: &str = "$hashrange::NS";
pub(super) const BINARIES: &str = "$hashrange::BS";

/// The modules `string_set`, `number_set` and `binary_set` of `serde_dynamo` mark their fields in the same way.
pub(super) const SERDE_DYNAMO: char = '\u{37E}';
pub(super) const SERDE_DYNAMO_STRINGS: &str = "\u{37E}STRINGSET\u{37E}";
pub(super) const SERDE_DYNAMO_NUMBERS: &str = "\u{37E}NUMBERSET\u{37E}";
pub(super) const SERDE_DYNAMO_BINARIES: &str = "\u{37E}BYTESSET\u{37E}";

/// The struct around a number's text by which `serde_json` serializes numbers with the feature `arbitrary_precision`.
pub(super) const JSON_NUMBER: &str = "$serde_json::private::Number";
/// The same for JSON that is kept as written.
pub(super) const RAW_JSON: &str = "$serde_json::private::RawValue";
