//! Items and values as literals.

/// An [`Item`](crate::Item) written like JSON: `[...]` is a list, `{...}` a map, `null` the null value, and
/// everything else an expression that is `Into<AttributeValue>`: texts, integers, booleans, numbers, bytes, sets,
/// Options, items.
///
/// Names are literals, constants, or any expression in parentheses. A float is no exact decimal, so numbers with
/// fractions are [parsed](crate::Number) from text.
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
///     "rate": "0.035".parse::<Number>()?,
///     "tags": ["new", 1, null, [true]],
///     "prefs": { "lang": "ko", "nickname": nickname },
///     "colours": BTreeSet::from(["red".to_owned(), "blue".to_owned()]),
///     ("k".repeat(3)): b"\x00\x01",
/// };
/// assert_eq!(order.get("price"), Some(&AttributeValue::N(89_000.into())));
/// assert_eq!(order.get("prefs").and_then(|prefs| prefs.as_m()?.get("nickname")), Some(&AttributeValue::Null));
/// assert_eq!(order.len(), 7);
/// assert!(item! {}.is_empty());
/// # Ok::<(), hashrange::NumberError>(())
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

/// One [`AttributeValue`](crate::AttributeValue) written like JSON, as within [`item!`](crate::item!).
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
    ($value:expr) => { $crate::AttributeValue::from($value) };
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
    ($list:ident, $value:expr $(, $($rest:tt)*)?) => {
        $list.push($crate::AttributeValue::from($value));
        $crate::__list_elements!($list, $($($rest)*)?);
    };
}

#[cfg(test)]
mod tests {
    use crate::{AttributeValue, Item, Number};

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
    fn documents_nest() {
        let item = item! { "m": { "l": [{ "n": null }, []], "e": {} } };
        assert_eq!(format!("{item:?}"), r#"{"m": M({"e": M({}), "l": L([M({"n": NULL}), L([])])})}"#);
    }
}
