//! The API's model, and the places of values in its inputs.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

/// One service's operations and shapes.
pub struct Model(Value);

/// A step from a value to one inside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Of the structure with this name, the member.
    Member { structure: String, name: String },
    /// The first element of a list.
    Element,
    /// A map's value under the key [`ENTRY`].
    Entry,
}

/// Somewhere in an input.
#[derive(Debug, Clone)]
pub struct Place {
    pub steps: Vec<Step>,
    /// The name of the shape that the value there has.
    pub shape: String,
}

/// The key that stands in maps: a name that a table can have.
pub const ENTRY: &str = "name";

impl Model {
    /// The models of the API and of its streams.
    pub fn both() -> [Self; 2] {
        [include_str!("../model_data/dynamodb.json"), include_str!("../model_data/dynamodbstreams.json")]
            .map(|text| Self(serde_json::from_str(text).unwrap()))
    }

    /// The operations, each with the names of its input and output shapes.
    pub fn operations(&self) -> impl Iterator<Item = (&str, Option<&str>, Option<&str>)> {
        let operations = self.0["operations"].as_object().unwrap();
        operations.iter().map(|(name, operation)| {
            (name.as_str(), operation["input"].as_str(), operation["output"].as_str())
        })
    }

    pub fn shape(&self, name: &str) -> &Value {
        let shape = &self.0["shapes"][name];
        assert!(shape.is_object(), "no shape {name}");
        shape
    }

    pub fn shape_type(&self, name: &str) -> &str {
        self.shape(name)["type"].as_str().unwrap()
    }

    pub fn members(&self, structure: &str) -> BTreeMap<&str, &str> {
        let members = self.shape(structure)["members"].as_object();
        members.into_iter().flatten().map(|(name, shape)| (name.as_str(), shape.as_str().unwrap())).collect()
    }

    pub fn required(&self, structure: &str) -> Vec<&str> {
        let required = self.shape(structure)["required"].as_array();
        required.into_iter().flatten().map(|name| name.as_str().unwrap()).collect()
    }

    /// All places in an input, those of structures within themselves once.
    pub fn places(&self, input: &str) -> Vec<Place> {
        let mut found = vec![Place { steps: Vec::new(), shape: input.to_owned() }];
        let mut next = 0;
        while let Some(place) = found.get(next).cloned() {
            next += 1;
            let shape = self.shape(&place.shape);
            let mut go = |step: Step, shape: &str| {
                let mut steps = place.steps.clone();
                steps.push(step);
                found.push(Place { steps, shape: shape.to_owned() });
            };
            match self.shape_type(&place.shape) {
                "structure" if !place.is_within(&place.shape) => {
                    for (name, shape) in self.members(&place.shape) {
                        go(Step::Member { structure: place.shape.clone(), name: name.to_owned() }, shape);
                    }
                }
                "list" => go(Step::Element, shape["member"].as_str().unwrap()),
                "map" => go(Step::Entry, shape["value"].as_str().unwrap()),
                _ => {}
            }
        }
        found
    }

    /// A value that satisfies the model, with nothing in it that it does not ask for.
    pub fn sample(&self, name: &str) -> Value {
        if name == "AttributeValue" {
            return json!({"S": "a"});
        }
        let shape = self.shape(name);
        let least = shape["min"].as_u64().unwrap_or(0);
        let most = shape["max"].as_u64().unwrap_or(u64::MAX);
        match self.shape_type(name) {
            "structure" => {
                let members = self.members(name);
                self.required(name)
                    .into_iter()
                    .map(|member| (member.to_owned(), self.sample(members[member])))
                    .collect::<Map<_, _>>()
                    .into()
            }
            "list" => self.elements(name, least.max(1)),
            "map" => self.elements(name, least.max(1)),
            "string" => match shape["enum"].as_array() {
                Some(words) => words[0].clone(),
                None => "a".repeat(least.max(3).min(most) as usize).into(),
            },
            "integer" | "long" | "double" | "float" => json!(least.max(1)),
            "timestamp" => json!(1),
            "boolean" => json!(true),
            "blob" => json!("AA=="),
            other => panic!("{name} is a {other}"),
        }
    }

    /// A list or map with this many elements.
    pub fn elements(&self, name: &str, count: u64) -> Value {
        let shape = self.shape(name);
        match shape["member"].as_str() {
            Some(member) => (0..count).map(|_| self.sample(member)).collect::<Vec<_>>().into(),
            None => {
                let value = shape["value"].as_str().unwrap();
                (0..count).map(|n| (format!("{ENTRY}{n}"), self.sample(value))).collect::<Map<_, _>>().into()
            }
        }
    }

    /// A request with this value at a place, and with all that is required beside it if `complete`.
    pub fn request(&self, place: &Place, value: Value, complete: bool) -> Value {
        place.steps.iter().rev().fold(value, |inner, step| match step {
            Step::Member { structure, name } => {
                let mut around = if complete { self.sample(structure) } else { json!({}) };
                // Of two ways to define a table the model requires neither.
                if complete && structure == "CreateTableInput" {
                    around["KeySchema"] = self.sample("KeySchema");
                    around["AttributeDefinitions"] = self.sample("AttributeDefinitions");
                }
                around[name] = inner;
                around
            }
            Step::Element => json!([inner]),
            Step::Entry => json!({ENTRY: inner}),
        })
    }
}

impl Place {
    fn is_within(&self, shape: &str) -> bool {
        self.steps.iter().any(|step| matches!(step, Step::Member { structure, .. } if structure == shape))
    }

    /// As the service writes places: `transactItems.1.member.put.tableName`.
    pub fn spelled(&self) -> String {
        let parts = self.steps.iter().map(|step| match step {
            Step::Member { name, .. } => {
                let mut letters = name.chars();
                letters.next().unwrap().to_lowercase().chain(letters).collect()
            }
            Step::Element => "1.member".to_owned(),
            Step::Entry => format!("{ENTRY}.member"),
        });
        parts.collect::<Vec<String>>().join(".")
    }

    /// As the model's names: `TransactItems[].Put.TableName`.
    pub fn path(&self) -> String {
        let mut path = String::new();
        for step in &self.steps {
            match step {
                Step::Member { name, .. } if path.is_empty() => path.push_str(name),
                Step::Member { name, .. } => {
                    path.push('.');
                    path.push_str(name);
                }
                Step::Element => path.push_str("[]"),
                Step::Entry => path.push_str("{}"),
            }
        }
        path
    }
}
