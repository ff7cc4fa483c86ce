//! Tools that ask what the API does not tell.

use serde_json::Value;

use super::{answers::bounded, arguments::Arguments};
use crate::{
    cli::{
        control_target::{ControlTarget, Place},
        explain::explainer,
    },
    operation::{DescribeTableInput, GetItemInput},
};

/// The partition of a key.
pub(super) fn explain_key(target: &ControlTarget, arguments: &Arguments) -> Result<String, String> {
    let key = arguments.needed(GetItemInput::MEMBERS.key);
    let explained = explainer(target, arguments.needed(DescribeTableInput::MEMBERS.table_name))?(key)?;
    Ok(explained.json(key).to_string())
}

/// What a server counted of a table's operations.
pub(super) fn read_metrics(target: &ControlTarget, arguments: &Arguments) -> Result<String, String> {
    match target.place()? {
        Place::Server(server) => {
            let metrics: Value = server
                .ask("metrics", &[("table", arguments.needed(DescribeTableInput::MEMBERS.table_name))])?;
            bounded(metrics.to_string().into_bytes())
        }
        Place::Here(_) => Err("metrics are counted by a server: name it with --endpoint".to_owned()),
    }
}
