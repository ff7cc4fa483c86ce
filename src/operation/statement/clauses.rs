//! Clauses that several kinds of statement have, and the members of a request that carry a statement.

use std::sync::Arc;

use crate::{
    codec::{Constraint, Member, Place},
    engine::Engine,
    error::{Error, Result},
    expression::Condition,
    key::StoredKey,
    limits::STATEMENT_CHARACTERS,
    operation::{
        access::tables::find_table,
        request::{found::Found, values::ValueCheck},
        transaction::fault::Fault,
    },
    partiql::{BoundValue, KeyNames, PartiqlError, Predicate, Select, Statement, parameter_refusal},
    storage::Table,
    value::{AttributeValue, Item},
};

/// The members of a structure that holds a statement.
#[derive(Debug, Clone, Copy)]
pub(super) struct StatementMembers {
    pub(super) statement: Member,
    pub(super) parameters: Member,
}

/// A list of structures that hold a statement, as a batch or a transaction has it.
#[derive(Debug, Clone, Copy)]
pub(super) struct StatementList {
    pub(super) list: Member,
    pub(super) members: StatementMembers,
}

impl StatementList {
    /// The place of a statement in the request; the first has the index 0.
    pub(super) fn place(self, index: usize) -> Place {
        Place::from(self.list).element(index + 1)
    }

    /// Checks the parameters of the statements of a request made in Rust.
    pub(super) fn check_values<'p>(
        self,
        check: &mut ValueCheck,
        parameters: impl Iterator<Item = Option<&'p [AttributeValue]>>,
    ) {
        for (index, parameters) in parameters.enumerate() {
            check.parameters(parameters, || self.place(index).member(self.members.parameters));
        }
    }
}

/// Notes what is wrong with the lengths of a statement and its parameters, which are members of the structure at a
/// place.
pub(super) fn check_lengths(
    found: &mut Found,
    (place, members): (&Place, StatementMembers),
    statement: &str,
    parameters: Option<&[AttributeValue]>,
) {
    if statement.is_empty() {
        let place = place.member(members.statement);
        // A missing statement is noted already.
        if !found.has_violation_at(&place) {
            found.violation(place, Some(String::new()), Constraint::MinLength(1), false);
        }
    } else if statement.len() > STATEMENT_CHARACTERS && statement.chars().count() > STATEMENT_CHARACTERS {
        let constraint = Constraint::MaxLength(STATEMENT_CHARACTERS);
        let place = place.member(members.statement);
        found.violation(place, Some(statement.to_owned()), constraint, false);
    }
    if parameters.is_some_and(<[_]>::is_empty) {
        let place = place.member(members.parameters);
        found.violation(place, Some("[]".to_owned()), Constraint::MinLength(1), false);
    }
}

/// Fails with the first fault among the parameters at a place.
pub(super) fn check_parameters(found: &Found, (place, members): (&Place, StatementMembers)) -> Result<()> {
    if found.faults().is_empty() {
        return Ok(());
    }
    let parameters = place.member(members.parameters);
    match found.faults().iter().find(|found| found.place.is_within(&parameters)) {
        Some(found) => Err(parameter_refusal(&found.faults).into()),
        None => Ok(()),
    }
}

/// The statement of a text.
pub(super) fn parsed(engine: &Engine, text: &str) -> Result<Arc<Statement>> {
    Ok(engine.caches().statement(text)?)
}

/// The item of a statement, and what the statement does with it.
#[derive(Debug)]
pub(super) struct OneItem<A> {
    pub(super) table: Arc<Table>,
    pub(super) key: StoredKey,
    pub(super) action: A,
}

impl<A> OneItem<A> {
    /// The same item with another action made of this one.
    pub(super) fn map<B>(self, map: impl FnOnce(A) -> B) -> OneItem<B> {
        OneItem { table: self.table, key: self.key, action: map(self.action) }
    }
}

/// The condition of a WHERE, if there is one.
pub(super) fn condition_of<'s>(
    predicate: Option<&'s Predicate<BoundValue<'_>>>,
) -> Result<Option<Condition<'s>>, PartiqlError> {
    predicate.map(Predicate::to_condition).transpose()
}

/// The table that a statement names.
pub(super) fn named_table(engine: &Engine, name: &str) -> Result<Arc<Table>, Fault> {
    find_table(engine, name).map_err(Fault::Refuse)
}

/// The table of a SELECT and its condition. A table or index whose key has several attributes of a kind is refused
/// before any fault of the condition, a missing table after it. A condition that is the whole key of one item is left
/// out: the item need not be tested.
pub(super) fn selected<'s>(
    engine: &Engine,
    select: &'s Select<BoundValue<'_>>,
) -> Result<(Arc<Table>, Option<Condition<'s>>), Fault> {
    let table = named_table(engine, &select.table);
    let mut is_one_item = false;
    if let Ok(table) = &table {
        let names = KeyNames::of(table.schema())?;
        let whole = select.condition.as_ref().and_then(|condition| condition.whole_key(names));
        is_one_item = select.index.is_none() && whole.is_some_and(|key| key.is_alone);
        if let Some(target) = select.index.as_ref().and_then(|index| table.index(index))
            && let Some(index) = target.index()
        {
            KeyNames::of(index.schema())?;
        }
    }
    let condition = if is_one_item { None } else { condition_of(select.condition.as_ref())? };
    Ok((table?, condition))
}

/// The key of the one item that the WHERE of a write names.
pub(super) fn mandatory_key(
    table: &Table,
    predicate: Option<&Predicate<BoundValue<'_>>>,
) -> Result<Item, PartiqlError> {
    let names = KeyNames::of(table.schema())?;
    let key = Predicate::mandatory_key(predicate, names)?;
    Ok(names.item(&key))
}

/// A refusal with this message.
pub(super) fn refused(message: impl Into<String>) -> Fault {
    Fault::Refuse(Error::validation(message))
}
