//! `ProjectionExpression`: the parts of an item that a read returns.

use super::{
    path::{Path, Step},
    select_list::SelectList,
};
use crate::{
    size::value_size_bytes,
    steps,
    value::{AttributeValue, Item},
};

/// The parts of an item that are wanted.
#[derive(Debug, Clone)]
pub struct Projection<'r> {
    wanted: Wanted<'r>,
}

/// How the wanted parts are returned.
#[derive(Debug, Clone)]
enum Wanted<'r> {
    /// At their paths: attributes with the wanted parts, in order of their names.
    Parts(Vec<(&'r str, Part<'r>)>),
    /// Each value by itself.
    Values(SelectList<'r>),
}

/// The wanted part of a value.
#[derive(Debug, Clone)]
enum Part<'r> {
    /// All of it.
    Whole,
    /// Parts of it. A value has either the members or the elements, never both.
    Parts {
        /// Members of a map, in order of their names.
        members: Vec<(&'r str, Part<'r>)>,
        /// Elements of a list, in order of their positions.
        elements: Vec<(usize, Part<'r>)>,
    },
}

impl<'r> Projection<'r> {
    /// Whole attributes, as in `AttributesToGet`; a repeated name counts once.
    pub fn of_attributes(names: impl IntoIterator<Item = &'r str>) -> Self {
        let mut names: Vec<&str> = names.into_iter().collect();
        // Sorted once: a list may have any length, and each single insertion would move everything behind it.
        names.sort_unstable();
        names.dedup();
        Self { wanted: Wanted::Parts(names.into_iter().map(|name| (name, Part::Whole)).collect()) }
    }

    /// The values at these paths, which do not overlap.
    pub(crate) fn of_paths<'p>(paths: impl Iterator<Item = &'p Path<'r>>) -> Self
    where
        'r: 'p,
    {
        let mut attributes = Vec::new();
        for path in paths {
            add(&mut attributes, path.name(), path.steps());
        }
        Self { wanted: Wanted::Parts(attributes) }
    }

    /// The values at these paths, each by itself under the last name of its path, as a SELECT returns them.
    pub(crate) fn of_values(paths: impl IntoIterator<Item = Path<'r>>) -> Self {
        Self { wanted: Wanted::Values(SelectList::new(paths)) }
    }

    /// The wanted parts of an item, at their paths: maps with only the wanted members, lists with only the wanted
    /// elements, in order and without gaps. Parts that the item does not have are left out, as are maps and lists in
    /// which nothing was found. A PartiQL SELECT returns each value by itself instead.
    pub fn apply(&self, item: &Item) -> Item {
        let attributes = match &self.wanted {
            Wanted::Parts(attributes) => attributes,
            Wanted::Values(list) => return list.apply(item),
        };
        let mut found = Item::with_capacity(attributes.len().min(item.len()));
        // A list of names can be as long as a request and is applied to many items, so the shorter side is walked.
        if attributes.len() <= item.len() {
            for (name, part) in attributes {
                steps::take(1);
                if let Some(value) = item.get(name).and_then(|value| part.of(value)) {
                    found.insert(*name, value);
                }
            }
        } else {
            for (name, value) in item {
                steps::take(1);
                let place = attributes.binary_search_by(|(wanted, _)| (*wanted).cmp(name.as_str()));
                let part = place.ok().and_then(|place| attributes.get(place));
                if let Some(value) = part.and_then(|(_, part)| part.of(value)) {
                    found.insert(name.clone(), value);
                }
            }
        }
        found
    }

    /// The names of the attributes whose values are looked into.
    pub fn names_looked_into(&self) -> impl Iterator<Item = &'r str> {
        let (parts, values) = match &self.wanted {
            Wanted::Parts(attributes) => (attributes.as_slice(), None),
            Wanted::Values(list) => (&[][..], Some(list.names_looked_into())),
        };
        let is_looked_into = |(_, part): &&(_, Part<'r>)| matches!(part, Part::Parts { .. });
        parts.iter().filter(is_looked_into).map(|(name, _)| *name).chain(values.into_iter().flatten())
    }

    /// The names of the attributes that are wanted in whole or in part, each once.
    pub fn attribute_names(&self) -> impl Iterator<Item = &'r str> {
        let (parts, values) = match &self.wanted {
            Wanted::Parts(attributes) => (attributes.as_slice(), None),
            Wanted::Values(list) => (&[][..], Some(list.attribute_names())),
        };
        parts.iter().map(|(name, _)| *name).chain(values.into_iter().flatten())
    }
}

/// Adds a wanted part of an attribute. A path that overlaps with an earlier one adds nothing.
fn add<'r>(attributes: &mut Vec<(&'r str, Part<'r>)>, name: &'r str, steps: &[Step<'r>]) {
    let mut part = entry(attributes, name, steps.is_empty());
    for (place, step) in steps.iter().enumerate() {
        let last = place + 1 == steps.len();
        part = match (step, part) {
            (_, Part::Whole) => return,
            (Step::Member(name), Part::Parts { members, .. }) => entry(members, *name, last),
            (Step::Element(index), Part::Parts { elements, .. }) => entry(elements, *index, last),
        };
    }
}

impl Part<'_> {
    /// Recurses as deep as a path is long, at most [`DOCUMENT_PATH_ELEMENTS`](crate::limits::DOCUMENT_PATH_ELEMENTS).
    fn of(&self, value: &AttributeValue) -> Option<AttributeValue> {
        match (self, value) {
            (Self::Whole, value) => {
                steps::take_of(|| value_size_bytes(value));
                Some(value.clone())
            }
            (Self::Parts { members, .. }, AttributeValue::M(map)) => {
                let found = members.iter().filter_map(|(name, part)| Some((*name, part.of(map.get(name)?)?)));
                let found: Item = found.collect();
                (!found.is_empty()).then_some(AttributeValue::M(found))
            }
            (Self::Parts { elements, .. }, AttributeValue::L(list)) => {
                let part = |(index, part): &(usize, Part<'_>)| part.of(list.get(*index)?);
                let found: Vec<_> = elements.iter().filter_map(part).collect();
                (!found.is_empty()).then_some(AttributeValue::L(found))
            }
            _ => None,
        }
    }
}

/// The part under this name or position; created if it is missing.
fn entry<'s, 'r, K: Ord + Copy>(parts: &'s mut Vec<(K, Part<'r>)>, key: K, whole: bool) -> &'s mut Part<'r> {
    let place = match parts.binary_search_by(|(other, _)| other.cmp(&key)) {
        Ok(place) => place,
        Err(place) => {
            let part = match whole {
                true => Part::Whole,
                false => Part::Parts { members: Vec::new(), elements: Vec::new() },
            };
            parts.insert(place, (key, part));
            place
        }
    };
    #[expect(clippy::indexing_slicing, reason = "the place was found, or made, above")]
    &mut parts[place].1
}
