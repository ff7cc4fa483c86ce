//! The reference: for each table a list of items, searched from end to end and sorted for every answer.

use std::cmp::Ordering;

use hashrange::{AttributeValue, Item, PartitionKeyHash, ScalarAttributeType};

use crate::{
    condition::{Condition, Guard},
    schema::{Key, Schema},
    states::Changing,
    steps::Range,
    support::{begins_with, item_size, order, order_all},
    tables::TimeToLive,
    update::Update,
    vectors::Vectors,
};

/// A table or index as the reference sees it.
#[derive(Debug, Clone)]
pub struct View {
    /// The index's name; none for the table.
    pub index: Option<&'static str>,
    pub partition: Vec<(&'static str, ScalarAttributeType)>,
    pub sort: Vec<(&'static str, ScalarAttributeType)>,
    /// The attributes that are projected beside the keys; none where all are.
    pub included: Option<Vec<&'static str>>,
}

impl View {
    /// The names of the key's attributes.
    pub fn key_names(&self) -> impl Iterator<Item = &'static str> {
        self.partition.iter().chain(&self.sort).map(|(name, _)| *name)
    }

    /// Whether it holds an attribute of this name, being the table or an index of it.
    pub fn holds(&self, table: &Self, name: &str) -> bool {
        let is_key = || self.key_names().chain(table.key_names()).any(|key| key == name);
        self.included.as_ref().is_none_or(|included| included.contains(&name) || is_key())
    }
}

/// Why a write is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    Condition,
    Validation,
    /// A table or an index is being changed.
    InUse,
    /// An INSERT where there is an item.
    Duplicate,
}

/// A table and its indexes.
#[derive(Debug, Clone)]
pub struct Reference {
    pub table: View,
    pub indexes: Vec<View>,
    pub time_to_live: TimeToLive,
    pub vectors: Option<Vectors>,
    /// The index that is being created or deleted.
    pub changing: Option<Changing>,
    items: Vec<Item>,
}

impl Reference {
    pub fn new(schema: &Schema) -> Self {
        Self {
            table: schema.table.clone(),
            indexes: schema.indexes.clone(),
            time_to_live: TimeToLive::default(),
            vectors: Some(schema.vectors),
            changing: None,
            items: Vec::new(),
        }
    }

    /// Whether this index can be read, or the view is the table's own.
    pub fn has(&self, view: &View) -> bool {
        let is_changing = |name| self.changing.is_some_and(|changing| changing.index == name);
        let is_there = |name| self.indexes.iter().any(|index| index.index == Some(name));
        view.index.is_none_or(|name| is_there(name) && !is_changing(name))
    }

    /// Takes out what has expired.
    pub fn sweep(&mut self, now: u64) {
        let time_to_live = self.time_to_live;
        self.items.retain(|item| !time_to_live.is_over(item, now));
    }

    /// All items.
    pub fn items(&self) -> &[Item] {
        &self.items
    }

    /// The key of an item.
    pub fn key_of(&self, item: &Item) -> Item {
        self.table.key_names().map(|name| (name, item.get(name).expect("a key").clone())).collect()
    }

    pub fn get(&self, key: &Item) -> Option<&Item> {
        self.items.iter().find(|item| self.key_of(item) == *key)
    }

    pub fn put(&mut self, item: &Item, guard: &Guard) -> Result<Option<Item>, Refused> {
        self.check_index_keys(item)?;
        let key = self.key_of(item);
        self.check(guard, &key)?;
        let old = self.take(&key);
        self.items.push(item.clone());
        Ok(old)
    }

    pub fn delete(&mut self, key: &Item, guard: &Guard) -> Result<Option<Item>, Refused> {
        self.check(guard, key)?;
        Ok(self.take(key))
    }

    pub fn update(&mut self, key: &Item, update: &Update, guard: &Guard) -> Result<Item, Refused> {
        self.check(guard, key)?;
        if self.get(key).is_none() && update.takes_away_alone() {
            return Ok(Item::new());
        }
        if let (Some(item), true) = (self.get(key), update.is_empty()) {
            // Nothing is written, so an item that does not fit an index made later is no fault.
            return Ok(item.clone());
        }
        let old = self.get(key).cloned().unwrap_or_else(|| key.clone());
        let new = update.apply(&old).ok_or(Refused::Validation)?;
        self.check_index_keys(&new)?;
        self.take(key);
        self.items.push(new.clone());
        Ok(new)
    }

