//! Documents of the required form, and others.

use serde_json::json;

use super::*;

fn read(policy: Value) -> Result<PolicyDocument> {
    PolicyDocument::read(&policy.to_string())
}

fn statement(changes: Value) -> Value {
    let mut statement = json!({"Effect": "Allow", "Principal": "*", "Action": "dynamodb:*", "Resource": "*"});
    for (name, value) in changes.as_object().unwrap() {
        if value.is_null() {
            statement.as_object_mut().unwrap().remove(name)
        } else {
            None
        };
        if !value.is_null() {
            statement[name] = value.clone();
        }
    }
    json!({"Version": "2012-10-17", "Statement": [statement]})
}

#[test]
fn documents_of_their_form_are_read() {
    for changes in [
        json!({}),
        json!({"Sid": "one", "Condition": {"Bool": {"aws:SecureTransport": "true"}}}),
        json!({"Condition": {"NumericLessThan": {"a": 1, "b": [2, "3"]}, "Null": {"c": [true]}}}),
        json!({"Effect": "Deny", "Principal": {"AWS": ["123456789012", "arn:aws:iam::1:root"]}}),
        json!({"Principal": null, "NotPrincipal": {"Service": "a.amazonaws.com"}}),
        json!({"Action": null, "NotAction": ["dynamodb:GetItem"]}),
    ] {
        assert!(read(statement(changes.clone())).is_ok(), "{changes}");
    }
    let one = statement(json!({}))["Statement"][0].clone();
    assert!(read(json!({"Statement": one})).is_ok());
}

#[test]
fn others_are_refused() {
    for text in ["", "not a policy", "[]", "{}", r#"{"Statement": []}"#, r#"{"Statement": ["a"]}"#] {
        assert!(PolicyDocument::read(text).is_err(), "{text}");
    }
    for changes in [
        json!({"Effect": "allow"}),
        json!({"Effect": null}),
        json!({"Principal": null}),
        json!({"Principal": "me"}),
        json!({"Principal": {"Me": "*"}}),
        json!({"NotPrincipal": "*"}),
        json!({"Action": []}),
        json!({"Action": 5}),
        json!({"Resource": ""}),
        json!({"Condition": "yes"}),
        json!({"Condition": {"Bool": true}}),
        json!({"Condition": {"Bool": {"aws:SecureTransport": {"is": true}}}}),
        json!({"Condition": {"Bool": {"aws:SecureTransport": [null]}}}),
        json!({"Sid": 1}),
        json!({"Extra": "x"}),
    ] {
        assert!(read(statement(changes.clone())).is_err(), "{changes}");
    }
    let mut twice = statement(json!({"Sid": "one"}));
    let again = twice["Statement"][0].clone();
    twice["Statement"].as_array_mut().unwrap().push(again);
    assert!(read(twice).is_err());
    let mut later = statement(json!({}));
    later["Version"] = json!("2025-01-01");
    assert!(read(later).is_err());
    let mut named = statement(json!({}));
    named["Id"] = json!({});
    assert!(read(named).is_err());
    let long = statement(json!({"Resource": "r".repeat(RESOURCE_POLICY_BYTES)}));
    assert!(read(long).is_err());
}

#[test]
fn no_object_has_a_member_twice() {
    let rest = r#""Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*""#;
    for (text, member) in [
        (format!(r#"{{"Statement": [], "Statement": {{{rest}}}}}"#), "Statement"),
        (format!(r#"{{"Statement": {{"Effect": "Deny", {rest}}}}}"#), "Effect"),
        (format!(r#"{{"Statement": {{{rest}, "Condition": {{"Bool": {{}}, "Bool": {{}}}}}}}}"#), "Bool"),
    ] {
        let refused = PolicyDocument::read(&text).unwrap_err().message().into_owned();
        assert!(refused.contains(&format!("{member} comes twice")), "{refused}");
    }
}

#[test]
fn a_policy_that_denies_its_owner_to_change_it_is_known() {
    let shuts_out = |changes| read(statement(changes)).unwrap().shuts_out("123456789012");
    assert!(!shuts_out(json!({})));
    assert!(shuts_out(json!({"Effect": "Deny"})));
    assert!(shuts_out(json!({"Effect": "Deny", "Action": "DynamoDB:Put?esource*"})));
    assert!(shuts_out(json!({"Effect": "Deny", "Principal": {"AWS": "arn:aws:iam::123456789012:root"}})));
    assert!(shuts_out(json!({"Effect": "Deny", "Action": null, "NotAction": "dynamodb:GetItem"})));
    assert!(!shuts_out(json!({"Effect": "Deny", "Action": "dynamodb:PutItem"})));
    assert!(!shuts_out(json!({"Effect": "Deny", "Principal": {"AWS": "999999999999"}})));
    assert!(!shuts_out(json!({"Effect": "Deny", "Condition": {}})));
    assert!(!shuts_out(json!({
        "Effect": "Deny", "Principal": null, "NotPrincipal": {"AWS": "123456789012"},
    })));
}
