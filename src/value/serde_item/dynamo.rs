//! Values and items of the crate `serde_dynamo`, to and from ours.

use std::{
    collections::{BTreeSet, HashMap},
    vec,
};

use serde_dynamo::{AttributeValue as Theirs, Item as TheirItem};

use super::error::{ConversionError, DEPTH, Step};
use crate::value::{
    attribute_value::AttributeValue,
    item::Item,
    number::NumberError,
    text::{AttributeName, Text},
};

/// A map or list whose members are being converted, with the name that the innermost will have in it.
enum Open {
    Map(vec::IntoIter<(AttributeName, AttributeValue)>, HashMap<String, Theirs>, String),
    List(vec::IntoIter<AttributeValue>, Vec<Theirs>),
}

/// Every value has its counterpart; numbers are written with all their digits.
///
/// ```
/// use hashrange::item;
/// use serde::Deserialize;
///
/// #[derive(Debug, PartialEq, Deserialize)]
/// struct User {
///     id: String,
///     age: u32,
/// }
///
/// let user: User = serde_dynamo::from_item(item! { "id": "haeri05", "age": 39 })?;
/// assert_eq!(user, User { id: "haeri05".to_owned(), age: 39 });
/// # Ok::<(), serde_dynamo::Error>(())
/// ```
impl From<Item> for TheirItem {
    fn from(item: Item) -> Self {
        Self::from(their_map(item))
    }
}

impl From<AttributeValue> for Theirs {
    fn from(value: AttributeValue) -> Self {
        match value {
            AttributeValue::M(item) => Self::M(their_map(item)),
            other => match their_map(Item::from([("", other)])).remove("") {
                Some(value) => value,
                None => {
                    debug_assert!(false, "a map keeps its only value");
                    Self::Null(true)
                }
            },
        }
    }
}

/// Converts by a stack of its own, because values of the program's may be nested without limit.
fn their_map(item: Item) -> HashMap<String, Theirs> {
    let open_map = |item: Item| {
        let members = HashMap::with_capacity(item.len());
        Open::Map(item.into_iter(), members, String::new())
    };
    let mut outer = Vec::new();
    let mut innermost = open_map(item);
    loop {
        let next = match &mut innermost {
            Open::Map(rest, _, place) => rest.next().map(|(name, value)| {
                *place = name.as_str().to_owned();
                value
            }),
            Open::List(rest, _) => rest.next(),
        };
        let closed = match next {
            Some(AttributeValue::M(item)) => {
                outer.push(std::mem::replace(&mut innermost, open_map(item)));
                continue;
            }
            Some(AttributeValue::L(list)) => {
                let members = Vec::with_capacity(list.len());
                outer.push(std::mem::replace(&mut innermost, Open::List(list.into_iter(), members)));
                continue;
            }
            Some(scalar) => their_scalar(scalar),
            None => {
                let Some(parent) = outer.pop() else {
                    return match innermost {
                        Open::Map(_, members, _) => members,
                        Open::List(..) => {
                            debug_assert!(false, "the outermost is the item");
                            HashMap::new()
                        }
                    };
                };
                match std::mem::replace(&mut innermost, parent) {
                    Open::Map(_, members, _) => Theirs::M(members),
                    Open::List(_, members) => Theirs::L(members),
                }
            }
        };
        match &mut innermost {
            Open::Map(_, members, place) => drop(members.insert(std::mem::take(place), closed)),
            Open::List(_, members) => members.push(closed),
        }
    }
}

/// A value without values in it.
fn their_scalar(value: AttributeValue) -> Theirs {
    match value {
        AttributeValue::S(text) => Theirs::S(text.as_str().to_owned()),
        AttributeValue::N(number) => Theirs::N(number.to_string()),
        AttributeValue::B(bytes) => Theirs::B(bytes),
        AttributeValue::Bool(truth) => Theirs::Bool(truth),
        AttributeValue::Null => Theirs::Null(true),
        AttributeValue::Ss(set) => Theirs::Ss(set.into_iter().collect()),
        AttributeValue::Ns(set) => Theirs::Ns(set.iter().map(ToString::to_string).collect()),
        AttributeValue::Bs(set) => Theirs::Bs(set.into_iter().collect()),
        AttributeValue::M(_) | AttributeValue::L(_) => {
            debug_assert!(false, "maps and lists are converted member by member");
            Theirs::Null(true)
        }
    }
}

/// Fails for numbers that DynamoDB does not store, a `NULL` that is not true, a member of a set that comes twice, and more
/// than 64 levels of nesting.
///
/// ```
/// use hashrange::{Item, item};
/// use serde::Serialize;
///
/// #[derive(Serialize)]
/// struct User {
///     id: String,
///     age: u32,
/// }
///
/// let theirs: serde_dynamo::Item = serde_dynamo::to_item(User { id: "haeri05".to_owned(), age: 39 })?;
/// assert_eq!(Item::try_from(theirs)?, item! { "id": "haeri05", "age": 39 });
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
impl TryFrom<TheirItem> for Item {
    type Error = ConversionError;

