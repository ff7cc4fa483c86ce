//! The macros [`item!`](crate::item!) and [`attribute_value!`](crate::attribute_value!).

/// An [`Item`](super::item::Item) written like JSON: `[...]` is a list, `{...}` a map, `null` the null value.
/// Everything else is an expression that is `Into<AttributeValue>`: texts, integers, booleans, numbers, bytes, sets,
/// Options, items.
///
/// Names are literals, constants, or any expression in parentheses. A literal with a fraction keeps all its digits, up
/// to the 38 digits of a [`Number`](super::number::Number). A computed `f64` is no exact decimal and may be no number
/// at all: convert it with `Number::try_from`, which uses its shortest digits.
///
/// ```
/// use std::collections::BTreeSet;
///
/// use hashrange::{AttributeValue, Number, item};
///
/// let nickname: Option<&str> = None;
/// let order = item! {
///     "user_id": "haeri05",
///     "price": 89000,
///     "rating": 4.5,
///     "rate": Number::try_from(0.07 / 2.0)?,
///     "tags": ["new", 1, null, [true]],
///     "prefs": { "lang": "ko", "nickname": nickname },
///     "colours": BTreeSet::from(["red".to_owned(), "blue".to_owned()]),
///     ("k".repeat(3)): b"\x00\x01",
/// };
/// assert_eq!(order.get("price"), Some(&AttributeValue::N(89_000.into())));
/// assert_eq!(order.get("prefs").and_then(|prefs| prefs.as_m()?.get("nickname")), Some(&AttributeValue::Null));
/// assert_eq!(order.get("rating").map(ToString::to_string).as_deref(), Some("4.5"));
/// assert_eq!(order.len(), 8);
/// assert!(item! {}.is_empty());
/// # Ok::<(), hashrange::NumberError>(())
/// ```
///
/// A number that DynamoDB does not store is refused by the compiler:
///
/// ```compile_fail
/// hashrange::item! { "too large": 1e126 };
/// ```
#[macro_export]
macro_rules! item {
    () => { $crate::Item::new() };
    ($($entries:tt)+) => {{
        #[allow(unused_mut)]
        let mut item = $crate::Item::new();
        $crate::__item_entries!(item, $($entries)+);
        item
    }};
}

/// One [`AttributeValue`](super::attribute_value::AttributeValue) written like JSON, as within [`item!`](crate::item!).
///
/// ```
/// use hashrange::{AttributeValue, attribute_value};
///
/// assert_eq!(attribute_value!("text"), AttributeValue::S("text".into()));
/// assert_eq!(attribute_value!(null), AttributeValue::Null);
/// let list = attribute_value!(["a", 1, { "deep": [] }]);
/// assert_eq!(list.as_l().map(<[_]>::len), Some(3));
/// ```
#[macro_export]
macro_rules! attribute_value {
    (null) => { $crate::AttributeValue::Null };
    ([$($elements:tt)*]) => {{
        #[allow(unused_mut, clippy::vec_init_then_push)]
        let list = {
            let mut list: ::std::vec::Vec<$crate::AttributeValue> = ::std::vec::Vec::new();
            $crate::__list_elements!(list, $($elements)*);
            list
        };
        $crate::AttributeValue::L(list)
    }};
    ({$($entries:tt)*}) => { $crate::AttributeValue::M($crate::item!($($entries)*)) };
    (- $value:tt) => { $crate::__scalar!(- $value) };
    ($value:tt) => { $crate::__scalar!($value) };
    ($value:expr) => { $crate::AttributeValue::from($value) };
}

