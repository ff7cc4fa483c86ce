//! The steps as the database takes them: through the typed API, or as JSON through the wire.

use std::{slice, sync::Arc};

use hashrange::{
    Database, Error, Item, Result, Table,
    operation::{BatchGetItemInput, BatchWriteItemInput, KeysAndAttributes, ReturnValue, WriteRequest},
};
use serde_json::{Value, json};

use crate::{
    condition::{self, Expression, Guard},
    reference::{Refused, View},
    schema::P,
    steps::{Query, Range, Reading, Scan},
    support::{call, item_from_json, item_to_json},
    update::Update,
};

/// A table that is driven one way or the other.
pub struct Driver<'d> {
    pub db: &'d Database,
    pub table: &'d Table,
    pub wire: bool,
}

/// A page of a query or a scan.
#[derive(Debug)]
pub struct Page {
    pub items: Vec<Item>,
    pub count: usize,
    pub scanned: usize,
    pub last: Option<Item>,
}

pub fn refused(error: Error) -> Refused {
    match error {
        Error::ConditionalCheckFailed { .. } => Refused::Condition,
        Error::Validation(_) => Refused::Validation,
        Error::DuplicateItem(_) => Refused::Duplicate,
        Error::ResourceInUse(_) | Error::LimitExceeded(_) => Refused::InUse,
        other => panic!("not expected: {other}"),
    }
}

pub fn owned(item: Arc<Item>) -> Item {
    item.as_ref().clone()
}

/// Adds what must hold, names and values to a builder, each condition in a call of its own.
macro_rules! with {
    ($builder:expr, $guard:expr, $expression:expr) => {{
        let (mut builder, guard, mut expression): (_, &Guard, Expression) = ($builder, $guard, $expression);
        for condition in condition::all(&guard.conditions, &mut expression) {
            builder = builder.condition(condition);
        }
        builder = match guard.presence {
            Some(true) => builder.if_exists(),
            Some(false) => builder.if_absent(),
            None => builder,
        };
        with!(@placeholders builder, expression)
    }};
    (@placeholders $builder:expr, $expression:expr) => {{
        let mut builder = $builder;
        for (placeholder, name) in &$expression.names {
            builder = builder.name(placeholder, name);
        }
        for (placeholder, value) in &$expression.values {
            builder = builder.value(placeholder.as_str(), value);
        }
        builder
    }};
}

/// Adds limit, filters and projections to a builder, each filter and name in a call of its own.
macro_rules! reading {
    ($builder:expr, $reading:expr, $expression:expr) => {{
        let mut builder = $builder;
        if let Some(limit) = $reading.limit {
            builder = builder.limit(limit);
        }
        for filter in condition::all(&$reading.filters, $expression) {
            builder = builder.filter(filter);
        }
        for name in $reading.projection.iter().flatten() {
            builder = builder.project(projection(slice::from_ref(name), $expression));
        }
        builder
    }};
}

pub(crate) use with;

/// Adds names and values to a request, or to an action of one.
pub fn add_placeholders(body: &mut Value, expression: &Expression) {
    if !expression.names.is_empty() {
        body["ExpressionAttributeNames"] = json!(expression.names);
    }
    if !expression.values.is_empty() {
        body["ExpressionAttributeValues"] = item_to_json(&expression.values);
    }
}

