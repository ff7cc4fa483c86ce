//! A statement of a policy, compiled.

use serde_json::{Map, Value};

use super::{
    condition::Condition,
    context::Context,
    document::texts,
    element,
    pattern::{Pattern, Wildcards},
    principal::Principals,
};
use crate::engine::Principal;

/// A statement of a policy.
#[derive(Debug)]
pub(super) struct Statement {
    pub(super) allows: bool,
    principals: Principals,
    actions: Names,
    resources: Names,
    conditions: Vec<Condition>,
}

/// Patterns, or all names that match none of them.
#[derive(Debug)]
struct Names {
    patterns: Vec<Pattern>,
    is_negated: bool,
}

impl Names {
    fn read(statement: &Map<String, Value>, members: [&str; 2], has_variables: bool) -> Result<Self, String> {
        let [member, negated] = members;
        let is_negated = statement.contains_key(negated);
        let value = statement.get(if is_negated { negated } else { member });
        let patterns = value.into_iter().flat_map(texts);
        let patterns = patterns.map(|text| Pattern::read(text, Wildcards::All, has_variables));
        Ok(Self { patterns: patterns.collect::<Result<_, _>>()?, is_negated })
    }

    fn name(&self, name: &str, context: &Context<'_>, ignores_case: bool) -> bool {
        let is_match = |pattern: &Pattern| pattern.matches(name, context, ignores_case);
        self.patterns.iter().any(is_match) != self.is_negated
    }
}

impl Statement {
    /// Compiles a statement of the required form.
    ///
    /// # Errors
    /// What of it is not enforced.
    pub(super) fn read(statement: &Map<String, Value>, has_variables: bool) -> Result<Self, String> {
        let negated = statement.get(element::NOT_PRINCIPAL);
        let principals = statement.get(element::PRINCIPAL).or(negated).unwrap_or(&Value::Null);
        Ok(Self {
            allows: statement.get(element::EFFECT).and_then(Value::as_str) == Some(element::ALLOW),
            principals: Principals::read(principals, negated.is_some())?,
            // No action has a variable.
            actions: Names::read(statement, [element::ACTION, element::NOT_ACTION], false)?,
            resources: Names::read(statement, [element::RESOURCE, element::NOT_RESOURCE], has_variables)?,
            conditions: Condition::read_all(statement.get(element::CONDITION), has_variables)?,
        })
    }

    /// Whether the statement is about this request: all of its elements are.
    pub(super) fn applies(
        &self,
        principal: &Principal,
        action: &str,
        resource: &str,
        context: &Context<'_>,
    ) -> bool {
        self.principals.name(principal)
            && self.actions.name(action, context, true)
            && self.resources.name(resource, context, false)
            && self.conditions.iter().all(|condition| condition.holds(context))
    }
}
