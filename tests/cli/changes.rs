//! Tables changed and described from the command line.

use hashrange::{Database, ScalarAttributeType::S, VectorIndex, item};
use serde_json::{Value, json};

use crate::support::{Desk, Server};

/// What `describe --json` tells of the likes.
fn described(desk: &Desk) -> Value {
    serde_json::from_str(&desk.good(&["describe", "likes", "--json", "--file", "a.snap"])).unwrap()
}

/// A command on the likes that has to go well, and says nothing.
#[track_caller]
fn silent(desk: &Desk, command: &str, arguments: &[&str]) {
    assert_eq!(desk.good(&[&[command, "likes"], arguments, &["--file", "a.snap"]].concat()), "");
}

#[test]
fn a_table_is_made_with_settings_and_they_are_changed() {
    let desk = Desk::new();
    let settings =
        ["--provisioned", "10,5", "--table-class", "standard-infrequent-access", "--stream", "keys-only"];
    let key = ["--partition-key", "user_id", "--sort-key", "at:N"];
    let indexes = [
        "--global-index=of_brand,partition=brand",
        "--global-index=of_shop,partition=shop,provisioned=2/1",
        "--local-index=by_price,sort=price:N",
    ];
    silent(&desk, "create", &[&key[..], &settings, &indexes].concat());
    let units = |of: &Value| {
        let units = &of["ProvisionedThroughput"];
        json!([units["ReadCapacityUnits"], units["WriteCapacityUnits"]])
    };
    let told = described(&desk);
    assert_eq!(units(&told), json!([10, 5]));
    let global = told["GlobalSecondaryIndexes"].as_array().unwrap();
    assert_eq!((units(&global[0]), units(&global[1])), (json!([10, 5]), json!([2, 1])));
    assert_eq!(told["TableClassSummary"]["TableClass"], "STANDARD_INFREQUENT_ACCESS");
    assert_eq!(told["StreamSpecification"]["StreamViewType"], "KEYS_ONLY");

    silent(&desk, "update", &["--provisioned", "20,5", "--deletion-protection", "on", "--stream", "off"]);
    silent(&desk, "update", &["--table-class", "STANDARD"]);
    silent(&desk, "update", &["--encryption", "alias/shop"]);
    let told = described(&desk);
    assert_eq!((units(&told), &told["DeletionProtectionEnabled"]), (json!([20, 5]), &json!(true)));
    assert_eq!(
        (&told["StreamSpecification"], &told["TableClassSummary"]["TableClass"]),
        (&Value::Null, &json!("STANDARD"))
    );
    assert_eq!(told["SSEDescription"]["KMSMasterKeyArn"], "arn:aws:kms:us-east-1:000000000000:alias/shop");

    silent(
        &desk,
        "update",
        &["--on-demand", "--max-read", "100", "--max-write", "50", "--warm-read", "20000"],
    );
    silent(
        &desk,
        "update",
        &["--max-write", "none", "--encryption", "aws-owned", "--deletion-protection=off"],
    );
    let told = described(&desk);
    assert_eq!(told["BillingModeSummary"]["BillingMode"], "PAY_PER_REQUEST");
    assert_eq!(told["OnDemandThroughput"], json!({"MaxReadRequestUnits": 100}));
    assert_eq!(told["WarmThroughput"]["ReadUnitsPerSecond"], 20_000);
    assert_eq!((&told["SSEDescription"], &told["DeletionProtectionEnabled"]), (&Value::Null, &json!(false)));
}

