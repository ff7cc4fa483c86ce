//! Splits the input of `hashrange sql` into statements and the shell's own commands.

use std::mem;

/// A command of the input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Command {
    /// A statement of PartiQL.
    Statement(String),
    /// A line that begins with a backslash; the line `help` becomes `\h`.
    Shell(String),
}

impl Command {
    /// Whether the command only reads.
    pub(super) fn reads(&self) -> bool {
        match self {
            Self::Statement(text) => text.get(..6).is_some_and(|word| word.eq_ignore_ascii_case("SELECT")),
            Self::Shell(_) => true,
        }
    }
}

/// The result of a line.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// The commands that the line completes; none if a statement continues in the next line.
    Do(Vec<Command>),
    /// The user leaves the shell.
    Leave,
}

/// Splits lines into statements as they are read. Statements end with semicolons and may span several lines; a
/// semicolon in quotes or in a comment does not end one.
#[derive(Debug, Default)]
pub(super) struct Script {
    /// The incomplete statement, with the comments before it.
    text: String,
    /// Whether `text` has more than white space and comments.
    has_begun: bool,
    inside: Inside,
}

/// The context of a character.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Inside {
    #[default]
    Statement,
    Quotes(char),
    LineComment,
    BlockComment,
}

impl Script {
    /// Whether a statement, quotes or a comment are incomplete.
    pub(super) fn is_open(&self) -> bool {
        self.has_begun || self.inside != Inside::Statement
    }

    /// Discards the incomplete statement.
    pub(super) fn clear(&mut self) {
        *self = Self::default();
    }

    /// Reads the next line. A line `quit`, `exit` or `\q` always leaves, even inside a statement.
    pub(super) fn line(&mut self, line: &str) -> Step {
        if is_leaving(line) { Step::Leave } else { Step::Do(self.taken(line)) }
    }

    fn taken(&mut self, line: &str) -> Vec<Command> {
        if !self.is_open() && line.trim_start().starts_with('\\') {
            return vec![Command::Shell(line.trim().to_owned())];
        }
        if !self.is_open() && is_word(line, "help") {
            return vec![Command::Shell("\\h".to_owned())];
        }
        let mut commands = Vec::new();
        let mut letters = line.chars().chain(['\n']).peekable();
        while let Some(letter) = letters.next() {
            let pair = (letter, letters.peek().copied().unwrap_or_default());
            match (self.inside, pair) {
                (Inside::Statement, (';', _)) => {
                    commands.extend(self.end());
                    continue;
                }
                (Inside::Statement, ('\'' | '"', _)) => self.inside = Inside::Quotes(letter),
                (Inside::Statement, ('-', '-')) => self.inside = Inside::LineComment,
                (Inside::Statement, ('/', '*')) => self.inside = Inside::BlockComment,
                (Inside::Quotes(open), _) if open == letter => self.inside = Inside::Statement,
                (Inside::LineComment, ('\n', _)) => self.inside = Inside::Statement,
                (Inside::BlockComment, ('*', '/')) => {
                    self.inside = Inside::Statement;
                    self.text.push(letter);
                    self.text.extend(letters.next());
                    continue;
                }
                _ => {}
            }
            let is_content = matches!(self.inside, Inside::Statement | Inside::Quotes(_));
            self.has_begun |= is_content && !letter.is_whitespace();
            self.text.push(letter);
        }
        commands
    }

    /// Ends the current statement, if one has begun.
    fn end(&mut self) -> Option<Command> {
        let Self { text, has_begun, .. } = mem::take(self);
        has_begun.then(|| Command::Statement(text.trim().to_owned()))
    }
}

/// All commands of a text, up to a line that leaves; `None` if it has no command and does not leave. The end of the
/// text ends the last statement. In a text, unlike at a prompt, a line inside quotes is never a command.
pub(super) fn commands(text: &str) -> Option<Vec<Command>> {
    let mut script = Script::default();
    let mut commands = Vec::new();
    let mut leaves = false;
    for line in text.lines() {
        leaves = !matches!(script.inside, Inside::Quotes(_)) && is_leaving(line);
        if leaves {
            break;
        }
        commands.extend(script.taken(line));
    }
    commands.extend(script.end());
    (leaves || !commands.is_empty()).then_some(commands)
}

