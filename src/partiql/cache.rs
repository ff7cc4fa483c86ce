//! Parsed statements, shared among requests.

use std::sync::Arc;

use super::{PartiqlError, Statement};
use crate::expression::Share;

/// A bounded cache of statements, each found by its text, with the bounds of
/// [`expression::Cache`](crate::expression::Cache). Statements with parameters are few texts; ones with their
/// values written into them push each other out.
#[derive(Debug, Default)]
pub struct StatementCache {
    statements: Share<Statement>,
}

impl StatementCache {
    /// A cache without entries.
    pub fn new() -> Self {
        Self::default()
    }

    /// The statement of a text.
    ///
    /// # Errors
    /// Those of [`Statement::parse`].
    pub fn statement(&self, text: &str) -> Result<Arc<Statement>, PartiqlError> {
        self.statements.get(text, Statement::parse)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_text_gives_the_same_statement() {
        let cache = StatementCache::new();
        let text = "SELECT * FROM t WHERE pk = ?";
        let (one, two) = (cache.statement(text).unwrap(), cache.statement(text).unwrap());
        assert!(Arc::ptr_eq(&one, &two));
        cache.statement("SELECT").unwrap_err();
    }
}
