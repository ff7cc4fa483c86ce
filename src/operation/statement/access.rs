//! The access that a statement needs. (Developer guide: IAM security policies with PartiQL for DynamoDB)

use super::clauses::condition_of;
use crate::{
    error::Result,
    operation::{
        authorization::{decision::Authorizer, request::ItemAccess},
        request::names::bare_table_name,
    },
    partiql::{Access, BoundStatement, BoundValue, KeyNames, Predicate, Select},
    storage::Table,
    value::{AttributeValue, Item},
};

/// Checks the access that a statement needs; `enclosing_operation` is the transaction that it is part of. All statements
/// of a request have one authorizer, if policies are enforced.
///
/// # Errors
/// AccessDeniedException.
pub(super) fn authorize_statement(
    authorizer: Option<&Authorizer<'_>>,
    statement: &BoundStatement<'_>,
    enclosing_operation: Option<&'static str>,
) -> Result<()> {
    let Some(authorizer) = authorizer else { return Ok(()) };
    let check = |table: &str, access: ItemAccess<'_>| {
        authorizer.check_access(table, &ItemAccess { enclosing_operation, ..access })
    };
    let table_of = |name: &str| authorizer.engine().catalog().table(bare_table_name(name));
    match statement {
        BoundStatement::Select(select) | BoundStatement::Exists(select) => {
            let table = table_of(&select.table);
            let (keys, is_scan) = table.as_deref().map(|table| read_keys(table, select)).unwrap_or_default();
            let (projection, condition) = (select.to_projection(), condition_of(select.condition.as_ref())?);
            let access = ItemAccess::new("PartiQLSelect").condition(condition.as_ref());
            let access = access.projection(projection.as_ref()).selected(
                None,
                projection.is_some(),
                select.index.as_deref(),
            );
            let access = ItemAccess { full_table_scan: Some(is_scan), ..access };
            check(&select.table, keys.iter().fold(access, ItemAccess::subject))
        }
        BoundStatement::Insert(insert) => {
            let item = match &*insert.item {
                AttributeValue::M(item) => Some(item),
                // Refused later.
                _ => None,
            };
            check(&insert.table, item.into_iter().fold(ItemAccess::new("PartiQLInsert"), ItemAccess::subject))
        }
        BoundStatement::Update(update) => {
            let (changes, condition) = (update.to_update()?, condition_of(update.condition.as_ref())?);
            let key = table_of(&update.table).and_then(|table| whole_key(&table, update.condition.as_ref()));
            let access =
                ItemAccess::new("PartiQLUpdate").update(Some(&changes)).condition(condition.as_ref());
            check(&update.table, key.iter().fold(access, ItemAccess::subject))
        }
        BoundStatement::Delete(delete) => {
            let condition = condition_of(delete.condition.as_ref())?;
            let key = table_of(&delete.table).and_then(|table| whole_key(&table, delete.condition.as_ref()));
            let access = ItemAccess::new("PartiQLDelete").condition(condition.as_ref());
            check(&delete.table, key.iter().fold(access, ItemAccess::subject))
        }
    }
}

/// The partition keys that a SELECT reads, and whether it reads all items. A statement that is refused later reads all.
fn read_keys(table: &Table, select: &Select<BoundValue<'_>>) -> (Vec<Item>, bool) {
    let indexes = table.indexes();
    let index = select.index.as_deref();
    let index = index.and_then(|name| indexes.iter().find(|index| index.name() == name));
    let schema = index.map_or(table.schema(), |index| index.schema());
    let Ok(names) = KeyNames::of(schema) else { return (Vec::new(), true) };
    match select.plan(names).map(|plan| plan.access) {
        Ok(Access::Ranges(ranges)) => {
            let key = |values: &crate::key::KeyValues<'_>| {
                let attributes = schema.partition_key.iter().zip(values.iter());
                attributes.map(|(attribute, value)| (attribute.name.clone(), (*value).clone())).collect()
            };
            (ranges.iter().map(|range| key(&range.partition)).collect(), false)
        }
        Ok(Access::Scan) | Err(_) => (Vec::new(), true),
    }
}

/// The key that the WHERE of a write names.
fn whole_key(table: &Table, condition: Option<&Predicate<BoundValue<'_>>>) -> Option<Item> {
    let names = KeyNames::of(table.schema()).ok()?;
    condition?.whole_key(names).map(|key| names.item(&key))
}