#[test]
fn an_index_is_made_with_the_items_changed_and_taken_away() {
    let desk = Desk::with_likes();
    silent(
        &desk,
        "update",
        &["--create-index", "of_brand,partition=brand,sort=price:N,include=tags,max-read=9"],
    );
    let priced = ["query", "likes", "소니", "--index", "of_brand", "--json", "--file", "a.snap"];
    assert_eq!(desk.good(&priced), "{\"at\":1,\"brand\":\"소니\",\"price\":89000,\"user_id\":\"haeri05\"}\n");
    let index = || described(&desk)["GlobalSecondaryIndexes"][0].take();
    assert_eq!(
        (&index()["ItemCount"], &index()["OnDemandThroughput"]),
        (&json!(2), &json!({"MaxReadRequestUnits": 9}))
    );

    silent(&desk, "update", &["--update-index", "of_brand,max-read=none,max-write=7"]);
    assert_eq!(index()["OnDemandThroughput"], json!({"MaxWriteRequestUnits": 7}));
    silent(&desk, "update", &["--provisioned", "8,4", "--update-index=of_brand,provisioned=2/1"]);
    assert_eq!(index()["ProvisionedThroughput"]["ReadCapacityUnits"], 2);

    let delete = ["update", "likes", "--delete-index", "of_brand", "--json", "--file", "a.snap"];
    let answer: Value = serde_json::from_str(&desk.good(&delete)).unwrap();
    assert_eq!(answer["GlobalSecondaryIndexes"][0]["IndexStatus"], "DELETING");
    assert_eq!(described(&desk)["GlobalSecondaryIndexes"], Value::Null);
    // In a provisioned table, an index that says no units has the table's, or those to come.
    silent(&desk, "update", &["--create-index", "one,partition=brand"]);
    assert_eq!(index()["ProvisionedThroughput"]["ReadCapacityUnits"], 8);
    silent(&desk, "update", &["--delete-index", "one"]);
    silent(&desk, "update", &["--create-index", "two,partition=brand", "--provisioned=9,4"]);
    assert_eq!(index()["ProvisionedThroughput"]["ReadCapacityUnits"], 9);
}

#[test]
fn changes_that_cannot_be_are_told() {
    let desk = Desk::with_likes();
    let before = described(&desk);
    for (arguments, code, told) in [
        (&[][..], 2, "say what to change of likes, such as `--deletion-protection on`"),
        (&["--json"], 2, "say what to change of likes"),
        (&["--on-demand", "--provisioned=1,1"], 2, "cannot be used with"),
        (&["--provisioned", "10"], 2, "read units and write units, as in 10,5"),
        (&["--provisioned", "10,x"], 2, "'x' is no number of units"),
        (&["--max-read=-1"], 2, "'-1' is no number of units"),
        (&["--table-class", "cheap"], 2, "none of [standard, standard-infrequent-access]"),
        (&["--stream", "all"], 2, "new-and-old-images"),
        (&["--stream", "on"], 2, "nor off"),
        (&["--deletion-protection", "yes"], 2, "invalid value 'yes'"),
        (&["--create-index", "partition=x"], 2, "the index's name comes first"),
        (&["--create-index", "one,partition=x,max-read=many"], 2, "'many' is no number of units"),
        (&["--update-index", "one"], 2, "what to change"),
        (&["--update-index", "one,partition=x"], 2, "'partition=x' is none of provisioned="),
        (&["--update-index", "one,provisioned=1"], 2, "or 10/5 in an index"),
        (&["--create-index", "one,sort=x"], 1, "the global index one has no partition=KEY"),
        (&["--provisioned", "0,1"], 1, "ValidationException"),
        (&["--max-read", "0"], 1, "MaxReadRequestUnits"),
        (&["--create-index=one,partition=x,provisioned=1/1"], 1, "ValidationException"),
        (&["--update-index=one,provisioned=1/1"], 1, "ResourceNotFoundException"),
        (&["--delete-index", "one"], 1, "ResourceNotFoundException"),
        (&["--create-index=one,partition=x", "--create-index=two,partition=x"], 1, "LimitExceededException"),
        (&["--stream", "off"], 1, "ValidationException"),
    ] {
        let done = desk.run(&[&["update", "likes", "--file", "a.snap"], arguments].concat());
        assert!(done.code == code && done.err.contains(told), "{arguments:?}: {} {}", done.code, done.err);
    }
    assert!(desk.bad(&["update", "nobody", "--on-demand", "--file", "a.snap"]).contains("nobody"));
    assert!(desk.bad(&["update", "likes", "--on-demand", "--file", "b.snap"]).contains("b.snap"));
    let local = ["create", "x_y", "--partition-key", "a", "--sort-key", "b", "--file", "a.snap"];
    let local = [&local[..], &["--local-index=one,sort=c,provisioned=1/1"]].concat();
    assert!(desk.bad(&local).contains("the table's throughput, and none of its own"));
    assert_eq!(described(&desk), before);
}

