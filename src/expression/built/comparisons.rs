//! Comparisons of attributes and sizes.

use super::{
    attribute::{Attr, Size},
    condition::ConditionExpression,
    operand::Operand,
};
use crate::{
    expression::{comparator::Comparator, syntax::condition::Node},
    texts::expression as texts,
};

/// The comparisons of an operand. Their examples compare this one of a user of 39 years, who lives in `서울` (2 characters),
/// with a smaller, an equal and a larger number.
macro_rules! comparisons {
    ($operand:literal: $below:literal, $same:literal, $above:literal) => {
        comparisons! { one $operand;
            /// Whether this is equal to a value or to another attribute: `=`.
            equals Equal ($same);
            /// Whether this is another value, of whatever type: `<>`.
            not_equals NotEqual ($above);
            /// Whether this is below a value: `<`.
            less_than Less ($above);
            /// Whether this is a value or below it: `<=`.
            at_most LessOrEqual ($same);
            /// Whether this is above a value: `>`.
            greater_than Greater ($below);
            /// Whether this is a value or above it: `>=`.
            at_least GreaterOrEqual ($same);
        }

        /// Whether this is between two values, which are included: `BETWEEN`.
        ///
        /// ```
        /// # use hashrange::{Database, ScalarAttributeType::S, attr, item};
        /// # let db = Database::new();
        /// # let users = db.create_table("users").partition_key("user_id", S).run()?;
        /// # users.put(item! { "user_id": "haeri05", "age": 39, "city": "서울" }).run()?;
        #[doc = concat!("let between = ", $operand, ".between(", $below, ", ", $above, ");")]
        /// assert_eq!(users.scan().filter(between).count()?, 1);
        /// # Ok::<(), hashrange::Error>(())
        /// ```
        pub fn between(self, low: impl Into<Operand>, high: impl Into<Operand>) -> ConditionExpression {
            let operands = self.into_operand().with(low.into().0).with(high.into().0);
            ConditionExpression(operands.operator(Node::Between))
        }

        /// Whether this is equal to one of up to 100 values: `IN`.
        ///
        /// ```
        /// # use hashrange::{Database, ScalarAttributeType::S, attr, item};
        /// # let db = Database::new();
        /// # let users = db.create_table("users").partition_key("user_id", S).run()?;
        /// # users.put(item! { "user_id": "haeri05", "age": 39, "city": "서울" }).run()?;
        #[doc = concat!("let listed = ", $operand, ".is_in([", $below, ", ", $same, "]);")]
        /// assert_eq!(users.scan().filter(listed).count()?, 1);
        /// # Ok::<(), hashrange::Error>(())
        /// ```
        pub fn is_in(self, list: impl IntoIterator<Item = impl Into<Operand>>) -> ConditionExpression {
            let (operand, mut count) = (self.into_operand(), 0);
            let operands = list.into_iter().fold(operand, |operands, choice| {
                count += 1;
                operands.with(choice.into().0)
            });
            let operands = match count {
                0 => operands.with_fault(texts::operand_count("IN", 0)),
                _ => operands,
            };
            ConditionExpression(operands.operator(Node::In(count)))
        }
    };
    (one $operand:literal; $($(#[$doc:meta])* $name:ident $comparator:ident ($other:literal);)*) => {$(
        $(#[$doc])*
        ///
        /// ```
        /// # use hashrange::{Database, ScalarAttributeType::S, attr, item};
        /// # let db = Database::new();
        /// # let users = db.create_table("users").partition_key("user_id", S).run()?;
        /// # users.put(item! { "user_id": "haeri05", "age": 39, "city": "서울" }).run()?;
        #[doc = concat!("let found = users.scan().filter(", $operand, ".", stringify!($name), "(", $other, "));")]
        /// assert_eq!(found.count()?, 1);
        /// # Ok::<(), hashrange::Error>(())
        /// ```
        pub fn $name(self, other: impl Into<Operand>) -> ConditionExpression {
            let operands = self.into_operand().with(other.into().0);
            ConditionExpression(operands.operator(Node::Compare(Comparator::$comparator)))
        }
    )*};
}

impl Attr {
    comparisons!("attr(\"age\")": "38", "39", "40");
}

impl Size {
    comparisons!("attr(\"city\").size()": "1", "2", "3");
}
