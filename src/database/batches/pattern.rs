//! Filter patterns: which records are delivered.

use serde_json::Value;

use super::rule::Rule;
use crate::{
    error::{Error, Result},
    limits::FILTER_PATTERN_CHARACTERS,
    texts,
};

/// A pattern of an event source's filter.
#[derive(Debug, Clone)]
pub(super) struct FilterPattern(Node);

/// What must hold at a place of an event, and inside the value there.
#[derive(Debug, Clone)]
enum Node {
    /// One of the rules holds.
    Value(Vec<Rule>),
    /// All of these hold.
    All(Vec<Branch>),
}

#[derive(Debug, Clone)]
enum Branch {
    /// The node holds for the member of this name.
    Member(String, Node),
    /// One of the nodes holds at this place.
    Any(Vec<Node>),
}

impl FilterPattern {
    /// Reads a pattern.
    ///
    /// # Errors
    /// ValidationException if it is no pattern, or too long.
    pub(super) fn read(text: &str) -> Result<Self> {
        let invalid = |why: String| Error::validation(texts::stream::invalid_filter_pattern(&why));
        if text.chars().count() > FILTER_PATTERN_CHARACTERS {
            return Err(invalid(format!("it has more than {FILTER_PATTERN_CHARACTERS} characters")));
        }
        let pattern: Value = serde_json::from_str(text).map_err(|error| invalid(error.to_string()))?;
        Node::read(&pattern).map(Self).map_err(invalid)
    }

    /// Whether a record is to be delivered.
    pub(super) fn matches(&self, record: &Value) -> bool {
        self.0.holds(Some(record))
    }
}

impl Node {
    fn read(pattern: &Value) -> Result<Self, String> {
        let Value::Object(members) = pattern else { return Err("a pattern is an object".to_owned()) };
        if members.is_empty() {
            return Err("an object without members".to_owned());
        }
        let branches = members.iter().map(|(name, value)| Branch::read(name, value));
        branches.collect::<Result<_, _>>().map(Self::All)
    }

    fn holds(&self, found: Option<&Value>) -> bool {
        match self {
            Self::Value(rules) => rules.iter().any(|rule| rule.holds(found)),
            Self::All(branches) => branches.iter().all(|branch| branch.holds(found)),
        }
    }
}

impl Branch {
    fn read(name: &str, value: &Value) -> Result<Self, String> {
        match value {
            Value::Array(values) if values.is_empty() => Err(format!("{name} has no rules")),
            Value::Array(nodes) if name == "$or" => {
                nodes.iter().map(Node::read).collect::<Result<_, _>>().map(Self::Any)
            }
            Value::Array(rules) => {
                let rules = rules.iter().map(Rule::read).collect::<Result<_, _>>();
                rules.map(|rules| Self::Member(name.to_owned(), Node::Value(rules)))
            }
            Value::Object(_) => Node::read(value).map(|node| Self::Member(name.to_owned(), node)),
            _ => Err(format!("{name} has neither a list of rules nor an object")),
        }
    }

