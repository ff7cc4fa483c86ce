//! Import and export.

use std::fs;

use serde_json::Value;

use crate::support::{Desk, all};

#[test]
fn lines_and_exports_come_back_as_they_were() {
    let desk = Desk::with_likes();
    let before = all(&desk, "likes", "a.snap");
    for path in ["l.jsonl", "l.json.gz", "l.ion", "l.ion.gz", "backup"] {
        desk.good(&["export", "likes", path, "--file", "a.snap"]);
        let file = format!("{path}.snap");
        let key = ["--partition-key", "user_id", "--sort-key", "at:N"];
        desk.good(&[&["import", "copy", path, "--file", &file], &key[..]].concat());
        assert_eq!(all(&desk, "copy", &file), before, "{path}");
    }
    assert_eq!(
        fs::read_to_string(desk.path("l.jsonl"))
            .unwrap()
            .lines()
            .filter(|line| line.starts_with("{\"Item\":{\"at\":"))
            .count(),
        3
    );
    let piped = desk.good(&["export", "likes", "-", "--file", "a.snap"]);
    let done = desk.run_with(&["import", "likes", "-", "--file", "a.snap"], &piped);
    assert_eq!((done.code, done.err.as_str()), (0, "hashrange: 3 items into likes\n"));
    assert_eq!(all(&desk, "likes", "a.snap"), before, "the same keys again");
}

#[test]
fn an_export_has_the_manifests_of_dynamodb_and_is_checked() {
    let desk = Desk::with_likes();
    desk.good(&["export", "likes", "backup", "--file", "a.snap"]);
    let directory = fs::read_dir(desk.path("backup/AWSDynamoDB")).unwrap().next().unwrap().unwrap().path();
    let read =
        |name: &str| -> Value { serde_json::from_slice(&fs::read(directory.join(name)).unwrap()).unwrap() };
    let (summary, files) = (read("manifest-summary.json"), read("manifest-files.json"));
    assert_eq!((&summary["itemCount"], &summary["outputFormat"]), (&3.into(), &"DYNAMODB_JSON".into()));
    let key = files["dataFileS3Key"].as_str().unwrap();
    let data = desk.path("backup").join(key);
    assert!(summary["manifestFilesS3Key"].as_str().unwrap().ends_with("/manifest-files.json"));
    let by_summary = directory.join("manifest-summary.json");
    desk.good(&["import", "likes", by_summary.to_str().unwrap(), "--file", "a.snap"]);
    let mut bytes = fs::read(&data).unwrap();
    *bytes.last_mut().unwrap() ^= 1;
    fs::write(&data, bytes).unwrap();
    assert!(desk.bad(&["import", "likes", "backup", "--file", "a.snap"]).contains("damaged"));
    fs::remove_file(&data).unwrap();
    assert!(desk.bad(&["import", "likes", "backup", "--file", "a.snap"]).contains("No such file"));
}

