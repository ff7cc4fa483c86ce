//! A strict reader of Prometheus' text format, version 0.0.4.

use std::collections::{BTreeMap, BTreeSet};

/// A sample's labels, in order of their names.
pub type Labels = BTreeMap<String, String>;

/// A family of samples.
#[derive(Debug, Default)]
pub struct Family {
    pub kind: String,
    pub help: String,
    pub samples: Vec<(String, Labels, f64)>,
}

/// Reads a page, and panics where it breaks a rule: each family has one HELP and one TYPE before its samples, which come
/// together; no series comes twice; histograms are cumulative and end with `+Inf`.
pub fn read(page: &str) -> BTreeMap<String, Family> {
    assert!(page.ends_with('\n') && !page.contains('\r'), "the last line ends");
    let mut families: BTreeMap<String, Family> = BTreeMap::new();
    let mut current = String::new();
    let mut series = BTreeSet::new();
    for line in page.lines() {
        if let Some(comment) = line.strip_prefix("# ") {
            let (keyword, rest) = comment.split_once(' ').unwrap();
            let (name, text) = rest.split_once(' ').unwrap();
            check_name(name, ":");
            match keyword {
                "HELP" => {
                    let family = Family { help: text.to_owned(), ..Family::default() };
                    assert!(families.insert(name.to_owned(), family).is_none(), "{name} comes twice");
                    current = name.to_owned();
                }
                "TYPE" => {
                    assert_eq!(name, current);
                    assert!(["counter", "gauge", "histogram"].contains(&text), "{text}");
                    let family = families.get_mut(name).unwrap();
                    assert!(family.kind.is_empty() && family.samples.is_empty(), "{name}");
                    family.kind = text.to_owned();
                }
                _ => panic!("{line}"),
            }
            continue;
        }
        let (name, labels, value) = sample(line);
        let family = families.get_mut(&current).unwrap();
        let suffix = name.strip_prefix(&current).unwrap_or_else(|| panic!("{name} is not of {current}"));
        match family.kind.as_str() {
            "histogram" => assert!(["_bucket", "_sum", "_count"].contains(&suffix), "{name}"),
            "counter" => assert!(suffix.is_empty() && name.ends_with("_total") && value >= 0.0, "{name}"),
            _ => assert!(suffix.is_empty(), "{name}"),
        }
        assert!(series.insert((name.clone(), labels.clone())), "{line} comes twice");
        family.samples.push((name, labels, value));
    }
    families
        .iter()
        .filter(|(_, family)| family.kind == "histogram")
        .for_each(|(name, family)| histogram(name, family));
    families
}

fn histogram(name: &str, family: &Family) {
    let mut buckets: BTreeMap<Labels, Vec<(f64, f64)>> = BTreeMap::new();
    for (sample, labels, value) in family.samples.iter().filter(|(sample, ..)| sample.ends_with("_bucket")) {
        let mut labels = labels.clone();
        let bound = labels.remove("le").unwrap_or_else(|| panic!("{sample} has no le"));
        let bound = if bound == "+Inf" { f64::INFINITY } else { bound.parse().unwrap() };
        buckets.entry(labels).or_default().push((bound, *value));
    }
    for (labels, buckets) in buckets {
        assert!(
            buckets.is_sorted_by(|one, next| one.0 < next.0 && one.1 <= next.1),
            "{labels:?}: {buckets:?}"
        );
        let of = |suffix: &str| {
            let name = format!("{name}{suffix}");
            family.samples.iter().find(|(sample, of, _)| *sample == name && *of == labels).unwrap().2
        };
        assert_eq!(buckets.last(), Some(&(f64::INFINITY, of("_count"))));
        assert!(of("_sum") >= 0.0);
    }
}

fn sample(line: &str) -> (String, Labels, f64) {
    let end = line.find(['{', ' ']).unwrap();
    let (name, mut rest) = line.split_at(end);
    check_name(name, ":");
    let mut labels = Labels::new();
    if let Some(inside) = rest.strip_prefix('{') {
        rest = inside;
        loop {
            let (label, value) = rest.split_once("=\"").unwrap();
            check_name(label, "");
            let mut letters = value.char_indices();
            let mut text = String::new();
            let end = loop {
                match letters.next().unwrap() {
                    (end, '"') => break end,
                    (_, '\\') => text.push(match letters.next().unwrap().1 {
                        'n' => '\n',
                        escaped @ ('"' | '\\') => escaped,
                        other => panic!("\\{other} in {line}"),
                    }),
                    (_, letter) => text.push(letter),
                }
            };
            assert!(labels.insert(label.to_owned(), text).is_none(), "{label} comes twice in {line}");
            rest = &value[end + 1..];
            match rest.strip_prefix(',') {
                Some(next) => rest = next,
                None => break,
            }
        }
        rest = rest.strip_prefix('}').unwrap();
    }
    let value = rest.strip_prefix(' ').unwrap();
    assert!(!value.contains(' '), "{line}");
    (name.to_owned(), labels, value.parse().unwrap_or_else(|_| panic!("{line}")))
}

fn check_name(name: &str, others: &str) {
    let is_letter = |letter: char| letter.is_ascii_alphabetic() || letter == '_' || others.contains(letter);
    let is_name = name.starts_with(is_letter)
        && name.chars().all(|letter| is_letter(letter) || letter.is_ascii_digit());
    assert!(is_name, "{name}");
}
