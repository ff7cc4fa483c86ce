//! The places of values inside a request.

use std::rc::Rc;

use super::member::Member;

/// One step of the path to a value.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Part {
    /// A member of a structure.
    Member(Member),
    /// An element of a list, counted from 1.
    Element(usize),
    /// A value of a map. Notes inside it share the name, which can be as long as the request.
    Key(Rc<str>),
    /// The spelling of "inside a value of a list or map" in paths.
    Inside,
}

/// A step with its order. Steps from the same value are in the order of the service's reports, not in that of the JSON:
/// structures have their own order, and maps are sorted.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Step {
    order: usize,
    pub(super) part: Part,
}

impl Step {
    /// The member with this index in a structure.
    pub(super) const fn member(order: usize, member: Member) -> Self {
        Self { order, part: Part::Member(member) }
    }

    /// An element of a list, counted from 1.
    pub(super) const fn element(number: usize) -> Self {
        Self { order: number, part: Part::Element(number) }
    }

    /// A value of a map.
    pub(super) fn key(key: &str) -> Self {
        Self { order: 0, part: Part::Key(key.into()) }
    }

    /// The step into a value of a list or map.
    pub(super) const fn inside() -> Self {
        Self { order: 0, part: Part::Inside }
    }
}

/// The path from the request to a value, by which notes are sorted.
pub(super) type Way = Vec<Step>;

impl Part {
    /// The largest number of bytes of its text.
    pub(crate) fn text_bytes(&self) -> usize {
        const DIGITS: usize = usize::MAX.ilog10() as usize + 1;
        match self {
            Self::Member(member) => member.name().len(),
            Self::Element(_) => DIGITS,
            Self::Key(key) => key.len(),
            Self::Inside => IN_COLLECTION.len(),
        }
    }
}

const IN_COLLECTION: &str = "member";

/// The place of a value: the path to it from the request. The place of the request itself has no parts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub(crate) struct Place(Vec<Part>);

impl Place {
    /// A member of the structure here.
    pub(crate) fn member(&self, member: Member) -> Self {
        self.and([Part::Member(member)])
    }

    /// An element of the list here, counted from 1.
    pub(crate) fn element(&self, number: usize) -> Self {
        debug_assert!(number > 0, "elements are counted from 1");
        self.and([Part::Element(number), Part::Inside])
    }

    /// The value of the map here that has this key.
    pub(crate) fn entry(&self, key: &str) -> Self {
        self.and([Part::Key(key.into()), Part::Inside])
    }

    fn and<const PARTS: usize>(&self, parts: [Part; PARTS]) -> Self {
        Self(self.0.iter().cloned().chain(parts).collect())
    }

    /// The steps of the path.
    pub(crate) fn parts(&self) -> &[Part] {
        &self.0
    }

    /// The request's member that the place is or is inside.
    pub(crate) fn top(&self) -> Option<Member> {
        match self.0.first() {
            Some(Part::Member(member)) => Some(*member),
            _ => None,
        }
    }

    /// Whether the place is `outer` or inside it.
    pub(crate) fn is_within(&self, outer: &Self) -> bool {
        self.0.starts_with(&outer.0)
    }

    /// The place in the older layer's spelling: `transactItems.1.member.put.tableName`.
    pub(crate) fn older(&self) -> String {
        self.spelled(Member::to_string)
    }

    /// The place in the newer layer's spelling: `TransactItems.1.member.Put.TableName`.
    pub(crate) fn newer(&self) -> String {
        self.spelled(|member| member.name().to_owned())
    }

    fn spelled(&self, member: impl Fn(&Member) -> String) -> String {
        let part = |part: &Part| match part {
            Part::Member(part) => member(part),
            Part::Element(number) => number.to_string(),
            Part::Key(key) => key.to_string(),
            Part::Inside => IN_COLLECTION.to_owned(),
        };
        self.0.iter().map(part).collect::<Vec<_>>().join(".")
    }
}

impl From<Member> for Place {
    fn from(member: Member) -> Self {
        Self(vec![Part::Member(member)])
    }
}

impl From<&Self> for Place {
    fn from(place: &Self) -> Self {
        place.clone()
    }
}

impl From<Way> for Place {
    fn from(way: Way) -> Self {
        Self(way.into_iter().map(|step| step.part).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::{super::structure::structure, *};

    structure! {
        pub struct Batch {
            request_items: String = "RequestItems",
            keys: String = "Keys",
        }
    }

    #[test]
    fn a_place_is_spelled_in_two_ways_and_keys_are_left_as_they_are() {
        let items = Place::from(Batch::MEMBERS.request_items);
        let keys = items.entry("my.Table").member(Batch::MEMBERS.keys);
        assert_eq!(keys.older(), "requestItems.my.Table.member.keys");
        assert_eq!(keys.newer(), "RequestItems.my.Table.member.Keys");
        assert_eq!(items.entry("member").newer(), "RequestItems.member.member");
        assert_eq!(items.element(2).older(), "requestItems.2.member");
        assert!(keys.is_within(&items) && !items.is_within(&keys));
    }
}
