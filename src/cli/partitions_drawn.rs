//! A table's partitions, drawn: the hash line with its heat, and a row for each partition.

use std::time::Duration;

use indicatif::{HumanBytes, HumanCount};
use unicode_width::UnicodeWidthStr;

use super::{drawing::Drawing, output::one_line, partition_row::PartitionRow};

/// What is drawn.
pub(super) struct Partitions<'a> {
    pub(super) table: &'a str,
    pub(super) rows: &'a [PartitionRow],
    /// What was seen some time ago, if anything: then heat is what happened since.
    pub(super) before: Option<(&'a [PartitionRow], Duration)>,
}

/// A column of the rows.
struct Column {
    title: &'static str,
    values: Vec<f64>,
    texts: Vec<String>,
    /// Whether the bars have the colours of heat.
    is_heat: bool,
}

impl Column {
    fn most(&self) -> f64 {
        self.values.iter().copied().fold(0.0, f64::max)
    }

    /// The columns of the terminal that the texts need.
    fn width(&self) -> usize {
        self.texts.iter().map(|text| text.width()).max().unwrap_or_default()
    }
}

impl Partitions<'_> {
    /// The drawing, in lines that fit. Where the terminal has too few lines, the rows with the most heat are drawn.
    pub(super) fn drawn(&self, drawing: &Drawing) -> String {
        let heat = self.heat();
        let mut text = format!("{}\n\n{}", self.head(drawing), self.line(drawing, &heat));
        let columns = self.columns();
        let name = self.rows.iter().map(|row| row.partition.len()).max().unwrap_or_default();
        // The letter, where the range begins, its share, and the numbers; the bars have what is left.
        let fixed = name + 20 + columns.iter().map(|column| column.width() + 4).sum::<usize>();
        let bar = (drawing.columns.saturating_sub(fixed) / columns.len().max(1)).clamp(1, 16);
        text.push_str(&format!("\n\n{:name$}  {:9} {:>6}", "", "from", "share"));
        for column in &columns {
            text.push_str(&format!("   {:<width$}", column.title, width = bar + 1 + column.width()));
        }
        text.truncate(text.trim_end().len());
        text.push('\n');
        let shown = self.shown(drawing, &heat);
        for place in &shown {
            text.push_str(&self.row(*place, &columns, name, bar, drawing));
        }
        let left = self.rows.len() - shown.len();
        if left > 0 {
            text.push_str(&format!("and {left} with less\n"));
        }
        text
    }

    fn head(&self, drawing: &Drawing) -> String {
        let sum = |of: fn(&PartitionRow) -> u64| HumanCount(self.rows.iter().map(of).sum()).to_string();
        let bytes = HumanBytes(self.rows.iter().map(|row| row.bytes).sum());
        let counted = |count: String, what: &str| match count.as_str() {
            "1" => format!("1 {what}"),
            _ => format!("{count} {what}s"),
        };
        let facts = [
            counted(HumanCount(self.rows.len() as u64).to_string(), "partition"),
            counted(sum(|row| row.items), "item"),
            bytes.to_string(),
            counted(sum(|row| row.reads), "read"),
            counted(sum(|row| row.writes), "write"),
        ];
        format!("{}  {}", drawing.bold(&one_line(self.table)), facts.join(", "))
    }

    /// What each partition did: since the last time, or so far.
    fn heat(&self) -> Vec<f64> {
        let rates = |of: fn(&PartitionRow) -> u64| self.rates(of);
        rates(|row| row.reads)
            .iter()
            .zip(rates(|row| row.writes))
            .map(|(reads, writes)| reads + writes)
            .collect()
    }

    /// A count of each partition: for a second since the last time, or so far. A partition that was split or is new has
    /// no earlier count to compare with, and shows none.
    fn rates(&self, of: fn(&PartitionRow) -> u64) -> Vec<f64> {
        let rate = |row: &PartitionRow| match self.before {
            Some((before, time)) => {
                let earlier =
                    before.iter().find(|earlier| earlier.first == row.first && earlier.last == row.last);
                let done = earlier.map_or(0, |earlier| of(row).saturating_sub(of(earlier)));
                done as f64 / time.as_secs_f64().max(0.001)
            }
            None => of(row) as f64,
        };
        self.rows.iter().map(rate).collect()
    }

    /// The hash line: the letters of the partitions where they begin, and below them how hot each is.
    fn line(&self, drawing: &Drawing, heat: &[f64]) -> String {
        let columns = drawing.columns.clamp(16, 80);
        let most = heat.iter().copied().fold(0.0, f64::max);
        let mut letters = vec![' '; columns];
        let mut levels = vec![(' ', 0.0); columns];
        let mut free = 0;
        for (row, heat) in self.rows.iter().zip(heat) {
            let (first, end) = row.extent();
            let begin = (first * columns as f64).floor() as usize;
            let end = ((end * columns as f64).ceil() as usize).clamp(begin + 1, columns.max(begin + 1));
            // A name that would run into the one before it is left out.
            if begin >= free && begin + row.partition.len() <= columns {
                for (place, letter) in letters.iter_mut().skip(begin).zip(row.partition.chars()) {
                    *place = letter;
                }
                free = begin + row.partition.len() + 1;
            }
            for level in levels.iter_mut().take(end).skip(begin) {
                // Where several partitions share a column, the hottest is shown.
                if level.0 == ' ' || level.1 < *heat {
                    *level = (drawing.level(*heat, most), *heat);
                }
            }
        }
        let letters: String = letters.into_iter().collect();
        let same = levels.chunk_by(|one, other| one == other);
        let levels: String = same
            .map(|run| {
                let text: String = run.iter().map(|(level, _)| level).collect();
                drawing.heated(&text, run.first().map_or(0.0, |(_, heat)| *heat), most)
            })
            .collect();
        let ends = format!("0000{}ffff", " ".repeat(columns.saturating_sub(8)));
        format!("{}\n{levels}\n{ends}", letters.trim_end())
    }

    fn columns(&self) -> Vec<Column> {
        let sizes =
            |of: fn(&PartitionRow) -> u64| self.rows.iter().map(of).map(|value| value as f64).collect();
        let rate = |rate: &f64| match self.before {
            Some(_) => format!("{}/s", HumanCount(rate.round() as u64)),
            None => HumanCount(*rate as u64).to_string(),
        };
        let heat = |title, of: fn(&PartitionRow) -> u64| {
            let values = self.rates(of);
            Column { title, texts: values.iter().map(rate).collect(), values, is_heat: true }
        };
        let mut columns = vec![
            Column {
                title: "items",
                values: sizes(|row| row.items),
                texts: self.rows.iter().map(|row| HumanCount(row.items).to_string()).collect(),
                is_heat: false,
            },
            Column {
                title: "bytes",
                values: sizes(|row| row.bytes),
                texts: self.rows.iter().map(|row| HumanBytes(row.bytes).to_string()).collect(),
                is_heat: false,
            },
            heat("reads", |row| row.reads),
            heat("writes", |row| row.writes),
        ];
        if self.rows.iter().any(|row| row.throttled_reads + row.throttled_writes > 0) {
            columns.push(heat("throttled", |row| row.throttled_reads + row.throttled_writes));
        }
        columns
    }

    /// The rows that there are lines for, in the order of the ranges.
    fn shown(&self, drawing: &Drawing, heat: &[f64]) -> Vec<usize> {
        // Seven lines are above the rows, and the last line of the terminal stays free.
        let room = drawing.lines.map_or(usize::MAX, |lines| lines.saturating_sub(8).max(1));
        let mut places: Vec<usize> = (0..self.rows.len()).collect();
        if places.len() > room {
            let of = |place: &usize| {
                let items = self.rows.get(*place).map_or(0, |row| row.items);
                (heat.get(*place).copied().unwrap_or_default(), items)
            };
            places.sort_by(|one, other| of(other).partial_cmp(&of(one)).unwrap_or(std::cmp::Ordering::Equal));
            places.truncate(room.saturating_sub(1).max(1));
            places.sort_unstable();
        }
        places
    }

    fn row(&self, place: usize, columns: &[Column], name: usize, bar: usize, drawing: &Drawing) -> String {
        let Some(row) = self.rows.get(place) else { return String::new() };
        let (first, end) = row.extent();
        let from = row.first.get(..8).unwrap_or_default();
        let share = (end - first) * 100.0;
        let mut text = format!("{:name$}  {}{} {share:>5.1}%", row.partition, from, drawing.letters("…"));
        for column in columns {
            let value = column.values.get(place).copied().unwrap_or_default();
            let shown = drawing.bar(value, column.most(), bar);
            let shown = if column.is_heat { drawing.heated(&shown, value, column.most()) } else { shown };
            let number = column.texts.get(place).map_or("", String::as_str);
            text.push_str(&format!("   {shown} {number:>width$}", width = column.width()));
        }
        text + "\n"
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        database::{Database, Table},
        item,
        key::ScalarAttributeType::S,
    };

    fn rows(table: &Table) -> Vec<PartitionRow> {
        table.partitions().iter().map(PartitionRow::of).collect()
    }

    fn drawn(
        rows: &[PartitionRow],
        before: Option<(&[PartitionRow], Duration)>,
        drawing: &Drawing,
    ) -> String {
        Partitions { table: "users", rows, before }.drawn(drawing)
    }

    /// The row of a partition. The line of letters begins with one too.
    fn row<'t>(text: &'t str, of: &PartitionRow) -> Option<&'t str> {
        let begins = format!("{}  {}", of.partition, of.first.get(..8).unwrap_or_default());
        text.lines().find(|line| line.starts_with(&begins))
    }

    fn users(items: usize) -> Table {
        let users = Database::new().create_table("users").partition_key("id", S).run().unwrap();
        users.put_all((0..items).map(|n| item! { "id": format!("user{n}") })).unwrap();
        users
    }

    #[test]
    fn partitions_are_drawn_with_their_figures() {
        let text = drawn(&rows(&users(1000)), None, &Drawing::plain(100));
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines[0], "users  4 partitions, 1,000 items, 8.68 KiB, 0 reads, 1,000 writes");
        assert_eq!(lines[2], "A                   B                   C                   D");
        assert_eq!(lines[3].len(), 80);
        assert_eq!(lines[4], format!("0000{}ffff", " ".repeat(72)));
        assert!(lines[6].trim_start().starts_with("from       share   items"), "{text}");
        assert!(lines[7].starts_with("A  00000000.  25.0%   ####"), "{text}");
        assert_eq!(lines.len(), 11);
        assert!(lines.iter().all(|line| line.len() <= 100), "{text}");
    }

    #[test]
    fn a_watched_table_shows_what_happened_since() {
        let users = users(100);
        let before = rows(&users);
        let hot = users.explain("user7").unwrap().partition;
        for _ in 0..500 {
            users.get("user7").run().unwrap();
        }
        let now = rows(&users);
        let text = drawn(&now, Some((&before, Duration::from_secs(2))), &Drawing::plain(100));
        let hot = now.iter().find(|row| row.partition == hot).unwrap();
        let row = row(&text, hot).unwrap();
        assert!(row.contains(" 250/s ") && row.ends_with(" 0/s"), "{text}");
        assert_eq!(text.matches(" 0/s").count(), 7, "{text}");
    }

    #[test]
    fn many_partitions_are_a_line_and_the_hottest_rows() {
        let db = Database::builder().partitions(200).build();
        let users = db.create_table("users").partition_key("id", S).run().unwrap();
        users.put(item! { "id": "hot" }).run().unwrap();
        let hot = users.explain("hot").unwrap().partition;
        let rows = rows(&users);
        let all = drawn(&rows, None, &Drawing::plain(80));
        assert_eq!(all.lines().count(), 207);
        let mut terminal = Drawing::plain(80);
        terminal.lines = Some(12);
        let few = drawn(&rows, None, &terminal);
        assert_eq!(few.lines().count(), 11, "{few}");
        let hot = rows.iter().find(|row| row.partition == hot).unwrap();
        assert!(row(&few, hot).is_some(), "{few}");
        assert!(few.ends_with("and 197 with less\n"), "{few}");
    }

    #[test]
    fn a_narrow_terminal_and_an_empty_table_are_drawn() {
        let users = Database::new().create_table("users").partition_key("id", S).run().unwrap();
        assert!(drawn(&rows(&users), None, &Drawing::plain(10)).contains("0 items"));
        assert!(drawn(&[], None, &Drawing::plain(80)).contains("0 partitions"));
    }
}
