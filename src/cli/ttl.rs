//! `hashrange ttl`: whether a table's items expire.

use clap::Args;

use super::{
    output::{json_of, one_line, print, print_pretty},
    target::{Access, Connection, Target},
};
use crate::operation::{
    DescribeTimeToLiveInput, TimeToLiveDescription, TimeToLiveSpecification, TimeToLiveStatus,
    UpdateTimeToLiveInput,
};

/// Shows whether a table's items expire, or changes it
#[derive(Debug, Args)]
#[command(after_help = "\
An item expires at the time that the attribute holds: a number, in seconds since 1970.

Examples:
  hashrange ttl sessions
  hashrange ttl sessions --enable expires_at
  hashrange ttl sessions --disable --file dev.snapshot")]
pub(super) struct Ttl {
    /// The table
    table: String,
    /// Let items expire at the time in this attribute
    #[arg(long, value_name = "ATTRIBUTE", conflicts_with = "disable")]
    enable: Option<String>,
    /// Let items no longer expire
    #[arg(long)]
    disable: bool,
    /// Print the API's answer as JSON
    #[arg(long, conflicts_with_all = ["enable", "disable"])]
    json: bool,
    #[command(flatten)]
    target: Target,
}

impl Ttl {
    pub(super) fn run(self) -> Result<(), String> {
        if let (None, false) = (&self.enable, self.disable) {
            let described = time_to_live(&mut self.target.open(Access::Read)?, &self.table)?;
            if !self.json {
                return print(format!("{}\n", one_line(&expiry(&described))).as_bytes());
            }
            return print_pretty(&json_of(&described)?);
        }
        let mut connection = self.target.open(Access::Write)?;
        // The request that switches it off must name the attribute too. If time to live is off, the answer is the same
        // for any name.
        let attribute_name = match self.enable.clone() {
            Some(attribute) => attribute,
            None => {
                time_to_live(&mut connection, &self.table)?.attribute_name.unwrap_or_else(|| "ttl".to_owned())
            }
        };
        let time_to_live_specification =
            TimeToLiveSpecification { enabled: self.enable.is_some(), attribute_name };
        connection.call(&UpdateTimeToLiveInput { table_name: self.table, time_to_live_specification })?;
        connection.save()
    }
}

/// Whether a table's items expire, as the API describes it.
pub(super) fn time_to_live(
    connection: &mut Connection,
    table: &str,
) -> Result<TimeToLiveDescription, String> {
    connection.call(&DescribeTimeToLiveInput::from(table)).map(|answer| answer.time_to_live_description)
}

/// The same as readable text: `enabled, by expires_at`.
pub(super) fn expiry(described: &TimeToLiveDescription) -> String {
    let status = described.time_to_live_status.unwrap_or(TimeToLiveStatus::Disabled);
    let status = status.as_str().to_lowercase();
    match &described.attribute_name {
        Some(attribute) => format!("{status}, by {}", attribute),
        None => status,
    }
}
