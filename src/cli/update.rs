//! `hashrange update`: changes of a table.

use clap::{Args, error::ErrorKind};

use super::{
    description::Description,
    new_table::{Index, definitions},
    output::{json_of, print_pretty},
    table_settings::TableSettings,
    target::{Access, Connection, Target},
    throughput::{Asks, THROUGHPUT_WORDS, Throughput},
};
use crate::operation::{
    BillingMode, DeleteIndexAction, GlobalSecondaryIndex, GlobalSecondaryIndexUpdate, ProvisionedThroughput,
    UpdateGlobalSecondaryIndexAction, UpdateTableInput,
};

/// Changes a table's settings, throughput and global indexes
#[derive(Debug, Args)]
#[command(after_help = "\
All changes of a command are made, or none. One index is made or taken away at a time.

Examples:
  hashrange update users --provisioned 10,5
  hashrange update users --on-demand --max-read 1000
  hashrange update likes --create-index of_brand,partition=brand,sort=price:N,include=product_name
  hashrange update likes --update-index of_brand,provisioned=20/5
  hashrange update likes --delete-index of_brand --deletion-protection on --file dev.snapshot")]
pub(super) struct Update {
    /// The table
    table: String,
    /// Switch the table to on-demand billing
    #[arg(long, conflicts_with = "provisioned")]
    on_demand: bool,
    #[command(flatten)]
    settings: TableSettings,
    /// Create a global index and fill it with the table's items, defined as for `create`. In a provisioned table it has
    /// the table's units, or provisioned=READ/WRITE
    #[arg(long, value_name = "NAME,partition=KEY,...", value_parser = Index::parse)]
    create_index: Vec<Index>,
    /// Change a global index's throughput: provisioned=READ/WRITE; max-read=UNITS, max-write=UNITS on demand;
    /// warm-read=UNITS, warm-write=UNITS. May be given several times
    #[arg(long, value_name = "NAME,WORD=UNITS,...", value_parser = IndexUpdate::parse)]
    update_index: Vec<IndexUpdate>,
    /// Delete a global index
    #[arg(long, value_name = "NAME")]
    delete_index: Vec<String>,
    /// Print the table's description during the change, as the API's JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    target: Target,
}

/// A change of an index's throughput, from the command line.
#[derive(Debug, Clone, PartialEq, Eq)]
struct IndexUpdate {
    name: String,
    throughput: Throughput,
}

impl IndexUpdate {
    fn parse(text: &str) -> Result<Self, String> {
        let (name, words) = text.split_once(',').unwrap_or((text, ""));
        let mut throughput = Throughput::default();
        for word in words.split(',').map(str::trim).filter(|word| !word.is_empty()) {
            let (name, value) = word.split_once('=').unwrap_or((word, ""));
            if !throughput.take(name, value)? {
                return Err(format!("'{word}' is none of {THROUGHPUT_WORDS}"));
            }
        }
        if throughput.is_empty() {
            return Err(format!("after the index's name comes what to change: {THROUGHPUT_WORDS}"));
        }
        Ok(Self { name: name.to_owned(), throughput })
    }

    fn action(&self) -> UpdateGlobalSecondaryIndexAction {
        UpdateGlobalSecondaryIndexAction {
            index_name: self.name.clone(),
            provisioned_throughput: self.throughput.provisioned.map(ProvisionedThroughput::from),
            on_demand_throughput: self.throughput.on_demand(Asks::Change),
            warm_throughput: self.throughput.warm(),
        }
    }
}

impl Update {
    pub(super) fn run(self) -> Result<(), String> {
        if self.is_empty() {
            let text = format!(
                "say what to change of {}, such as `--deletion-protection on`; `hashrange update --help` lists all \
                 options\n",
                self.table
            );
            clap::Error::raw(ErrorKind::MissingRequiredArgument, text).exit();
        }
        let mut connection = self.target.open(Access::Write)?;
        let request = self.request(&mut connection)?;
        let answer = connection.call(&request)?;
        connection.save()?;
        match answer.table_description.filter(|_| self.json) {
            Some(description) => print_pretty(&json_of(&description)?),
            None => Ok(()),
        }
    }

    /// Whether no change is requested.
    fn is_empty(&self) -> bool {
        !self.on_demand
            && self.settings == TableSettings::default()
            && self.create_index.is_empty()
            && self.update_index.is_empty()
            && self.delete_index.is_empty()
    }

    fn request(&self, connection: &mut Connection) -> Result<UpdateTableInput, String> {
        let definitions = match self.create_index.as_slice() {
            [] => None,
            indexes => Some(definitions(indexes.iter().flat_map(Index::key))?),
        };
        let creations = self.creations(connection)?.into_iter().map(|index| GlobalSecondaryIndexUpdate {
            create: Some(index),
            ..GlobalSecondaryIndexUpdate::default()
        });
        let updates = self.update_index.iter().map(|update| GlobalSecondaryIndexUpdate {
            update: Some(update.action()),
            ..GlobalSecondaryIndexUpdate::default()
        });
        let deletions = self.delete_index.iter().map(|name| GlobalSecondaryIndexUpdate {
            delete: Some(DeleteIndexAction { index_name: name.clone() }),
            ..GlobalSecondaryIndexUpdate::default()
        });
        let changes: Vec<_> = creations.chain(updates).chain(deletions).collect();
        let settings = &self.settings;
        Ok(UpdateTableInput {
            table_name: self.table.clone(),
            attribute_definitions: definitions,
            billing_mode: self.on_demand.then_some(BillingMode::PayPerRequest).or(settings.billing_mode()),
            provisioned_throughput: settings.throughput.provisioned.map(ProvisionedThroughput::from),
            on_demand_throughput: settings.throughput.on_demand(Asks::Change),
            warm_throughput: settings.throughput.warm(),
            table_class: settings.table_class(),
            deletion_protection_enabled: settings.deletion_protection(),
            sse_specification: settings.encryption(),
            stream_specification: settings.stream(),
            global_secondary_index_updates: Some(changes).filter(|changes| !changes.is_empty()),
            ..UpdateTableInput::default()
        })
    }

    /// The indexes to create. An index without units has the table's, if the table is or will be provisioned.
    fn creations(&self, connection: &mut Connection) -> Result<Vec<GlobalSecondaryIndex>, String> {
        let mut creations = Vec::new();
        let mut units = match self.on_demand {
            true => Some(None),
            false => self.settings.throughput.provisioned.map(Some),
        };
        for index in &self.create_index {
            let units = match units {
                Some(units) => units,
                None => *units.insert(Description::of(connection, &self.table)?.provisioned()),
            };
            creations.push(index.global(units)?);
        }
        Ok(creations)
    }
}
