//! The arguments that define a new table: its key and its indexes.

use clap::Args;

use super::{
    table_settings::TableSettings,
    throughput::{Asks, Provisioned, THROUGHPUT_WORDS, Throughput},
};
use crate::{
    key::ScalarAttributeType,
    operation::{
        AttributeDefinition, BillingMode, CreateTableInput, GlobalSecondaryIndex, KeySchemaElement, KeyType,
        LocalSecondaryIndex, Projection, ProjectionType, ProvisionedThroughput,
    },
};

/// The key of a new table.
#[derive(Debug, Clone, Args)]
pub(super) struct NewKey {
    /// The partition key of the new table, with its type: S, N or B; S by default
    #[arg(long, value_name = "NAME[:TYPE]", value_parser = attribute)]
    partition_key: Option<Attribute>,
    /// The sort key of the new table, with its type
    #[arg(long, value_name = "NAME[:TYPE]", value_parser = attribute, requires = "partition_key")]
    sort_key: Option<Attribute>,
}

/// The indexes of a new table.
#[derive(Debug, Clone, Default, Args)]
pub(super) struct NewIndexes {
    /// An index with its own key: up to four partition=KEY[:TYPE] and up to four sort=KEY[:TYPE]. It projects all
    /// attributes, or keys-only, or each include=ATTRIBUTE, and has the table's units, or provisioned=READ/WRITE. May
    /// be given several times
    #[arg(long, value_name = "NAME,partition=KEY,sort=KEY,...", value_parser = Index::parse)]
    global_index: Vec<Index>,
    /// An index with the table's partition key and another sort key: sort=KEY[:TYPE]. It projects attributes like a
    /// global index. May be given several times
    #[arg(long, value_name = "NAME,sort=KEY,...", value_parser = Index::parse)]
    local_index: Vec<Index>,
}

/// An attribute of a key, with its type if one was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Attribute {
    name: String,
    attribute_type: Option<ScalarAttributeType>,
}

/// An index definition from the command line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Index {
    name: String,
    partition: Vec<Attribute>,
    sort: Vec<Attribute>,
    keys_only: bool,
    include: Vec<String>,
    throughput: Throughput,
}

fn attribute(text: &str) -> Result<Attribute, String> {
    let (name, attribute_type) = match text.rsplit_once(':') {
        None => (text, None),
        Some((name, "S")) => (name, Some(ScalarAttributeType::S)),
        Some((name, "N")) => (name, Some(ScalarAttributeType::N)),
        Some((name, "B")) => (name, Some(ScalarAttributeType::B)),
        Some((_, other)) => return Err(format!("the type of a key is S, N or B, not {other}")),
    };
    Ok(Attribute { name: name.to_owned(), attribute_type })
}

/// The request that creates a table, on demand unless units are provisioned.
pub(super) fn request(
    table: &str,
    key: &NewKey,
    indexes: &NewIndexes,
    settings: &TableSettings,
) -> Result<CreateTableInput, String> {
    let Some(partition_key) = &key.partition_key else {
        return Err(format!("the table {table} has to be made: say its key with --partition-key NAME"));
    };
    let units = settings.throughput.provisioned;
    let global = indexes.global_index.iter().map(|index| index.global(units));
    let global: Vec<_> = global.collect::<Result<_, _>>()?;
    let local = indexes.local_index.iter().map(|index| index.local(partition_key));
    let local: Vec<_> = local.collect::<Result<_, _>>()?;
    let keys = key.partition_key.iter().chain(&key.sort_key);
    let keys = keys.chain(indexes.global_index.iter().chain(&indexes.local_index).flat_map(Index::key));
    Ok(CreateTableInput {
        table_name: table.to_owned(),
        attribute_definitions: Some(definitions(keys)?),
        key_schema: Some(elements([partition_key], &key.sort_key)),
        billing_mode: Some(settings.billing_mode().unwrap_or(BillingMode::PayPerRequest)),
        provisioned_throughput: units.map(ProvisionedThroughput::from),
        on_demand_throughput: settings.throughput.on_demand(Asks::New),
        warm_throughput: settings.throughput.warm(),
        table_class: settings.table_class(),
        deletion_protection_enabled: settings.deletion_protection(),
        sse_specification: settings.encryption(),
        stream_specification: settings.stream(),
        global_secondary_indexes: Some(global).filter(|indexes| !indexes.is_empty()),
        local_secondary_indexes: Some(local).filter(|indexes| !indexes.is_empty()),
        ..CreateTableInput::default()
    })
}

