//! A policy, compiled.

use super::{context::Context, document::PolicyDocument, statement::Statement};
use crate::{
    engine::Principal,
    error::{Error, Result},
    texts,
};

/// A policy that can be enforced.
#[derive(Debug)]
pub(super) struct Policy {
    statements: Vec<Statement>,
}

/// What a policy says about a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// A statement denies it, whatever others say.
    Denied,
    /// A statement allows it.
    Allowed,
    /// No statement is about it.
    Silent,
}

impl Policy {
    /// Compiles a policy.
    ///
    /// # Errors
    /// What of it is not enforced.
    pub(super) fn compile(document: &PolicyDocument) -> Result<Self, String> {
        let statements = document.statements().iter();
        let statements = statements.map(|statement| Statement::read(statement, document.has_variables()));
        Ok(Self { statements: statements.collect::<Result<_, _>>()? })
    }

    /// What it says about a request.
    pub(super) fn verdict(
        &self,
        principal: &Principal,
        action: &str,
        resource: &str,
        context: &Context<'_>,
    ) -> Verdict {
        let mut verdict = Verdict::Silent;
        for statement in &self.statements {
            if !statement.applies(principal, action, resource, context) {
                continue;
            }
            if !statement.allows {
                return Verdict::Denied;
            }
            verdict = Verdict::Allowed;
        }
        verdict
    }
}

/// Refuses a policy of which something is not enforced: an unknown condition operator, condition key or variable.
pub(super) fn check_enforceable(document: &PolicyDocument) -> Result<()> {
    match Policy::compile(document) {
        Ok(_) => Ok(()),
        Err(what) => Err(Error::validation(texts::resource::invalid_policy(&what))),
    }
}
