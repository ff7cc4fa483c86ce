//! UntagResource: removes tags from a table.

use super::tags::check_key;
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
    /// The input of UntagResource. (API reference: UntagResource)
    pub struct UntagResourceInput {
        /// The table's ARN.
        resource_arn: String = "ResourceArn",
        /// The keys of the tags, at least one; keys that the table does not have are ignored.
        tag_keys: Vec<String> = "TagKeys",
    }
}

structure! {
    /// What UntagResource answers: nothing.
    #[non_exhaustive]
    pub struct UntagResourceOutput {}
}

/// Removes the tags from the table.
pub(crate) fn run(engine: &Engine, request: Request<UntagResourceInput>) -> Result<UntagResourceOutput> {
    let Request { input, mut found } = request;
    let mut constraints = TableConstraints::new(&mut found);
    constraints.resource_arn(UntagResourceInput::MEMBERS.resource_arn, &input.resource_arn);
    constraints.tag_keys(&UntagResourceInput::MEMBERS.tag_keys.into(), &input.tag_keys);
    found.check(&[UntagResourceInput::MEMBERS.resource_arn, UntagResourceInput::MEMBERS.tag_keys])?;
    let arn = ResourceArn::read(engine, &input.resource_arn)?;
    if input.tag_keys.is_empty() {
        return Err(Error::invalid_values("Atleast one Tag Key needs to be provided as Input."));
    }
    input.tag_keys.iter().try_for_each(|key| check_key(key))?;
    let table = arn.tagged_table(engine, UntagResourceInput::OPERATION)?;
    table.change_settings(|settings| {
        check_made(table.name(), settings)?;
        for key in &input.tag_keys {
            settings.tags.remove(key);
        }
        Ok::<_, Error>(())
    })?;
    Ok(UntagResourceOutput {})
}
