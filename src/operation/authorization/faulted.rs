//! What faults know of an access to items: the keys of its parts.

use super::request::ItemAccess;
use crate::{
    engine::{Engine, FaultPart, NotedPart},
    operation::request::names::bare_table_name,
};

/// Notes the parts of an access, one for each item of a batch. The accesses of other operations are one part.
#[cold]
pub(super) fn note_parts(engine: &Engine, named: &str, access: &ItemAccess<'_>, noted: &mut Vec<NotedPart>) {
    const READS: [&str; 6] = ["GetItem", "Query", "Scan", "SearchVectors", "BatchGetItem", "PartiQLSelect"];
    let writes = !READS.contains(&access.action);
    let part = FaultPart {
        table: bare_table_name(named),
        index: access.index,
        subjects: &access.subjects,
        is_range: access.action == "PartiQLSelect",
        key_clauses: &access.key_clauses,
    };
    if ["BatchGetItem", "BatchWriteItem"].contains(&access.action) {
        let subjects = access.subjects.iter().map(std::slice::from_ref);
        noted.extend(subjects.map(|subjects| engine.note_part(&FaultPart { subjects, ..part }, writes)));
    } else {
        noted.push(engine.note_part(&part, writes));
    }
}
