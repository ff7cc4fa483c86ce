use super::*;

fn holds_for(text: &str, item: &Item) -> bool {
    let request = Request::new();
    let tree = ConditionTree::parse(ExpressionKind::Condition, text).unwrap();
    tree.bind(&mut request.placeholders()).unwrap().holds(item)
}

fn holds(text: &str) -> bool {
    let inner = Item::from([("x", AttributeValue::from(1)), ("l", list([5, 6]))]);
    let item = Item::from([
        ("a", AttributeValue::from(1)),
        ("b", 2.into()),
        ("also", 1.into()),
        ("t", "text".into()),
        ("clef", "é𝄞".into()),
        ("bin", vec![1_u8, 2, 3].into()),
        ("yes", true.into()),
        ("nil", AttributeValue::Null),
        ("m", inner.into()),
        ("l", list([1, 2, 3])),
        ("tags", strings(["b", "a"])),
        ("ns", AttributeValue::Ns([1, 2, 3].map(Into::into).into())),
        ("status", "ok".into()),
        ("a.b", "dotted".into()),
    ]);
    holds_for(text, &item)
}

#[test]
fn values_of_one_type_compare() {
    assert!(holds("a = :one") && !holds("a = :two") && holds("a <> :two"));
    assert!(holds("a < :two") && holds("a <= :one") && holds("b > :one") && holds("b >= :two"));
    assert!(!holds("a < :one") && !holds("a > :one"));
    assert!(holds("t > :s") && holds("t = :text") && holds("bin > :bytes"));
    assert!(holds("a < b") && holds("a = also") && holds(":one = a"));
    assert!(holds("a < :ten"), "by value, not as text");
    assert!(holds("tags = :set"), "sets have no order");
    assert!(holds("yes = :yes") && holds("nil = :null") && holds("m.l[0] < :ten"));
}

#[test]
fn values_of_different_types_and_missing_ones_are_neither_equal_nor_ordered() {
    assert!(!holds("a = :s") && !holds("a < :s") && !holds("a > :s") && holds("a <> :s"));
    assert!(
        !holds("gone = :one") && !holds("gone < :one") && holds("gone <> :one") && holds("gone <> nowhere")
    );
    assert!(!holds("gone = nowhere") && !holds("m.gone = :one") && !holds("l[9] = :one"));
    assert!(holds_for("a <> :one", &Item::new()) && !holds_for("a = :one", &Item::new()));
}

#[test]
fn between_includes_its_bounds_and_in_takes_any() {
    assert!(holds("a BETWEEN :one AND :two") && holds("b between :one and :two"));
    assert!(!holds("a BETWEEN :two AND :ten") && !holds("gone BETWEEN :one AND :two"));
    assert!(
        holds("t BETWEEN :s AND :text") && !holds("a BETWEEN b AND :ten") && holds("b BETWEEN a AND :ten")
    );
    assert!(holds("a IN (:s, :two, :one)") && !holds("a IN (:two)") && !holds("gone IN (:one)"));
    assert!(holds("a IN (b, also)"));
}

#[test]
fn or_binds_loosest_then_and_then_not() {
    assert!(holds("a = :one OR a = :two AND a = :two"));
    assert!(!holds("(a = :one OR a = :two) AND a = :two"));
    assert!(!holds("NOT a = :one AND b = :two") && holds("NOT a = :two AND b = :two"));
    assert!(holds("NOT (a = :one AND b = :one)") && holds("NOT NOT a = :one"));
    assert!(holds("a = :two AND a = :one OR b = :two") && holds("a = :two OR NOT a = :two AND b = :two"));
    assert!(holds("a = :one or a = :two or gone = :one") && !holds("a = :one and b = :two and a = :two"));
}

#[test]
fn all_short_circuits_agree_with_plain_logic() {
    let literal = |truth: bool| if truth { "a = :one" } else { "a = :two" };
    for bits in 0_u32..16 {
        let [p, q, r, s] = [0, 1, 2, 3].map(|bit| bits >> bit & 1 == 1);
        let [a, b, c, d] = [p, q, r, s].map(literal);
        assert_eq!(holds(&format!("{a} AND {b} OR {c} AND {d}")), p && q || r && s);
        assert_eq!(holds(&format!("({a} OR {b}) AND ({c} OR {d})")), (p || q) && (r || s));
        assert_eq!(holds(&format!("NOT ({a} AND ({b} OR NOT {c})) OR {d}")), !(p && (q || !r)) || s);
        assert_eq!(holds(&format!("{a} OR {b} AND NOT {c} AND {d}")), p || q && !r && s);
    }
}

