//! Lists of expressions for one parameter, where the API has one text: a program passes them in several calls.
//!
//! Each is parsed by itself, so that none can change how another is read. Bound together they are one expression, with
//! the limits of one expression.

use super::placeholders::Placeholders;
use crate::{
    expression::{
        error::{ExpressionError, ExpressionKind},
        syntax::{condition::ConditionTree, projection::ProjectionTree, update::UpdateTree},
        tree::{
            condition::{Condition, Step, Test},
            path::check_apart,
            projection::Projection,
            update::Update,
        },
    },
    limits::{EXPRESSION_BYTES, EXPRESSION_OPERATORS},
};

/// The total size of a list of expressions.
#[derive(Debug)]
pub(crate) struct Extent {
    kind: ExpressionKind,
    bytes: usize,
    operators: usize,
    /// Whether expressions that are built in Rust need no counting: all together are short enough.
    is_short: bool,
}

impl Extent {
    /// The total size of an empty list.
    pub(crate) fn new(kind: ExpressionKind) -> Self {
        Self { kind, bytes: 0, operators: 0, is_short: false }
    }

    /// The total size of an empty list, to which no more than so many bytes will be added.
    pub(crate) fn with_at_most(kind: ExpressionKind, bytes: usize) -> Self {
        Self { is_short: bytes <= EXPRESSION_BYTES, ..Self::new(kind) }
    }

    /// Adds an expression that is built in Rust, with this many operators and functions. Its size is that of its text,
    /// which is only made where that may be too much.
    ///
    /// # Errors
    /// As [`add`](Self::add).
    pub(crate) fn add_built(
        &mut self,
        operators: usize,
        bytes: impl FnOnce() -> usize,
    ) -> Result<(), ExpressionError> {
        self.add(0, operators)?;
        if self.is_short { Ok(()) } else { self.add(bytes(), 0) }
    }

    /// Adds an expression with this many bytes, and this many operators and functions.
    ///
    /// # Errors
    /// The list is larger than an expression may be.
    pub(crate) fn add(&mut self, bytes: usize, operators: usize) -> Result<(), ExpressionError> {
        self.bytes += bytes;
        self.operators += operators;
        if self.bytes > EXPRESSION_BYTES {
            return Err(self.kind.too_long(self.bytes));
        }
        if self.operators > EXPRESSION_OPERATORS {
            return Err(self.kind.too_many_operators(self.operators));
        }
        Ok(())
    }
}

impl ConditionTree {
    /// How many operators and functions the condition has.
    pub(crate) fn operators(&self) -> usize {
        self.operators
    }
}

impl UpdateTree {
    /// How many operators and functions the update has.
    pub(crate) fn operators(&self) -> usize {
        self.operators
    }

    /// One update of all these trees, with the request's names and values.
    ///
    /// # Errors
    /// Those of [`bind`](Self::bind); the paths of different trees can also overlap or conflict.
    pub(crate) fn bind_all<'t, 'r: 't>(
        trees: impl IntoIterator<Item = &'t Self>,
        placeholders: &mut Placeholders<'r>,
    ) -> Result<Update<'t>, ExpressionError> {
        let mut actions = Vec::new();
        for tree in trees {
            tree.bind_actions(placeholders, &mut actions)?;
        }
        Update::checked(ExpressionKind::Update, actions)
    }
}

impl ProjectionTree {
    /// One projection of all these trees, with the request's names.
    ///
    /// # Errors
    /// Those of [`bind`](Self::bind); the paths of different trees can also overlap or conflict.
    pub(crate) fn bind_all<'t, 'r: 't>(
        trees: impl IntoIterator<Item = &'t Self>,
        placeholders: &mut Placeholders<'r>,
    ) -> Result<Projection<'t>, ExpressionError> {
        let mut paths = Vec::new();
        for tree in trees {
            tree.bind_paths(placeholders, &mut paths)?;
        }
        check_apart(ExpressionKind::Projection, paths.iter())?;
        Ok(Projection::of_paths(paths.iter()))
    }
}

