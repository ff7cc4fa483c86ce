//! Things of the request in a row: a request can have millions of them, and a text is not to be as long.

use std::fmt::{Display, Write};

/// How long such a row becomes before the rest is left out: far longer than any of the service's is looked at. A single
/// thing is told whole, however long it is. (Ours)
pub(crate) const LISTED_BYTES: usize = 64 * 1024;

/// The things with this between them; of a row that is too long the first ones, and how many more there are.
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

/// How many more there are than were told.
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
