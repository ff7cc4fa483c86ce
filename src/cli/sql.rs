//! `hashrange sql`: PartiQL, as a command, from a pipe, or in a shell.

use std::{
    env, fs,
    io::{self, IsTerminal, Read},
    path::PathBuf,
};

use clap::Args;
use rustyline::{DefaultEditor, error::ReadlineError};

use super::{
    complain,
    description::body,
    output::{Format, Printer, print},
    read::{PageAnswer, word_value},
    tables::{described, table_names},
    target::{Connection, Target},
};
use crate::AttributeValue;

/// Carries out statements of PartiQL; without one, opens a shell
#[derive(Debug, Args)]
#[command(after_help = "\
Statements end with a semicolon or with the text. They come from the argument, from standard input, or from the shell,
which keeps a history (HASHRANGE_HISTORY, or hashrange/history in XDG_STATE_HOME).

Examples:
  hashrange sql \"SELECT * FROM likes WHERE user_id = 'haeri05'\"
  hashrange sql 'SELECT * FROM users WHERE age >= ?' --parameter 18 --json
  hashrange sql \"INSERT INTO users VALUE {'user_id': 'minji01', 'age': 24}\" --file dev.snapshot
  hashrange sql --csv < report.sql > report.csv
  hashrange sql                                        the shell; \\h tells what it takes")]
pub(super) struct Sql {
    /// The statement, or several
    statement: Option<String>,
    /// The value for the next question mark, plain JSON or a text
    #[arg(long, value_name = "VALUE", requires = "statement", allow_negative_numbers = true)]
    parameter: Vec<String>,
    #[command(flatten)]
    format: Format,
    #[command(flatten)]
    target: Target,
}

const HELP: &str = "\
SELECT, INSERT, UPDATE, DELETE ...;   carries a statement out; it may go over several lines
\\d                                    lists the tables
\\d TABLE                              describes a table
\\h                                    tells this
\\q, Ctrl-D                            leaves
";

impl Sql {
    pub(super) fn run(self) -> Result<(), String> {
        let mut connection = self.target.open()?;
        let text = match self.statement {
            Some(text) => text,
            None if io::stdin().is_terminal() => return shell(&mut connection, self.format),
            None => {
                let mut text = String::new();
                let read = io::stdin().read_to_string(&mut text);
                read.map_err(|error| format!("cannot read standard input: {error}"))?;
                text
            }
        };
        let statements = statements(&text);
        if statements.is_empty() {
            return Err("there is no statement".to_owned());
        }
        let parameters: Vec<AttributeValue> = self.parameter.iter().map(|word| word_value(word)).collect();
        if statements.len() > 1 && !parameters.is_empty() {
            return Err("--parameter goes with one statement, and these are several".to_owned());
        }
        let done = statements
            .iter()
            .try_for_each(|statement| carry_out(&mut connection, statement, &parameters, self.format));
        // What was done before a statement that failed is done.
        connection.save().and(done)
    }
}

/// The statements of a text: they end with semicolons outside quotes.
fn statements(text: &str) -> Vec<&str> {
    let mut statements = Vec::new();
    let (mut rest, mut quote, mut begin) = (text, None, 0);
    for (place, letter) in text.char_indices() {
        match (quote, letter) {
            (None, '\'' | '"') => quote = Some(letter),
            (Some(open), _) if open == letter => quote = None,
            (None, ';') => {
                statements.push(text.get(begin..place).unwrap_or_default());
                begin = place + 1;
                rest = text.get(begin..).unwrap_or_default();
            }
            _ => {}
        }
    }
    statements.push(rest);
    statements.into_iter().map(str::trim).filter(|statement| !statement.is_empty()).collect()
}

/// Whether the text ends with a semicolon outside quotes.
fn is_ended(text: &str) -> bool {
    text.trim_end().ends_with(';') && {
        let marked = format!("{}x", text.trim_end());
        statements(&marked).last() == Some(&"x")
    }
}

