//! A difference as text.

use std::fmt;

use super::{Diff, TableChange, TableDiff, item::ItemDiff};
use crate::value::{AttributeName, AttributeValue, Notation};

/// How many items and attributes are shown unless all are asked for.
const ITEMS: usize = 50;
const ATTRIBUTES: usize = 20;

/// How many letters or bytes of a value are shown then.
const LETTERS: usize = 60;

impl fmt::Display for Diff {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_empty() {
            return f.write_str("no difference");
        }
        let mut room = if f.alternate() { usize::MAX } else { ITEMS };
        for (place, table) in self.tables.iter().enumerate() {
            if place > 0 {
                f.write_str("\n")?;
            }
            write_table(table, &mut room, f)?;
        }
        Ok(())
    }
}

impl fmt::Display for TableDiff {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_table(self, &mut if f.alternate() { usize::MAX } else { ITEMS }, f)
    }
}

fn write_table(table: &TableDiff, room: &mut usize, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    write!(f, "table {}: {}", table.name, summary(table))?;
    let width = table.definition.iter().map(|part| part.name.chars().count()).max().unwrap_or_default();
    for part in &table.definition {
        let text = |text: &Option<String>| text.clone().unwrap_or_else(|| "none".to_owned());
        let name = format!("{}:", part.name);
        write!(f, "\n  ~ {name:<0$} {1} -> {2}", width + 1, text(&part.old), text(&part.new))?;
    }
    let shown = table.items.len().min(*room);
    *room -= shown;
    for item in table.items.iter().take(shown) {
        write!(f, "\n{}", Shown { item, all: f.alternate() })?;
    }
    match table.items.len() - shown {
        0 => Ok(()),
        more => write!(f, "\n  ... and {more} more"),
    }
}

/// `1 item added, 2 changed`.
fn summary(table: &TableDiff) -> String {
    let count = |is: fn(&ItemDiff) -> bool| table.items.iter().filter(|item| is(item)).count();
    let counts = [
        (count(|item| item.old.is_none()), "added"),
        (count(|item| item.old.is_some() && item.new.is_some()), "changed"),
        (count(|item| item.new.is_none()), "deleted"),
    ];
    let mut parts = Vec::new();
    match table.change {
        TableChange::Added => parts.push("added".to_owned()),
        TableChange::Deleted => parts.push("deleted".to_owned()),
        TableChange::Kept if !table.definition.is_empty() => parts.push("definition changed".to_owned()),
        TableChange::Kept => {}
    }
    let mut is_first = true;
    for (count, what) in counts.into_iter().filter(|(count, _)| *count > 0) {
        let items = match (is_first, count) {
            (true, 1) => " item",
            (true, _) => " items",
            (false, _) => "",
        };
        parts.push(format!("{count}{items} {what}"));
        is_first = false;
    }
    parts.join(", ")
}

impl fmt::Display for ItemDiff {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Shown { item: self, all: f.alternate() }.fmt(f)
    }
}

/// An item that differs, in whole or cut to what a message can take.
struct Shown<'d> {
    item: &'d ItemDiff,
    all: bool,
}

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.item.old, &self.item.new) {
            (Some(_), Some(_)) => self.write_changes(f),
            (None, Some(item)) => {
                f.write_str("  + ")?;
                self.write_attributes(self.item.shown(item), f)
            }
            (Some(item), None) => {
                f.write_str("  - ")?;
                self.write_attributes(self.item.shown(item), f)
            }
            (None, None) => Ok(()),
        }
    }
}

impl Shown<'_> {
    fn most(&self) -> usize {
        if self.all { usize::MAX } else { ATTRIBUTES }
    }

    fn value(&self, value: Option<&AttributeValue>) -> String {
        match value {
            None => "none".to_owned(),
            Some(value) if self.all => Notation(value).to_string(),
            Some(value) => cut(format!("{:.LETTERS$}", Notation(value))),
        }
    }

    fn write_changes(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("  ~ ")?;
        self.write_attributes(self.item.shown(&self.item.key), f)?;
        let changed = self.item.attributes();
        let shown = || changed.iter().take(self.most());
        let width = shown().map(|attribute| attribute.name.chars().count()).max().unwrap_or_default();
        for attribute in shown() {
            let name = format!("{}:", attribute.name);
            let (old, new) = (self.value(attribute.old), self.value(attribute.new));
            write!(f, "\n      {name:<0$} {old} -> {new}", width + 1)?;
        }
        match changed.len().saturating_sub(self.most()) {
            0 => Ok(()),
            more => write!(f, "\n      ... and {more} more"),
        }
    }

    fn write_attributes<'a>(
        &self,
        attributes: impl Iterator<Item = (&'a AttributeName, &'a AttributeValue)>,
        f: &mut fmt::Formatter<'_>,
    ) -> fmt::Result {
        f.write_str("{")?;
        for (place, (name, value)) in attributes.enumerate() {
            if place >= self.most() {
                f.write_str(", ...")?;
                break;
            }
            let comma = if place == 0 { "" } else { ", " };
            write!(f, "{comma}{:?}: {}", name.as_str(), self.value(Some(value)))?;
        }
        f.write_str("}")
    }
}

/// How many letters a value takes at most, documents included.
const CUT_LETTERS: usize = 200;

/// The beginning of a long text.
fn cut(text: String) -> String {
    match text.char_indices().nth(CUT_LETTERS) {
        Some((end, _)) => format!("{}...", text.get(..end).unwrap_or_default()),
        None => text,
    }
}
