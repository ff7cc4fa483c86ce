//! The keys that BatchGetItem asks one table for.

use std::{collections::BTreeMap, ops::Deref};

use crate::{
    codec::{
        FromWire, Reading, WriteJson,
        json::{self, Json, Wanted, list, null, object, skip, string},
        read_surplus,
    },
    error::Error,
    operation::access::keys::duplicate_keys,
    value::{AttributeValue, Item},
};

/// Items' keys with their numbers as the request writes them. BatchGetItem looks for duplicate keys before it
/// looks up the tables, and compares these texts: `2000` and `2e3` are equal numbers, but two keys to it.
#[derive(Debug, Clone, Default)]
pub struct Keys {
    keys: Vec<Item>,
    /// The texts of each key's numbers, by attribute; empty if the keys were made in Rust.
    numbers: Vec<BTreeMap<String, String>>,
}

impl Keys {
    /// Refuses duplicate keys. The time is quadratic in the number of keys, which is at most
    /// [`BATCH_GET_KEYS`](crate::limits::BATCH_GET_KEYS).
    pub(crate) fn check_distinct(&self) -> Result<(), Error> {
        let numbers = |place| self.numbers.get(place);
        let is_same =
            |one, other| self.keys.get(one) == self.keys.get(other) && numbers(one) == numbers(other);
        match (0..self.keys.len()).any(|place| (0..place).any(|before| is_same(before, place))) {
            true => Err(duplicate_keys()),
            false => Ok(()),
        }
    }

    /// Whether there are none.
    pub const fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// Adds a key.
    pub fn push(&mut self, key: Item) {
        debug_assert!(self.numbers.is_empty() || self.numbers.len() == self.keys.len(), "texts for each key");
        if !self.numbers.is_empty() {
            self.numbers.push(BTreeMap::new());
        }
        self.keys.push(key);
    }
}

/// By the keys themselves: how a request wrote their numbers makes no difference.
impl PartialEq for Keys {
    fn eq(&self, other: &Self) -> bool {
        self.keys == other.keys
    }
}

impl From<Vec<Item>> for Keys {
    fn from(keys: Vec<Item>) -> Self {
        Self { keys, numbers: Vec::new() }
    }
}

impl FromIterator<Item> for Keys {
    fn from_iter<T: IntoIterator<Item = Item>>(keys: T) -> Self {
        Vec::from_iter(keys).into()
    }
}

impl Deref for Keys {
    type Target = [Item];

    fn deref(&self) -> &[Item] {
        &self.keys
    }
}

impl FromWire for Keys {
    fn from_wire(sent: &mut Json<'_>, reading: &mut Reading) -> json::Result<Option<Self>> {
        let mut keys = Self::default();
        let outer = reading.enter_list();
        list(sent, &mut |sent| {
            if keys.keys.len() >= Item::MOST.kept() {
                return read_surplus::<Item>(sent, reading);
            }
            reading.enter_element(keys.keys.len() + 1);
            let start = sent.clone();
            if let Some(key) = Item::from_wire(sent, reading)? {
                let has_number = key.iter().any(|(_, value)| matches!(value, AttributeValue::N(_)));
                keys.numbers.push(if has_number { number_texts(start)? } else { BTreeMap::new() });
                keys.keys.push(key);
            }
            reading.leave_part();
            Ok(())
        })?;
        reading.leave_list(outer);
        Ok(Some(keys))
    }
}

impl WriteJson for Keys {
    fn write_json(&self, out: &mut Vec<u8>) {
        self.keys.write_json(out);
    }
}

/// The texts of a key's numbers, by attribute. The key was read before, so its JSON is valid.
fn number_texts(mut key: Json<'_>) -> json::Result<BTreeMap<String, String>> {
    let mut texts = BTreeMap::new();
    object(Wanted::Map, &mut key, &mut |name, value| {
        if null(value)? {
            return Ok(());
        }
        object(Wanted::Structure, value, &mut |kind, content| {
            if kind != "N" {
                return skip(content).map(drop);
            }
            if null(content)? {
                return Ok(());
            }
            texts.insert(name.to_owned(), string(Wanted::String, content)?.into_owned());
            Ok(())
        })
    })?;
    Ok(texts)
}

#[cfg(test)]
impl crate::codec::Sample for Keys {
    fn sample(source: &mut crate::codec::Source<'_>) -> Self {
        Vec::sample(source).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::BATCH_GET_KEYS;

    fn are_distinct(text: &str) -> bool {
        let mut reading = Reading::default();
        let keys = Keys::from_wire(&mut Json::new(text), &mut reading).unwrap().unwrap();
        keys.check_distinct().is_ok()
    }

    #[test]
    fn numbers_are_the_same_key_where_they_are_written_alike() {
        assert!(are_distinct(r#"[{"n": {"N": "2000"}}, {"n": {"N": "2e3"}}, {"n": {"N": "2000.0"}}]"#));
        assert!(!are_distinct(r#"[{"n": {"N": "2e3"}}, {"n": {"N": "2000"}}, {"n": {"N": "2e3"}}]"#));
        assert!(!are_distinct(r#"[{"n": {"N": "2"}, "s": {"S": "a"}}, {"s": {"S": "a"}, "n": {"N": "2"}}]"#));
        assert!(are_distinct(r#"[{"n": {"N": "2"}, "s": {"S": "a"}}, {"n": {"N": "2"}, "s": {"S": "b"}}]"#));
        assert!(are_distinct(
            r#"[{"n": {"N": "2", "S": null}, "s": null}, {"n": {"N": "2.0", "B": null}, "s": null}]"#
        ));
    }

    #[test]
    fn of_more_keys_than_a_batch_may_have_one_is_kept() {
        let text = format!("[{}]", vec!["{}"; 1000].join(","));
        let keys = Keys::from_wire(&mut Json::new(&text), &mut Reading::default()).unwrap().unwrap();
        assert_eq!(keys.len(), BATCH_GET_KEYS + 1);
    }

    #[test]
    fn keys_made_in_rust_are_compared_by_their_values() {
        let mut keys = Keys::from(vec![Item::from([("n", 2000)]), Item::from([("n", 1)])]);
        assert!(keys.check_distinct().is_ok());
        keys.push(Item::from([("n", 2000)]));
        assert!(keys.check_distinct().is_err());
    }
}
