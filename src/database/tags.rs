//! A table's tags.

use std::collections::BTreeMap;

use super::table::Table;
use crate::{
    error::Result,
    operation::{ListTagsOfResourceInput, Tag, TagResourceInput, UntagResourceInput},
};

impl Table {
    /// The table's tags: all of them, by their keys.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S};
    /// # let db = Database::new();
    /// let users = db.create_table("users").partition_key("user_id", S).tags([("team", "shop")]).run()?;
    /// assert_eq!(users.tags()?["team"], "shop");
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    ///
    /// # Errors
    /// The table was deleted: [`Error::ResourceNotFound`](crate::error::Error::ResourceNotFound).
    pub fn tags(&self) -> Result<BTreeMap<String, String>> {
        let (database, resource_arn) = (self.database(), self.tagged_arn()?);
        let mut tags = BTreeMap::new();
        let mut next_token = None;
        loop {
            let resource_arn = resource_arn.clone();
            let page =
                database.list_tags_of_resource(ListTagsOfResourceInput { resource_arn, next_token })?;
            tags.extend(page.tags.into_iter().map(|tag| (tag.key, tag.value)));
            next_token = page.next_token;
            if next_token.is_none() {
                return Ok(tags);
            }
        }
    }

    /// Adds tags to the table, and replaces those with the same keys. If one is refused, none is added.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S};
    /// # let db = Database::new();
    /// # let users = db.create_table("users").partition_key("user_id", S).run()?;
    /// users.tag([("team", "shop"), ("stage", "test")])?;
    /// users.tag([("stage", "live")])?;
    /// assert_eq!(users.tags()?["stage"], "live");
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    ///
    /// # Errors
    /// No tags, a duplicate key, a key that is empty, longer than 128 characters or reserved (`aws:`), a value of more
    /// than 256 characters, more than fifty tags on the table: [`Error::Validation`](crate::error::Error::Validation).
    /// The table was deleted: [`Error::ResourceNotFound`](crate::error::Error::ResourceNotFound).
    pub fn tag<K: Into<String>, V: Into<String>>(
        &self,
        tags: impl IntoIterator<Item = (K, V)>,
    ) -> Result<()> {
        let tags = tags.into_iter().map(Tag::from).collect();
        self.database().tag_resource(TagResourceInput { resource_arn: self.tagged_arn()?, tags }).map(drop)
    }

    /// Removes the tags with these keys from the table; those that it does not have are ignored.
    ///
    /// ```
    /// # use hashrange::{Database, ScalarAttributeType::S};
    /// # let db = Database::new();
    /// # let users = db.create_table("users").partition_key("user_id", S).tags([("team", "shop")]).run()?;
    /// users.untag(["team"])?;
    /// assert!(users.tags()?.is_empty());
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    ///
    /// # Errors
    /// No key at all, or one that no tag can have: [`Error::Validation`](crate::error::Error::Validation). The table was
    /// deleted: [`Error::ResourceNotFound`](crate::error::Error::ResourceNotFound).
    pub fn untag<K: Into<String>>(&self, keys: impl IntoIterator<Item = K>) -> Result<()> {
        let tag_keys = keys.into_iter().map(Into::into).collect();
        let input = UntagResourceInput { resource_arn: self.tagged_arn()?, tag_keys };
        self.database().untag_resource(input).map(drop)
    }

    /// The table's ARN, if the table exists. For a missing table in an account of zeros, the service's error would say
    /// only that access is denied.
    fn tagged_arn(&self) -> Result<String> {
        if self.known().is_none() {
            self.tables().find(self.name())?;
        }
        Ok(self.arn())
    }
}

impl<K: Into<String>, V: Into<String>> From<(K, V)> for Tag {
    fn from((key, value): (K, V)) -> Self {
        Self { key: key.into(), value: value.into() }
    }
}
