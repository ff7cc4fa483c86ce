//! An item that differs.

use std::{fmt, sync::Arc};

use crate::{
    database::dump::key_first,
    key::KeySchema,
    value::{AttributeName, AttributeValue, Item},
};

/// An item that is not the same in two databases.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct ItemDiff {
    /// The attributes of its key.
    pub key: Item,
    /// What it was; `None` if it was added.
    pub old: Option<Arc<Item>>,
    /// What it is now; `None` if it was deleted.
    pub new: Option<Arc<Item>>,
    /// The names of the key's attributes in the schema's order.
    pub(super) schema: Arc<KeySchema>,
}

/// An attribute that differs.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct AttributeDiff<'d> {
    /// Its name.
    pub name: &'d AttributeName,
    /// What it was, if it was there.
    pub old: Option<&'d AttributeValue>,
    /// What it is now, if it is there.
    pub new: Option<&'d AttributeValue>,
}

impl ItemDiff {
    /// An item that is not the same; `None` if it is on neither side.
    pub(crate) fn of(schema: Arc<KeySchema>, old: Option<Arc<Item>>, new: Option<Arc<Item>>) -> Option<Self> {
        let key = schema.of(new.as_ref().or(old.as_ref())?);
        Some(Self { key, old, new, schema })
    }

    /// The attributes that differ, in the order of their names; all of an item that was added or deleted.
    pub fn attributes(&self) -> Vec<AttributeDiff<'_>> {
        let of = |item: &Option<Arc<Item>>, name: &str| item.as_ref().is_some_and(|item| item.contains(name));
        let (old, new) = (self.old.as_deref(), self.new.as_deref());
        let gone = old.into_iter().flat_map(Item::iter).filter(|(name, _)| !of(&self.new, name));
        let gone = gone.map(|(name, value)| AttributeDiff { name, old: Some(value), new: None });
        let there = new.into_iter().flat_map(Item::iter).filter_map(|(name, value)| {
            let before = old.and_then(|old| old.get(name));
            (before != Some(value)).then_some(AttributeDiff { name, old: before, new: Some(value) })
        });
        let mut all: Vec<AttributeDiff<'_>> = gone.chain(there).collect();
        all.sort_by_key(|attribute| attribute.name);
        all
    }

    /// The attributes of an item, those of the key first.
    pub(super) fn shown<'i>(
        &'i self,
        item: &'i Item,
    ) -> impl Iterator<Item = (&'i AttributeName, &'i AttributeValue)> {
        key_first(&self.schema, item)
    }
}

impl fmt::Debug for ItemDiff {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ItemDiff")
            .field("key", &self.key)
            .field("old", &self.old)
            .field("new", &self.new)
            .finish()
    }
}
