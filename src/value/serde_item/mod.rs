//! Conversions between items and any type that implements serde's traits.

mod converting;
mod deserialize;
#[cfg(feature = "serde_dynamo")]
mod dynamo;
mod error;
mod json;
mod keys;
mod marker;
mod serialize;
pub mod sets;
mod source;

use serde::{Deserialize, Serialize, de::DeserializeOwned};

pub use error::ConversionError;

use self::{converting::Converting, deserialize::ValueDeserializer, serialize::ValueSerializer};
use super::{AttributeValue, Item};

/// The item of a struct, a map, or an enum variant with contents.
///
/// Texts become `S`, integers and floats `N`, booleans `BOOL`, `None` and `()` `NULL`, sequences and tuples `L`,
/// structs and maps `M`. A type that serializes as bytes (as with `serde_bytes`) becomes `B`. Enums have the form that
/// their `#[serde(...)]` attributes define. Fields of type [`Number`](super::number::Number), [`AttributeValue`] or
/// [`Item`] are stored unchanged.
///
/// serde does not distinguish sets from other sequences, so a `HashSet` or a `BTreeSet` becomes an `L` too. A field
/// becomes an `SS`, `NS` or `BS` through one of the modules of [`sets`]. The modules `string_set`, `number_set` and
/// `binary_set` of the crate `serde_dynamo` mean the same here.
///
/// ```
/// use hashrange::{from_item, item, to_item};
/// use serde::{Deserialize, Serialize};
///
/// #[derive(Debug, PartialEq, Serialize, Deserialize)]
/// struct Order {
///     user_id: String,
///     price: u32,
///     coupon: Option<String>,
///     status: Status,
/// }
///
/// #[derive(Debug, PartialEq, Serialize, Deserialize)]
/// enum Status {
///     Paid,
///     Sent { carrier: String },
/// }
///
/// let order = Order {
///     user_id: "haeri05".to_owned(),
///     price: 89_000,
///     coupon: None,
///     status: Status::Sent { carrier: "CJ".to_owned() },
/// };
/// let item = to_item(&order)?;
/// assert_eq!(
///     item,
///     item! { "user_id": "haeri05", "price": 89000, "coupon": null, "status": { "Sent": { "carrier": "CJ" } } }
/// );
/// assert_eq!(from_item::<Order>(item)?, order);
/// # Ok::<(), hashrange::ConversionError>(())
/// ```
///
/// # Errors
/// [`ConversionError`] for a value that is no map, numbers out of DynamoDB's range, NaN and infinities; for map keys
/// that are no text, integer or boolean; for set members that are repeated or of another type; for more than 64 levels
/// of nesting.
pub fn to_item<T: Serialize + ?Sized>(value: &T) -> Result<Item, ConversionError> {
    match to_attribute_value(value)? {
        AttributeValue::M(item) => Ok(item),
        other => Err(ConversionError::NotAnItem(other.attribute_type())),
    }
}

/// The attribute value of any value, by the rules of [`to_item`].
///
/// ```
/// use hashrange::{attribute_value, to_attribute_value};
///
/// assert_eq!(to_attribute_value(&("a", 1, None::<bool>))?, attribute_value!(["a", 1, null]));
/// # Ok::<(), hashrange::ConversionError>(())
/// ```
///
/// # Errors
/// Those of [`to_item`], except that the value need not be a map.
pub fn to_attribute_value<T: Serialize + ?Sized>(value: &T) -> Result<AttributeValue, ConversionError> {
    value.serialize(ValueSerializer::new())
}

/// The value that an item represents: the reverse of [`to_item`].
///
/// Attributes that the type does not have are ignored, unless it has `#[serde(deny_unknown_fields)]`. An `Option` is
/// `None` for a `NULL` and for a missing attribute. Sets are read like lists. In fields under `#[serde(flatten)]`, and
/// in untagged and internally tagged enums, serde itself buffers the values. Its buffer has no sets, and no numbers
/// beyond `u64` and `f64`: an [`AttributeValue`] there holds a list instead of a set.
///
/// ```
/// use hashrange::{from_item, item};
/// use serde::Deserialize;
///
/// #[derive(Deserialize)]
/// struct Position {
///     x: i32,
///     y: Option<i32>,
/// }
///
/// let position: Position = from_item(item! { "x": 3, "label": "A" })?;
/// assert_eq!((position.x, position.y), (3, None));
///
/// let error = from_item::<Position>(item! { "x": "three" }).err().map(|error| error.to_string());
/// assert_eq!(error.as_deref(), Some("x: invalid type: string \"three\", expected i32"));
/// # Ok::<(), hashrange::ConversionError>(())
/// ```
///
/// # Errors
/// [`ConversionError`] with the attribute's path, if a value is missing or the type does not accept it.
pub fn from_item<T: DeserializeOwned>(item: Item) -> Result<T, ConversionError> {
    from_attribute_value(AttributeValue::M(item))
}

/// Like [`from_item`], for a borrowed item; texts and bytes may be borrowed from it.
///
/// ```
/// use hashrange::{from_item_ref, item};
/// use serde::Deserialize;
///
/// #[derive(Deserialize)]
/// struct User<'a> {
///     name: &'a str,
/// }
///
/// let item = item! { "name": "해리" };
/// let user: User = from_item_ref(&item)?;
/// assert_eq!(user.name, "해리");
/// # Ok::<(), hashrange::ConversionError>(())
/// ```
///
/// # Errors
/// Those of [`from_item`].
pub fn from_item_ref<'de, T: Deserialize<'de>>(item: &'de Item) -> Result<T, ConversionError> {
    let _converting = Converting::begin();
    T::deserialize(ValueDeserializer::of_item(item))
}

/// The value that an attribute value represents, by the rules of [`from_item`].
///
/// ```
/// use hashrange::{attribute_value, from_attribute_value};
///
/// let list: Vec<u8> = from_attribute_value(attribute_value!([1, 2, 3]))?;
/// assert_eq!(list, [1, 2, 3]);
/// # Ok::<(), hashrange::ConversionError>(())
/// ```
///
/// # Errors
/// Those of [`from_item`].
pub fn from_attribute_value<T: DeserializeOwned>(value: AttributeValue) -> Result<T, ConversionError> {
    let _converting = Converting::begin();
    T::deserialize(ValueDeserializer::owned(value))
}

/// Like [`from_attribute_value`], for a borrowed value; texts and bytes may be borrowed from it.
///
/// ```
/// use hashrange::{attribute_value, from_attribute_value_ref};
///
/// let value = attribute_value!(["해리", "민지"]);
/// let names: Vec<&str> = from_attribute_value_ref(&value)?;
/// assert_eq!(names, ["해리", "민지"]);
/// # Ok::<(), hashrange::ConversionError>(())
/// ```
///
/// # Errors
/// Those of [`from_item`].
pub fn from_attribute_value_ref<'de, T: Deserialize<'de>>(
    value: &'de AttributeValue,
) -> Result<T, ConversionError> {
    let _converting = Converting::begin();
    T::deserialize(ValueDeserializer::of(value))
}
