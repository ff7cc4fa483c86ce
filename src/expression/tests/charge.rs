//! How an update is charged.

use proptest::{collection::vec, prelude::*};

use super::*;
use crate::size::value_size_bytes;

/// The charge of an update whose values have no size, so that only the text counts.
fn charge(text: &str) -> usize {
    let request = Request::new();
    let tree = UpdateTree::parse(text).unwrap();
    tree.bind(&mut request.placeholders()).unwrap().charge_bytes(|_| 0)
}

#[test]
fn measured_on_the_service() {
    assert_eq!(charge("SET b = :s"), 23);
    assert_eq!(charge("SET b = :s, c = :s"), 43);
    assert_eq!(charge("SET b = :s REMOVE r"), 25);
    assert_eq!(charge("SET d.leaf = :s"), 31);
    assert_eq!(charge("SET d[0] = :s"), 28);
    assert_eq!(charge("SET l = list_append(l, :list)"), 3 + 20 + 37 + 16);
    assert_eq!(charge("SET n = n + :one"), 3 + 20 + 34 + 16);
    assert_eq!(charge("SET n = n - :one"), 3 + 20 + 37 + 16);
    assert_eq!(charge("SET c = if_not_exists(c, :s)"), 3 + 20 + 39 + 16);
    assert_eq!(charge("ADD abcdefghij :one"), 3 + 29);
    assert_eq!(charge("REMOVE m.yyyyyyyyyy"), 3 + 1 + 1 + 4 + 10);
    assert_eq!(charge("REMOVE l[10]"), 3 + 1 + 1 + 4 + 2);
    assert_eq!(charge("REMOVE #s"), 3 + 1 + 6, "a placeholder costs what its name costs");
}

#[test]
fn what_follows_from_an_update_being_a_document() {
    assert_eq!(charge("DELETE tags :set"), charge("ADD tags :set") + 3, "actions are told by their names");
    // A map counts once, however many actions change it: `m` and 1, and 3 for the map.
    assert_eq!(charge("SET m.a = :s, m.b = :s"), 2 * charge("SET m.a = :s") - 3 - (2 + 3));
    assert_eq!(charge("REMOVE l[0], l[10]"), 3 + 2 + 3 + 2 + 3);
    // A path that is an operand is a list: each part is 1 and its name.
    assert_eq!(charge("SET b = m.x"), charge("SET b = m") + 2);
    assert_eq!(charge("SET b = l[12]"), charge("SET b = l") + 3);
}

/// A path of an update: an attribute and steps into it, by names or positions.
type Parts = (String, Vec<Result<String, usize>>);

fn path() -> impl Strategy<Value = Parts> {
    let step = prop_oneof![2 => "[a-c]{1,2}".prop_map(Ok), 1 => (0_usize..120).prop_map(Err)];
    ("[a-c]{1,2}", vec(step, 0..4))
}

fn text((name, steps): &Parts) -> String {
    let step = |step: &Result<String, usize>| match step {
        Ok(name) => format!(".q{name}"),
        Err(index) => format!("[{index}]"),
    };
    format!("q{name}{}", steps.iter().map(step).collect::<String>())
}

fn parts((name, steps): &Parts) -> Vec<String> {
    let step = |step: &Result<String, usize>| match step {
        Ok(name) => format!("q{name}"),
        Err(index) => index.to_string(),
    };
    [format!("q{name}")].into_iter().chain(steps.iter().map(step)).collect()
}

/// An action at a path: its clause's keyword, the text after the path, and the value that the document has there.
fn action() -> impl Strategy<Value = (&'static str, String, AttributeValue)> {
    let map = |members: [(&str, AttributeValue); 2]| AttributeValue::from(Item::from(members));
    let named = move |name: &str, value: AttributeValue| map([("action", name.into()), ("data", value)]);
    let list =
        |values: Vec<String>| AttributeValue::L(values.into_iter().map(AttributeValue::from).collect());
    let operand = prop_oneof![
        Just((":list".to_owned(), super::list([1, 2]))),
        path().prop_map(move |path| {
            let document = Item::from([("docPath", list(parts(&path)))]);
            (text(&path), document.into())
        }),
    ];
    let function = |name: &str, operands: [AttributeValue; 2]| {
        AttributeValue::from(Item::from([
            ("function", AttributeValue::from(name)),
            ("operands", AttributeValue::L(operands.into())),
        ]))
    };
    let value =
        (operand.clone(), operand, path(), 0..3).prop_map(move |(one, two, three, which)| match which {
            0 => one,
            1 => (format!("list_append({}, {})", one.0, two.0), function("list_append", [one.1, two.1])),
            _ => {
                let first = Item::from([("docPath", list(parts(&three)))]).into();
                (
                    format!("if_not_exists({}, {})", text(&three), two.0),
                    function("if_not_exists", [first, two.1]),
                )
            }
        });
    prop_oneof![
        3 => value.prop_map(move |(text, value)| ("SET", format!(" = {text}"), named("SET", value))),
        1 => Just(("REMOVE", String::new(), "".into())),
        1 => Just(("ADD", " :one".to_owned(), named("ADD", 1.into()))),
        1 => Just(("DELETE", " :set".to_owned(), named("DELETE", strings(["a", "b"])))),
    ]
}

/// Puts a value at the end of a path into a document; creates the maps that are missing.
fn put(document: &mut Item, parts: &[String], end: AttributeValue) {
    match parts {
        [] => {}
        [last] => drop(document.insert(last.as_str(), end)),
        [first, rest @ ..] => {
            if document.get(first).is_none() {
                document.insert(first.as_str(), Item::new());
            }
            if let Some(AttributeValue::M(map)) = document.get_mut(first) {
                put(map, rest, end);
            }
        }
    }
}

proptest! {
    /// The charge of an update is the size of the document that represents it.
    #[test]
    fn an_update_is_charged_as_a_document(actions in vec((path(), action()), 1..8)) {
        let mut clauses: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        let mut document = Item::new();
        for (path, (word, rest, end)) in actions {
            clauses.entry(word).or_default().push(format!("{}{rest}", text(&path)));
            put(&mut document, &parts(&path), end);
        }
        let clauses: Vec<String> =
            clauses.into_iter().map(|(word, list)| format!("{word} {}", list.join(", "))).collect();
        let request = Request::new();
        let tree = UpdateTree::parse(&clauses.join(" ")).unwrap();
        // Paths that overlap or conflict are refused before anything is charged.
        if let Ok(update) = tree.bind(&mut request.placeholders()) {
            prop_assert_eq!(
                update.charge_bytes(value_size_bytes),
                value_size_bytes(&AttributeValue::M(document))
            );
        }
    }
}
