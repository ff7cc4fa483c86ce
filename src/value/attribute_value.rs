//! One value of DynamoDB's ten types.

use std::{borrow::Cow, collections::BTreeSet, fmt, sync::Arc};

use super::{item::Item, number::Number, text::Text};

/// A value of one of DynamoDB's ten types, named as the API names them.
///
/// Sets are in the service's order (strings and binaries bytewise, numbers by value), hold no member twice, and compare
/// without regard to the order in which they were written. DynamoDB stores no empty sets; operations refuse them.
///
/// ```
/// use hashrange::AttributeValue;
///
/// let price = AttributeValue::N(89_000.into());
/// assert_eq!(price.as_n().map(|n| n.to_string()).as_deref(), Some("89000"));
/// assert_eq!(AttributeValue::from("소니"), AttributeValue::S("소니".into()));
/// ```
#[derive(Clone, PartialEq, Eq)]
pub enum AttributeValue {
    /// A string of UTF-8 text.
    S(Text),
    /// A number of up to 38 digits.
    N(Number),
    /// Bytes, base64 in JSON.
    B(Vec<u8>),
    /// True or false, `BOOL` in JSON.
    Bool(bool),
    /// The null value, `{"NULL": true}` in JSON.
    Null,
    /// A map of names to values.
    M(Item),
    /// A list of values of any types.
    L(Vec<AttributeValue>),
    /// A set of strings.
    Ss(BTreeSet<String>),
    /// A set of numbers.
    Ns(BTreeSet<Number>),
    /// A set of byte strings.
    Bs(BTreeSet<Vec<u8>>),
}

/// The ten types, as `attribute_type` and messages name them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AttributeType {
    /// String.
    S,
    /// Number.
    N,
    /// Binary.
    B,
    /// Boolean.
    Bool,
    /// Null.
    Null,
    /// Map.
    M,
    /// List.
    L,
    /// String set.
    Ss,
    /// Number set.
    Ns,
    /// Binary set.
    Bs,
}

impl AttributeType {
    /// The API's spelling: `S`, `N`, `B`, `BOOL`, `NULL`, `M`, `L`, `SS`, `NS`, `BS`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::S => "S",
            Self::N => "N",
            Self::B => "B",
            Self::Bool => "BOOL",
            Self::Null => "NULL",
            Self::M => "M",
            Self::L => "L",
            Self::Ss => "SS",
            Self::Ns => "NS",
            Self::Bs => "BS",
        }
    }

    /// The type with this spelling.
    pub fn from_spelling(spelling: &str) -> Option<Self> {
        Some(match spelling {
            "S" => Self::S,
            "N" => Self::N,
            "B" => Self::B,
            "BOOL" => Self::Bool,
            "NULL" => Self::Null,
            "M" => Self::M,
            "L" => Self::L,
            "SS" => Self::Ss,
            "NS" => Self::Ns,
            "BS" => Self::Bs,
            _ => return None,
        })
    }
}

impl fmt::Display for AttributeType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

macro_rules! accessors {
    ($($(#[$doc:meta])* $name:ident: $variant:ident -> $type:ty;)*) => {$(
        $(#[$doc])*
        pub fn $name(&self) -> Option<&$type> {
            match self {
                Self::$variant(value) => Some(value),
                _ => None,
            }
        }
    )*};
}

impl AttributeValue {
    /// The value's type.
    pub const fn attribute_type(&self) -> AttributeType {
        match self {
            Self::S(_) => AttributeType::S,
            Self::N(_) => AttributeType::N,
            Self::B(_) => AttributeType::B,
            Self::Bool(_) => AttributeType::Bool,
            Self::Null => AttributeType::Null,
            Self::M(_) => AttributeType::M,
            Self::L(_) => AttributeType::L,
            Self::Ss(_) => AttributeType::Ss,
            Self::Ns(_) => AttributeType::Ns,
            Self::Bs(_) => AttributeType::Bs,
        }
    }

    /// The text of an `S`.
    ///
    /// ```
    /// use hashrange::AttributeValue;
    ///
    /// assert_eq!(AttributeValue::from("text").as_s(), Some("text"));
    /// assert_eq!(AttributeValue::from(1).as_s(), None);
    /// ```
    pub fn as_s(&self) -> Option<&str> {
        match self {
            Self::S(text) => Some(text),
            _ => None,
        }
    }

    /// The truth of a `BOOL`.
    ///
    /// ```
    /// assert_eq!(hashrange::AttributeValue::from(true).as_bool(), Some(true));
    /// ```
    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Self::Bool(truth) => Some(*truth),
            _ => None,
        }
    }

    /// Whether this is the null value.
    ///
    /// ```
    /// assert!(hashrange::AttributeValue::Null.is_null());
    /// ```
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    accessors! {
        /// The number of an `N`.
        as_n: N -> Number;
        /// The bytes of a `B`.
        as_b: B -> [u8];
        /// The map of an `M`.
        as_m: M -> Item;
        /// The elements of an `L`.
        as_l: L -> [AttributeValue];
        /// The members of an `SS`.
        as_ss: Ss -> BTreeSet<String>;
        /// The members of an `NS`.
        as_ns: Ns -> BTreeSet<Number>;
        /// The members of a `BS`.
        as_bs: Bs -> BTreeSet<Vec<u8>>;
    }
}

