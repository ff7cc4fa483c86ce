//! What a recorded call tells of an access to items: the index and the keys.

use super::request::ItemAccess;
use crate::{
    engine::{Engine, note_index, note_key},
    expression::{Comparator, KeyTest},
    operation::request::names::bare_table_name,
    value::Item,
};

/// Notes the keys and the index of an access. A table that does not exist has no key.
#[cold]
pub(super) fn note_access(engine: &Engine, named: &str, access: &ItemAccess<'_>) {
    if let Some(index) = access.index {
        note_index(index);
    }
    let Some(table) = engine.catalog().table(bare_table_name(named)) else { return };
    let indexes = table.indexes();
    let index = access.index.and_then(|name| indexes.iter().find(|index| index.name() == name));
    let schema = index.map_or(table.schema(), |index| index.schema());
    let names = || schema.attributes().map(|attribute| &attribute.name);
    let note = |value: &dyn Fn(&str) -> Option<crate::value::AttributeValue>| {
        let key = names().filter_map(|name| Some((name.clone(), value(name)?)));
        let key: Vec<_> = key.collect();
        if !key.is_empty() {
            note_key(named, key);
        }
    };
    for subject in &access.subjects {
        note(&|name| Item::get(subject, name).cloned());
    }
    if !access.key_clauses.is_empty() {
        note(&|name| {
            access.key_clauses.iter().find_map(|clause| match clause.test {
                KeyTest::Compare(Comparator::Equal, value) if clause.attribute == name => Some(value.clone()),
                _ => None,
            })
        });
    }
}
