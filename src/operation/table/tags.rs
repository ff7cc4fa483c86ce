//! A table's tags, and how a request may change them.

use std::collections::BTreeMap;

use super::structures::Tag;
use crate::{
    error::{Error, Result},
    limits::TAGS,
    texts,
};

/// The tags of a new table.
pub(crate) fn new_tags(asked: Option<&[Tag]>) -> Result<BTreeMap<String, String>> {
    let mut tags = BTreeMap::new();
    add_tags(&mut tags, asked.unwrap_or_default())?;
    Ok(tags)
}

/// Puts tags beside those that are there, over those of the same keys; changes nothing where one is refused.
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

/// Refuses the keys that are the service's own.
pub(crate) fn check_key(key: &str) -> Result<()> {
    if key.starts_with("aws:") {
        Err(Error::invalid_values("Tag keys must not start with aws:"))
    } else {
        Ok(())
    }
}
