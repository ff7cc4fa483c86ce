//! Types of all shapes, to items and back.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use std::collections::{BTreeMap, BTreeSet};

use hashrange::{
    AttributeValue, ConversionError, Item, Number, NumberError, attribute_value, from_attribute_value,
    from_item, from_item_ref, item, sets, to_attribute_value, to_item,
};
use proptest::prelude::*;
use serde::{Deserialize, Serialize, de::DeserializeOwned};

/// The value made, after a check that it is read back as the same.
fn made<T: Serialize + DeserializeOwned + PartialEq + std::fmt::Debug>(value: &T) -> AttributeValue {
    let made = to_attribute_value(value).unwrap();
    assert_eq!(&from_attribute_value::<T>(made.clone()).unwrap(), value);
    let wrapped = Item::from([("value", made.clone())]);
    assert_eq!(&from_item_ref::<BTreeMap<String, T>>(&wrapped).unwrap()["value"], value);
    made
}

fn number(text: &str) -> AttributeValue {
    AttributeValue::N(text.parse().unwrap())
}

fn message<T: std::fmt::Debug>(result: Result<T, ConversionError>) -> String {
    result.unwrap_err().to_string()
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Unit;
#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Metres(f64);
#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Pair(i8, String);

#[test]
fn scalars_have_their_types() {
    assert_eq!(made(&true), true.into());
    assert_eq!(made(&'한'), "한".into());
    assert_eq!(made(&"text".to_owned()), "text".into());
    assert_eq!(made(&()), AttributeValue::Null);
    assert_eq!(made(&Unit), AttributeValue::Null);
    assert_eq!(made(&None::<u8>), AttributeValue::Null);
    assert_eq!(made(&Some(3_u8)), 3.into());
    assert_eq!(made(&i64::MIN), i64::MIN.into());
    assert_eq!(made(&u64::MAX), u64::MAX.into());
    assert_eq!(made(&(10_i128.pow(37) + 1)), number("10000000000000000000000000000000000001"));
    assert_eq!(made(&0.1_f32), number("0.1"));
    assert_eq!(made(&-2.5e-7), number("-0.00000025"));
    assert_eq!(made(&Metres(1.5)), number("1.5"));
}

#[test]
fn sequences_and_maps_are_documents() {
    assert_eq!(made(&vec![1, 2]), attribute_value!([1, 2]));
    assert_eq!(made(&(1, "a".to_owned(), false)), attribute_value!([1, "a", false]));
    assert_eq!(made(&Pair(-1, "x".to_owned())), attribute_value!([-1, "x"]));
    assert_eq!(made(&[0_u8; 2]), attribute_value!([0, 0]));
    assert_eq!(made(&BTreeMap::from([(7_u16, 'a'), (10, 'b')])), attribute_value!({ "7": "a", "10": "b" }));
    assert_eq!(made(&BTreeMap::from([(true, 1), (false, 0)])), attribute_value!({ "true": 1, "false": 0 }));
    let by_value = BTreeMap::from([(Number::from(2), 1), ("0.5".parse().unwrap(), 0)]);
    assert_eq!(made(&by_value), attribute_value!({ "2": 1, "0.5": 0 }));
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
enum External {
    Unit,
    Newtype(u8),
    Tuple(u8, u8),
    Struct { a: u8 },
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type")]
enum Internal {
    Unit,
    Struct { a: i64, b: Option<Vec<f64>> },
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "t", content = "c")]
enum Adjacent {
    Unit,
    Tuple(u8, String),
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
enum Untagged {
    Flag(bool),
    Whole(i64),
    Float(f64),
    Text(String),
    Struct { a: u8 },
    List(Vec<Untagged>),
    Nothing,
}

#[test]
fn enums_take_the_form_that_they_say() {
    assert_eq!(made(&External::Unit), "Unit".into());
    assert_eq!(made(&External::Newtype(1)), attribute_value!({ "Newtype": 1 }));
    assert_eq!(made(&External::Tuple(1, 2)), attribute_value!({ "Tuple": [1, 2] }));
    assert_eq!(made(&External::Struct { a: 1 }), attribute_value!({ "Struct": { "a": 1 } }));
    assert_eq!(made(&Internal::Unit), attribute_value!({ "type": "Unit" }));
    let internal = Internal::Struct { a: -3, b: Some(vec![0.5, 2.0]) };
    let expected =
        attribute_value!({ "type": "Struct", "a": -3, "b": ["0.5".parse::<Number>().unwrap(), 2] });
    assert_eq!(made(&internal), expected);
    assert_eq!(made(&Adjacent::Unit), attribute_value!({ "t": "Unit" }));
    assert_eq!(made(&Adjacent::Tuple(1, "x".to_owned())), attribute_value!({ "t": "Tuple", "c": [1, "x"] }));
    for untagged in [
        Untagged::Flag(true),
        Untagged::Whole(-5),
        Untagged::Float(1.5),
        Untagged::Text("x".to_owned()),
        Untagged::Struct { a: 1 },
        Untagged::List(vec![Untagged::Nothing, Untagged::Whole(1)]),
        Untagged::Nothing,
    ] {
        made(&untagged);
    }
    let by_variant = BTreeMap::from([("Unit".to_owned(), 1)]);
    assert_eq!(made(&by_variant), attribute_value!({ "Unit": 1 }));
}

#[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
struct Raw(#[serde(serialize_with = "as_bytes")] Vec<u8>);

fn as_bytes<S: serde::Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_bytes(bytes)
}

#[test]
fn bytes_are_binary_and_are_read_as_bytes_or_as_numbers() {
    assert_eq!(made(&Raw(vec![0, 255])), AttributeValue::B(vec![0, 255]));
    assert_eq!(from_attribute_value::<[u8; 2]>(vec![7, 8].into()), Ok([7, 8]));
    let item = item! { "b": b"\x01\x02" };
    let borrowed: BTreeMap<&str, &[u8]> = from_item_ref(&item).unwrap();
    assert_eq!(borrowed["b"], [1, 2]);
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Own {
    number: Number,
    value: AttributeValue,
    map: Item,
    list: Vec<AttributeValue>,
    absent: Option<AttributeValue>,
}

#[test]
fn our_own_types_stay_what_they_are() {
    let all = attribute_value!({
        "n": number("12345678901234567890.5"),
        "b": b"\0\xff",
        "null": null,
        "l": [true, { "deep": [] }],
        "ss": BTreeSet::from(["a".to_owned()]),
        "ns": BTreeSet::from([Number::from(1), Number::from(-2)]),
        "bs": BTreeSet::from([vec![1_u8], vec![]]),
    });
    let own = Own {
        number: "0.12345678901234567890123456789012345678".parse().unwrap(),
        value: all.clone(),
        map: all.as_m().unwrap().clone(),
        list: vec![AttributeValue::Null, all.clone()],
        absent: None,
    };
    let expected = attribute_value!({
        "number": own.number,
        "value": &all,
        "map": &all,
        "list": [null, &all],
        "absent": null,
    });
    assert_eq!(made(&own), expected);
    assert_eq!(to_item(all.as_m().unwrap()).as_ref(), Ok(all.as_m().unwrap()));
    assert_eq!(from_item::<Item>(own.map.clone()), Ok(own.map));
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Flat {
    id: u32,
    #[serde(flatten)]
    inner: Inner,
    #[serde(flatten)]
    rest: Item,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Inner {
    price: i64,
}

#[test]
fn flattened_fields_and_the_rest_of_an_item() {
    let rest = item! { "x": "text", "n": -1, "l": [null, 1, true], "m": { "b": b"\x01" } };
    let flat = Flat { id: 1, inner: Inner { price: -2 }, rest };
    let expected = attribute_value!({
        "id": 1, "price": -2, "x": "text", "n": -1, "l": [null, 1, true], "m": { "b": b"\x01" },
    });
    assert_eq!(made(&flat), expected);
    let sets: Flat =
        from_item(item! { "id": 1, "price": 1, "ns": BTreeSet::from([Number::from(4)]) }).unwrap();
    assert_eq!(sets.rest, item! { "ns": [4] }, "serde's buffer knows no sets");
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Sets {
    #[serde(with = "sets::strings")]
    strings: Vec<String>,
    #[serde(with = "sets::numbers")]
    numbers: BTreeSet<Number>,
    #[serde(with = "sets::binaries")]
    binaries: Vec<Vec<u8>>,
    #[serde(with = "sets::numbers", default)]
    none: Option<Vec<i64>>,
}

#[test]
fn sets_are_sets_where_a_field_says_so() {
    let sets = Sets {
        strings: vec!["a".to_owned(), "b".to_owned()],
        numbers: BTreeSet::from([Number::from(-1), "2.5".parse().unwrap()]),
        binaries: vec![vec![0], vec![1, 2]],
        none: None,
    };
    let expected = attribute_value!({
        "strings": BTreeSet::from(["a".to_owned(), "b".to_owned()]),
        "numbers": sets.numbers.clone(),
        "binaries": BTreeSet::from([vec![0_u8], vec![1, 2]]),
        "none": null,
    });
    assert_eq!(made(&sets), expected);
    let lists = item! { "strings": ["a"], "numbers": [1], "binaries": [b"x"] };
    assert_eq!(from_item::<Sets>(lists).unwrap().strings, ["a"]);

    #[derive(Serialize)]
    struct Wrong {
        #[serde(with = "sets::strings")]
        strings: Vec<u8>,
    }
    assert_eq!(
        message(to_item(&Wrong { strings: vec![1] })),
        "strings: a value of type N is no member of a set of type SS"
    );
    let twice = Sets { strings: vec!["a".to_owned(), "a".to_owned()], ..sets };
    assert_eq!(message(to_item(&twice)), "strings: a set of type SS holds a member twice");
}

#[test]
fn texts_are_no_members_of_a_set_of_numbers() {
    #[derive(Serialize)]
    struct Texts(#[serde(with = "sets::numbers")] [&'static str; 1]);

    let expected = "a value of type S is no member of a set of type NS";
    assert_eq!(message(to_attribute_value(&Texts(["1"]))), expected);
}

/// Bytes as the crate `serde_bytes` has them.
#[derive(Debug, PartialEq, Deserialize)]
struct Bytes(Vec<u8>);

impl Serialize for Bytes {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(&self.0)
    }
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct SerdeDynamoSets {
    #[serde(with = "serde_dynamo::string_set")]
    strings: Vec<String>,
    #[serde(with = "serde_dynamo::number_set")]
    numbers: BTreeSet<i64>,
    #[serde(with = "serde_dynamo::binary_set")]
    binaries: Vec<Bytes>,
}

#[test]
fn the_set_modules_of_serde_dynamo_make_sets() {
    let sets = || SerdeDynamoSets {
        strings: vec!["a".to_owned(), "b".to_owned()],
        numbers: BTreeSet::from([-1, 2]),
        binaries: vec![Bytes(vec![0]), Bytes(vec![1, 2])],
    };
    let expected = attribute_value!({
        "strings": BTreeSet::from(["a".to_owned(), "b".to_owned()]),
        "numbers": BTreeSet::from([Number::from(-1), Number::from(2)]),
        "binaries": BTreeSet::from([vec![0_u8], vec![1, 2]]),
    });
    assert_eq!(made(&sets()), expected);

    #[derive(Serialize)]
    struct Flat {
        #[serde(flatten)]
        sets: SerdeDynamoSets,
    }
    assert_eq!(to_attribute_value(&Flat { sets: sets() }), Ok(expected));

    let twice = SerdeDynamoSets { strings: vec!["a".to_owned(), "a".to_owned()], ..sets() };
    assert_eq!(message(to_item(&twice)), "strings: a set of type SS holds a member twice");
    let wrapped = serde_dynamo::number_set::NumberSet(["1"]);
    assert_eq!(message(to_attribute_value(&wrapped)), "a value of type S is no member of a set of type NS");
}

#[test]
fn a_mark_that_is_not_known_is_refused() {
    struct Marked;
    impl Serialize for Marked {
        fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            serializer.serialize_newtype_struct("\u{37E}ANYSET\u{37E}", &[1])
        }
    }
    let refused = message(to_attribute_value(&Marked));
    assert!(refused.contains("ANYSET") && refused.ends_with("which is not known here"), "{refused}");
}

/// What serde_json makes of a value that it keeps as text: a struct of one field, which has the struct's name.
struct JsonText(&'static str, &'static str);

impl Serialize for JsonText {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeStruct;
        let mut value = serializer.serialize_struct(self.0, 1)?;
        value.serialize_field(self.0, self.1)?;
        value.end()
    }
}

#[test]
fn a_number_of_arbitrary_precision_is_a_number() {
    let json_number = |text| to_attribute_value(&[JsonText("$serde_json::private::Number", text)]);
    assert_eq!(
        json_number("0.12345678901234567890"),
        Ok(attribute_value!([number("0.1234567890123456789")]))
    );
    assert_eq!(message(json_number("1e126")), format!("[0]: {}", NumberError::Overflow));
}

#[test]
fn json_that_is_not_read_yet_is_refused() {
    let raw = serde_json::value::RawValue::from_string("[1]".to_owned()).unwrap();
    assert!(message(to_item(&BTreeMap::from([("json", raw)]))).starts_with("json: a RawValue is JSON"));
}

#[test]
fn errors_say_what_and_where() {
    #[derive(Debug, Serialize, Deserialize)]
    struct Outer {
        inner: Vec<Inner>,
    }
    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Strict {}

    let wrong = item! { "inner": [{ "price": 1 }, { "price": "x" }] };
    assert_eq!(
        message(from_item::<Outer>(wrong)),
        "inner[1].price: invalid type: string \"x\", expected i64"
    );
    assert_eq!(message(from_item::<Outer>(item! { "inner": [{}] })), "inner[0]: missing field `price`");
    assert_eq!(message(from_item::<Strict>(item! { "a": 1 })), "a: unknown field `a`, there are no fields");
    assert_eq!(
        message(from_attribute_value::<i32>(number("1.5"))),
        "invalid type: floating point `1.5`, expected i32"
    );
    assert_eq!(message(from_attribute_value::<u8>(256.into())), "invalid value: integer `256`, expected u8");
    assert_eq!(
        message(from_attribute_value::<External>("No".into())).split(',').next(),
        Some("unknown variant `No`")
    );
    assert_eq!(
        message(from_attribute_value::<(u8, u8)>(attribute_value!([1, 2, 3]))),
        "invalid length 3, expected fewer elements"
    );
    assert_eq!(to_item(&5), Err(ConversionError::NotAnItem(hashrange::AttributeType::N)));
    assert_eq!(message(to_item(&BTreeMap::from([(vec![1], 1)]))), ConversionError::KeyNotText.to_string());
    assert_eq!(to_attribute_value(&f64::INFINITY), Err(NumberError::NotANumber("inf".to_owned()).into()));
    assert_eq!(to_attribute_value(&1e200), Err(NumberError::Overflow.into()));
    assert_eq!(to_attribute_value(&u128::MAX), Err(NumberError::TooManyDigits.into()));
    assert_eq!(
        message(to_attribute_value(&(1, (f64::NAN,)))),
        "[1][0]: The parameter cannot be converted to a numeric value: NaN"
    );
}

#[test]
fn endless_nesting_is_an_error() {
    #[derive(Debug, Serialize, Deserialize)]
    struct Nested(Vec<Nested>);

    struct Endless;
    impl Serialize for Endless {
        fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            serializer.collect_seq([Self])
        }
    }

    assert!(message(to_attribute_value(&Endless)).ends_with("more than 64 levels of nesting"));
    let mut deep = attribute_value!([]);
    for _ in 0..1_000 {
        deep = AttributeValue::L(vec![deep]);
    }
    assert!(message(to_attribute_value(&deep)).ends_with("more than 64 levels of nesting"));
    assert!(
        serde_json::to_string(&deep).unwrap_err().to_string().ends_with("more than 64 levels of nesting")
    );
    assert!(
        message(from_attribute_value::<AttributeValue>(deep.clone()))
            .ends_with("more than 64 levels of nesting")
    );
    assert!(message(from_attribute_value::<Nested>(deep)).ends_with("more than 64 levels of nesting"));
    let json = "{\"L\":[".repeat(100_000);
    assert!(serde_json::from_str::<AttributeValue>(&json).is_err());
}

#[test]
fn other_formats_hold_dynamodb_json() {
    let item = item! {
        "s": "x", "n": number("1.50"), "b": b"\0\xff", "t": true, "z": null, "m": { "k": [1] },
        "ss": BTreeSet::from(["a".to_owned()]), "ns": BTreeSet::from([Number::from(2)]),
        "bs": BTreeSet::from([vec![1_u8]]),
    };
    let json = r#"{"b":{"B":"AP8="},"bs":{"BS":["AQ=="]},"m":{"M":{"k":{"L":[{"N":"1"}]}}},"n":{"N":"1.5"},"ns":{"NS":["2"]},"s":{"S":"x"},"ss":{"SS":["a"]},"t":{"BOOL":true},"z":{"NULL":true}}"#;
    assert_eq!(serde_json::to_string(&item).unwrap(), json);
    assert_eq!(serde_json::from_str::<Item>(json).unwrap(), item);
    assert_eq!(serde_json::from_value::<Item>(serde_json::to_value(&item).unwrap()).unwrap(), item);
    assert_eq!(serde_json::to_string(&Number::from(7)).unwrap(), "\"7\"");
    assert_eq!(serde_json::from_str::<[Number; 3]>(r#"["1e2", 100, 100.0]"#).unwrap(), [100.into(); 3]);
}

#[test]
fn dynamodb_json_is_read_strictly() {
    for (json, message) in [
        (r#"{"X":"x"}"#, "unknown variant `X`, expected one of `S`"),
        (r#"{}"#, "an attribute value without a type"),
        (r#"{"S":"x","N":"1"}"#, "an attribute value has one type, not both S and N"),
        (r#""x""#, r#"invalid type: string "x", expected an attribute value such as {"S": "text"}"#),
        (r#"{"N":1}"#, "invalid type: integer `1`, expected a number as a text"),
        (r#"{"N":"x"}"#, "The parameter cannot be converted to a numeric value: x"),
        (r#"{"N":"1e126"}"#, "Number overflow."),
        (r#"{"NULL":false}"#, "invalid value: boolean `false`, expected true"),
        (r#"{"B":"A"}"#, r#"invalid value: string "A", expected bytes in base64"#),
        (r#"{"NS":["1","1.0"]}"#, "a set holds a member twice"),
        (r#"{"L":{}}"#, "invalid type: map, expected a list of attribute values"),
    ] {
        let error = serde_json::from_str::<AttributeValue>(json).unwrap_err().to_string();
        assert!(error.starts_with(message), "{json}: {error}");
    }
}

fn any_number() -> impl Strategy<Value = Number> {
    (any::<i64>(), -30_i32..30)
        .prop_filter_map("out of range", |(digits, exponent)| format!("{digits}e{exponent}").parse().ok())
}

fn any_value() -> impl Strategy<Value = AttributeValue> {
    let scalar = prop_oneof![
        any::<String>().prop_map(AttributeValue::from),
        any_number().prop_map(AttributeValue::N),
        any::<Vec<u8>>().prop_map(AttributeValue::B),
        any::<bool>().prop_map(AttributeValue::Bool),
        Just(AttributeValue::Null),
        prop::collection::btree_set(any::<String>(), 1..4).prop_map(AttributeValue::Ss),
        prop::collection::btree_set(any_number(), 1..4).prop_map(AttributeValue::Ns),
        prop::collection::btree_set(any::<Vec<u8>>(), 1..4).prop_map(AttributeValue::Bs),
    ];
    scalar.prop_recursive(5, 40, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(AttributeValue::L),
            prop::collection::btree_map(any::<String>(), inner, 0..5)
                .prop_map(|map| AttributeValue::M(map.into_iter().collect())),
        ]
    })
}

#[cfg(feature = "serde_dynamo")]
proptest! {
    #[test]
    fn any_item_passes_through_serde_dynamos_types(
        item in prop::collection::btree_map(any::<String>(), any_value(), 0..4),
    ) {
        let item: Item = item.into_iter().collect();
        let theirs = serde_dynamo::Item::from(item.clone());
        prop_assert_eq!(Item::try_from(theirs.clone()), Ok(item.clone()));
        // What serde_dynamo writes of its item as JSON is DynamoDB JSON, which we read as the same.
        let json = serde_json::to_string(theirs.inner()).unwrap();
        prop_assert_eq!(serde_json::from_str::<Item>(&json).unwrap(), item);
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Everything {
    small: i8,
    large: u64,
    float: f32,
    text: String,
    option: Option<Option<bool>>,
    map: BTreeMap<String, Vec<(char, i32)>>,
    value: AttributeValue,
}

proptest! {
    #[test]
    fn any_value_passes_through(value in any_value()) {
        prop_assert_eq!(to_attribute_value(&value), Ok(value.clone()));
        prop_assert_eq!(from_attribute_value::<AttributeValue>(value.clone()), Ok(value.clone()));
        let item = Item::from([("value", value)]);
        prop_assert_eq!(from_item_ref::<Item>(&item), Ok(item.clone()));
        let json = serde_json::to_string(&item).unwrap();
        prop_assert_eq!(serde_json::from_str::<Item>(&json).unwrap(), item);
    }

    #[test]
    fn any_struct_comes_back(
        (small, large, text) in any::<(i8, u64, String)>(),
        float in -1e30_f32..1e30,
        option in any::<Option<bool>>(),
        map in prop::collection::btree_map(any::<String>(), any::<Vec<(char, i32)>>(), 0..4),
        value in any_value(),
    ) {
        let everything = Everything { small, large, float, text, option: option.map(Some), map, value };
        let item = to_item(&everything).unwrap();
        prop_assert_eq!(from_item_ref::<Everything>(&item), Ok(everything.clone()));
        prop_assert_eq!(from_item::<Everything>(item), Ok(everything));
    }

    #[test]
    fn any_json_is_a_value_or_an_error(json in r#"[\{\}\[\]:,"SNBLM0-9OUtrue]{0,40}|\PC{0,20}"#) {
        let _ = serde_json::from_str::<AttributeValue>(&json);
    }
}
