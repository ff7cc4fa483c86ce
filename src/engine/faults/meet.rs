//! Rules come and go, and calls meet them.

use std::{collections::BTreeMap, sync::Arc};

use super::{
    active::Active,
    decision::{Decision, FaultedCall, NotedPart},
    in_flight,
    operations::OF_ITEMS,
    rule::FaultRule,
    target::FaultPart,
};
use crate::{
    engine::Engine,
    error::{Error, Result, ThrottledAccess},
    storage::throughput::note_throttled,
};

/// How many rules an engine has at most: each call looks at all of them.
const MOST_RULES: usize = 1000;

/// What the parts of a call meet, by their numbers from 0.
pub(crate) type PartFaults = BTreeMap<usize, Error>;

impl Engine {
    /// Has the rules of a copy be in force.
    pub(in crate::engine) fn begin_faults(&self) {
        self.faults.change(self.features(), |_| ());
    }

    /// Adds a rule, from now on. `names` are those of all operations.
    ///
    /// # Errors
    /// The rule could never hit what it names, or there are 1,000 rules: [`Error::Validation`].
    pub(crate) fn add_fault(&self, rule: FaultRule, names: &[&str]) -> Result<Active> {
        rule.check(self, names)?;
        if rule.chance.is_some_and(|chance| chance > 0.0 && chance < 1.0) {
            self.note_chance();
        }
        self.faults.change(self.features(), |rules| {
            if rules.active.len() >= MOST_RULES {
                return Err(Error::validation(format!(
                    "There are {MOST_RULES} rules of faults: remove some"
                )));
            }
            rules.next_id += 1;
            let added = Active { id: rules.next_id, rule: Arc::new(rule), counts: Arc::default() };
            rules.active.push(added.clone());
            Ok(added)
        })
    }

    /// Removes a rule; whether it was there.
    pub(crate) fn remove_fault(&self, id: u64) -> bool {
        self.faults.change(self.features(), |rules| {
            let before = rules.active.len();
            rules.active.retain(|active| active.id != id);
            rules.active.len() < before
        })
    }

    /// Removes all rules.
    pub(crate) fn clear_faults(&self) {
        self.faults.change(self.features(), |rules| rules.active.clear());
    }

    /// The rules in force, in the order in which they were added.
    pub(crate) fn faults_in_force(&self) -> Vec<Active> {
        self.faults.rules.lock().active.clone()
    }

    /// Notes a part of the call that this thread carries out: the rules that are about it. `writes` is whether it writes.
    pub(crate) fn note_part(&self, part: &FaultPart<'_>, writes: bool) -> NotedPart {
        let rules = self.faults.rules.lock();
        let operation = in_flight::operation();
        let is_about = |active: &&Active| {
            operation.is_some_and(|operation| {
                active.rule.is_of_operation(operation) && active.rule.is_about(operation, part)
            })
        };
        let about = rules.active.iter().filter(is_about).map(|active| active.id).collect();
        NotedPart { table: part.table.to_owned(), writes, rules: about }
    }

    /// What the call meets that this thread carries out, and that has these parts. Each call asks once.
    ///
    /// # Errors
    /// The call is refused, or its request is lost.
    pub(crate) fn meet_faults(&self, noted: &[NotedPart]) -> Result<PartFaults> {
        let Some(operation) = in_flight::operation() else { return Ok(PartFaults::new()) };
        if noted.iter().all(|part| part.rules.is_empty()) {
            return Ok(PartFaults::new());
        }
        let rules = self.faults.rules.lock();
        let random = &self.faults.random;
        let call = FaultedCall { operation, parts: noted, now: self.clock().now(), random, engine: self };
        let Decision { refused, parts, loses_answer, delay } = call.decide(&rules.active);
        drop(rules);
        in_flight::note(loses_answer, delay);
        for (part, error) in parts.iter().filter_map(|(number, error)| Some((noted.get(*number)?, error))) {
            note_throttled_part(part, error);
        }
        refused.map_or(Ok(parts), Err)
    }

    /// What an operation that is none on items meets, by the tables that it names.
    ///
    /// # Errors
    /// As [`meet_faults`](Self::meet_faults).
    pub(in crate::engine) fn meet_faults_of_tables(&self, operation: &str, tables: &[String]) -> Result<()> {
        if OF_ITEMS.contains(&operation) {
            return Ok(());
        }
        let parts = |table: &str| self.note_part(&FaultPart { table, ..FaultPart::default() }, false);
        let mut noted: Vec<NotedPart> = tables.iter().map(|name| parts(table_of(name))).collect();
        if noted.is_empty() {
            noted.push(parts(""));
        }
        self.meet_faults(&noted).map(drop)
    }
}

/// Notes a part that is throttled.
fn note_throttled_part(part: &NotedPart, error: &Error) {
    if error.is_throttled() {
        let access = if part.writes { ThrottledAccess::Write } else { ThrottledAccess::Read };
        let index =
            error.throttling_reasons().first().and_then(|reason| reason.resource.split_once("/index/"));
        note_throttled(&part.table, index.map(|(_, index)| index), access);
    }
}

/// The table in a name or an ARN, of a table or a part of one.
pub(in crate::engine) fn table_of(name: &str) -> &str {
    let behind = name.split_once(":table/").map_or(name, |(_, behind)| behind);
    behind.split('/').next().unwrap_or(behind)
}
