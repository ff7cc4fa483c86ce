//! Parsed statements, shared among requests.

use std::sync::Arc;

use super::{error::PartiqlError, statement::Statement};
use crate::expression::AnyShare;

impl Statement {
    /// The statement of a text, parsed if the share does not keep it. Statements with parameters are few texts;
    /// ones with their values written into them push each other out.
    ///
    /// # Errors
    /// Those of [`Statement::parse`].
    pub(crate) fn shared(text: &str, share: &AnyShare) -> Result<Arc<Self>, PartiqlError> {
        share.get_as(text, Self::parse)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_text_gives_the_same_statement() {
        let share = AnyShare::default();
        let text = "SELECT * FROM t WHERE pk = ?";
        let (one, two) = (Statement::shared(text, &share).unwrap(), Statement::shared(text, &share).unwrap());
        assert!(Arc::ptr_eq(&one, &two));
        Statement::shared("SELECT", &share).unwrap_err();
    }
}