/// A value of one token, or of a minus and one token: a literal by its text, other tokens by their values.
#[doc(hidden)]
#[macro_export]
macro_rules! __scalar {
    (- $value:literal) => {
        $crate::__literal!(-$value, $value, concat!("-", stringify!($value)))
    };
    (- $value:tt) => {
        $crate::AttributeValue::from(-$value)
    };
    ($value:literal) => {
        $crate::__literal!($value, $value, stringify!($value))
    };
    ($value:expr) => {
        $crate::AttributeValue::from($value)
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __literal {
    ($value:expr, $literal:literal, $text:expr) => {{
        const {
            assert!(
                $crate::macro_support::is_storable(stringify!($literal)),
                "a number has at most 38 digits and lies between 1E-130 and 9.99E+125"
            );
        }
        $crate::macro_support::Literal::value($value, $text)
    }};
}

#[doc(hidden)]
#[macro_export]
macro_rules! __item_entries {
    ($item:ident $(,)?) => {};
    ($item:ident, $name:tt: null $(, $($rest:tt)*)?) => {
        $crate::__item_entry!($item, $name, $crate::AttributeValue::Null);
        $crate::__item_entries!($item, $($($rest)*)?);
    };
    ($item:ident, $name:tt: [$($list:tt)*] $(, $($rest:tt)*)?) => {
        $crate::__item_entry!($item, $name, $crate::attribute_value!([$($list)*]));
        $crate::__item_entries!($item, $($($rest)*)?);
    };
    ($item:ident, $name:tt: {$($map:tt)*} $(, $($rest:tt)*)?) => {
        $crate::__item_entry!($item, $name, $crate::attribute_value!({$($map)*}));
        $crate::__item_entries!($item, $($($rest)*)?);
    };
    ($item:ident, $name:tt: - $value:tt $(, $($rest:tt)*)?) => {
        $crate::__item_entry!($item, $name, $crate::__scalar!(- $value));
        $crate::__item_entries!($item, $($($rest)*)?);
    };
    ($item:ident, $name:tt: $value:tt $(, $($rest:tt)*)?) => {
        $crate::__item_entry!($item, $name, $crate::__scalar!($value));
        $crate::__item_entries!($item, $($($rest)*)?);
    };
    ($item:ident, $name:tt: $value:expr $(, $($rest:tt)*)?) => {
        $crate::__item_entry!($item, $name, $crate::AttributeValue::from($value));
        $crate::__item_entries!($item, $($($rest)*)?);
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __item_entry {
    ($item:ident, ($name:expr), $value:expr) => {
        $item.insert($name, $value)
    };
    ($item:ident, $name:tt, $value:expr) => {
        $item.insert($name, $value)
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __list_elements {
    ($list:ident $(,)?) => {};
    ($list:ident, null $(, $($rest:tt)*)?) => {
        $list.push($crate::AttributeValue::Null);
        $crate::__list_elements!($list, $($($rest)*)?);
    };
    ($list:ident, [$($inner:tt)*] $(, $($rest:tt)*)?) => {
        $list.push($crate::attribute_value!([$($inner)*]));
        $crate::__list_elements!($list, $($($rest)*)?);
    };
    ($list:ident, {$($map:tt)*} $(, $($rest:tt)*)?) => {
        $list.push($crate::attribute_value!({$($map)*}));
        $crate::__list_elements!($list, $($($rest)*)?);
    };
    ($list:ident, - $value:tt $(, $($rest:tt)*)?) => {
        $list.push($crate::__scalar!(- $value));
        $crate::__list_elements!($list, $($($rest)*)?);
    };
    ($list:ident, $value:tt $(, $($rest:tt)*)?) => {
        $list.push($crate::__scalar!($value));
        $crate::__list_elements!($list, $($($rest)*)?);
    };
    ($list:ident, $value:expr $(, $($rest:tt)*)?) => {
        $list.push($crate::AttributeValue::from($value));
        $crate::__list_elements!($list, $($($rest)*)?);
    };
}

#[cfg(test)]
mod tests {
    use crate::value::{attribute_value::AttributeValue, item::Item, number::Number};

    const NAME: &str = "name";

    #[test]
    fn nothing_makes_an_empty_item() {
        assert_eq!(item! {}, Item::new());
    }

    #[test]
    fn names_may_be_constants_and_expressions() {
        let item = item! { NAME: 1, ("a".repeat(2)): 2, (NAME.to_uppercase()): 3 };
        assert_eq!(item, Item::from([("NAME", 3), ("aa", 2), ("name", 1)]));
    }

    #[test]
    fn values_may_be_any_expression() {
        let (number, pair, none) = (Number::from(7), [1, 2], None::<i64>);
        let item = item! { "a": number, "b": pair[0] + 1, "c": [none, [1, 2][1], -3,], "d": if pair[1] > 1 { "x" } else { "y" }, };
        let list = vec![AttributeValue::Null, 2.into(), (-3).into()];
        let expected: [(&str, AttributeValue); 4] =
            [("a", 7.into()), ("b", 2.into()), ("c", list.into()), ("d", "x".into())];
        assert_eq!(item, Item::from(expected));
    }

    #[test]
    #[expect(clippy::excessive_precision, reason = "an f64 does not hold these digits, an attribute does")]
    fn floats_are_taken_digit_by_digit() {
        let item = item! {
            "a": 4.5, "b": -0.1, "c": 1_000.25_f64, "d": [2.50, -3.5f32, { "e": 1e3 }],
            "f": 0.12345678901234567890123456789012345678, "g": attribute_value!(-7.25),
        };
        let digits = r#"{"a":4.5,"b":-0.1,"c":1000.25,"d":[2.5,-3.5,{"e":1000}],"f":0.12345678901234567890123456789012345678,"g":-7.25}"#;
        assert_eq!(item.to_string(), digits);
        assert_eq!(attribute_value!(1.5e-130), AttributeValue::N("1.5e-130".parse().unwrap()));
    }

    #[test]
    fn a_minus_may_stand_before_any_expression() {
        let (x, pair) = (7, (1, 2));
        let item = item! { "a": -x, "b": -pair.0 + 3, "c": -(x + 1), "d": [-x, -x - 1, -pair.1, -1 + 2], "e": 1 - x };
        let list = attribute_value!([-7, -8, -2, 1]);
        let expected: [(&str, AttributeValue); 5] =
            [("a", (-7).into()), ("b", 2.into()), ("c", (-8).into()), ("d", list), ("e", (-6).into())];
        assert_eq!(item, Item::from(expected));
        assert_eq!(attribute_value!(-x + 1), AttributeValue::from(-6));
        assert_eq!(attribute_value!(-x), AttributeValue::from(-7));
    }

    #[test]
    fn macros_around_hand_their_expressions_on() {
        macro_rules! around {
            ($value:expr) => {
                item! { "a": $value, "b": [$value] }
            };
        }
        let x = 1;
        assert_eq!(around!(2.5), item! { "a": 2.5, "b": [2.5] });
        assert_eq!(around!(-x + 3), item! { "a": 2, "b": [2] });
        assert_eq!(around!(-2.5), item! { "a": -2.5, "b": [-2.5] });
        assert_eq!(around!("s"), item! { "a": "s", "b": ["s"] });
    }

    #[test]
    fn documents_nest() {
        let item = item! { "m": { "l": [{ "n": null }, []], "e": {} } };
        assert_eq!(format!("{item:?}"), r#"{"m": M({"e": M({}), "l": L([M({"n": NULL}), L([])])})}"#);
    }
}
