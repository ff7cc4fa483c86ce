//! Faults over HTTP.

use serde_json::{Value, json};

use super::refusal::{Refusal, RefusalKind};
use crate::{
    database::{Database, FaultHandle},
    engine::{FaultRule, FaultStory},
};

/// Adds a rule.
pub(super) fn added(database: &Database, rule: FaultRule) -> Result<Value, Refusal> {
    let fault = database.faults().add(rule)?;
    Ok(json!({ "id": fault.id() }))
}

/// Adds the rules of a story.
pub(super) fn started(database: &Database, story: &FaultStory) -> Result<Value, Refusal> {
    let faults = database.faults().start(story)?;
    Ok(json!({ "ids": faults.iter().map(FaultHandle::id).collect::<Vec<_>>() }))
}

/// The rules in force.
pub(super) fn listed(database: &Database) -> Value {
    json!({ "faults": database.faults().list().iter().map(shown).collect::<Vec<_>>() })
}

/// One of them.
pub(super) fn one(database: &Database, id: &str) -> Result<Value, Refusal> {
    fault(database, id).map(|fault| shown(&fault))
}

/// Removes one of them.
pub(super) fn removed(database: &Database, id: &str) -> Result<Value, Refusal> {
    let fault = fault(database, id)?;
    fault.remove();
    Ok(shown(&fault))
}

/// Removes all.
pub(super) fn cleared(database: &Database) -> Value {
    database.faults().clear();
    json!({})
}

fn fault(database: &Database, id: &str) -> Result<FaultHandle, Refusal> {
    let fault = id.parse().ok().and_then(|id| database.faults().get(id));
    fault.ok_or_else(|| {
        Refusal::new(RefusalKind::NotFound, format!("There is no fault {id}, or none any more"))
    })
}

fn shown(fault: &FaultHandle) -> Value {
    json!({ "id": fault.id(), "hits": fault.hits(), "calls": fault.calls(), "rule": fault.rule() })
}
