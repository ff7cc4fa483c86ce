//! Printing items: aligned tables for a terminal, JSON lines or CSV for other programs.

use std::{
    io::{self, IsTerminal, Write},
    sync::Arc,
};

use clap::Args;
use serde::Serialize;
use serde_json::Value;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::{cell, drawing::is_colored};
use crate::{codec::dynamodb_json::write_item as write_dynamodb_item, operation::WriteJson, value::Item};

/// The most terminal columns of a cell.
const CELL_COLUMNS: usize = 48;

/// How items are printed.
#[derive(Debug, Clone, Copy, Default, Args)]
#[command(next_help_heading = "Output")]
#[group(multiple = false)]
pub(super) struct Format {
    /// Print one item per line, as plain JSON
    #[arg(long)]
    pub(super) json: bool,
    /// Print one item per line, as DynamoDB JSON, which keeps all types
    #[arg(long)]
    pub(super) dynamodb_json: bool,
    /// Print CSV with a line of names
    #[arg(long)]
    csv: bool,
}

/// Prints items as they are read, or all at the end.
#[derive(Debug)]
pub(super) struct Printer {
    format: Format,
    /// The names of the columns that come first.
    first: Vec<String>,
    /// Kept for formats that need all items to find their columns.
    items: Vec<Arc<Item>>,
    count: usize,
}

impl Printer {
    pub(super) fn new(format: Format, first: Vec<String>) -> Self {
        Self { format, first, items: Vec::new(), count: 0 }
    }

    /// Prints items, or keeps them for formats that print at the end.
    pub(super) fn push(&mut self, items: Vec<Arc<Item>>) -> Result<(), String> {
        self.count += items.len();
        if !self.format.json && !self.format.dynamodb_json {
            self.items.extend(items);
            return Ok(());
        }
        let mut out = Vec::new();
        for item in &items {
            match self.format.json {
                true => out.extend_from_slice(item.to_string().as_bytes()),
                false => write_dynamodb_item(item, &mut out),
            }
            out.push(b'\n');
        }
        print(&out)
    }

    /// Prints the kept items, unless there were no items at all.
    pub(super) fn finish_unless_empty(self) -> Result<(), String> {
        if self.count == 0 { Ok(()) } else { self.finish() }
    }

    /// Prints the kept items.
    pub(super) fn finish(self) -> Result<(), String> {
        if self.format.json || self.format.dynamodb_json {
            return Ok(());
        }
        let columns = columns(&self.first, &self.items);
        if self.format.csv {
            return print(&csv(&columns, &self.items)?);
        }
        let cells = |item: &Arc<Item>| -> Vec<String> {
            columns.iter().map(|name| item.get(name).map(cell::cell).unwrap_or_default()).collect()
        };
        let mut text = match self.items.is_empty() {
            true => String::new(),
            false => table(&columns, self.items.iter().map(cells)),
        };
        text.push_str(&counted(self.count as u64));
        text.push('\n');
        print(text.as_bytes())
    }
}

/// A number of items in words: `1 item`, `2 items`.
pub(super) fn counted(items: u64) -> String {
    if items == 1 { "1 item".to_owned() } else { format!("{items} items") }
}

/// The names of all attributes: those in `first` that items have, then the others in order.
pub(super) fn columns(first: &[String], items: &[Arc<Item>]) -> Vec<String> {
    let names: std::collections::BTreeSet<&str> =
        items.iter().flat_map(|item| item.names()).map(|name| name.as_str()).collect();
    let begin = first.iter().map(String::as_str).filter(|name| names.contains(name));
    let others = names.iter().copied().filter(|name| !first.iter().any(|key| key == name));
    begin.chain(others).map(str::to_owned).collect()
}

fn csv(columns: &[String], items: &[Arc<Item>]) -> Result<Vec<u8>, String> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    write_csv(&mut writer, columns, items).map_err(|error| error.to_string())?;
    writer.into_inner().map_err(|error| error.to_string())
}

/// Writes a line of names and a line for each item; writes nothing if there are no columns.
fn write_csv<W: Write>(
    writer: &mut csv::Writer<W>,
    columns: &[String],
    items: &[Arc<Item>],
) -> csv::Result<()> {
    if columns.is_empty() {
        return Ok(());
    }
    writer.write_record(columns)?;
    write_rows(writer, columns, items)
}

/// Writes a line for each item.
pub(super) fn write_rows<W: Write>(
    writer: &mut csv::Writer<W>,
    columns: &[String],
    items: &[Arc<Item>],
) -> csv::Result<()> {
    for item in items {
        writer.write_record(columns.iter().map(|name| item.get(name).map(cell::cell).unwrap_or_default()))?;
    }
    Ok(())
}

