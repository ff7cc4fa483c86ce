//! Whether an answer is what a case asks for.

use std::{
    collections::{HashMap, HashSet},
    str::FromStr,
    sync::{LazyLock, Mutex},
};

use bigdecimal::BigDecimal;
use fancy_regex::Regex;

use super::json::{Json, same_value};

/// What differs, and where; `Ok` when nothing does.
pub type Outcome = Result<(), String>;

/// Matches the body of an answer against `want`.
pub fn match_body(want: &Json, got: &Json) -> Outcome {
    match_at(want, Some(got), "$")
}

fn match_at(want: &Json, got: Option<&Json>, path: &str) -> Outcome {
    if let Some([(key, argument)]) = want.members()
        && key.starts_with('$')
    {
        return matcher(key, argument, got, path);
    }
    let Some(got) = got else { return Err(format!("{path}: is missing, want {}", want.short())) };
    match (want, got) {
        (Json::Object(wants), Json::Object(_)) => {
            wants.iter().try_for_each(|(key, want)| match_at(want, got.get(key), &format!("{path}.{key}")))
        }
        (Json::Object(_), _) => Err(format!("{path}: want an object, got {}", got.short())),
        (Json::Array(wants), Json::Array(gots)) if wants.len() == gots.len() => (wants.iter().zip(gots))
            .enumerate()
            .try_for_each(|(place, (want, got))| match_at(want, Some(got), &format!("{path}.{place}"))),
        (Json::Array(wants), _) => {
            Err(format!("{path}: want {} elements {}, got {}", wants.len(), want.short(), got.short()))
        }
        _ => ensure(equal(want, got), || format!("{path}: want {}, got {}", want.short(), got.short())),
    }
}

fn ensure(holds: bool, otherwise: impl FnOnce() -> String) -> Outcome {
    if holds { Ok(()) } else { Err(otherwise()) }
}

fn matcher(key: &str, argument: &Json, got: Option<&Json>, path: &str) -> Outcome {
    match key {
        "$absent" => {
            return got.map_or(Ok(()), |got| Err(format!("{path}: should be absent, is {}", got.short())));
        }
        "$not" => {
            let matches = match_at(argument, got, path).is_ok();
            return ensure(!matches, || format!("{path}: should not match {}", argument.short()));
        }
        "$one_of" => {
            let mut said = Vec::new();
            for option in elements(argument) {
                match match_at(option, got, path) {
                    Ok(()) => return Ok(()),
                    Err(why) => said.push(why),
                }
            }
            return Err(format!("{path}: none of the options: {}", said.join(" | ")));
        }
        _ => {}
    }
    let Some(got) = got else { return Err(format!("{path}: is missing")) };
    let number = || argument.as_f64().expect("a number to compare with");
    let (holds, want) = match key {
        "$any" => (true, String::new()),
        "$exact" => (equal(argument, got), format!("exactly {}", argument.short())),
        "$unordered" => {
            let wants = elements(argument);
            let all = got.elements().is_some_and(|gots| gots.len() == wants.len() && assignable(wants, gots));
            (all, format!("in any order {}", argument.short()))
        }
        "$has" => {
            let all = got.elements().is_some_and(|gots| assignable(elements(argument), gots));
            (all, format!("among them {}", argument.short()))
        }
        "$length" => {
            let length = match got {
                Json::Text(text) => Some(text.chars().count()),
                Json::Array(elements) => Some(elements.len()),
                Json::Object(members) => Some(members.len()),
                _ => None,
            };
            let same = length.is_some_and(|length| argument.as_int() == i64::try_from(length).ok());
            (
                same,
                format!("length {argument} (it is {})", length.map_or("none".to_owned(), |l| l.to_string())),
            )
        }
        "$min" => (got.as_f64().is_some_and(|got| got >= number()), format!("min {argument}")),
        "$max" => (got.as_f64().is_some_and(|got| got <= number()), format!("max {argument}")),
        "$approx" => {
            let [about, tolerance] = elements(argument) else { panic!("$approx takes two numbers") };
            let (about, tolerance) = (about.as_f64().unwrap(), tolerance.as_f64().unwrap());
            let near = got.as_f64().is_some_and(|got| (got - about).abs() <= tolerance);
            (near, format!("about {about}"))
        }
        "$regex" => {
            let pattern = argument.as_str().expect("a pattern");
            (got.as_str().is_some_and(|got| found(pattern, got)), format!("/{pattern}/"))
        }
        "$num" => (
            got.as_str().is_some_and(|got| same_number(&argument.plain(), got)),
            format!("the number {argument}"),
        ),
        "$type" => {
            let kind = argument.as_str().expect("a type");
            (kind == kind_of(got), format!("a {kind}"))
        }
        _ => panic!("unknown matcher {key}"),
    };
    ensure(holds, || format!("{path}: want {want}, got {}", got.short()))
}

fn elements(argument: &Json) -> &[Json] {
    argument.elements().expect("a list in a matcher")
}

fn kind_of(value: &Json) -> &'static str {
    match value {
        Json::Null => "null",
        Json::Bool(_) => "boolean",
        Json::Number(_) => "number",
        Json::Text(_) => "string",
        Json::Array(_) => "array",
        Json::Object(_) => "object",
    }
}

/// Deep equality; members have no order, numbers are compared by value.
fn equal(a: &Json, b: &Json) -> bool {
    match (a, b) {
        (Json::Number(a), Json::Number(b)) => same_value(a, b),
        (Json::Array(a), Json::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| equal(a, b)),
        (Json::Object(members), Json::Object(others)) => {
            members.len() == others.len()
                && members.iter().all(|(key, a)| b.get(key).is_some_and(|b| equal(a, b)))
        }
        _ => a == b,
    }
}

