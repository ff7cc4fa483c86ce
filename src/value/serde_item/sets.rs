//! `#[serde(with = "...")]` for fields that are DynamoDB sets.
//!
//! serde knows sequences but no sets, so a `BTreeSet` or `Vec` becomes a list unless its field says otherwise. The
//! modules here take any sequence type, and an `Option` of one. DynamoDB stores no empty set: leave an empty one out
//! with `skip_serializing_if` and let `default` bring it back.
//!
//! ```
//! use std::collections::BTreeSet;
//!
//! use hashrange::{AttributeValue, from_item, sets, to_item};
//! use serde::{Deserialize, Serialize};
//!
//! #[derive(Debug, PartialEq, Serialize, Deserialize)]
//! struct Product {
//!     #[serde(with = "sets::strings")]
//!     colours: BTreeSet<String>,
//!     #[serde(with = "sets::numbers")]
//!     sizes: Vec<u32>,
//!     #[serde(with = "sets::binaries", default, skip_serializing_if = "Vec::is_empty")]
//!     thumbnails: Vec<Vec<u8>>,
//! }
//!
//! let colours = ["red", "blue"].map(str::to_owned).into();
//! let product = Product { colours, sizes: vec![90, 95, 100], thumbnails: Vec::new() };
//! let item = to_item(&product)?;
//! assert_eq!(item.get("sizes"), Some(&AttributeValue::Ns([90, 95, 100].map(Into::into).into())));
//! assert_eq!(item.get("thumbnails"), None);
//! assert_eq!(from_item::<Product>(item)?, product);
//! # Ok::<(), hashrange::ConversionError>(())
//! ```

macro_rules! set_module {
    ($(#[$doc:meta])* $module:ident $marker:ident) => {
        $(#[$doc])*
        pub mod $module {
            use serde_core::{Deserialize, Deserializer, Serialize, Serializer};

            use super::super::marker;

            /// Serializes a sequence as a set; in other formats it is a plain sequence.
            ///
            /// # Errors
            /// Those of the serializer, and members of another type.
            pub fn serialize<T: Serialize + ?Sized, S: Serializer>(set: &T, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_newtype_struct(marker::$marker, set)
            }

            /// Reads a set or a list.
            ///
            /// # Errors
            /// Those of the deserializer.
            pub fn deserialize<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
                deserializer: D,
            ) -> Result<T, D::Error> {
                T::deserialize(deserializer)
            }
        }
    };
}

set_module! {
    /// String sets, `SS`: of what serializes as text.
    strings STRINGS
}
set_module! {
    /// Number sets, `NS`: of integers, floats and [`Number`](crate::Number)s.
    numbers NUMBERS
}
set_module! {
    /// Binary sets, `BS`: of `Vec<u8>`, arrays of bytes, and what serializes as bytes.
    binaries BINARIES
}
