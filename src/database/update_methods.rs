//! The changes that builders of updates have as methods.

use crate::{
    expression::UpdateExpression,
    operation::{Part, Updates},
};

/// Adds changes to the last expression that is built in Rust, or begins one.
pub(super) fn change_built(updates: &mut Updates, change: impl FnOnce(UpdateExpression) -> UpdateExpression) {
    match updates.last_mut() {
        Some(Part::Built(update)) => *update = change(std::mem::take(update)),
        _ => updates.push(Part::Built(change(UpdateExpression::new()))),
    }
}

/// The methods of a builder with `change`. Their examples use a request that updates the user `haeri05`, of 39 years.
macro_rules! update_methods {
    ($request:literal) => {
        update_methods! { each $request;
            /// Sets a value: `SET path = value`. [`NewValue`](crate::NewValue) says what can be computed. Calls of this
            /// and the methods below add up to one update, and add to [`expression`](Self::expression).
            set(path: impl Into<Attr>, value: impl Into<NewValue>)
                = "set(\"age\", 40)" => "get(\"age\"), Some(&40.into())";
            /// Sets a value where there is none: `SET path = if_not_exists(path, value)`.
            set_if_absent(path: impl Into<Attr>, value: impl Into<NewValue>)
                = "set_if_absent(\"age\", 1)" => "get(\"age\"), Some(&39.into())";
            /// Adds to a number, which counts as 0 where there is none: `ADD path value`.
            add(path: impl Into<Attr>, value: impl Into<AttributeValue>)
                = "add(\"seen\", 1)" => "get(\"seen\"), Some(&1.into())";
            /// Subtracts from a number, which must be there: `SET path = path - value`.
            subtract(path: impl Into<Attr>, value: impl Into<NewValue>)
                = "subtract(\"age\", 1)" => "get(\"age\"), Some(&38.into())";
            /// Adds elements at the end of a list, which must be there: `SET path = list_append(path, elements)`.
            append(path: impl Into<Attr>, elements: impl IntoIterator<Item = impl Into<AttributeValue>>)
                = "append(\"log\", [\"last\"])" => "get(\"log\"), Some(&[\"first\", \"last\"].into())";
            /// Adds elements at the beginning of a list, which must be there: `SET path = list_append(elements, path)`.
            prepend(path: impl Into<Attr>, elements: impl IntoIterator<Item = impl Into<AttributeValue>>)
                = "prepend(\"log\", [\"zeroth\"])" => "get(\"log\"), Some(&[\"zeroth\", \"first\"].into())";
            /// Removes an attribute, a member or an element: `REMOVE path`. What is not there may be removed.
            remove(path: impl Into<Attr>)
                = "remove(\"age\")" => "get(\"age\"), None";
            /// Adds elements to a set of strings, numbers or binary values, which is made where there is none:
            /// `ADD path set`.
            add_to_set(path: impl Into<Attr>, elements: impl IntoIterator<Item = impl Into<AttributeValue>>)
                = "add_to_set(\"tags\", [\"new\"])" => "get(\"tags\").and_then(|tags| tags.as_ss()).map(|tags| tags.len()), Some(1)";
            /// Takes elements out of a set, which goes with its last one: `DELETE path set`.
            delete_from_set(path: impl Into<Attr>, elements: impl IntoIterator<Item = impl Into<AttributeValue>>)
                = "delete_from_set(\"tags\", [\"new\"])" => "get(\"tags\"), None";
        }
    };
    (each $request:literal; $($(#[$doc:meta])* $name:ident($($argument:ident: $type:ty),*) = $call:literal => $then:literal;)*) => {$(
        $(#[$doc])*
        ///
        /// ```
        /// # use hashrange::{Database, ScalarAttributeType::S, UpdateExpression, item};
        /// # let db = Database::new();
        /// # let users = db.create_table("users").partition_key("user_id", S).run()?;
        /// # users.put(item! { "user_id": "haeri05", "age": 39, "log": ["first"] }).run()?;
        #[doc = concat!($request, ".", $call, ".run()?;")]
        /// let haeri = users.get("haeri05").run()?.unwrap();
        #[doc = concat!("assert_eq!(haeri.", $then, ");")]
        /// # Ok::<(), hashrange::Error>(())
        /// ```
        pub fn $name(self, $($argument: $type),*) -> Self {
            self.change(|update| update.$name($($argument),*))
        }
    )*};
}

pub(super) use update_methods;
