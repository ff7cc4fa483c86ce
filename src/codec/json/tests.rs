use std::borrow::Cow;

use proptest::prelude::*;

use super::{
    collection::{end, list, object, skip},
    cursor::Json,
    error::{JsonError, Result},
    scalar::{boolean, double, integer, long, string},
    text::plain_bytes,
    wanted::Wanted,
};

fn skipped(text: &str) -> Result<usize> {
    let mut json = Json::new(text);
    let levels = skip(&mut json)?;
    end(&mut json).map(|()| levels)
}

fn refusal<T: std::fmt::Debug>(text: &str, read: impl FnOnce(&mut Json<'_>) -> Result<T>) -> String {
    read(&mut Json::new(text)).unwrap_err().to_string()
}

#[test]
fn a_wrong_type_is_told_in_the_services_words() {
    let text = |json: &mut Json<'_>| string(Wanted::String, json).map(Cow::into_owned);
    let map = |json: &mut Json<'_>| object(Wanted::Map, json, &mut |_, json| skip(json).map(drop));
    assert_eq!(refusal("1", text), "NUMBER_VALUE cannot be converted to String");
    assert_eq!(refusal("1.5", text), "DECIMAL_VALUE cannot be converted to String");
    assert_eq!(refusal(" null", text), "NULL_VALUE cannot be converted to String");
    assert_eq!(refusal("true", integer), "TRUE_VALUE cannot be converted to Integer");
    assert_eq!(refusal("2147483648", integer), "NUMBER_VALUE cannot be converted to Integer");
    assert_eq!(refusal("1.0", long), "DECIMAL_VALUE cannot be converted to Long");
    assert_eq!(refusal(r#""1""#, double), "STRING_VALUE cannot be converted to Double");
    assert_eq!(refusal("[", boolean), "Start of list found where not expected");
    assert_eq!(refusal("{", boolean), "Start of structure or map found where not expected.");
    assert_eq!(refusal("1", map), "Unexpected field type");
    assert_eq!(refusal("1", |json| list(json, &mut |_| Ok(()))), "Unexpected value type in payload");
    for broken in ["", "tru", "-", "1.", r#""a"#, "'a'", "nul", "\"\u{1}\"", r#""\ud800""#] {
        assert_eq!(refusal(broken, text), "not JSON", "{broken}");
    }
    assert_eq!(refusal("1e999", double), "not JSON");
}

#[test]
fn numbers_are_read_as_far_as_their_types_go() {
    assert_eq!(integer(&mut Json::new(" -2147483648")), Ok(i32::MIN));
    assert_eq!(long(&mut Json::new("9223372036854775807")), Ok(i64::MAX));
    assert_eq!(double(&mut Json::new("-1.5e2")), Ok(-150.0));
    assert_eq!(double(&mut Json::new("3")), Ok(3.0));
}

#[test]
fn what_is_passed_over_may_go_as_deep_as_it_likes() {
    let deep = 1_000_000;
    assert_eq!(skipped(&("[".repeat(deep) + &"]".repeat(deep))), Ok(deep));
    assert_eq!(skipped(&(r#"{"a":"#.repeat(deep) + "1" + &"}".repeat(deep))), Ok(deep));
    assert_eq!(skipped(&"[".repeat(deep)), Err(JsonError::Syntax));
    assert_eq!(skipped(r#" {"a" : [1, {}, [ ]], "b":"\u00e9"} "#), Ok(3));
    assert_eq!(skipped("\"\u{1}\""), Err(JsonError::Syntax));
}

proptest! {
    #[test]
    fn what_needs_an_escape_is_found_wherever_it_stands(bytes in r#"[\x1e-\x21"\\a-z\u{7f}-\u{a3}é소]{0,40}"#) {
        let found = bytes.bytes().position(|byte| byte < b' ' || byte == b'"' || byte == b'\\');
        prop_assert_eq!(plain_bytes(bytes.as_bytes()), found.unwrap_or(bytes.len()));
    }

    #[test]
    fn what_is_json_to_serde_json_is_json_here(text in r#"[\[\]{}:,"\\ ab0-9.eE+\-nultrfs/]{0,16}"#) {
        let expected = serde_json::from_str::<serde_json::Value>(&text);
        // serde_json refuses numbers that are too large for its tree.
        let too_large = expected.as_ref().is_err_and(|error| error.to_string().contains("number out of range"));
        if !too_large {
            prop_assert_eq!(expected.is_ok(), skipped(&text).is_ok(), "{}", text);
        }
    }
}
