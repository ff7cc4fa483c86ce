//! Good requests with something wrong in them.

use hashrange::Database;
use proptest::{
    collection::vec,
    prelude::*,
    sample::{Index as Choice, select},
};
use serde_json::{Value, json};

use crate::requests::{answer, database, requests, still_works};

/// One thing done to a request's JSON.
#[derive(Debug, Clone)]
enum Spoil {
    Remove,
    Replace(Value),
    /// Puts another part of the request here.
    Graft(Choice),
    WrapInList,
    WrapInMap(String),
    Twice,
    /// Cuts, adds and doubles letters, in texts.
    Text(Choice, String),
}

fn any_json() -> impl Strategy<Value = Value> {
    let word = select(vec![
        "",
        "S",
        "N",
        "B",
        "BOOL",
        "NULL",
        "M",
        "L",
        "SS",
        "NS",
        "BS",
        "HASH",
        "ALL_OLD",
        "a",
        "p",
        "hostile",
        "1",
        "-0",
        "1e126",
        "1e-131",
        "9e99999999999",
        "0x1",
        "１",
        "AA=",
        "A===",
        "AB==",
        ":s",
        "#x",
        "p = :p",
        "a.b[0]",
        "arn:aws:dynamodb:us-east-1:0:table/hostile",
        "\u{0}",
        "é",
        "😀",
    ]);
    let leaf = prop_oneof![
        4 => word.prop_map(Value::from),
        1 => any::<String>().prop_map(Value::from),
        1 => any::<i64>().prop_map(Value::from),
        1 => any::<f64>().prop_map(Value::from),
        1 => any::<bool>().prop_map(Value::from),
        1 => Just(Value::Null),
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        let name = select(vec!["S", "N", "B", "M", "L", "SS", "NULL", "a", "", ":s", "Item", "Key"]);
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Value::from),
            vec((name, inner), 0..3)
                .prop_map(|pairs| pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()),
        ]
    })
}

fn spoil() -> impl Strategy<Value = Spoil> {
    let letters = select(vec![
        "(",
        ")",
        "((",
        ".",
        "[",
        "]",
        "[99999999999999999999]",
        ",",
        " AND ",
        " NOT ",
        ":",
        "#",
        "=",
        "<>",
        "\u{0}",
        "é",
        "9",
        "-",
        "e",
        "=",
        "size(",
        "a.",
        "'",
        "\"",
        "\\",
        " IN (",
        "begins_with(p,",
        "\t\n",
    ]);
    prop_oneof![
        Just(Spoil::Remove),
        any_json().prop_map(Spoil::Replace),
        any::<Choice>().prop_map(Spoil::Graft),
        Just(Spoil::WrapInList),
        "[SNBML]{1,2}".prop_map(Spoil::WrapInMap),
        Just(Spoil::Twice),
        (any::<Choice>(), letters).prop_map(|(place, letters)| Spoil::Text(place, letters.to_owned())),
    ]
}

/// Pointers to all parts of a document but the whole.
fn parts(json: &Value) -> Vec<String> {
    let mut found = Vec::new();
    let mut left = vec![(String::new(), json)];
    while let Some((pointer, json)) = left.pop() {
        if !pointer.is_empty() {
            found.push(pointer.clone());
        }
        let escaped = |name: &str| name.replace('~', "~0").replace('/', "~1");
        match json {
            Value::Array(list) => {
                left.extend(
                    list.iter().enumerate().map(|(place, json)| (format!("{pointer}/{place}"), json)),
                );
            }
            Value::Object(map) => {
                left.extend(map.iter().map(|(name, json)| (format!("{pointer}/{}", escaped(name)), json)));
            }
            _ => {}
        }
    }
    found
}

fn spoiled(mut json: Value, spoils: &[(Choice, Spoil)]) -> Value {
    for (choice, spoil) in spoils {
        let parts = parts(&json);
        if parts.is_empty() {
            return json;
        }
        let pointer = choice.get(&parts);
        let other = match spoil {
            Spoil::Graft(other) => json.pointer(other.get(&parts).as_str()).cloned(),
            _ => None,
        };
        let (parent, _) = pointer.rsplit_once('/').expect("a part has a parent");
        match (json.pointer_mut(parent), spoil) {
            (Some(Value::Object(map)), Spoil::Remove) => {
                let name = map.keys().nth(choice.index(map.len())).cloned();
                name.and_then(|name| map.remove(&name));
                continue;
            }
            (Some(Value::Array(list)), Spoil::Remove) => {
                list.remove(choice.index(list.len()));
                continue;
            }
            (Some(Value::Array(list)), Spoil::Twice) => {
                let copy = choice.get(list).clone();
                list.push(copy);
                continue;
            }
            _ => {}
        }
        let part = json.pointer_mut(pointer).expect("the part");
        let before = part.take();
        *part = match spoil {
            Spoil::Replace(value) => value.clone(),
            Spoil::Graft(_) => other.unwrap_or_default(),
            Spoil::WrapInList => json!([before]),
            Spoil::WrapInMap(name) => json!({ name: before }),
            Spoil::Text(place, letters) => match before {
                Value::String(text) => {
                    let mut all: Vec<char> = text.chars().collect();
                    let place = place.index(all.len() + 1);
                    all.splice(place..all.len().min(place + place % 3), letters.chars());
                    Value::String(all.into_iter().collect())
                }
                other => other,
            },
            Spoil::Remove | Spoil::Twice => before,
        };
    }
    json
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn almost_good_requests_are_answered(
        spoilt in vec((any::<Choice>(), vec((any::<Choice>(), spoil()), 1..4)), 20),
    ) {
        let db = database();
        let requests = requests();
        for (choice, spoils) in &spoilt {
            let (operation, body) = choice.get(&requests);
            let body = spoiled(body.clone(), spoils);
            answer(&db, operation, &serde_json::to_vec(&body).expect("JSON"));
            // As another operation's request it is not good either.
            answer(&db, spoils[0].0.get(&requests).0, &serde_json::to_vec(&body).expect("JSON"));
        }
        still_works(&db);
    }

    #[test]
    fn requests_with_other_bytes_are_answered(
        changes in vec((any::<Choice>(), vec((any::<Choice>(), 0_u8..4, any::<u8>()), 1..5)), 30),
    ) {
        let db = database();
        let requests = requests();
        for (choice, changes) in &changes {
            let (operation, body) = choice.get(&requests);
            let mut bytes = serde_json::to_vec(body).expect("JSON");
            for (place, action, byte) in changes {
                let place = place.index(bytes.len());
                match action {
                    0 => bytes[place] = *byte,
                    1 => bytes.insert(place, *byte),
                    2 => drop(bytes.remove(place)),
                    _ => bytes.insert(place, b"{}[]\",:\\"[usize::from(byte % 8)]),
                }
            }
            answer(&db, operation, &bytes);
            answer(&db, operation, &bytes[..changes[0].0.index(bytes.len())]);
        }
        still_works(&db);
    }

    #[test]
    fn any_bytes_and_any_json_are_answered(bytes in vec(any::<u8>(), 0..60), json in any_json(), text in any::<String>()) {
        let db = Database::new();
        let json = serde_json::to_vec(&json).expect("JSON");
        for (operation, _) in requests() {
            answer(&db, operation, &bytes);
            answer(&db, operation, &json);
        }
        let (status, unknown) = answer(&db, &text, b"{}");
        prop_assert_eq!(status, 400);
        prop_assert!(unknown["__type"].as_str().is_some_and(|name| name.ends_with("#UnknownOperationException")));
    }
}
