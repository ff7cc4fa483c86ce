use super::*;
use crate::expression::tree::condition::{Step, Test};

fn apply(text: &str, item: &Item) -> Result<Item, String> {
    let request = Request::new();
    let tree = UpdateTree::parse(text).unwrap();
    let update = tree.bind(&mut request.placeholders()).unwrap();
    update.apply(item).map_err(ExpressionError::into_message)
}

fn item() -> Item {
    Item::from([
        ("n", AttributeValue::from(5)),
        ("t", "x".into()),
        ("m", Item::from([("x", AttributeValue::from(1)), ("l", list([7, 8]))]).into()),
        ("l", list([0, 1, 2, 3])),
        ("tags", strings(["a", "b", "c"])),
        ("ns", AttributeValue::Ns([1, 2].map(Into::into).into())),
    ])
}

/// The value of a path after an update.
fn after(text: &str, path: &str) -> Option<AttributeValue> {
    let new = apply(text, &item()).unwrap();
    let tree = ConditionTree::parse(ExpressionKind::Condition, &format!("attribute_exists({path})")).unwrap();
    let condition = tree.bind(&mut Placeholders::default()).unwrap();
    match &condition.program[..] {
        [Step::Test(Test::Exists(path))] => path.get(&new).cloned(),
        _ => panic!("no path"),
    }
}

const INVALID_PATH: &str = "The document path provided in the update expression is invalid for update";
const INCORRECT_TYPE: &str = "An operand in the update expression has an incorrect data type";
const NO_ATTRIBUTE: &str = "The provided expression refers to an attribute that does not exist in the item";

#[test]
fn set_gives_values_copies_sums_and_differences() {
    assert_eq!(after("SET n = :text", "n"), Some("text".into()));
    assert_eq!(after("SET fresh = :one", "fresh"), Some(1.into()));
    assert_eq!(after("SET n = n + :two", "n"), Some(7.into()));
    assert_eq!(after("SET n = :two - n", "n"), Some((-3).into()));
    assert_eq!(after("SET n = (n - :two)", "n"), Some(3.into()));
    assert_eq!(after("SET z = m.x + l[3]", "z"), Some(4.into()));
    assert_eq!(after("SET m.x = t", "m.x"), Some("x".into()));
}

#[test]
fn operands_are_read_before_anything_changes() {
    let swapped = apply("SET n = t, t = n", &item()).unwrap();
    assert_eq!((swapped.get("n"), swapped.get("t")), (Some(&"x".into()), Some(&5.into())));
    assert_eq!(after("SET z = t REMOVE t", "z"), Some("x".into()));
    assert_eq!(after("REMOVE n SET z = n", "z"), Some(5.into()));
}

#[test]
fn if_not_exists_fills_in_what_is_missing() {
    assert_eq!(after("SET n = if_not_exists(n, :one)", "n"), Some(5.into()));
    assert_eq!(after("SET z = if_not_exists(z, :one)", "z"), Some(1.into()));
    assert_eq!(after("SET z = if_not_exists(n, gone)", "z"), Some(5.into()));
    assert_eq!(after("SET z = if_not_exists(z, :one) + :two", "z"), Some(3.into()));
    assert_eq!(after("SET z = if_not_exists(z, if_not_exists(y, t))", "z"), Some("x".into()));
}

#[test]
fn list_append_joins_in_order() {
    assert_eq!(after("SET z = list_append(m.l, :list)", "z"), Some(list([7, 8, 1, 2])));
    assert_eq!(after("SET z = list_append(:list, m.l)", "z"), Some(list([1, 2, 7, 8])));
    assert_eq!(after("SET z = list_append(if_not_exists(z, :none), :list)", "z"), Some(list([1, 2])));
}

#[test]
fn list_append_is_no_operand_of_itself() {
    const MISUSED: &str =
        "The function is not allowed to be used this way in an expression; function: list_append";
    assert_eq!(update_error("SET z = list_append(list_append(:list, :list), :list)"), MISUSED);
    assert_eq!(update_error("SET z = list_append(:list, list_append(:list, :list))"), MISUSED);
    // Reported before the types of the operands.
    assert_eq!(update_error("SET z = list_append(:one, list_append(:list, :list))"), MISUSED);
    assert_eq!(
        after("SET z = if_not_exists(gone, list_append(:list, :list))", "z"),
        Some(list([1, 2, 1, 2]))
    );
}

