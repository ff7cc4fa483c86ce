use super::*;

fn project(text: &str) -> Item {
    let request = Request::new();
    let tree = ProjectionTree::parse(text).unwrap();
    tree.bind(&mut request.placeholders()).unwrap().apply(&document())
}

fn point(x: i32, y: i32) -> Item {
    Item::from([("x", x), ("y", y)])
}

fn document() -> Item {
    Item::from([
        ("pk", AttributeValue::from("p")),
        (
            "a",
            Item::from([("b", AttributeValue::from(1)), ("c", 2.into()), ("d", point(3, 4).into())]).into(),
        ),
        ("l", AttributeValue::L(vec![point(0, 10).into(), point(1, 11).into(), "last".into()])),
        ("nick", "n".into()),
        ("a.b", "dotted".into()),
    ])
}

#[test]
fn attributes_come_whole_and_what_is_missing_is_left_out() {
    assert_eq!(project("nick, gone, pk"), Item::from([("pk", "p"), ("nick", "n")]));
    assert_eq!(project("gone"), Item::new());
    assert_eq!(project("#dotted"), Item::from([("a.b", "dotted")]));
}

#[test]
fn members_of_one_map_come_back_under_it() {
    assert_eq!(project("a.c, #a.#b"), Item::from([("a", Item::from([("b", 1), ("c", 2)]))]));
    assert_eq!(project("a.d.x"), Item::from([("a", Item::from([("d", Item::from([("x", 3)]))]))]));
    assert_eq!(project("a.gone, a.b"), Item::from([("a", Item::from([("b", 1)]))]));
    assert_eq!(project("a.gone"), Item::new());
}

#[test]
fn elements_close_up_in_the_order_of_the_list() {
    let x = |x: i32| AttributeValue::from(Item::from([("x", x)]));
    assert_eq!(project("l[2], l[0].x"), Item::from([("l", AttributeValue::L(vec![x(0), "last".into()]))]));
    assert_eq!(project("l[0].y, l[0].x"), Item::from([("l", AttributeValue::L(vec![point(0, 10).into()]))]));
    assert_eq!(project("l[9], l[1].x"), Item::from([("l", AttributeValue::L(vec![x(1)]))]));
    assert_eq!(project("l[7], nick.x, nick[0], a[0]"), Item::new());
}

#[test]
fn overlapping_paths_are_told_in_the_order_of_the_text() {
    let overlap = |one: &str, two: &str| {
        format!(
            "Two document paths overlap with each other; must remove or rewrite one of these paths; \
             path one: {one}, path two: {two}"
        )
    };
    assert_eq!(projection_error("a, a"), overlap("[a]", "[a]"));
    assert_eq!(projection_error("a, #a"), overlap("[a]", "[a]"));
    assert_eq!(projection_error("#a.#b, a.b"), overlap("[a, b]", "[a, b]"));
    assert_eq!(projection_error("a.b, a"), overlap("[a, b]", "[a]"));
    assert_eq!(projection_error("pk, l, x, l[0]"), overlap("[l]", "[l, [0]]"));
    let many: Vec<_> = (0..100).map(|number| format!("x{number}.y")).collect();
    assert_eq!(projection_error(&format!("{}, x7", many.join(", "))), overlap("[x7, y]", "[x7]"));
    assert!(ProjectionTree::parse(&many.join(",")).unwrap().bind(&mut Placeholders::default()).is_ok());
}

#[test]
fn a_member_after_an_element_conflicts_and_an_element_after_a_member_does_not() {
    let conflict = |one: &str, two: &str| {
        format!(
            "Two document paths conflict with each other; must remove or rewrite one of these paths; \
             path one: {one}, path two: {two}"
        )
    };
    assert_eq!(projection_error("a[0], pk, a.b"), conflict("[a, [0]]", "[a, b]"));
    assert_eq!(projection_error("l[0].x[1], l[0].x.y"), conflict("[l, [0], x, [1]]", "[l, [0], x, y]"));
    let many: Vec<_> = (0..20).map(|number| format!("x{number}[0]")).collect();
    assert_eq!(projection_error(&format!("{}, x7.y", many.join(", "))), conflict("[x7, [0]]", "[x7, y]"));
    assert_eq!(project("l[2], a.b"), project("a.b, l[2]"), "two attributes never conflict");
    assert_eq!(project("a.b, a[0]"), Item::from([("a", Item::from([("b", 1)]))]));
    assert_eq!(
        project("l.x, l[2], l[0].x.y, l[0].x[1]"),
        Item::from([("l", AttributeValue::L(vec!["last".into()]))])
    );
}

#[test]
fn names_looked_into_are_those_of_paths_with_steps() {
    let request = Request::new();
    let tree = ProjectionTree::parse("l[0], #s, l[1], a.b, pk").unwrap();
    let projection = tree.bind(&mut request.placeholders()).unwrap();
    assert_eq!(projection.names_looked_into().collect::<Vec<_>>(), ["a", "l"]);
}

#[test]
fn attribute_names_come_once_each() {
    let request = Request::new();
    let tree = ProjectionTree::parse("l[0], #s, l[1], a.b").unwrap();
    let projection = tree.bind(&mut request.placeholders()).unwrap();
    assert_eq!(projection.attribute_names().collect::<Vec<_>>(), ["a", "l", "status"]);
    let projection = Projection::of_attributes(["pk", "nick", "pk"]);
    assert_eq!(projection.apply(&document()), Item::from([("pk", "p"), ("nick", "n")]));
}
