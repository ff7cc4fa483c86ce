//! Changes fields of records.

use std::{collections::BTreeMap, marker::PhantomData};

use super::{
    attribute::{Attribute, Plain},
    key,
    parts::Given,
    put::{VERSION, read},
    record::KeyedRecord,
    schema::{KeyForm, RecordSchema},
};
use crate::{
    database::{Table, UpdateBuilder},
    error::{Error, Result},
    value::{AttributeValue, ConversionError, Number},
};

/// A change of a field.
#[derive(Debug)]
enum Change {
    Set(AttributeValue),
    SetIfAbsent(AttributeValue),
    Add(AttributeValue),
    Remove,
}

/// An update of a record: [`TableOf::update`](super::TableOf::update).
#[derive(Debug)]
#[must_use = "nothing is changed until `run`"]
pub struct UpdateOf<'t, R> {
    update: Result<UpdateBuilder<'t>>,
    /// The values that are known: those of the key.
    values: Vec<AttributeValue>,
    changes: BTreeMap<usize, Change>,
    of: PhantomData<fn() -> R>,
}

impl<'t, R: KeyedRecord> UpdateOf<'t, R> {
    pub(super) fn new(table: &'t Table, values: Result<Vec<AttributeValue>>) -> Self {
        let begun = values.and_then(|values| Ok((key::of_values(R::SCHEMA, &values)?, values)));
        let (update, values) = match begun {
            Ok((key, values)) => (Ok(table.update(key).if_exists()), values),
            Err(error) => (Err(error), Vec::new()),
        };
        Self { update, values, changes: BTreeMap::new(), of: PhantomData }
    }

    /// Sets a field.
    pub fn set<F, V>(self, field: Attribute<R, F, V, Plain>, value: impl Given<V>) -> Self {
        self.change(field, value, Change::Set)
    }

    /// Sets a field that has no value yet.
    pub fn set_if_absent<F, V>(self, field: Attribute<R, F, V, Plain>, value: impl Given<V>) -> Self {
        self.change(field, value, Change::SetIfAbsent)
    }

    /// Adds to a number. A field without a value becomes this number.
    pub fn add<F, V>(self, field: Attribute<R, F, V, Plain>, value: impl Given<V>) -> Self {
        self.change(field, value, Change::Add)
    }

    /// Removes the value of an `Option`.
    pub fn remove<V>(mut self, field: Attribute<R, Option<V>, V, Plain>) -> Self {
        self.changes.insert(field.number(), Change::Remove);
        self
    }

    fn change<F, V>(
        mut self,
        field: Attribute<R, F, V, Plain>,
        value: impl Given<V>,
        change: fn(AttributeValue) -> Change,
    ) -> Self {
        match field.write(&value.into_given()) {
            Ok(value) => {
                self.changes.insert(field.number(), change(value));
            }
            Err(error) => {
                let source = Box::new(error);
                let error = ConversionError::At { path: field.name().to_owned(), source };
                self.update = self.update.and(Err(error.into()));
            }
        }
        self
    }

    /// Changes the record only if it has this version.
    ///
    /// ```
    /// # use hashrange::{Database, Record};
    /// # #[derive(Record, Clone)]
    /// # #[record(table = "accounts")]
    /// # struct Account { #[record(partition_key)] id: String, balance: i64, #[record(version)] version: u64 }
    /// let accounts = Database::new().table_of::<Account>()?;
    /// accounts.put(&Account { id: "a1".into(), balance: 0, version: 0 }).run()?;
    /// let updated = accounts.update("a1").set(Account::BALANCE, 10).version(1).run()?;
    /// assert_eq!(updated.version, 2);
    /// assert!(accounts.update("a1").set(Account::BALANCE, 11).version(1).run().is_err());
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn version(self, version: impl Into<Number>) -> Self {
        if R::SCHEMA.version.is_none() {
            let without = format!("The record {} has no version", R::SCHEMA.record);
            return Self { update: self.update.and(Err(Error::validation(without))), ..self };
        }
        let (name, value) = VERSION;
        let version = AttributeValue::N(version.into());
        self.with(|update| update.condition(format!("{name} = {value}")).value(value, version))
    }

