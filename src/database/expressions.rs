//! What the builders take as an expression: a text, or one that is built in Rust.

use std::{borrow::Cow, fmt};

use crate::{
    expression::{Attr, ConditionExpression, ExpressionKind, ProjectionExpression, UpdateExpression},
    operation::{ConditionPart, Part, ProjectionPart, UpdatePart},
};

/// A condition or filter: a [`ConditionExpression`], or a text such as `"age > :least"` whose placeholders the builder's
/// `name` and `value` define.
///
/// ```
/// # use hashrange::{Database, ScalarAttributeType::S, item};
/// use hashrange::attr;
/// # let db = Database::new();
/// # let users = db.create_table("users").partition_key("user_id", S).run()?;
/// # users.put(item! { "user_id": "haeri05", "age": 39, "city": "서울" }).run()?;
/// let older = users.scan().filter("age > :age").value(":age", 30); // both must hold
/// assert_eq!(older.filter(attr("city").begins_with("서")).count()?, 1);
/// # Ok::<(), hashrange::Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no condition",
    note = "write a text, or `attr(\"age\").at_least(18)`, or `User::AGE.at_least(18)`; `&`, `|` and `!` combine conditions, not `&&` and `||`"
)]
pub trait IntoCondition {
    #[doc(hidden)]
    fn into_condition(self) -> ConditionPart;
}

/// An update: an [`UpdateExpression`], or a text such as `"SET age = :new"` whose placeholders the builder's `name` and
/// `value` define.
///
/// ```
/// # use hashrange::{Database, ScalarAttributeType::S, item};
/// use hashrange::UpdateExpression;
/// # let db = Database::new();
/// # let users = db.create_table("users").partition_key("user_id", S).run()?;
/// let seen = UpdateExpression::new().add("seen", 1);
/// let user = users.update("haeri05").expression(seen).expression("SET age = :age").value(":age", 39).updated()?;
/// assert_eq!(*user, item! { "user_id": "haeri05", "seen": 1, "age": 39 });
/// # Ok::<(), hashrange::Error>(())
/// ```
pub trait IntoUpdate {
    #[doc(hidden)]
    fn into_update(self) -> UpdatePart;
}

/// A projection: a [`ProjectionExpression`], an [`Attr`], an array or a vector of paths, or a text such as `"age, city"`
/// whose placeholders the builder's `name` defines.
///
/// ```
/// # use hashrange::{Database, ScalarAttributeType::S, item};
/// # let db = Database::new();
/// # let users = db.create_table("users").partition_key("user_id", S).run()?;
/// # users.put(item! { "user_id": "haeri05", "age": 39, "city": "서울", "name": "해리" }).run()?;
/// let text = users.get("haeri05").project("age, #n").name("#n", "name").run()?;
/// let paths = users.get("haeri05").project(["age", "name"]).run()?; // reserved words need no placeholder
/// assert_eq!(text, paths);
/// # Ok::<(), hashrange::Error>(())
/// ```
pub trait IntoProjection {
    #[doc(hidden)]
    fn into_projection(self) -> ProjectionPart;
}

/// An expression of a request that failed, behind the name of its parameter.
type Spelled = (&'static str, String);

/// The conditions of a request, for its error.
pub(super) fn of_conditions(conditions: &[ConditionPart]) -> impl Iterator<Item = Spelled> {
    spelled_conditions(ExpressionKind::Condition, conditions)
}

/// The filters of a request, for its error.
pub(super) fn of_filters(filters: &[ConditionPart]) -> impl Iterator<Item = Spelled> {
    spelled_conditions(ExpressionKind::Filter, filters)
}

/// The updates of a request, for its error.
pub(super) fn of_updates(updates: &[UpdatePart]) -> impl Iterator<Item = Spelled> {
    spelled(ExpressionKind::Update, updates)
}

/// The projections of a request, for its error.
pub(super) fn of_projections(projections: &[ProjectionPart]) -> impl Iterator<Item = Spelled> {
    spelled(ExpressionKind::Projection, projections)
}

fn spelled_conditions(kind: ExpressionKind, conditions: &[ConditionPart]) -> impl Iterator<Item = Spelled> {
    conditions.iter().map(move |condition| {
        let text = match condition {
            ConditionPart::Text(text) => text.clone(),
            ConditionPart::Built(built) => format!("{built:?}"),
            ConditionPart::ItemExists => "the item exists".to_owned(),
            ConditionPart::ItemAbsent => "the item does not exist".to_owned(),
        };
        (kind.as_str(), text)
    })
}

fn spelled<B: fmt::Debug>(kind: ExpressionKind, parts: &[Part<B>]) -> impl Iterator<Item = Spelled> {
    parts.iter().map(move |part| match part {
        Part::Text(text) => (kind.as_str(), text.clone()),
        Part::Built(built) => (kind.as_str(), format!("{built:?}")),
    })
}

macro_rules! texts {
    ($($type:ty)*) => {$(
        impl IntoCondition for $type {
            fn into_condition(self) -> ConditionPart {
                ConditionPart::Text(self.into())
            }
        }

        impl IntoUpdate for $type {
            fn into_update(self) -> UpdatePart {
                Part::Text(self.into())
            }
        }

        impl IntoProjection for $type {
            fn into_projection(self) -> ProjectionPart {
                Part::Text(self.into())
            }
        }
    )*};
}

texts! { &str String &String Cow<'_, str> Box<str> }

impl IntoCondition for ConditionExpression {
    fn into_condition(self) -> ConditionPart {
        ConditionPart::Built(self)
    }
}

impl IntoUpdate for UpdateExpression {
    fn into_update(self) -> UpdatePart {
        Part::Built(self)
    }
}

impl IntoProjection for ProjectionExpression {
    fn into_projection(self) -> ProjectionPart {
        Part::Built(self)
    }
}

impl IntoProjection for Attr {
    fn into_projection(self) -> ProjectionPart {
        Part::Built(ProjectionExpression::new([self]))
    }
}

impl<A: Into<Attr>, const LEN: usize> IntoProjection for [A; LEN] {
    fn into_projection(self) -> ProjectionPart {
        Part::Built(ProjectionExpression::new(self))
    }
}

impl<A: Into<Attr>> IntoProjection for Vec<A> {
    fn into_projection(self) -> ProjectionPart {
        Part::Built(ProjectionExpression::new(self))
    }
}
