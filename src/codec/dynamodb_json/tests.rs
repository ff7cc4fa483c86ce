use proptest::prelude::*;

use super::*;
use crate::{
    codec::json::{self, Json},
    limits::NESTING_LEVELS,
    value::{AttributeType, AttributeValue, Item, NumberError},
};

fn read(json: &str) -> Checked<Item> {
    Checked::<Item>::from_text(json).unwrap()
}

fn read_value(json: &str) -> json::Result<Checked<AttributeValue>> {
    Checked::<AttributeValue>::read(&mut Json::new(json))
}

/// The fault of the attribute value with this JSON.
fn fault(value: &str) -> ValueFault {
    read_value(value).unwrap().faults.expect("a fault").fault().clone()
}

fn current(value: &str) -> String {
    fault(value).message(FaultWording::Current)
}

fn older(value: &str) -> String {
    fault(value).message(FaultWording::Older)
}

fn type_error(value: &str) -> String {
    read_value(value).unwrap_err().into_message()
}

fn written(item: &Item) -> String {
    let mut out = Vec::new();
    write_item(item, &mut out);
    String::from_utf8(out).unwrap()
}

fn nested(levels: usize, start: &str, leaf: &str, end: &str) -> String {
    format!("{}{leaf}{}", start.repeat(levels), end.repeat(levels))
}

