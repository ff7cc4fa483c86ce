//! What is wrong with a request before the operation looks at its table, in the words and order of the service.
//!
//! The service checks a request in stages. A member that is missing altogether, or values whose JSON goes deeper
//! than 127 levels, send the request through an older layer, which gathers every violation in its older words.
//! Otherwise the first length or number out of the model's range is told alone, in newer words; then unknown words
//! of enumerations and malformed names, gathered. What comes after (values, parameters that do not go together,
//! expressions) is one sentence, and each operation has its way of presenting it: [`Wording`].

use crate::{
    codec::dynamodb_json::{FaultWording, Faults, REQUEST_JSON_LEVELS},
    error::Error,
    steps,
    value::{AttributeValue, Item},
};

/// A constraint of the API's model that a member does not satisfy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Constraint {
    /// The member is required.
    NotNull,
    /// The word is not one of these.
    Enum(&'static str),
    /// Too short, or too few.
    MinLength(usize),
    /// Too long, or too many.
    MaxLength(usize),
    /// Too small.
    MinValue(i64),
    /// Too large.
    MaxValue(i64),
    /// The text has characters that are not allowed.
    Pattern(&'static str),
    /// A list's element, with its constraints in the words of the service.
    Elements(&'static str),
    /// A map's key, with its constraints in the words of the service.
    MapKeys(&'static str),
    /// A map's value, with its constraints in the words of the service.
    MapValue(&'static str),
}

/// What the names of tables that are keys of a map must satisfy.
pub(crate) const TABLE_NAME_KEYS: &str = "[Member must have length less than or equal to 255, Member must have \
     length greater than or equal to 3, Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+]";

/// What the names of attributes must satisfy where they stand in lists and maps.
pub(crate) const ATTRIBUTE_NAMES: &str = "[Member must have length less than or equal to 65535]";

/// A violation of a constraint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Violation {
    /// Where, as the service writes places: `transactItems.1.member.put.tableName`.
    pub(crate) member: String,
    /// The value as it was sent.
    pub(crate) value: Option<String>,
    pub(crate) constraint: Constraint,
    /// Whether the newer layer tells it alone, before everything else.
    pub(crate) early: bool,
}

impl Violation {
    fn requirement(&self) -> String {
        match &self.constraint {
            Constraint::NotNull => "Member must not be null".to_owned(),
            Constraint::Enum(set) => format!("Member must satisfy enum value set: {set}"),
            Constraint::MinLength(length) => {
                format!("Member must have length greater than or equal to {length}")
            }
            Constraint::MaxLength(length) => {
                format!("Member must have length less than or equal to {length}")
            }
            Constraint::MinValue(value) => format!("Member must have value greater than or equal to {value}"),
            Constraint::MaxValue(value) => format!("Member must have value less than or equal to {value}"),
            Constraint::Pattern(pattern) => {
                format!("Member must satisfy regular expression pattern: {pattern}")
            }
            Constraint::Elements(constraints) => format!("Member must satisfy constraint: {constraints}"),
            Constraint::MapKeys(constraints) => format!("Map keys must satisfy constraint: {constraints}"),
            Constraint::MapValue(constraints) => format!("Map value must satisfy constraint: {constraints}"),
        }
    }

    fn older_words(&self) -> String {
        let value = match &self.value {
            None => "Value null".to_owned(),
            Some(value) => format!("Value '{value}'"),
        };
        format!("{value} at '{}' failed to satisfy constraint: {}", self.member, self.requirement())
    }

    fn newer_words(&self) -> String {
        match (&self.constraint, self.member.as_str()) {
            // The service's own slips: no D at the end of UPDATE_NEW, ALL where AND is meant.
            (Constraint::Enum(_), "returnValues") => {
                "Failed to satisfy constraint: Member must satisfy enum value set: \
                 [ALL_OLD, UPDATED_OLD, ALL_NEW, UPDATE_NEW, NONE]"
                    .to_owned()
            }
            (Constraint::Enum(_), "conditionalOperator") => {
                "Failed to satisfy constraint: Member must satisfy enum value set: [ALL, OR]".to_owned()
            }
            _ if self.early => {
                format!(
                    "Value at '{}' failed to satisfy constraint: {}",
                    capitalized(&self.member),
                    self.requirement()
                )
            }
            _ => self.older_words(),
        }
    }
}

/// `requestItems.name.member.keys` as the newer layer writes it: `RequestItems.name.member.Keys`. In the items of
/// a transaction no part is a name that the request gives; elsewhere the first and the last are none.
fn capitalized(member: &str) -> String {
    let no_names = member.starts_with("transactItems.");
    let last = member.split('.').count() - 1;
    let parts: Vec<String> = member
        .split('.')
        .enumerate()
        .map(|(place, part)| {
            let mut letters = part.chars();
            match letters.next() {
                Some(first) if part != "member" && (no_names || place == 0 || place == last) => {
                    first.to_uppercase().chain(letters).collect()
                }
                _ => part.to_owned(),
            }
        })
        .collect();
    parts.join(".")
}

/// A member of the request whose values cannot all be stored.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct FoundFault {
    /// The operation's member, such as `ExpressionAttributeValues`.
    pub(crate) member: &'static str,
    /// The whole way to it, as the service writes places: `transactItems.1.member.put.item`.
    pub(crate) place: String,
    pub(crate) faults: Box<Faults>,
}

/// What was noticed while a request was read: nothing in nearly all of them.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Found(Option<Box<Findings>>);

#[derive(Debug, Clone, Default, PartialEq)]
struct Findings {
    violations: Vec<Violation>,
    /// How many violations there are beside these.
    more: usize,
    /// Whether one of them is of a missing member.
    more_lack_member: bool,
    faults: Vec<FoundFault>,
    json_levels: usize,
}

/// How many violations are kept to be told; of the others only the number is.
pub(crate) const FOUND_VIOLATIONS: usize = 1000;

/// How long a message, or the names in the places of what was found, can grow before the rest is left out. It is far more
/// than the service's messages have; a value that a request is refused for is told whole, however long it is.
pub(crate) const FOUND_TEXT_BYTES: usize = 64 * 1024;

/// An operation's input, with what was noticed while it was read.
#[derive(Debug, Clone, Default)]
pub(crate) struct Request<I> {
    pub(crate) input: I,
    pub(crate) found: Found,
}

impl Found {
    /// The violations so far.
    pub(crate) fn violations(&self) -> &[Violation] {
        self.0.as_ref().map_or(&[], |findings| &findings.violations)
    }

    /// The members whose values cannot all be stored.
    pub(crate) fn faults(&self) -> &[FoundFault] {
        self.0.as_ref().map_or(&[], |findings| &findings.faults)
    }

    fn findings(&mut self) -> &mut Findings {
        self.0.get_or_insert_default()
    }

    /// Notes how deep the JSON of the request goes, as far as it matters.
    #[cold]
    pub(crate) fn note_json_levels(&mut self, json_levels: usize) {
        let deepest = &mut self.findings().json_levels;
        *deepest = json_levels.max(*deepest);
    }

    /// Notes a member whose values cannot all be stored.
    #[cold]
    pub(crate) fn note_fault(&mut self, fault: FoundFault) {
        self.findings().faults.push(fault);
    }

    /// Notes a violation.
    #[cold]
    pub(crate) fn violation(
        &mut self,
        member: impl Into<String>,
        value: Option<String>,
        constraint: Constraint,
        early: bool,
    ) {
        if self.violations().len() >= FOUND_VIOLATIONS {
            return self.note_more(1, constraint == Constraint::NotNull);
        }
        let violation = Violation { member: member.into(), value, constraint, early };
        self.findings().violations.push(violation);
    }

    /// Notes violations of which only the number is told, and whether one of them is of a missing member.
    #[cold]
    pub(crate) fn note_more(&mut self, count: usize, lack_member: bool) {
        if count > 0 {
            let findings = self.findings();
            findings.more += count;
            findings.more_lack_member |= lack_member;
        }
    }

    /// Fails with the violations there are, in the order of `members` (those of other members come last).
    pub(crate) fn check(&mut self, members: &[&str]) -> Result<(), Error> {
        if self.violations().is_empty() { Ok(()) } else { Err(self.refusal(members)) }
    }

    #[cold]
    fn refusal(&mut self, members: &[&str]) -> Error {
        let place = |violation: &Violation| {
            let top = violation.member.split('.').next().unwrap_or_default();
            members.iter().position(|member| *member == top).unwrap_or(members.len())
        };
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

    /// The same where the two layers have orders of their own.
    pub(crate) fn check_layered(&mut self, newer: &[&str], older: &[&str]) -> Result<(), Error> {
        self.check(if self.is_older() { older } else { newer })
    }

    /// What the newer layer says of a member's violation, without an envelope; none where the older layer reads.
    pub(crate) fn newer_words(&self, member: &str) -> Option<String> {
        if self.is_older() {
            return None;
        }
        let violation = self.violations().iter().find(|violation| violation.member == member)?;
        Some(violation.newer_words())
    }

    /// Fails with the violation of one member, where the newer layer tells it before the others.
    pub(crate) fn check_first(&mut self, member: &str) -> Result<(), Error> {
        if self.violations().is_empty()
            || self.is_older()
            || self.violations().iter().any(|violation| violation.early)
        {
            return Ok(());
        }
        match self.violations().iter().find(|violation| violation.member == member) {
            Some(violation) => Err(alone(violation.newer_words())),
            None => Ok(()),
        }
    }

    fn is_older(&self) -> bool {
        self.is_deep()
            || self.0.as_ref().is_some_and(|findings| findings.more_lack_member)
            || self.violations().iter().any(|violation| violation.constraint == Constraint::NotNull)
    }

    /// Whether the older layer reads the request for its depth.
    pub(crate) fn is_deep(&self) -> bool {
        self.0.as_ref().is_some_and(|findings| findings.json_levels > REQUEST_JSON_LEVELS)
    }

    /// How an operation presents what it finds in this request: the older layer knows no envelope.
    pub(crate) fn wording(&self, usual: Wording) -> Wording {
        if self.is_deep() { Wording::Bare } else { usual }
    }

    /// Fails with the first fault of the values in these members, in their order.
    pub(crate) fn check_values(&self, wording: Wording, members: &[&str]) -> Result<(), Error> {
        if self.faults().is_empty() {
            return Ok(());
        }
        for member in members {
            if let Some(found) = self.faults().iter().find(|found| found.member == *member) {
                return Err(wording.refuse_value(found));
            }
        }
        Ok(())
    }

    /// Fails with the fault of the value at this place, such as `transactItems.1.member.put.item`.
    pub(crate) fn check_value_at(&self, wording: Wording, place: &str) -> Result<(), Error> {
        match self.faults().iter().find(|found| found.place == place) {
            Some(found) => Err(wording.refuse_value(found)),
            None => Ok(()),
        }
    }
}

/// Several messages in one, of which only the first are told where they are long, with the number of all: `more` are not
/// even among them.
fn gathered(messages: impl ExactSizeIterator<Item = String>, more: usize) -> Error {
    let count = messages.len() + more;
    let errors = if count == 1 { "error" } else { "errors" };
    let mut told = format!("{count} validation {errors} detected: ");
    for (place, message) in messages.enumerate() {
        if told.len() > FOUND_TEXT_BYTES {
            break;
        }
        if place > 0 {
            told.push_str("; ");
        }
        steps::take(message.len());
        told.push_str(&message);
    }
    Error::validation(told)
}

fn alone(message: String) -> Error {
    gathered(std::iter::once(message), 0)
}

/// How an operation presents what it finds wrong before it looks at its table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wording {
    /// As a validation error that was detected: PutItem, UpdateItem, DeleteItem.
    Enveloped,
    /// The sentence alone: GetItem, Query, BatchGetItem, the transactions.
    Bare,
    /// The sentence alone, with the older words for values: Scan, BatchWriteItem.
    Older,
}

impl Wording {
    /// An error with this sentence.
    #[cold]
    pub(crate) fn refuse(self, sentence: impl AsRef<str>) -> Error {
        match self {
            Self::Enveloped => alone(sentence.as_ref().to_owned()),
            Self::Bare | Self::Older => Error::validation(sentence.as_ref()),
        }
    }

    /// Refuses an attribute without a name, which is told before other faults of an item.
    pub(crate) fn check_names(self, item: &Item) -> Result<(), Error> {
        if item.names().next().is_some_and(|first| first.is_empty()) {
            Err(self.empty_name())
        } else {
            Ok(())
        }
    }

    /// Refuses an attribute without a name.
    pub(crate) fn empty_name(self) -> Error {
        self.refuse("Empty attribute name")
    }

    fn refuse_value(self, found: &FoundFault) -> Error {
        let faults = &found.faults;
        let words = match self {
            Self::Enveloped | Self::Bare => FaultWording::Current,
            Self::Older => FaultWording::Older,
        };
        self.refuse(if found.member == "ExpressionAttributeValues" {
            faults.placeholder_message(words)
        } else {
            faults.fault().message(words)
        })
    }
}

impl<I> Request<I> {
    /// A request made in Rust: `values` are the members that hold attribute values, which are looked at as they
    /// would be while a request is read from JSON.
    pub(crate) fn typed(input: I, values: impl FnOnce(&I, &mut ValueCheck)) -> Self {
        let mut check = ValueCheck(Found::default());
        values(&input, &mut check);
        Self { input, found: check.0 }
    }
}

/// Looks at values made in Rust, which their types let be empty sets or nested too deep.
#[derive(Debug)]
pub(crate) struct ValueCheck(Found);

impl ValueCheck {
    /// Notes the first fault among a member's values.
    pub(crate) fn member(&mut self, member: &'static str, values: &Item) {
        self.inside(member, values, || member.to_owned());
    }

    /// Notes the fault of a value somewhere in a member.
    pub(crate) fn value(&mut self, member: &'static str, value: &AttributeValue) {
        self.note(member, Faults::of_value(value), || member.to_owned());
    }

    /// The same for values at a place inside a member.
    pub(crate) fn inside(&mut self, member: &'static str, values: &Item, place: impl FnOnce() -> String) {
        self.note(member, Faults::of_item(values), place);
    }

    /// Notes the faults of the parameters of a statement at a place, such as `statements.1.member.`.
    pub(crate) fn parameters(&mut self, place: &str, parameters: Option<&[AttributeValue]>) {
        for parameter in parameters.unwrap_or_default() {
            self.note("Parameters", Faults::of_value(parameter), || format!("{place}parameters"));
        }
    }

    fn note(&mut self, member: &'static str, faults: Option<Box<Faults>>, place: impl FnOnce() -> String) {
        if let Some(faults) = faults {
            self.0.note_json_levels(faults.json_levels());
            self.0.note_fault(FoundFault { member, place: place(), faults });
        }
    }
}