    fn holds(&self, found: Option<&Value>) -> bool {
        match self {
            Self::Member(name, node) => node.holds(found.and_then(|found| found.get(name))),
            Self::Any(nodes) => nodes.iter().any(|node| node.holds(found)),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn matches(pattern: Value) -> bool {
        let record = json!({
            "eventName": "INSERT",
            "dynamodb": {
                "NewImage": {
                    "id": { "S": "Minji01" }, "tags": { "SS": ["red", "blue"] }, "none": { "SS": [] },
                    "is": { "BOOL": true }, "no": { "NULL": null }, "age": { "N": "39" }, "empty": { "S": "" },
                },
                "SizeBytes": 26,
            },
        });
        FilterPattern::read(&pattern.to_string()).unwrap().matches(&record)
    }

    /// A pattern for a place in the new image.
    fn image(name: &str, kind: &str, rules: Value) -> Value {
        json!({ "dynamodb": { "NewImage": { name: { kind: rules } } } })
    }

    #[test]
    fn each_rule_holds_for_what_it_says() {
        let id = |rule: Value| matches(image("id", "S", json!([rule])));
        assert!(id(json!("Minji01")) && !id(json!("minji01")) && !id(json!(1)));
        assert!(id(json!({ "prefix": "Min" })) && !id(json!({ "prefix": "min" })));
        assert!(id(json!({ "suffix": "01" })) && !id(json!({ "suffix": "02" })));
        assert!(
            id(json!({ "equals-ignore-case": "mINJI01" })) && !id(json!({ "equals-ignore-case": "minji" }))
        );
        assert!(
            id(json!({ "anything-but": ["a", "b"] })) && !id(json!({ "anything-but": ["a", "Minji01"] }))
        );
        assert!(id(json!({ "anything-but": "a" })) && !id(json!({ "anything-but": { "prefix": "M" } })));
        assert!(id(json!({ "exists": true })) && !id(json!({ "exists": false })));
        assert!(matches(image("empty", "S", json!([""]))) && !matches(image("id", "S", json!([""]))));
        assert!(matches(image("is", "BOOL", json!([true]))) && !matches(image("is", "BOOL", json!([false]))));
        assert!(matches(image("no", "NULL", json!([null]))));
        let size =
            |relations: Value| matches(json!({ "dynamodb": { "SizeBytes": [{ "numeric": relations }] } }));
        assert!(size(json!(["=", 26.0])) && size(json!([">", 25, "<=", 26])) && size(json!([">=", 26])));
        assert!(!size(json!(["<", 26])) && !size(json!([">", 26, "<", 30])));
        assert!(matches(json!({ "dynamodb": { "SizeBytes": [26] } })));
        // A number of DynamoDB is a string in the event.
        assert!(!matches(image("age", "N", json!([{ "numeric": ["=", 39] }]))));
        assert!(matches(image("age", "N", json!(["39"]))));
    }

    #[test]
    fn members_are_joined_by_and_and_rules_by_or() {
        assert!(matches(json!({ "eventName": ["MODIFY", "INSERT"] })));
        let both = |name: &str, id: &str| {
            matches(json!({ "eventName": [name], "dynamodb": { "NewImage": { "id": { "S": [id] } } } }))
        };
        assert!(both("INSERT", "Minji01") && !both("REMOVE", "Minji01") && !both("INSERT", "x"));
        let either = |name: &str, size: u32| {
            matches(json!({ "$or": [{ "eventName": [name] }, { "dynamodb": { "SizeBytes": [size] } }] }))
        };
        assert!(either("INSERT", 1) && either("REMOVE", 26) && !either("REMOVE", 1));
    }

    #[test]
    fn what_is_missing_does_not_exist_and_is_nothing_else() {
        for (name, kind) in [("nobody", "S"), ("id", "N")] {
            assert!(matches(image(name, kind, json!([{ "exists": false }]))));
            assert!(!matches(image(name, kind, json!([{ "exists": true }]))));
            assert!(!matches(image(name, kind, json!([{ "anything-but": "a" }]))));
        }
        assert!(!matches(json!({ "dynamodb": { "NewImage": [{ "exists": true }] } })), "it is no value");
    }

    #[test]
    fn one_element_of_a_list_will_do() {
        assert!(matches(image("tags", "SS", json!(["blue", "green"]))));
        assert!(!matches(image("tags", "SS", json!(["green"]))));
        assert!(!matches(image("none", "SS", json!(["green"]))));
        assert!(matches(image("tags", "SS", json!([{ "anything-but": "blue" }]))));
    }

    #[test]
    fn what_is_no_pattern_is_refused() {
        for pattern in [
            "",
            "[]",
            "{}",
            "1",
            r#"{"a": []}"#,
            r#"{"a": 1}"#,
            r#"{"a": [[1]]}"#,
            r#"{"a": {}}"#,
            r#"{"a": [{"like": "x"}]}"#,
            r#"{"a": [{"prefix": 1}]}"#,
            r#"{"a": [{"prefix": "a", "suffix": "b"}]}"#,
            r#"{"a": [{"numeric": [">"]}]}"#,
            r#"{"a": [{"numeric": ["!", 1]}]}"#,
            r#"{"a": [{"numeric": []}]}"#,
            r#"{"a": [{"exists": "yes"}]}"#,
            r#"{"a": [{"anything-but": []}]}"#,
            r#"{"a": [{"anything-but": [{"exists": true}]}]}"#,
            r#"{"$or": ["a"]}"#,
        ] {
            let Err(Error::Validation(text)) = FilterPattern::read(pattern) else { panic!("{pattern}") };
            assert!(text.starts_with("Invalid filter pattern: "), "{pattern}: {text}");
        }
        let long = format!(r#"{{"a": ["{}"]}}"#, "x".repeat(FILTER_PATTERN_CHARACTERS));
        assert!(FilterPattern::read(&long).is_err());
        assert!(FilterPattern::read(&r#"{"a":"#.repeat(600)).is_err());
    }
}
