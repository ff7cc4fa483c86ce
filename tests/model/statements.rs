//! PartiQL: statements with parameters, on the database and on the reference.

use hashrange::{AttributeValue, Item};
use serde_json::{Value, json};

use crate::{
    condition::{Condition, Expression, Guard},
    driver::{Driver, owned, refused},
    reference::{Reference, Refused, View},
    schema::P,
    support::{item_from_json, to_json},
    update::Update,
};

/// A statement; the conditions stand in its WHERE beside the key. Those that read may have a limit for each page.
#[derive(Debug, Clone)]
pub enum Statement {
    Insert(Item),
    Update(Item, Update, Vec<Condition>),
    Delete(Item, Vec<Condition>),
    SelectItem(Item, Vec<Condition>),
    SelectCollection(AttributeValue, Vec<Condition>, Option<usize>),
    SelectAll(View, Vec<Condition>, Option<usize>),
}

/// A statement's text, and the values of its question marks.
#[derive(Debug, Default)]
struct Text {
    text: String,
    parameters: Vec<AttributeValue>,
    limit: Option<usize>,
}

impl Text {
    fn new(text: String) -> Self {
        Self { text, ..Self::default() }
    }

    /// Adds the WHERE: these attributes with these values, and the conditions.
    fn filtered<'i>(
        mut self,
        equal: impl IntoIterator<Item = (&'i str, &'i AttributeValue)>,
        conditions: &[Condition],
    ) -> Self {
        let mut tests = Vec::new();
        for (name, value) in equal {
            self.parameters.push(value.clone());
            tests.push(format!("\"{name}\" = ?"));
        }
        for condition in conditions {
            tests.push(format!("({})", condition.write_where(&mut self.parameters)));
        }
        if !tests.is_empty() {
            self.text += &format!(" WHERE {}", tests.join(" AND "));
        }
        self
    }
}

impl Statement {
    fn text(&self, table: &str) -> Text {
        fn attributes(item: &Item) -> impl Iterator<Item = (&str, &AttributeValue)> {
            item.iter().map(|(name, value)| (name.as_str(), value))
        }
        match self {
            Self::Insert(item) => {
                let members: Vec<String> = item.iter().map(|(name, _)| format!("'{name}': ?")).collect();
                let parameters = item.iter().map(|(_, value)| value.clone()).collect();
                let text = format!("INSERT INTO \"{table}\" VALUE {{{}}}", members.join(", "));
                Text { text, parameters, limit: None }
            }
            Self::Update(key, update, conditions) => {
                let mut parameters = Vec::new();
                let clauses = update.write_statement(&mut parameters);
                let text = Text { parameters, ..Text::new(format!("UPDATE \"{table}\" {clauses}")) };
                returning(text.filtered(attributes(key), conditions), "ALL NEW")
            }
            Self::Delete(key, conditions) => {
                let text = Text::new(format!("DELETE FROM \"{table}\""));
                returning(text.filtered(attributes(key), conditions), "ALL OLD")
            }
            Self::SelectItem(key, conditions) => {
                Text::new(format!("SELECT * FROM \"{table}\"")).filtered(attributes(key), conditions)
            }
            Self::SelectCollection(value, conditions, limit) => {
                let text = Text { limit: *limit, ..Text::new(format!("SELECT * FROM \"{table}\"")) };
                text.filtered([(P, value)], conditions)
            }
            Self::SelectAll(view, conditions, limit) => {
                let index = view.index.map(|name| format!(".\"{name}\"")).unwrap_or_default();
                let text = Text { limit: *limit, ..Text::new(format!("SELECT * FROM \"{table}\"{index}")) };
                text.filtered([], conditions)
            }
        }
    }

    /// The items of the answer, of a SELECT in the order of the view.
    fn apply(&self, reference: &mut Reference) -> Result<Vec<Item>, Refused> {
        let filtered = |items: Vec<&Item>, conditions: &[Condition]| {
            let holds = |item: &&Item| conditions.iter().all(|condition| condition.holds(item));
            Ok(items.into_iter().filter(holds).cloned().collect())
        };
        match self {
            Self::Insert(item) => {
                let guard = Guard { conditions: Vec::new(), presence: Some(false) };
                let inserted = reference.put(item, &guard);
                inserted.map(|_| Vec::new()).map_err(|refused| match refused {
                    Refused::Condition => Refused::Duplicate,
                    other => other,
                })
            }
            Self::Update(key, update, conditions) => {
                let guard = Guard { conditions: conditions.clone(), presence: Some(true) };
                reference.update(key, update, &guard).map(|item| vec![item])
            }
            // Where there is no item, the condition is not looked at.
            Self::Delete(key, _) if reference.get(key).is_none() => Ok(Vec::new()),
            Self::Delete(key, conditions) => {
                let guard = Guard { conditions: conditions.clone(), presence: None };
                reference.delete(key, &guard).map(|old| old.into_iter().collect())
            }
            Self::SelectItem(key, conditions) => {
                filtered(reference.get(key).into_iter().collect(), conditions)
            }
            Self::SelectCollection(value, conditions, _) => {
                let view = &reference.table;
                filtered(reference.query(view, std::slice::from_ref(value), &[], None, true), conditions)
            }
            Self::SelectAll(view, conditions, _) => filtered(reference.all(view), conditions),
        }
    }

    /// Runs the statement on the database and on the reference, and compares the answers.
    pub fn check(&self, driver: &Driver<'_>, reference: &mut Reference) {
        let text = self.text(driver.table.name());
        let mut answer = run(driver, &text);
        let mut expected = self.apply(reference);
        if matches!(self, Self::SelectAll(..)) {
            // All items, in the order of the hash line.
            for items in [&mut answer, &mut expected].into_iter().flatten() {
                items.sort_by_key(|item| format!("{item:?}"));
            }
        }
        assert_eq!(answer, expected, "{text:?}");
    }
}

fn returning(mut text: Text, what: &str) -> Text {
    text.text += &format!(" RETURNING {what} *");
    text
}

/// All pages of the answer.
fn run(driver: &Driver<'_>, text: &Text) -> Result<Vec<Item>, Refused> {
    let Text { text, parameters, limit } = text;
    if !driver.wire {
        let mut statement = driver.db.statement(text.as_str()).bind_all(parameters.clone());
        if let Some(limit) = limit {
            statement = statement.limit(*limit);
        }
        return statement.run().map(|items| items.into_iter().map(owned).collect()).map_err(refused);
    }
    let mut body = json!({ "Statement": text });
    if !parameters.is_empty() {
        body["Parameters"] = parameters.iter().map(to_json).collect();
    }
    if let Some(limit) = limit {
        body["Limit"] = json!(limit);
    }
    let mut items = Vec::new();
    loop {
        let answer = driver.call("ExecuteStatement", body.clone(), &Expression::default())?;
        items.extend(answer["Items"].as_array().into_iter().flatten().map(item_from_json));
        match answer.get("NextToken") {
            Some(Value::String(token)) => body["NextToken"] = json!(token),
            _ => return Ok(items),
        }
    }
}
