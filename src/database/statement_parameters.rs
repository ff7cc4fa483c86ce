//! Parameters of a statement as Rust values: [`IntoParameters`].

use crate::value::AttributeValue;

/// The values for a statement's question marks: a tuple of up to twelve values of any types, an array or a
/// vector of values of one type, or `()` for none.
///
/// ```
/// use hashrange::{AttributeValue, Database, ScalarAttributeType::{N, S}};
///
/// let db = Database::new();
/// db.create_table("orders").partition_key("customer", S).sort_key("number", N).run()?;
/// db.execute("INSERT INTO orders VALUE {'customer': ?, 'number': ?}", ("minji01", 7))?;
/// assert_eq!(db.execute("SELECT * FROM orders WHERE customer = ?", ["minji01"])?.len(), 1);
/// assert_eq!(db.execute("SELECT * FROM orders", ())?.len(), 1);
/// # Ok::<(), hashrange::Error>(())
/// ```
pub trait IntoParameters {
    /// The values, in the order of the question marks.
    fn into_parameters(self) -> Vec<AttributeValue>;
}

impl IntoParameters for () {
    fn into_parameters(self) -> Vec<AttributeValue> {
        Vec::new()
    }
}

impl<T: Into<AttributeValue>, const LEN: usize> IntoParameters for [T; LEN] {
    fn into_parameters(self) -> Vec<AttributeValue> {
        self.into_iter().map(Into::into).collect()
    }
}

impl<T: Into<AttributeValue>> IntoParameters for Vec<T> {
    fn into_parameters(self) -> Vec<AttributeValue> {
        self.into_iter().map(Into::into).collect()
    }
}

macro_rules! tuples {
    ($($first:ident $($rest:ident)*;)*) => {$(
        impl<$first: Into<AttributeValue>, $($rest: Into<AttributeValue>),*> IntoParameters
            for ($first, $($rest,)*)
        {
            fn into_parameters(self) -> Vec<AttributeValue> {
                #[expect(non_snake_case, reason = "a value is called as its type")]
                let ($first, $($rest,)*) = self;
                vec![$first.into(), $($rest.into()),*]
            }
        }
    )*};
}

tuples! {
    A;
    A B;
    A B C;
    A B C D;
    A B C D E;
    A B C D E F;
    A B C D E F G;
    A B C D E F G H;
    A B C D E F G H I;
    A B C D E F G H I J;
    A B C D E F G H I J K;
    A B C D E F G H I J K L;
}
