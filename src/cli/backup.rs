//! `hashrange backup`: the backups of tables.

use clap::{Args, Subcommand};

use super::{
    output::{counted, facts, json_of, one_line, print, print_pretty, table},
    recovery::time,
    target::{Access, Connection, Target},
};
use crate::operation::{
    BackupSummary, BackupTypeFilter, CreateBackupInput, DeleteBackupInput, DescribeBackupInput,
    ListBackupsInput,
};

/// Makes, shows and deletes backups of tables
#[derive(Debug, Args)]
#[command(after_help = "\
A backup is of one moment, and is kept until it is deleted, whatever becomes of its table.

Examples:
  hashrange backup create orders before-the-migration
  hashrange backup list orders
  hashrange backup describe orders before-the-migration
  hashrange backup delete orders before-the-migration

`hashrange restore` makes a table from a backup.")]
pub(super) struct Backup {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Create(Create),
    List(List),
    Describe(Describe),
    Delete(Delete),
}

/// Makes a backup of a table
#[derive(Debug, Args)]
struct Create {
    /// The table
    table: String,
    /// The backup's name: 3 to 255 letters, digits, `_`, `-` and `.`
    name: String,
    #[command(flatten)]
    target: Target,
}

/// Lists the backups of one table or of all tables
#[derive(Debug, Args)]
struct List {
    /// The table
    table: Option<String>,
    /// Print the API's answer as JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    target: Target,
}

/// Shows a backup, and the table that it was made of
#[derive(Debug, Args)]
struct Describe {
    /// The table
    table: String,
    /// The backup's name, id or ARN; the latest backup of a name
    backup: String,
    /// Print the API's answer as JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    target: Target,
}

/// Deletes a backup
#[derive(Debug, Args)]
struct Delete {
    /// The table
    table: String,
    /// The backup's name, id or ARN; a name of several backups is not enough
    backup: String,
    #[command(flatten)]
    target: Target,
}

impl Backup {
    pub(super) fn run(self) -> Result<(), String> {
        match self.command {
            Command::Create(command) => command.run(),
            Command::List(command) => command.run(),
            Command::Describe(command) => command.run(),
            Command::Delete(command) => command.run(),
        }
    }
}

impl Create {
    fn run(self) -> Result<(), String> {
        let mut connection = self.target.open(Access::Write)?;
        let input = CreateBackupInput { table_name: self.table, backup_name: self.name };
        let details = connection.call(&input)?.backup_details.unwrap_or_default();
        connection.save()?;
        print(format!("{}\n", details.backup_arn).as_bytes())
    }
}

impl List {
    fn run(self) -> Result<(), String> {
        let backups = backups(&mut self.target.open(Access::Read)?, self.table.as_deref())?;
        if self.json {
            let all: Result<Vec<_>, _> = backups.iter().map(json_of).collect();
            return print_pretty(&all?);
        }
        if backups.is_empty() {
            return print(b"no backups\n");
        }
        let rows = backups.iter().map(|backup| {
            vec![
                backup.table_name.clone(),
                backup.backup_name.clone(),
                id(backup).to_owned(),
                time(Some(backup.backup_creation_date_time)),
                backup.backup_status.map_or(String::new(), |status| status.as_str().to_lowercase()),
                backup.backup_size_bytes.to_string(),
                time(backup.backup_expiry_date_time),
            ]
        });
        let columns = ["table", "name", "id", "created", "status", "bytes", "expires"].map(str::to_owned);
        print(table(&columns, rows).as_bytes())
    }
}

impl Describe {
    fn run(self) -> Result<(), String> {
        let mut connection = self.target.open(Access::Read)?;
        let backup = latest(&mut connection, &self.table, &self.backup)?;
        let answer = connection.call(&DescribeBackupInput::from(backup.backup_arn))?;
        let described = answer.backup_description.unwrap_or_default();
        if self.json {
            return print_pretty(&json_of(&described)?);
        }
        let details = described.backup_details.unwrap_or_default();
        let source = described.source_table_details.unwrap_or_default();
        let mut shown = vec![
            ("name", one_line(&details.backup_name)),
            ("ARN", one_line(&details.backup_arn)),
            ("status", details.backup_status.map_or(String::new(), |status| status.as_str().to_lowercase())),
            ("type", details.backup_type.map_or(String::new(), |made_by| made_by.as_str().to_lowercase())),
            ("created", time(Some(details.backup_creation_date_time))),
        ];
        if let Some(expires) = details.backup_expiry_date_time {
            shown.push(("expires", time(Some(expires))));
        }
        shown.push(("table", one_line(&source.table_name)));
        shown.push(("items", format!("{}, {} bytes", counted(source.item_count), details.backup_size_bytes)));
        print(facts(&shown).as_bytes())
    }
}

impl Delete {
    fn run(self) -> Result<(), String> {
        let mut connection = self.target.open(Access::Write)?;
        let mut found = named(&mut connection, &self.table, &self.backup)?;
        if found.len() > 1 {
            let ids: Vec<&str> = found.iter().map(id).collect();
            return Err(format!(
                "{} has {} backups of the name {}; say which one by its id: {}",
                self.table,
                found.len(),
                self.backup,
                ids.join(", ")
            ));
        }
        if let Some(backup) = found.pop() {
            connection.call(&DeleteBackupInput::from(backup.backup_arn))?;
        }
        connection.save()
    }
}

/// The latest backup of a table with this name, id or ARN.
pub(super) fn latest(
    connection: &mut Connection,
    table: &str,
    backup: &str,
) -> Result<BackupSummary, String> {
    named(connection, table, backup)?.pop().ok_or_else(|| no_backup(table, backup))
}

/// The backups of a table with this name, id or ARN, the oldest first. Fails if there are none.
fn named(connection: &mut Connection, table: &str, backup: &str) -> Result<Vec<BackupSummary>, String> {
    let mut found = backups(connection, Some(table))?;
    found.retain(|there| {
        [&there.backup_name, &there.backup_arn].contains(&&backup.to_owned()) || id(there) == backup
    });
    if found.is_empty() { Err(no_backup(table, backup)) } else { Ok(found) }
}

fn no_backup(table: &str, backup: &str) -> String {
    format!("{table} has no backup {backup}; `hashrange backup list {table}` lists those that there are")
}

/// The end of a backup's ARN.
fn id(backup: &BackupSummary) -> &str {
    backup.backup_arn.rsplit('/').next().unwrap_or_default()
}

/// The backups of one table or of all tables, those of each table in the order of time.
fn backups(connection: &mut Connection, table: Option<&str>) -> Result<Vec<BackupSummary>, String> {
    let mut input = ListBackupsInput {
        table_name: table.map(str::to_owned),
        backup_type: Some(BackupTypeFilter::All),
        ..ListBackupsInput::default()
    };
    let mut backups = Vec::new();
    loop {
        let page = connection.call(&input)?;
        backups.extend(page.backup_summaries);
        input.exclusive_start_backup_arn = page.last_evaluated_backup_arn;
        if input.exclusive_start_backup_arn.is_none() {
            break;
        }
    }
    // The service guarantees no order.
    backups.sort_by(|one, other| {
        let by_time = one.backup_creation_date_time.total_cmp(&other.backup_creation_date_time);
        one.table_name.cmp(&other.table_name).then(by_time)
    });
    Ok(backups)
}
