//! A field of a record as a constant: `CartLine::QUANTITY`.

use std::{fmt, marker::PhantomData};

use crate::value::{AttributeValue, ConversionError};

/// A field outside the table's key.
#[derive(Debug, Clone, Copy)]
pub enum Plain {}

/// A field in the table's key, which never changes.
#[derive(Debug, Clone, Copy)]
pub enum InKey {}

/// A type parameter that no value has.
type Of<T> = PhantomData<fn() -> T>;
type Write<T> = fn(&T) -> Result<AttributeValue, ConversionError>;
type Read<F> = fn(Option<&AttributeValue>) -> Result<F, ConversionError>;

/// A field of the record `R`, of type `F`, whose value has type `T`: where `F` is an `Option`, the type in it.
/// `#[derive(Record)]` makes a constant for each field, with the field's name in capitals. Whether the field is in the
/// table's key is `K`: [`InKey`] or [`Plain`].
pub struct Attribute<R, F, T, K> {
    number: usize,
    write: Write<T>,
    read: Read<F>,
    of: Of<(R, K)>,
}

impl<R, F, T, K> Attribute<R, F, T, K> {
    #[doc(hidden)]
    pub const fn new(number: usize, write: Write<T>, read: Read<F>) -> Self {
        Self { number, write, read, of: PhantomData }
    }

    /// The field's number in the record's schema.
    #[doc(hidden)]
    pub const fn number(&self) -> usize {
        self.number
    }

    /// The attribute's value of a field's value.
    pub(super) fn write(&self, value: &T) -> Result<AttributeValue, ConversionError> {
        (self.write)(value)
    }

    /// The field's value of an attribute's value, if there is one.
    pub(super) fn read(&self, value: Option<&AttributeValue>) -> Result<F, ConversionError> {
        (self.read)(value)
    }
}

impl<R, F, T, K> Clone for Attribute<R, F, T, K> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<R, F, T, K> Copy for Attribute<R, F, T, K> {}

impl<R, F, T, K> fmt::Debug for Attribute<R, F, T, K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Attribute").field("number", &self.number).finish_non_exhaustive()
    }
}

/// An index of the record `R`, whose keys have the parts `P` and `S`. `#[derive(Record)]` makes a constant for each.
pub struct IndexOf<R, P, S> {
    number: usize,
    of: Of<(R, P, S)>,
}

impl<R, P, S> IndexOf<R, P, S> {
    #[doc(hidden)]
    pub const fn new(number: usize) -> Self {
        Self { number, of: PhantomData }
    }

    /// The index's number in the record's schema.
    pub(super) fn number(self) -> usize {
        self.number
    }
}

impl<R, P, S> Clone for IndexOf<R, P, S> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<R, P, S> Copy for IndexOf<R, P, S> {}

impl<R, P, S> fmt::Debug for IndexOf<R, P, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("IndexOf").field("number", &self.number).finish_non_exhaustive()
    }
}
