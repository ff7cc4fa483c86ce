//! The program `hashrange`, as a person or a script runs it.

#![expect(clippy::unwrap_used, reason = "what cannot fail in a test shows where it does")]

mod backups;
mod changes;
mod console;
mod copies;
mod copy_places;
mod disks;
mod endpoints;
mod guide;
mod items;
mod mcp;
mod partitions;
mod servers;
mod snapshots;
mod sql;
mod streams;
mod support;
mod tables;
mod transfers;

use std::fs;

use support::Desk;

#[test]
fn every_command_has_help_with_examples_and_wrong_usage_is_2() {
    let desk = Desk::new();
    let help = desk.good(&["--help"]);
    for command in [
        "serve",
        "console",
        "sql",
        "explain",
        "partitions",
        "tables",
        "describe",
        "create",
        "update",
        "ttl",
        "tags",
        "policy",
        "streams",
        "backup",
        "recovery",
        "restore",
        "scan",
        "query",
        "get",
        "put",
        "delete",
        "import",
        "export",
        "compact",
        "mcp",
        "check",
        "completions",
        "man",
    ] {
        assert!(help.contains(&format!("\n  {command} ")), "{command}");
        assert!(desk.good(&[command, "--help"]).contains("Examples:\n  hashrange "), "{command}");
        assert_eq!(desk.run(&[command, "--no-such-flag"]).code, 2, "{command}");
    }
    assert_eq!(desk.run(&[]).code, 2);
    assert_eq!(desk.run(&["scan", "likes", "--json", "--csv"]).code, 2);
    assert_eq!(desk.run(&["tables", "--file", "a", "--endpoint", "http://127.0.0.1:1"]).code, 2);
}

#[test]
fn shells_complete_every_command_and_there_is_a_manual_page_for_each() {
    let desk = Desk::new();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = desk.good(&["completions", shell]);
        for word in ["hashrange", "serve", "enforce-policies", "partition-key"] {
            assert!(script.contains(word), "{shell}: {word}");
        }
    }
    assert!(desk.good(&["man"]).contains(".TH hashrange 1"));
    desk.good(&["man", "--directory", "pages/man1"]);
    for page in fs::read_dir(desk.path("pages/man1")).unwrap() {
        let text = fs::read_to_string(page.unwrap().path()).unwrap();
        let title = text.lines().find(|line| line.starts_with(".TH")).unwrap();
        assert!(title.contains(&format!("\"hashrange {}\"", env!("CARGO_PKG_VERSION"))), "{title}");
    }
    let page = fs::read_to_string(desk.path("pages/man1/hashrange-create.1")).unwrap();
    assert!(page.contains("partition\\-key"), "{page}");
    fs::write(desk.path("a-file"), "").unwrap();
    assert!(desk.bad(&["man", "--directory", "a-file"]).contains("a-file"));
}
