//! What comes of the cases: the list of those that do not pass yet, and the summary.

use std::{collections::BTreeMap, fmt::Write};

use super::file::Played;

const HEADER: &str = "\
# The cases that do not pass yet, as `topic :: case name`. The test fails when one of them passes or is not there,
# and when a case that is not listed fails. CONFORMANCE_WRITE_PENDING=1 writes this file anew.
";

/// The lines of `pending.txt` that are no comments.
pub fn pending(text: &str) -> Vec<&str> {
    text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).collect()
}

/// `pending.txt` for these results.
pub fn write_pending(played: &[Played]) -> String {
    let failed = played.iter().filter(|case| case.why.is_some());
    failed.fold(HEADER.to_owned(), |text, case| text + &case.line() + "\n")
}

/// What is wrong between the results and the list; empty when they agree.
pub fn troubles(played: &[Played], pending: &[&str]) -> Vec<String> {
    let known: BTreeMap<String, &Played> = played.iter().map(|case| (case.line(), case)).collect();
    let listed: BTreeMap<&str, usize> = pending.iter().fold(BTreeMap::new(), |mut counts, line| {
        *counts.entry(*line).or_default() += 1;
        counts
    });
    let stale = listed.iter().filter_map(|(line, count)| match known.get(*line) {
        None => Some(format!("LISTED, NOT THERE {line}")),
        Some(case) if case.why.is_none() => Some(format!("LISTED, PASSES {line}")),
        Some(_) if *count > 1 => Some(format!("LISTED TWICE {line}")),
        Some(_) => None,
    });
    let failed = played.iter().filter(|case| !listed.contains_key(case.line().as_str())).filter_map(failure);
    failed.chain(stale).collect()
}

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
        let _ = writeln!(text, "{group:14} {passed:5} passed {failed:5} not yet {percent:6.1} %");
    }
    let passed = played.iter().filter(|case| case.why.is_none()).count();
    let _ = write!(text, "{:14} {passed:5} passed {:5} not yet", "total", played.len() - passed);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn case(name: &str, why: Option<&str>) -> Played {
        Played { group: "g".into(), topic: "g/t".into(), name: name.into(), why: why.map(str::to_owned) }
    }

    #[test]
    fn the_list_and_the_results_must_agree() {
        let played = [case("good", None), case("bad", Some("step 1: no")), case("known", Some("x"))];
        assert_eq!(troubles(&played, &["g/t :: bad", "g/t :: known"]), Vec::<String>::new());
        assert_eq!(
            troubles(&played, &["g/t :: good", "g/t :: known", "g/t :: known", "g/t :: gone"]),
            [
                "FAIL g/t :: bad\n     step 1: no",
                "LISTED, NOT THERE g/t :: gone",
                "LISTED, PASSES g/t :: good",
                "LISTED TWICE g/t :: known"
            ]
        );
    }

    #[test]
    fn what_is_written_is_read_as_the_failed_cases() {
        let text = write_pending(&[case("good", None), case("bad", Some("no"))]);
        assert_eq!(pending(&text), ["g/t :: bad"]);
    }

    #[test]
    fn the_summary_counts_by_group() {
        let text = summary(&[case("good", None), case("bad", Some("no"))]);
        assert!(text.contains("g                  1 passed     1 not yet   50.0 %"), "{text}");
        assert!(text.ends_with("total              1 passed     1 not yet"), "{text}");
    }
}
