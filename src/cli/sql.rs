//! `hashrange sql`: PartiQL, as a command, from a pipe, or in a shell.

use std::{
    env, fs,
    io::{self, IsTerminal, Read},
    path::PathBuf,
};

use clap::Args;
use rustyline::{DefaultEditor, error::ReadlineError};

use super::{
    describe,
    output::{Format, Printer, complain, print},
    requests::{table_names, word_value},
    script::{Command, Script, Step, commands},
    target::{Access, Connection, Target},
};
use crate::{operation::ExecuteStatementInput, value::AttributeValue};

/// Runs PartiQL statements; without one, opens a shell
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
    /// One or more statements
    statement: Option<String>,
    /// The value of the next question mark: plain JSON or text
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
help, \\h                              tells this
quit, exit, \\q, Ctrl-D                leaves
";

impl Sql {
    pub(super) fn run(self) -> Result<(), String> {
        let text = match self.statement {
            Some(text) => text,
            None if io::stdin().is_terminal() => {
                return shell(&mut self.target.open(Access::Keep)?, self.format);
            }
            None => {
                let mut text = String::new();
                let read = io::stdin().read_to_string(&mut text);
                read.map_err(|error| format!("cannot read standard input: {error}"))?;
                text
            }
        };
        let commands = commands(&text).ok_or("there is no statement")?;
        let parameters: Vec<AttributeValue> = self.parameter.iter().map(|word| word_value(word)).collect();
        if commands.len() > 1 && !parameters.is_empty() {
            return Err("--parameter goes with one statement, and these are several".to_owned());
        }
        let access = if commands.iter().all(Command::reads) { Access::Read } else { Access::Write };
        let mut connection = self.target.open(access)?;
        let done =
            commands.iter().try_for_each(|command| run(&mut connection, command, &parameters, self.format));
        // Statements before the one that failed have taken effect, so they are saved.
        connection.save().and(done)
    }
}

fn run(
    connection: &mut Connection,
    command: &Command,
    parameters: &[AttributeValue],
    format: Format,
) -> Result<(), String> {
    match command {
        Command::Statement(statement) => {
            let was_changed = connection.is_changed();
            let done = carry_out(connection, statement, parameters, format, command.reads());
            if command.reads() {
                connection.only_read(was_changed);
            }
            done
        }
        Command::Shell(line) => meta(connection, line),
    }
}

fn carry_out(
    connection: &mut Connection,
    statement: &str,
    parameters: &[AttributeValue],
    format: Format,
    reads: bool,
) -> Result<(), String> {
    let mut printer = Printer::new(format, Vec::new());
    let mut request = ExecuteStatementInput {
        statement: statement.to_owned(),
        parameters: (!parameters.is_empty()).then(|| parameters.to_vec()),
        ..ExecuteStatementInput::default()
    };
    loop {
        let page = connection.call(&request)?;
        printer.push(page.items)?;
        request.next_token = page.next_token;
        if request.next_token.is_none() {
            break;
        }
    }
    // A statement that writes prints nothing unless it returns items.
    if reads { printer.finish() } else { printer.finish_unless_empty() }
}

/// The interactive shell.
fn shell(connection: &mut Connection, format: Format) -> Result<(), String> {
    let mut editor = DefaultEditor::new().map_err(|error| error.to_string())?;
    let history = history();
    if let Some(path) = &history {
        // The first time there is no history.
        let _ = editor.load_history(path);
    }
    print(
        format!(
            "hashrange {}: statements end with a semicolon, \\h helps, quit leaves\n",
            env!("CARGO_PKG_VERSION")
        )
        .as_bytes(),
    )?;
    let mut script = Script::default();
    let mut typed = String::new();
    loop {
        let line = match editor.readline(if script.is_open() { "...> " } else { "sql> " }) {
            Ok(line) => line,
            Err(ReadlineError::Interrupted) => {
                script.clear();
                continue;
            }
            Err(ReadlineError::Eof) => break,
            Err(error) => return Err(error.to_string()),
        };
        if !script.is_open() {
            typed.clear();
        }
        typed = format!("{typed} {}", line.trim()).trim().to_owned();
        let Step::Do(commands) = script.line(&line) else { break };
        if !script.is_open() && !typed.is_empty() {
            let _ = editor.add_history_entry(&typed);
        }
        for command in commands {
            if let Err(error) = run(connection, &command, &[], format).and_then(|()| connection.save()) {
                complain(&error);
                break;
            }
        }
    }
    if let Some(path) = &history {
        let directory = path.parent().map_or(Ok(()), fs::create_dir_all);
        let saved = directory.map_err(ReadlineError::from).and_then(|()| editor.save_history(path));
        saved.map_err(|error| format!("cannot keep the history in {}: {error}", path.display()))?;
    }
    Ok(())
}

/// Runs a command of the shell itself.
fn meta(connection: &mut Connection, line: &str) -> Result<(), String> {
    let mut words = line.split_whitespace();
    match (words.next(), words.next()) {
        (Some("\\d"), None) => {
            let lines: String = table_names(connection)?.into_iter().map(|name| name + "\n").collect();
            print(lines.as_bytes())
        }
        (Some("\\d"), Some(table)) => {
            print(describe::text(connection, table.trim_end_matches(';'))?.as_bytes())
        }
        (Some("\\h" | "\\?" | "\\help"), _) => print(HELP.as_bytes()),
        (word, _) => {
            Err(format!("there is no command {}: \\h tells those there are", word.unwrap_or_default()))
        }
    }
}

fn history() -> Option<PathBuf> {
    let variable = |name: &str| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    variable("HASHRANGE_HISTORY").or_else(|| {
        let state = variable("XDG_STATE_HOME").or_else(|| Some(variable("HOME")?.join(".local/state")))?;
        Some(state.join("hashrange/history"))
    })
}