    fn try_from(item: TheirItem) -> Result<Self, ConversionError> {
        our_map(item.into(), 0)
    }
}

impl TryFrom<Theirs> for AttributeValue {
    type Error = ConversionError;

    fn try_from(value: Theirs) -> Result<Self, ConversionError> {
        our_value(value, 0)
    }
}

fn our_map(map: HashMap<String, Theirs>, depth: usize) -> Result<Item, ConversionError> {
    map.into_iter()
        .map(|(name, value)| match our_value(value, depth + 1) {
            Ok(value) => Ok((AttributeName::from(name), value)),
            Err(error) => Err(error.within(Step::Name(&name))),
        })
        .collect()
}

fn our_value(value: Theirs, depth: usize) -> Result<AttributeValue, ConversionError> {
    if depth > DEPTH {
        return Err(ConversionError::TooDeep);
    }
    Ok(match value {
        Theirs::S(text) => AttributeValue::S(Text::from(text)),
        Theirs::N(number) => AttributeValue::N(number.parse()?),
        Theirs::B(bytes) => AttributeValue::B(bytes),
        Theirs::Bool(truth) => AttributeValue::Bool(truth),
        Theirs::Null(true) => AttributeValue::Null,
        Theirs::Null(false) => return Err(ConversionError::Message("a NULL is true".to_owned())),
        Theirs::M(map) => AttributeValue::M(our_map(map, depth)?),
        Theirs::L(list) => {
            let member = |(index, value)| {
                our_value(value, depth + 1).map_err(|error: ConversionError| error.within(Step::Index(index)))
            };
            AttributeValue::L(list.into_iter().enumerate().map(member).collect::<Result<_, _>>()?)
        }
        Theirs::Ss(members) => AttributeValue::Ss(set(members.into_iter().map(Ok))?),
        Theirs::Ns(members) => AttributeValue::Ns(set(members.iter().map(|member| member.parse()))?),
        Theirs::Bs(members) => AttributeValue::Bs(set(members.into_iter().map(Ok))?),
    })
}

fn set<T: Ord>(
    members: impl Iterator<Item = Result<T, NumberError>>,
) -> Result<BTreeSet<T>, ConversionError> {
    let mut set = BTreeSet::new();
    for member in members {
        if !set.insert(member?) {
            return Err(ConversionError::Message("a set has a member twice".to_owned()));
        }
    }
    Ok(set)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{attribute_value, item};

    #[test]
    fn every_type_has_its_counterpart() {
        let item =
            item! { "s": "소니", "n": 1.50, "t": true, "z": null, "m": { "l": [1, ["a"], {}] }, "e": [] };
        let theirs = TheirItem::from(item.clone());
        assert_eq!(theirs.inner().get("n"), Some(&Theirs::N("1.5".to_owned())));
        assert_eq!(theirs.inner().get("z"), Some(&Theirs::Null(true)));
        assert_eq!(Item::try_from(theirs).unwrap(), item);
        let list = attribute_value!([1, "a"]);
        assert_eq!(AttributeValue::try_from(Theirs::from(list.clone())).unwrap(), list);
    }

    #[test]
    fn numbers_keep_all_their_digits() {
        for text in [
            "12345678901234567890123456789012345678",
            "1e-130",
            "-9.9999999999999999999999999999999999999e125",
        ] {
            let ours = AttributeValue::N(text.parse().unwrap());
            assert_eq!(AttributeValue::try_from(Theirs::from(ours.clone())).unwrap(), ours);
        }
    }

    #[test]
    fn what_dynamodb_does_not_store_is_refused_with_its_place() {
        let refused = |value: Theirs| {
            let item = TheirItem::from(HashMap::from([("a".to_owned(), Theirs::L(vec![value]))]));
            Item::try_from(item).unwrap_err().to_string()
        };
        let text = |text: &str| text.to_owned();
        assert!(refused(Theirs::N(text("1e126"))).starts_with("a[0]: "));
        assert!(refused(Theirs::N(text("NaN"))).contains("NaN"));
        assert_eq!(refused(Theirs::Null(false)), "a[0]: a NULL is true");
        assert_eq!(refused(Theirs::Ns(vec![text("1"), text("1.0")])), "a[0]: a set has a member twice");
        assert_eq!(refused(Theirs::Ss(vec![text("a"), text("a")])), "a[0]: a set has a member twice");
    }

    #[test]
    fn depth_takes_no_stack() {
        let nest =
            |levels: usize| (0..levels).fold(AttributeValue::Null, |inner, _| AttributeValue::L(vec![inner]));
        let deep = Theirs::from(nest(DEPTH));
        assert!(AttributeValue::try_from(deep).is_ok());
        assert!(
            AttributeValue::try_from(Theirs::from(nest(DEPTH + 1)))
                .unwrap_err()
                .to_string()
                .contains("levels")
        );
        // Freeing a value takes stack, so this one is left.
        std::mem::forget(Theirs::from(nest(100_000)));
    }
}