fn is_leaving(line: &str) -> bool {
    ["quit", "exit", "\\q"].iter().any(|leave| is_word(line, leave))
}

/// Whether the line is only this word, with or without a semicolon.
fn is_word(line: &str, word: &str) -> bool {
    line.trim().trim_end_matches(';').trim_end().eq_ignore_ascii_case(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn statement(text: &str) -> Command {
        Command::Statement(text.to_owned())
    }

    fn shell(text: &str) -> Command {
        Command::Shell(text.to_owned())
    }

    /// All commands of a text.
    fn commands(text: &str) -> Vec<Command> {
        super::commands(text).unwrap()
    }

    #[test]
    fn semicolons_in_quotes_and_comments_end_nothing() {
        assert_eq!(
            commands("SELECT * FROM \"a;b\" ; DELETE FROM c WHERE d = 'it''s;';\n"),
            [statement("SELECT * FROM \"a;b\""), statement("DELETE FROM c WHERE d = 'it''s;'")]
        );
        let commented = "-- don't; \nSELECT 1 /* ;' */; -- the end\n/* ; */\n";
        assert_eq!(commands(commented), [statement("-- don't; \nSELECT 1 /* ;' */")]);
        assert_eq!(
            commands("SELECT 1 - 2; SELECT 4 / 2"),
            [statement("SELECT 1 - 2"), statement("SELECT 4 / 2")]
        );
        for nothing in [" ; ;\n\n", "", "-- nothing", "/* nothing"] {
            assert_eq!(super::commands(nothing), None);
        }
        assert_eq!(commands("한글; 소니"), [statement("한글"), statement("소니")]);
    }

    #[test]
    fn a_statement_goes_over_lines() {
        let mut script = Script::default();
        assert_eq!(script.line("  "), Step::Do(vec![]));
        assert!(!script.is_open());
        assert_eq!(script.line(" SELECT *"), Step::Do(vec![]));
        assert!(script.is_open());
        assert_eq!(script.line("FROM a; SELECT"), Step::Do(vec![statement("SELECT *\nFROM a")]));
        assert_eq!(script.line("1;"), Step::Do(vec![statement("SELECT\n1")]));
        assert!(!script.is_open());
        assert_eq!(commands("SELECT *\nFROM a"), [statement("SELECT *\nFROM a")]);
    }

    #[test]
    fn lines_that_begin_with_a_backslash_are_for_the_shell() {
        assert_eq!(
            commands("\\h\nSELECT *\nFROM a;\n \\d users \n"),
            [shell("\\h"), statement("SELECT *\nFROM a"), shell("\\d users")]
        );
        assert_eq!(commands("SELECT '\n\\h\n'"), [statement("SELECT '\n\\h\n'")]);
        assert_eq!(commands("Help;\nSELECT\nhelp"), [shell("\\h"), statement("SELECT\nhelp")]);
    }

    #[test]
    fn quit_and_exit_leave_from_a_continued_line_too() {
        for leave in ["quit", "exit", "\\q", " QUIT ; ", "Exit;"] {
            assert_eq!(Script::default().line(leave), Step::Leave, "{leave}");
            for begun in ["SELECT *", "SELECT 'a"] {
                let mut script = Script::default();
                script.line(begun);
                assert_eq!(script.line(leave), Step::Leave, "{leave}");
            }
            assert_eq!(commands(leave), []);
            assert_eq!(commands(&format!("SELECT 1;\n{leave}\nDELETE")), [statement("SELECT 1")]);
            assert_eq!(commands(&format!("SELECT 1\n{leave}\nDELETE")), [statement("SELECT 1")]);
        }
        assert_eq!(Script::default().line("SELECT exit"), Step::Do(vec![]));
        assert_eq!(commands("SELECT '\nexit\n'"), [statement("SELECT '\nexit\n'")]);
    }

    #[test]
    fn what_reads_is_known() {
        assert!(statement("select * FROM a").reads());
        assert!(shell("\\d").reads());
        assert!(!statement("DELETE FROM a WHERE b = 1").reads());
    }
}
