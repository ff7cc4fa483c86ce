//! What requests are taken and refused.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::{
    Operation, answer,
    model::{Model, Place},
    nothing_in,
};

/// A value of a JSON type that a shape does not take.
fn wrong(shape_type: &str) -> Value {
    match shape_type {
        "string" | "blob" => json!(5),
        _ => json!("text"),
    }
}

/// Holds what `found` finds wrong, at each place of each operation's input, to be nothing.
fn nothing_wrong(found: impl Fn(&Operation<'_>, &Place) -> Vec<String>) {
    let models = Model::both();
    let mut wrong = Vec::new();
    for operation in Operation::all(&models) {
        for place in operation.places() {
            wrong.extend(found(&operation, &place));
        }
    }
    nothing_in(wrong);
}

/// The same for the places where the input has structures.
fn nothing_wrong_with_structures(found: impl Fn(&Operation<'_>, &Place) -> Vec<String>) {
    nothing_wrong(|operation, place| match operation.model.shape_type(&place.shape) {
        "structure" => found(operation, place),
        _ => Vec::new(),
    });
}

#[test]
fn every_member_is_read() {
    nothing_wrong(|operation, place| {
        let model = operation.model;
        let request = model.request(place, wrong(model.shape_type(&place.shape)), false);
        let refused = answer(operation.name, &request).contains("SerializationException");
        if refused { Vec::new() } else { vec![format!("{} {}", operation.name, place.path())] }
    });
}

#[test]
fn a_list_is_no_structure() {
    nothing_wrong_with_structures(|operation, place| {
        let lists = [json!([]), json!(["text"]), json!([null, null, null, null, null, null])];
        let said = lists.map(|list| answer(operation.name, &operation.model.request(place, list, false)));
        said.iter()
            .filter(|said| !said.contains("SerializationException"))
            .map(|said| format!("{} {}: {said}", operation.name, place.path()))
            .collect()
    });
}

#[test]
fn a_member_that_the_model_does_not_have_is_ignored() {
    nothing_wrong_with_structures(|operation, place| {
        let said = |value| answer(operation.name, &operation.model.request(place, value, false));
        let (with, without) = (said(json!({"NoSuchMember": [{"a": 5}]})), said(json!({})));
        if without_place(&with) == without_place(&without) {
            Vec::new()
        } else {
            vec![format!("{} {}: {with}", operation.name, place.path())]
        }
    });
}

/// What is said without the place in the body, which searches tell (cases `vector/search-errors`).
fn without_place(said: &str) -> &str {
    said.split(" at line 1 column ").next().unwrap_or(said)
}

/// Operations on tables ask for the table's name alone, in words of their own (cases `tables/`).
fn asks_for_the_table_alone(said: &str) -> bool {
    said.contains("The parameter 'TableName' is required but was not present in the request")
        || said.contains("missing field `TableName`")
}

#[test]
fn a_member_that_is_required_is_asked_for() {
    nothing_wrong_with_structures(|operation, place| {
        let model = operation.model;
        let said = |value| answer(operation.name, &model.request(place, value, true));
        let with_name = said(json!({"TableName": "aaa"}));
        let said = said(json!({}));
        let mut found = Vec::new();
        for member in model.required(&place.shape) {
            let spelled = inside(place, member).spelled();
            let expected =
                format!("Value null at '{spelled}' failed to satisfy constraint: Member must not be null");
            let alone = asks_for_the_table_alone(&said);
            // What else is missing shows once the name is there; searches tell one after the other.
            let shows = if alone {
                let mut others = model.sample(&place.shape);
                others.as_object_mut().unwrap().remove(member);
                let others = answer(operation.name, &model.request(place, others, true));
                spelled == "tableName"
                    || with_name.contains(&expected)
                    || others.contains(&format!("missing field `{member}`"))
            } else {
                said.contains(&expected)
            };
            if !shows {
                found.push(format!("{} {spelled}: {said}", operation.name));
            }
        }
        found
    });
}

fn inside(place: &Place, member: &str) -> Place {
    let mut steps = place.steps.clone();
    steps.push(crate::model::Step::Member { structure: place.shape.clone(), name: member.to_owned() });
    Place { steps, shape: String::new() }
}

/// Members whose words the newer layer has wrong: `UPDATE_NEW` for `UPDATED_NEW`, `ALL` for `AND` (cases
/// `items/put-error-messages`, `query/deep-requests`).
const SLIPS: [&str; 2] = ["ReturnValues", "ConditionalOperator"];

#[test]
fn an_unknown_word_is_refused_with_the_models_words() {
    nothing_wrong(|operation, place| {
        let model = operation.model;
        let mut found = Vec::new();
        let Some(words) = model.shape(&place.shape)["enum"].as_array() else { return found };
        let words: BTreeSet<&str> = words.iter().map(|word| word.as_str().unwrap()).collect();
        for complete in [false, true] {
            let said = answer(operation.name, &model.request(place, json!("BOGUS"), complete));
            let slip = complete && SLIPS.contains(&place.path().as_str()) && enum_words(&said).is_some();
            let alone = !complete && asks_for_the_table_alone(&said);
            if !slip && !alone && enum_words(&said) != Some(words.clone()) {
                found.push(format!("{} {} {complete}: {said}", operation.name, place.path()));
            }
        }
        found
    });
}

/// The words that a refusal names.
fn enum_words(said: &str) -> Option<BTreeSet<&str>> {
    let (_, rest) = said.split_once("Member must satisfy enum value set: [")?;
    Some(rest.split(']').next()?.split(", ").collect())
}

#[test]
fn lengths_ranges_and_patterns_are_enforced() {
    nothing_wrong(|operation, place| {
        let model = operation.model;
        let mut found = Vec::new();
        for (value, requirement) in violations(model, &place.shape) {
            let said = answer(operation.name, &model.request(place, value, true));
            if !said.contains(&requirement) || !is_at(&said, place) {
                let said: String = said.chars().take(300).collect();
                found.push(format!("{} {} ({requirement}): {said}", operation.name, place.path()));
            }
        }
        found
    });
}

/// Whether a refusal names a place. Of elements of lists and values of maps it may name the list or the map.
fn is_at(said: &str, place: &Place) -> bool {
    let said = said.to_lowercase();
    let is_at = |spelled: &str| said.contains(&format!("at '{}'", spelled.to_lowercase()));
    let spelled = place.spelled();
    let whole = spelled.strip_suffix(".1.member").or_else(|| spelled.strip_suffix(".name.member"));
    is_at(&spelled) || whole.is_some_and(|whole| is_at(whole) && said.contains("must satisfy constraint: ["))
}

/// Values that violate a constraint of a shape, with what must be said.
fn violations(model: &Model, shape_name: &str) -> Vec<(Value, String)> {
    let shape = model.shape(shape_name);
    let (least, most) = (shape["min"].as_i64(), shape["max"].as_i64());
    let of_length = |length: i64| match model.shape_type(shape_name) {
        // Of a table's name only an ARN may be as long as that.
        "string" if shape_name == "TableArn" && length > 1024 => json!(format!("arn:{}", "a".repeat(1021))),
        "string" => json!("a".repeat(length as usize)),
        _ => model.elements(shape_name, length as u64),
    };
    let mut violations = Vec::new();
    match model.shape_type(shape_name) {
        "string" | "list" | "map" => {
            if let Some(least) = least.filter(|least| *least > 0) {
                let said = format!("Member must have length greater than or equal to {least}");
                violations.push((of_length(least - 1), said));
            }
            if let Some(most) = most {
                let said = format!("Member must have length less than or equal to {most}");
                violations.push((of_length(most + 1), said));
            }
            if let Some(pattern) = shape["pattern"].as_str() {
                let said = format!("Member must satisfy regular expression pattern: {pattern}");
                violations.push((json!("no \u{7}$!"), said.replace('\\', "\\\\")));
            }
        }
        "integer" | "long" => {
            if let Some(least) = least {
                let said = format!("Member must have value greater than or equal to {least}");
                violations.push((json!(least - 1), said));
            }
            if let Some(most) = most {
                let said = format!("Member must have value less than or equal to {most}");
                violations.push((json!(most + 1), said));
            }
        }
        _ => {}
    }
    violations
}
