//! The constraints of the API's model.

/// A constraint of the API's model that a member does not satisfy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Constraint {
    /// The member is required.
    NotNull,
    /// The word is none of these.
    Enum(&'static str),
    /// Too short, or too few.
    MinLength(usize),
    /// Too long, or too many.
    MaxLength(usize),
    /// Too small.
    MinValue(i64),
    /// Too large.
    MaxValue(i64),
    /// The text has characters that are not allowed.
    Pattern(&'static str),
    /// A list's element, with its constraints in the service's text.
    Elements(&'static str),
    /// A map's key, with its constraints in the service's text.
    MapKeys(&'static str),
    /// A map's value, with its constraints in the service's text.
    MapValue(&'static str),
}
