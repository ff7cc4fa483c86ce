//! Commands that ask a server, and the server that keeps its tables in a file.

use std::{fs, path::Path};

use serde_json::Value;

use crate::support::{Desk, Server, all};

#[test]
fn a_server_that_is_not_there_is_told() {
    let desk = Desk::new();
    // Nobody may listen on port 1 but root.
    let error = desk.bad(&["tables", "--endpoint", "http://127.0.0.1:1"]);
    assert!(
        error.contains("cannot reach http://127.0.0.1:1") && error.contains("hashrange serve"),
        "{error}"
    );
}

#[cfg(unix)]
#[test]
fn a_server_is_used_and_keeps_its_tables_in_a_snapshot() {
    let desk = Desk::with_likes();
    let before = all(&desk, "likes", "a.snap");
    let server = Server::start(&desk, &["--load", "a.snap", "--save-on-exit", "b.snap"]);
    let at = ["--endpoint", &server.url];
    let on = |arguments: &[&str]| desk.good(&[arguments, &at[..]].concat());
    assert_eq!(on(&["tables"]), "likes\n");
    assert_eq!(on(&["scan", "likes", "--dynamodb-json"]), before);
    on(&["create", "users", "--partition-key", "id"]);
    on(&["put", "users", r#"{"id": "minji01", "이름": "민지"}"#]);
    assert_eq!(on(&["sql", "SELECT * FROM users", "--json"]), "{\"id\":\"minji01\",\"이름\":\"민지\"}\n");
    on(&["export", "likes", "out.jsonl"]);
    on(&["import", "copy", "out.jsonl", "--partition-key", "user_id", "--sort-key", "at:N"]);
    assert_eq!(on(&["query", "copy", "haeri05", "--json"]).lines().count(), 2);
    assert_eq!(on(&["delete", "copy", "haeri05", "2", "--csv"]).lines().count(), 2);
    let described: Value = serde_json::from_str(&on(&["describe", "copy", "--json"])).unwrap();
    assert_eq!(described["ItemCount"], 2);
    assert!(desk.bad(&["get", "copy", "haeri05", "2", at[0], at[1]]).contains("no item"));
    // The region is another's, and the tables are shared.
    assert_eq!(on(&["tables", "--region", "eu-west-1"]), "copy\nlikes\nusers\n");
    assert_eq!(server.stop(), 0);
    assert_eq!(desk.good(&["tables", "--file", "b.snap"]), "copy\nlikes\nusers\n");
    assert_eq!(all(&desk, "likes", "b.snap"), before);
}

#[cfg(unix)]
#[test]
fn a_server_with_regions_has_tables_in_each_and_keeps_all_in_a_snapshot() {
    let desk = Desk::new();
    let both = ["--regions", "us-east-1,eu-west-1", "--load", "a.snap", "--save-on-exit", "a.snap"];
    let server = Server::start(&desk, &both);
    let at = |region| ["--endpoint", &server.url, "--region", region];
    desk.good(&[&["create", "users", "--partition-key", "id"][..], &at("eu-west-1")].concat());
    assert_eq!(desk.good(&[&["tables"][..], &at("us-east-1")].concat()), "");
    assert_eq!(desk.good(&[&["tables"][..], &at("eu-west-1")].concat()), "users\n");
    assert!(
        desk.bad(&[&["tables"][..], &at("sa-east-1")].concat()).contains("It has: us-east-1, eu-west-1.")
    );
    assert_eq!(server.stop(), 0);
    let server = Server::start(&desk, &both);
    let there = ["tables", "--endpoint", &server.url, "--region", "eu-west-1"];
    assert_eq!(desk.good(&there), "users\n");
    for regions in ["", "us-east-1,", "us-east-1,eu west", "us-east-1,a:b"] {
        let refused = desk.run(&["serve", "--port", "0", "--regions", regions]);
        assert!(
            refused.code != 0 && refused.err.contains("the name of a Region"),
            "{regions}: {}",
            refused.err
        );
    }
}

#[test]
fn a_server_can_end_with_its_standard_input_and_saves_then() {
    let desk = Desk::new();
    let done =
        desk.run(&["serve", "--port", "0", "--quiet", "--until-stdin-ends", "--save-on-exit", "a.snap"]);
    assert_eq!((done.code, &*done.err), (0, ""));
    assert!(done.out.starts_with("ready http://127.0.0.1:"), "{}", done.out);
    assert_eq!(desk.good(&["tables", "--file", "a.snap"]), "");
}

#[cfg(unix)]
#[test]
fn the_first_run_of_a_server_needs_no_snapshot() {
    let desk = Desk::new();
    let both = ["--load", "new.snap", "--save-on-exit", "new.snap"];
    let server = Server::start(&desk, &both);
    desk.good(&["create", "users", "--partition-key", "id", "--endpoint", &server.url]);
    assert_eq!(server.stop(), 0);
    let server = Server::start(&desk, &both);
    assert_eq!(desk.good(&["tables", "--endpoint", &server.url]), "users\n");
    drop(server);
    assert!(desk.bad(&["serve", "--load", "missing.snap"]).contains("missing.snap"));
    assert!(desk.bad(&["serve", "--save-on-exit", "none/a.snap"]).contains("in a directory that is there"));
    assert!(!Path::new("none").exists());
}

#[test]
fn requests_are_signed_where_there_is_a_secret() {
    let desk = Desk::new();
    fs::write(desk.path("secret"), "한글 secret\n").unwrap();
    let server = Server::start(&desk, &["--access-key", "me", "--secret-key", "secret"]);
    let create = |secret: &str| {
        let mut command = desk.command();
        command.args(["create", "users", "--partition-key", "아이디", "--endpoint", &server.url]);
        command.env("AWS_ACCESS_KEY_ID", "me").env("AWS_SECRET_ACCESS_KEY", secret).output().unwrap()
    };
    let refused = create("another");
    assert_eq!(refused.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("signature"), "{refused:?}");
    let done = create("한글 secret");
    assert!(done.status.success(), "{done:?}");
}

#[test]
fn a_table_is_being_made_for_as_long_as_was_said() {
    let desk = Desk::new();
    for by in [&[][..], &["--separate", "key,region"]] {
        let server = Server::start(&desk, &[&["--transitions", "1h"], by].concat());
        let at = ["--endpoint", &server.url];
        desk.good(&[&["create", "users", "--partition-key", "id"], &at[..]].concat());
        let described = desk.good(&[&["describe", "users"], &at[..]].concat());
        assert!(described.contains("CREATING"), "{described}");
        let not_found = desk.bad(&[&["get", "users", "a"], &at[..]].concat());
        assert!(not_found.contains("Requested resource not found"), "{not_found}");
    }
    for option in ["--transitions", "--ttl-delay", "--ttl-delay-up-to"] {
        for time in ["soon", "-2s", "2"] {
            let refused = desk.run(&["serve", &format!("{option}={time}")]);
            assert_eq!(refused.code, 2, "{option} {time}");
            let expected = "a length of time such as 500ms, 2s or 1m";
            assert!(refused.err.contains(expected), "{option} {time}: {}", refused.err);
        }
    }
}

#[test]
fn the_same_seed_makes_the_same_ids() {
    let desk = Desk::new();
    let table_id = |options: &[&str]| {
        let server = Server::start(&desk, options);
        let at = ["--endpoint", &server.url];
        desk.good(&[&["create", "users", "--partition-key", "id"], &at[..]].concat());
        let described = desk.good(&[&["describe", "users", "--json"], &at[..]].concat());
        let id = described.lines().find(|line| line.contains("TableId")).expect("its id");
        id.to_owned()
    };
    assert_eq!(table_id(&["--seed", "7"]), table_id(&["--seed", "7", "--separate", "key"]));
    assert_ne!(table_id(&["--seed", "7"]), table_id(&["--seed", "8"]));
    assert_eq!(table_id(&[]), table_id(&["--seed", "0"]));
}

#[test]
fn items_expire_as_late_as_was_said() {
    let desk = Desk::new();
    let both = desk.run(&["serve", "--ttl-delay", "1h", "--ttl-delay-up-to", "1h"]);
    assert_eq!((both.code, both.err.contains("cannot be used with")), (2, true), "{}", both.err);
    desk.good(&["create", "sessions", "--partition-key", "id", "--file", "a.snap"]);
    desk.good(&["ttl", "sessions", "--enable", "until", "--file", "a.snap"]);
    // The item's time is over when it is put; a delay of up to 1,000 years hardly ends soon.
    let put = |at: &[&str]| {
        let now = std::time::UNIX_EPOCH.elapsed().unwrap().as_secs();
        let item = format!("{{\"id\": \"a\", \"until\": {}}}", now - 10);
        desk.good(&[&["put", "sessions", &item], at].concat());
        desk.run(&[&["get", "sessions", "a"], at].concat()).code
    };
    let start = |arguments: &[&str]| {
        let server = Server::start(&desk, arguments);
        let at = ["--endpoint", &server.url];
        if !arguments.contains(&"--load") {
            desk.good(&[&["create", "sessions", "--partition-key", "id"], &at[..]].concat());
            desk.good(&[&["ttl", "sessions", "--enable", "until"], &at[..]].concat());
        }
        put(&at)
    };
    assert_eq!(start(&["--load", "a.snap"]), 1, "at once");
    for delay in [["--ttl-delay", "1h"], ["--ttl-delay-up-to", "8760000h"]] {
        for databases in [&["--load", "a.snap"][..], &["--separate", "region"], &[]] {
            assert_eq!(start(&[&delay[..], databases].concat()), 0, "{delay:?} {databases:?}");
        }
    }
    // The file that is saved to has its own delay unless another is given.
    let kept = ["--load", "b.snap", "--save-on-exit", "b.snap"];
    fs::copy(desk.path("a.snap"), desk.path("b.snap")).unwrap();
    assert_eq!(start(&[&kept[..], &["--ttl-delay", "1h"]].concat()), 0);
}

#[test]
fn a_server_starts_with_the_tables_of_fixtures() {
    let desk = Desk::new();
    let template = "Parameters: {Stage: {Type: String}}\nResources:\n  Users:\n    Type: AWS::Serverless::SimpleTable\n    Properties: {TableName: !Sub 'users-${Stage}'}\n";
    fs::write(desk.path("template.yaml"), template).unwrap();
    fs::create_dir(desk.path("items")).unwrap();
    fs::write(desk.path("items/users-test.jsonl"), "{\"id\": \"haeri05\", \"age\": 39}\n").unwrap();
    let fixtures = ["--fixture", "template.yaml", "--fixture", "items", "--parameter", "Stage=test"];
    let server = Server::start(&desk, &fixtures);
    let item = desk.good(&["get", "users-test", "haeri05", "--json", "--endpoint", &server.url]);
    assert_eq!(item.trim(), r#"{"age":39,"id":"haeri05"}"#);
    let refused = desk.bad(&["serve", "--port", "0", "--fixture", "template.yaml"]);
    assert!(refused.contains("template.yaml line 5: Users: the parameter Stage has no default"), "{refused}");
    assert!(desk.bad(&["serve", "--port", "0", "--fixture", "none.yaml"]).contains("none.yaml: "));
}
