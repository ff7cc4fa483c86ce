//! `hashrange update`: changes of a table.

use clap::{ArgGroup, Args};
use serde_json::{Map, Value, json};

use super::{
    description::Description,
    new_table::{Index, definitions},
    output::print_pretty,
    table_settings::TableSettings,
    target::{Access, Connection, Target},
    throughput::{Asks, THROUGHPUT_WORDS, Throughput},
};

/// Changes a table's settings, throughput and global indexes
#[derive(Debug, Args)]
#[command(
    after_help = "\
All changes of a command are made, or none. One index is made or taken away at a time.

Examples:
  hashrange update users --provisioned 10,5
  hashrange update users --on-demand --max-read 1000
  hashrange update likes --create-index of_brand,partition=brand,sort=price:N,include=product_name
  hashrange update likes --update-index of_brand,provisioned=20/5
  hashrange update likes --delete-index of_brand --deletion-protection on --file dev.snapshot",
    override_usage = "hashrange update [OPTIONS] <TABLE>",
    group = ArgGroup::new("changes").required(true).multiple(true).args(CHANGES)
)]
pub(super) struct Update {
    /// The table
    table: String,
    /// Have it paid for by request
    #[arg(long, conflicts_with = "provisioned")]
    on_demand: bool,
    #[command(flatten)]
    settings: TableSettings,
    /// Make a global index and fill it with the table's items, defined as for `create`. In a provisioned table it has
    /// the table's units, or provisioned=READ/WRITE
    #[arg(long, value_name = "NAME,partition=KEY,...", value_parser = Index::parse)]
    create_index: Vec<Index>,
    /// Change a global index's throughput: provisioned=READ/WRITE; max-read=UNITS, max-write=UNITS on demand;
    /// warm-read=UNITS, warm-write=UNITS. May be given several times
    #[arg(long, value_name = "NAME,WORD=UNITS,...", value_parser = IndexUpdate::parse)]
    update_index: Vec<IndexUpdate>,
    /// Take a global index away
    #[arg(long, value_name = "NAME")]
    delete_index: Vec<String>,
    /// Print the table as it is while it is being changed, as the API's JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    target: Target,
}

/// The flags of which there must be one.
const CHANGES: [&str; 13] = [
    "on_demand",
    "provisioned",
    "max_read",
    "max_write",
    "warm_read",
    "warm_write",
    "table_class",
    "deletion_protection",
    "encryption",
    "stream",
    "create_index",
    "update_index",
    "delete_index",
];

/// A change of an index's throughput, as it is written.
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
}

#[derive(serde::Deserialize)]
#[serde(rename_all = "PascalCase")]
struct UpdateAnswer {
    table_description: Value,
}

impl Update {
    pub(super) fn run(self) -> Result<(), String> {
        let mut connection = self.target.open(Access::Write)?;
        let request = self.request(&mut connection)?;
        let answer: UpdateAnswer = connection.call("UpdateTable", request.to_string().as_bytes())?;
        connection.save()?;
        if self.json { print_pretty(&answer.table_description) } else { Ok(()) }
    }

    fn request(&self, connection: &mut Connection) -> Result<Value, String> {
        let mut request = Map::from_iter([("TableName".to_owned(), json!(self.table))]);
        self.settings.add_to(&mut request, Asks::Change);
        if self.on_demand {
            request.insert("BillingMode".to_owned(), json!("PAY_PER_REQUEST"));
        }
        if !self.create_index.is_empty() {
            let keys = self.create_index.iter().flat_map(Index::key);
            request.insert("AttributeDefinitions".to_owned(), definitions(keys)?);
        }
        let mut changes = self.creations(connection)?;
        for IndexUpdate { name, throughput } in &self.update_index {
            let mut update = Map::from_iter([("IndexName".to_owned(), json!(name))]);
            throughput.add_to(&mut update, Asks::Change);
            changes.push(json!({"Update": update}));
        }
        changes.extend(self.delete_index.iter().map(|name| json!({"Delete": {"IndexName": name}})));
        if !changes.is_empty() {
            request.insert("GlobalSecondaryIndexUpdates".to_owned(), changes.into());
        }
        Ok(request.into())
    }

    /// The indexes to be made. Those that say no units have the table's, where it is or will be provisioned.
    fn creations(&self, connection: &mut Connection) -> Result<Vec<Value>, String> {
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
            creations.push(json!({"Create": index.global(units)?}));
        }
        Ok(creations)
    }
}
