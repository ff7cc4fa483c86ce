//! The program `hashrange`, as a person or a script runs it.

#![expect(clippy::unwrap_used, reason = "what cannot fail in a test shows where it does")]

mod backups;
mod changes;
mod disks;
mod items;
mod servers;
mod snapshots;
mod sql;
mod streams;
mod support;
mod tables;
mod transfers;

use support::Desk;

#[test]
fn every_command_has_help_with_examples_and_wrong_usage_is_2() {
    let desk = Desk::new();
    let help = desk.good(&["--help"]);
    for command in [
        "serve", "sql", "explain", "tables", "describe", "create", "update", "ttl", "tags", "policy",
        "streams", "backup", "recovery", "restore", "scan", "query", "get", "put", "delete", "import",
        "export", "compact", "check",
    ] {
        assert!(help.contains(&format!("\n  {command} ")), "{command}");
        assert!(desk.good(&[command, "--help"]).contains("Examples:\n  hashrange "), "{command}");
        assert_eq!(desk.run(&[command, "--no-such-flag"]).code, 2, "{command}");
    }
    assert_eq!(desk.run(&[]).code, 2);
    assert_eq!(desk.run(&["scan", "likes", "--json", "--csv"]).code, 2);
    assert_eq!(desk.run(&["tables", "--file", "a", "--endpoint", "http://127.0.0.1:1"]).code, 2);
}
