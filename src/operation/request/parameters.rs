//! Which parameters can be combined: expressions and their legacy counterparts exclude each other.

use std::collections::BTreeMap;

use super::wording::Wording;
use crate::{
    codec::Member,
    error::{Error, Result},
    expression::Placeholders,
    texts,
    value::Item,
};

/// Which parameters a request uses, of each of the two kinds that exclude each other.
#[derive(Debug)]
pub(crate) struct Parameters<'l, 'r> {
    /// Legacy parameters and whether the request has them, in the order in which the service names them.
    pub(crate) legacy: &'l [(Member, bool)],
    /// Expressions and whether the request has them, in the order in which the service names them.
    pub(crate) expressions: &'l [(Member, bool)],
    /// `ExpressionAttributeNames`.
    pub(crate) names: Option<&'r BTreeMap<String, String>>,
    /// `ExpressionAttributeValues`.
    pub(crate) values: Option<&'r Item>,
}

impl<'r> Parameters<'_, 'r> {
    /// Refuses a request that mixes the kinds, or has placeholders and no expression to use them.
    pub(crate) fn check(&self, wording: Wording) -> Result<()> {
        let has_expressions = is_any_there(self.expressions);
        if has_expressions && is_any_there(self.legacy) {
            return Err(wording.refuse(texts::request::mixed_parameters(
                &present(self.legacy),
                &present(self.expressions),
            )));
        }
        if !has_expressions {
            Placeholders::none_without_expressions(self.names, self.values)
                .map_err(|error| wording.refuse(error.as_str()))?;
        }
        Ok(())
    }

    /// The placeholders, to be used up by the expressions.
    pub(crate) fn placeholders(&self, wording: Wording) -> Result<Placeholders<'r>> {
        if !is_any_there(self.expressions) {
            return Ok(Placeholders::default());
        }
        Placeholders::new(self.names, self.values).map_err(|error| wording.refuse(error.as_str()))
    }
}

/// The placeholders of one action. Without an expression they are not checked, unlike in single operations, which
/// refuse them.
pub(crate) fn transaction_placeholders<'r>(
    has_expression: bool,
    names: Option<&'r BTreeMap<String, String>>,
    values: Option<&'r Item>,
) -> Result<Placeholders<'r>> {
    if !has_expression {
        return Ok(Placeholders::default());
    }
    Placeholders::new(names, values).map_err(|error| Error::validation(error.as_str()))
}

fn is_any_there(parameters: &[(Member, bool)]) -> bool {
    parameters.iter().any(|(_, there)| *there)
}

fn present(parameters: &[(Member, bool)]) -> Vec<&'static str> {
    parameters.iter().filter(|(_, there)| *there).map(|(member, _)| member.name()).collect()
}
