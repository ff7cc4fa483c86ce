//! `hashrange tables` and `create`.

use clap::Args;

use super::{
    new_table::{NewIndexes, NewKey},
    output::print,
    requests::{create, table_names},
    table_settings::TableSettings,
    target::{Access, Target},
};

/// Lists the tables, one name per line
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  hashrange tables
  hashrange tables --file dev.snapshot")]
pub(super) struct Tables {
    #[command(flatten)]
    target: Target,
}

/// Creates a table, on demand unless units are provisioned
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  hashrange create users --partition-key user_id
  hashrange create orders --partition-key customer --sort-key number:N
  hashrange create likes --partition-key user_id --sort-key at \\
      --global-index of_brand,partition=brand,sort=price:N,include=product_name \\
      --local-index by_price,sort=price,keys-only
  hashrange create stock --partition-key id --provisioned 10,5 --deletion-protection on
  hashrange create users --partition-key user_id --file dev.snapshot       makes the file where there is none")]
pub(super) struct Create {
    /// The table
    table: String,
    #[command(flatten)]
    key: NewKey,
    #[command(flatten)]
    indexes: NewIndexes,
    #[command(flatten)]
    settings: TableSettings,
    #[command(flatten)]
    target: Target,
}

impl Tables {
    pub(super) fn run(self) -> Result<(), String> {
        let names = table_names(&mut self.target.open(Access::Read)?)?;
        let lines: String = names.into_iter().map(|name| name + "\n").collect();
        print(lines.as_bytes())
    }
}

impl Create {
    pub(super) fn run(self) -> Result<(), String> {
        let mut connection = self.target.open(Access::Make)?;
        create(&mut connection, &self.table, &self.key, &self.indexes, &self.settings)?;
        connection.save()
    }
}
