//! TransactWriteItems and TransactGetItems over several tables: all of it or nothing, and why not.

use hashrange::{CancellationReason, Database, Error, Item, Table};
use serde_json::{Value, json};

use crate::{
    condition::{self, Condition, Expression, Guard},
    driver::{add_placeholders, owned, with},
    reference::{Reference, Refused},
    schema::P,
    support::{call, item_from_json, item_to_json},
    update::Update,
};

/// What an action does with its item.
#[derive(Debug, Clone)]
pub enum Write {
    Put(Item),
    Update(Item, Box<Update>),
    Delete(Item),
    Check(Item, Condition),
}

/// An action on an item of the table with this number.
#[derive(Debug, Clone)]
pub struct Action {
    pub table: usize,
    pub write: Write,
    pub guard: Guard,
}

/// How a transaction ends where it changes nothing.
#[derive(Debug, Clone, PartialEq)]
pub enum Canceled {
    /// The request is refused as a whole.
    Refused,
    /// The code of each action's reason.
    Reasons(Vec<String>),
}

impl Action {
    fn key(&self, reference: &Reference) -> Item {
        match &self.write {
            Write::Put(item) => reference.key_of(item),
            Write::Update(key, _) | Write::Delete(key) | Write::Check(key, _) => key.clone(),
        }
    }

    /// Whether a value fits no index's key, as can be seen without the item.
    fn is_unfit(&self, reference: &Reference) -> bool {
        let fits = match &self.write {
            Write::Put(item) => reference.check_index_keys(item),
            Write::Update(_, update) => reference.check_index_keys(&update.set.iter().cloned().collect()),
            Write::Delete(_) | Write::Check(..) => Ok(()),
        };
        fits.is_err()
    }

    fn apply(&self, reference: &mut Reference) -> Result<(), Refused> {
        match &self.write {
            Write::Put(item) => reference.put(item, &self.guard).map(drop),
            Write::Update(key, update) => reference.update(key, update, &self.guard).map(drop),
            Write::Delete(key) => reference.delete(key, &self.guard).map(drop),
            Write::Check(key, condition) => {
                let mut guard = self.guard.clone();
                guard.conditions.push(condition.clone());
                reference.check(&guard, key)
            }
        }
    }

    fn body(&self, table: &Table) -> Value {
        let mut expression = Expression::default();
        let mut guard = self.guard.clone();
        let (name, mut body) = match &self.write {
            Write::Put(item) => ("Put", json!({ "Item": item_to_json(item) })),
            Write::Delete(key) => ("Delete", json!({ "Key": item_to_json(key) })),
            Write::Update(key, update) => {
                let clauses = update.clauses(&mut expression).join(" ");
                ("Update", json!({ "Key": item_to_json(key), "UpdateExpression": clauses }))
            }
            Write::Check(key, condition) => {
                guard.conditions.push(condition.clone());
                ("ConditionCheck", json!({ "Key": item_to_json(key) }))
            }
        };
        body["TableName"] = json!(table.name());
        if let Some(condition) = guard.write(P, &mut expression) {
            body["ConditionExpression"] = json!(condition);
        }
        add_placeholders(&mut body, &expression);
        json!({ name: body })
    }
}

/// Runs a transaction on the database and on the reference, and compares how they end.
pub fn check(
    db: &Database,
    tables: &[Table; 2],
    references: &mut [Reference; 2],
    actions: &[Action],
    wire: bool,
) {
    let ended = if wire { through_wire(db, tables, actions) } else { typed(db, tables, actions) };
    let keys = actions.iter().map(|action| (action.table, action.key(&references[action.table])));
    let keys: Vec<(usize, Item)> = keys.collect();
    let twice = (1..keys.len()).any(|place| keys[..place].contains(&keys[place]));
    let unfit = actions.iter().position(|action| action.is_unfit(&references[action.table]));
    let reasons = |at: &dyn Fn(usize) -> Option<&'static str>| {
        Canceled::Reasons((0..actions.len()).map(|place| at(place).unwrap_or("None").to_owned()).collect())
    };
    let failed_alone = |failed: usize| reasons(&|place| (place == failed).then_some("ValidationError"));
    if twice {
        assert_eq!(ended, Err(Canceled::Refused), "{actions:?}");
        return;
    }
    if let Some(unfit) = unfit {
        // An empty value refuses the request, one of another type is its action's reason.
        assert!(
            ended == Err(Canceled::Refused) || ended == Err(failed_alone(unfit)),
            "{ended:?} of {actions:?}"
        );
        return;
    }
    let mut after = references.clone();
    let applied: Vec<Result<(), Refused>> =
        actions.iter().map(|action| action.apply(&mut after[action.table])).collect();
    let expected = if let Some(failed) = applied.iter().position(|one| *one == Err(Refused::Validation)) {
        Err(failed_alone(failed))
    } else if applied.iter().any(Result::is_err) {
        Err(reasons(&|place| applied[place].is_err().then_some("ConditionalCheckFailed")))
    } else {
        *references = after;
        Ok(())
    };
    assert_eq!(ended, expected, "{actions:?}");
}

