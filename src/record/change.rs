//! Changes of the fields of a record.

use std::{collections::BTreeMap, marker::PhantomData};

use super::{
    attribute::{Attribute, Plain},
    change_methods::change_methods,
    key,
    parts::Given,
    reader::within,
    record::KeyedRecord,
    request_traits::request_traits,
    schema::{KeyForm, RecordSchema},
};
use crate::{
    error::{Error, Result},
    expression::{Attr, ConditionExpression, NewValue, UpdateExpression},
    value::{AttributeType, AttributeValue, Item, Number},
};

/// A change of a field.
#[derive(Debug, Clone)]
pub(super) enum Change {
    Set(AttributeValue),
    SetIfAbsent(AttributeValue),
    Add(AttributeValue),
    AddToSet(AttributeValue),
    DeleteFromSet(AttributeValue),
    Subtract(AttributeValue),
    Append(AttributeValue),
    Prepend(AttributeValue),
    Remove,
}

impl Change {
    /// Fails if the change is one of a list or set, and the field is none.
    fn check(&self, name: &str) -> Result<()> {
        let (wanted, value) = match self {
            Self::AddToSet(value) | Self::DeleteFromSet(value) => {
                use AttributeType::{Bs, Ns, Ss};
                (!matches!(value.attribute_type(), Ss | Ns | Bs), "set")
            }
            Self::Append(value) | Self::Prepend(value) => {
                (value.attribute_type() != AttributeType::L, "list")
            }
            _ => return Ok(()),
        };
        match wanted {
            true => Err(Error::validation(format!("The field {name} is no {value}"))),
            false => Ok(()),
        }
    }

    /// Adds the change of this attribute to an update.
    fn add_to(self, update: UpdateExpression, attribute: &str) -> UpdateExpression {
        let path = Attr::named(attribute);
        match self {
            Self::Set(value) => update.set(path, value),
            Self::SetIfAbsent(value) => update.set_if_absent(path, value),
            Self::Add(value) | Self::AddToSet(value) => update.add(path, value),
            Self::DeleteFromSet(set) => update.delete_from_set(path, elements(set)),
            Self::Subtract(value) => update.subtract(path, value),
            Self::Append(list) => update.set(path.clone(), path.followed_by(list)),
            Self::Prepend(list) => update.set(path.clone(), NewValue::from(list).followed_by(path)),
            Self::Remove => update.remove(path),
        }
    }
}

/// The elements of a set.
fn elements(set: AttributeValue) -> Vec<AttributeValue> {
    match set {
        AttributeValue::Ss(texts) => texts.into_iter().map(AttributeValue::from).collect(),
        AttributeValue::Ns(numbers) => numbers.into_iter().map(AttributeValue::N).collect(),
        AttributeValue::Bs(all) => all.into_iter().map(AttributeValue::B).collect(),
        // It is refused as an element.
        other => vec![other],
    }
}

/// Changes of the fields of one record, and the version that it must have:
/// [`TransactionBuilder::update_record`](crate::TransactionBuilder::update_record).
#[must_use = "nothing is changed until a request has it"]
pub struct ChangesOf<R> {
    /// The values that are known: those of the key.
    values: Vec<AttributeValue>,
    changes: BTreeMap<usize, Change>,
    version: Option<Number>,
    first_error: Result<()>,
    of: PhantomData<fn() -> R>,
}

request_traits!([R] "ChangesOf" ChangesOf<R> { changes, values, version, first_error, of });

/// What changes of a record come to.
pub(super) struct Changed {
    /// `None` if nothing changes.
    pub(super) update: Option<UpdateExpression>,
    pub(super) condition: Option<ConditionExpression>,
}

impl<R: KeyedRecord> ChangesOf<R> {
    pub(super) fn new(values: Result<Vec<AttributeValue>>) -> Self {
        let (values, first_error) = match values {
            Ok(values) => (values, Ok(())),
            Err(error) => (Vec::new(), Err(error)),
        };
        Self { values, changes: BTreeMap::new(), version: None, first_error, of: PhantomData }
    }

    change_methods!();

    fn with_changes(self, change: impl FnOnce(Self) -> Self) -> Self {
        change(self)
    }

    pub(super) fn change<F, V>(
        self,
        field: Attribute<R, F, V, Plain>,
        value: impl Given<V>,
        change: fn(AttributeValue) -> Change,
    ) -> Self {
        match field.write(&value.into_given()) {
            Ok(value) => self.changed(field.number(), change(value)),
            Err(error) => self.failed(within(field.name(), error).into()),
        }
    }

