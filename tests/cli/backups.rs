//! Backups and restored tables, from the command line.

use serde_json::{Value, json};

use crate::support::{Desk, Server, lines};

const FILE: [&str; 2] = ["--file", "a.snap"];

/// A snapshot with an item of the table `orders`.
fn desk() -> Desk {
    let desk = Desk::new();
    on(&desk, &["create", "orders", "--partition-key", "id"]);
    on(&desk, &["put", "orders", r#"{"id": "first"}"#]);
    desk
}

fn on(desk: &Desk, arguments: &[&str]) -> String {
    desk.good(&[arguments, &FILE].concat())
}

fn fails(desk: &Desk, arguments: &[&str]) -> String {
    desk.bad(&[arguments, &FILE].concat())
}

fn ids(desk: &Desk, table: &str) -> Vec<String> {
    let items = lines(&on(desk, &["scan", table, "--json"]));
    items.iter().map(|item| item["id"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_backup_is_made_shown_restored_and_deleted() {
    let desk = desk();
    assert_eq!(on(&desk, &["backup", "list"]), "no backups\n");
    let arn = on(&desk, &["backup", "create", "orders", "monday"]);
    let arn = arn.trim_end();
    assert!(arn.starts_with("arn:aws:dynamodb:us-east-1:000000000000:table/orders/backup/"), "{arn}");
    on(&desk, &["delete", "orders", "first"]);
    on(&desk, &["put", "orders", r#"{"id": "second"}"#]);
    on(&desk, &["backup", "create", "orders", "tuesday"]);

    let listed = on(&desk, &["backup", "list", "orders"]);
    let rows: Vec<Vec<&str>> = listed.lines().map(|line| line.split_whitespace().collect()).collect();
    assert_eq!(rows[0], ["table", "name", "id", "created", "status", "bytes", "expires"]);
    let names: Vec<&str> =
        rows.iter().filter(|row| row.first() == Some(&"orders")).map(|row| row[1]).collect();
    assert_eq!(names, ["monday", "tuesday"], "{listed}");
    let all: Value = serde_json::from_str(&on(&desk, &["backup", "list", "--json"])).unwrap();
    assert_eq!(all[0]["BackupArn"], arn);
    let shown = on(&desk, &["backup", "describe", "orders", "monday"]);
    for part in ["monday", arn, "available", "user", "1 item, 7 bytes"] {
        assert!(shown.contains(part), "{part} is not in {shown}");
    }
    let told: Value =
        serde_json::from_str(&on(&desk, &["backup", "describe", "orders", arn, "--json"])).unwrap();
    assert_eq!(told["SourceTableDetails"]["ItemCount"], 1);

    on(&desk, &["drop", "orders", "--yes"]);
    on(&desk, &["restore", "orders", "orders", "--backup", "monday"]);
    on(&desk, &["restore", "orders", "newer", "--backup", "tuesday", "--provisioned", "3,4"]);
    assert_eq!(ids(&desk, "orders"), ["first"]);
    assert_eq!(ids(&desk, "newer"), ["second"]);
    assert!(on(&desk, &["describe", "newer"]).contains("3 read and 4 write units"));
    assert!(
        fails(&desk, &["restore", "orders", "newer", "--backup", "monday"]).contains("TableAlreadyExists")
    );

    assert_eq!(on(&desk, &["backup", "delete", "orders", "monday"]), "");
    let none = fails(&desk, &["backup", "delete", "orders", "monday"]);
    assert!(none.contains("orders has no backup monday; `hashrange backup list orders`"), "{none}");
    for _ in 0..2 {
        on(&desk, &["backup", "create", "orders", "daily"]);
    }
    let several = fails(&desk, &["backup", "delete", "orders", "daily"]);
    assert!(several.contains("2 backups of the name daily; say which one by its id: "), "{several}");
    let id = several.rsplit(", ").next().unwrap().trim();
    on(&desk, &["backup", "delete", "orders", id]);
    on(&desk, &["backup", "delete", "orders", "daily"]);
}

#[test]
fn a_table_is_restored_to_a_point_in_time() {
    let desk = desk();
    assert_eq!(on(&desk, &["recovery", "orders"]), "disabled\n");
    let off = fails(&desk, &["restore", "orders", "again"]);
    assert!(off.contains("`hashrange recovery orders --on` switches it on"), "{off}");
    assert_eq!(on(&desk, &["recovery", "orders", "--on", "--days", "7"]), "");
    let shown = on(&desk, &["recovery", "orders"]);
    assert!(shown.starts_with("enabled for 7 days: from 20") && shown.contains("Z to 20"), "{shown}");
    let told: Value = serde_json::from_str(&on(&desk, &["recovery", "orders", "--json"])).unwrap();
    assert_eq!(told["PointInTimeRecoveryDescription"]["RecoveryPeriodInDays"], json!(7));
    let earliest = shown.split("from ").nth(1).unwrap().split(" to").next().unwrap();

    on(&desk, &["put", "orders", r#"{"id": "second"}"#]);
    on(&desk, &["restore", "orders", "now", "--on-demand"]);
    assert_eq!(ids(&desk, "now").len(), 2);
    on(&desk, &["restore", "orders", "before", "--at", earliest]);
    assert_eq!(ids(&desk, "before"), ["first"]);
    assert!(fails(&desk, &["restore", "orders", "never", "--at", "1h"]).contains("InvalidRestoreTime"));
    for wrong in [
        &["--at", "yesterday"][..],
        &["--at", "1h", "--backup", "one"],
        &["--on-demand", "--provisioned", "1,1"],
    ] {
        assert_eq!(desk.run(&[&["restore", "orders", "never"], wrong, &FILE].concat()).code, 2, "{wrong:?}");
    }
    for wrong in [&["--on", "--off"][..], &["--days", "7"], &["--on", "--days", "36"], &["--on", "--json"]] {
        assert_eq!(desk.run(&[&["recovery", "orders"], wrong, &FILE].concat()).code, 2, "{wrong:?}");
    }
    // What the table held is left when it is deleted.
    on(&desk, &["drop", "orders", "--yes"]);
    let listed = on(&desk, &["backup", "list", "orders"]);
    assert!(listed.contains("orders$DeletedTableBackup"), "{listed}");
    let kept = fails(&desk, &["backup", "delete", "orders", "orders$DeletedTableBackup"]);
    assert!(kept.contains("It will automatically expire on"), "{kept}");
    on(&desk, &["restore", "orders", "orders", "--backup", "orders$DeletedTableBackup"]);
    assert_eq!(ids(&desk, "orders").len(), 2);
    assert_eq!(on(&desk, &["recovery", "orders"]), "disabled\n");
    on(&desk, &["recovery", "now", "--on"]);
    on(&desk, &["recovery", "now", "--off"]);
    assert_eq!(on(&desk, &["recovery", "now"]), "disabled\n");
}

#[test]
fn a_server_restores_what_its_snapshot_has() {
    let desk = desk();
    on(&desk, &["recovery", "orders", "--on"]);
    on(&desk, &["backup", "create", "orders", "monday"]);
    let server = Server::start(&desk, &["--load", "a.snap"]);
    let at = |arguments: &[&str]| desk.good(&[arguments, &["--endpoint", &server.url]].concat());
    at(&["delete", "orders", "first"]);
    at(&["restore", "orders", "now"]);
    at(&["restore", "orders", "of_monday", "--backup", "monday"]);
    assert_eq!(at(&["scan", "now", "--json"]), "");
    assert_eq!(lines(&at(&["scan", "of_monday", "--json"])).len(), 1);
}
