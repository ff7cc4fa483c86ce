//! The paths below `/_hashrange/`, and what they are for.

use std::collections::BTreeSet;

use super::{
    super::presigned::decoded,
    refusal::{Refusal, RefusalKind},
};

/// Where all paths begin.
const ROOT: &str = "/_hashrange";
/// Where monitoring systems look for metrics unless they are told otherwise.
const METRICS: &str = "/metrics";

/// What a request is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::server) enum Action {
    ReadMetrics,
    TableMetrics,
    ListPaths,
    ReadClock,
    MoveClock,
    Fork,
    ListForks,
    EndFork(String),
    Reset,
    SaveSnapshot,
    LoadSnapshot,
    Verify,
    Explain,
    Partitions,
    Points,
    Spread,
    Split,
    PutLoad,
    RecordCalls,
    ListCalls,
    EndCalls,
    ReadLag,
    SetLag,
    EndLag,
    Converge,
    AddFault,
    StartStory,
    ListFaults,
    ReadFault(String),
    RemoveFault(String),
    ClearFaults,
    Hold,
    Release(String),
    ReadThroughput,
    SetThroughput,
    EndThroughput,
}

/// A path with a method.
pub(super) struct Path {
    pub(super) method: &'static str,
    /// Below the root, without a slash at the beginning. A part in braces is a parameter.
    pub(super) path: &'static str,
    pub(super) about: &'static str,
    action: fn(String) -> Action,
}

const fn path(
    method: &'static str,
    path: &'static str,
    action: fn(String) -> Action,
    about: &'static str,
) -> Path {
    Path { method, path, about, action }
}

/// All paths. A path has one parameter at most.
pub(super) const PATHS: &[Path] = &[
    path("GET", "", |_| Action::ListPaths, "these paths"),
    path("GET", "clock", |_| Action::ReadClock, "the time, and whether the clock can be moved"),
    path("POST", "clock", |_| Action::MoveClock, "moves a manual clock forward; what is due is done"),
    path("POST", "fork", |_| Action::Fork, "an access key whose tables are a copy"),
    path("GET", "fork", |_| Action::ListForks, "the forks"),
    path("DELETE", "fork/{access_key}", Action::EndFork, "ends a fork"),
    path("POST", "reset", |_| Action::Reset, "the tables as they were at the start"),
    path("GET", "snapshot", |_| Action::SaveSnapshot, "the tables as a snapshot, for `hashrange --file` too"),
    path("POST", "snapshot", |_| Action::LoadSnapshot, "a fork with the tables of the snapshot in the body"),
    path("GET", "verify", |_| Action::Verify, "what should hold of the tables and does not"),
    path("GET", "explain", |_| Action::Explain, "a key's way to its partition"),
    path("POST", "faults", |_| Action::AddFault, "adds a rule by which calls fail, are lost or late"),
    path("POST", "stories", |_| Action::StartStory, "adds the rules of a story, such as hot_key"),
    path("GET", "faults", |_| Action::ListFaults, "the rules in force, with their hits"),
    path("GET", "faults/{id}", Action::ReadFault, "one of them"),
    path("DELETE", "faults/{id}", Action::RemoveFault, "removes one of them"),
    path("DELETE", "faults", |_| Action::ClearFaults, "removes all"),
    path("POST", "hold", |_| Action::Hold, "holds an item as a transaction in progress does"),
    path("DELETE", "hold/{id}", Action::Release, "releases it"),
    path("GET", "throughput", |_| Action::ReadThroughput, "by which rules requests are throttled"),
    path("POST", "throughput", |_| Action::SetThroughput, "has requests be throttled"),
    path("DELETE", "throughput", |_| Action::EndThroughput, "has none be throttled"),
    path("POST", "calls", |_| Action::RecordCalls, "records calls from now on"),
    path("GET", "calls", |_| Action::ListCalls, "the recorded calls"),
    path("DELETE", "calls", |_| Action::EndCalls, "records no more"),
    path("GET", "lag", |_| Action::ReadLag, "how late eventually consistent reads are"),
    path("POST", "lag", |_| Action::SetLag, "has them be late"),
    path("DELETE", "lag", |_| Action::EndLag, "has them be up to date again"),
    path("POST", "converge", |_| Action::Converge, "brings them up to date now"),
    path(
        "GET",
        "partitions",
        |_| Action::Partitions,
        "the partitions of a table or an index: ranges, items, reads and writes",
    ),
    path("GET", "points", |_| Action::Points, "where the items of a table or an index lie on the hash line"),
    path("GET", "spread", |_| Action::Spread, "how evenly made-up keys spread over a table's partitions"),
    path("POST", "split", |_| Action::Split, "splits a partition of a table"),
    path(
        "GET",
        "metrics",
        |_| Action::TableMetrics,
        "what the operations on a table came to, while metrics are on",
    ),
    path("POST", "load", |_| Action::PutLoad, "reads or writes one item many times"),
];