#[test]
fn a_sum_of_more_than_38_digits_is_an_overflow() {
    const OVERFLOW: &str =
        "Number overflow. Attempting to store a number with magnitude larger than supported range";
    let number = |text: &str| AttributeValue::N(text.parse().unwrap());
    let values = Item::from([(":big", number("1e50")), (":one", 1.into()), (":least", number("1e-130"))]);
    let result = |text: &str, item: &Item| {
        let tree = UpdateTree::parse(text).unwrap();
        let update = tree.bind(&mut Placeholders::new(None, Some(&values)).unwrap()).unwrap();
        update.apply(item).map_err(ExpressionError::into_message)
    };
    let item = Item::from([("n", number("-1e50"))]);
    for text in ["SET x = :big + :one", "SET x = :big - :one", "ADD n :one", "SET x = :one + :least"] {
        assert_eq!(result(text, &item), Err(OVERFLOW.to_owned()), "{text}");
    }
    assert_eq!(result("SET n = n + :big", &item), Ok(Item::from([("n", 0)])));
}

#[test]
fn where_there_is_no_item_what_takes_away_makes_none_and_fails_on_no_path() {
    let make = |text: &str| {
        let request = Request::new();
        let tree = UpdateTree::parse(text).unwrap();
        let update = tree.bind(&mut request.placeholders()).unwrap();
        update.make(&Item::from([("pk", "k")])).map_err(ExpressionError::into_message)
    };
    for text in ["REMOVE a", "REMOVE a[0], m.x", "DELETE tags :set", "REMOVE l[1] DELETE m.tags :set"] {
        assert_eq!(make(text), Ok(None), "{text}");
    }
    let made = Item::from([("pk", "k"), ("t", "text")]);
    assert_eq!(make("SET t = :text REMOVE l[1], m.x DELETE m.tags :set"), Ok(Some(made)));
    assert_eq!(make("SET m.x = :text REMOVE a"), Err(INVALID_PATH.to_owned()));
    assert_eq!(make("SET t = gone REMOVE a"), Err(NO_ATTRIBUTE.to_owned()));
}

#[test]
fn names_looked_into_are_those_of_paths_with_steps_among_targets_and_operands() {
    let request = Request::new();
    let text = "SET x = a.b + #s, y = list_append(l[0], if_not_exists(z.z, m)), v = if_not_exists(k[1], :one) \
                REMOVE t, u.v ADD w.x :one DELETE #a.c :set";
    let tree = UpdateTree::parse(text).unwrap();
    let update = tree.bind(&mut request.placeholders()).unwrap();
    assert_eq!(update.names_looked_into(), ["a", "l", "z", "k", "u", "w", "a"]);
}

#[test]
fn positions_are_those_before_the_update() {
    assert_eq!(after("SET l[1] = :ten", "l"), Some(list([0, 10, 2, 3])));
    assert_eq!(after("SET l[20] = :two, l[10] = :one", "l"), Some(list([0, 1, 2, 3, 1, 2])));
    assert_eq!(after("REMOVE l[0], l[1], l[3]", "l"), Some(list([2])));
    assert_eq!(after("REMOVE l[5]", "l"), Some(list([0, 1, 2, 3])));
    assert_eq!(after("REMOVE l[0] SET l[2] = :ten, l[9] = :two", "l"), Some(list([1, 10, 3, 2])));
    assert_eq!(after("SET l[7] = :one REMOVE l[4]", "l"), Some(list([0, 1, 2, 3, 1])));
    assert_eq!(after("REMOVE m.l[0] SET m.l[1] = :one", "m.l"), Some(list([1])));
    assert_eq!(after("REMOVE m.l[0], m.l[1]", "m.l"), Some(AttributeValue::L(vec![])));
}

