//! A table's tags, and how a request may change them.

use std::collections::BTreeMap;

use crate::{
    codec::{Place, structure},
    error::{Error, Result},
    limits::{TABLE_PARTS, TAG_KEY_CHARACTERS, TAG_VALUE_CHARACTERS, TAGS},
    operation::definition::constraints::TableConstraints,
    texts,
};

structure! {
    /// A tag. (API reference: `Tag`)
    pub struct Tag at most OfTable(TABLE_PARTS) {
        /// Its key, 1 to 128 characters.
        key: String = "Key",
        /// Its value, up to 256 characters.
        value: String = "Value",
    }
}

impl TableConstraints<'_> {
    /// Checks keys of tags.
    pub(crate) fn tag_keys(&mut self, place: &Place, keys: &[String]) {
        for (number, key) in (1..).zip(keys) {
            self.length(&place.element(number), key, 1, TAG_KEY_CHARACTERS);
        }
    }

    /// Checks tags.
    pub(crate) fn tags(&mut self, place: &Place, tags: &[Tag]) {
        for (number, tag) in (1..).zip(tags) {
            let member = |member| place.element(number).member(member);
            self.length(&member(Tag::MEMBERS.key), &tag.key, 1, TAG_KEY_CHARACTERS);
            self.length(&member(Tag::MEMBERS.value), &tag.value, 0, TAG_VALUE_CHARACTERS);
        }
    }
}

/// The tags of a new table.
pub(crate) fn new_tags(asked: Option<&[Tag]>) -> Result<BTreeMap<String, String>> {
    let mut tags = BTreeMap::new();
    add_tags(&mut tags, asked.unwrap_or_default())?;
    Ok(tags)
}

/// Adds tags, and replaces those with the same keys. If one is refused, nothing changes.
pub(crate) fn add_tags(tags: &mut BTreeMap<String, String>, asked: &[Tag]) -> Result<()> {
    let mut added = BTreeMap::new();
    for tag in asked {
        check_key(&tag.key)?;
        if added.insert(tag.key.clone(), tag.value.clone()).is_some() {
            return Err(Error::validation(texts::resource::duplicate_tag(&tag.key)));
        }
    }
    let new = added.keys().filter(|key| !tags.contains_key(*key)).count();
    if tags.len() + new > TAGS {
        return Err(Error::validation(texts::resource::too_many_tags(TAGS)));
    }
    tags.extend(added);
    Ok(())
}

/// Refuses keys that are reserved for the service.
pub(crate) fn check_key(key: &str) -> Result<()> {
    if key.starts_with("aws:") {
        Err(Error::invalid_values("Tag keys must not start with aws:"))
    } else {
        Ok(())
    }
}