fn typed(db: &Database, tables: &[Table; 2], actions: &[Action]) -> Result<(), Canceled> {
    let mut builder = db.transaction();
    for Action { table, write, guard } in actions {
        let table = &tables[*table];
        let mut expression = Expression::default();
        builder = match write {
            Write::Put(item) => builder.put(table, item.clone()),
            Write::Delete(key) => builder.delete(table, key),
            Write::Check(key, condition) => builder.check(table, key, condition.write(&mut expression)),
            Write::Update(key, update) => {
                let mut clauses = update.clauses(&mut expression).into_iter();
                let updated = builder.update(table, key, clauses.next().expect("something to do"));
                clauses.fold(updated, |builder, clause| builder.expression(clause))
            }
        };
        builder = with!(builder, guard, expression);
    }
    let codes = |reasons: Vec<CancellationReason>| reasons.into_iter().map(|reason| reason.code).collect();
    builder.run().map_err(|error| match error {
        Error::TransactionCanceled { reasons, .. } => Canceled::Reasons(codes(reasons)),
        Error::Validation(_) => Canceled::Refused,
        other => panic!("not expected: {other}"),
    })
}

fn through_wire(db: &Database, tables: &[Table; 2], actions: &[Action]) -> Result<(), Canceled> {
    let items: Vec<Value> = actions.iter().map(|action| action.body(&tables[action.table])).collect();
    let (status, answer) = call(db, "TransactWriteItems", &json!({ "TransactItems": items }));
    if status == 200 {
        return Ok(());
    }
    match answer.get("CancellationReasons").and_then(Value::as_array) {
        Some(reasons) => {
            let code = |reason: &Value| reason["Code"].as_str().expect("a code").to_owned();
            Err(Canceled::Reasons(reasons.iter().map(code).collect()))
        }
        None => {
            let kind = answer["__type"].as_str().expect("an exception's name");
            assert!(kind.ends_with("#ValidationException"), "{answer}");
            Err(Canceled::Refused)
        }
    }
}

/// Reads items of several tables as they are at one moment, and compares them.
pub fn check_reads(
    db: &Database,
    tables: &[Table; 2],
    references: &[Reference; 2],
    keys: &[(usize, Item)],
    wire: bool,
) {
    // No two reads may be of one item.
    let first = |place: usize| !keys[..place].contains(&keys[place]);
    let keys: Vec<&(usize, Item)> =
        keys.iter().enumerate().filter(|(place, _)| first(*place)).map(|(_, key)| key).collect();
    let found: Vec<Option<Item>> = if wire {
        let get = |(table, key): &&(usize, Item)| json!({ "Get": { "TableName": tables[*table].name(), "Key": item_to_json(key) } });
        let gets: Vec<Value> = keys.iter().map(get).collect();
        let (status, answer) = call(db, "TransactGetItems", &json!({ "TransactItems": gets }));
        assert_eq!(status, 200, "{answer}");
        let responses = answer["Responses"].as_array().expect("responses");
        responses.iter().map(|response| response.get("Item").map(item_from_json)).collect()
    } else {
        let read =
            keys.iter().fold(db.transaction_read(), |read, (table, key)| read.get(&tables[*table], key));
        read.run().expect("a read").into_iter().map(|item| item.map(owned)).collect()
    };
    let expected: Vec<Option<Item>> =
        keys.iter().map(|(table, key)| references[*table].get(key).cloned()).collect();
    assert_eq!(found, expected);
}
