//! What a call meets.

use std::{
    collections::BTreeMap,
    time::{Duration, SystemTime},
};

use super::{
    active::Active,
    answer::FaultAnswer,
    exception::{exception, name_of_code},
    form::Form,
    operations::{Parts, has_exception, reads_and_writes},
    rule::FaultRule,
};
use crate::{
    engine::{Engine, Ids},
    error::Error,
};

/// A part of a call, and the rules that are about it.
#[derive(Debug, Clone, Default)]
pub(crate) struct NotedPart {
    pub(crate) table: String,
    pub(crate) writes: bool,
    /// The rules' ids.
    pub(crate) rules: Vec<u64>,
}

/// What a call meets.
#[derive(Debug, Default)]
pub(crate) struct Decision {
    /// The call is refused with this.
    pub(crate) refused: Option<Error>,
    /// What its parts meet, by their numbers from 0.
    pub(crate) parts: BTreeMap<usize, Error>,
    /// Its answer is lost.
    pub(crate) loses_answer: bool,
    /// How much longer its answer takes.
    pub(crate) delay: Duration,
}

/// A call that rules decide about.
pub(super) struct FaultedCall<'c> {
    pub(super) operation: &'static str,
    pub(super) parts: &'c [NotedPart],
    pub(super) now: SystemTime,
    pub(super) random: &'c Ids,
    pub(super) engine: &'c Engine,
}

impl FaultedCall<'_> {
    /// What the call meets of these rules.
    pub(super) fn decide(&self, rules: &[Active]) -> Decision {
        let mut decision = Decision::default();
        // Whether all parts would have the exception if there were no others.
        let mut may_be_whole = true;
        for active in rules {
            // A rule counts the calls that it is about, also those that an earlier one refuses.
            let Some((form, about)) = self.due(active) else { continue };
            if decision.refused.is_some() || decision.loses_answer {
                continue;
            }
            let hit = self.drawn(&active.rule, form, about);
            if hit.is_empty() {
                continue;
            }
            active.counts.hit();
            may_be_whole &= !matches!(active.rule.answer, FaultAnswer::Unprocessed);
            self.meet(&active.rule, form, &hit, &mut decision);
        }
        if decision.refused.is_some() {
            return decision;
        }
        let is_batch = Parts::of(self.operation) == Parts::Unprocessed;
        if is_batch && may_be_whole && decision.parts.len() == self.parts.len() {
            let first = decision.parts.values().find(|error| has_exception(self.operation, error.code()));
            decision.refused = first.cloned();
        }
        decision
    }

    /// The parts that a rule is about and hits but for chance. A call that it is about is counted.
    fn due(&self, active: &Active) -> Option<(Form, Vec<usize>)> {
        let rule = &*active.rule;
        if rule.until.is_some_and(|until| self.now >= until) {
            return None;
        }
        if rule.item.is_some() && Parts::of(self.operation) == Parts::None {
            return None;
        }
        let form = Form::of(rule, self.operation)?;
        let is_about = |number: &usize| rule.item.is_none_or(|item| item == *number);
        let with_rule = self.parts.iter().enumerate().filter(|(_, part)| part.rules.contains(&active.id));
        let about: Vec<usize> = with_rule.map(|(number, _)| number).filter(is_about).collect();
        (!about.is_empty() && active.counts.is_due(rule)).then_some((form, about))
    }

    /// Those of these parts that chance hits: all or none, if the whole call has the answer.
    fn drawn(&self, rule: &FaultRule, form: Form, mut about: Vec<usize>) -> Vec<usize> {
        match form {
            Form::Call if !self.draw(rule) => about.clear(),
            Form::Call => {}
            Form::Parts => about.retain(|_| self.draw(rule)),
        }
        about
    }

    /// Whether chance hits.
    fn draw(&self, rule: &FaultRule) -> bool {
        // The 53 bits that an `f64` has, as a number from 0 to 1, without 1.
        rule.chance.is_none_or(|chance| ((self.random.next() >> 11) as f64) / ((1_u64 << 53) as f64) < chance)
    }

    fn meet(&self, rule: &FaultRule, form: Form, hit: &[usize], decision: &mut Decision) {
        match &rule.answer {
            FaultAnswer::Delayed { ms } => {
                decision.delay = decision.delay.saturating_add(Duration::from_millis(*ms));
            }
            FaultAnswer::RequestLost => decision.refused = Some(Error::no_answer()),
            FaultAnswer::AnswerLost => decision.loses_answer = true,
            FaultAnswer::Cancelled { reasons } => {
                let codes = reasons.iter().take(self.parts.len()).enumerate();
                for (number, code) in codes.filter(|(_, code)| *code != "None") {
                    let name = name_of_code(code);
                    let error = exception(&name, None, Vec::new())
                        .or_else(|| exception(&name, Some(code), Vec::new()));
                    debug_assert!(error.is_some(), "the codes of a rule were checked");
                    if let Some(error) = error {
                        decision.parts.entry(number).or_insert(error);
                    }
                }
            }
            FaultAnswer::Throttled { .. } | FaultAnswer::Exception { .. } | FaultAnswer::Unprocessed => {
                for number in hit {
                    let Some(error) = self.parts.get(*number).and_then(|part| self.error(rule, part)) else {
                        debug_assert!(false, "the exception of a rule was checked");
                        continue;
                    };
                    match form {
                        Form::Call => return decision.refused = Some(error),
                        Form::Parts => decision.parts.entry(*number).or_insert(error),
                    };
                }
            }
        }
    }

    /// The error of a part.
    fn error(&self, rule: &FaultRule, part: &NotedPart) -> Option<Error> {
        let table = rule.table.as_deref().unwrap_or(&part.table);
        let arn = |reason: &String| self.engine.throttling_reason(reason, table, rule.index.as_deref());
        match &rule.answer {
            FaultAnswer::Exception { name, message, reasons } => {
                exception(name, message.as_deref(), reasons.iter().filter_map(arn).collect())
            }
            FaultAnswer::Throttled { reasons } => {
                let writes = match reads_and_writes(self.operation) {
                    (true, true) => part.writes,
                    (_, writes) => writes,
                };
                let error = self.engine.throttled_by(rule, table, writes, reasons);
                Some(
                    match has_exception(self.operation, error.code()) || Form::of_parts(rule, self.operation)
                    {
                        true => error,
                        false => error.into_throttling(),
                    },
                )
            }
            _ => Some(self.engine.throttled_by(rule, table, part.writes, &[])),
        }
    }
}
