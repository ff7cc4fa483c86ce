//! Conditions and filters on fields, and what requests of records have besides.

use std::collections::BTreeSet;

use hashrange::{AttributeValue, Database, Record, TableOf, attr, sets};

use super::{CartLine, line};

#[derive(Record, Debug, Clone, PartialEq)]
#[record(table = "notes")]
struct Note {
    #[record(partition_key)]
    id: u32,
    #[record(rename = "v1.0")]
    text: String,
    lines: Vec<u32>,
    #[record(with = "sets::strings", default)]
    tags: BTreeSet<String>,
    place: Option<String>,
}

fn note(id: u32) -> Note {
    Note { id, text: format!("t{id}"), lines: vec![id], tags: BTreeSet::new(), place: None }
}

fn notes() -> TableOf<Note> {
    let notes = Database::new().table_of::<Note>().unwrap();
    // An empty set cannot be stored.
    notes.put_all(&[1, 2, 3, 4].map(|id| Note { tags: [format!("g{id}")].into(), ..note(id) })).unwrap();
    notes
}

#[test]
fn fields_are_compared_with_values_of_their_types() {
    let notes = notes();
    notes.update(2).set(Note::PLACE, "서울").run().unwrap();
    let ids = |condition: hashrange::ConditionExpression| {
        let mut ids: Vec<u32> =
            notes.scan().filter(condition).run().unwrap().iter().map(|note| note.id).collect();
        ids.sort_unstable();
        ids
    };
    assert_eq!(ids(Note::TEXT.equals("t2")), [2]);
    assert_eq!(ids(Note::TEXT.not_equals("t2")), [1, 3, 4]);
    assert_eq!(ids(Note::TEXT.less_than("t2")), [1]);
    assert_eq!(ids(Note::TEXT.at_most("t2")), [1, 2]);
    assert_eq!(ids(Note::TEXT.greater_than("t2")), [3, 4]);
    assert_eq!(ids(Note::TEXT.at_least("t2")), [2, 3, 4]);
    assert_eq!(ids(Note::TEXT.between("t2", "t3")), [2, 3]);
    assert_eq!(ids(Note::TEXT.is_in(["t1", "t4", "t9"])), [1, 4]);
    assert_eq!(ids(Note::PLACE.exists()), [2]);
    assert_eq!(ids(Note::PLACE.not_exists() & Note::TEXT.at_least("t3")), [3, 4]);
    assert_eq!(ids(Note::TAGS.contains("g3") | Note::LINES.contains(1)), [1, 3]);
    assert_eq!(ids(Note::TEXT.begins_with("t") & !Note::TEXT.contains("3")), [1, 2, 4]);
    assert_eq!(ids(Note::LINES.size().at_most(1) & Note::TEXT.size().equals(2)), [1, 2, 3, 4]);
    assert_eq!(ids(attr(Note::TAGS).contains("g3") | Note::LINES.attr().element(0).equals(4)), [3, 4]);
}

#[test]
fn lists_and_sets_change_in_place() {
    let notes = notes();
    let set = |tags: &[&str]| tags.iter().map(|tag| (*tag).to_owned()).collect::<BTreeSet<_>>();
    let update = notes.update(1).append(Note::LINES, vec![2, 3]).add_to_set(Note::TAGS, set(&["a", "b"]));
    let changed = update.run().unwrap();
    assert_eq!((changed.lines, changed.tags), (vec![1, 2, 3], set(&["a", "b", "g1"])));
    let update = notes.update(1).prepend(Note::LINES, vec![0]).delete_from_set(Note::TAGS, set(&["a", "g1"]));
    let before = update.previous().unwrap();
    assert_eq!(before.lines, [1, 2, 3]);
    let after = notes.get(1).run().unwrap().unwrap();
    assert_eq!((after.lines, after.tags), (vec![0, 1, 2, 3], set(&["b"])));
    // Without elements there is no set any more.
    assert_eq!(notes.update(1).delete_from_set(Note::TAGS, set(&["b"])).run().unwrap().tags, set(&[]));

    let wrong = notes.update(1).append(Note::TEXT, "x").run().unwrap_err();
    assert!(wrong.to_string().contains("The field text is no list"), "{wrong}");
    let wrong = notes.update(1).add_to_set(Note::LINES, vec![1]).run().unwrap_err();
    assert!(wrong.to_string().contains("The field lines is no set"), "{wrong}");
}

