//! What lies under a table's name and an id: backups and jobs, in the order in which they are listed.

use std::{
    collections::BTreeMap,
    ops::Bound::{Excluded, Included, Unbounded},
};

/// The values behind `after`, of one table or of all. Those of other tables are not looked at.
pub(super) fn behind<'m, V>(
    map: &'m BTreeMap<(String, String), V>,
    after: Option<(String, String)>,
    table: Option<&'m str>,
) -> impl Iterator<Item = &'m V> {
    let first = table.map(|table| (table.to_owned(), String::new()));
    let start = match (after, first) {
        (Some(after), Some(first)) if after < first => Included(first),
        (Some(after), _) => Excluded(after),
        (None, Some(first)) => Included(first),
        (None, None) => Unbounded,
    };
    let behind = map.range((start, Unbounded));
    let of_table = behind.take_while(move |((name, _), _)| table.is_none_or(|table| table == name));
    of_table.map(|(_, value)| value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_walk_begins_at_its_table_and_ends_with_it() {
        let key = |table: &str, id: u8| (table.to_owned(), id.to_string());
        let all = ["a", "b", "c"].into_iter().flat_map(|table| (1..=3).map(move |id| key(table, id)));
        let map: BTreeMap<_, _> = all.map(|key| (key.clone(), format!("{}{}", key.0, key.1))).collect();
        let list = |after, table| behind(&map, after, table).cloned().collect::<Vec<_>>().join(" ");
        assert_eq!(list(None, Some("b")), "b1 b2 b3");
        assert_eq!(list(Some(key("b", 1)), Some("b")), "b2 b3");
        assert_eq!(list(Some(key("a", 2)), Some("b")), "b1 b2 b3");
        assert_eq!(list(Some(key("c", 1)), Some("b")), "");
        assert_eq!(list(Some(key("b", 3)), None), "c1 c2 c3");
        assert_eq!(list(None, Some("ab")), "");
        assert_eq!(list(None, None).len(), 9 * 3 - 1);
    }
}
