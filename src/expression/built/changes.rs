//! The changes of an update.

use std::collections::BTreeSet;

use super::{attribute::Attr, fault::Fault, new_value::NewValue, update::UpdateExpression};
use crate::{
    expression::syntax::{
        path::{PathSyntax, ValueSyntax},
        update::Clause,
    },
    value::AttributeValue,
};

impl UpdateExpression {
    /// Sets a value: `SET path = value`. See [`NewValue`] for what can be computed.
    ///
    /// ```
    /// use hashrange::UpdateExpression;
    ///
    /// assert_eq!(UpdateExpression::new().set("price", 9).to_expression()?.text, "SET price = :u0");
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn set(self, path: impl Into<Attr>, value: impl Into<NewValue>) -> Self {
        let NewValue { nodes, operators, fault } = value.into();
        let set = self.change(path, fault, |path| Clause::Set(path, nodes));
        set.counted(operators)
    }

    /// Sets a value where there is none: `SET path = if_not_exists(path, value)`.
    ///
    /// ```
    /// use hashrange::UpdateExpression;
    ///
    /// let update = UpdateExpression::new().set_if_absent("since", 2025);
    /// assert_eq!(update.to_expression()?.text, "SET since = if_not_exists(since, :u0)");
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn set_if_absent(self, path: impl Into<Attr>, value: impl Into<NewValue>) -> Self {
        let path = path.into();
        self.set(path.clone(), path.if_not_exists(value))
    }

    /// Adds to a number, which counts as 0 where there is none: `ADD path value`.
    ///
    /// ```
    /// use hashrange::UpdateExpression;
    ///
    /// assert_eq!(UpdateExpression::new().add("seen", 1).to_expression()?.text, "ADD seen :u0");
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn add(self, path: impl Into<Attr>, value: impl Into<AttributeValue>) -> Self {
        self.with_value(path, value.into(), Clause::Add)
    }

    /// Subtracts from a number, which must be there: `SET path = path - value`.
    ///
    /// ```
    /// use hashrange::UpdateExpression;
    ///
    /// assert_eq!(UpdateExpression::new().subtract("stock", 1).to_expression()?.text, "SET stock = stock - :u0");
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn subtract(self, path: impl Into<Attr>, value: impl Into<NewValue>) -> Self {
        let path = path.into();
        self.set(path.clone(), path.minus(value))
    }

    /// Adds elements at the end of a list, which must be there: `SET path = list_append(path, elements)`. Where there may
    /// be none, `set` the result of [`followed_by`](NewValue::followed_by).
    ///
    /// ```
    /// use hashrange::UpdateExpression;
    ///
    /// let update = UpdateExpression::new().append("events", ["opened"]);
    /// assert_eq!(update.to_expression()?.text, "SET events = list_append(events, :u0)");
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn append(
        self,
        path: impl Into<Attr>,
        elements: impl IntoIterator<Item = impl Into<AttributeValue>>,
    ) -> Self {
        let path = path.into();
        self.set(path.clone(), path.followed_by(list(elements)))
    }

    /// Adds elements at the beginning of a list, which must be there: `SET path = list_append(elements, path)`.
    ///
    /// ```
    /// use hashrange::UpdateExpression;
    ///
    /// let update = UpdateExpression::new().prepend("events", ["opened"]);
    /// assert_eq!(update.to_expression()?.text, "SET events = list_append(:u0, events)");
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn prepend(
        self,
        path: impl Into<Attr>,
        elements: impl IntoIterator<Item = impl Into<AttributeValue>>,
    ) -> Self {
        let path = path.into();
        self.set(path.clone(), NewValue::from(list(elements)).followed_by(path))
    }

    /// Removes an attribute, a member or an element: `REMOVE path`. What is not there may be removed.
    ///
    /// ```
    /// use hashrange::UpdateExpression;
    ///
    /// let update = UpdateExpression::new().remove("a.b").remove("c[0]");
    /// assert_eq!(update.to_expression()?.text, "REMOVE a.b, c[0]");
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn remove(self, path: impl Into<Attr>) -> Self {
        self.change(path, None, Clause::Remove)
    }