#[test]
fn items_expire_by_an_attribute() {
    let desk = Desk::with_likes();
    let ttl = |more: &[&str]| desk.good(&[&["ttl", "likes", "--file", "a.snap"], more].concat());
    assert_eq!(ttl(&[]), "disabled\n");
    assert!(desk.bad(&["ttl", "likes", "--disable", "--file", "a.snap"]).contains("already disabled"));
    assert_eq!(ttl(&["--enable", "expires\u{1b}"]), "");
    assert_eq!(ttl(&[]), "enabled, by expires\\u{1b}\n");
    let json: Value = serde_json::from_str(&ttl(&["--json"])).unwrap();
    assert_eq!(json, json!({"AttributeName": "expires\u{1b}", "TimeToLiveStatus": "ENABLED"}));
    // There is one change an hour.
    assert!(desk.bad(&["ttl", "likes", "--disable", "--file", "a.snap"]).contains("modified multiple times"));
    assert_eq!(desk.run(&["ttl", "likes", "--enable", "x", "--disable", "--file", "a.snap"]).code, 2);
    assert_eq!(desk.run(&["ttl", "likes", "--enable", "x", "--json", "--file", "a.snap"]).code, 2);
    assert!(desk.bad(&["ttl", "nobody", "--file", "a.snap"]).contains("nobody"));

    desk.good(&["create", "sessions", "--partition-key", "id", "--file", "a.snap"]);
    desk.good(&["ttl", "sessions", "--enable", "until", "--file", "a.snap"]);
    let past = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs() - 60;
    desk.good(&["put", "sessions", &json!({"id": "old", "until": past}).to_string(), "--file", "a.snap"]);
    assert!(desk.bad(&["get", "sessions", "old", "--file", "a.snap"]).contains("no item"));
}

#[test]
fn tags_are_put_printed_and_taken_away() {
    let desk = Desk::with_likes();
    let tags = |more: &[&str]| desk.good(&[&["tags", "likes", "--file", "a.snap"], more].concat());
    assert_eq!(tags(&[]), "no tags\n");
    assert_eq!(tags(&["--json"]), "{}\n");
    assert_eq!(tags(&["team=shop", "note=a=b", "none="]), "");
    assert_eq!(tags(&[]), "key   value\n----  -----\nnone\nnote  a=b\nteam  shop\n");
    assert_eq!(tags(&["--remove", "note", "--remove", "none", "team=it"]), "");
    let json: Value = serde_json::from_str(&tags(&["--json"])).unwrap();
    assert_eq!(json, json!({"team": "it"}));
    let many: Vec<String> = (10..40).map(|n| format!("key{n}=1")).collect();
    tags(&many.iter().map(String::as_str).collect::<Vec<_>>());
    assert_eq!(tags(&[]).lines().count(), 33, "all pages");

    let told = |more: &[&str]| desk.run(&[&["tags", "likes", "--file", "a.snap"], more].concat());
    let done = told(&["team"]);
    assert!(done.code == 2 && done.err.contains("a tag is KEY=VALUE"), "{}", done.err);
    assert_eq!(told(&["team=x", "--json"]).code, 2);
    let done = told(&["--remove", "team", "aws:x=1"]);
    assert!(done.code == 1 && done.err.contains("must not start with aws:"), "{}", done.err);
    assert!(tags(&[]).contains("team"), "a snapshot is saved once all is done");
    assert!(desk.bad(&["tags", "nobody", "--file", "a.snap"]).contains("there is no table nobody"));
}

