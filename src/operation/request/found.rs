//! What is wrong with a request before the operation reads its table, in the service's order.
//!
//! The service checks a request in stages. If a member is missing, or if the JSON of a value is nested deeper than 127
//! levels, an older layer reports all violations together, with different messages. Otherwise a newer layer reports the
//! first length or number out of the model's range alone; then unknown words of enumerations and malformed names
//! together. All later errors (values, contradictory parameters, expressions) are reported one at a time, with an
//! envelope or without, depending on the operation: [`Wording`].

use super::{
    violation::Violation,
    wording::{Wording, alone, gathered},
};
use crate::{
    codec::{
        Constraint, Member, Notes, Place,
        dynamodb_json::{FaultWording, Faults, REQUEST_JSON_LEVELS},
    },
    error::Error,
    texts::placeholder,
};

/// Values of the request that cannot all be stored.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct FoundFault {
    pub(crate) place: Place,
    pub(crate) faults: Box<Faults>,
}

impl FoundFault {
    fn refusal(&self, wording: Wording) -> Error {
        let words = match wording {
            Wording::Enveloped | Wording::Bare => FaultWording::Current,
            Wording::Older => FaultWording::Older,
        };
        // Faults in the values of placeholders have special messages, the same in every operation.
        let is_of_placeholder = self.place.top().is_some_and(|member| member.name() == placeholder::VALUES);
        wording.refuse(if is_of_placeholder {
            self.faults.placeholder_message(words)
        } else {
            self.faults.fault().message(words)
        })
    }
}

/// What was noticed while a request was read: usually nothing.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Found(Option<Box<Findings>>);

#[derive(Debug, Clone, Default, PartialEq)]
struct Findings {
    violations: Vec<Violation>,
    /// How many more violations there are.
    more: usize,
    /// Whether one of those is of a missing member.
    more_lack_member: bool,
    faults: Vec<FoundFault>,
    json_levels: usize,
}

/// How many violations are kept with their texts; the others are counted.
const VIOLATIONS: usize = Notes::MOST;

impl Found {
    /// The violations so far.
    pub(crate) fn violations(&self) -> &[Violation] {
        self.0.as_ref().map_or(&[], |findings| &findings.violations)
    }

    fn violation_at(&self, place: &Place) -> Option<&Violation> {
        self.violations().iter().find(|violation| violation.place == *place)
    }

    /// Whether there is a violation of the value at this place.
    pub(crate) fn has_violation_at(&self, place: &Place) -> bool {
        self.violation_at(place).is_some()
    }

    /// The values that cannot all be stored.
    pub(crate) fn faults(&self) -> &[FoundFault] {
        self.0.as_ref().map_or(&[], |findings| &findings.faults)
    }

    fn findings(&mut self) -> &mut Findings {
        self.0.get_or_insert_default()
    }

    /// Notes how deeply the JSON of the request is nested, up to the level that matters.
    #[cold]
    pub(crate) fn note_json_levels(&mut self, json_levels: usize) {
        let deepest = &mut self.findings().json_levels;
        *deepest = json_levels.max(*deepest);
    }

    /// Notes values that cannot all be stored.
    #[cold]
    pub(crate) fn note_fault(&mut self, fault: FoundFault) {
        debug_assert!(fault.place.top().is_some(), "values stand in a member of the request");
        self.findings().faults.push(fault);
    }

    /// Notes a violation.
    #[cold]
    pub(crate) fn violation(
        &mut self,
        place: impl Into<Place>,
        value: Option<String>,
        constraint: Constraint,
        early: bool,
    ) {
        debug_assert!(self.violations().len() <= VIOLATIONS, "more violations than are kept");
        if self.violations().len() >= VIOLATIONS {
            return self.note_more(1, constraint == Constraint::NotNull);
        }
        let violation = Violation { place: place.into(), value, constraint, early };
        self.findings().violations.push(violation);
    }