impl<'r> Condition<'r> {
    /// The condition that holds if all of these hold.
    pub(crate) fn all(conditions: impl IntoIterator<Item = Self>) -> Self {
        let mut conditions = conditions.into_iter();
        let Some(mut all) = conditions.next() else { return Self { program: Vec::new() } };
        for condition in conditions {
            let start = all.program.len() + 1;
            all.program.push(Step::And(start + condition.program.len()));
            all.program.extend(condition.program.into_iter().map(|step| step.moved(start)));
        }
        all
    }

    /// The condition that the item exists, whatever the names of its key attributes.
    pub(crate) fn item_exists() -> Self {
        Self { program: vec![Step::Test(Test::ItemExists)] }
    }

    /// The condition that the item does not exist.
    pub(crate) fn item_absent() -> Self {
        Self { program: vec![Step::Test(Test::ItemExists), Step::Not] }
    }
}

impl Step<'_> {
    /// The step as part of another program, where its own program begins at `start`.
    fn moved(self, start: usize) -> Self {
        match self {
            Self::And(end) => Self::And(start + end),
            Self::Or(end) => Self::Or(start + end),
            same @ (Self::Test(_) | Self::Known(_) | Self::Not) => same,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::Item;

    fn condition(text: &str) -> ConditionTree {
        ConditionTree::parse(ExpressionKind::Condition, text).unwrap()
    }

    fn item(attributes: &[&str]) -> Item {
        attributes.iter().map(|name| (*name, 1)).collect()
    }

    #[test]
    fn a_list_of_conditions_holds_where_every_one_holds_with_its_own_grouping() {
        let exists = |name: &str| format!("attribute_exists({name})");
        let texts = [
            format!("{} OR {}", exists("a"), exists("b")),
            format!("NOT {} OR {} AND {}", exists("c"), exists("a"), exists("b")),
            format!("({} OR {}) AND NOT {}", exists("c"), exists("d"), exists("e")),
        ];
        let trees = texts.each_ref().map(|text| condition(text));
        let bind = |tree| ConditionTree::bind(tree, &mut Placeholders::default()).unwrap();
        let names = ["a", "b", "c", "d", "e"];
        for count in 1..=trees.len() {
            let all = Condition::all(trees.iter().take(count).map(bind));
            for chosen in 0..1 << names.len() {
                let there =
                    (0..names.len()).filter(|place| chosen >> place & 1 == 1).map(|place| names[place]);
                let item = item(&there.collect::<Vec<_>>());
                let each = trees.iter().take(count).all(|tree| bind(tree).holds(&item));
                assert_eq!(all.holds(&item), each, "{count} conditions, {item:?}");
            }
        }
    }

    #[test]
    fn an_item_is_there_or_not_whatever_its_attributes() {
        for (item, there) in [(item(&["a"]), true), (Item::new(), false)] {
            assert_eq!(Condition::item_exists().holds(&item), there);
            assert_eq!(Condition::item_absent().holds(&item), !there);
            let twice = [Condition::item_absent(), Condition::item_absent()];
            assert_eq!(Condition::all(twice).holds(&item), !there);
        }
    }

    #[test]
    fn a_list_may_be_as_large_as_one_expression() {
        let mut extent = Extent::new(ExpressionKind::Condition);
        extent.add(EXPRESSION_BYTES, EXPRESSION_OPERATORS).unwrap();
        assert_eq!(
            extent.add(1, 0).unwrap_err().as_str(),
            "Invalid ConditionExpression: Expression size has exceeded the maximum allowed size; expression size: 4097"
        );
        let mut extent = Extent::new(ExpressionKind::Update);
        extent.add(1, EXPRESSION_OPERATORS).unwrap();
        assert_eq!(
            extent.add(1, 1).unwrap_err().as_str(),
            "Invalid UpdateExpression: The expression contains too many operators; operator count: 301"
        );
    }
}