/// A leaf inside this many maps.
fn maps(count: usize) -> String {
    nested(count, r#"{"M":{"n":"#, r#"{"S":"leaf"}"#, "}}")
}

#[test]
fn every_type_comes_back_as_it_was_written() {
    let json = concat!(
        r#"{"b":{"B":"AQI="},"bool":{"BOOL":true},"bs":{"BS":["","AA=="]},"l":{"L":[{"S":"x"},{"L":[]}]},"#,
        r#""m":{"M":{"a":{"M":{}},"이름":{"S":"소니 \"α7\"\n"}}},"n":{"N":"89000"},"ns":{"NS":["1","2"]},"#,
        r#""null":{"NULL":true},"s":{"S":""},"ss":{"SS":["","a"]}}"#
    );
    let read = read(json);
    assert_eq!(read.faults, None);
    assert_eq!(written(&read.value), json);
}

#[test]
fn attributes_are_written_in_order_of_their_names_and_the_last_of_two_counts() {
    let read = read(r#"{ "b": {"N": "1"}, "a": {"S": "x"}, "b": {"N": "2"} }"#);
    assert_eq!(written(&read.value), r#"{"a":{"S":"x"},"b":{"N":"2"}}"#);
}

#[test]
fn every_character_is_escaped_as_serde_json_does_wherever_it_stands() {
    for character in ('\0'..='\u{ff}').chain(['한', '\u{2028}', '🎧']) {
        for (before, after) in (0..9).flat_map(|before| (0..18).map(move |after| (before, after))) {
            let text = format!("{}{character}{}", "x".repeat(before), "y".repeat(after));
            let mut out = Vec::new();
            write_string(&text, &mut out);
            assert_eq!(String::from_utf8(out).unwrap(), serde_json::to_string(&text).unwrap());
        }
    }
}

#[test]
fn members_that_dynamodb_does_not_have_and_nulls_are_as_if_they_were_not_there() {
    let value = read_value(r#"{"X": [{"y": 1}], "N": null, "S": "a", "__type": "z"}"#).unwrap();
    assert_eq!(value, Checked::sound(AttributeValue::from("a")));
    for empty in ["null", "{}", r#"{"S": null}"#, r#"{"s": "a"}"#] {
        assert_eq!(fault(empty), ValueFault::NoType, "{empty}");
    }
}

#[test]
fn a_value_has_exactly_one_type_and_that_is_told_before_what_is_wrong_inside() {
    assert_eq!(
        current(r#"{"S": "a", "SS": []}"#),
        "Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes"
    );
    assert_eq!(
        current("{}"),
        "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes"
    );
}

#[test]
fn what_is_wrong_with_a_number_is_told_before_a_second_type() {
    let told = "The parameter cannot be converted to a numeric value: b";
    for value in [r#"{"S": "a", "N": "b"}"#, r#"{"N": "b", "SS": []}"#, r#"{"NS": ["1", "b"], "S": "a"}"#] {
        assert_eq!(current(value), told, "{value}");
    }
    // Only a number of the value itself counts, not one in a value inside it.
    assert!(current(r#"{"S": "a", "L": [{"N": "b"}]}"#).contains("more than one datatypes"));
}

#[test]
fn null_is_true() {
    assert_eq!(
        current(r#"{"NULL": false}"#),
        "One or more parameter values were invalid: Null attribute value types must have the value of true"
    );
}

#[test]
fn sets_are_not_empty() {
    let invalid = "One or more parameter values were invalid: ";
    assert_eq!(current(r#"{"SS": []}"#), format!("{invalid}An string set  may not be empty"));
    assert_eq!(current(r#"{"NS": []}"#), format!("{invalid}An number set  may not be empty"));
    assert_eq!(current(r#"{"BS": []}"#), format!("{invalid}Binary sets should not be empty"));
    assert_eq!(fault(r#"{"L": [{"SS": []}]}"#), ValueFault::EmptySet(AttributeType::Ss));
}

#[test]
fn the_current_words_for_duplicates_show_the_members_sorted_up_to_the_first_duplicate() {
    let collection = "One or more parameter values were invalid: Input collection";
    assert_eq!(
        current(r#"{"SS": ["b", "a", "b"]}"#),
        format!(r#"{collection} ["a", "b", "b"] contains duplicates."#)
    );
    assert_eq!(current(r#"{"SS": ["", ""]}"#), format!(r#"{collection} ["", ""] contains duplicates."#));
    assert_eq!(
        current(r#"{"BS": ["/w==", "AA==", "AA=="]}"#),
        format!(r#"{collection} ["AA==","/w==","AA=="]of type BS contains duplicates."#)
    );
    assert_eq!(current(r#"{"NS": ["2", "1", "2"]}"#), format!("{collection} contains duplicates."));
}

#[test]
fn the_older_words_for_duplicates_show_the_members_as_written() {
    let collection = "One or more parameter values were invalid: Input collection";
    assert_eq!(older(r#"{"SS": ["b", "a", "b"]}"#), format!("{collection} [b, a, b] contains duplicates."));
    assert_eq!(
        older(r#"{"BS": ["/w==", "AA==", "AA=="]}"#),
        format!("{collection} [/w==, AA==, AA==]of type BS contains duplicates.")
    );
    assert_eq!(older(r#"{"NS": ["2", "1", "2"]}"#), "Input collection contains duplicates");
}

#[test]
fn a_number_that_is_none_is_told_with_its_text() {
    let words = "The parameter cannot be converted to a numeric value";
    assert_eq!(current(r#"{"N": "abc"}"#), format!("{words}: abc"));
    assert_eq!(current(r#"{"NS": ["1", "abc"]}"#), format!("{words}: abc"));
    assert_eq!(current(r#"{"N": ""}"#), format!("{words}: "));
    assert_eq!(older(r#"{"N": "abc"}"#), format!("{words}: abc"));
    assert_eq!(older(r#"{"N": ""}"#), words);
}

#[test]
fn the_older_layer_takes_exponents_at_the_end_of_32_bits_for_the_other_end() {
    let older =
        |text: &str| ValueFault::Number(NumberError::Overflow, text.to_owned()).message(FaultWording::Older);
    assert_eq!(older("1e126"), NumberError::Overflow.to_string());
    assert_eq!(older("1e2147483646"), NumberError::Overflow.to_string());
    assert_eq!(older("1e2147483647"), NumberError::Underflow.to_string());
    assert_eq!(older("-1e99999999999"), NumberError::NotANumber("-1e99999999999".to_owned()).to_string());
    let current =
        ValueFault::Number(NumberError::Overflow, "1e2147483647".to_owned()).message(FaultWording::Current);
    assert_eq!(current, NumberError::Overflow.to_string());
}

#[test]
fn values_nest_to_32_levels() {
    let item = |value: &str| read(&format!(r#"{{"d":{value}}}"#));
    let fits = item(&maps(NESTING_LEVELS - 1));
    assert_eq!(fits.faults, None);
    assert_eq!(written(&fits.value), format!(r#"{{"d":{}}}"#, maps(NESTING_LEVELS - 1)));
    let deep = item(&maps(NESTING_LEVELS)).faults.unwrap();
    assert_eq!(deep.fault(), &ValueFault::Nesting);
    assert_eq!(deep.name().unwrap(), &"d");
    let lists = |count| item(&nested(count, r#"{"L":["#, r#"{"S":"leaf"}"#, "]}"));
    assert_eq!(lists(NESTING_LEVELS - 1).faults, None);
    assert_eq!(lists(NESTING_LEVELS).faults.unwrap().fault(), &ValueFault::Nesting);
    let around_nothing = nested(NESTING_LEVELS - 1, r#"{"M":{"n":"#, r#"{"M":{}}"#, "}}");
    assert_eq!(item(&around_nothing).faults, None);
}

#[test]
fn the_json_levels_of_a_value_too_deep_are_counted() {
    let levels = |count| {
        let value = read_value(&maps(count)).unwrap();
        value.json_levels()
    };
    assert_eq!(levels(NESTING_LEVELS - 1), 0);
    assert_eq!(levels(32), 65);
    assert_eq!(levels(63), 127);
}

#[test]
fn a_hundred_thousand_levels_are_a_fault_like_any_other() {
    assert_eq!(fault(&maps(100_000)), ValueFault::Nesting);
    assert_eq!(fault(&nested(100_000, r#"{"L":["#, r#"{"S":"]"}"#, "]}")), ValueFault::Nesting);
    assert_eq!(fault(&nested(100_000, r#"{"X":["#, "", "]}")), ValueFault::NoType);
    read_value(&"{\"M\":{\"n\":".repeat(100_000)).unwrap_err();
}

#[test]
fn nesting_is_told_before_another_fault_of_the_item_and_other_faults_in_the_order_of_the_request() {
    let deep = maps(NESTING_LEVELS);
    for json in [
        format!(r#"{{"m":{{"M":{{"":{{"S":"x"}}}}}},"d":{deep}}}"#),
        format!(r#"{{"d":{deep},"m":{{"M":{{"":{{"S":"x"}}}}}}}}"#),
    ] {
        let faults = read(&json).faults.unwrap();
        assert_eq!((faults.fault(), faults.name().unwrap().as_str()), (&ValueFault::Nesting, "d"));
    }
    let faults = read(r#"{":b":{"S":"x"},":v":{"NULL":false},":a":{}}"#).faults.unwrap();
    assert_eq!((faults.fault(), faults.name().unwrap().as_str()), (&ValueFault::NullFalse, ":v"));
}

#[test]
fn an_empty_name_is_a_fault_inside_a_map_and_not_at_the_top_level() {
    let item = read(r#"{"":{"S":"x"}}"#);
    assert_eq!(item.faults, None);
    assert!(item.value.contains(""));
    assert_eq!(fault(r#"{"M":{"":{"S":"x"}}}"#), ValueFault::EmptyName);
}

#[test]
fn a_name_has_at_most_65_535_bytes_at_every_level() {
    let (longest, too_long) = ("n".repeat(65_535), "n".repeat(65_536));
    for (name, fault) in [(longest, None), (too_long, Some(ValueFault::LongName))] {
        let top = read(&format!(r#"{{"{name}":{{"S":"x"}}}}"#));
        let inside = read(&format!(r#"{{"m":{{"L":[{{"M":{{"{name}":{{"S":"x"}}}}}}]}}}}"#));
        for item in [top, inside] {
            assert_eq!(Faults::of_item(&item.value), item.faults);
            assert_eq!(item.faults.map(|faults| faults.fault().clone()), fault);
        }
    }
}

#[test]
fn the_older_layer_names_the_placeholder() {
    let faults = read(r#"{":t":{"NS":["2","1","2"]}}"#).faults.unwrap();
    assert_eq!(
        faults.placeholder_message(FaultWording::Older),
        "ExpressionAttributeValues contains invalid value: Input collection contains duplicates for key :t"
    );
    assert_eq!(
        faults.placeholder_message(FaultWording::Current),
        "One or more parameter values were invalid: Input collection contains duplicates."
    );
}

#[test]
fn a_wrong_json_type_is_a_serialization_exception_in_the_services_words() {
    for (json, message) in [
        (r#"{"S": 5}"#, "NUMBER_VALUE cannot be converted to String"),
        (r#"{"N": 5}"#, "NUMBER_VALUE cannot be converted to String"),
        (r#"{"N": -1.5}"#, "DECIMAL_VALUE cannot be converted to String"),
        (r#"{"S": true}"#, "TRUE_VALUE cannot be converted to String"),
        (r#"{"SS": ["a", false]}"#, "FALSE_VALUE cannot be converted to String"),
        (r#"{"B": 1}"#, "NUMBER_VALUE cannot be converted to Blob"),
        (r#"{"BOOL": "true"}"#, "STRING_VALUE cannot be converted to Boolean"),
        (r#"{"BOOL": "a, expected b at line 7"}"#, "STRING_VALUE cannot be converted to Boolean"),
        (r#"{"S": ["a"]}"#, "Start of list found where not expected"),
        (r#"{"M": []}"#, "Start of list found where not expected"),
        (r#"{"S": {"a": 1}}"#, "Start of structure or map found where not expected."),
        (r#"{"L": {}}"#, "Start of structure or map found where not expected."),
        (r#"{"L": "a"}"#, "Unexpected value type in payload"),
        (r#"{"M": "a"}"#, "Unexpected field type"),
        (r#"{"M": {"a": "b"}}"#, "Unexpected value type in payload"),
        (r#""text""#, "Unexpected value type in payload"),
        (r#"{"B": "abc"}"#, "Base64 encoded length is expected a multiple of 4 bytes but found: 3"),
        (r#"{"B": "a!=="}"#, "Invalid base64 character: '!'"),
        (r#"{"S": "a""#, ""),
    ] {
        assert_eq!(type_error(json), message, "{json}");
    }
}

#[test]
fn names_have_up_to_65535_bytes_at_every_level() {
    let (longest, too_long) = ("é".repeat(32_767) + "x", "é".repeat(32_768));
    for (before, after) in [("", ""), (r#"m":{"M":{""#, "}}"), (r#"l":{"L":[{"M":{""#, "}}]}")] {
        let item = |name: &str| read(&format!(r#"{{"{before}{name}":{{"S":"x"}}{after}}}"#));
        assert_eq!(item(&longest).faults, None, "{before}");
        let faulty = item(&too_long);
        assert_eq!(
            faulty.faults.as_ref().map(|faults| faults.fault()),
            Some(&ValueFault::LongName),
            "{before}"
        );
    }
    let made = |name: &str| Item::from([("m", AttributeValue::M(Item::from([(name, 1)])))]);
    assert_eq!(Faults::of_item(&made(&longest)), None);
    assert!(
        Faults::of_item(&made(&too_long)).is_some()
            && Faults::of_item(&Item::from([(&*too_long, 1)])).is_some()
    );
}

#[test]
fn a_value_nested_without_limit_is_written_without_recursion() {
    let mut value = AttributeValue::Null;
    for _ in 0..1000 {
        value = AttributeValue::L(vec![value]);
    }
    let mut out = Vec::new();
    write_attribute_value(&value, &mut out);
    assert_eq!(String::from_utf8(out).unwrap(), nested(1000, r#"{"L":["#, r#"{"NULL":true}"#, "]}"));
}

fn any_value() -> impl Strategy<Value = AttributeValue> {
    let scalar = prop_oneof![
        any::<String>().prop_map(AttributeValue::from),
        any::<i64>().prop_map(|n| AttributeValue::N(n.into())),
        any::<Vec<u8>>().prop_map(AttributeValue::B),
        any::<bool>().prop_map(AttributeValue::Bool),
        Just(AttributeValue::Null),
        prop::collection::btree_set(any::<String>(), 1..4).prop_map(AttributeValue::Ss),
        prop::collection::btree_set(any::<i32>().prop_map(Into::into), 1..4).prop_map(AttributeValue::Ns),
        prop::collection::btree_set(any::<Vec<u8>>(), 1..4).prop_map(AttributeValue::Bs),
    ];
    scalar.prop_recursive(6, 40, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(AttributeValue::L),
            prop::collection::vec((".+", inner), 0..5)
                .prop_map(|pairs| AttributeValue::M(pairs.into_iter().collect())),
        ]
    })
}

/// Pieces of DynamoDB JSON in any order, many of them nearly valid.
fn nearly_json() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "\"M\"",
        "\"L\"",
        "\"S\"",
        "\"N\"",
        "\"NS\"",
        "\"a\"",
        "\"1\"",
        "null",
        "true",
        "7",
        r#"{"S":"x"}"#,
        r#"{"L":["#,
        r#"{"M":{"a":"#,
        "\"\\ud800\"",
        "é",
    ]);
    prop::collection::vec(piece, 0..30).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn what_is_written_reads_as_the_same_item(pairs in prop::collection::vec((".*", any_value()), 0..5)) {
        let item: Item = pairs.into_iter().collect();
        prop_assert_eq!(read(&written(&item)), Checked::sound(item));
    }

    #[test]
    fn no_text_makes_the_reader_panic(text in any::<String>(), near in nearly_json()) {
        for input in [&*text, &near] {
            let _ = Checked::<Item>::read(&mut Json::new(input));
            let _ = read_value(input);
        }
    }
}

impl<T> Checked<T> {
    /// A value without faults.
    const fn sound(value: T) -> Self {
        Self { value, faults: None }
    }

    /// JSON levels of the value if it is nested too deep, otherwise 0; see [`Faults::json_levels`].
    fn json_levels(&self) -> usize {
        self.faults.as_ref().map_or(0, |faults| faults.json_levels())
    }
}
