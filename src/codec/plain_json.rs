//! Values and items as plain JSON, as people write it: `{"user_id":"haeri05","age":39}`.
//!
//! Numbers keep all their digits. Plain JSON has no sets and no binaries, so sets become arrays and binaries base64;
//! reading the text does not restore them.

#[cfg(feature = "fixtures")]
mod read;

use std::{fmt, iter::repeat_n};

use base64::{Engine, engine::general_purpose::STANDARD};

#[cfg(feature = "cli")]
pub(crate) use read::read_item;
#[cfg(feature = "fixtures")]
pub(crate) use read::{is_dynamodb_json, read_dynamodb_item, read_plain_item, read_value, sound};

use super::dynamodb_json::write_string;
use crate::value::{AttributeValue, Item};

/// Spaces for each level of a text with several lines.
const INDENT: usize = 2;

/// Writes plain JSON.
struct Writer<'o> {
    out: &'o mut Vec<u8>,
    /// The indentation level of the next line; `None` if everything is in one line.
    level: Option<usize>,
}

impl Writer<'_> {
    fn item(&mut self, item: &Item) {
        self.separated(b'{', item, b'}', |writer, (name, value)| {
            write_string(name, writer.out);
            writer.out.extend_from_slice(if writer.level.is_some() { b": " } else { b":" });
            writer.value(value);
        });
    }

    fn value(&mut self, value: &AttributeValue) {
        let base64 = |writer: &mut Self, bytes: &Vec<u8>| write_string(&STANDARD.encode(bytes), writer.out);
        match value {
            AttributeValue::S(text) => write_string(text, self.out),
            AttributeValue::N(number) => number.write_to(self.out),
            AttributeValue::B(bytes) => base64(self, bytes),
            AttributeValue::Bool(true) => self.out.extend_from_slice(b"true"),
            AttributeValue::Bool(false) => self.out.extend_from_slice(b"false"),
            AttributeValue::Null => self.out.extend_from_slice(b"null"),
            AttributeValue::M(map) => self.item(map),
            AttributeValue::L(list) => self.separated(b'[', list, b']', Self::value),
            AttributeValue::Ss(set) => {
                self.separated(b'[', set, b']', |writer, text| write_string(text, writer.out));
            }
            AttributeValue::Ns(set) => {
                self.separated(b'[', set, b']', |writer, number| number.write_to(writer.out));
            }
            AttributeValue::Bs(set) => self.separated(b'[', set, b']', base64),
        }
    }

    fn separated<T>(
        &mut self,
        open: u8,
        all: impl IntoIterator<Item = T>,
        close: u8,
        write: impl Fn(&mut Self, T),
    ) {
        self.out.push(open);
        self.level = self.level.map(|level| level + 1);
        let mut is_empty = true;
        for one in all {
            if !is_empty {
                self.out.push(b',');
            }
            is_empty = false;
            self.break_line();
            write(self, one);
        }
        self.level = self.level.map(|level| level - 1);
        if !is_empty {
            self.break_line();
        }
        self.out.push(close);
    }

    fn break_line(&mut self) {
        if let Some(level) = self.level {
            self.out.push(b'\n');
            self.out.extend(repeat_n(b' ', level * INDENT));
        }
    }
}

fn display(f: &mut fmt::Formatter<'_>, write: impl FnOnce(Writer<'_>)) -> fmt::Result {
    let mut out = Vec::new();
    write(Writer { out: &mut out, level: f.alternate().then_some(0) });
    f.write_str(std::str::from_utf8(&out).unwrap_or_default())
}

/// Plain JSON in one line, or with `{:#}` in indented lines: numbers with all their digits, sets as arrays, binaries as
/// base64. It is meant for people; DynamoDB JSON, which `serde_json` makes of an item, keeps the types.
impl fmt::Display for Item {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        display(f, |mut writer| writer.item(self))
    }
}

/// Plain JSON, as for an [`Item`].
impl fmt::Display for AttributeValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        display(f, |mut writer| writer.value(self))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use crate::{attribute_value, item, value::Number};

    #[test]
    fn an_item_is_displayed_as_plain_json() {
        let item = item! {
            "n": "12345678901234567890.123456789".parse::<Number>().unwrap(), "s": "소니 \"A7\"\n", "b": b"\x00\xff",
            "l": [true, null, {}, []], "m": { "deep": { "er": false } }, "ss": BTreeSet::from(["b".to_owned(), "a".to_owned()]),
            "ns": BTreeSet::from([Number::from(10), Number::from(9)]), "bs": BTreeSet::from([vec![1_u8]]),
        };
        let json = concat!(
            r#"{"b":"AP8=","bs":["AQ=="],"l":[true,null,{},[]],"m":{"deep":{"er":false}},"#,
            r#""n":12345678901234567890.123456789,"ns":[9,10],"s":"소니 \"A7\"\n","ss":["a","b"]}"#
        );
        assert_eq!(item.to_string(), json);
        let spread: serde_json::Value = serde_json::from_str(&format!("{item:#}")).unwrap();
        assert_eq!(spread, serde_json::from_str::<serde_json::Value>(json).unwrap());
    }

    #[test]
    fn the_alternate_form_has_a_line_for_each_attribute() {
        let item = item! { "a": 1, "l": [{ "x": "y" }, []], "m": {} };
        let lines = [
            "{",
            "  \"a\": 1,",
            "  \"l\": [",
            "    {",
            "      \"x\": \"y\"",
            "    },",
            "    []",
            "  ],",
            "  \"m\": {}",
            "}",
        ];
        assert_eq!(format!("{item:#}"), lines.join("\n"));
        assert_eq!(attribute_value!(-2).to_string(), "-2");
    }
}