    /// Adds elements to a set of strings, numbers or binary values, which is made where there is none: `ADD path set`.
    ///
    /// ```
    /// use hashrange::UpdateExpression;
    ///
    /// let expression = UpdateExpression::new().add_to_set("tags", ["new", "red"]).to_expression()?;
    /// assert_eq!(expression.text, "ADD tags :u0");
    /// assert!(expression.values.get(":u0").unwrap().as_ss().is_some());
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn add_to_set(
        self,
        path: impl Into<Attr>,
        elements: impl IntoIterator<Item = impl Into<AttributeValue>>,
    ) -> Self {
        match set(elements) {
            Ok(set) => self.with_value(path, set, Clause::Add),
            Err(fault) => self.with_fault(fault),
        }
    }

    /// Takes elements out of a set, which goes with its last one: `DELETE path set`.
    ///
    /// ```
    /// use hashrange::UpdateExpression;
    ///
    /// let update = UpdateExpression::new().delete_from_set("tags", ["new"]);
    /// assert_eq!(update.to_expression()?.text, "DELETE tags :u0");
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn delete_from_set(
        self,
        path: impl Into<Attr>,
        elements: impl IntoIterator<Item = impl Into<AttributeValue>>,
    ) -> Self {
        match set(elements) {
            Ok(set) => self.with_value(path, set, Clause::Delete),
            Err(fault) => self.with_fault(fault),
        }
    }

    /// The changes of both.
    ///
    /// ```
    /// use hashrange::UpdateExpression;
    ///
    /// let seen = UpdateExpression::new().add("seen", 1);
    /// let update = UpdateExpression::new().set("last", "today").and(seen);
    /// assert_eq!(update.to_expression()?.text, "SET #last = :u0 ADD seen :u1");
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn and(mut self, other: Self) -> Self {
        self.tree.clauses.extend(other.tree.clauses);
        self.tree.operators += other.tree.operators;
        self.fault = self.fault.or(other.fault);
        self
    }

    fn with_value(
        self,
        path: impl Into<Attr>,
        value: AttributeValue,
        clause: fn(PathSyntax, ValueSyntax) -> Clause,
    ) -> Self {
        let fault = Fault::of_value(&value);
        self.change(path, fault, |path| clause(path, ValueSyntax::Given(value)))
    }

    fn change(
        mut self,
        path: impl Into<Attr>,
        fault: Option<Box<Fault>>,
        clause: impl FnOnce(PathSyntax) -> Clause,
    ) -> Self {
        let fault = match path.into().into_path() {
            Ok(path) => {
                self.tree.clauses.push(clause(path));
                fault
            }
            Err(fault) => Some(fault),
        };
        self.fault = self.fault.or(fault);
        self
    }

    fn counted(mut self, operators: usize) -> Self {
        self.tree.operators += operators;
        self
    }

    fn with_fault(mut self, fault: Box<Fault>) -> Self {
        self.fault.get_or_insert(fault);
        self
    }
}

fn list(elements: impl IntoIterator<Item = impl Into<AttributeValue>>) -> AttributeValue {
    AttributeValue::L(elements.into_iter().map(Into::into).collect())
}

/// The set of these elements.
fn set(elements: impl IntoIterator<Item = impl Into<AttributeValue>>) -> Result<AttributeValue, Box<Fault>> {
    let mut elements = elements.into_iter().map(Into::into).peekable();
    let other = |element: &AttributeValue| {
        let what = format!(
            "A set has strings, numbers or binary values, all of one type; found: {}",
            element.attribute_type()
        );
        Box::new(Fault::Expression(what))
    };
    macro_rules! set {
        ($set:ident, $variant:ident, |$element:ident| $made:expr) => {
            AttributeValue::$set(
                elements
                    .map(|element| match element {
                        AttributeValue::$variant($element) => Ok($made),
                        element => Err(other(&element)),
                    })
                    .collect::<Result<_, _>>()?,
            )
        };
    }
    Ok(match elements.peek() {
        None => AttributeValue::Ss(BTreeSet::new()),
        Some(AttributeValue::S(_)) => set!(Ss, S, |text| text.into()),
        Some(AttributeValue::N(_)) => set!(Ns, N, |number| number),
        Some(AttributeValue::B(_)) => set!(Bs, B, |bytes| bytes),
        Some(element) => return Err(other(element)),
    })
}
