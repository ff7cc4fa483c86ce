//! What the terminal can show: its width, colours, letters beyond ASCII.

use std::{
    env,
    io::{self, IsTerminal},
};

use terminal::Term;

/// The columns of a drawing that is not for a terminal.
const COLUMNS: usize = 100;
/// Colours of the 256 that terminals have, from cold to hot.
const HEAT: [u8; 6] = [33, 37, 76, 220, 208, 196];

/// How drawings are made.
#[derive(Debug, Clone, Copy)]
pub(super) struct Drawing {
    /// How many columns there are.
    pub(super) columns: usize,
    /// How many lines there are, if the drawing is for a terminal.
    pub(super) lines: Option<usize>,
    /// Whether colours are used.
    colored: bool,
    /// Whether only ASCII is used.
    ascii: bool,
}

impl Drawing {
    /// For the standard output. Only ASCII is used if that is asked for, or if it is what the locale has.
    pub(super) fn of_output(ascii: bool) -> Self {
        let size = io::stdout().is_terminal().then(|| Term::stdout().size_checked()).flatten();
        Self {
            columns: size.map_or(COLUMNS, |(_, columns)| usize::from(columns)),
            lines: size.map(|(lines, _)| usize::from(lines)),
            colored: is_colored(),
            ascii: ascii || !locale_has_more_than_ascii(),
        }
    }

    /// A bar of at most `width` columns, for a part of the largest value.
    pub(super) fn bar(&self, value: f64, most: f64, width: usize) -> String {
        let part = if most > 0.0 { (value / most).clamp(0.0, 1.0) } else { 0.0 };
        // Eighths of a column. What is there at all is seen.
        let eighths = ((part * width as f64 * 8.0).round() as usize).max(usize::from(value > 0.0));
        let (full, rest) = match self.ascii {
            true => (eighths.div_ceil(8), 0),
            false => (eighths / 8, eighths % 8),
        };
        let mut bar = if self.ascii { "#" } else { "█" }.repeat(full);
        bar.extend("▏▎▍▌▋▊▉".chars().nth(rest.wrapping_sub(1)));
        let used = full + usize::from(rest > 0);
        bar.extend(std::iter::repeat_n(' ', width.saturating_sub(used)));
        bar
    }

    /// One column whose height is a part of the largest value.
    pub(super) fn level(&self, value: f64, most: f64) -> char {
        let levels = if self.ascii { "_.:-=+*#" } else { "▁▂▃▄▅▆▇█" };
        let part = if most > 0.0 { (value / most).clamp(0.0, 1.0) } else { 0.0 };
        levels.chars().nth((part * 7.0).ceil() as usize).unwrap_or(' ')
    }

    /// A text in the colour of a part of the largest value.
    pub(super) fn heated(&self, text: &str, value: f64, most: f64) -> String {
        if !self.colored || value <= 0.0 || most <= 0.0 {
            return text.to_owned();
        }
        let place = ((value / most).clamp(0.0, 1.0) * (HEAT.len() - 1) as f64).round() as usize;
        let color = HEAT.get(place).copied().unwrap_or_default();
        format!("\u{1b}[38;5;{color}m{text}\u{1b}[0m")
    }

    /// A text that stands out.
    pub(super) fn bold(&self, text: &str) -> String {
        if self.colored { format!("\u{1b}[1m{text}\u{1b}[0m") } else { text.to_owned() }
    }

    /// A drawing with letters that the terminal has. The names and keys in it stay as they are.
    pub(super) fn letters(&self, drawn: &str) -> String {
        if !self.ascii {
            return drawn.to_owned();
        }
        let plain = |letter| match letter {
            '│' => '|',
            '▼' => 'v',
            '●' => 'O',
            '━' => '=',
            '─' => '-',
            '…' => '.',
            other => other,
        };
        drawn.chars().map(plain).collect()
    }
}

/// Whether the standard output takes colours: it is a terminal, and NO_COLOR (no-color.org) is not set.
pub(super) fn is_colored() -> bool {
    io::stdout().is_terminal() && env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}

/// Whether the locale has more letters than ASCII. Where none is set, as in containers, terminals show UTF-8 today.
fn locale_has_more_than_ascii() -> bool {
    if env::var("TERM").is_ok_and(|terminal| terminal == "dumb") {
        return false;
    }
    let set = |name| env::var(name).ok().filter(|value: &String| !value.is_empty());
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(set);
    locale.is_none_or(|locale| locale.to_lowercase().replace('-', "").contains("utf8"))
}

#[cfg(test)]
impl Drawing {
    /// In ASCII, without colours, for no terminal.
    pub(super) const fn plain(columns: usize) -> Self {
        Self { columns, lines: None, colored: false, ascii: true }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN: Drawing = Drawing::plain(80);
    const FULL: Drawing = Drawing { columns: 80, lines: None, colored: true, ascii: false };

    #[test]
    fn bars_show_parts_in_eighths_of_a_column() {
        assert_eq!(FULL.bar(5.0, 10.0, 4), "██  ");
        assert_eq!(FULL.bar(10.0, 10.0, 4), "████");
        assert_eq!(FULL.bar(1.0, 10_000.0, 4), "▏   ", "a little is not nothing");
        assert_eq!(FULL.bar(0.0, 10.0, 4), "    ");
        assert_eq!(FULL.bar(0.0, 0.0, 4), "    ");
        assert_eq!(FULL.bar(3.0, 8.0, 2), "▊ ");
        assert_eq!(PLAIN.bar(3.0, 8.0, 2), "# ");
    }

    #[test]
    fn heat_has_levels_and_colours() {
        let levels = |drawing: Drawing| [0.0, 1.0, 50.0, 100.0].map(|value| drawing.level(value, 100.0));
        assert_eq!(levels(FULL), ['▁', '▂', '▅', '█']);
        assert_eq!(levels(PLAIN), ['_', '.', '=', '#']);
        assert_eq!(FULL.heated("x", 100.0, 100.0), "\u{1b}[38;5;196mx\u{1b}[0m");
        assert_eq!(FULL.heated("x", 0.0, 100.0), "x");
        assert_eq!(PLAIN.heated("x", 100.0, 100.0), "x");
    }

    #[test]
    fn ascii_stands_for_lines_and_not_for_names() {
        assert_eq!(PLAIN.letters("가\n  │ x\n  ▼\n━●─…"), "가\n  | x\n  v\n=O-.");
    }
}
