//! A struct with what its attributes say.

use syn::{Data, DeriveInput, Error, Fields, Ident, Path, Result, spanned::Spanned as _};

use crate::{
    attributes::Container,
    field::Field,
    key::{self, Form, KeyPart, Written},
};

/// A struct with what its attributes say.
pub(crate) struct Record {
    pub(crate) krate: Path,
    pub(crate) ident: Ident,
    pub(crate) table: String,
    /// The fields that are stored.
    pub(crate) fields: Vec<Field>,
    pub(crate) skipped: Vec<Ident>,
    pub(crate) partition_key: Vec<KeyPart>,
    pub(crate) sort_key: Vec<KeyPart>,
    pub(crate) indexes: Vec<Index>,
}

pub(crate) struct Index {
    pub(crate) ident: Ident,
    pub(crate) name: String,
    pub(crate) local: bool,
    pub(crate) partition_key: Vec<KeyPart>,
    pub(crate) sort_key: Vec<KeyPart>,
    pub(crate) keys_only: bool,
    pub(crate) include: Vec<usize>,
}

/// The fields of a key in order, each once, without those of an earlier part of it.
pub(crate) fn distinct(parts: &[KeyPart], before: &[usize]) -> Vec<usize> {
    let mut fields = Vec::new();
    for field in parts.iter().flat_map(KeyPart::fields) {
        if !fields.contains(&field) && !before.contains(&field) {
            fields.push(field);
        }
    }
    fields
}

impl Record {
    pub(crate) fn read(input: &DeriveInput) -> Result<Self> {
        if let Some(parameter) = input.generics.params.first() {
            return Err(Error::new(
                parameter.span(),
                "a record has no type parameters and no lifetimes: its table and keys are those of one type, which owns its values",
            ));
        }
        let Data::Struct(data) = &input.data else {
            return Err(Error::new(input.ident.span(), "a record is a struct"));
        };
        let Fields::Named(named) = &data.fields else {
            return Err(Error::new(input.ident.span(), "a record is a struct with named fields"));
        };
        let container = Container::read(&input.attrs)?;
        let (mut fields, mut skipped) = (Vec::new(), Vec::new());
        for syntax in &named.named {
            let field = Field::read(syntax, container.case)?;
            match field.roles.skip {
                true => skipped.push(field.ident),
                false => fields.push(field),
            }
        }
        let Some(table) = &container.table else {
            return Err(Error::new(
                input.ident.span(),
                "the record has no table: write `#[record(table = \"..\")]` above the struct",
            ));
        };
        let mut record = Self {
            krate: container.krate.clone(),
            ident: input.ident.clone(),
            table: table.value(),
            fields,
            skipped,
            partition_key: Vec::new(),
            sort_key: Vec::new(),
            indexes: Vec::new(),
        };
        record.read_keys(&container)?;
        Ok(record)
    }

    fn read_keys(&mut self, container: &Container) -> Result<()> {
        let marked = |is_key: fn(&Field) -> bool| self.fields.iter().filter(move |field| is_key(field));
        let fields = |written: &[Written], marked: Vec<&Field>, half: &str| {
            if let (Some(field), false) = (marked.first(), written.is_empty()) {
                return Err(Error::new(
                    field.ident.span(),
                    format!("the {half} is declared above the struct too: keep one of them"),
                ));
            }
            if let [_, second, ..] = marked.as_slice() {
                return Err(Error::new(second.ident.span(), format!("a table's {half} is one attribute")));
            }
            Ok(())
        };
        fields(
            &container.partition_key,
            marked(|field| field.roles.partition_key).collect(),
            "partition key",
        )?;
        fields(&container.sort_key, marked(|field| field.roles.sort_key).collect(), "sort key")?;
        let key = |written: &[Written], is_key: fn(&Field) -> bool, name: &str| {
            let of_field = self
                .fields
                .iter()
                .find(|field| is_key(field))
                .map(|field| Written::Field(field.ident.clone()));
            match of_field {
                Some(written) => key::resolve(&[written], name, &self.fields),
                None => key::resolve(written, name, &self.fields),
            }
        };
        let partition_key = key(&container.partition_key, |field| field.roles.partition_key, "PK")?;
        let sort_key = key(&container.sort_key, |field| field.roles.sort_key, "SK")?;
        if partition_key.is_empty() {
            return Err(Error::new(
                self.ident.span(),
                "the record has no partition key: write `#[record(partition_key)]` above a field, or \
                 `#[record(partition_key = \"USER#{user}\")]` above the struct",
            ));
        }
        let mut indexes = Vec::new();
        for written in &container.indexes {
            let name = written.table_name();
            let of_index = |written: &[Written], half: &str| {
                key::resolve(written, &format!("{name}_{half}"), &self.fields)
            };
            let include =
                written.include.iter().map(|ident| Written::Field(ident.clone())).collect::<Vec<_>>();
            let include = key::resolve(&include, "", &self.fields)?;
            indexes.push(Index {
                ident: written.name.clone(),
                local: written.local,
                // A local index has none of its own; the table's is added below.
                partition_key: of_index(&written.partition_key, "pk")?,
                sort_key: of_index(&written.sort_key, "sk")?,
                keys_only: written.keys_only,
                include: include.iter().flat_map(KeyPart::fields).collect(),
                name,
            });
        }
        for index in indexes.iter_mut().filter(|index| index.local) {
            index.partition_key = key(&container.partition_key, |field| field.roles.partition_key, "PK")?;
        }
        (self.partition_key, self.sort_key, self.indexes) = (partition_key, sort_key, indexes);
        Ok(())
    }

    pub(crate) fn sort_fields(&self) -> Vec<usize> {
        distinct(&self.sort_key, &distinct(&self.partition_key, &[]))
    }

    /// All key attributes: of the table, then of the indexes.
    pub(crate) fn keys(&self) -> impl Iterator<Item = &KeyPart> {
        let of_indexes =
            self.indexes.iter().flat_map(|index| index.partition_key.iter().chain(&index.sort_key));
        self.table_key().chain(of_indexes)
    }

    pub(crate) fn table_key(&self) -> impl Iterator<Item = &KeyPart> {
        self.partition_key.iter().chain(&self.sort_key)
    }

    /// Whether a field's value is in a key of the table or an index.
    pub(crate) fn is_in_key(&self, number: usize) -> bool {
        self.keys().any(|part| part.fields().contains(&number))
    }

    /// Whether a field has an attribute of its own: if it is not in the table's key already, inside a template, or is the
    /// key of an index.
    pub(crate) fn is_stored(&self, number: usize) -> bool {
        let in_template = self
            .table_key()
            .any(|part| matches!(part.form, Form::Template(_)) && part.fields().contains(&number));
        !in_template || self.keys().any(|part| matches!(part.form, Form::Field(field) if field == number))
    }
}