impl Index {
    /// Parses a definition: the name, followed by its words.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let mut words = text.split(',').map(str::trim);
        let name = words.next().filter(|name| !name.contains('=')).unwrap_or_default();
        if name.is_empty() {
            return Err("the index's name comes first".to_owned());
        }
        let mut index = Self {
            name: name.to_owned(),
            partition: Vec::new(),
            sort: Vec::new(),
            keys_only: false,
            include: Vec::new(),
            throughput: Throughput::default(),
        };
        for word in words {
            match word.split_once('=') {
                Some(("partition", key)) => index.partition.push(attribute(key)?),
                Some(("sort", key)) => index.sort.push(attribute(key)?),
                Some(("include", name)) => index.include.push(name.to_owned()),
                Some((name, value)) if index.throughput.take(name, value)? => {}
                None if word == "keys-only" => index.keys_only = true,
                _ => {
                    return Err(format!(
                        "'{word}' is none of partition=KEY, sort=KEY, keys-only, include=ATTRIBUTE, {THROUGHPUT_WORDS}"
                    ));
                }
            }
        }
        if index.keys_only && !index.include.is_empty() {
            return Err("keys-only does not go with include".to_owned());
        }
        Ok(index)
    }

    /// The attributes of the index's key.
    pub(super) fn key(&self) -> impl Iterator<Item = &Attribute> {
        self.partition.iter().chain(&self.sort)
    }

    /// The global index, with `units` unless its definition has units.
    pub(super) fn global(&self, units: Option<Provisioned>) -> Result<GlobalSecondaryIndex, String> {
        if self.partition.is_empty() {
            return Err(format!("the global index {} has no partition=KEY", self.name));
        }
        Ok(GlobalSecondaryIndex {
            index_name: self.name.clone(),
            key_schema: elements(&self.partition, &self.sort),
            projection: Some(self.projection()),
            provisioned_throughput: self.throughput.provisioned.or(units).map(ProvisionedThroughput::from),
            on_demand_throughput: self.throughput.on_demand(Asks::New),
            warm_throughput: self.throughput.warm(),
        })
    }

    /// The local index of a table with this partition key.
    fn local(&self, partition_key: &Attribute) -> Result<LocalSecondaryIndex, String> {
        if !self.partition.is_empty() {
            return Err(format!("the local index {} has the table's partition key, and no other", self.name));
        }
        if !self.throughput.is_empty() {
            return Err(format!(
                "the local index {} has the table's throughput, and none of its own",
                self.name
            ));
        }
        Ok(LocalSecondaryIndex {
            index_name: self.name.clone(),
            key_schema: elements([partition_key], &self.sort),
            projection: Some(self.projection()),
        })
    }

    fn projection(&self) -> Projection {
        let (projection_type, names) = match (self.keys_only, self.include.as_slice()) {
            (true, _) => (ProjectionType::KeysOnly, None),
            (false, []) => (ProjectionType::All, None),
            (false, names) => (ProjectionType::Include, Some(names.to_vec())),
        };
        Projection { projection_type: Some(projection_type), non_key_attributes: names }
    }
}

fn elements<'k>(
    partition: impl IntoIterator<Item = &'k Attribute>,
    sort: impl IntoIterator<Item = &'k Attribute>,
) -> Vec<KeySchemaElement> {
    let element = |key: &Attribute, key_type| KeySchemaElement {
        attribute_name: key.name.clone(),
        key_type: Some(key_type),
    };
    let partition = partition.into_iter().map(|key| element(key, KeyType::Hash));
    partition.chain(sort.into_iter().map(|key| element(key, KeyType::Range))).collect()
}

/// The definitions of all key attributes. An attribute of several keys needs its type only once.
pub(super) fn definitions<'k>(
    keys: impl Iterator<Item = &'k Attribute>,
) -> Result<Vec<AttributeDefinition>, String> {
    let mut types: Vec<(&str, Option<ScalarAttributeType>)> = Vec::new();
    for Attribute { name, attribute_type: said } in keys {
        match types.iter_mut().find(|(other, _)| other == name) {
            None => types.push((name, *said)),
            Some((_, known)) => match (*known, *said) {
                (Some(one), Some(other)) if one != other => {
                    return Err(format!("{name} is said to be of the type {one} and of the type {other}"));
                }
                (one, other) => *known = one.or(other),
            },
        }
    }
    let definition = |(name, known): (&str, Option<ScalarAttributeType>)| AttributeDefinition {
        attribute_name: name.to_owned(),
        attribute_type: Some(known.unwrap_or(ScalarAttributeType::S)),
    };
    Ok(types.into_iter().map(definition).collect())
}
