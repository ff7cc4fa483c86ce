//! `hashrange policy`: the resource policy of a table.

use std::{
    fs,
    io::{self, Read},
    path::{Path, PathBuf},
};

use clap::Args;

use super::{
    description::Description,
    output::print,
    target::{Access, Target},
};
use crate::operation::{DeleteResourcePolicyInput, GetResourcePolicyInput, PutResourcePolicyInput};

/// Prints, puts or deletes a table's resource policy
#[derive(Debug, Args)]
#[command(after_help = "\
The policy is kept and checked for its form, and not enforced.

Examples:
  hashrange policy users
  hashrange policy users --put policy.json
  hashrange policy users --delete --file dev.snapshot")]
pub(super) struct Policy {
    /// The table
    table: String,
    /// Put the policy from this JSON file; - reads it from standard input
    #[arg(long, value_name = "POLICY", conflicts_with = "delete")]
    put: Option<PathBuf>,
    /// Delete the policy
    #[arg(long)]
    delete: bool,
    #[command(flatten)]
    target: Target,
}

impl Policy {
    pub(super) fn run(self) -> Result<(), String> {
        let policy = self.put.as_deref().map(read).transpose()?;
        let changes = policy.is_some() || self.delete;
        let mut connection = self.target.open(if changes { Access::Write } else { Access::Read })?;
        let resource_arn =
            Description::of(&mut connection, &self.table)?.table_description().table_arn.clone();
        if let Some(policy) = policy {
            connection.call(&PutResourcePolicyInput {
                resource_arn,
                policy,
                ..PutResourcePolicyInput::default()
            })?;
        } else if self.delete {
            connection
                .call(&DeleteResourcePolicyInput { resource_arn, ..DeleteResourcePolicyInput::default() })?;
        } else {
            let answer = connection.call(&GetResourcePolicyInput { resource_arn })?;
            return print(format!("{}\n", answer.policy.trim_end()).as_bytes());
        }
        connection.save()
    }
}

fn read(path: &Path) -> Result<String, String> {
    if path == Path::new("-") {
        let mut policy = String::new();
        let read = io::stdin().read_to_string(&mut policy);
        return read.map(|_| policy).map_err(|error| format!("cannot read standard input: {error}"));
    }
    fs::read_to_string(path).map_err(|error| format!("cannot read {}: {error}", path.display()))
}
