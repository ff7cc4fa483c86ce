//! Values of keys, checked by the compiler.

use serde::{Serialize, de::DeserializeOwned};

use crate::{
    key::ScalarAttributeType,
    value::{
        AttributeType, AttributeValue, ConversionError, Number, Text, from_attribute_value_ref,
        to_attribute_value,
    },
};

/// A type whose values can be in a key: a text, a number or bytes.
///
/// Texts, integers, [`Number`] and `Vec<u8>` have it. A type of yours that serde writes as one of these needs a line:
///
/// ```
/// use hashrange::{ScalarAttributeType, record::KeyValue};
///
/// #[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
/// struct UserId(String);
///
/// impl KeyValue for UserId {
///     const TYPE: ScalarAttributeType = ScalarAttributeType::S;
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be in a key",
    note = "a key is made of texts, numbers and bytes",
    note = "implement `hashrange::record::KeyValue` for a type of yours that serde writes as one of them"
)]
pub trait KeyValue: Serialize + DeserializeOwned {
    /// The type of the attribute.
    const TYPE: ScalarAttributeType;

    /// The attribute's value.
    ///
    /// # Errors
    /// serde does not write a value of [`TYPE`](Self::TYPE).
    fn to_key_value(&self) -> Result<AttributeValue, ConversionError> {
        let value = to_attribute_value(self)?;
        match (&value, Self::TYPE) {
            (AttributeValue::S(_), ScalarAttributeType::S)
            | (AttributeValue::N(_), ScalarAttributeType::N)
            | (AttributeValue::B(_), ScalarAttributeType::B) => Ok(value),
            _ => Err(not_of(Self::TYPE, value.attribute_type())),
        }
    }

    /// Reads the attribute's value.
    ///
    /// # Errors
    /// The value does not fit.
    fn from_key_value(value: &AttributeValue) -> Result<Self, ConversionError> {
        from_attribute_value_ref(value)
    }
}

fn not_of(wanted: ScalarAttributeType, found: AttributeType) -> ConversionError {
    ConversionError::Message(format!("a key attribute of type {} cannot have type {found}", wanted.as_str()))
}

macro_rules! key_values {
    ($($scalar:ident: $($type:ty)*;)*) => {$($(
        impl KeyValue for $type {
            const TYPE: ScalarAttributeType = ScalarAttributeType::$scalar;
        }
    )*)*};
}

key_values! {
    S: String Box<str> Text char;
    N: Number i8 i16 i32 i64 i128 isize u8 u16 u32 u64 u128 usize;
}

/// Bytes: serde would write a list.
impl KeyValue for Vec<u8> {
    const TYPE: ScalarAttributeType = ScalarAttributeType::B;

    fn to_key_value(&self) -> Result<AttributeValue, ConversionError> {
        Ok(AttributeValue::B(self.clone()))
    }

    fn from_key_value(value: &AttributeValue) -> Result<Self, ConversionError> {
        match value {
            AttributeValue::B(bytes) => Ok(bytes.clone()),
            other => Err(not_of(ScalarAttributeType::B, other.attribute_type())),
        }
    }
}

/// A value where a `T` is wanted: a `T`, a reference to one, or a `&str` for a `String`.
#[diagnostic::on_unimplemented(message = "`{T}` is wanted here, not `{Self}`", label = "this is no `{T}`")]
pub trait Given<T> {
    /// The value.
    fn into_given(self) -> T;
}

impl<T> Given<T> for T {
    fn into_given(self) -> T {
        self
    }
}

impl<T: Clone> Given<T> for &T {
    fn into_given(self) -> T {
        self.clone()
    }
}

macro_rules! texts {
    ($($type:ty)*) => {$(
        impl Given<$type> for &str {
            fn into_given(self) -> $type {
                self.into()
            }
        }
    )*};
}

texts! { String Box<str> Text }

impl<T> Given<Vec<T>> for &[T]
where
    T: Clone,
{
    fn into_given(self) -> Vec<T> {
        self.to_vec()
    }
}

/// The types of a key's parts, as a tuple: up to eight.
pub trait Parts {
    /// The first part.
    type First;
    /// The parts behind it.
    type Rest: Parts;
}

/// There is no part any more.
#[derive(Debug, Clone, Copy)]
pub enum NoPart {}

impl Parts for () {
    type First = NoPart;
    type Rest = ();
}

/// The values of a key's parts `K`, which the compiler checks: one value, or a tuple with one for each part, in the order
/// in which the record's key names the fields.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no key of the parts `{K}`",
    label = "give a value for each part, in the order of the key: `{K}`"
)]
pub trait IntoParts<K> {
    /// The values as attribute values.
    ///
    /// # Errors
    /// A value cannot be stored.
    #[doc(hidden)]
    fn into_values(self) -> Result<Vec<AttributeValue>, ConversionError>;
}

impl IntoParts<()> for () {
    fn into_values(self) -> Result<Vec<AttributeValue>, ConversionError> {
        Ok(Vec::new())
    }
}

impl<A: KeyValue, X: Given<A>> IntoParts<(A,)> for X {
    fn into_values(self) -> Result<Vec<AttributeValue>, ConversionError> {
        Ok(vec![self.into_given().to_key_value()?])
    }
}

impl<A> Parts for (A,) {
    type First = A;
    type Rest = ();
}

macro_rules! tuples {
    ($($first:ident: $given_first:ident $($part:ident: $given:ident)+;)*) => {$(
        impl<$first, $($part),+> Parts for ($first, $($part),+) {
            type First = $first;
            type Rest = ($($part,)+);
        }

        impl<$first: KeyValue, $($part: KeyValue,)+ $given_first: Given<$first>, $($given: Given<$part>),+>
            IntoParts<($first, $($part),+)> for ($given_first, $($given),+)
        {
            fn into_values(self) -> Result<Vec<AttributeValue>, ConversionError> {
                #[expect(non_snake_case, reason = "the values have the names of their types")]
                let ($first, $($part),+) = self;
                Ok(vec![
                    Given::<$first>::into_given($first).to_key_value()?,
                    $(Given::<$part>::into_given($part).to_key_value()?),+
                ])
            }
        }
    )*};
}

tuples! {
    A: X B: Y;
    A: X B: Y C: Z;
    A: X B: Y C: Z D: W;
    A: X B: Y C: Z D: W E: V;
    A: X B: Y C: Z D: W E: V F: U;
    A: X B: Y C: Z D: W E: V F: U G: T;
    A: X B: Y C: Z D: W E: V F: U G: T H: S;
}