#[test]
fn remove_takes_away_and_what_is_not_there_stays_away() {
    assert_eq!(apply("REMOVE m, l, tags, ns, gone, t", &item()), Ok(Item::from([("n", 5)])));
    assert_eq!(after("REMOVE m.x, m.l", "m"), Some(Item::new().into()));
    assert_eq!(after("REMOVE m.gone", "m.x"), Some(1.into()));
}

#[test]
fn add_counts_and_collects() {
    assert_eq!(after("ADD n :two", "n"), Some(7.into()));
    assert_eq!(after("ADD z :two, m.y :one", "z"), Some(2.into()));
    assert_eq!(after("ADD tags :set", "tags"), Some(strings(["a", "b", "c"])));
    assert_eq!(after("ADD z :set", "z"), Some(strings(["a", "b"])));
    assert_eq!(after("ADD ns :numbers", "ns"), Some(AttributeValue::Ns([1, 2].map(Into::into).into())));
}

#[test]
fn delete_takes_members_out_and_leaves_no_empty_set() {
    assert_eq!(after("DELETE tags :set", "tags"), Some(strings(["c"])));
    assert_eq!(after("DELETE ns :numbers", "ns"), None);
    assert_eq!(apply("DELETE gone :set", &item()), Ok(item()));
}

#[test]
fn operands_that_do_not_fit_the_item() {
    for text in
        ["SET a = b", "SET a = m.gone", "SET a = a + :one", "SET a = list_append(a, :list)", "SET z = l[9]"]
    {
        assert_eq!(apply(text, &item()), Err(NO_ATTRIBUTE.into()), "{text}");
    }
    for text in [
        "SET n = t + :one",
        "SET n = list_append(n, :list)",
        "ADD t :one",
        "ADD n :set",
        "ADD ns :set",
        "DELETE t :set",
        "DELETE ns :set",
        "SET z = if_not_exists(t, :one) + :one",
    ] {
        assert_eq!(apply(text, &item()), Err(INCORRECT_TYPE.into()), "{text}");
    }
}

#[test]
fn paths_need_their_parents() {
    for text in [
        "SET gone.x = :one",
        "SET t.x = :one",
        "SET m[0] = :one",
        "SET l.x = :one",
        "SET gone[0] = :one",
        "SET l[9].x = :one",
        "REMOVE gone.x",
        "REMOVE t[0]",
        "ADD gone.x :one",
        "DELETE gone.x :set",
    ] {
        assert_eq!(apply(text, &item()), Err(INVALID_PATH.into()), "{text}");
    }
    assert_eq!(apply("SET n = :ten, gone.x = :one", &item()), Err(INVALID_PATH.into()));
}

/// A text inside this many maps.
fn maps(count: usize) -> AttributeValue {
    (0..count).fold("leaf".into(), |value, _| Item::from([("n", value)]).into())
}

#[test]
fn an_update_nests_no_deeper_than_32_levels() {
    let too_deep =
        Err("Nesting Levels have exceeded supported limits: Attributes in the item have nested levels \
                        beyond supported limit"
            .to_owned());
    let old = Item::from([("deep", maps(31)), ("half", maps(16)), ("l", list([0]))]);
    let fits = apply(&format!("SET half{} = half", ".n".repeat(15)), &old).unwrap();
    assert_eq!(fits.get("half"), Some(&maps(31)));
    for text in [
        &format!("SET half{} = half", ".n".repeat(16)),
        "SET half.m = deep",
        "SET l[0] = deep",
        "SET l[7] = deep",
        "SET half.m = if_not_exists(half.m, deep)",
    ] {
        assert_eq!(apply(text, &old), too_deep, "{text}");
    }
    assert!(apply("SET same = deep, half.m = half.n", &old).is_ok());
}

