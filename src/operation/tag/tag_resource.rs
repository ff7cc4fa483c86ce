//! TagResource: adds tags to a table.

use super::tags::{Tag, add_tags};
use crate::{
    codec::structure,
    engine::Engine,
    error::{Error, Result},
    operation::{
        access::{in_use::check_made, resource_arn::ResourceArn},
        definition::constraints::TableConstraints,
        request::{input::Request, operation::Operation},
    },
};

structure! {
    /// The input of TagResource. (API reference: TagResource)
    pub struct TagResourceInput {
        /// The table's ARN.
        resource_arn: String = "ResourceArn",
        /// The tags, at least one; together with the existing ones at most fifty.
        tags: Vec<Tag> = "Tags",
    }
}

structure! {
    /// What TagResource answers: nothing.
    #[non_exhaustive]
    pub struct TagResourceOutput {}
}

/// Adds the tags to the table.
pub(crate) fn run(engine: &Engine, request: Request<TagResourceInput>) -> Result<TagResourceOutput> {
    let Request { input, mut found } = request;
    let mut constraints = TableConstraints::new(&mut found);
    constraints.resource_arn(TagResourceInput::MEMBERS.resource_arn, &input.resource_arn);
    constraints.tags(&TagResourceInput::MEMBERS.tags.into(), &input.tags);
    found.check(&[TagResourceInput::MEMBERS.resource_arn, TagResourceInput::MEMBERS.tags])?;
    let arn = ResourceArn::read(engine, &input.resource_arn)?;
    if input.tags.is_empty() {
        return Err(Error::invalid_values("Atleast one Tag needs to be provided as Input."));
    }
    let table = arn.tagged_table(engine, TagResourceInput::OPERATION)?;
    table.change_settings(|settings| {
        check_made(table.name(), settings)?;
        add_tags(&mut settings.tags, &input.tags)
    })?;
    Ok(TagResourceOutput {})
}