/// Whether a request with this path is for the control, which serves it if it is on.
pub(in crate::server) fn is_control(path: &str) -> bool {
    path.strip_prefix(ROOT).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Whether a request with this path is for the metrics, which are served if they are on.
pub(in crate::server) fn is_metrics(path: &str) -> bool {
    path == METRICS
}

/// What a request with this method and path is for.
///
/// # Errors
/// There is no such path, or it does not take the method.
pub(super) fn action(method: &str, path: &str) -> Result<Action, Refusal> {
    if is_metrics(path) {
        return match method {
            "GET" | "HEAD" => Ok(Action::ReadMetrics),
            _ => Err(not_allowed(path, "GET, HEAD".to_owned(), method)),
        };
    }
    let below = path.strip_prefix(ROOT).and_then(|rest| rest.strip_prefix('/')).unwrap_or_default();
    let here: Vec<(&Path, String)> =
        PATHS.iter().filter_map(|path| Some((path, parameter(path.path, below)?))).collect();
    // Bodies of answers to HEAD are not sent.
    let wanted = if method == "HEAD" { "GET" } else { method };
    if let Some((path, parameter)) = here.iter().find(|(path, _)| path.method == wanted) {
        return Ok((path.action)(parameter.clone()));
    }
    let mut methods: BTreeSet<&str> = here.iter().map(|(path, _)| path.method).collect();
    if methods.is_empty() {
        let message = format!("There is no {ROOT}/{below}: GET {ROOT}/ lists the paths");
        return Err(Refusal::new(RefusalKind::NotFound, message));
    }
    if methods.contains("GET") {
        methods.insert("HEAD");
    }
    let methods = methods.into_iter().collect::<Vec<_>>().join(", ");
    Err(not_allowed(&format!("{ROOT}/{below}"), methods, method))
}

fn not_allowed(path: &str, methods: String, method: &str) -> Refusal {
    let message = format!("{path} takes {methods}, not {method}");
    Refusal::new(RefusalKind::MethodNotAllowed(methods), message)
}

/// The parameter in a path that fits this pattern; empty if the pattern has none.
fn parameter(pattern: &str, path: &str) -> Option<String> {
    let (mut patterns, mut parts) = (pattern.split('/'), path.split('/'));
    let mut parameter = String::new();
    loop {
        match (patterns.next(), parts.next()) {
            (None, None) => return Some(parameter),
            (Some(pattern), Some(part)) if pattern.starts_with('{') && !part.is_empty() => {
                parameter = decoded(part).into_owned();
            }
            (Some(pattern), Some(part)) if pattern == part => {}
            _ => return None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(method: &str, path: &str) -> RefusalKind {
        action(method, path).unwrap_err().kind
    }

    #[test]
    fn methods_and_paths_say_what_a_request_is_for() {
        assert_eq!(action("GET", "/_hashrange"), Ok(Action::ListPaths));
        assert_eq!(action("GET", "/_hashrange/"), Ok(Action::ListPaths));
        assert_eq!(action("HEAD", "/_hashrange/clock"), Ok(Action::ReadClock));
        assert_eq!(action("POST", "/_hashrange/clock"), Ok(Action::MoveClock));
        assert_eq!(action("DELETE", "/_hashrange/fork/KEY"), Ok(Action::EndFork("KEY".to_owned())));
        assert_eq!(action("DELETE", "/_hashrange/fork/a%2Fb%20c"), Ok(Action::EndFork("a/b c".to_owned())));
    }

    #[test]
    fn others_are_told_what_there_is() {
        for path in ["/_hashrange/x", "/_hashrange/clock/", "/_hashrange//clock", "/_hashrange/%63lock"] {
            assert_eq!(kind("GET", path), RefusalKind::NotFound, "{path}");
        }
        assert_eq!(kind("DELETE", "/_hashrange/fork/"), RefusalKind::NotFound);
        assert_eq!(kind("DELETE", "/_hashrange/fork/a/b"), RefusalKind::NotFound);
        let allowed = |methods: &str| RefusalKind::MethodNotAllowed(methods.to_owned());
        assert_eq!(kind("PUT", "/_hashrange/clock"), allowed("GET, HEAD, POST"));
        assert_eq!(kind("GET", "/_hashrange/reset"), allowed("POST"));
        assert_eq!(kind("get", "/_hashrange/clock"), allowed("GET, HEAD, POST"));
    }

    #[test]
    fn only_paths_below_the_root_are_the_controls() {
        assert!(is_control("/_hashrange") && is_control("/_hashrange/clock"));
        assert!(!is_control("/") && !is_control("/_hashrangeclock") && !is_control("/x/_hashrange/clock"));
    }
}
