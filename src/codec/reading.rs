//! What is noted while an input is read.

use super::{
    constraint::Constraint,
    dynamodb_json::{Checked, Faults},
    member::Member,
    notes::{Notes, Noticed},
    place::{Part, Step, Way},
};

/// The notes so far, and the position of the reading.
#[derive(Debug, Default)]
pub(crate) struct Reading {
    notes: Notes,
    /// How deep the JSON nests at values with faults.
    json_levels: usize,
    /// The operation's member that is being read, with its index among the members.
    member: Option<(usize, Member)>,
    /// The path from that member to the value, formatted only for a fault. Most members are values themselves, so it is
    /// mostly empty and takes no memory.
    path: Way,
    /// Whether an element of the list that is being read has faults. Only the faults of the first such element are
    /// reported.
    list_has_faults: bool,
    /// How many surplus values enclose the current one. Only the JSON types of surplus values are checked; nothing is
    /// noted.
    surplus: usize,
}

impl Reading {
    /// Enters the member of a structure that has this index among the members.
    pub(crate) fn enter(&mut self, order: usize, member: Member) {
        match self.member {
            None => self.member = Some((order, member)),
            Some(_) => self.enter_deeper(order, member),
        }
    }

    /// Leaves the member that was entered last.
    pub(crate) fn leave(&mut self) {
        debug_assert!(self.member.is_some(), "no member was entered");
        match self.path.is_empty() {
            true => self.member = None,
            false => self.leave_deeper(),
        }
    }

    // Not inlined into the code of each member of each structure.
    #[inline(never)]
    fn enter_deeper(&mut self, order: usize, member: Member) {
        self.path.push(Step::member(order, member));
    }

    #[inline(never)]
    fn leave_deeper(&mut self) {
        self.path.pop();
    }

    /// Enters an element of a list, counted from 1.
    pub(crate) fn enter_element(&mut self, number: usize) {
        self.enter_part(Step::element(number));
    }

    /// Enters an element of a list or a value of a map.
    pub(super) fn enter_part(&mut self, part: Step) {
        self.path.extend([part, Step::inside()]);
    }

    /// Leaves the element or value.
    pub(crate) fn leave_part(&mut self) {
        debug_assert!(self.path.len() >= 2, "no part of a collection was entered");
        self.path.truncate(self.path.len().saturating_sub(2));
    }

    /// Begins a list; pass the returned value to [`leave_list`](Self::leave_list).
    pub(crate) fn enter_list(&mut self) -> bool {
        std::mem::take(&mut self.list_has_faults)
    }

    /// Ends a list.
    pub(crate) fn leave_list(&mut self, outer: bool) {
        self.list_has_faults = outer;
    }

    /// Whether anything was noted.
    pub(crate) fn has_notes(&self) -> bool {
        !self.notes.is_empty()
    }

    /// Begins a value that a list or map has no room for; its faults are not noted.
    pub(crate) fn enter_surplus(&mut self) {
        self.surplus += 1;
    }

    /// Leaves the surplus value.
    pub(crate) fn leave_surplus(&mut self) {
        debug_assert!(self.surplus > 0, "no surplus value was entered");
        self.surplus -= 1;
    }

    /// Notes that the value here violates a constraint.
    #[cold]
    pub(crate) fn violation(&mut self, value: Option<String>, constraint: Constraint) {
        self.note(Noticed::Violation(value, constraint));
    }

    /// Notes that these members of a structure were not sent; the lowest bit is the first of `all`.
    #[cold]
    pub(crate) fn missing(&mut self, members: u32, all: &[Member]) {
        for (order, member) in all.iter().enumerate().filter(|(order, _)| members & (1 << order) != 0) {
            self.enter(order, *member);
            self.violation(None, Constraint::NotNull);
            self.leave();
        }
    }

    /// Removes the notes inside a part of the value here, because the part was sent again.
    #[cold]
    pub(super) fn forget(&mut self, part: Step) {
        self.notes.forget(self.steps().chain([part]).collect());
    }

    /// Removes the notes inside the value here.
    #[cold]
    pub(crate) fn forget_inside(&mut self) {
        self.notes.forget(self.steps().collect());
    }

    /// Notes the faults of the value, and returns the value.
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
        if let [.., Step { part: Part::Element(_), .. }, _] = self.path.as_slice()
            && std::mem::replace(&mut self.list_has_faults, true)
        {
            return;
        }
        self.note(Noticed::Faults(faults));
    }

    /// Whether nothing was noted, as in nearly all inputs.
    pub(crate) fn is_clean(&self) -> bool {
        self.notes.is_empty() && self.json_levels == 0
    }

    /// How deep the JSON nests at values with faults.
    pub(crate) const fn json_levels(&self) -> usize {
        self.json_levels
    }

    /// The notes of the whole input.
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
            self.notes.add(self.steps().collect(), what);
        }
    }

    /// The steps to the value here.
    fn steps(&self) -> impl Iterator<Item = Step> {
        let member = self.member.map(|(order, member)| Step::member(order, member));
        member.into_iter().chain(self.path.iter().cloned())
    }
}

#[cfg(test)]
mod tests {
    use super::{super::structure::structure, *};

    structure! {
        pub struct Outer {
            table_name: String = "TableName",
            second: Vec<Inner> = "Second",
            third: String = "Third",
        }
    }

    structure! {
        pub struct Inner {
            first: String = "First",
            second: String = "Second",
        }
    }

    fn noted(reading: Reading) -> Vec<String> {
        reading.into_notes().in_order().map(|(place, _)| place.older()).collect()
    }

    #[test]
    fn notes_come_in_the_order_of_members_elements_and_keys_whatever_the_order_of_the_json() {
        let mut reading = Reading::default();
        let mut note = |order: usize, member: Member, part: Option<Step>| {
            reading.enter(order, member);
            if let Some(part) = part {
                reading.enter_part(part);
                reading.missing(0b10, <Inner as super::super::structure::Structure>::ALL_MEMBERS);
                reading.leave_part();
            } else {
                reading.violation(None, Constraint::NotNull);
            }
            reading.leave();
        };
        note(2, Outer::MEMBERS.third, Some(Step::key("b")));
        note(2, Outer::MEMBERS.third, Some(Step::key("a")));
        note(1, Outer::MEMBERS.second, Some(Step::element(10)));
        note(1, Outer::MEMBERS.second, Some(Step::element(9)));
        note(0, Outer::MEMBERS.table_name, None);
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
        for (order, member) in [(0, Outer::MEMBERS.table_name), (2, Outer::MEMBERS.third)] {
            reading.enter(order, member);
            reading.violation(None, Constraint::NotNull);
            reading.leave();
        }
        reading.forget(Step::member(0, Outer::MEMBERS.table_name));
        assert_eq!(noted(reading), ["third"]);
    }
}
