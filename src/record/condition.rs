//! Conditions on the fields of records.

use super::{
    attribute::{Attribute, Plain},
    parts::Given,
    record::KeyedRecord,
};
use crate::expression::{Attr, ConditionExpression, ConditionOperand, Size};

macro_rules! comparisons {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        pub fn $name(self, value: impl Given<T>) -> ConditionExpression {
            self.attr().$name(self.operand(value))
        }
    )*};
}

/// Conditions on a field, with values of its type. They are for filters and for the conditions of writes; the table's key has
/// none of them, because a query's key conditions are methods of the query.
///
/// ```
/// use hashrange::{Database, Record};
///
/// #[derive(Record)]
/// #[record(table = "cart")]
/// struct CartLine {
///     #[record(partition_key)]
///     user: String,
///     #[record(sort_key)]
///     product: String,
///     quantity: u32,
///     note: Option<String>,
/// }
///
/// let cart = Database::new().table_of::<CartLine>()?;
/// for (product, quantity) in [("p1", 1), ("p2", 5)] {
///     cart.put(&CartLine { user: "haeri05".into(), product: product.into(), quantity, note: None }).run()?;
/// }
/// let many = CartLine::QUANTITY.at_least(2).and(CartLine::NOTE.not_exists());
/// assert_eq!(cart.query("haeri05").filter(many).run()?[0].product, "p2");
/// # Ok::<(), hashrange::Error>(())
/// ```
impl<R: KeyedRecord, F, T> Attribute<R, F, T, Plain> {
    /// The attribute for expressions of any kind, such as one about a part of a map.
    ///
    /// ```
    /// # use hashrange::Record;
    /// #[derive(Record)]
    /// #[record(table = "products")]
    /// struct Product {
    ///     #[record(partition_key)]
    ///     id: String,
    ///     prices: std::collections::BTreeMap<String, u32>,
    /// }
    /// let dear = Product::PRICES.attr().member("won").at_least(9000);
    /// assert_eq!(dear.to_expression()?.text, "prices.won >= :c0");
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn attr(self) -> Attr {
        Attr::named(self.name())
    }

    /// Whether there is a value: `attribute_exists`.
    pub fn exists(self) -> ConditionExpression {
        self.attr().exists()
    }

    /// Whether there is no value: `attribute_not_exists`.
    pub fn not_exists(self) -> ConditionExpression {
        self.attr().not_exists()
    }

    comparisons! {
        /// Whether the value is this one.
        equals
        /// Whether the value is another one, or there is none.
        not_equals
        /// Whether the value is below this one.
        less_than
        /// Whether the value is this one or below it.
        at_most
        /// Whether the value is above this one.
        greater_than
        /// Whether the value is this one or above it.
        at_least
    }

    /// Whether the value lies between these, which are included.
    pub fn between(self, low: impl Given<T>, high: impl Given<T>) -> ConditionExpression {
        self.attr().between(self.operand(low), self.operand(high))
    }

    /// Whether the value is one of these, up to 100.
    pub fn is_in(self, values: impl IntoIterator<Item = impl Given<T>>) -> ConditionExpression {
        self.attr().is_in(values.into_iter().map(|value| self.operand(value)))
    }

    /// Whether the value, a list or a set, has this element, or a text has this in it: `contains`.
    ///
    /// ```
    /// # use hashrange::{Database, Record};
    /// # #[derive(Record)]
    /// # #[record(table = "products")]
    /// # struct Product { #[record(partition_key)] id: String, name: String, tags: Vec<String> }
    /// let products = Database::new().table_of::<Product>()?;
    /// products.put(&Product { id: "p1".into(), name: "cup".into(), tags: vec!["new".into()] }).run()?;
    /// let condition = Product::TAGS.contains("new") & Product::NAME.begins_with("c") & Product::TAGS.size().at_most(3);
    /// assert_eq!(products.scan().filter(condition).count()?, 1);
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn contains(self, part: impl Into<ConditionOperand>) -> ConditionExpression {
        self.attr().contains(part)
    }

    /// Whether the value, a text or bytes, begins with these: `begins_with`.
    pub fn begins_with(self, prefix: impl Into<ConditionOperand>) -> ConditionExpression {
        self.attr().begins_with(prefix)
    }

    /// The value's size, such as the number of a list's elements, to be compared: [`Attr::size`].
    pub fn size(self) -> Size {
        self.attr().size()
    }

    fn operand(self, value: impl Given<T>) -> ConditionOperand {
        match self.write(&value.into_given()) {
            Ok(value) => value.into(),
            Err(error) => ConditionOperand::failed(format!("{}: {error}", self.name())),
        }
    }
}

impl<R: KeyedRecord, F, T> From<Attribute<R, F, T, Plain>> for Attr {
    fn from(field: Attribute<R, F, T, Plain>) -> Self {
        field.attr()
    }
}
