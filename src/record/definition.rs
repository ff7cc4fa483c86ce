//! The tables of records: how they are made, and whether one that exists fits.

use super::schema::{IndexProjection, IndexSchema, KeyAttribute, RecordSchema};
use crate::{
    database::{Database, Index, Table},
    error::{Error, Result},
    operation::{
        AttributeDefinition, KeySchemaElement, KeyType, Projection, ProjectionType, TableDescription,
        TimeToLiveStatus,
    },
};

/// Opens the table of these records, or makes it.
///
/// # Errors
/// The table that exists has another key, or lacks an index: [`Error::Validation`].
pub(super) fn open(database: &Database, schemas: &'static [&'static RecordSchema]) -> Result<Table> {
    let Some(first) = schemas.first() else {
        return Err(Error::validation("There is no record"));
    };
    let indexes = indexes(schemas)?;
    let table = match database.table(first.table) {
        Err(Error::ResourceNotFound(_)) => match create(database, first, &indexes) {
            // Another thread was faster.
            Err(error) if error.is_resource_in_use() => database.table(first.table)?,
            made => return enable_time_to_live(made?, schemas),
        },
        found => found?,
    };
    check(&table.describe(), first, &indexes)?;
    enable_time_to_live(table, schemas)
}

/// The indexes of all records, each once.
fn indexes(schemas: &[&'static RecordSchema]) -> Result<Vec<&'static IndexSchema>> {
    let mut all: Vec<&'static IndexSchema> = Vec::new();
    for schema in schemas {
        for index in schema.indexes {
            match all.iter().find(|known| known.name == index.name) {
                None => all.push(index),
                Some(known) if is_same(known, index) => {}
                Some(_) => {
                    return Err(Error::validation(format!(
                        "The records of the table {} declare the index {} with different keys or projections",
                        schema.table, index.name
                    )));
                }
            }
        }
    }
    Ok(all)
}

fn is_same(one: &IndexSchema, other: &IndexSchema) -> bool {
    let names = |key: &[KeyAttribute]| key.iter().map(|part| (part.name, part.ty)).collect::<Vec<_>>();
    one.local == other.local
        && names(one.partition_key) == names(other.partition_key)
        && names(one.sort_key) == names(other.sort_key)
        && one.projection == other.projection
}

fn create(database: &Database, schema: &RecordSchema, indexes: &[&IndexSchema]) -> Result<Table> {
    let mut table = database.create_table(schema.table);
    for part in schema.partition_key {
        table = table.partition_key(part.name, part.ty);
    }
    for part in schema.sort_key {
        table = table.sort_key(part.name, part.ty);
    }
    for described in indexes {
        let mut index = Index::new(described.name);
        for part in described.partition_key {
            index = index.partition_key(part.name, part.ty);
        }
        for part in described.sort_key {
            index = index.sort_key(part.name, part.ty);
        }
        index = match described.projection {
            IndexProjection::All => index,
            IndexProjection::KeysOnly => index.keys_only(),
            IndexProjection::Include(attributes) => index.include(attributes.iter().copied()),
        };
        table = match described.local {
            true => table.local_index(index),
            false => table.global_index(index),
        };
    }
    table.run()
}

fn enable_time_to_live(table: Table, schemas: &[&RecordSchema]) -> Result<Table> {
    let mut declared = schemas.iter().filter_map(|schema| schema.time_to_live_attribute());
    let Some(attribute) = declared.next() else { return Ok(table) };
    if let Some(other) = declared.find(|other| *other != attribute) {
        return Err(Error::validation(format!(
            "The records of the table {} have the time to live in {attribute} and in {other}, but a table has it in one \
             attribute",
            table.name()
        )));
    }
    let there = table.time_to_live()?;
    let is_off = matches!(there.time_to_live_status, None | Some(TimeToLiveStatus::Disabled));
    match there.attribute_name.filter(|_| !is_off) {
        None => table.enable_time_to_live(attribute)?,
        Some(other) if other != attribute => {
            return Err(Error::validation(format!(
                "The table {} has the time to live in {other}, the record in {attribute}",
                table.name()
            )));
        }
        Some(_) => {}
    }
    Ok(table)
}

/// Checks a table that exists. It may have more indexes than the records know.
fn check(table: &TableDescription, schema: &RecordSchema, indexes: &[&IndexSchema]) -> Result<()> {
    let attributes = table.attribute_definitions.as_deref().unwrap_or_default();
    let refused = |what: &str, there: String, wanted: String| {
        Err(Error::validation(format!(
            "The table {} does not fit the record {}: {what} is {there} there, and {wanted} in the record",
            table.table_name, schema.record
        )))
    };
    let there = key(table.key_schema.as_deref().unwrap_or_default(), attributes);
    let wanted = declared(schema.partition_key, schema.sort_key);
    if there != wanted {
        return refused("the key", there, wanted);
    }
    let globals = table.global_secondary_indexes.iter().flatten();
    let globals = globals.map(|index| (&index.index_name, false, &index.key_schema, &index.projection));
    let locals = table.local_secondary_indexes.iter().flatten();
    let locals = locals.map(|index| (&index.index_name, true, &index.key_schema, &index.projection));
    let known: Vec<_> = globals.chain(locals).collect();
    for index in indexes {
        let Some((_, local, there, projection)) = known.iter().find(|(name, ..)| *name == index.name) else {
            return Err(Error::validation(format!(
                "The table {} does not fit the record {}: it has no index {}",
                table.table_name, schema.record, index.name
            )));
        };
        let kind = |local| if local { "local" } else { "global" };
        if *local != index.local {
            let what = format!("the index {}", index.name);
            return refused(&what, kind(*local).to_owned(), kind(index.local).to_owned());
        }
        let (there, wanted) = (key(there, attributes), declared(index.partition_key, index.sort_key));
        if there != wanted {
            return refused(&format!("the key of the index {}", index.name), there, wanted);
        }
        if !has(projection, index.projection) {
            let what = format!("the projection of the index {}", index.name);
            return refused(&what, projected(projection), format!("{:?}", index.projection));
        }
    }
    Ok(())
}

/// A key as a text, for comparison and messages: `user (S), product (S)`.
fn key(elements: &[KeySchemaElement], attributes: &[AttributeDefinition]) -> String {
    let of = |key_type| elements.iter().filter(move |element| element.key_type == Some(key_type));
    let parts = of(KeyType::Hash).chain(of(KeyType::Range)).map(|element| {
        let name = &element.attribute_name;
        let defined = attributes.iter().find(|attribute| attribute.attribute_name == *name);
        let ty = defined.and_then(|attribute| attribute.attribute_type).map_or("?", |ty| ty.as_str());
        format!("{name} ({ty})")
    });
    parts.collect::<Vec<_>>().join(", ")
}

fn declared(partition_key: &[KeyAttribute], sort_key: &[KeyAttribute]) -> String {
    let parts =
        partition_key.iter().chain(sort_key).map(|part| format!("{} ({})", part.name, part.ty.as_str()));
    parts.collect::<Vec<_>>().join(", ")
}

/// Whether an index projects what a record expects, or more.
fn has(there: &Projection, wanted: IndexProjection) -> bool {
    match (there.projection_type, wanted) {
        (Some(ProjectionType::All), _) | (_, IndexProjection::KeysOnly) => true,
        (Some(ProjectionType::Include), IndexProjection::Include(names)) => {
            let included = there.non_key_attributes.as_deref().unwrap_or_default();
            names.iter().all(|name| included.iter().any(|other| other == name))
        }
        _ => false,
    }
}

fn projected(projection: &Projection) -> String {
    let names = projection.non_key_attributes.iter().flatten().map(String::as_str).collect::<Vec<_>>();
    match projection.projection_type {
        Some(ProjectionType::Include) => format!("Include({names:?})"),
        Some(ProjectionType::KeysOnly) => "KeysOnly".to_owned(),
        _ => "All".to_owned(),
    }
}