impl Driver<'_> {
    pub fn call(&self, operation: &str, mut body: Value, expression: &Expression) -> Result<Value, Refused> {
        add_placeholders(&mut body, expression);
        let (status, answer) = call(self.db, operation, &body);
        if status == 200 {
            return Ok(answer);
        }
        let kind = answer["__type"].as_str().expect("an exception's name");
        if kind.ends_with("#ConditionalCheckFailedException") {
            Err(Refused::Condition)
        } else if kind.ends_with("#ValidationException") {
            Err(Refused::Validation)
        } else if kind.ends_with("#DuplicateItemException") {
            Err(Refused::Duplicate)
        } else {
            panic!("not expected: {answer}")
        }
    }

    fn body(&self, more: Value) -> Value {
        let mut body = json!({ "TableName": self.table.name() });
        for (name, value) in more.as_object().expect("an object") {
            if !value.is_null() {
                body[name] = value.clone();
            }
        }
        body
    }

    pub fn put(&self, item: &Item, guard: &Guard) -> Result<Option<Item>, Refused> {
        let mut expression = Expression::default();
        if self.wire {
            let body = self.body(json!({
                "Item": item_to_json(item), "ConditionExpression": guard.write(P, &mut expression),
                "ReturnValues": "ALL_OLD",
            }));
            return self.call("PutItem", body, &expression).map(|answer| attributes(&answer));
        }
        let put = with!(self.table.put(item.clone()), guard, expression);
        put.replaced().map(|old| old.map(owned)).map_err(refused)
    }

    pub fn delete(&self, key: &Item, guard: &Guard) -> Result<Option<Item>, Refused> {
        let mut expression = Expression::default();
        if self.wire {
            let body = self.body(json!({
                "Key": item_to_json(key), "ConditionExpression": guard.write(P, &mut expression),
                "ReturnValues": "ALL_OLD",
            }));
            return self.call("DeleteItem", body, &expression).map(|answer| attributes(&answer));
        }
        let delete = with!(self.table.delete(key), guard, expression);
        delete.deleted().map(|old| old.map(owned)).map_err(refused)
    }

    /// The item as it is now; an empty one where there is none.
    pub fn update(&self, key: &Item, update: &Update, guard: &Guard) -> Result<Item, Refused> {
        let mut expression = Expression::default();
        let clauses = update.clauses(&mut expression);
        if self.wire {
            let update = (!clauses.is_empty()).then(|| clauses.join(" "));
            let body = self.body(json!({
                "Key": item_to_json(key), "UpdateExpression": update,
                "ConditionExpression": guard.write(P, &mut expression), "ReturnValues": "ALL_NEW",
            }));
            let answer = self.call("UpdateItem", body, &expression)?;
            return Ok(attributes(&answer).unwrap_or_default());
        }
        let mut builder = self.table.update(key);
        for clause in clauses {
            builder = builder.expression(clause);
        }
        let update = with!(builder, guard, expression);
        update.return_values(ReturnValue::AllNew).updated().map(owned).map_err(refused)
    }

    pub fn get(&self, key: &Item) -> Option<Item> {
        if self.wire {
            let body = self.body(json!({ "Key": item_to_json(key) }));
            let answer = self.call("GetItem", body, &Expression::default()).expect("a read");
            return answer.get("Item").map(item_from_json);
        }
        self.table.get(key).run().expect("a read").map(owned)
    }

    /// Puts items, or deletes those with these keys; refused where a key comes twice.
    pub fn batch_write(&self, writes: &[(Item, bool)]) -> Result<(), Refused> {
        let name = self.table.name();
        if self.wire {
            let request = |(item, put): &(Item, bool)| match put {
                true => json!({ "PutRequest": { "Item": item_to_json(item) } }),
                false => json!({ "DeleteRequest": { "Key": item_to_json(item) } }),
            };
            let requests: Vec<Value> = writes.iter().map(request).collect();
            let body = json!({ "RequestItems": { name: requests } });
            let answer = self.call("BatchWriteItem", body, &Expression::default())?;
            assert_eq!(answer["UnprocessedItems"], json!({}));
            return Ok(());
        }
        let request = |(item, put): &(Item, bool)| match put {
            true => WriteRequest::put(item.clone()),
            false => WriteRequest::delete(item.clone()),
        };
        let input = BatchWriteItemInput {
            request_items: [(name.to_owned(), writes.iter().map(request).collect())].into(),
            ..BatchWriteItemInput::default()
        };
        self.db.batch_write_item(input).map(drop).map_err(refused)
    }

    /// The items with these keys; refused where a key comes twice.
    pub fn batch_get(&self, keys: &[Item]) -> Result<Vec<Item>, Refused> {
        let name = self.table.name();
        if self.wire {
            let keys: Vec<Value> = keys.iter().map(item_to_json).collect();
            let body = json!({ "RequestItems": { name: { "Keys": keys } } });
            let answer = self.call("BatchGetItem", body, &Expression::default())?;
            assert_eq!(answer["UnprocessedKeys"], json!({}));
            return Ok(items(&answer["Responses"][name]));
        }
        let wanted = KeysAndAttributes { keys: keys.to_vec().into(), ..KeysAndAttributes::default() };
        let input = BatchGetItemInput {
            request_items: [(name.to_owned(), wanted)].into(),
            ..BatchGetItemInput::default()
        };
        let mut output = self.db.batch_get_item(input).map_err(refused)?;
        Ok(output.responses.remove(name).expect("the table's items").into_iter().map(owned).collect())
    }

    pub fn query(&self, query: &Query, start: Option<&Item>) -> Page {
        let mut expression = Expression::default();
        if self.wire {
            let condition = key_condition(query, &mut expression);
            let mut body = self.reading(&query.view, &query.reading, start, &mut expression);
            body["KeyConditionExpression"] = json!(condition);
            if !query.forward {
                body["ScanIndexForward"] = json!(false);
            }
            return page(&self.call("Query", body, &expression).expect("a page"));
        }
        let (first, more) = query.partition.split_first().expect("a partition key");
        let mut builder = match query.view.index {
            None => self.table.query(first),
            Some(name) => self.table.index(name).query(first),
        };
        for value in more {
            builder = builder.and_partition_key(value);
        }
        for value in &query.equal {
            builder = builder.equals(value);
        }
        builder = match &query.range {
            None => builder,
            Some(Range::Less(value)) => builder.less_than(value),
            Some(Range::AtMost(value)) => builder.at_most(value),
            Some(Range::Greater(value)) => builder.greater_than(value),
            Some(Range::AtLeast(value)) => builder.at_least(value),
            Some(Range::Between(low, high)) => builder.between(low, high),
            Some(Range::BeginsWith(prefix)) => builder.begins_with(prefix),
        };
        if !query.forward {
            builder = builder.descending();
        }
        builder = reading!(builder, query.reading, &mut expression);
        if let Some(start) = start {
            builder = builder.start_after(start.clone());
        }
        let page = with!(@placeholders builder, expression).page().expect("a page");
        Page {
            items: page.items.expect("items").into_iter().map(owned).collect(),
            count: page.count,
            scanned: page.scanned_count,
            last: page.last_evaluated_key,
        }
    }

    /// A page of a scan, of a segment where `segment` says which of how many.
    pub fn scan(&self, scan: &Scan, segment: Option<(u32, u32)>, start: Option<&Item>) -> Page {
        let mut expression = Expression::default();
        if self.wire {
            let mut body = self.reading(&scan.view, &scan.reading, start, &mut expression);
            if let Some((segment, total)) = segment {
                body["Segment"] = json!(segment);
                body["TotalSegments"] = json!(total);
            }
            return page(&self.call("Scan", body, &expression).expect("a page"));
        }
        let mut builder = match scan.view.index {
            None => self.table.scan(),
            Some(name) => self.table.index(name).scan(),
        };
        if let Some((segment, total)) = segment {
            builder = builder.segment(segment, total);
        }
        builder = reading!(builder, scan.reading, &mut expression);
        if let Some(start) = start {
            builder = builder.start_after(start.clone());
        }
        let page = with!(@placeholders builder, expression).page().expect("a page");
        Page {
            items: page.items.expect("items").into_iter().map(owned).collect(),
            count: page.count,
            scanned: page.scanned_count,
            last: page.last_evaluated_key,
        }
    }

    fn reading(
        &self,
        view: &View,
        reading: &Reading,
        start: Option<&Item>,
        expression: &mut Expression,
    ) -> Value {
        let filter = Guard { conditions: reading.filters.clone(), presence: None };
        self.body(json!({
            "IndexName": view.index,
            "Limit": reading.limit,
            "FilterExpression": filter.write(P, expression),
            "ProjectionExpression": reading.projection.as_ref().map(|names| projection(names, expression)),
            "ExclusiveStartKey": start.map(item_to_json),
        }))
    }
}