/// The value with its type, such as `N(5)`; with `{:#?}`, documents and sets are spread over lines at every level.
impl fmt::Debug for AttributeValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inner: &dyn fmt::Debug = match self {
            Self::Null => return f.write_str("NULL"),
            Self::S(text) => text,
            Self::N(number) => number,
            Self::B(bytes) => &Bytes(bytes),
            Self::Bool(truth) => truth,
            Self::M(map) => map,
            Self::L(list) => list,
            Self::Ss(set) => set,
            Self::Ns(set) => set,
            Self::Bs(set) => &ByteSet(set),
        };
        write!(f, "{}(", self.attribute_type())?;
        // Not through `write!`, which would begin a new format without `#`.
        inner.fmt(f)?;
        f.write_str(")")
    }
}

/// Bytes as a literal, in one line whatever their number.
struct Bytes<'a>(&'a [u8]);

impl fmt::Debug for Bytes<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "b\"{}\"", self.0.escape_ascii())
    }
}

struct ByteSet<'a>(&'a BTreeSet<Vec<u8>>);

impl fmt::Debug for ByteSet<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.iter().map(|bytes| Bytes(bytes))).finish()
    }
}

macro_rules! from {
    ($($type:ty => |$value:ident| $made:expr;)*) => {$(
        impl From<$type> for AttributeValue {
            fn from($value: $type) -> Self {
                $made
            }
        }
    )*};
}

from! {
    &str => |text| Self::S(text.into());
    Text => |text| Self::S(text);
    String => |text| Self::S(text.into());
    &String => |text| Self::S(text.into());
    &Text => |text| Self::S(text.clone());
    Cow<'_, str> => |text| Self::S(text.into());
    &Cow<'_, str> => |text| Self::S((&**text).into());
    Box<str> => |text| Self::S((&*text).into());
    &Box<str> => |text| Self::S((&**text).into());
    Arc<str> => |text| Self::S((&*text).into());
    &Arc<str> => |text| Self::S((&**text).into());
    char => |letter| Self::S(std::iter::once(letter).collect());
    Number => |number| Self::N(number);
    &Number => |number| Self::N(*number);
    bool => |truth| Self::Bool(truth);
    Item => |map| Self::M(map);
    &Item => |map| Self::M(map.clone());
    Arc<Item> => |map| Self::M(Arc::unwrap_or_clone(map));
    Vec<AttributeValue> => |list| Self::L(list);
    Vec<String> => |texts| Self::L(texts.into_iter().map(Self::from).collect());
    Vec<&str> => |texts| Self::L(texts.into_iter().map(Self::from).collect());
    Vec<u8> => |bytes| Self::B(bytes);
    &Vec<u8> => |bytes| Self::B(bytes.clone());
    &[u8] => |bytes| Self::B(bytes.to_vec());
    &AttributeValue => |value| value.clone();
    BTreeSet<String> => |set| Self::Ss(set);
    BTreeSet<Number> => |set| Self::Ns(set);
    BTreeSet<Vec<u8>> => |set| Self::Bs(set);
}

macro_rules! from_integers {
    ($($type:ty)*) => {
        from! {
            $(
                $type => |number| Self::N(number.into());
                &$type => |number| Self::N((*number).into());
            )*
        }
    };
}

from_integers! { i8 i16 i32 i64 isize u8 u16 u32 u64 usize }

impl<const N: usize> From<&[u8; N]> for AttributeValue {
    fn from(bytes: &[u8; N]) -> Self {
        Self::B(bytes.to_vec())
    }
}

impl<const N: usize> From<[&str; N]> for AttributeValue {
    /// A list; for a set see [`AttributeValue::Ss`].
    fn from(texts: [&str; N]) -> Self {
        Self::L(texts.into_iter().map(Self::from).collect())
    }
}

impl<T: Into<AttributeValue>> From<Option<T>> for AttributeValue {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{attribute_value, item};

    #[test]
    fn debug_tells_the_type_of_each_value() {
        let item = item! { "b": b"\x00a\"", "bs": BTreeSet::from([vec![1_u8]]), "n": -1.5, "ss": BTreeSet::from(["x".to_owned()]) };
        let expected = r#"{"b": B(b"\x00a\""), "bs": BS({b"\x01"}), "n": N(-1.5), "ss": SS({"x"})}"#;
        assert_eq!(format!("{item:?}"), expected);
    }

    #[test]
    fn alternate_debug_has_a_line_for_each_value_at_every_level() {
        let value = attribute_value!({ "b": b"ab", "l": [{ "n": null }, true, []] });
        let lines = [
            "M({",
            "    \"b\": B(b\"ab\"),",
            "    \"l\": L([",
            "        M({",
            "            \"n\": NULL,",
            "        }),",
            "        BOOL(true),",
            "        L([]),",
            "    ]),",
            "})",
        ];
        assert_eq!(format!("{value:#?}"), lines.join("\n"));
    }
}
