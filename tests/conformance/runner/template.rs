//! Values that are made: variables and generators, as FORMAT.md defines them.

use std::{collections::BTreeMap, sync::LazyLock};

use base64::{Engine, engine::general_purpose::STANDARD};
use fancy_regex::{Captures, Regex};

use super::json::Json;

pub type Names = BTreeMap<String, Json>;

static VARIABLE: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\{\{([\w.]+)(?:\|0(\d+))?\}\}").unwrap());
static ONE_VARIABLE: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"^\{\{([\w.]+)\}\}$").unwrap());

/// A template with its variables and generators put in.
pub fn make(template: &Json, names: &Names) -> Json {
    match template {
        Json::Text(text) => make_text(text, names),
        Json::Array(elements) => Json::Array(elements.iter().map(|element| make(element, names)).collect()),
        Json::Object(members) => match members.as_slice() {
            [(key, argument)] if key.starts_with('$') => {
                generate(key, argument, names).unwrap_or_else(|| make_members(members, names))
            }
            _ => make_members(members, names),
        },
        scalar => scalar.clone(),
    }
}

fn make_members(members: &[(String, Json)], names: &Names) -> Json {
    let mut made = Json::Object(Vec::with_capacity(members.len()));
    for (key, value) in members {
        made.set(&make_text(key, names).plain(), make(value, names));
    }
    made
}

fn make_text(text: &str, names: &Names) -> Json {
    if !text.contains("{{") {
        return Json::text(text);
    }
    if let Ok(Some(one)) = ONE_VARIABLE.captures(text)
        && let Some(value) = names.get(&one[1])
    {
        return value.clone();
    }
    let put_in = VARIABLE.replace_all(text, |found: &Captures<'_, str>| match names.get(&found[1]) {
        Some(value) => {
            let width = found.get(2).map_or(0, |width| width.as_str().parse().unwrap());
            format!("{:0>width$}", value.plain())
        }
        None => found[0].to_owned(),
    });
    Json::text(put_in)
}

/// What a generator makes; `None` where the key is none (a matcher).
fn generate(key: &str, argument: &Json, names: &Names) -> Option<Json> {
    let part = |place: usize| &argument.elements().expect("a generator's arguments")[place];
    let number = |place: usize| part(place).as_int().expect("a generator's number");
    let indexes = || (number(0)..number(1)).map(|i| with_index(names, i));
    let parts = || argument.elements().expect("a generator's parts").iter().map(|part| make(part, names));
    Some(match key {
        "$repeat" => Json::text(make(part(0), names).plain().repeat(times(number(1)))),
        "$b64" => {
            let bytes = STANDARD.decode(part(0).plain()).expect("base64");
            Json::text(STANDARD.encode(bytes.repeat(times(number(1)))))
        }
        "$range" => Json::Array(indexes().map(|names| make(part(2), &names)).collect()),
        "$map" => Json::Object(
            indexes().map(|names| (make(part(2), &names).plain(), make(part(3), &names))).collect(),
        ),
        "$join" => {
            let texts: Vec<String> = indexes().map(|names| make(part(3), &names).plain()).collect();
            Json::text(texts.join(&part(2).plain()))
        }
        "$concat" => Json::text(parts().map(|part| part.plain()).collect::<String>()),
        "$sum" => sum(parts()),
        "$all" => Json::Array(parts().flat_map(|part| part.elements().expect("an array").to_vec()).collect()),
        "$nest" => {
            let mut inner = make(part(2), names);
            for _ in 0..number(0) {
                inner = put_inside(part(1), &inner);
            }
            inner
        }
        _ => return None,
    })
}

fn times(number: i64) -> usize {
    usize::try_from(number).expect("a count")
}

/// The names inside a loop: `i` is text.
pub fn with_index(names: &Names, i: i64) -> Names {
    let mut names = names.clone();
    names.insert("i".to_owned(), Json::text(i.to_string()));
    names
}

fn sum(parts: impl Iterator<Item = Json>) -> Json {
    parts.reduce(|a, b| add(&a, &b)).unwrap_or(Json::int(0))
}

/// Two numbers added up; whole numbers stay whole.
pub fn add(a: &Json, b: &Json) -> Json {
    match (a.as_int(), b.as_int()) {
        (Some(a), Some(b)) => Json::int(a + b),
        _ => {
            let sum = a.as_f64().expect("a number") + b.as_f64().expect("a number");
            Json::Number(serde_json::Number::from_f64(sum).expect("a finite sum"))
        }
    }
}

/// The wrapper with `$in` replaced.
fn put_inside(wrapper: &Json, inner: &Json) -> Json {
    match wrapper {
        Json::Text(text) if text == "$in" => inner.clone(),
        Json::Array(elements) => {
            Json::Array(elements.iter().map(|element| put_inside(element, inner)).collect())
        }
        Json::Object(members) => {
            Json::Object(members.iter().map(|(key, value)| (key.clone(), put_inside(value, inner))).collect())
        }
        scalar => scalar.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(template: &str) -> String {
        let names = Names::from([
            ("hash".to_owned(), Json::text("cf_hash")),
            ("i".to_owned(), Json::text("7")),
            ("three".to_owned(), Json::int(3)),
            ("list".to_owned(), Json::Array(vec![Json::int(1)])),
        ]);
        make(&serde_json::from_str(template).unwrap(), &names).to_string()
    }

    #[test]
    fn variables_are_put_in_with_their_type_when_they_stand_alone() {
        assert_eq!(
            made(r#"{"z": "{{three}}", "{{hash}}": "{{three}} of {{hash}}"}"#),
            r#"{"z":3,"cf_hash":"3 of cf_hash"}"#
        );
        assert_eq!(made(r#""k{{i|05}} {{unknown}}""#), r#""k00007 {{unknown}}""#);
    }

    #[test]
    fn generators_make_what_the_format_says() {
        assert_eq!(made(r#"{"$repeat": ["ab", 2]}"#), r#""abab""#);
        assert_eq!(made(r#"{"$b64": ["AA==", 3]}"#), r#""AAAA""#);
        assert_eq!(made(r#"{"$range": [0, 2, {"n": "{{i}}"}]}"#), r#"[{"n":"0"},{"n":"1"}]"#);
        assert_eq!(made(r#"{"$map": [8, 10, "k{{i}}", true]}"#), r#"{"k8":true,"k9":true}"#);
        assert_eq!(made(r#"{"$concat": ["x", {"$join": [0, 2, "-", "a{{i}}"]}]}"#), r#""xa0-a1""#);
        assert_eq!(made(r#"{"$all": ["{{list}}", [2]]}"#), "[1,2]");
        assert_eq!(made(r#"{"$sum": ["{{three}}", 12]}"#), "15");
        assert_eq!(made(r#"{"$nest": [2, {"L": ["$in"]}, {"S": "{{i}}"}]}"#), r#"{"L":[{"L":[{"S":"7"}]}]}"#);
    }

    #[test]
    fn matchers_are_left_as_they_are() {
        assert_eq!(made(r#"{"$regex": "{{hash}}$"}"#), r#"{"$regex":"cf_hash$"}"#);
    }
}