#[test]
fn functions_of_existence_and_type() {
    assert!(holds("attribute_exists(a)") && !holds("attribute_exists(gone)"));
    assert!(holds("attribute_exists(m.l[1])") && !holds("attribute_exists(m.l[2])"));
    assert!(holds("attribute_not_exists(m.gone)") && !holds("attribute_not_exists(nil)"));
    assert!(
        holds("attribute_type(a, :N)")
            && !holds("attribute_type(t, :N)")
            && holds("attribute_type(tags, :SS)")
    );
    assert!(!holds("attribute_type(gone, :N)"));
    // The first operand may be anything that has a type, the second is a value.
    assert!(holds("attribute_type(:one, :N)") && !holds("attribute_type(:text, :N)"));
    assert!(holds("attribute_type(size(t), :N)") && !holds("attribute_type(size(gone), :N)"));
}

#[test]
fn functions_of_parts() {
    assert!(
        holds("begins_with(t, :empty)") && holds("begins_with(bin, :bytes)") && !holds("begins_with(t, :s)")
    );
    assert!(!holds("begins_with(a, :s)") && !holds("begins_with(gone, :s)"));
    assert!(holds("contains(t, :text)") && !holds("contains(t, :s)") && holds("contains(t, :empty)"));
    assert!(holds("contains(bin, :bytes)") && holds("contains(ns, :one)") && !holds("contains(ns, :ten)"));
    assert!(holds("contains(l, :two)") && !holds("contains(l, :s)") && !holds("contains(m, :one)"));
    assert!(!holds("contains(tags, :empty)"), "a set's members are not looked into");
    assert!(holds("contains(:list, a)"));
}

#[test]
fn size_counts_utf16_units_bytes_and_members() {
    assert!(holds("size(clef) = :v3") && holds("size(bin) = :v3") && holds("size(tags) = :two"));
    assert!(holds("size(l) = :v3") && holds("size(m) = :two") && holds("size(t) BETWEEN :v3 AND :v5"));
    assert!(!holds("size(a) = :one") && !holds("size(gone) = :v0") && !holds("size(gone) < :one"));
    assert!(holds("size(:text) > size(tags)") && holds("size(m.l) = b") && holds("size(t) IN (:one, :v4)"));
}

#[test]
fn placeholders_stand_for_single_names() {
    assert!(holds("#a = :one") && holds("#s <> :s") && holds("begins_with(#dotted, :empty)"));
    assert!(!holds("a.b = :one"));
}

#[test]
fn attribute_names_are_told_in_order() {
    let request = Request::new();
    let text = "#s = :one AND (size(b.c) > a OR attribute_exists(l[0])) AND d IN (e, :one)";
    let tree = ConditionTree::parse(ExpressionKind::Filter, text).unwrap();
    let condition = tree.bind(&mut request.placeholders()).unwrap();
    assert_eq!(condition.attribute_names().collect::<Vec<_>>(), ["status", "b", "a", "l", "d", "e"]);
}

#[test]
fn undefined_placeholders() {
    assert_eq!(
        condition_error("#x = :one"),
        "An expression attribute name used in the document path is not defined; attribute name: #x"
    );
    assert_eq!(
        condition_error("a.#x = :one"),
        "An expression attribute name used in the document path is not defined; attribute name: #x"
    );
    assert_eq!(
        condition_error("a = :x"),
        "An expression attribute value used in expression is not defined; attribute value: :x"
    );
}

#[test]
fn operands_of_a_wrong_type() {
    let wrong = |name: &str, operand: &str| {
        format!(
            "Incorrect operand type for operator or function; operator or function: {name}, operand type: {operand}"
        )
    };
    assert_eq!(condition_error("begins_with(a, :one)"), wrong("begins_with", "N"));
    assert_eq!(condition_error("begins_with(size(a), :s)"), wrong("begins_with", "N"));
    assert_eq!(condition_error("a < :yes"), wrong("<", "BOOL"));
    assert_eq!(condition_error(":map >= a"), wrong(">=", "M"));
    assert_eq!(condition_error("a BETWEEN :null AND :one"), wrong("BETWEEN", "NULL"));
    assert_eq!(condition_error("size(:one) = :one"), wrong("size", "N"));
    assert_eq!(condition_error("size(size(a)) = :one"), wrong("size", "N"));
    assert_eq!(condition_error("attribute_type(a, :one)"), wrong("attribute_type", "N"));
    assert_eq!(condition_error("attribute_type(a, size(t))"), wrong("attribute_type", "N"));
    assert_eq!(condition_error("attribute_type(a, t)"), wrong("attribute_type", "DOCUMENT_PATH"));
    assert_eq!(condition_error("contains(:yes, a)"), wrong("contains", "BOOL"));
    assert_eq!(
        condition_error("attribute_type(a, :text)"),
        "Invalid attribute type name found; type: text, valid types: {B,NULL,SS,BOOL,L,BS,N,NS,S,M}"
    );
}

