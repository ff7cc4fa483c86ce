//! Removing many parts of an item.

use super::path::{Path, Step, get_mut};
use crate::{
    steps,
    value::{AttributeValue, Item},
};

/// Removes what is at these paths, none of which is inside another. The deepest paths are removed first, because a
/// removal changes the indexes of the list elements after it. All removals from one list or map are one pass, because
/// each single removal would move everything behind it.
pub(crate) fn remove_all(mut paths: Vec<&Path<'_>>, item: &mut Item) {
    paths.sort_by(|one, two| {
        let depths = two.steps().len().cmp(&one.steps().len());
        depths.then_with(|| one.order().cmp(&two.order()))
    });
    for siblings in paths.chunk_by(|one, two| parent(one) == parent(two)) {
        remove_siblings(siblings, item);
    }
}

/// The attribute and steps of the value that contains the path's end; `None` if the path is a whole attribute.
fn parent<'p>(path: &'p Path<'_>) -> Option<(&'p str, &'p [Step<'p>])> {
    path.steps().split_last().map(|(_, above)| (path.name(), above))
}

/// Removes parts of one value, or attributes of the item. The paths are sorted.
fn remove_siblings(siblings: &[&Path<'_>], item: &mut Item) {
    let Some(first) = siblings.first() else { return };
    let Some((_, above)) = first.steps().split_last() else {
        let names: Vec<&str> = siblings.iter().map(|path| path.name()).collect();
        return item.remove_all(&names);
    };
    let last_steps = siblings.iter().filter_map(|path| path.steps().last());
    match get_mut(first.name(), above, item) {
        Some(AttributeValue::M(map)) => {
            let names = last_steps.filter_map(|step| match step {
                Step::Member(name) => Some(*name),
                Step::Element(_) => None,
            });
            map.remove_all(&names.collect::<Vec<_>>());
        }
        Some(AttributeValue::L(list)) => {
            let mut indexes = last_steps.filter_map(|step| match step {
                Step::Element(index) => Some(*index),
                Step::Member(_) => None,
            });
            remove_elements(&mut indexes, list);
        }
        _ => {}
    }
}

fn remove_elements(indexes: &mut dyn Iterator<Item = usize>, list: &mut Vec<AttributeValue>) {
    steps::take(list.len());
    let mut next = indexes.next();
    let mut place = 0;
    list.retain(|_| {
        let goes = next == Some(place);
        if goes {
            next = indexes.next();
        }
        place += 1;
        !goes
    });
}