#[test]
fn a_policy_is_put_printed_and_taken_away() {
    let desk = Desk::with_likes();
    let policy = r#"{"Version": "2012-10-17", "Statement":
        {"Effect": "Allow", "Principal": "*", "Action": "dynamodb:GetItem", "Resource": "*"}}"#;
    let on = ["policy", "likes", "--file", "a.snap"];
    assert!(desk.bad(&on).contains("PolicyNotFoundException"));
    std::fs::write(desk.path("policy.json"), policy).unwrap();
    assert_eq!(desk.good(&[&on[..], &["--put", "policy.json"]].concat()), "");
    assert_eq!(desk.good(&on), format!("{policy}\n"));
    let piped = desk.run_with(&[&on[..], &["--put", "-"]].concat(), &policy.replace("GetItem", "Query"));
    assert_eq!((piped.code, piped.out.as_str()), (0, ""));
    assert!(desk.good(&on).contains("dynamodb:Query"));
    assert_eq!(desk.good(&[&on[..], &["--delete"]].concat()), "");
    assert!(desk.bad(&on).contains("PolicyNotFoundException"));
    assert!(desk.bad(&[&on[..], &["--put", "missing.json"]].concat()).contains("cannot read missing.json"));
    std::fs::write(desk.path("bad.json"), "no JSON").unwrap();
    assert!(desk.bad(&[&on[..], &["--put", "bad.json"]].concat()).contains("ValidationException"));
    assert_eq!(desk.run(&[&on[..], &["--put", "policy.json", "--delete"]].concat()).code, 2);
}

#[test]
fn a_description_shows_the_table_its_settings_and_its_indexes() {
    let desk = Desk::with_likes();
    silent(&desk, "update", &["--create-index", "of_brand,partition=brand,keys-only", "--max-read", "100"]);
    silent(&desk, "ttl", &["--enable", "expires"]);
    silent(&desk, "tags", &["team=shop"]);
    let text = desk.good(&["describe", "likes", "--file", "a.snap"]);
    let line = |name: &str| {
        let found = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix("  "));
        found.unwrap_or_else(|| panic!("there is no {name} in {text}")).trim_start().to_owned()
    };
    assert_eq!(line("status"), "ACTIVE");
    assert_eq!(line("key"), "user_id (S), at (N)");
    assert!(line("items").starts_with("3 items, "));
    assert_eq!(line("throughput"), "on demand, at most 100 read units a second");
    assert_eq!(line("warm"), "12000 read and 4000 write units a second");
    assert_eq!(line("class"), "STANDARD");
    assert_eq!(line("deletion protection"), "off");
    assert_eq!((line("stream"), line("time to live")), ("off".to_owned(), "enabled, by expires".to_owned()));
    assert_eq!(line("point-in-time recovery"), "disabled");
    assert_eq!(line("tags"), "team=shop");
    assert_eq!(line("ARN"), "arn:aws:dynamodb:us-east-1:000000000000:table/likes");
    let index: Vec<String> = line("of_brand").split("  ").map(str::trim).map(str::to_owned).collect();
    let index: Vec<&str> = index.iter().map(String::as_str).filter(|cell| !cell.is_empty()).collect();
    assert_eq!(index[..5], ["global", "ACTIVE", "brand", "keys", "2"]);
    assert_eq!(index[6], "on demand");
    assert_eq!(desk.good(&["sql", "\\d likes", "--file", "a.snap"]), text);

    let told = described(&desk);
    assert_eq!(told["TimeToLiveDescription"]["AttributeName"], "expires");
    assert_eq!(told["Tags"], json!([{"Key": "team", "Value": "shop"}]));
    assert!(desk.bad(&["describe", "nobody", "--file", "a.snap"]).contains("nobody"));
}

