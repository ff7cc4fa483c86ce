//! Updates, as expressions.

use std::collections::BTreeSet;

use hashrange::AttributeValue;

use crate::condition::Expression;

/// An update; each part has attributes of its own, so that no paths overlap.
#[derive(Debug, Clone, Default)]
pub struct Update {
    pub set: Vec<(&'static str, AttributeValue)>,
    pub remove: Vec<&'static str>,
    /// `SET name = name + :delta`
    pub increase: Option<(&'static str, i32)>,
    /// `SET name = if_not_exists(name, :value)`
    pub default: Option<(&'static str, AttributeValue)>,
    /// `SET doc.field = :value`
    pub nested: Option<(&'static str, AttributeValue)>,
    pub add: Option<(&'static str, i32)>,
    pub add_members: Option<(&'static str, BTreeSet<String>)>,
    pub delete_members: Option<(&'static str, BTreeSet<String>)>,
}

impl Update {
    /// What a statement can say of it: values set, attributes removed, a number increased.
    pub fn only_statement(self) -> Self {
        let Self { set, remove, increase, .. } = self;
        Self { set, remove, increase, ..Self::default() }.not_empty()
    }

    /// With something to be done: transactions and statements ask for that.
    pub fn not_empty(mut self) -> Self {
        if self.is_empty() {
            self.set.push(("x", 1.into()));
        }
        self
    }

    /// Whether nothing is to be done.
    pub fn is_empty(&self) -> bool {
        self.clauses(&mut Expression::default()).is_empty()
    }

    /// As the clauses of a statement, with its values as parameters.
    pub fn write_statement(&self, parameters: &mut Vec<AttributeValue>) -> String {
        let mut clauses = Vec::new();
        for (name, value) in &self.set {
            parameters.push(value.clone());
            clauses.push(format!("SET \"{name}\" = ?"));
        }
        if let Some((name, delta)) = &self.increase {
            parameters.push((*delta).into());
            clauses.push(format!("SET \"{name}\" = \"{name}\" + ?"));
        }
        clauses.extend(self.remove.iter().map(|name| format!("REMOVE \"{name}\"")));
        clauses.join(" ")
    }

    /// The clauses of the update expression, which a builder takes in a call each; none where nothing is to be done.
    pub fn clauses(&self, to: &mut Expression) -> Vec<String> {
        let mut set: Vec<String> =
            self.set.iter().map(|(name, value)| format!("{} = {}", to.name(name), to.value(value))).collect();
        if let Some((name, delta)) = &self.increase {
            set.push(format!("{0} = {0} + {1}", to.name(name), to.value(*delta)));
        }
        if let Some((name, value)) = &self.default {
            set.push(format!("{0} = if_not_exists({0}, {1})", to.name(name), to.value(value)));
        }
        if let Some((field, value)) = &self.nested {
            set.push(format!("{}.{} = {}", to.name("doc"), to.name(field), to.value(value)));
        }
        let remove: Vec<String> = self.remove.iter().map(|name| to.name(name)).collect();
        let mut add = Vec::new();
        if let Some((name, delta)) = &self.add {
            add.push(format!("{} {}", to.name(name), to.value(*delta)));
        }
        if let Some((name, members)) = &self.add_members {
            add.push(format!("{} {}", to.name(name), to.value(members.clone())));
        }
        let delete: Vec<String> = self
            .delete_members
            .iter()
            .map(|(name, members)| format!("{} {}", to.name(name), to.value(members.clone())))
            .collect();
        [("SET", set), ("REMOVE", remove), ("ADD", add), ("DELETE", delete)]
            .into_iter()
            .filter(|(_, actions)| !actions.is_empty())
            .map(|(word, actions)| format!("{word} {}", actions.join(", ")))
            .collect()
    }
}
