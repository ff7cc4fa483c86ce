//! `hashrange tags`: the tags of a table.

use std::collections::BTreeMap;

use clap::Args;

use super::{
    description::Description,
    output::{print, print_pretty, table},
    target::{Access, Connection, Target},
};
use crate::operation::{ListTagsOfResourceInput, Tag, TagResourceInput, UntagResourceInput};

/// Prints, puts or removes tags of a table
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  hashrange tags users
  hashrange tags users team=shop stage=test
  hashrange tags users --remove stage --file dev.snapshot")]
pub(super) struct Tags {
    /// The table
    table: String,
    /// Tags to put; a tag with the same key is replaced
    #[arg(value_name = "KEY=VALUE", value_parser = tag)]
    put: Vec<Tag>,
    /// The key of a tag to remove; may be given several times. Tags are removed before others are put
    #[arg(long, value_name = "KEY")]
    remove: Vec<String>,
    /// Print the tags as a JSON object
    #[arg(long, conflicts_with_all = ["put", "remove"])]
    json: bool,
    #[command(flatten)]
    target: Target,
}

fn tag(text: &str) -> Result<Tag, String> {
    text.split_once('=').map(Tag::from).ok_or_else(|| "a tag is KEY=VALUE".to_owned())
}

impl Tags {
    pub(super) fn run(self) -> Result<(), String> {
        if self.put.is_empty() && self.remove.is_empty() {
            let mut connection = self.target.open(Access::Read)?;
            let arn = Description::of(&mut connection, &self.table)?.table_description().table_arn.clone();
            return self.show(all_tags(&mut connection, &arn)?);
        }
        let mut connection = self.target.open(Access::Write)?;
        let arn = Description::of(&mut connection, &self.table)?.table_description().table_arn.clone();
        if !self.remove.is_empty() {
            let resource_arn = arn.clone();
            connection.call(&UntagResourceInput { resource_arn, tag_keys: self.remove })?;
        }
        if !self.put.is_empty() {
            connection.call(&TagResourceInput { resource_arn: arn, tags: self.put })?;
        }
        connection.save()
    }

    fn show(&self, tags: Vec<Tag>) -> Result<(), String> {
        if self.json {
            let tags: BTreeMap<String, String> = tags.into_iter().map(|tag| (tag.key, tag.value)).collect();
            return print_pretty(&tags);
        }
        if tags.is_empty() {
            return print(b"no tags\n");
        }
        let rows = tags.into_iter().map(|tag| vec![tag.key, tag.value]);
        print(table(&["key", "value"].map(str::to_owned), rows).as_bytes())
    }
}

/// All tags of the table with this ARN.
pub(super) fn all_tags(connection: &mut Connection, arn: &str) -> Result<Vec<Tag>, String> {
    let mut tags = Vec::new();
    let mut request = ListTagsOfResourceInput::from(arn);
    loop {
        let page = connection.call(&request)?;
        tags.extend(page.tags);
        request.next_token = page.next_token;
        if request.next_token.is_none() {
            return Ok(tags);
        }
    }
}