    fn take(&mut self, key: &Item) -> Option<Item> {
        let place = self.items.iter().position(|item| self.key_of(item) == *key)?;
        Some(self.items.remove(place))
    }

    /// Whether what must hold for the item with this key does.
    pub fn check(&self, guard: &Guard, key: &Item) -> Result<(), Refused> {
        let nothing = Item::new();
        let item = self.get(key);
        let conditions = guard.conditions.iter().all(|condition| condition.holds(item.unwrap_or(&nothing)));
        let presence = guard.presence.is_none_or(|there| there == item.is_some());
        if conditions && presence { Ok(()) } else { Err(Refused::Condition) }
    }

    /// An attribute that is a key of an index has the key's type, and is not empty, in every item; a vector fits.
    pub fn check_index_keys(&self, item: &Item) -> Result<(), Refused> {
        let fits = |key: &Key| !item.contains(key.0) || is_key(item, key);
        let all = self.indexes.iter().all(|view| view.partition.iter().chain(&view.sort).all(fits));
        let vectors = self.vectors.is_none_or(|vectors| vectors.takes(item));
        if all && vectors { Ok(()) } else { Err(Refused::Validation) }
    }

    /// Everything in a view, ordered by partition key, sort key, and the table's key.
    pub fn all(&self, view: &View) -> Vec<&Item> {
        // An item may have been there before the index whose key it does not fit.
        let is_member = |item: &&Item| view.partition.iter().chain(&view.sort).all(|key| is_key(item, key));
        let mut items: Vec<&Item> = self.items.iter().filter(is_member).collect();
        items.sort_by(|one, two| self.compare(view, one, two));
        items
    }

    /// How a view orders two of its items.
    pub fn compare(&self, view: &View, one: &Item, two: &Item) -> Ordering {
        let names = || view.key_names().chain(self.table.key_names());
        let values = |item: &Item| -> Vec<AttributeValue> {
            names().map(|name| item.get(name).expect("a key").clone()).collect()
        };
        let (one, two) = (values(one), values(two));
        order_all(&one.iter().collect::<Vec<_>>(), &two.iter().collect::<Vec<_>>())
    }

    /// What a query reads, in its order: whole items.
    pub fn query(
        &self,
        view: &View,
        partition: &[AttributeValue],
        equal: &[AttributeValue],
        range: Option<&Range>,
        forward: bool,
    ) -> Vec<&Item> {
        let fits = |item: &Item, names: &[(&str, _)], values: &[AttributeValue]| {
            names.iter().zip(values).all(|((name, _), value)| item.get(name) == Some(value))
        };
        let mut items = self.all(view);
        items.retain(|item| fits(item, &view.partition, partition) && fits(item, &view.sort, equal));
        if let (Some(range), Some((name, _))) = (range, view.sort.get(equal.len())) {
            items.retain(|item| range.holds(item.get(name).expect("a key")));
        }
        if !forward {
            items.reverse();
        }
        items
    }

    /// What a view shows of an item.
    pub fn shown(&self, view: &View, item: &Item) -> Item {
        let Some(included) = &view.included else { return item.clone() };
        let is_key = |name: &str| view.key_names().chain(self.table.key_names()).any(|key| key == name);
        item.iter()
            .filter(|(name, _)| is_key(name) || included.iter().any(|included| *name == *included))
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect()
    }

    /// The key to go on behind an item of a view.
    pub fn last_key(&self, view: &View, item: &Item) -> Item {
        let names = view.key_names().chain(self.table.key_names());
        names.map(|name| (name, item.get(name).expect("a key").clone())).collect()
    }

    /// How many items the hash range that begins and ends so has, and their size.
    pub fn count(&self, holds: impl Fn(&PartitionKeyHash) -> bool) -> (u64, u64) {
        let name = self.table.partition[0].0;
        self.items
            .iter()
            .filter(|item| holds(&PartitionKeyHash::of(item.get(name).expect("a key"))))
            .fold((0, 0), |(count, bytes), item| (count + 1, bytes + item_size(item) as u64))
    }
}