#[test]
fn operands_that_do_not_fit_the_operator() {
    let wrong = |name: &str, operand: &str| {
        format!(
            "Incorrect operand type for operator or function; operator or function: {name}, operand type: {operand}"
        )
    };
    assert_eq!(update_error("SET a = a + :s"), wrong("+", "S"));
    assert_eq!(update_error("SET a = :list - a"), wrong("-", "L"));
    assert_eq!(update_error("SET a = list_append(a, :s)"), wrong("list_append", "S"));
    assert_eq!(update_error("SET a = list_append(:set, a)"), wrong("list_append", "SS"));
    assert_eq!(update_error("SET a = list_append(a, b) + :one"), wrong("+", "L"));
    let set = |name: &str, operand: &str| {
        format!(
            "Incorrect operand type for operator or function; operator: {name}, operand type: {operand}, \
             typeSet: ALLOWED_FOR_{name}_OPERAND"
        )
    };
    assert_eq!(update_error("ADD a :list"), set("ADD", "LIST"));
    assert_eq!(update_error("ADD a :map"), set("ADD", "MAP"));
    assert_eq!(update_error("ADD a :yes"), set("ADD", "BOOLEAN"));
    assert_eq!(update_error("ADD a :bytes"), set("ADD", "BINARY"));
    assert_eq!(update_error("DELETE a :one"), set("DELETE", "NUMBER"));
    assert_eq!(update_error("DELETE a :list"), set("DELETE", "LIST"));
    assert_eq!(
        update_error("SET a = if_not_exists(a)"),
        "Incorrect number of operands for operator or function; operator or function: if_not_exists, \
         number of operands: 1"
    );
    assert_eq!(
        update_error("SET a = if_not_exists(:one, :one)"),
        "Operator or function requires a document path; operator or function: if_not_exists"
    );
}

#[test]
fn no_value_may_come_to_lie_more_than_32_levels_deep() {
    let maps = |count| {
        (0..count).fold(AttributeValue::from(1), |value, _| AttributeValue::from(Item::from([("n", value)])))
    };
    let item = Item::from([
        ("m", Item::from([("l", list([]))]).into()),
        ("l", list([])),
        ("maps30", maps(30)),
        ("maps31", maps(31)),
        ("list30", AttributeValue::L(vec![maps(29)])),
        ("list31", AttributeValue::L(vec![maps(30)])),
    ]);
    for text in [
        "SET a = maps31",
        "SET l = list_append(l, list31)",
        "SET m.x = maps30",
        "SET l[0] = maps30",
        "SET m.l = list_append(m.l, list30)",
    ] {
        assert!(apply(text, &item).is_ok(), "{text}");
    }
    for text in [
        "SET m.x = maps31",
        "SET l[0] = maps31",
        "SET m.l = list_append(m.l, list31)",
        "SET m.x = if_not_exists(gone, maps31)",
    ] {
        assert_eq!(
            apply(text, &item).unwrap_err(),
            "Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond \
             supported limit",
            "{text}"
        );
    }
}

#[test]
fn paths_that_get_in_each_others_way() {
    let told = |how: &str, one: &str, two: &str| {
        format!(
            "Two document paths {how} with each other; must remove or rewrite one of these paths; \
             path one: {one}, path two: {two}"
        )
    };
    assert_eq!(update_error("SET a = :one, #a = :two"), told("overlap", "[a]", "[a]"));
    assert_eq!(update_error("SET a = :one, a.b = :two"), told("overlap", "[a]", "[a, b]"));
    assert_eq!(update_error("SET a = :one REMOVE a"), told("overlap", "[a]", "[a]"));
    assert_eq!(update_error("SET a.b = :one, a[0] = :one"), told("conflict", "[a, b]", "[a, [0]]"));
}

#[test]
fn updated_gives_the_branches_that_are_named() {
    let request = Request::new();
    let tree = UpdateTree::parse("SET m.x = :ten, z = :one REMOVE l[1]").unwrap();
    let update = tree.bind(&mut request.placeholders()).unwrap();
    let x = |x: i32| AttributeValue::from(Item::from([("x", x)]));
    assert_eq!(update.updated(&item()), Item::from([("m", x(1)), ("l", list([1]))]));
    let new = update.apply(&item()).unwrap();
    assert_eq!(update.updated(&new), Item::from([("m", x(10)), ("l", list([2])), ("z", 1.into())]));
    assert_eq!(update.attribute_names().collect::<Vec<_>>(), ["m", "z", "l"]);
}