    /// Notes violations that are only counted, and whether one of them is of a missing member.
    #[cold]
    pub(crate) fn note_more(&mut self, count: usize, lack_member: bool) {
        if count > 0 {
            let findings = self.findings();
            findings.more += count;
            findings.more_lack_member |= lack_member;
        }
    }

    /// Fails with the violations, if there are any, in the order of `members` (those of other members come last).
    pub(crate) fn check(&mut self, members: &[Member]) -> Result<(), Error> {
        if self.violations().is_empty() { Ok(()) } else { Err(self.refusal(members)) }
    }

    #[cold]
    fn refusal(&mut self, members: &[Member]) -> Error {
        let place = |violation: &Violation| {
            let top = violation.place.top();
            members.iter().position(|member| Some(*member) == top).unwrap_or(members.len())
        };
        debug_assert!(
            (0..)
                .zip(members)
                .all(|(place, member)| !members.iter().skip(place + 1).any(|later| later == member)),
            "a member has one place in the service's order"
        );
        self.findings().violations.sort_by_key(place);
        let more = self.0.as_ref().map_or(0, |findings| findings.more);
        if self.is_older() {
            return gathered(self.violations().iter().map(Violation::older_words), more);
        }
        if let Some(early) = self.violations().iter().find(|violation| violation.early) {
            return alone(early.newer_words());
        }
        gathered(self.violations().iter().map(Violation::newer_words), more)
    }

    /// The same with different orders for the two layers.
    pub(crate) fn check_layered(&mut self, newer: &[Member], older: &[Member]) -> Result<(), Error> {
        self.check(if self.is_older() { older } else { newer })
    }

    /// The newer layer's message for a member's violation, without an envelope; `None` if the older layer checks the
    /// request.
    pub(crate) fn newer_words(&self, member: Member) -> Option<String> {
        if self.is_older() {
            return None;
        }
        self.violation_at(&member.into()).map(Violation::newer_words)
    }

    /// Fails with the violation of one member, if the newer layer reports it before the others.
    pub(crate) fn check_first(&mut self, member: Member) -> Result<(), Error> {
        if self.violations().is_empty()
            || self.is_older()
            || self.violations().iter().any(|violation| violation.early)
        {
            return Ok(());
        }
        match self.violation_at(&member.into()) {
            Some(violation) => Err(alone(violation.newer_words())),
            None => Ok(()),
        }
    }

    fn is_older(&self) -> bool {
        self.is_deep() || self.lacks_member()
    }

    /// Whether a member is missing.
    pub(crate) fn lacks_member(&self) -> bool {
        self.0.as_ref().is_some_and(|findings| findings.more_lack_member)
            || self.violations().iter().any(|violation| violation.constraint == Constraint::NotNull)
    }

    /// Whether the request is nested so deeply that the older layer checks it.
    pub(crate) fn is_deep(&self) -> bool {
        self.0.as_ref().is_some_and(|findings| findings.json_levels > REQUEST_JSON_LEVELS)
    }

    /// How an operation presents the errors of this request: the older layer has no envelope.
    pub(crate) fn wording(&self, usual: Wording) -> Wording {
        if self.is_deep() { Wording::Bare } else { usual }
    }

    /// Fails with the first fault of the values in these members, in their order.
    pub(crate) fn check_values(&self, wording: Wording, members: &[Member]) -> Result<(), Error> {
        if self.faults().is_empty() {
            return Ok(());
        }
        for member in members {
            if let Some(found) = self.faults().iter().find(|found| found.place.top() == Some(*member)) {
                return Err(found.refusal(wording));
            }
        }
        Ok(())
    }

    /// Fails with the fault of the value at this place.
    pub(crate) fn check_value_at(&self, wording: Wording, place: &Place) -> Result<(), Error> {
        match self.faults().iter().find(|found| found.place == *place) {
            Some(found) => Err(found.refusal(wording)),
            None => Ok(()),
        }
    }
}