    pub(super) fn changed(mut self, number: usize, change: Change) -> Self {
        let name = R::SCHEMA.fields.get(number).map_or("", |field| field.name);
        let checked = change.check(name);
        if self.changes.insert(number, change).is_some() {
            return self.failed(Error::validation(format!(
                "The field {name} is changed twice: an update has one change of each"
            )));
        }
        match checked {
            Ok(()) => self,
            Err(error) => self.failed(error),
        }
    }

    fn failed(mut self, error: Error) -> Self {
        self.first_error = self.first_error.and(Err(error));
        self
    }

    pub(super) fn expects(mut self, version: Number) -> Self {
        if R::SCHEMA.version.is_none() {
            return self.failed(Error::validation(format!("The record {} has no version", R::SCHEMA.record)));
        }
        self.version = Some(version);
        self
    }

    /// The record's key.
    pub(super) fn key(&self) -> Result<Item> {
        key::of_values(R::SCHEMA, &self.values)
    }

    /// Whether the record must have a version.
    pub(super) fn expects_version(&self) -> bool {
        self.version.is_some()
    }

    /// Checks that the record can be read that the changes make where there is none.
    fn check_created(&self) -> Result<()> {
        let mut item = self.key()?;
        for (number, change) in &self.changes {
            use Change::{Add, AddToSet, Append, Prepend, Set, SetIfAbsent, Subtract};
            let Some(field) = R::SCHEMA.fields.get(*number) else { continue };
            if matches!(change, Append(_) | Prepend(_) | Subtract(_)) {
                return Err(Error::validation(format!(
                    "{}.{}: what may create a record cannot change a value that is not there; set it, or add to it",
                    R::SCHEMA.record,
                    field.attribute
                )));
            }
            if let Set(value) | SetIfAbsent(value) | Add(value) | AddToSet(value) = change {
                item.insert(field.attribute, value.clone());
            }
        }
        if let Some(attribute) = R::SCHEMA.version_attribute() {
            item.insert(attribute, 1);
        }
        match R::read_item(&item) {
            Ok(_) => Ok(()),
            Err(error) => Err(Error::validation(format!(
                "{}: an update that may create a record sets all fields that it must have: {error}",
                R::SCHEMA.record
            ))),
        }
    }

    /// The update and the condition. `creates` is whether the update may create the record.
    ///
    /// # Errors
    /// The first one of a change; the key of an index is made of several fields, of which not all are set; the record that
    /// is created could not be read.
    pub(super) fn finish(self, creates: bool) -> Result<Changed> {
        if self.first_error.is_ok() && creates {
            self.check_created()?;
        }
        self.first_error?;
        let schema = R::SCHEMA;
        if self.changes.keys().any(|number| Some(*number) == schema.version) {
            return Err(Error::validation("A version is not set: it becomes the next one by itself"));
        }
        let of_indexes = index_keys(schema, self.values, &self.changes, creates)?;
        let version = schema.version_attribute();
        let changes_anything = !self.changes.is_empty() || version.is_some();
        let mut update = UpdateExpression::new();
        for (number, change) in self.changes {
            if let Some(field) = schema.fields.get(number) {
                update = change.add_to(update, field.attribute);
            }
        }
        for (attribute, change) in of_indexes {
            update = change.add_to(update, attribute);
        }
        if let Some(attribute) = version {
            update = update.add(Attr::named(attribute), 1);
        }
        let expected = version.zip(self.version);
        Ok(Changed {
            update: changes_anything.then_some(update),
            condition: expected.map(|(attribute, version)| Attr::named(attribute).equals(version)),
        })
    }
}

/// The changes of index keys that are made by templates of fields that change; of a record that may be created, also those
/// that are made of its key alone.
fn index_keys(
    schema: &'static RecordSchema,
    mut values: Vec<AttributeValue>,
    changes: &BTreeMap<usize, Change>,
    creates: bool,
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
        let is_changed = part.fields().any(|number| changes.contains_key(&number));
        if is_of_table || !(is_changed || creates) {
            continue;
        }
        let change = if part.fields().any(|number| matches!(changes.get(&number), Some(Change::Remove))) {
            Change::Remove
        } else if let Some(value) = part.value(schema, &values)? {
            Change::Set(value)
        } else if !is_changed {
            continue;
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