fn carry_out(
    connection: &mut Connection,
    statement: &str,
    parameters: &[AttributeValue],
    format: Format,
) -> Result<(), String> {
    let was_changed = connection.is_changed();
    let reads = statement.get(..6).is_some_and(|word| word.eq_ignore_ascii_case("SELECT"));
    let mut printer = Printer::new(format, Vec::new());
    let mut token: Option<String> = None;
    loop {
        let request = body(|object| {
            object.member("Statement", &statement);
            object.member("Parameters", &(!parameters.is_empty()).then(|| parameters.to_vec()));
            object.member("NextToken", &token);
        });
        let mut page: PageAnswer = connection.call("ExecuteStatement", &request)?;
        token = page.next_token.take();
        printer.push(page.into_items())?;
        if token.is_none() {
            break;
        }
    }
    if reads {
        connection.only_read(was_changed);
        return printer.finish();
    }
    // A statement that writes has no items to tell, unless it returns some.
    printer.finish_unless_empty()
}

/// Reads statements from a person.
fn shell(connection: &mut Connection, format: Format) -> Result<(), String> {
    let mut editor = DefaultEditor::new().map_err(|error| error.to_string())?;
    let history = history();
    if let Some(path) = &history {
        // The first time there is none.
        let _ = editor.load_history(path);
    }
    print(
        format!("hashrange {}: statements end with a semicolon, \\h helps\n", env!("CARGO_PKG_VERSION"))
            .as_bytes(),
    )?;
    let mut text = String::new();
    loop {
        match editor.readline(if text.is_empty() { "sql> " } else { "...> " }) {
            Ok(line) => {
                if text.is_empty() && line.trim_start().starts_with('\\') {
                    if line.trim() == "\\q" {
                        break;
                    }
                    let _ = editor.add_history_entry(line.trim());
                    meta(connection, line.trim()).unwrap_or_else(|error| complain(&error));
                    continue;
                }
                if text.is_empty() && line.trim().is_empty() {
                    continue;
                }
                text.push_str(&line);
                if !is_ended(&text) {
                    text.push('\n');
                    continue;
                }
                let _ = editor.add_history_entry(text.replace('\n', " ").trim());
                for statement in statements(&std::mem::take(&mut text)) {
                    let done = carry_out(connection, statement, &[], format).and_then(|()| connection.save());
                    if let Err(error) = done {
                        complain(&error);
                        break;
                    }
                }
            }
            Err(ReadlineError::Interrupted) => text.clear(),
            Err(ReadlineError::Eof) => break,
            Err(error) => return Err(error.to_string()),
        }
    }
    if let Some(path) = &history {
        let directory = path.parent().map_or(Ok(()), fs::create_dir_all);
        let saved = directory.map_err(ReadlineError::from).and_then(|()| editor.save_history(path));
        saved.map_err(|error| format!("cannot keep the history in {}: {error}", path.display()))?;
    }
    Ok(())
}

/// A command to the shell itself.
fn meta(connection: &mut Connection, line: &str) -> Result<(), String> {
    let mut words = line.split_whitespace();
    match (words.next(), words.next()) {
        (Some("\\d"), None) => {
            let lines: String = table_names(connection)?.into_iter().map(|name| name + "\n").collect();
            print(lines.as_bytes())
        }
        (Some("\\d"), Some(table)) => print(described(connection, table.trim_end_matches(';'))?.as_bytes()),
        _ => print(HELP.as_bytes()),
    }
}

fn history() -> Option<PathBuf> {
    let variable = |name: &str| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    variable("HASHRANGE_HISTORY").or_else(|| {
        let state = variable("XDG_STATE_HOME").or_else(|| Some(variable("HOME")?.join(".local/state")))?;
        Some(state.join("hashrange/history"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn semicolons_in_quotes_end_nothing() {
        assert_eq!(
            statements("SELECT * FROM \"a;b\" ; DELETE FROM c WHERE d = 'it''s;';\n"),
            ["SELECT * FROM \"a;b\"", "DELETE FROM c WHERE d = 'it''s;'"]
        );
        assert_eq!(statements(" ; ;"), Vec::<&str>::new());
        assert_eq!(statements("한글; 소니"), ["한글", "소니"]);
        assert!(is_ended("SELECT 1; "));
        assert!(!is_ended("SELECT ';"));
        assert!(!is_ended("SELECT 1"));
    }
}
