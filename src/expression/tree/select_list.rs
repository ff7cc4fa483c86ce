//! The list of a PartiQL SELECT: each value is returned by itself, under the last name of its path.

use std::{
    collections::{BTreeMap, HashSet},
    fmt::Write as _,
};

use super::path::{Path, Step};
use crate::{
    size::value_size_bytes,
    steps,
    value::{AttributeName, AttributeValue, Item},
};

/// Paths, with the names under which a SELECT returns their values.
#[derive(Debug, Clone)]
pub(crate) struct SelectList<'r> {
    paths: Vec<(AttributeName, Path<'r>)>,
}

impl<'r> SelectList<'r> {
    pub(crate) fn new(paths: impl IntoIterator<Item = Path<'r>>) -> Self {
        Self { paths: paths.into_iter().map(|path| (given_name(&path), path)).collect() }
    }

    /// The values alone, without the maps and lists around them. A path that the item does not have returns nothing. If
    /// two values have the same name, the later one in the list counts.
    pub(crate) fn apply(&self, item: &Item) -> Item {
        // A list can name one large value a thousand times, so only the values that count are copied.
        let mut found = BTreeMap::new();
        for (name, path) in &self.paths {
            if let Some(value) = path.get(item) {
                found.insert(name, value);
            }
        }
        let copy = |(name, value): (&AttributeName, &AttributeValue)| {
            steps::take_of(|| value_size_bytes(value));
            (name.clone(), value.clone())
        };
        found.into_iter().map(copy).collect()
    }

    /// The attributes whose values the paths look into.
    pub(crate) fn names_looked_into(&self) -> impl Iterator<Item = &'r str> {
        self.paths.iter().filter_map(|(_, path)| path.name_looked_into())
    }

    /// The attributes that the paths begin with, each once, in the order of the list.
    pub(crate) fn attribute_names(&self) -> impl Iterator<Item = &'r str> {
        let mut seen = HashSet::new();
        self.paths.iter().map(|(_, path)| path.name()).filter(move |name| seen.insert(*name))
    }
}

/// The last name of a path, with the indexes after it: `b` of `a.b`, `b[1]` of `a.b[1]`.
fn given_name(path: &Path<'_>) -> AttributeName {
    let is_member = |step: &Step<'_>| matches!(step, Step::Member(_));
    let last = path.steps().iter().rposition(is_member);
    let name = last.and_then(|place| match path.steps().get(place) {
        Some(Step::Member(name)) => Some(*name),
        _ => None,
    });
    let name = name.unwrap_or(path.name());
    let indexes = path.steps().get(last.map_or(0, |place| place + 1)..).unwrap_or_default();
    if indexes.is_empty() {
        return AttributeName::from(name);
    }
    let mut given = String::from(name);
    for step in indexes {
        if let Step::Element(index) = step {
            // Writing into a string never fails.
            let _ = write!(given, "[{index}]");
        }
    }
    given.as_str().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list<'r>(paths: &[(&'r str, &[Step<'r>])]) -> SelectList<'r> {
        SelectList::new(paths.iter().map(|(name, steps)| Path::new(name, steps.to_vec())))
    }

    fn shelf() -> Item {
        let books: AttributeValue =
            vec![AttributeValue::from("atlas"), AttributeValue::L(vec![1.into(), 2.into()])].into();
        let inner = Item::from([("books", books), ("row", "north".into())]);
        Item::from([("shelf", AttributeValue::M(inner)), ("row", 7.into())])
    }

    #[test]
    fn a_value_comes_under_its_paths_last_name_and_the_indexes_behind_it() {
        use Step::{Element, Member};
        for (name, steps, given) in [
            ("row", &[][..], ("row", 7.into())),
            ("shelf", &[Member("row")], ("row", "north".into())),
            ("shelf", &[Member("books"), Element(0)], ("books[0]", "atlas".into())),
            ("shelf", &[Member("books"), Element(1), Element(1)], ("books[1][1]", AttributeValue::from(2))),
        ] {
            assert_eq!(list(&[(name, steps)]).apply(&shelf()), Item::from([given]));
        }
        let element = Item::from([("l", AttributeValue::from(vec![AttributeValue::M([("x", 1)].into())]))]);
        let path = list(&[("l", &[Element(0), Member("x")])]);
        assert_eq!(path.apply(&element), Item::from([("x", 1)]));
    }

    #[test]
    fn what_is_not_there_is_left_out_and_the_later_of_one_name_counts() {
        let row = [Step::Member("row")];
        let gone = [Step::Member("gone")];
        let both = list(&[("row", &[]), ("shelf", &row), ("shelf", &gone), ("row", &row)]);
        assert_eq!(both.apply(&shelf()), Item::from([("row", "north")]));
        assert_eq!(both.attribute_names().collect::<Vec<_>>(), ["row", "shelf"]);
    }
}
