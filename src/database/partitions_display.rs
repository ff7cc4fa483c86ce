//! Explanations and partitions as text for people.

use std::fmt;

use super::partitions::{Explanation, Partition};
use crate::{key::HashRange, value::AttributeValue};

/// How many columns the hash line is drawn in. Each stands for as many of its points.
const COLUMNS: usize = 64;
/// How many bytes and letters of a key are shown.
const SHOWN: usize = 24;

/// The way of a key to its partition, drawn in several lines: the key, its bytes, their hash, the number that it stands
/// for, and the place of the number on the line of all hashes, with the partition's range.
impl fmt::Display for Explanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (key, of) = match &self.key {
            AttributeValue::S(text) => (readable(text), " of UTF-8"),
            AttributeValue::N(number) => (number.to_string(), " of its digits"),
            other => (readable(&other.to_string()), ""),
        };
        let bytes = if self.bytes.len() == 1 { "byte" } else { "bytes" };
        writeln!(f, "{key}")?;
        step(f, format_args!("{} {bytes}{of}", self.bytes.len()))?;
        writeln!(f, "{}", digits(&self.bytes))?;
        step(f, format_args!("SHA-256"))?;
        writeln!(f, "{}", self.hash)?;
        step(f, format_args!("as a number"))?;
        writeln!(f, "{}", self.number)?;
        let way = self.hash.position() * 100.0;
        step(f, format_args!("{way:.1}% of the way from 0 to 2^256"))?;
        writeln!(f, "{}", line(self.range, self.hash.point()))?;
        write!(f, "Partition {}  {}", self.partition, self.range)
    }
}

/// One line: the letter, the range, what it has, what was done with it.
impl fmt::Display for Partition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "Partition {}  {}  items {}, bytes {}, reads {}, writes {}",
            self.name, self.range, self.item_count, self.size_bytes, self.reads, self.writes
        )
    }
}

/// An arrow downwards, and what happens on the way.
fn step(f: &mut fmt::Formatter<'_>, what: fmt::Arguments<'_>) -> fmt::Result {
    writeln!(f, "  │ {what}\n  ▼")
}

/// A text in one line, cut where it is long.
fn readable(text: &str) -> String {
    let mut shown: String = text.chars().take(2 * SHOWN).flat_map(escaped).collect();
    if text.chars().nth(2 * SHOWN).is_some() {
        shown.push('…');
    }
    shown
}

/// A letter, or what stands for one that would control the terminal.
fn escaped(letter: char) -> Vec<char> {
    if letter.is_control() { letter.escape_default().collect() } else { vec![letter] }
}

/// Bytes as hexadecimal digits, cut where there are many.
fn digits(bytes: &[u8]) -> String {
    let shown: Vec<String> = bytes.iter().take(SHOWN).map(|byte| format!("{byte:02x}")).collect();
    shown.join(" ") + if bytes.len() > SHOWN { " …" } else { "" }
}

/// The line of all hashes with a range of it, and a point in the range.
fn line(range: HashRange, point: u64) -> String {
    let column = |point: u64| (point >> (64 - COLUMNS.ilog2())) as usize;
    let (first, last, here) = (column(range.first), column(range.last), column(point));
    let drawn = (0..COLUMNS).map(|at| match at {
        _ if at == here => '●',
        _ if first <= at && at <= last => '━',
        _ => '─',
    });
    drawn.collect()
}

#[cfg(test)]
mod tests {
    use crate::{
        database::handle::Database,
        item,
        key::ScalarAttributeType::{B, N, S},
    };

    #[test]
    fn the_way_of_a_key_is_drawn() {
        let table = Database::new().create_table("users").partition_key("id", S).run().unwrap();
        let drawn = table.explain("minji01").unwrap().to_string();
        let expected = "\
minji01
  │ 7 bytes of UTF-8
  ▼
6d 69 6e 6a 69 30 31
  │ SHA-256
  ▼
05a7b29dbbad58a9eb72efb1a2b420f69814378e126c647d4db49906a964bc13
  │ as a number
  ▼
2557860466060386679187258722682280777510545217600009925775672250054329285651
  │ 2.2% of the way from 0 to 2^256
  ▼
━●━━━━━━━━━━━━━━────────────────────────────────────────────────
Partition A  0000000000000000… to 3fffffffffffffff…";
        assert_eq!(drawn, expected);
    }

    #[test]
    fn long_keys_are_cut_and_control_no_terminal() {
        let table = Database::new().create_table("users").partition_key("id", S).run().unwrap();
        let drawn = table.explain("가".repeat(600)).unwrap().to_string();
        assert!(drawn.starts_with(&format!("{}…\n  │ 1800 bytes of UTF-8\n", "가".repeat(48))), "{drawn}");
        assert!(drawn.contains("ea b0 80 …\n"), "{drawn}");
        assert!(table.explain("a\u{1b}[1m\n").unwrap().to_string().starts_with("a\\u{1b}[1m\\n\n"));
    }

    #[test]
    fn numbers_and_binary_keys_are_hashed_as_they_are_written() {
        let numbers = Database::new().create_table("users").partition_key("id", N).run().unwrap();
        let place = numbers.explain(7).unwrap();
        assert_eq!(place.bytes, b"7");
        assert!(place.to_string().starts_with("7\n  │ 1 byte of its digits\n  ▼\n37\n"), "{place}");
        let binary = Database::new().create_table("users").partition_key("id", B).run().unwrap();
        let place = binary.explain(item! { "id": crate::AttributeValue::B(vec![0, 255]) }).unwrap();
        assert!(place.to_string().contains("  │ 2 bytes\n  ▼\n00 ff\n"), "{place}");
    }

    #[test]
    fn a_partition_is_one_line() {
        let table = Database::new().create_table("users").partition_key("id", S).run().unwrap();
        table.put(item! { "id": "minji01" }).run().unwrap();
        let first = table.partitions().first().unwrap().to_string();
        assert_eq!(
            first,
            "Partition A  0000000000000000… to 3fffffffffffffff…  items 1, bytes 9, reads 0, writes 1"
        );
    }
}