fn projection(names: &[&str], expression: &mut Expression) -> String {
    names.iter().map(|name| expression.name(name)).collect::<Vec<_>>().join(", ")
}

fn key_condition(query: &Query, to: &mut Expression) -> String {
    let names: Vec<&str> = query.view.partition.iter().map(|(name, _)| *name).collect();
    let sort: Vec<&str> = query.view.sort.iter().map(|(name, _)| *name).collect();
    let mut clauses: Vec<String> = names
        .iter()
        .zip(&query.partition)
        .chain(sort.iter().zip(&query.equal))
        .map(|(name, value)| format!("{} = {}", to.name(name), to.value(value)))
        .collect();
    if let Some(range) = &query.range {
        let name = to.name(sort[query.equal.len()]);
        clauses.push(match range {
            Range::Less(value) => format!("{name} < {}", to.value(value)),
            Range::AtMost(value) => format!("{name} <= {}", to.value(value)),
            Range::Greater(value) => format!("{name} > {}", to.value(value)),
            Range::AtLeast(value) => format!("{name} >= {}", to.value(value)),
            Range::Between(low, high) => format!("{name} BETWEEN {} AND {}", to.value(low), to.value(high)),
            Range::BeginsWith(prefix) => format!("begins_with({name}, {})", to.value(prefix)),
        });
    }
    clauses.join(" AND ")
}

fn attributes(answer: &Value) -> Option<Item> {
    answer.get("Attributes").map(item_from_json)
}

fn items(list: &Value) -> Vec<Item> {
    list.as_array().expect("a list").iter().map(item_from_json).collect()
}

fn page(answer: &Value) -> Page {
    let number = |name: &str| answer[name].as_u64().and_then(|number| usize::try_from(number).ok());
    Page {
        items: items(&answer["Items"]),
        count: number("Count").expect("a count"),
        scanned: number("ScannedCount").expect("a count"),
        last: answer.get("LastEvaluatedKey").map(item_from_json),
    }
}
