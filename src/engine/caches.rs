//! Caches of parsed expressions and statements.

use std::{collections::HashMap, sync::Arc};

use crate::{
    expression::{ConditionTree, ExpressionError, ExpressionKind, ProjectionTree, UpdateTree},
    partiql::{PartiqlError, Statement},
    sync::RwLock,
};

/// Parsed expressions and statements, by their texts.
///
/// Most programs use few texts, with placeholders and parameters for values. A program that writes values into its
/// texts fills a cache again and again, so a full cache is emptied.
#[derive(Debug, Default)]
pub(crate) struct Caches {
    conditions: Cache<ConditionTree>,
    filters: Cache<ConditionTree>,
    key_conditions: Cache<ConditionTree>,
    search_conditions: Cache<ConditionTree>,
    projections: Cache<ProjectionTree>,
    updates: Cache<UpdateTree>,
    statements: Cache<Statement>,
}

impl Caches {
    /// The tree of a `ConditionExpression`.
    ///
    /// # Errors
    /// Those of [`ConditionTree::parse`], as for the others.
    pub(crate) fn condition(&self, text: &str) -> Result<Arc<ConditionTree>, ExpressionError> {
        self.conditions.get(text, |text| ConditionTree::parse(ExpressionKind::Condition, text))
    }

    /// The tree of a `FilterExpression`.
    pub(crate) fn filter(&self, text: &str) -> Result<Arc<ConditionTree>, ExpressionError> {
        self.filters.get(text, |text| ConditionTree::parse(ExpressionKind::Filter, text))
    }

    /// The tree of a `KeyConditionExpression`.
    pub(crate) fn key_condition(&self, text: &str) -> Result<Arc<ConditionTree>, ExpressionError> {
        self.key_conditions.get(text, |text| ConditionTree::parse(ExpressionKind::KeyCondition, text))
    }

    /// The tree of a `SearchConditionExpression`.
    pub(crate) fn search_condition(&self, text: &str) -> Result<Arc<ConditionTree>, ExpressionError> {
        self.search_conditions.get(text, |text| ConditionTree::parse(ExpressionKind::SearchCondition, text))
    }

    /// The tree of a `ProjectionExpression`.
    pub(crate) fn projection(&self, text: &str) -> Result<Arc<ProjectionTree>, ExpressionError> {
        self.projections.get(text, ProjectionTree::parse)
    }

    /// The tree of an `UpdateExpression`.
    pub(crate) fn update(&self, text: &str) -> Result<Arc<UpdateTree>, ExpressionError> {
        self.updates.get(text, UpdateTree::parse)
    }

    /// A statement of PartiQL.
    pub(crate) fn statement(&self, text: &str) -> Result<Arc<Statement>, PartiqlError> {
        self.statements.get(text, Statement::parse)
    }
}

/// The parsed texts of one kind.
#[derive(Debug)]
struct Cache<T>(RwLock<Kept<T>>);

#[derive(Debug)]
struct Kept<T> {
    by_text: HashMap<Box<str>, Arc<T>>,
    text_bytes: usize,
}

impl<T> Default for Cache<T> {
    fn default() -> Self {
        Self(RwLock::new(Kept { by_text: HashMap::new(), text_bytes: 0 }))
    }
}

impl<T> Cache<T> {
    /// The largest number of texts in a cache.
    const ENTRIES: usize = 512;
    /// The largest number of bytes of text in a cache; the parsed form takes about ten times as much.
    const TEXT_BYTES: usize = 128 * 1024;

    /// The parsed form of a text, from the cache or parsed now.
    ///
    /// # Errors
    /// Those of `parse`; errors are not cached.
    fn get<E>(&self, text: &str, parse: impl FnOnce(&str) -> Result<T, E>) -> Result<Arc<T>, E> {
        if let Some(parsed) = self.0.read().by_text.get(text) {
            return Ok(Arc::clone(parsed));
        }
        let parsed = Arc::new(parse(text)?);
        self.keep(text, Arc::clone(&parsed));
        Ok(parsed)
    }

    fn keep(&self, text: &str, parsed: Arc<T>) {
        let mut kept = self.0.write();
        if kept.by_text.len() >= Self::ENTRIES || kept.text_bytes + text.len() > Self::TEXT_BYTES {
            kept.by_text.clear();
            kept.text_bytes = 0;
        }
        if kept.by_text.insert(text.into(), parsed).is_none() {
            kept.text_bytes += text.len();
        }
        debug_assert_eq!(
            kept.text_bytes,
            kept.by_text.keys().map(|text| text.len()).sum::<usize>(),
            "the bytes kept are those of the texts"
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_text_gives_the_same_tree() {
        let caches = Caches::default();
        let (one, two) = (caches.update("SET a = :a").unwrap(), caches.update("SET a = :a").unwrap());
        assert!(Arc::ptr_eq(&one, &two));
        let text = "SELECT * FROM t WHERE pk = ?";
        let (one, two) = (caches.statement(text).unwrap(), caches.statement(text).unwrap());
        assert!(Arc::ptr_eq(&one, &two));
    }

    #[test]
    fn one_text_is_another_expression_in_another_parameter() {
        let caches = Caches::default();
        let kind = |error: ExpressionError| error.as_str().split(':').next().map(str::to_owned);
        assert_eq!(kind(caches.condition("a").unwrap_err()).unwrap(), "Invalid ConditionExpression");
        assert_eq!(kind(caches.filter("a").unwrap_err()).unwrap(), "Invalid FilterExpression");
        assert!(caches.projection("a").is_ok());
    }

    #[test]
    fn what_cannot_be_parsed_is_not_kept() {
        let caches = Caches::default();
        caches.statement("SELECT").unwrap_err();
        assert!(caches.statements.0.read().by_text.is_empty());
    }

    #[test]
    fn entries_and_bytes_are_bounded() {
        let caches = Caches::default();
        for number in 0..Cache::<()>::ENTRIES * 3 {
            caches.projection(&format!("a{number}")).unwrap();
            caches.condition(&format!("attribute_exists(a{number}){}", " ".repeat(1000))).unwrap();
        }
        assert!(caches.projections.0.read().by_text.len() <= Cache::<()>::ENTRIES);
        assert!(caches.conditions.0.read().text_bytes <= Cache::<()>::TEXT_BYTES);
    }
}