#[test]
fn a_field_changes_once_in_an_update() {
    let cart = Database::new().table_of::<CartLine>().unwrap();
    cart.put(&line("haeri05", "p1", None, 100)).run().unwrap();
    let twice = cart.update(("haeri05", "p1")).add(CartLine::QUANTITY, 1).add(CartLine::QUANTITY, 1).run();
    assert!(twice.unwrap_err().to_string().contains("The field quantity is changed twice"));
    assert_eq!(cart.get(("haeri05", "p1")).run().unwrap().unwrap().quantity, 1);
}

#[test]
fn writes_hold_their_conditions() {
    let notes = notes();
    let other = Note { tags: ["x".to_owned()].into(), ..note(1) };
    assert!(notes.put(&other).condition(Note::TEXT.equals("t2")).run().unwrap_err().is_condition_failed());
    notes.put(&other).condition(Note::TEXT.equals("t1")).condition("attribute_exists(id)").run().unwrap();
    assert!(notes.delete(1).condition(Note::PLACE.exists()).run().unwrap_err().is_condition_failed());
    assert!(notes.delete(9).if_exists().run().unwrap_err().is_condition_failed());
    let update = |place| notes.update(1).set(Note::PLACE, place).condition(Note::PLACE.not_exists()).run();
    assert_eq!(update("서울").unwrap().place.as_deref(), Some("서울"));
    assert!(update("부산").unwrap_err().is_condition_failed());
}

#[test]
fn records_are_counted_and_read_in_parallel() {
    let cart = Database::new().table_of::<CartLine>().unwrap();
    let lines: Vec<CartLine> =
        (1..=20).map(|price| line("haeri05", &format!("p{price:02}"), None, price)).collect();
    cart.put_all(&lines).unwrap();
    assert_eq!(cart.query("haeri05").count().unwrap(), 20);
    assert_eq!(
        cart.query("haeri05").begins_with("p1").filter(CartLine::UNIT_PRICE.at_least(15)).count().unwrap(),
        5
    );
    assert!(cart.query("haeri05").exists().unwrap() && !cart.query("minji01").exists().unwrap());
    assert_eq!(cart.scan().first().unwrap().map(|line| line.user), Some("haeri05".to_owned()));
    assert!(!cart.scan().filter(CartLine::BRAND.exists()).consistent().exists().unwrap());

    let mut parallel: Vec<CartLine> = cart.scan().parallel(3).collect::<Result<_, _>>().unwrap();
    parallel.sort_by_key(|line| line.unit_price);
    assert_eq!(parallel, lines);
    assert_eq!(cart.scan().take(7).parallel(3).count(), 7);

    let keys = [("haeri05", "p03"), ("haeri05", "p99"), ("haeri05", "p01")];
    let found = cart.get_all(keys).unwrap();
    assert_eq!(found.iter().map(|line| line.unit_price).collect::<Vec<_>>(), [3, 1]);
    cart.delete_all(keys).unwrap();
    assert_eq!(cart.scan().count().unwrap(), 18);
}

#[test]
fn a_value_that_cannot_be_stored_is_the_error_of_the_request() {
    #[derive(Record)]
    #[record(table = "points")]
    struct Point {
        #[record(partition_key)]
        id: u32,
        x: f64,
    }
    let points = Database::new().table_of::<Point>().unwrap();
    points.put(&Point { id: 1, x: 0.5 }).run().unwrap();
    assert_eq!(points.scan().filter(Point::X.at_least(0.25)).count().unwrap(), 1);
    let refused = points.scan().filter(Point::X.equals(f64::NAN)).run().err().unwrap().to_string();
    assert!(refused.contains("x: "), "{refused}");
    let item = points.table().get(1).run().unwrap().unwrap();
    assert_eq!(item.get("x"), Some(&AttributeValue::N("0.5".parse().unwrap())));
}
