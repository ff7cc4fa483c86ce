//! ListTagsOfResource: a table's tags in order of their keys, in pages.

use std::ops::Bound;

use base64::{Engine as _, engine::general_purpose::STANDARD};

use super::tags::Tag;
use crate::{
    codec::structure,
    engine::Engine,
    error::{Error, Result},
    limits::{TAG_KEY_CHARACTERS, TAGS_PAGE},
    operation::{
        access::resource_arn::ResourceArn,
        definition::constraints::TableConstraints,
        request::{input::Request, operation::Operation},
    },
    texts,
};

structure! {
    /// The input of ListTagsOfResource. (API reference: ListTagsOfResource)
    pub struct ListTagsOfResourceInput {
        /// The table's ARN.
        resource_arn: String = "ResourceArn",
        /// Where to start: the last page's `next_token`.
        next_token: Option<String> = "NextToken",
    }
}

impl<A: Into<String>> From<A> for ListTagsOfResourceInput {
    fn from(resource_arn: A) -> Self {
        Self { resource_arn: resource_arn.into(), next_token: None }
    }
}

structure! {
    /// What ListTagsOfResource answers.
    #[non_exhaustive]
    pub struct ListTagsOfResourceOutput {
        /// The tags, at most ten.
        tags: Vec<Tag> = "Tags",
        /// Where the next page starts; absent on the last page.
        next_token: Option<String> = "NextToken",
    }
}

/// Lists the table's tags.
pub(crate) fn run(
    engine: &Engine,
    request: Request<ListTagsOfResourceInput>,
) -> Result<ListTagsOfResourceOutput> {
    let Request { input, mut found } = request;
    TableConstraints::new(&mut found)
        .resource_arn(ListTagsOfResourceInput::MEMBERS.resource_arn, &input.resource_arn);
    found.check(&[ListTagsOfResourceInput::MEMBERS.resource_arn])?;
    let arn = ResourceArn::read(engine, &input.resource_arn)?;
    let table = arn.tagged_table(engine, ListTagsOfResourceInput::OPERATION)?;
    let after = input.next_token.as_deref().map(key_of).transpose()?;
    let after = after.map_or(Bound::Unbounded, Bound::Excluded);
    let settings = table.settings();
    let behind = settings.tags.range((after, Bound::Unbounded));
    let mut tags: Vec<Tag> = behind
        .take(TAGS_PAGE + 1)
        .map(|(key, value)| Tag { key: key.clone(), value: value.clone() })
        .collect();
    let more = tags.len() > TAGS_PAGE;
    tags.truncate(TAGS_PAGE);
    let next_token = tags.last().filter(|_| more).map(|last| STANDARD.encode(&last.key));
    Ok(ListTagsOfResourceOutput { tags, next_token })
}

/// The tag key to start after. A tag that was removed since is skipped.
fn key_of(token: &str) -> Result<String> {
    let key = STANDARD.decode(token).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    let is_key = |key: &String| (1..=TAG_KEY_CHARACTERS).contains(&key.chars().count());
    key.filter(is_key).ok_or_else(|| Error::validation(texts::request::INVALID_NEXT_TOKEN))
}