/// Whether an item has a value that can be this attribute of a key.
fn is_key(item: &Item, (name, kind): &Key) -> bool {
    match (item.get(name), kind) {
        (Some(AttributeValue::N(_)), ScalarAttributeType::N) => true,
        (Some(AttributeValue::S(text)), ScalarAttributeType::S) => !text.is_empty(),
        (Some(AttributeValue::B(bytes)), ScalarAttributeType::B) => !bytes.is_empty(),
        _ => false,
    }
}

impl Range {
    fn holds(&self, value: &AttributeValue) -> bool {
        match self {
            Self::Less(other) => order(value, other).is_lt(),
            Self::AtMost(other) => order(value, other).is_le(),
            Self::Greater(other) => order(value, other).is_gt(),
            Self::AtLeast(other) => order(value, other).is_ge(),
            Self::Between(low, high) => order(value, low).is_ge() && order(value, high).is_le(),
            Self::BeginsWith(prefix) => begins_with(value, prefix),
        }
    }
}

impl Condition {
    /// Whether the condition holds for an item; one that is not there has no attributes.
    pub fn holds(&self, item: &Item) -> bool {
        match self {
            Self::Exists(name) => item.contains(name),
            Self::NotExists(name) => !item.contains(name),
            Self::Equals(name, value) => item.get(name) == Some(value),
            Self::Differs(name, value) => item.get(name) != Some(value),
            Self::Above(name, value) => match (item.get(name), value) {
                (Some(AttributeValue::N(one)), AttributeValue::N(two)) => one > two,
                _ => false,
            },
            Self::Contains(name, part) => match item.get(name) {
                Some(AttributeValue::S(text)) => text.contains(part),
                Some(AttributeValue::Ss(set)) => set.contains(part),
                Some(AttributeValue::L(list)) => list.contains(&AttributeValue::from(part)),
                _ => false,
            },
            Self::Not(inner) => !inner.holds(item),
            Self::And(one, two) => one.holds(item) && two.holds(item),
            Self::Or(one, two) => one.holds(item) || two.holds(item),
        }
    }
}

impl Update {
    /// Whether the update makes nothing where nothing is.
    fn takes_away_alone(&self) -> bool {
        let gives = !self.set.is_empty()
            || self.nested.is_some()
            || self.default.is_some()
            || [&self.increase, &self.add].iter().any(|delta| delta.is_some())
            || self.add_members.is_some();
        !gives && (!self.remove.is_empty() || self.delete_members.is_some())
    }

    /// What the update makes of an item; none where it does not go with the item.
    fn apply(&self, old: &Item) -> Option<Item> {
        let mut new = old.clone();
        for (name, value) in &self.set {
            new.insert(*name, value.clone());
        }
        if let Some((name, delta)) = &self.increase {
            let AttributeValue::N(now) = old.get(name)? else { return None };
            new.insert(*name, AttributeValue::N(now.checked_add(&(*delta).into()).ok()?));
        }
        if let Some((name, first)) = &self.default {
            new.insert(*name, old.get(name).unwrap_or(first).clone());
        }
        if let Some((field, value)) = &self.nested {
            let AttributeValue::M(map) = old.get("doc")? else { return None };
            let mut map = map.clone();
            map.insert(*field, value.clone());
            new.insert("doc", map);
        }
        for name in &self.remove {
            new.remove(name);
        }
        if let Some((name, delta)) = &self.add {
            let delta = (*delta).into();
            let sum = match old.get(name) {
                None => delta,
                Some(AttributeValue::N(now)) => now.checked_add(&delta).ok()?,
                Some(_) => return None,
            };
            new.insert(*name, AttributeValue::N(sum));
        }
        if let Some((name, members)) = &self.add_members {
            let mut set = match old.get(name) {
                None => Default::default(),
                Some(AttributeValue::Ss(set)) => set.clone(),
                Some(_) => return None,
            };
            set.extend(members.iter().cloned());
            new.insert(*name, set);
        }
        if let Some((name, members)) = &self.delete_members {
            match old.get(name) {
                None => {}
                Some(AttributeValue::Ss(set)) => {
                    let left: std::collections::BTreeSet<String> = set.difference(members).cloned().collect();
                    if left.is_empty() {
                        new.remove(name);
                    } else {
                        new.insert(*name, left);
                    }
                }
                Some(_) => return None,
            }
        }
        Some(new)
    }
}