#[test]
fn a_description_shows_vector_indexes() {
    let desk = Desk::new();
    let db = Database::new();
    let by_look = VectorIndex::new("by_look", "look", 2).partition_key("album", S).keys_only();
    let photos = db.create_table("photos").partition_key("id", S).vector_index(by_look).run().unwrap();
    photos.put(item! { "id": "p1", "album": "sea", "look": [1, 0] }).run().unwrap();
    db.save(desk.path("a.snap")).unwrap();
    let text = desk.good(&["describe", "photos", "--file", "a.snap"]);
    let index = text.lines().find(|line| line.starts_with("by_look")).unwrap();
    for part in ["vector", "ACTIVE", "album, look (2 dimensions, COSINE)", "  keys  ", "  1  "] {
        assert!(index.contains(part), "{part} is not in {text}");
    }
}

#[test]
fn a_description_shows_the_states_between_others() {
    let desk = Desk::new();
    let server = Server::start(&desk, &["--transitions", "1000s"]);
    let at = ["--endpoint", &server.url];
    desk.good(
        &[&["create", "users", "--partition-key", "id", "--global-index=of_city,partition=city"], &at[..]]
            .concat(),
    );
    let text = desk.good(&[&["describe", "users"], &at[..]].concat());
    let states = text.lines().filter(|line| line.contains("CREATING"));
    assert_eq!(states.count(), 2, "the table's and the index's: {text}");
    let early = desk.bad(&[&["update", "users", "--delete-index", "of_city"], &at[..]].concat());
    assert!(early.contains("ResourceInUseException"), "{early}");
}

#[test]
fn a_server_is_asked_as_a_snapshot_is() {
    let desk = Desk::with_likes();
    let server = Server::start(&desk, &["--load", "a.snap"]);
    let on = |arguments: &[&str]| desk.good(&[arguments, &["--endpoint", &server.url]].concat());
    on(&["update", "likes", "--create-index", "of_brand,partition=brand", "--deletion-protection", "on"]);
    on(&["ttl", "likes", "--enable", "expires"]);
    on(&["tags", "likes", "team=shop"]);
    let text = on(&["describe", "likes"]);
    for part in ["of_brand", "enabled, by expires", "team=shop"] {
        assert!(text.contains(part), "{part} is not in {text}");
    }
    assert_eq!(on(&["query", "likes", "소니", "--index", "of_brand", "--json"]).lines().count(), 1);
    let failed = desk.bad(&["update", "likes", "--delete-index", "none", "--endpoint", &server.url]);
    assert!(failed.contains("ResourceNotFoundException"), "{failed}");
}

#[test]
fn a_table_is_dropped_if_that_is_said_and_it_is_not_protected() {
    let desk = Desk::with_likes();
    let file = ["--file", "a.snap"];
    let asked = desk.run(&[&["drop", "likes"], &file[..]].concat());
    assert_eq!((asked.code, asked.out.as_str()), (2, ""));
    assert!(asked.err.contains("say --yes to delete likes"), "{}", asked.err);
    silent(&desk, "update", &["--deletion-protection", "on"]);
    let protected = desk.bad(&[&["drop", "likes", "--yes"], &file[..]].concat());
    assert!(protected.contains("`hashrange update likes --deletion-protection off`"), "{protected}");
    assert_eq!(desk.good(&[&["tables"], &file[..]].concat()), "likes\n");

    silent(&desk, "update", &["--deletion-protection", "off"]);
    silent(&desk, "drop", &["--yes"]);
    assert_eq!(desk.good(&[&["tables"], &file[..]].concat()), "");
    let missing = desk.bad(&[&["drop", "likes", "--yes"], &file[..]].concat());
    assert!(missing.contains("there is no table likes"), "{missing}");
}