/// A table whose columns are aligned as terminals show them: a syllable of Hangul takes two columns.
pub(super) fn table(columns: &[String], rows: impl Iterator<Item = Vec<String>>) -> String {
    let terminal = io::stdout().is_terminal();
    let fitted = |text: &str| fit(text, if terminal { CELL_COLUMNS } else { usize::MAX });
    let heads: Vec<String> = columns.iter().map(|name| fitted(name)).collect();
    let rows: Vec<Vec<String>> = rows.map(|row| row.iter().map(|text| fitted(text)).collect()).collect();
    let widths: Vec<usize> = heads
        .iter()
        .enumerate()
        .map(|(place, head)| {
            let cells = rows.iter().filter_map(|row| row.get(place)).map(|text| text.width());
            cells.max().unwrap_or(0).max(head.width())
        })
        .collect();
    let (bold, plain) = if is_colored() { ("\u{1b}[1m", "\u{1b}[0m") } else { ("", "") };
    let rule: Vec<String> = widths.iter().map(|width| "-".repeat(*width)).collect();
    let mut text = format!("{bold}{}{plain}\n{}\n", line(&heads, &widths), rule.join("  "));
    for row in &rows {
        text.push_str(&line(row, &widths));
        text.push('\n');
    }
    text
}

fn line(cells: &[String], widths: &[usize]) -> String {
    let mut text = String::new();
    for (cell, width) in cells.iter().zip(widths) {
        text.push_str(cell);
        text.extend(std::iter::repeat_n(' ', width.saturating_sub(cell.width()) + 2));
    }
    text.truncate(text.trim_end().len());
    text
}

/// A line for each name with its text.
pub(super) fn facts(facts: &[(&str, String)]) -> String {
    let width = facts.iter().map(|(name, _)| name.width()).max().unwrap_or(0);
    facts.iter().map(|(name, text)| line(&[(*name).to_owned(), one_line(text)], &[width, 0]) + "\n").collect()
}

/// The text in one line, without characters that control the terminal.
pub(super) fn one_line(text: &str) -> String {
    fit(text, usize::MAX)
}

/// The text in one line, without characters that control the terminal, cut to this many columns.
fn fit(text: &str, columns: usize) -> String {
    let letters: Vec<(String, usize)> = text
        .chars()
        .map(|letter| {
            let shown: String =
                if letter.is_control() { letter.escape_default().collect() } else { letter.into() };
            let width = if letter.is_control() { shown.len() } else { letter.width().unwrap_or(0) };
            (shown, width)
        })
        .collect();
    let whole = letters.iter().map(|(_, width)| width).sum::<usize>() <= columns;
    let room = if whole { columns } else { columns.saturating_sub(1) };
    let mut used = 0;
    let mut fitted: String = letters
        .into_iter()
        .take_while(|(_, width)| {
            used += width;
            used <= room
        })
        .map(|(shown, _)| shown)
        .collect();
    if !whole {
        fitted.push('…');
    }
    fitted
}

/// A value of the API as JSON.
pub(super) fn json_of(value: &impl WriteJson) -> Result<Value, String> {
    let mut json = Vec::new();
    value.write_json(&mut json);
    serde_json::from_slice(&json).map_err(|error| error.to_string())
}

/// Prints JSON with indentation.
pub(super) fn print_pretty(value: &impl Serialize) -> Result<(), String> {
    let text = serde_json::to_string_pretty(value).map_err(|error| error.to_string())?;
    print((text + "\n").as_bytes())
}

/// Writes to standard output. If the reader has closed the pipe, the program ends.
pub(super) fn print(bytes: &[u8]) -> Result<(), String> {
    let mut out = io::stdout().lock();
    match out.write_all(bytes).and_then(|()| out.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => std::process::exit(0),
        written => written.map_err(|error| format!("cannot write to standard output: {error}")),
    }
}

/// The most characters of a message. An endpoint's has any length.
const MESSAGE_CHARACTERS: usize = 16_000;

/// Writes a message to standard error. A closed standard error, as after a hangup, is ignored.
pub(super) fn complain(message: &str) {
    let _ = writeln!(io::stderr(), "hashrange: {}", harmless(message));
}

/// A message as a terminal may show it: it can quote what a client or an endpoint sent, which must not move the cursor or
/// turn the text around.
fn harmless(message: &str) -> String {
    let mut shown = String::with_capacity(message.len().min(MESSAGE_CHARACTERS));
    for character in message.chars().take(MESSAGE_CHARACTERS) {
        let turns = matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        match character {
            '\n' | '\t' => shown.push(character),
            _ if turns || character.is_control() => shown.extend(character.escape_default()),
            _ => shown.push(character),
        }
    }
    if message.chars().nth(MESSAGE_CHARACTERS).is_some() {
        shown.push('…');
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hangul_takes_two_columns() {
        let rows = [["소니", "1"], ["a", "22"]].map(|row| row.map(str::to_owned).to_vec());
        let text = table(&["brand".to_owned(), "n".to_owned()], rows.into_iter());
        assert_eq!(text, "brand  n\n-----  --\n소니   1\na      22\n");
    }

    #[test]
    fn messages_move_no_cursor() {
        assert_eq!(
            harmless("no table\n\ta\u{1b}[31m 소니 \u{202e}"),
            "no table\n\ta\\u{1b}[31m 소니 \\u{202e}"
        );
        assert_eq!(harmless(&"x".repeat(1 << 20)).chars().count(), MESSAGE_CHARACTERS + 1);
    }

    #[test]
    fn cells_are_cut_and_have_no_control_characters() {
        assert_eq!(fit("가나다라", 5), "가나…");
        assert_eq!(fit("가나", 4), "가나");
        assert_eq!(fit("a\u{1b}[1m\n", 80), "a\\u{1b}[1m\\n");
    }
}
