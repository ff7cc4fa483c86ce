//! `hashrange drop`: deletes a table.

use std::io::{self, BufRead, IsTerminal, Write};

use clap::{Args, error::ErrorKind};

use super::{
    description::Description,
    target::{Access, Target},
};
use crate::operation::DeleteTableInput;

/// Deletes a table with all its items
///
/// Asks on a terminal whether the table should be deleted.
#[derive(Debug, Args)]
#[command(after_help = "\
A table that is protected is kept: `hashrange update users --deletion-protection off` removes the protection.

Examples:
  hashrange drop users
  hashrange drop users --yes
  hashrange drop users --yes --file dev.snapshot")]
pub(super) struct DropTable {
    /// The table
    table: String,
    /// Delete it without asking
    #[arg(long, short)]
    yes: bool,
    #[command(flatten)]
    target: Target,
}

impl DropTable {
    pub(super) fn run(self) -> Result<(), String> {
        let can_ask = io::stdin().is_terminal() && io::stderr().is_terminal();
        if !self.yes && !can_ask {
            let text = format!("say --yes to delete {}: there is no terminal on which to ask\n", self.table);
            clap::Error::raw(ErrorKind::MissingRequiredArgument, text).exit();
        }
        // A question may wait long for its answer.
        let mut connection = self.target.open(if self.yes { Access::Write } else { Access::Keep })?;
        let description = Description::of(&mut connection, &self.table)?;
        let table = description.table_description();
        if table.deletion_protection_enabled {
            return Err(format!(
                "{0} is protected from deletion; `hashrange update {0} --deletion-protection off` removes the \
                 protection",
                self.table
            ));
        }
        let question = question(&self.table, table.item_count);
        if !self.yes && !agrees(&question, io::stdin().lock(), io::stderr())? {
            return Err(format!("{} is kept", self.table));
        }
        connection.call(&DeleteTableInput::from(self.table))?;
        connection.save()
    }
}

fn question(table: &str, items: u64) -> String {
    let items = match items {
        1 => "its item".to_owned(),
        items => format!("its {items} items"),
    };
    format!("Delete the table {table} with {items}? [y/N] ")
}

/// Asks a question; only `y` and `yes` agree.
fn agrees(question: &str, mut input: impl BufRead, mut out: impl Write) -> Result<bool, String> {
    let mut ask = || {
        out.write_all(question.as_bytes())?;
        out.flush()?;
        let mut answer = String::new();
        input.read_line(&mut answer)?;
        io::Result::Ok(answer)
    };
    let answer = ask().map_err(|error| format!("cannot ask: {error}"))?;
    Ok(matches!(answer.trim().to_ascii_lowercase().as_str(), "y" | "yes"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_is_agreed_to_in_words() {
        for (answer, agreed) in
            [("y\n", true), (" YES \n", true), ("n\n", false), ("\n", false), ("", false), ("yeah\n", false)]
        {
            let mut asked = Vec::new();
            assert_eq!(
                agrees(&question("users", 2), answer.as_bytes(), &mut asked),
                Ok(agreed),
                "{answer:?}"
            );
            assert_eq!(asked, b"Delete the table users with its 2 items? [y/N] ");
        }
    }
}