    /// Sets options of the untyped request, such as conditions, or changes what this type has no method for.
    ///
    /// A key of an index that is made of fields by a template does not follow changes that are made here.
    pub fn with(mut self, options: impl FnOnce(UpdateBuilder<'t>) -> UpdateBuilder<'t>) -> Self {
        self.update = self.update.map(options);
        self
    }

    /// Changes the record, and returns it as it is afterwards.
    ///
    /// # Errors
    /// As [`UpdateBuilder::run`]; [`Error::ConditionalCheckFailed`] if there is no such record or it has another version;
    /// [`Error::Validation`] if the key of an index is made of several fields and not all of them are set;
    /// [`Error::Conversion`] if the item does not fit the record. It has been changed then.
    pub fn run(self) -> Result<R> {
        let Self { update, values, changes, .. } = self;
        let mut update = update?;
        let schema = R::SCHEMA;
        let mut sections = Sections::default();
        for (number, change) in &changes {
            if let Some(field) = schema.fields.get(*number) {
                sections.add(field.attribute, change);
            }
        }
        for (attribute, change) in index_keys(schema, values, &changes)? {
            sections.add(attribute, &change);
        }
        let (name, _) = VERSION;
        if let Some(attribute) = schema.version_attribute() {
            let own = changes.keys().any(|number| Some(*number) == schema.version);
            if own {
                return Err(Error::validation("A version is not set: it becomes the next one by itself"));
            }
            update = update.name(name, attribute);
            sections.adds.push(format!("{name} :hashrange_next"));
            update = update.value(":hashrange_next", 1);
        }
        for (placeholder, name) in sections.names() {
            update = update.name(placeholder, name);
        }
        for (placeholder, value) in &sections.values {
            update = update.value(placeholder.clone(), value.clone());
        }
        if let Some(expression) = sections.expression() {
            update = update.expression(expression);
        }
        read(&*update.updated()?)
    }
}

/// The changes of index keys that are made by templates of fields that change.
fn index_keys(
    schema: &'static RecordSchema,
    mut values: Vec<AttributeValue>,
    changes: &BTreeMap<usize, Change>,
) -> Result<BTreeMap<&'static str, Change>> {
    for (number, change) in changes {
        if let (Change::Set(value), Some(slot)) = (change, values.get_mut(*number)) {
            *slot = value.clone();
        }
    }
    let mut made = BTreeMap::new();
    let keys = schema.indexes.iter().flat_map(|index| index.partition_key.iter().chain(index.sort_key));
    for part in keys.filter(|part| matches!(part.form, KeyForm::Template(_))) {
        // An index may have an attribute of the table's key, which never changes.
        let is_of_table = schema.key().any(|own| own.name == part.name);
        if is_of_table || !part.fields().any(|number| changes.contains_key(&number)) {
            continue;
        }
        let change = if part.fields().any(|number| matches!(changes.get(&number), Some(Change::Remove))) {
            Change::Remove
        } else if let Some(value) = part.value(schema, &values)? {
            Change::Set(value)
        } else {
            let names = part.fields().filter_map(|number| schema.fields.get(number)).map(|field| field.name);
            return Err(Error::validation(format!(
                "{}: {} is made of the fields {}: set all of them in one update",
                schema.record,
                part.name,
                names.collect::<Vec<_>>().join(", ")
            )));
        };
        made.insert(part.name, change);
    }
    Ok(made)
}

/// The sections of an update expression.
#[derive(Debug, Default)]
struct Sections {
    sets: Vec<String>,
    adds: Vec<String>,
    removes: Vec<String>,
    attributes: Vec<&'static str>,
    values: Vec<(String, AttributeValue)>,
}

impl Sections {
    fn add(&mut self, attribute: &'static str, change: &Change) {
        let number = self.attributes.len();
        let (name, value) = (format!("#hashrange_{number}"), format!(":hashrange_{number}"));
        self.attributes.push(attribute);
        let given = match change {
            Change::Set(given) => {
                self.sets.push(format!("{name} = {value}"));
                Some(given)
            }
            Change::SetIfAbsent(given) => {
                self.sets.push(format!("{name} = if_not_exists({name}, {value})"));
                Some(given)
            }
            Change::Add(given) => {
                self.adds.push(format!("{name} {value}"));
                Some(given)
            }
            Change::Remove => {
                self.removes.push(name);
                None
            }
        };
        self.values.extend(given.map(|given| (value, given.clone())));
    }

    fn names(&self) -> impl Iterator<Item = (String, &'static str)> {
        self.attributes.iter().zip(0..).map(|(name, number)| (format!("#hashrange_{number}"), *name))
    }

    fn expression(&self) -> Option<String> {
        let sections = [("SET", &self.sets), ("ADD", &self.adds), ("REMOVE", &self.removes)];
        let written = sections.iter().filter(|(_, changes)| !changes.is_empty());
        let written: Vec<String> =
            written.map(|(section, changes)| format!("{section} {}", changes.join(", "))).collect();
        (!written.is_empty()).then(|| written.join(" "))
    }
}
