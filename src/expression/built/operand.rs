//! Operands of conditions.

use std::fmt;

use super::nodes::Nodes;
use crate::value::AttributeValue;

/// What an attribute is compared with: a value, or another attribute or its size.
///
/// ```
/// # use hashrange::{Database, ScalarAttributeType::S, item};
/// use hashrange::attr;
/// # let db = Database::new();
/// # let stock = db.create_table("stock").partition_key("id", S).run()?;
/// # stock.put_all([item! { "id": "cup", "left": 2, "wanted": 5 }, item! { "id": "pot", "left": 9, "wanted": 1 }])?;
/// let short = stock.scan().filter(attr("left").less_than(attr("wanted"))).run()?;
/// assert_eq!(short[0].s("id"), Some("cup"));
/// # Ok::<(), hashrange::Error>(())
/// ```
#[derive(Clone)]
pub struct Operand(pub(super) Nodes);

/// The operand as an expression has it, with its value.
impl fmt::Debug for Operand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl Operand {
    /// No operand: what is wrong is the error of the request that has the condition.
    #[cfg(feature = "derive")]
    pub(crate) fn failed(what: String) -> Self {
        Self(Nodes::default().with_fault(what))
    }
}

impl<T: Into<AttributeValue>> From<T> for Operand {
    fn from(value: T) -> Self {
        Self(Nodes::of_value(value.into()))
    }
}
