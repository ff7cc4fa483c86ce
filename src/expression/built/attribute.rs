//! Attributes as operands of conditions.

use std::fmt;

use super::{
    condition::ConditionExpression, fault::Fault, nodes::Nodes, operand::Operand, path, spelling::Speller,
};
use crate::{
    expression::{
        error::ExpressionKind,
        syntax::{
            condition::Node,
            function::Function,
            path::{NameSyntax, PathSyntax, StepSyntax},
        },
    },
    value::AttributeType,
};

/// The attribute at a document path such as `"price"` or `"address.lines[0]"`, to build an expression with. Reserved words
/// and names with any letters are written as they are; a name that has dots or brackets itself is an
/// [`Attr::named`] or a [`member`](Attr::member).
///
/// ```
/// # use hashrange::{Database, ScalarAttributeType::S, item};
/// use hashrange::attr;
/// # let db = Database::new();
/// # let users = db.create_table("users").partition_key("user_id", S).run()?;
/// # users.put(item! { "user_id": "haeri05", "age": 39, "city": "서울" }).run()?;
/// let of_age = attr("age").at_least(18).and(attr("status").not_exists());
/// assert_eq!(users.scan().filter(of_age).count()?, 1);
/// # Ok::<(), hashrange::Error>(())
/// ```
pub fn attr(path: impl Into<Attr>) -> Attr {
    path.into()
}

/// A document path, made by [`attr`].
///
/// A path that is not well formed, or too deep, is an error of the request in which it is used.
#[derive(Clone)]
#[must_use = "an attribute does nothing by itself: compare it, or put it into an update"]
pub struct Attr(Result<PathSyntax, Box<Fault>>);

impl Attr {
    /// The attribute with exactly this name, which may have dots and brackets.
    ///
    /// ```
    /// use hashrange::Attr;
    ///
    /// let expression = Attr::named("v1.0").exists().to_expression()?;
    /// assert_eq!(expression.text, "attribute_exists(#c0)");
    /// assert_eq!(expression.names["#c0"], "v1.0");
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn named(name: impl AsRef<str>) -> Self {
        Self(path::of_name(name.as_ref()).map_err(Box::new))
    }

    /// The member of the map at this path that has exactly this name.
    ///
    /// ```
    /// use hashrange::attr;
    ///
    /// assert_eq!(attr("a").member("b").exists().to_expression()?.text, "attribute_exists(a.b)");
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn member(self, name: impl AsRef<str>) -> Self {
        let name = name.as_ref();
        match name.is_empty() {
            true => Self(path::of_name(name).map_err(Box::new)),
            false => self.step(StepSyntax::Member(NameSyntax::given(name))),
        }
    }

    /// The element of the list at this path, counted from 0.
    ///
    /// ```
    /// use hashrange::attr;
    ///
    /// assert_eq!(attr("a").element(2).exists().to_expression()?.text, "attribute_exists(a[2])");
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn element(self, index: usize) -> Self {
        self.step(StepSyntax::Element(index))
    }

    fn step(self, step: StepSyntax) -> Self {
        let stepped = self.0.and_then(|mut path| {
            path::push(&mut path, step)?;
            Ok(path)
        });
        Self(stepped)
    }

    /// The path, or what is wrong with it.
    pub(super) fn into_path(self) -> Result<PathSyntax, Box<Fault>> {
        self.0
    }

    /// The path as an operand.
    pub(super) fn into_operand(self) -> Nodes {
        Nodes::of_path(self.0)
    }

    /// Whether there is a value: `attribute_exists`.
    ///
    /// ```
    /// use hashrange::attr;
    ///
    /// assert_eq!(attr("email").exists().to_expression()?.text, "attribute_exists(email)");
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn exists(self) -> ConditionExpression {
        self.function(Function::AttributeExists, None)
    }

    /// Whether there is no value: `attribute_not_exists`.
    ///
    /// ```
    /// use hashrange::attr;
    ///
    /// assert_eq!(attr("email").not_exists().to_expression()?.text, "attribute_not_exists(email)");
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn not_exists(self) -> ConditionExpression {
        self.function(Function::AttributeNotExists, None)
    }

    /// Whether the value has this type: `attribute_type`.
    ///
    /// ```
    /// use hashrange::{AttributeType, attr};
    ///
    /// let expression = attr("age").attribute_type(AttributeType::N).to_expression()?;
    /// assert_eq!(expression.text, "attribute_type(age, :c0)");
    /// assert_eq!(expression.values.get(":c0"), Some(&"N".into()));
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn attribute_type(self, wanted: AttributeType) -> ConditionExpression {
        self.function(Function::AttributeType, Some(wanted.as_str().into()))
    }

    /// Whether the text or binary value begins with another: `begins_with`.
    ///
    /// ```
    /// use hashrange::attr;
    ///
    /// assert_eq!(attr("city").begins_with("서").to_expression()?.text, "begins_with(city, :c0)");
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn begins_with(self, prefix: impl Into<Operand>) -> ConditionExpression {
        self.function(Function::BeginsWith, Some(prefix.into()))
    }

    /// Whether the set or list has the value as an element, or the text or binary value as a part: `contains`.
    ///
    /// ```
    /// use hashrange::attr;
    ///
    /// assert_eq!(attr("tags").contains("new").to_expression()?.text, "contains(tags, :c0)");
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn contains(self, part: impl Into<Operand>) -> ConditionExpression {
        self.function(Function::Contains, Some(part.into()))
    }

    fn function(self, function: Function, second: Option<Operand>) -> ConditionExpression {
        let operands = match second {
            None => self.into_operand(),
            Some(second) => self.into_operand().with(second.0),
        };
        ConditionExpression(operands.call(Node::Call(function, function.operands())).test())
    }

    /// The size of the value: a text's length in characters, a binary value's in bytes, the number of elements of a set,
    /// list or map: `size`.
    ///
    /// ```
    /// use hashrange::attr;
    ///
    /// assert_eq!(attr("tags").size().at_least(3).to_expression()?.text, "size(tags) >= :c0");
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn size(self) -> Size {
        Size(self.into_operand().call(Node::Call(Function::Size, 1)))
    }
}

/// As [`attr`] reads it.
impl From<&str> for Attr {
    fn from(text: &str) -> Self {
        Self(path::parse(text).map_err(Box::new))
    }
}

impl From<&String> for Attr {
    fn from(text: &String) -> Self {
        text.as_str().into()
    }
}

impl From<String> for Attr {
    fn from(text: String) -> Self {
        text.as_str().into()
    }
}

impl From<Attr> for Operand {
    fn from(attribute: Attr) -> Self {
        Self(attribute.into_operand())
    }
}

/// The path.
impl fmt::Debug for Attr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Ok(path) => f.write_str(&Speller::inline().path(path)),
            Err(fault) => write!(f, "{}", fault.error(ExpressionKind::Statement)),
        }
    }
}

/// The size of an attribute's value: [`Attr::size`].
#[derive(Clone)]
#[must_use = "a size does nothing by itself: compare it"]
pub struct Size(Nodes);

impl Size {
    /// The size as an operand.
    pub(super) fn into_operand(self) -> Nodes {
        self.0
    }
}

impl From<Size> for Operand {
    fn from(size: Size) -> Self {
        Self(size.0)
    }
}

/// The size as an expression has it.
impl fmt::Debug for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}
