//! What is noticed while an input is read.

use super::{
    constraint::Constraint,
    dynamodb_json::{Checked, Faults},
    notes::{Notes, Noticed},
    part::{Part, Way},
};

/// What was noticed so far, and where the reading stands.
#[derive(Debug, Default)]
pub(crate) struct Reading {
    notes: Notes,
    /// How deep the JSON goes, as far as it matters.
    json_levels: usize,
    /// The operation's member that is being read: its place among the members, and its name.
    member: Option<(usize, &'static str)>,
    /// The way from there to the value, written out only where something is to be told. Most members are values
    /// themselves, so that it takes no memory.
    path: Vec<Part>,
    /// Whether an element of the list that is being read has faults: only the first such element's are told.
    list_has_faults: bool,
    /// How many values that are read here are surplus: only their JSON types count, and nothing is noted.
    surplus: usize,
}

/// What a value in a list or map is called on the way to what is inside it.
const IN_COLLECTION: Part = Part::Member(0, "member");

impl Reading {
    /// Goes into the member of a structure that has this place among the members; `name` is the API's spelling.
    pub(crate) fn enter(&mut self, order: usize, name: &'static str) {
        match self.member {
            None => self.member = Some((order, name)),
            Some(_) => self.enter_deeper(order, name),
        }
    }

    /// Comes out of the member that was entered last.
    pub(crate) fn leave(&mut self) {
        match self.path.is_empty() {
            true => self.member = None,
            false => self.leave_deeper(),
        }
    }

    // Not made part of the code for each member of each structure.
    #[inline(never)]
    fn enter_deeper(&mut self, order: usize, name: &'static str) {
        self.path.push(Part::Member(order, name));
    }

    #[inline(never)]
    fn leave_deeper(&mut self) {
        self.path.pop();
    }

    /// Goes into an element of a list or a value of a map.
    pub(crate) fn enter_part(&mut self, part: Part) {
        self.path.extend([part, IN_COLLECTION]);
    }

    /// Comes out of it.
    pub(crate) fn leave_part(&mut self) {
        self.path.truncate(self.path.len().saturating_sub(2));
    }

    /// Begins a list; what is given back is for [`leave_list`](Self::leave_list).
    pub(crate) fn enter_list(&mut self) -> bool {
        std::mem::take(&mut self.list_has_faults)
    }

    /// Ends it.
    pub(crate) fn leave_list(&mut self, outer: bool) {
        self.list_has_faults = outer;
    }

    /// Whether anything was noted.
    pub(crate) fn has_notes(&self) -> bool {
        !self.notes.is_empty()
    }

    /// Begins a value that a list or map has no room for: what is wrong inside is not noted.
    pub(crate) fn enter_surplus(&mut self) {
        self.surplus += 1;
    }

    /// Comes out of it.
    pub(crate) fn leave_surplus(&mut self) {
        self.surplus -= 1;
    }

    /// Notes that the value here violates a constraint.
    #[cold]
    pub(crate) fn violation(&mut self, value: Option<String>, constraint: Constraint) {
        self.note(Noticed::Violation(value, constraint));
    }

    /// Notes that nothing was sent for these members of a structure; the lowest bit is the first of `names`.
    #[cold]
    pub(crate) fn missing(&mut self, members: u32, names: &[&'static str]) {
        for (order, name) in names.iter().enumerate().filter(|(order, _)| members & (1 << order) != 0) {
            self.enter(order, name);
            self.violation(None, Constraint::NotNull);
            self.leave();
        }
    }

    /// Forgets what was noted inside a part of the value here, because something else is sent for it again.
    #[cold]
    pub(crate) fn forget(&mut self, part: Part) {
        let mut way = self.way();
        way.push(part);
        self.notes.forget(way);
    }

    /// Forgets what was noted inside the value here.
    #[cold]
    pub(crate) fn forget_inside(&mut self) {
        let way = self.way();
        self.notes.forget(way);
    }

    /// The value, after what is wrong in it has been noted.
    pub(crate) fn checked<T>(&mut self, checked: Checked<T>) -> T {
        if let Some(faults) = checked.faults {
            self.faults(faults);
        }
        checked.value
    }

    #[cold]
    fn faults(&mut self, faults: Box<Faults>) {
        if self.surplus == 0 {
            self.json_levels = self.json_levels.max(self.path.len() + 2 + faults.json_levels());
        }
        if let [.., Part::Element(_), _] = self.path.as_slice()
            && std::mem::replace(&mut self.list_has_faults, true)
        {
            return;
        }
        let member = self.member.map_or("", |(_, name)| name);
        self.note(Noticed::Faults(member, faults));
    }

    /// Whether nothing was noticed, as in nearly all inputs.
    pub(crate) fn is_clean(&self) -> bool {
        self.notes.is_empty() && self.json_levels == 0
    }

    /// How deep the JSON goes, as far as it matters.
    pub(crate) const fn json_levels(&self) -> usize {
        self.json_levels
    }

    /// What was noticed in the whole input.
    pub(crate) fn into_notes(self) -> Notes {
        debug_assert!(
            self.member.is_none() && self.path.is_empty() && self.surplus == 0,
            "a value was not left"
        );
        self.notes
    }

    #[cold]
    fn note(&mut self, what: Noticed) {
        if self.surplus == 0 {
            self.notes.add(self.way(), what);
        }
    }

    fn way(&self) -> Way {
        let member = self.member.map(|(order, name)| Part::Member(order, name));
        member.into_iter().chain(self.path.iter().cloned()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::{super::part::spelled, *};

    fn noted(reading: Reading) -> Vec<String> {
        reading.into_notes().in_order().map(|(way, _)| spelled(&way)).collect()
    }

    #[test]
    fn notes_come_in_the_order_of_members_elements_and_keys_whatever_the_order_of_the_json() {
        let mut reading = Reading::default();
        let mut note = |member: (usize, &'static str), part: Option<Part>| {
            reading.enter(member.0, member.1);
            if let Some(part) = part {
                reading.enter_part(part);
                reading.missing(0b10, &["First", "Second"]);
                reading.leave_part();
            } else {
                reading.violation(None, Constraint::NotNull);
            }
            reading.leave();
        };
        note((2, "Third"), Some(Part::Key("b".into())));
        note((2, "Third"), Some(Part::Key("a".into())));
        note((1, "Second"), Some(Part::Element(10)));
        note((1, "Second"), Some(Part::Element(9)));
        note((0, "TableName"), None);
        assert_eq!(
            noted(reading),
            [
                "tableName",
                "second.9.member.second",
                "second.10.member.second",
                "third.a.member.second",
                "third.b.member.second"
            ]
        );
    }

    #[test]
    fn of_what_is_sent_twice_the_first_is_forgotten() {
        let mut reading = Reading::default();
        for (order, name) in [(0, "Key"), (1, "Keys")] {
            reading.enter(order, name);
            reading.violation(None, Constraint::NotNull);
            reading.leave();
        }
        reading.forget(Part::Member(0, "Key"));
        assert_eq!(noted(reading), ["keys"]);
    }
}
