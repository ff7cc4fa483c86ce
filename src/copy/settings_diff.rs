//! Which settings of two tables differ.

use super::{
    comparison::KEY,
    settings::{Later, Settings},
};
use crate::{
    database::{DefinitionDiff, diff_of_lines},
    operation::WriteJson,
};

/// The settings that differ.
pub(super) fn settings_diff(source: &Settings, target: &Settings) -> Vec<DefinitionDiff> {
    diff_of_lines(&lines(source), &lines(target))
}

/// What a table is made of: a name and a text for each part.
fn lines(settings: &Settings) -> Vec<(String, String)> {
    let create = &settings.create;
    let mut lines = Vec::new();
    let mut add = |name: &str, text: Option<String>| lines.extend(text.map(|text| (name.to_owned(), text)));
    add(KEY, Some(key(settings)));
    add("billing mode", create.billing_mode.map(|mode| mode.as_str().to_owned()));
    add("throughput", create.provisioned_throughput.as_ref().map(json));
    add("on-demand throughput", create.on_demand_throughput.as_ref().map(json));
    add("table class", create.table_class.map(|class| class.as_str().to_owned()));
    add("encryption", create.sse_specification.as_ref().map(json));
    for index in create.local_secondary_indexes.iter().flatten() {
        add(&format!("local index {}", index.index_name), Some(json(index)));
    }
    for index in create.global_secondary_indexes.iter().flatten() {
        add(&format!("global index {}", index.index_name), Some(json(index)));
    }
    for index in create.vector_indexes.iter().flatten() {
        add(&format!("vector index {}", index.index_name), Some(json(index)));
    }
    let Later { stream, is_protected, time_to_live, recovery, insights, tags, .. } = &settings.later;
    add("stream", stream.as_ref().map(json));
    add("deletion protection", is_protected.then(|| "on".to_owned()));
    add("time to live", time_to_live.clone());
    add("point-in-time recovery", recovery.as_ref().map(json));
    add("Contributor Insights", insights.map(|_| "on".to_owned()));
    for tag in tags {
        add(&format!("tag {}", tag.key), Some(tag.value.clone()));
    }
    add("resource policy", settings.policy());
    lines
}

/// The key's attributes, with their types.
fn key(settings: &Settings) -> String {
    let definitions = settings.create.attribute_definitions.as_deref().unwrap_or_default();
    let schema = settings.create.key_schema.as_deref().unwrap_or_default();
    let elements = schema.iter().map(|element| {
        let known = definitions.iter().find(|known| known.attribute_name == element.attribute_name);
        let kind = known.and_then(|known| known.attribute_type).map_or("?", |kind| kind.as_str());
        let role = element.key_type.map_or("?", |role| role.as_str());
        format!("{} {kind} {role}", element.attribute_name)
    });
    elements.collect::<Vec<_>>().join(", ")
}

fn json(structure: &impl WriteJson) -> String {
    let mut json = Vec::new();
    structure.write_json(&mut json);
    String::from_utf8(json).unwrap_or_default()
}
