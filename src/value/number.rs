//! Numbers of up to 38 significant digits.

use std::{fmt, str::FromStr};

/// A DynamoDB number.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Number {
    digits: i128,
}

/// Why a text is no number that DynamoDB stores; its text is the service's message.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NumberError {
    /// The text is not a decimal number.
    #[error("The parameter cannot be converted to a numeric value: {0}")]
    NotANumber(String),
    /// The magnitude is above `9.9999999999999999999999999999999999999E+125`.
    #[error("Number overflow. Attempting to store a number with magnitude larger than supported range")]
    Overflow,
    /// The magnitude is below `1E-130`.
    #[error("Number underflow. Attempting to store a number with magnitude smaller than supported range")]
    Underflow,
    /// The number has more than 38 significant digits.
    #[error("Attempting to store more than 38 significant digits in a Number")]
    TooManyDigits,
}

impl Number {
    /// Zero.
    pub const ZERO: Self = Self { digits: 0 };

    /// The sum.
    pub fn checked_add(&self, other: &Self) -> Result<Self, NumberError> {
        Ok(Self { digits: self.digits + other.digits })
    }

    /// The difference.
    pub fn checked_sub(&self, other: &Self) -> Result<Self, NumberError> {
        Ok(Self { digits: self.digits - other.digits })
    }

    /// What the number costs in an item's size, in bytes.
    pub fn size_bytes(&self) -> usize {
        2
    }

    /// Appends bytes whose order is the order of the numbers; no number's bytes are the start of another's.
    pub fn encode_key(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.digits.to_be_bytes());
    }
}

impl FromStr for Number {
    type Err = NumberError;

    fn from_str(text: &str) -> Result<Self, NumberError> {
        text.parse().map(|digits| Self { digits }).map_err(|_| NumberError::NotANumber(text.to_owned()))
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.digits)
    }
}

impl fmt::Debug for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

macro_rules! from {
    ($($type:ty)*) => {$(
        impl From<$type> for Number {
            fn from(number: $type) -> Self {
                Self { digits: number as i128 }
            }
        }
    )*};
}

from! { i8 i16 i32 i64 isize u8 u16 u32 u64 usize }
