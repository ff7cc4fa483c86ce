//! Assertions about calls that print well.

use std::{fmt::Write as _, sync::Arc};

use super::{
    difference::{Step, steps},
    pattern::CallPattern,
    recording::Calls,
};
use crate::engine::Call;

/// How many lines a message shows of calls that are as expected, next to those that are not.
const CONTEXT: usize = 3;

/// How many lines it has at most.
const LINES: usize = 200;

/// The calls are not those that were expected. The text lists them: `-` is before what was expected and not called, `+`
/// before what was called and not expected.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct CallsDiffer(String);

/// Asserts that the calls of a recording ([`Database::calls`](crate::Database::calls)) are these, in this order, and no
/// others. Each is a text or a [`CallPattern`](crate::CallPattern). With `count:`, only their number is asserted.
///
/// ```
/// use hashrange::{CallPattern, Database, ScalarAttributeType::S, assert_calls, item};
///
/// let db = Database::new();
/// let users = db.create_table("users").partition_key("id", S).run()?;
/// let calls = db.calls();
/// users.put(item! { "id": "haeri05" }).run()?;
/// users.scan().page()?;
///
/// assert_calls!(calls, [CallPattern::new("PutItem").key("haeri05"), "Scan users"]);
/// assert_calls!(calls.operation("Scan"), count: 1);
/// # Ok::<(), hashrange::Error>(())
/// ```
///
/// If they are others, the message marks the difference:
///
/// ```
/// # use hashrange::{Database, ScalarAttributeType::S, item};
/// # let db = Database::new();
/// # let users = db.create_table("users").partition_key("id", S).run()?;
/// # let calls = db.calls();
/// # users.put(item! { "id": "haeri05" }).run()?;
/// # users.scan().page()?;
/// let differ = calls.check(&["PutItem users".into(), "GetItem users".into()]).unwrap_err();
/// assert_eq!(differ.to_string(), r#"the calls are not those that were expected (- expected, + called)
///     PutItem users {"id": "haeri05"}, 1 write unit
///   - GetItem users
///   + Scan users, 2 read units"#);
/// # Ok::<(), hashrange::Error>(())
/// ```
#[macro_export]
macro_rules! assert_calls {
    ($calls:expr, count: $count:expr $(,)?) => {
        if let ::std::result::Result::Err(differ) = $crate::macro_support::check_count(&$calls, $count) {
            ::std::panic!("{differ}");
        }
    };
    ($calls:expr, [$($expected:expr),* $(,)?] $(,)?) => {
        if let ::std::result::Result::Err(differ) = $calls.check(&[$($crate::CallPattern::from($expected)),*]) {
            ::std::panic!("{differ}");
        }
    };
}

/// Compares the number of calls with the expected one, for the macro.
///
/// # Errors
/// [`CallsDiffer`].
pub fn check_count(calls: &Calls, expected: usize) -> Result<(), CallsDiffer> {
    let called = calls.list();
    if called.len() == expected {
        return Ok(());
    }
    let mut text = format!("{} calls were expected, and there are {}", expected, called.len());
    add_dropped(calls, &mut text);
    for call in called.iter().take(LINES) {
        let _ = write!(text, "\n    {call}");
    }
    add_more(called.len(), &mut text);
    Err(CallsDiffer(text))
}

impl Calls {
    /// Compares with what was expected, call by call, in order. [`assert_calls!`](crate::assert_calls) panics with the
    /// error.
    ///
    /// # Errors
    /// [`CallsDiffer`], whose text shows both lists.
    pub fn check(&self, expected: &[CallPattern]) -> Result<(), CallsDiffer> {
        let called = self.list();
        let is_same = |one: usize, other: usize| match (expected.get(one), called.get(other)) {
            (Some(pattern), Some(call)) => pattern.matches(call),
            _ => false,
        };
        let steps = steps(expected.len(), called.len(), is_same);
        if steps.iter().all(|step| *step == Step::Both) {
            return Ok(());
        }
        let mut text = "the calls are not those that were expected (- expected, + called)".to_owned();
        add_dropped(self, &mut text);
        let lines = lines(&steps, expected, &called);
        for line in lines.iter().take(LINES) {
            let _ = write!(text, "\n  {line}");
        }
        add_more(lines.len(), &mut text);
        Err(CallsDiffer(text))
    }
}

fn add_dropped(calls: &Calls, text: &mut String) {
    let dropped = calls.dropped();
    if dropped > 0 {
        let _ = write!(text, "; {dropped} earlier calls of the recording were dropped: raise its limit");
    }
}

fn add_more(lines: usize, text: &mut String) {
    if lines > LINES {
        let _ = write!(text, "\n  ... and {} more", lines - LINES);
    }
}

/// A line for each step, without what is far from any difference.
fn lines(steps: &[Step], expected: &[CallPattern], called: &[Arc<Call>]) -> Vec<String> {
    let (mut expected, mut called) = (expected.iter(), called.iter());
    let differs = |place: usize| steps.get(place).is_some_and(|step| *step != Step::Both);
    let is_near = |place: usize| (place.saturating_sub(CONTEXT)..=place + CONTEXT).any(differs);
    let mut lines: Vec<String> = Vec::new();
    let mut left_out = 0;
    for (place, step) in steps.iter().enumerate() {
        let line = match step {
            Step::Both => {
                expected.next().and(called.next()).filter(|_| is_near(place)).map(|call| format!("  {call}"))
            }
            Step::Missing => expected.next().map(|pattern| format!("- {pattern}")),
            Step::Surplus => called.next().map(|call| format!("+ {call}")),
        };
        let Some(line) = line else {
            left_out += 1;
            continue;
        };
        if left_out > 0 {
            lines.push(format!("  ... {left_out} as expected"));
            left_out = 0;
        }
        lines.push(line);
    }
    if left_out > 0 {
        lines.push(format!("  ... {left_out} as expected"));
    }
    lines
}
