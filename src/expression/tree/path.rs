//! Document paths: `a.b[2].c`.

use std::fmt;

use crate::{
    expression::error::{ExpressionError, ExpressionKind},
    steps, texts,
    value::{AttributeValue, Item},
};

/// A document path: an attribute, and steps down into it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Path<'r> {
    name: &'r str,
    steps: Vec<Step<'r>>,
}

/// A step into a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Step<'r> {
    /// A member of a map.
    Member(&'r str),
    /// An element of a list, counted from 0.
    Element(usize),
}

impl<'r> Path<'r> {
    /// A whole attribute.
    pub(crate) fn attribute(name: &'r str) -> Self {
        Self { name, steps: Vec::new() }
    }

    /// An attribute and steps into it.
    pub(crate) fn new(name: &'r str, steps: Vec<Step<'r>>) -> Self {
        Self { name, steps }
    }

    /// The attribute's name.
    pub(crate) fn name(&self) -> &'r str {
        self.name
    }

    /// The steps into the attribute.
    pub(crate) fn steps(&self) -> &[Step<'r>] {
        &self.steps
    }

    /// The sort key of a path: name, then steps.
    pub(crate) fn order(&self) -> (&'r str, &[Step<'r>]) {
        (self.name, &self.steps)
    }

    /// The attribute's name, if the path has steps into its value.
    pub(crate) fn name_looked_into(&self) -> Option<&'r str> {
        (!self.steps.is_empty()).then_some(self.name)
    }

    /// The value that the path leads to.
    pub(crate) fn get<'i>(&self, item: &'i Item) -> Option<&'i AttributeValue> {
        steps::take(self.steps.len() + 1);
        self.steps.iter().try_fold(item.get(self.name)?, |value, step| step.get(value))
    }
}

impl Step<'_> {
    /// The name of a member.
    pub(super) const fn name(&self) -> Option<&str> {
        match self {
            Self::Member(name) => Some(name),
            Self::Element(_) => None,
        }
    }

    /// The value one step down.
    pub(crate) fn get(self, value: &AttributeValue) -> Option<&AttributeValue> {
        match (self, value) {
            (Self::Member(name), AttributeValue::M(map)) => map.get(name),
            (Self::Element(index), AttributeValue::L(list)) => list.get(index),
            _ => None,
        }
    }
}

/// The value at these steps into an attribute, for changes in place.
pub(super) fn get_mut<'i>(
    name: &str,
    steps: &[Step<'_>],
    item: &'i mut Item,
) -> Option<&'i mut AttributeValue> {
    steps.iter().try_fold(item.get_mut(name)?, |value, step| match (step, value) {
        (Step::Member(name), AttributeValue::M(map)) => map.get_mut(name),
        (Step::Element(index), AttributeValue::L(list)) => list.get_mut(*index),
        _ => None,
    })
}

/// `[a, b, [2], c]`, as messages show a path.
impl fmt::Display for Path<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[{}", self.name)?;
        for step in &self.steps {
            match step {
                Step::Member(name) => write!(f, ", {name}")?,
                Step::Element(index) => write!(f, ", [{index}]")?,
            }
        }
        f.write_str("]")
    }
}

/// How two paths relate to each other.
enum Relation {
    /// Neither is part of the other.
    Apart,
    /// They are the same, or one is part of the other.
    Overlap,
    /// One path treats as a map what the other treats as a list.
    Conflict,
}

fn relation(one: &Path<'_>, two: &Path<'_>) -> Relation {
    if one.name != two.name {
        return Relation::Apart;
    }
    match one.steps.iter().zip(&two.steps).find(|(one, two)| one != two) {
        None => Relation::Overlap,
        Some((Step::Member(_), Step::Member(_)) | (Step::Element(_), Step::Element(_))) => Relation::Apart,
        Some(_) => Relation::Conflict,
    }
}

/// Whether, of two paths that conflict, the first treats as a map what the second treats as a list.
fn is_member_first(one: &Path<'_>, two: &Path<'_>) -> bool {
    let apart = one.steps.iter().zip(&two.steps).find(|(one, two)| one != two);
    matches!(apart, Some((Step::Member(_), _)))
}

/// Refuses paths that overlap or conflict; the error names the first two, in the order of the text. A projection may
/// name a member before an element of the same value, of which at most one exists. It may not name an element before a
/// member.
pub(crate) fn check_apart<'p, 'r: 'p>(
    kind: ExpressionKind,
    paths: impl Iterator<Item = &'p Path<'r>> + Clone,
) -> Result<(), ExpressionError> {
    const FEW: usize = 12;
    let count = paths.clone().count();
    if count > FEW {
        // If any paths overlap, two of them are neighbours in sorted order.
        let mut sorted: Vec<_> = paths.clone().collect();
        sorted.sort_unstable_by(|one, two| one.order().cmp(&two.order()));
        let neighbours = sorted.iter().zip(sorted.iter().skip(1));
        if neighbours.into_iter().all(|(one, two)| matches!(relation(one, two), Relation::Apart)) {
            return Ok(());
        }
    }
    for (place, two) in paths.clone().enumerate() {
        for one in paths.clone().take(place) {
            steps::take(1);
            let text = match relation(one, two) {
                Relation::Apart => continue,
                Relation::Overlap => texts::expression::overlap,
                Relation::Conflict if kind == ExpressionKind::Projection && is_member_first(one, two) => {
                    continue;
                }
                Relation::Conflict => texts::expression::conflict,
            };
            return Err(kind.invalid(text(&one.to_string(), &two.to_string())));
        }
    }
    Ok(())
}
