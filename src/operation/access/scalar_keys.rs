//! Keys are scalars: no path in an expression may lead into an attribute that is a key of the table or of an index.

use crate::{
    error::{Error, Result},
    expression::{Condition, Projection, Update},
    storage::Table,
    texts,
};

/// Refuses the first of these names that is a key. The names are those of attributes that paths lead into, such as `a`
/// in `a.b` and `a[1]`.
pub(crate) fn check_names_looked_into<'n>(
    table: &Table,
    names: impl IntoIterator<Item = &'n str>,
) -> Result<()> {
    for name in names {
        let role = if table.schema().contains(name) {
            "Key"
        } else if table.indexes().iter().any(|index| index.schema().contains(name)) {
            "IndexKey"
        } else {
            continue;
        };
        return Err(Error::validation(texts::key::not_scalar(role, name)));
    }
    Ok(())
}

/// Refuses a projection with a path into a key.
pub(crate) fn check_projection(table: &Table, projection: Option<&Projection<'_>>) -> Result<()> {
    check_names_looked_into(table, projection.into_iter().flat_map(Projection::names_looked_into))
}

/// Refuses a condition or filter with a path into a key.
pub(crate) fn check_condition(table: &Table, condition: Option<&Condition<'_>>) -> Result<()> {
    check_names_looked_into(table, condition.into_iter().flat_map(Condition::names_looked_into))
}

/// Refuses an update with a path into a key, to change it or to read it.
pub(crate) fn check_update(table: &Table, update: Option<&Update<'_>>) -> Result<()> {
    check_names_looked_into(table, update.into_iter().flat_map(Update::names_looked_into))
}
