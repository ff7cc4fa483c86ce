//! Values that an update makes, before they are assembled.

use crate::{
    codec::dynamodb_json::{FaultWording, ValueFault},
    expression::error::ExpressionError,
    limits::{ITEM_SIZE_BYTES, NESTING_LEVELS},
    size::value_size_bytes,
    steps, texts,
    value::{AttributeValue, Number},
};

/// A value that an update makes. Its parts are not copied until the value is known to fit.
#[derive(Debug)]
pub(crate) enum Made<'i> {
    /// A value of the item or of the request.
    Value(&'i AttributeValue),
    /// A sum or difference.
    Number(Number),
    /// Elements of lists of the item or of the request, one list after the other.
    List(Vec<&'i [AttributeValue]>),
}

impl<'i> Made<'i> {
    /// The lists that this list is assembled from; `None` if the value is no list.
    pub(crate) fn into_parts(self) -> Option<Vec<&'i [AttributeValue]>> {
        match self {
            Self::Value(AttributeValue::L(list)) => Some(vec![list]),
            Self::List(parts) => Some(parts),
            Self::Value(_) | Self::Number(_) => None,
        }
    }

    /// The value itself.
    pub(crate) fn into_value(self) -> AttributeValue {
        match self {
            Self::Value(value) => value.clone(),
            Self::Number(number) => AttributeValue::N(number),
            Self::List(parts) => AttributeValue::L(parts.concat()),
        }
    }

    /// Refuses a value that is valid as an attribute but nested too deep below this many levels.
    pub(crate) fn check_nesting(&self, above: usize) -> Result<(), ExpressionError> {
        if above > 0 && above + self.levels() > NESTING_LEVELS {
            return Err(ExpressionError(ValueFault::Nesting.message(FaultWording::Current)));
        }
        Ok(())
    }

    fn levels(&self) -> usize {
        match self {
            Self::Value(value) => levels(value),
            Self::Number(_) => 1,
            Self::List(parts) => 1 + parts.iter().copied().flatten().map(levels).max().unwrap_or_default(),
        }
    }

    /// The value's size in bytes, or a figure above `most` if it is larger. Measuring stops as soon as that is clear.
    fn size_bytes(&self, most: usize) -> usize {
        const ELEMENT_BYTES: usize = 1;
        match self {
            Self::Value(value) => {
                let size_bytes = value_size_bytes(value);
                steps::take(size_bytes.min(most) + 1);
                size_bytes
            }
            Self::Number(number) => number.size_bytes(),
            Self::List(parts) => {
                let mut size_bytes = 0;
                for element in parts.iter().copied().flatten() {
                    let element_bytes = value_size_bytes(element);
                    steps::take(element_bytes);
                    size_bytes += ELEMENT_BYTES + element_bytes;
                    if size_bytes > most {
                        break;
                    }
                }
                size_bytes
            }
        }
    }
}

/// Levels of nesting, the value itself being the first. It recurses as deep as values nest, at most
/// [`NESTING_LEVELS`].
fn levels(value: &AttributeValue) -> usize {
    steps::take(1);
    let below = match value {
        AttributeValue::M(map) => map.iter().map(|(_, value)| levels(value)).max(),
        AttributeValue::L(list) => list.iter().map(levels).max(),
        _ => None,
    };
    1 + below.unwrap_or_default()
}

/// The room that an item has for the values that an update makes. The paths of an update do not overlap, so all its
/// values become part of the item, and values larger than an item need not be made. Without this bound, an expression
/// of 4 KB could copy an attribute of 400 KB a hundred times.
#[derive(Debug)]
pub(crate) struct Room {
    left_bytes: usize,
    is_exceeded: bool,
}

impl Room {
    /// The room of an item without other attributes.
    pub(crate) const fn of_item() -> Self {
        Self { left_bytes: ITEM_SIZE_BYTES, is_exceeded: false }
    }

    /// Takes the room that a value needs. Returns false if there is too little, also for all later values.
    pub(crate) fn take(&mut self, made: &Made<'_>) -> bool {
        if !self.is_exceeded {
            match self.left_bytes.checked_sub(made.size_bytes(self.left_bytes)) {
                Some(left) => self.left_bytes = left,
                None => self.is_exceeded = true,
            }
        }
        !self.is_exceeded
    }

    /// Fails if there was too little room.
    pub(crate) fn check(&self) -> Result<(), ExpressionError> {
        if self.is_exceeded { Err(ExpressionError::new(texts::item::UPDATE_TOO_LARGE)) } else { Ok(()) }
    }
}