#[test]
fn operands_of_a_wrong_kind_or_number() {
    let count = |name: &str, operands: usize| {
        format!(
            "Incorrect number of operands for operator or function; operator or function: {name}, \
             number of operands: {operands}"
        )
    };
    assert_eq!(condition_error("begins_with(a)"), count("begins_with", 1));
    assert_eq!(condition_error("attribute_exists(a, b)"), count("attribute_exists", 2));
    assert_eq!(condition_error("size(a, b, :one) = :one"), count("size", 3));
    for function in ["attribute_exists", "attribute_not_exists"] {
        let expected =
            format!("Operator or function requires a document path; operator or function: {function}");
        assert_eq!(condition_error(&format!("{function}(:one)")), expected);
        assert_eq!(condition_error(&format!("{function}(size(a))")), expected);
    }
    let misused = |name: &str| {
        format!("The function is not allowed to be used this way in an expression; function: {name}")
    };
    assert_eq!(condition_error("size(a)"), misused("size"));
    assert_eq!(condition_error("NOT (size(a))"), misused("size"));
    assert_eq!(condition_error("attribute_exists(a) = :yes"), misused("attribute_exists"));
    assert_eq!(condition_error("contains(a, begins_with(b, :s))"), misused("begins_with"));
}

#[test]
fn the_first_operand_is_not_repeated() {
    let same = |name: &str, path: &str| {
        format!(
            "The first operand must be distinct from the remaining operands for this operator or function; \
             operator: {name}, first operand: {path}"
        )
    };
    assert_eq!(condition_error("contains(#a, #also_a)"), same("contains", "[a]"));
    assert_eq!(condition_error("a.b[1] = a.b[1]"), same("=", "[a, b, [1]]"));
    assert_eq!(condition_error("a BETWEEN :one AND a"), same("BETWEEN", "[a]"));
    assert_eq!(condition_error("a IN (b, #a)"), same("IN", "[a]"));
}

#[test]
fn the_bounds_of_between_are_of_one_type_and_in_order() {
    assert_eq!(
        condition_error("a BETWEEN :two AND :one"),
        "The BETWEEN operator requires upper bound to be greater than or equal to lower bound; \
         lower bound operand: AttributeValue: {N:2}, upper bound operand: AttributeValue: {N:1}"
    );
    assert_eq!(
        condition_error("a BETWEEN :one AND :s"),
        "The BETWEEN operator requires same data type for lower and upper bounds; \
         lower bound operand: AttributeValue: {N:1}, upper bound operand: AttributeValue: {S:s}"
    );
    assert!(holds("a BETWEEN :one AND :one"));
}

#[test]
fn in_takes_100_operands() {
    let text = |count: usize| {
        let values: Vec<_> = (0..count).map(|number| format!(":v{number}")).collect();
        format!("a IN ({})", values.join(", "))
    };
    assert!(holds(&text(100)));
    assert_eq!(
        condition_error(&text(101)),
        "The IN operator is provided with too many operands; number of operands: 101"
    );
}

#[test]
fn faults_are_told_in_the_order_of_the_tree() {
    assert!(condition_error("begins_with(a, :one) AND b = :undefined").starts_with("Incorrect operand type"));
    assert!(condition_error("b = :undefined AND begins_with(a, :one)").contains("not defined"));
    assert!(condition_error("begins_with(#undefined, :one)").contains("not defined"));
}

#[test]
fn conditions_are_made_in_code() {
    static ONE: AttributeValue = AttributeValue::Bool(true);
    static TWO: AttributeValue = AttributeValue::Null;
    let test = |name, value| {
        Test::Compare(Comparator::Equal, Operand::Path(Path::attribute(name)), Operand::Value(value))
    };
    let joined = |all: bool, one: Test<'static>, other: Test<'static>| {
        let mut builder = ConditionBuilder::default();
        builder.test(one);
        let pending = if all { builder.and() } else { builder.or() };
        builder.test(other);
        builder.join(pending);
        builder.build()
    };
    let item = Item::from([("a", ONE.clone()), ("b", TWO.clone())]);
    assert!(ConditionBuilder::default().build().holds(&item));
    assert!(joined(true, test("a", &ONE), test("b", &TWO)).holds(&item));
    assert!(!joined(true, test("a", &ONE), test("b", &ONE)).holds(&item));
    assert!(joined(false, test("a", &TWO), test("b", &TWO)).holds(&item));
    assert!(!joined(false, test("a", &TWO), test("b", &ONE)).holds(&item));
}

#[test]
fn a_long_part_of_a_binary_is_found() {
    let long: Vec<u8> = (0..200).map(|place| u8::from(place % 50 == 49)).collect();
    let item = |bytes: Vec<u8>| Item::from([("x", bytes)]);
    let part = AttributeValue::B(long[40..120].to_vec());
    let absent = AttributeValue::B([&long[40..120], &[7]].concat());
    let contains = |part| {
        let mut builder = ConditionBuilder::default();
        builder.test(Test::Contains(Operand::Path(Path::attribute("x")), Operand::Value(part)));
        builder.build()
    };
    assert!(contains(&part).holds(&item(long.clone())) && !contains(&absent).holds(&item(long)));
}