fn same_number(a: &str, b: &str) -> bool {
    match (BigDecimal::from_str(a), BigDecimal::from_str(b)) {
        (Ok(a), Ok(b)) => a == b,
        _ => false,
    }
}

/// Whether each want has a got of its own (a maximum bipartite matching).
fn assignable(wants: &[Json], gots: &[Json]) -> bool {
    fn place(
        want: usize,
        wants: &[Json],
        gots: &[Json],
        owner: &mut HashMap<usize, usize>,
        seen: &mut HashSet<usize>,
    ) -> bool {
        for (got, value) in gots.iter().enumerate() {
            if seen.contains(&got) || match_body(&wants[want], value).is_err() {
                continue;
            }
            seen.insert(got);
            let free = match owner.get(&got).copied() {
                None => true,
                Some(other) => place(other, wants, gots, owner, seen),
            };
            if free {
                owner.insert(got, want);
                return true;
            }
        }
        false
    }
    let mut owner = HashMap::new();
    (0..wants.len()).all(|want| place(want, wants, gots, &mut owner, &mut HashSet::new()))
}

/// The compiled pattern; a dot matches line ends too.
pub fn pattern(text: &str) -> Regex {
    static PATTERNS: LazyLock<Mutex<HashMap<String, Regex>>> = LazyLock::new(Mutex::default);
    let mut patterns = PATTERNS.lock().unwrap();
    let compiled = patterns.entry(text.to_owned()).or_insert_with(|| {
        Regex::new(&format!("(?s){text}")).unwrap_or_else(|why| panic!("/{text}/: {why}"))
    });
    compiled.clone()
}

/// Whether the pattern is somewhere in the text.
pub fn found(text: &str, got: &str) -> bool {
    pattern(text).is_match(got).unwrap_or_else(|why| panic!("/{text}/: {why}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matches(want: &str, got: &str) -> bool {
        match_body(&serde_json::from_str(want).unwrap(), &serde_json::from_str(got).unwrap()).is_ok()
    }

    #[track_caller]
    fn check(want: &str, accepted: &[&str], refused: &[&str]) {
        for got in accepted {
            assert!(matches(want, got), "{want} should match {got}");
        }
        for got in refused {
            assert!(!matches(want, got), "{want} should not match {got}");
        }
    }

    #[test]
    fn scalars_are_equal_objects_have_at_least_these_keys_and_arrays_exactly_these_elements() {
        check("1", &["1", "1.0"], &["2", "\"1\"", "true", "null"]);
        check(r#""a""#, &[r#""a""#], &[r#""b""#, "null"]);
        check(r#"{"a": 1}"#, &[r#"{"b": 2, "a": 1}"#], &["{}", "[]", r#"{"a": 2}"#]);
        check("[1, 2]", &["[1, 2]"], &["[2, 1]", "[1]", "[1, 2, 3]", "{}"]);
        check("[]", &["[]"], &["[1]"]);
    }

    #[test]
    fn presence() {
        check(r#"{"a": {"$absent": true}}"#, &["{}"], &[r#"{"a": null}"#]);
        check(r#"{"a": {"$any": true}}"#, &[r#"{"a": null}"#], &["{}"]);
        check(r#"{"a": {"$not": {"$any": true}}}"#, &["{}"], &[r#"{"a": 1}"#]);
        check(r#"{"a": {"$one_of": [1, {"$absent": true}]}}"#, &["{}", r#"{"a": 1}"#], &[r#"{"a": 2}"#]);
    }

    #[test]
    fn collections() {
        check(
            r#"{"$exact": {"a": [1], "b": 2}}"#,
            &[r#"{"b": 2.0, "a": [1]}"#],
            &[r#"{"a": [1], "b": 2, "c": 3}"#],
        );
        check(r#"{"$unordered": [1, 2, 2]}"#, &["[2, 1, 2]"], &["[1, 1, 2]", "[1, 2]", "[1, 2, 2, 2]"]);
        check(
            r#"{"$has": [{"a": 1}, {"b": 1}]}"#,
            &[r#"[{"a": 1, "b": 1}, 5, {"a": 1}]"#],
            &[r#"[{"a": 1, "b": 1}]"#],
        );
        check(r#"{"$length": 2}"#, &["[1, 2]", r#""이름""#, r#"{"a": 1, "b": 2}"#], &["[1]", "2"]);
    }

    #[test]
    fn scalars_by_rule() {
        check(r#"{"$min": 2}"#, &["2", "2.5"], &["1.9", "\"3\""]);
        check(r#"{"$max": 2}"#, &["2", "-1"], &["2.1"]);
        check(r#"{"$approx": [10, 0.5]}"#, &["10.5", "9.5"], &["10.6", "null"]);
        check(r#"{"$num": "1.0"}"#, &[r#""1""#, r#""10e-1""#], &["1", r#""1.1""#, r#""x""#]);
        check(r#"{"$type": "number"}"#, &["1"], &["true", "\"1\""]);
        check(r#"{"$type": "object"}"#, &["{}"], &["[]"]);
    }

    #[test]
    fn patterns_may_look_ahead_and_are_searched_for() {
        check(r#"{"$regex": "b.c"}"#, &[r#""ab\ncd""#], &[r#""abc""#, "1"]);
        check(r#"{"$regex": "^(?!x)"}"#, &[r#""ax""#], &[r#""xa""#]);
    }

    #[test]
    fn a_mismatch_says_where_and_what() {
        let want = serde_json::from_str(r#"{"Items": [{"n": {"N": "1"}}]}"#).unwrap();
        let got = serde_json::from_str(r#"{"Items": [{"n": {"N": "2"}}]}"#).unwrap();
        assert_eq!(match_body(&want, &got).unwrap_err(), r#"$.Items.0.n.N: want "1", got "2""#);
    }
}