#[test]
fn csv_comes_back_where_its_types_are_said() {
    let desk = Desk::with_likes();
    desk.good(&["export", "likes", "l.csv", "--file", "a.snap"]);
    let text = fs::read_to_string(desk.path("l.csv")).unwrap();
    assert!(text.starts_with("user_id,at,brand,price,tags\n"), "{text}");
    let key = ["--partition-key", "user_id", "--sort-key", "at:N"];
    let typed = ["import", "copy", "l.csv", "--file", "b.snap", "--type", "price=N", "--type", "tags=SS"];
    desk.good(&[&typed[..], &key].concat());
    assert_eq!(all(&desk, "copy", "b.snap"), all(&desk, "likes", "a.snap"));
    desk.good(&[&["import", "texts", "l.csv", "--file", "b.snap"], &key[..]].concat());
    assert!(all(&desk, "texts", "b.snap").contains(r#""price":{"S":"89000"}"#));
    assert!(
        desk.bad(&["import", "texts", "l.csv", "--file", "b.snap", "--type", "prise=N"])
            .contains("no column prise")
    );
}

#[test]
fn bad_input_is_told_with_its_line_and_imports_nothing() {
    let desk = Desk::with_likes();
    let before = fs::read(desk.path("a.snap")).unwrap();
    for (name, content, told) in [
        ("a.jsonl", "{\"user_id\": \"x\", \"at\": 1}\n\n{\"user_id\": ", "a.jsonl line 3: EOF"),
        ("b.jsonl", "{\"Item\": {\"user_id\": {\"S\": \"x\"}}}\n", "b.jsonl line 1: the item has no at"),
        ("c.jsonl", "[1]\n", "c.jsonl line 1: an item is a JSON object"),
        ("d.csv", "user_id,at\nx,1\ny,one\n", "d.csv line 3: at: 'one' is not a number"),
        ("e.csv", "user_id,at\nx,1,2\n", "e.csv line 2: 3 fields, and there are 2 columns"),
        (
            "f.jsonl",
            "{\"user_id\": \"x\", \"at\": \"one\"}\n",
            "f.jsonl line 1: at is of the type S, and the table's key is of the type N",
        ),
    ] {
        fs::write(desk.path(name), content).unwrap();
        let error = desk.bad(&["import", "likes", name, "--file", "a.snap"]);
        assert!(error.contains(told) && error.contains("Nothing was imported."), "{name}: {error}");
        assert!(fs::read(desk.path("a.snap")).unwrap() == before, "{name}");
    }
    assert!(desk.bad(&["import", "other", "a.jsonl", "--file", "a.snap"]).contains("--partition-key"));
    assert!(desk.bad(&["import", "likes", "missing.jsonl", "--file", "a.snap"]).contains("missing.jsonl"));
    fs::create_dir(desk.path("empty")).unwrap();
    assert!(desk.bad(&["import", "likes", "empty", "--file", "a.snap"]).contains("manifest-summary.json"));
}

#[test]
fn large_imports_go_in_batches_and_the_last_of_a_key_counts() {
    let desk = Desk::new();
    let text: String = (0..1_003).map(|i| format!("{{\"id\": {}, \"n\": {i}}}\n", i % 1_000)).collect();
    fs::write(desk.path("n.jsonl"), text).unwrap();
    desk.good(&["import", "numbers", "n.jsonl", "--partition-key", "id:N", "--file", "n.snap"]);
    assert_eq!(all(&desk, "numbers", "n.snap").lines().count(), 1_000);
    assert_eq!(desk.good(&["get", "numbers", "2", "--json", "--file", "n.snap"]), "{\"id\":2,\"n\":1002}\n");
}

#[test]
fn a_server_or_a_snapshot_exports_to_a_bucket() {
    let desk = Desk::with_likes();
    fs::create_dir(desk.path("exports")).unwrap();
    let to = ["export", "likes", "--to", "exports/2026", "--file", "a.snap", "--bucket", "exports=exports"];
    let refused = desk.bad(&to);
    assert!(refused.contains("PointInTimeRecoveryUnavailable") && refused.contains("DIRECTORY"), "{refused}");
    desk.good(&["recovery", "likes", "--on", "--file", "a.snap"]);
    let done = desk.run(&to);
    assert_eq!(done.code, 0, "{}", done.err);
    let manifest = done.err.trim().strip_prefix("hashrange: 3 items in exports/").unwrap().to_owned();
    assert!(manifest.starts_with("2026/AWSDynamoDB/"), "{manifest}");
    let path = format!("exports/{manifest}");
    desk.good(&[
        "import",
        "copy",
        &path,
        "--file",
        "b.snap",
        "--partition-key",
        "user_id",
        "--sort-key",
        "at:N",
    ]);
    assert_eq!(all(&desk, "copy", "b.snap"), all(&desk, "likes", "a.snap"));
    let ion = desk.run(&[&to[..], &["--format", "ion"]].concat());
    assert_eq!(ion.code, 0, "{}", ion.err);
    assert!(desk.bad(&[&to[..], &["--format", "csv"]].concat()).contains("dynamodb-json or ion"));
    let missing = ["export", "likes", "--to", "other", "--file", "a.snap"];
    assert!(desk.bad(&missing).contains("S3NoSuchBucket: The specified bucket does not exist"));
}
