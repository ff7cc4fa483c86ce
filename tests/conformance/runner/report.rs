//! What comes of the cases: the failures, and the summary.

use std::{collections::BTreeMap, fmt::Write};

use super::file::Played;

/// A failed case, for the reader.
pub fn failure(case: &Played) -> Option<String> {
    case.why.as_ref().map(|why| format!("FAIL {}\n     {why}", case.line()))
}

/// A line for each group of topics, and the totals.
pub fn summary(played: &[Played]) -> String {
    let mut groups: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for case in played {
        let (passed, failed) = groups.entry(&case.group).or_default();
        *(if case.why.is_none() { passed } else { failed }) += 1;
    }
    let mut text = String::new();
    for (group, (passed, failed)) in &groups {
        let percent = 100.0 * *passed as f64 / (passed + failed) as f64;
        let _ = writeln!(text, "{group:14} {passed:5} passed {failed:5} failed {percent:6.1} %");
    }
    let passed = played.iter().filter(|case| case.why.is_none()).count();
    let _ = write!(text, "{:14} {passed:5} passed {:5} failed", "total", played.len() - passed);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn case(name: &str, why: Option<&str>) -> Played {
        Played { group: "g".into(), topic: "g/t".into(), name: name.into(), why: why.map(str::to_owned) }
    }

    #[test]
    fn the_summary_counts_by_group() {
        let text = summary(&[case("good", None), case("bad", Some("no"))]);
        assert!(text.contains("g                  1 passed     1 failed   50.0 %"), "{text}");
        assert!(text.ends_with("total              1 passed     1 failed"), "{text}");
    }
}
