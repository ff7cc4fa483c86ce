//! The values that SET stores.

use std::fmt;

use super::{attribute::Attr, fault::Fault, spelling::Speller, update_text};
use crate::{
    expression::{
        error::ExpressionKind,
        syntax::{function::Function, path::ValueSyntax, update::Node},
    },
    limits::EXPRESSION_OPERATORS,
    value::AttributeValue,
};

/// What `set` stores: a value, another attribute's value, or what is computed of both.
///
/// ```
/// # use hashrange::{Database, ScalarAttributeType::S, item};
/// use hashrange::attr;
/// # let db = Database::new();
/// # let carts = db.create_table("carts").partition_key("id", S).run()?;
/// # carts.put(item! { "id": "c1", "price": 900, "shipping": 30 }).run()?;
/// let cart = carts.update("c1").set("total", attr("price").plus(attr("shipping"))).updated()?;
/// assert_eq!(cart.get("total"), Some(&930.into()));
///
/// let visits = attr("visits").if_not_exists(0).plus(1);
/// assert_eq!(carts.update("c1").set("visits", visits).updated()?.get("visits"), Some(&1.into()));
/// # Ok::<(), hashrange::Error>(())
/// ```
#[derive(Clone)]
pub struct NewValue {
    pub(super) nodes: Vec<Node>,
    pub(super) operators: usize,
    pub(super) fault: Option<Box<Fault>>,
}

impl NewValue {
    /// The sum of this number and another.
    ///
    /// ```
    /// use hashrange::{UpdateExpression, attr};
    ///
    /// let update = UpdateExpression::new().set("seen", attr("seen").if_not_exists(0).plus(1));
    /// assert_eq!(update.to_expression()?.text, "SET seen = if_not_exists(seen, :u0) + :u1");
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn plus(self, other: impl Into<Self>) -> Self {
        self.operand().with(other.into().operand()).computed(Node::Plus)
    }

    /// The difference of this number and another.
    ///
    /// ```
    /// use hashrange::{UpdateExpression, attr};
    ///
    /// let update = UpdateExpression::new().set("left", attr("left").if_not_exists(10).minus(1));
    /// assert_eq!(update.to_expression()?.text, "SET #left = if_not_exists(#left, :u0) - :u1");
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn minus(self, other: impl Into<Self>) -> Self {
        self.operand().with(other.into().operand()).computed(Node::Minus)
    }

    /// This list and then another: `list_append`.
    ///
    /// ```
    /// use hashrange::{AttributeValue, UpdateExpression, attr};
    ///
    /// let log = attr("log").if_not_exists(AttributeValue::L(vec![])).followed_by(["opened"]);
    /// let update = UpdateExpression::new().set("events", log);
    /// assert_eq!(update.to_expression()?.text, "SET events = list_append(if_not_exists(#log, :u0), :u1)");
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn followed_by(self, other: impl Into<Self>) -> Self {
        self.operand().with(other.into().operand()).computed(Node::Call(Function::ListAppend, 2))
    }

    fn of(nodes: Vec<Node>) -> Self {
        Self { nodes, operators: 0, fault: None }
    }

    /// The value as an operand, which a sum cannot be.
    fn operand(mut self) -> Self {
        if let Some(Node::Plus | Node::Minus) = self.nodes.last() {
            let what = "SET computes one sum or difference, whose operands are none themselves";
            self.fault.get_or_insert_with(|| Box::new(Fault::Expression(what.to_owned())));
        }
        self
    }

    fn with(mut self, other: Self) -> Self {
        self.operators += other.operators;
        self.fault = self.fault.or(other.fault);
        // What has too many operators is never used, and its nodes are not kept.
        match self.operators <= EXPRESSION_OPERATORS {
            true => self.nodes.extend(other.nodes),
            false => self.nodes = Vec::new(),
        }
        self
    }

    fn computed(mut self, node: Node) -> Self {
        self.nodes.push(node);
        self.operators += 1;
        self
    }
}

impl<T: Into<AttributeValue>> From<T> for NewValue {
    fn from(value: T) -> Self {
        let value = value.into();
        let fault = Fault::of_value(&value);
        Self { fault, ..Self::of(vec![Node::Value(ValueSyntax::Given(value))]) }
    }
}

impl From<Attr> for NewValue {
    fn from(attribute: Attr) -> Self {
        match attribute.into_path() {
            Ok(path) => Self::of(vec![Node::Path(path)]),
            Err(fault) => Self { fault: Some(fault), ..Self::of(Vec::new()) },
        }
    }
}

/// What an update computes of an attribute.
impl Attr {
    /// The sum of this number and another.
    ///
    /// ```
    /// use hashrange::{UpdateExpression, attr};
    ///
    /// let update = UpdateExpression::new().set("total", attr("price").plus(attr("shipping")));
    /// assert_eq!(update.to_expression()?.text, "SET #total = price + shipping");
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn plus(self, other: impl Into<NewValue>) -> NewValue {
        NewValue::from(self).plus(other)
    }

    /// The difference of this number and another.
    ///
    /// ```
    /// use hashrange::{UpdateExpression, attr};
    ///
    /// let update = UpdateExpression::new().set("price", attr("price").minus(5));
    /// assert_eq!(update.to_expression()?.text, "SET price = price - :u0");
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn minus(self, other: impl Into<NewValue>) -> NewValue {
        NewValue::from(self).minus(other)
    }

    /// The value, or another one where there is none: `if_not_exists`.
    ///
    /// ```
    /// use hashrange::{UpdateExpression, attr};
    ///
    /// let update = UpdateExpression::new().set("shown", attr("nickname").if_not_exists(attr("user_id")));
    /// assert_eq!(update.to_expression()?.text, "SET shown = if_not_exists(nickname, user_id)");
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn if_not_exists(self, otherwise: impl Into<NewValue>) -> NewValue {
        NewValue::from(self).with(otherwise.into().operand()).computed(Node::Call(Function::IfNotExists, 2))
    }

    /// This list and then another: `list_append`.
    ///
    /// ```
    /// use hashrange::{UpdateExpression, attr};
    ///
    /// let update = UpdateExpression::new().set("both", attr("one").followed_by(attr("two")));
    /// assert_eq!(update.to_expression()?.text, "SET #both = list_append(one, two)");
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn followed_by(self, other: impl Into<NewValue>) -> NewValue {
        NewValue::from(self).followed_by(other)
    }
}

/// The value as an expression has it, or what is wrong.
impl fmt::Debug for NewValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.fault {
            None if self.operators > EXPRESSION_OPERATORS => write!(f, "{} operators", self.operators),
            None => f.write_str(&update_text::new_value(&self.nodes, &mut Speller::inline())),
            Some(fault) => write!(f, "{}", fault.error(ExpressionKind::Update)),
        }
    }
}
