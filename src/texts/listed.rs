//! Lists in error messages. A request can have millions of things to list, so the list's length is bounded.

use std::fmt::{Display, Write};

/// The length of a list, in bytes, after which the rest is left out: more than anybody reads. Each listed thing is
/// shown whole, however long it is. (Ours)
pub(crate) const LISTED_BYTES: usize = 64 * 1024;

/// The things, separated by `between`; if the list is too long, the first ones and the number of the others.
pub(crate) fn listed<T: Display>(
    between: &str,
    things: impl IntoIterator<Item = T, IntoIter: ExactSizeIterator>,
) -> String {
    let mut things = things.into_iter();
    let mut told = String::new();
    let mut is_first = true;
    while told.len() <= LISTED_BYTES {
        let Some(thing) = things.next() else { return told };
        // Writing into a string never fails.
        let _ = write!(told, "{}{thing}", if is_first { "" } else { between });
        is_first = false;
    }
    told + &more(between, things.len())
}

/// The end of a list that leaves out this many things.
pub(crate) fn more(between: &str, count: usize) -> String {
    if count == 0 { String::new() } else { format!("{between}... ({count} more)") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_long_row_the_first_are_told_and_how_many_more_there_are() {
        assert_eq!(listed(", ", Vec::<&str>::new()), "");
        assert_eq!(listed(", ", ["a"]), "a");
        assert_eq!(listed(" and ", [1, 2, 3]), "1 and 2 and 3");
        let many = listed(", ", vec!["a"; 1_000_000]);
        assert!(many.len() < LISTED_BYTES + 100);
        assert!(many.starts_with("a, a, a, ") && many.ends_with(", a, ... (978153 more)"));
        let long = "x".repeat(1_000_000);
        assert_eq!(listed(", ", [&long]), long);
        assert_eq!(listed(", ", [&long, &long]), format!("{long}, ... (1 more)"));
    }
}
