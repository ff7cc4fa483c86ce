//! One file of cases, on a target of its own.

use std::{fs, path::Path};

use super::{
    json::{EMPTY, Json},
    step::{once, perform},
    target::{Target, needs_http},
    template::{Names, make},
};

/// How one case went.
pub struct Played {
    /// The folder of the case's file.
    pub group: String,
    pub topic: String,
    pub name: String,
    /// The step and what differs, if the case failed.
    pub why: Option<String>,
}

impl Played {
    /// The case's topic and name.
    pub fn line(&self) -> String {
        format!("{} :: {}", self.topic, self.name)
    }
}

pub fn read_json(path: &Path) -> Json {
    let text = fs::read(path).unwrap_or_else(|why| panic!("{}: {why}", path.display()));
    serde_json::from_slice(&text).unwrap_or_else(|why| panic!("{}: {why}", path.display()))
}

/// Which cases are played.
#[derive(Debug, Clone, Copy)]
pub struct Selection<'a> {
    /// Those whose name or topic has this text.
    pub only: Option<&'a str>,
    /// Also those with steps that need HTTP.
    pub over_http: bool,
}

impl Selection<'_> {
    fn has(self, topic: &str, case: &Json) -> bool {
        let named =
            self.only.is_none_or(|only| case.at("name").plain().contains(only) || topic.contains(only));
        named && (self.over_http || !steps(case).iter().any(needs_http))
    }
}

fn steps(case: &Json) -> &[Json] {
    case.at("steps").elements().unwrap_or_default()
}

/// How many cases of a file have steps that need HTTP.
pub fn that_need_http(path: &Path) -> usize {
    let document = read_json(path);
    let setup = document.get("setup").and_then(Json::elements).unwrap_or_default();
    assert!(!setup.iter().any(needs_http), "{}: a setup that needs HTTP", path.display());
    let cases = document.at("cases").elements().unwrap_or_default();
    cases.iter().filter(|case| steps(case).iter().any(needs_http)).count()
}

/// Plays the selected cases of a file; `number` makes the tables' names.
pub fn play(
    target: &dyn Target,
    path: &Path,
    shared: &Json,
    number: usize,
    selection: Selection<'_>,
) -> Vec<Played> {
    let document = read_json(path);
    let group = path.parent().and_then(Path::file_name).map_or(String::new(), |g| g.to_string_lossy().into());
    let topic = document.at("topic").plain();
    let cases = document.at("cases").elements().unwrap_or_default();
    let cases: Vec<&Json> = cases.iter().filter(|case| selection.has(&topic, case)).collect();
    if cases.is_empty() {
        return Vec::new();
    }
    let mut names = Names::from([("unique".to_owned(), Json::text(format!("a{number:09x}")))]);
    let ready = prepare(target, &document, shared, number, &mut names);
    let outcome = |case: &Json| {
        ready.clone()?;
        let mut names = names.clone();
        (1..).zip(steps(case)).try_for_each(|(number, step)| {
            perform(target, step, &mut names).map_err(|why| format!("step {number}: {why}"))
        })
    };
    let played = cases.into_iter().map(|case| Played {
        group: group.clone(),
        topic: topic.clone(),
        name: case.at("name").plain(),
        why: outcome(case).err(),
    });
    played.collect()
}

/// Makes the tables that the file has or names, and runs its setup.
fn prepare(
    target: &dyn Target,
    document: &Json,
    shared: &Json,
    number: usize,
    names: &mut Names,
) -> Result<(), String> {
    let text = document.to_string();
    let own = document.get("tables").unwrap_or(&EMPTY);
    let named = |name: &str| own.get(name).is_none() && text.contains(&format!("{{{{{name}}}}}"));
    let shared = shared.members().unwrap_or_default().iter().filter(|(name, _)| named(name));
    let tables: Vec<_> = own.members().unwrap_or_default().iter().chain(shared).collect();
    for (place, (name, _)) in tables.iter().enumerate() {
        names.insert(name.clone(), Json::text(format!("cf_{name}_t{number:06}{place:03}")));
    }
    for (name, table) in tables {
        let mut input = make(table, names);
        input.set("TableName", names[name].clone());
        let create = Json::object([("op", Json::text("CreateTable")), ("in", input)]);
        let describe = Json::object([
            ("op", Json::text("DescribeTable")),
            ("in", Json::object([("TableName", names[name].clone())])),
            ("out", Json::object([("Table", Json::object([("TableStatus", Json::text("ACTIVE"))]))])),
            ("until", Json::Bool(true)),
        ]);
        once(target, &create, names).map_err(|why| format!("setup: {why}"))?;
        perform(target, &describe, names).map_err(|why| format!("setup: {why}"))?;
    }
    let setup = document.get("setup").and_then(Json::elements).unwrap_or_default();
    setup.iter().try_for_each(|step| perform(target, step, names).map_err(|why| format!("setup: {why}")))
}
