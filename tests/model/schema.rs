//! Tables and their indexes.

use hashrange::{
    Database, Index,
    ScalarAttributeType::{self, B, N, S},
    Table,
    operation::StreamViewType,
};

use crate::{reference::View, vectors::Vectors};

pub type Key = (&'static str, ScalarAttributeType);

/// The partition key of every table.
pub const P: &str = "p";

/// A table with its indexes.
#[derive(Debug, Clone)]
pub struct Schema {
    pub name: &'static str,
    pub table: View,
    pub indexes: Vec<View>,
    /// Global indexes that the table begins without.
    pub late: Vec<View>,
    /// The vector index; the table begins with it.
    pub vectors: Vectors,
}

impl Schema {
    /// A table with keys of these types, and indexes of all kinds.
    pub fn new(
        name: &'static str,
        partition: ScalarAttributeType,
        sort: Option<ScalarAttributeType>,
    ) -> Self {
        let view = |index, partition: &[Key], sort: &[Key], included: Option<&[&'static str]>| View {
            index,
            partition: partition.to_vec(),
            sort: sort.to_vec(),
            included: included.map(<[_]>::to_vec),
        };
        let p = (P, partition);
        let sort_key: Vec<Key> = sort.map(|kind| ("k", kind)).into_iter().collect();
        let table = view(None, &[p], &sort_key, None);
        let mut indexes = vec![
            view(Some("global_hash"), &[("s", S)], &[], None),
            view(Some("global_some"), &[("n", N)], &[("b", B)], Some(&["x", "t"])),
            view(Some("global_many"), &[("s", S), ("n", N)], &[("b", B), (P, partition)], Some(&[])),
            view(Some("global_turned"), &[("b", B)], &[p], Some(&["doc"])),
        ];
        // Only a table with a sort key can have local indexes.
        if sort.is_some() {
            indexes.push(view(Some("local_all"), &[p], &[("n", N)], None));
            indexes.push(view(Some("local_keys"), &[p], &[("s", S)], Some(&[])));
            indexes.push(view(Some("local_some"), &[p], &[("b", B)], Some(&["x", "c"])));
        }
        // Few items have an `x` that is a text.
        let late = vec![
            view(Some("global_late"), &[("x", S)], &[], None),
            view(Some("global_late_some"), &[("c", N)], &[("s", S), p], Some(&["y", "doc"])),
        ];
        let vectors = Vectors((name == "other").then_some("s"));
        Self { name, table, indexes, late, vectors }
    }

    /// All views that there may be, the table first.
    pub fn views(&self) -> impl Iterator<Item = &View> {
        std::iter::once(&self.table).chain(&self.indexes).chain(&self.late)
    }

    /// Makes the table.
    pub fn create(&self, db: &Database) -> Table {
        let mut builder = db.create_table(self.name);
        for (name, kind) in &self.table.partition {
            builder = builder.partition_key(*name, *kind);
        }
        for (name, kind) in &self.table.sort {
            builder = builder.sort_key(*name, *kind);
        }
        for view in &self.indexes {
            let name = view.index.expect("an index");
            let is_local = name.starts_with("local");
            let index = index_of(view);
            builder = if is_local { builder.local_index(index) } else { builder.global_index(index) };
        }
        builder = builder.vector_index(self.vectors.index());
        // The verification at the end holds what the stream recorded to the items. The other table has none, so that
        // items are edited in place as well.
        match self.name {
            "other" => builder.stream(StreamViewType::NewAndOldImages).run(),
            _ => builder.run(),
        }
        .expect("a table")
    }
}

/// The definition of an index; a local one has its table's partition key.
pub fn index_of(view: &View) -> Index {
    let name = view.index.expect("an index");
    let mut index = Index::new(name);
    for (name, kind) in view.partition.iter().filter(|_| !name.starts_with("local")) {
        index = index.partition_key(*name, *kind);
    }
    for (name, kind) in &view.sort {
        index = index.sort_key(*name, *kind);
    }
    match view.included.as_deref() {
        None => index,
        Some([]) => index.keys_only(),
        Some(names) => index.include(names.iter().copied()),
    }
}
