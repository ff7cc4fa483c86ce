//! Parsed expressions, shared among requests.

use std::{any::Any, collections::HashMap, sync::Arc};

use super::{
    error::{ExpressionError, ExpressionKind},
    syntax::{condition::ConditionTree, update::UpdateTree},
};
use crate::{expression::syntax::projection::ProjectionTree, sync::RwLock};

/// A bounded cache of parsed expressions, each found by its text.
///
/// Programs use few texts, with placeholders for what varies; one that writes its values into the text fills a
/// kind's share again and again, and each time it is full that share starts anew.
#[derive(Debug, Default)]
pub struct Cache {
    conditions: Share<ConditionTree>,
    filters: Share<ConditionTree>,
    key_conditions: Share<ConditionTree>,
    projections: Share<ProjectionTree>,
    updates: Share<UpdateTree>,
}

impl Cache {
    /// Expressions of one kind that are kept.
    pub const ENTRIES: usize = 512;
    /// Bytes of text of one kind that are kept; a tree takes some ten times its text.
    pub const TEXT_BYTES: usize = 128 * 1024;

    /// The tree of a `ConditionExpression`.
    ///
    /// # Errors
    /// Those of [`ConditionTree::parse`], as for the others.
    pub fn condition(&self, text: &str) -> Result<Arc<ConditionTree>, ExpressionError> {
        self.conditions.get(text, |text| ConditionTree::parse(ExpressionKind::Condition, text))
    }

    /// The tree of a `FilterExpression`.
    ///
    /// # Errors
    /// Those of [`ConditionTree::parse`].
    pub fn filter(&self, text: &str) -> Result<Arc<ConditionTree>, ExpressionError> {
        self.filters.get(text, |text| ConditionTree::parse(ExpressionKind::Filter, text))
    }

    /// The tree of a `KeyConditionExpression`.
    ///
    /// # Errors
    /// Those of [`ConditionTree::parse`].
    pub fn key_condition(&self, text: &str) -> Result<Arc<ConditionTree>, ExpressionError> {
        self.key_conditions.get(text, |text| ConditionTree::parse(ExpressionKind::KeyCondition, text))
    }

    /// The tree of a `ProjectionExpression`.
    ///
    /// # Errors
    /// Those of [`ProjectionTree::parse`].
    pub fn projection(&self, text: &str) -> Result<Arc<ProjectionTree>, ExpressionError> {
        self.projections.get(text, ProjectionTree::parse)
    }

    /// The tree of an `UpdateExpression`.
    ///
    /// # Errors
    /// Those of [`UpdateTree::parse`].
    pub fn update(&self, text: &str) -> Result<Arc<UpdateTree>, ExpressionError> {
        self.updates.get(text, UpdateTree::parse)
    }
}

/// What is parsed of the texts of one kind.
#[derive(Debug)]
pub(crate) struct Share<T: ?Sized>(RwLock<Trees<T>>);

/// A share whose trees are the business of a layer that this one does not know.
pub(crate) type AnyShare = Share<dyn Any + Send + Sync>;

#[derive(Debug)]
struct Trees<T: ?Sized> {
    by_text: HashMap<Box<str>, Arc<T>>,
    text_bytes: usize,
}

impl<T: ?Sized> Default for Share<T> {
    fn default() -> Self {
        Self(RwLock::new(Trees { by_text: HashMap::new(), text_bytes: 0 }))
    }
}

impl<T: ?Sized> Share<T> {
    fn kept(&self, text: &str) -> Option<Arc<T>> {
        self.0.read().by_text.get(text).cloned()
    }

    fn keep(&self, text: &str, tree: Arc<T>) {
        let mut trees = self.0.write();
        if trees.by_text.len() >= Cache::ENTRIES || trees.text_bytes + text.len() > Cache::TEXT_BYTES {
            trees.by_text.clear();
            trees.text_bytes = 0;
        }
        if trees.by_text.insert(text.into(), tree).is_none() {
            trees.text_bytes += text.len();
        }
    }
}

impl<T> Share<T> {
    /// The tree of a text, parsed if it is not kept.
    ///
    /// # Errors
    /// Those of `parse`; nothing is kept then.
    pub(crate) fn get<E>(&self, text: &str, parse: impl FnOnce(&str) -> Result<T, E>) -> Result<Arc<T>, E> {
        if let Some(tree) = self.kept(text) {
            return Ok(tree);
        }
        let tree = Arc::new(parse(text)?);
        self.keep(text, Arc::clone(&tree));
        Ok(tree)
    }
}

impl AnyShare {
    /// The tree of a text, parsed if none of this type is kept.
    ///
    /// # Errors
    /// Those of `parse`; nothing is kept then.
    pub(crate) fn get_as<T: Any + Send + Sync, E>(
        &self,
        text: &str,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Result<Arc<T>, E> {
        if let Some(Ok(tree)) = self.kept(text).map(Arc::downcast) {
            return Ok(tree);
        }
        let tree = Arc::new(parse(text)?);
        self.keep(text, Arc::clone(&tree) as Arc<dyn Any + Send + Sync>);
        Ok(tree)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_text_gives_the_same_tree() {
        let cache = Cache::default();
        let (one, two) = (cache.update("SET a = :a").unwrap(), cache.update("SET a = :a").unwrap());
        assert!(Arc::ptr_eq(&one, &two));
    }

    #[test]
    fn one_text_is_another_expression_in_another_parameter() {
        let cache = Cache::default();
        assert_eq!(
            cache.condition("a").unwrap_err().as_str().split(':').next(),
            Some("Invalid ConditionExpression")
        );
        assert_eq!(
            cache.filter("a").unwrap_err().as_str().split(':').next(),
            Some("Invalid FilterExpression")
        );
        assert!(cache.projection("a").is_ok());
    }

    #[test]
    fn entries_and_bytes_are_bounded() {
        let cache = Cache::default();
        for number in 0..Cache::ENTRIES * 3 {
            cache.projection(&format!("a{number}")).unwrap();
            cache.condition(&format!("attribute_exists(a{number}){}", " ".repeat(1000))).unwrap();
        }
        assert!(cache.projections.0.read().by_text.len() <= Cache::ENTRIES);
        let conditions = cache.conditions.0.read();
        assert!(conditions.text_bytes <= Cache::TEXT_BYTES);
        assert_eq!(conditions.text_bytes, conditions.by_text.keys().map(|text| text.len()).sum::<usize>());
    }
}
