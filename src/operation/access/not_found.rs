//! Errors for tables, indexes and keys that do not exist, with a hint at existing ones.

use crate::{
    engine::Engine,
    error::{Error, nearest},
    key::KeySchema,
    storage::Table,
    texts,
    value::{AttributeType, Item},
};

/// How many names of tables, or of an item's attributes, are searched for a similar one; how many a hint lists.
const NAMES: usize = 100;
const NAMES_SHOWN: usize = 5;

/// The error, with this text, of a request for a table that does not exist.
#[cold]
pub(crate) fn no_table(engine: &Engine, name: &str, message: impl Into<String>) -> Error {
    with_names(engine, name, Error::ResourceNotFound(message.into().into()))
}

/// The refusal of an operation on the backups of a table that does not exist.
#[cold]
pub(crate) fn no_table_to_back_up(engine: &Engine, name: &str) -> Error {
    with_names(engine, name, Error::TableNotFound(texts::backup::table_not_found(name).into()))
}

/// The refusal of a replica in a region that has no table of this name.
#[cold]
pub(crate) fn no_table_in_region(engine: &Engine, name: &str, region: &str) -> Error {
    let message = texts::global_table::table_not_found(name, region);
    let no_region = engine.regions().is_none_or(|regions| regions.engine(region).is_none());
    Error::TableNotFound(message.into()).with_hint(|| match no_region && engine.options().region != region {
        true => engine.no_region(region).message().into_owned(),
        false => format!("create the table `{name}` in {region} first, with a stream of new and old images"),
    })
}

/// Adds a hint at the existing tables to an error.
fn with_names(engine: &Engine, name: &str, error: Error) -> Error {
    error.with_hint(|| {
        if let Some(table) = engine.catalog().table(name) {
            let status = table.settings().status;
            return format!(
                "the table `{name}` is {status}: operations on items find it while it is ACTIVE or UPDATING"
            );
        }
        let names = engine.catalog().table_names_around(name, NAMES);
        let names = names.iter().map(String::as_str);
        suggestion(
            &format!("there is no table `{name}`"),
            name,
            names,
            "there are",
            "the database has no tables",
        )
    })
}

/// The refusal of an operation on a table that does not exist.
#[cold]
pub(crate) fn no_managed_table(engine: &Engine, name: &str) -> Error {
    no_table(engine, name, texts::table::not_found(name))
}

/// The same for an index of a table.
#[cold]
pub(crate) fn no_index(table: &Table, name: &str, error: Error) -> Error {
    error.with_hint(|| {
        let (indexes, vectors) = (table.indexes(), table.vector_indexes());
        let mut names: Vec<&str> = indexes.iter().map(|index| index.name()).collect();
        names.extend(vectors.iter().map(|index| index.definition().name.as_str()));
        let what = format!("table `{}` has no index `{name}`", table.name());
        suggestion(&what, name, names.into_iter(), "its indexes are", "it has none")
    })
}

/// A hint: `what` is missing, then the name that was probably meant, or the existing names.
fn suggestion<'n>(
    what: &str,
    wanted: &str,
    names: impl ExactSizeIterator<Item = &'n str> + Clone,
    are: &str,
    none: &str,
) -> String {
    if let Some(near) = nearest(wanted, names.clone()) {
        return format!("{what}: did you mean `{near}`?");
    }
    match names.len() {
        0 => format!("{what}: {none}"),
        count => {
            let mut shown: Vec<String> = names.take(NAMES_SHOWN).map(|name| format!("`{name}`")).collect();
            if count > NAMES_SHOWN {
                shown.push("..".to_owned());
            }
            format!("{what}: {are} {}", shown.join(", "))
        }
    }
}

/// The error of a key, with a hint that shows the table's key and the names, if any, and types that were given.
#[cold]
pub(crate) fn other_key<'g>(
    schema: &KeySchema,
    given: impl Iterator<Item = (Option<&'g str>, AttributeType)>,
    error: Error,
) -> Error {
    error.with_hint(|| {
        let shown = |(name, attribute_type): (Option<&str>, AttributeType)| match name {
            Some(name) => format!("`{name}` ({attribute_type})"),
            None => format!("a value of type {attribute_type}"),
        };
        let key =
            schema.attributes().map(|key| (Some(key.name.as_str()), key.attribute_type.attribute_type()));
        let key: Vec<String> = key.map(shown).collect();
        let mut given: Vec<String> = given.take(NAMES_SHOWN).map(shown).collect();
        if given.is_empty() {
            given.push("nothing".to_owned());
        }
        format!(
            "the key of the table is {}, and what was given is {}",
            key.join(" with "),
            given.join(" with ")
        )
    })
}

/// The error of an item that lacks an attribute of the key, with a hint.
#[cold]
pub(crate) fn no_key_attribute(name: &str, item: &Item, error: Error) -> Error {
    error.with_hint(|| match nearest(name, item.names().take(NAMES).map(|name| name.as_str())) {
        Some(near) => format!("each item of the table has `{name}`: did you mean it by `{near}`?"),
        None => format!("each item of the table has `{name}`, which is of its key"),
    })
}
