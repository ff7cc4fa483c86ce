//! What requests are answered: members that the model has, of its types and with its words, and all that it requires.

use serde_json::{Value, json};

use crate::{Operation, model::Model, nothing_in, requests::played};

#[test]
fn answers_have_the_models_members_types_and_words() {
    let models = Model::both();
    let operations = Operation::all(&models);
    let mut found = Vec::new();
    for call in played().iter().flatten() {
        let name = call.operation.as_str();
        let operation = operations.iter().find(|operation| operation.name == name).unwrap();
        let Some(output) = operation.output else {
            assert!(call.answer.is_empty(), "{name}: {}", call.answer);
            continue;
        };
        let answer: Value = serde_json::from_str(&call.answer).unwrap();
        assert_ne!(answer["Records"], json!([]), "there are records");
        if let Some(exception) = answer["__type"].as_str() {
            let is_good =
                !exception.ends_with("ValidationException") && !exception.ends_with("SerializationException");
            assert!(is_good, "{name} {}: {}", call.request, call.answer);
            continue;
        }
        check(operation.model, output, &answer, name, &mut found);
    }
    nothing_in(found);
}

#[test]
fn the_answers_of_all_operations_are_looked_at() {
    let models = Model::both();
    let played = played();
    let looked_at = |name: &str| {
        let mut calls = played.iter().flatten();
        calls.any(|call| call.operation == name && !call.answer.contains("__type"))
    };
    let operations = Operation::all(&models);
    let left = operations.iter().map(|operation| operation.name).filter(|name| !looked_at(name));
    nothing_in(left.map(str::to_owned).collect());
}

/// Notes where a value is not what its shape says.
fn check(model: &Model, shape_name: &str, value: &Value, path: &str, found: &mut Vec<String>) {
    let shape = model.shape(shape_name);
    let mut fits = |fits: bool| {
        if !fits {
            found.push(format!("{path} is no {shape_name}: {value}"));
        }
    };
    match model.shape_type(shape_name) {
        "structure" => {
            let Some(object) = value.as_object() else { return fits(false) };
            let members = model.members(shape_name);
            for member in model.required(shape_name) {
                fits(object.contains_key(member));
            }
            for (name, value) in object {
                match members.get(name.as_str()) {
                    Some(shape) => check(model, shape, value, &format!("{path}.{name}"), found),
                    None => found.push(format!("{path}.{name} is not in {shape_name}")),
                }
            }
        }
        "list" => {
            let Some(list) = value.as_array() else { return fits(false) };
            let element = shape["member"].as_str().unwrap();
            list.iter().for_each(|value| check(model, element, value, &format!("{path}[]"), found));
        }
        "map" => {
            let Some(map) = value.as_object() else { return fits(false) };
            let element = shape["value"].as_str().unwrap();
            map.values().for_each(|value| check(model, element, value, &format!("{path}{{}}"), found));
        }
        "string" => match shape["enum"].as_array() {
            Some(words) => fits(words.contains(value)),
            None => fits(value.is_string()),
        },
        "blob" => fits(value.is_string()),
        "boolean" => fits(value.is_boolean()),
        "integer" | "long" => fits(value.is_i64()),
        _ => fits(value.is_number()),
    }
}
