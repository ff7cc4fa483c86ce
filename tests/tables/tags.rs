//! Tags of tables.

use hashrange::{Database, ScalarAttributeType::S, operation::*};
use serde_json::json;

use crate::{ask, invalid, refused};

const ACCOUNT: &str = "123456789012";

/// A database with a table, and the table's ARN.
fn music() -> (Database, String) {
    let db = Database::builder().account(ACCOUNT).build();
    let table = db.create_table("music").partition_key("artist", S).run().unwrap();
    let arn = table.describe().table_arn;
    (db, arn)
}

fn tag(key: &str, value: &str) -> Tag {
    Tag { key: key.to_owned(), value: value.to_owned() }
}

fn put(db: &Database, arn: &str, tags: Vec<Tag>) -> hashrange::Result<TagResourceOutput> {
    db.tag_resource(TagResourceInput { resource_arn: arn.to_owned(), tags })
}

/// All tags, page by page, with the sizes of the pages.
fn walked(db: &Database, arn: &str) -> (Vec<Tag>, Vec<usize>) {
    let (mut tags, mut pages) = (Vec::new(), Vec::new());
    let mut next = ListTagsOfResourceInput::from(arn);
    loop {
        let page = db.list_tags_of_resource(next.clone()).unwrap();
        pages.push(page.tags.len());
        tags.extend(page.tags);
        next.next_token = page.next_token;
        if next.next_token.is_none() {
            return (tags, pages);
        }
    }
}

#[test]
fn tags_are_listed_in_pages_and_none_comes_twice() {
    let (db, arn) = music();
    let tags: Vec<Tag> = (10..60).map(|n| tag(&format!("k{n}"), "v")).collect();
    put(&db, &arn, tags.clone()).unwrap();
    assert_eq!(walked(&db, &arn), (tags, vec![10; 5]));
    for no_token in ["", "!", "aGk"] {
        let input = ListTagsOfResourceInput {
            next_token: Some(no_token.to_owned()),
            ..ListTagsOfResourceInput::from(arn.as_str())
        };
        assert_eq!(invalid(db.list_tags_of_resource(input)), "Invalid NextToken");
    }
}

#[test]
fn a_request_that_is_refused_changes_nothing() {
    let (db, arn) = music();
    put(&db, &arn, (0..49).map(|n| tag(&format!("k{n}"), "v")).collect()).unwrap();
    let before = walked(&db, &arn);
    for refused in [
        vec![tag("k0", "other"), tag("new", ""), tag("newer", "")],
        vec![tag("k0", "other"), tag("aws:mine", "")],
        vec![tag("k0", "other"), tag("k0", "again")],
        vec![tag("k0", "other"), tag("", "")],
        vec![tag("k0", "other"), tag(&"k".repeat(129), "")],
        vec![],
    ] {
        invalid(put(&db, &arn, refused));
    }
    assert_eq!(walked(&db, &arn), before);
    // The fiftieth has room, and others may take new values.
    put(&db, &arn, vec![tag("k0", "other"), tag("new", "")]).unwrap();
    assert_eq!(walked(&db, &arn).0.len(), 50);
}

#[test]
fn tags_go_by_their_keys_and_keys_without_a_tag_are_passed_over() {
    let (db, arn) = music();
    put(&db, &arn, vec![tag("a", "1"), tag("b", "2")]).unwrap();
    let keys = |keys: &[&str]| UntagResourceInput {
        resource_arn: arn.clone(),
        tag_keys: keys.iter().map(|key| (*key).to_owned()).collect(),
    };
    db.untag_resource(keys(&["a", "c"])).unwrap();
    assert_eq!(walked(&db, &arn).0, [tag("b", "2")]);
    assert!(invalid(db.untag_resource(keys(&[]))).contains("Atleast one Tag Key"));
    assert!(invalid(db.untag_resource(keys(&["aws:x"]))).contains("aws:"));
    assert!(invalid(db.untag_resource(keys(&[""]))).contains("tagKeys.1.member"));
}

#[test]
fn whose_table_an_arn_names_is_looked_at_before_whether_there_is_one() {
    let (db, arn) = music();
    let said = |arn: &str| refused(&db, "ListTagsOfResource", json!({"ResourceArn": arn}));
    let missing = format!("{arn}_missing");
    assert_eq!(
        said(&missing),
        (
            "ResourceNotFoundException".to_owned(),
            format!("Requested resource not found: ResourcArn: {missing} not found")
        )
    );
    let others = arn.replace(ACCOUNT, "999999999999");
    assert_eq!(said(&others).0, "AccessDeniedException");
    for no_table in [
        "music",
        &arn.replace("us-east-1", "eu-west-1"),
        &arn.replace("dynamodb", "sqs"),
        &format!("{arn}/index/by_year"),
        &format!("{arn}/stream/2015-05-11T21:21:33.291"),
    ] {
        assert_eq!(said(no_table).0, "ValidationException", "{no_table}");
    }
}

#[test]
fn tags_are_part_of_forks_and_snapshots() {
    let (db, arn) = music();
    put(&db, &arn, vec![tag("a", "1")]).unwrap();
    let fork = db.fork();
    put(&fork, &arn, vec![tag("b", "2")]).unwrap();
    assert_eq!(walked(&db, &arn).0, [tag("a", "1")]);
    let path = std::env::temp_dir().join(format!("hashrange-tags-{}", std::process::id()));
    fork.save(&path).unwrap();
    let loaded = Database::load(&path).unwrap();
    std::fs::remove_file(&path).unwrap();
    assert_eq!(walked(&loaded, &arn).0, [tag("a", "1"), tag("b", "2")]);
}

#[test]
fn an_answer_that_says_nothing_has_no_body() {
    let (db, arn) = music();
    let request = json!({"ResourceArn": arn, "Tags": [{"Key": "a", "Value": "1"}]});
    assert!(ask(&db, "TagResource", request).is_null());
    assert!(ask(&db, "UntagResource", json!({"ResourceArn": arn, "TagKeys": ["a"]})).is_null());
}
