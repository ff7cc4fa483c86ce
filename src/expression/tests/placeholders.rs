use super::*;

fn names<const LEN: usize>(pairs: [(&str, &str); LEN]) -> BTreeMap<String, String> {
    pairs.map(|(key, name)| (key.to_owned(), name.to_owned())).into()
}

fn error(names: Option<BTreeMap<String, String>>, values: Option<Item>) -> String {
    Placeholders::new(names.as_ref(), values.as_ref()).unwrap_err().into_message()
}

#[test]
fn a_map_that_is_there_is_not_empty() {
    assert_eq!(error(Some(names([])), Some(Item::new())), "ExpressionAttributeNames must not be empty");
    assert_eq!(error(None, Some(Item::new())), "ExpressionAttributeValues must not be empty");
}

#[test]
fn keys_have_their_sign_and_then_letters_digits_and_underscores() {
    for key in ["s", "#", "#a-b", "##a", "#a b", "", ":a", "#é"] {
        let expected = format!("ExpressionAttributeNames contains invalid key: Syntax error; key: \"{key}\"");
        assert_eq!(error(Some(names([(key, "x")])), None), expected);
    }
    assert_eq!(
        error(None, Some(Item::from([("v", 1)]))),
        "ExpressionAttributeValues contains invalid key: Syntax error; key: \"v\""
    );
    let (good, values) = (names([("#1", "x"), ("#_a9", "y")]), Item::from([(":1", 1), (":_", 2)]));
    assert!(Placeholders::new(Some(&good), Some(&values)).is_ok());
}

#[test]
fn keys_have_up_to_255_bytes() {
    let longest = format!("#{}", "a".repeat(254));
    let too_long = format!("{longest}a");
    assert!(Placeholders::new(Some(&names([(&longest, "x")])), None).is_ok());
    assert_eq!(
        error(Some(names([(&too_long, "x")])), None),
        format!("ExpressionAttributeNames contains invalid key: Key is too long; key: \"{too_long}\"")
    );
}

#[test]
fn what_no_expression_uses_is_told_names_first() {
    let (names, values) =
        (names([("#a", "a"), ("#b", "b"), ("#c", "c")]), Item::from([(":v", 1), (":w", 2)]));
    let mut placeholders = Placeholders::new(Some(&names), Some(&values)).unwrap();
    let tree = ConditionTree::parse(ExpressionKind::Condition, "#b = :v").unwrap();
    let rest = ConditionTree::parse(ExpressionKind::Condition, "#a = #c").unwrap();
    let last = ConditionTree::parse(ExpressionKind::Condition, "a = :w").unwrap();
    tree.bind(&mut placeholders).unwrap();
    let unused = |placeholders: &Placeholders<'_>| placeholders.all_used().unwrap_err().into_message();
    assert_eq!(
        unused(&placeholders),
        "Value provided in ExpressionAttributeNames unused in expressions: keys: {#a, #c}"
    );
    rest.bind(&mut placeholders).unwrap();
    assert_eq!(
        unused(&placeholders),
        "Value provided in ExpressionAttributeValues unused in expressions: keys: {:w}"
    );
    last.bind(&mut placeholders).unwrap();
    assert_eq!(placeholders.all_used(), Ok(()));
}

#[test]
fn placeholders_need_expressions() {
    let (names, values) = (names([("#a", "a")]), Item::from([(":v", 1)]));
    let error =
        |names, values| Placeholders::none_without_expressions(names, values).unwrap_err().into_message();
    assert_eq!(
        error(Some(&names), Some(&values)),
        "ExpressionAttributeNames can only be specified when using expressions"
    );
    assert_eq!(
        error(None, Some(&values)),
        "ExpressionAttributeValues can only be specified when using expressions"
    );
    assert_eq!(Placeholders::none_without_expressions(None, None), Ok(()));
}
