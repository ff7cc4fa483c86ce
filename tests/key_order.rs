//! Key bytes are ordered as values are: what a query gives, in which order, is what sorting and filtering the
//! values gives, in the table and in both kinds of index.

#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests and their helpers")]

mod support;

use std::{cmp::Ordering, sync::Arc};

use hashrange::{
    AttributeValue, Database, Index, Item, QueryBuilder, Result,
    ScalarAttributeType::{self, B, N, S},
    Table, item,
};
use proptest::{collection::vec, prelude::*, sample::Index as Choice};
use support::{any_key, begins_with, order};

/// A table whose sort key, whose local index's and whose global index's are of one type.
fn table(kind: ScalarAttributeType) -> Table {
    Database::new()
        .create_table("ordered")
        .partition_key("p", S)
        .sort_key("key", kind)
        .local_index(Index::new("local").sort_key("other", kind))
        .global_index(Index::new("global").partition_key("p", S).sort_key("other", kind))
        .run()
        .expect("a table")
}

/// Where the sort keys of a query lie.
#[derive(Debug, Clone)]
enum Range {
    Whole,
    Equal(AttributeValue),
    Less(AttributeValue),
    AtMost(AttributeValue),
    Greater(AttributeValue),
    AtLeast(AttributeValue),
    Between(AttributeValue, AttributeValue),
    BeginsWith(AttributeValue),
}

impl Range {
    fn ask(&self, query: QueryBuilder) -> QueryBuilder {
        match self {
            Self::Whole => query,
            Self::Equal(value) => query.equals(value),
            Self::Less(value) => query.less_than(value),
            Self::AtMost(value) => query.at_most(value),
            Self::Greater(value) => query.greater_than(value),
            Self::AtLeast(value) => query.at_least(value),
            Self::Between(low, high) => query.between(low, high),
            Self::BeginsWith(prefix) => query.begins_with(prefix),
        }
    }

    fn holds(&self, value: &AttributeValue) -> bool {
        match self {
            Self::Whole => true,
            Self::Equal(other) => order(value, other).is_eq(),
            Self::Less(other) => order(value, other).is_lt(),
            Self::AtMost(other) => order(value, other).is_le(),
            Self::Greater(other) => order(value, other).is_gt(),
            Self::AtLeast(other) => order(value, other).is_ge(),
            Self::Between(low, high) => order(value, low).is_ge() && order(value, high).is_le(),
            Self::BeginsWith(prefix) => begins_with(value, prefix),
        }
    }

    /// All kinds of range that two values make.
    fn all(one: &AttributeValue, two: &AttributeValue) -> Vec<Self> {
        let (low, high) = if order(one, two) == Ordering::Less { (one, two) } else { (two, one) };
        let mut ranges = vec![Self::Whole, Self::Between(low.clone(), high.clone())];
        for value in [one, two] {
            for range in [Self::Equal, Self::Less, Self::AtMost, Self::Greater, Self::AtLeast] {
                ranges.push(range(value.clone()));
            }
            match value {
                AttributeValue::N(_) => {}
                AttributeValue::S(text) => {
                    let first: String = text.chars().take(1).collect();
                    ranges.extend([text.to_string(), first].map(|prefix| Self::BeginsWith(prefix.into())));
                }
                AttributeValue::B(bytes) => {
                    let prefixes = [bytes.clone(), bytes[..1].to_vec()];
                    ranges.extend(prefixes.map(|prefix| Self::BeginsWith(prefix.into())));
                }
                other => panic!("{other:?} is no key"),
            }
        }
        ranges
    }
}

/// Two sort keys for each item, no two items with the same first.
fn pairs(kind: ScalarAttributeType) -> impl Strategy<Value = Vec<(AttributeValue, AttributeValue)>> {
    vec((any_key(kind), any_key(kind)), 1..24).prop_map(|mut pairs| {
        pairs.sort_by(|(one, _), (two, _)| order(one, two));
        pairs.dedup_by(|(one, _), (two, _)| order(one, two).is_eq());
        pairs
    })
}

fn check(
    kind: ScalarAttributeType,
    pairs: &[(AttributeValue, AttributeValue)],
    bounds: &[AttributeValue; 2],
    chosen: &[Choice; 2],
) -> Result<()> {
    let table = table(kind);
    // Backwards, that insertion order and key order differ; neighbours of the collection that must not show.
    for (key, other) in pairs.iter().rev() {
        for p in ["ordere", "ordered", "orderee", "ordered\0"] {
            table.put(item! { "p": p, "key": key, "other": other }).run()?;
        }
    }
    let mut ranges = Range::all(&bounds[0], &bounds[1]);
    let there = chosen.each_ref().map(|choice| &pairs[choice.index(pairs.len())]);
    ranges.extend(Range::all(&there[0].0, &there[1].1));
    ranges.extend(Range::all(&there[0].1, &bounds[0]));
    let mut by_other: Vec<_> = pairs.iter().collect();
    by_other.sort_by(|one, two| order(&one.1, &two.1).then(order(&one.0, &two.0)));
    let item = |(key, other): &(AttributeValue, AttributeValue)| item! { "p": "ordered", "key": key, "other": other };
    for range in ranges {
        let expected: Vec<Item> = pairs.iter().filter(|(key, _)| range.holds(key)).map(item).collect();
        compare(range.ask(table.query("ordered")), &expected, ("table", &range))?;
        let expected: Vec<Item> =
            by_other.iter().filter(|(_, other)| range.holds(other)).map(|pair| item(pair)).collect();
        compare(range.ask(table.index("local").query("ordered")), &expected, ("local", &range))?;
        compare(range.ask(table.index("global").query("ordered")), &expected, ("global", &range))?;
    }
    Ok(())
}

fn compare(query: QueryBuilder, expected: &[Item], what: (&str, &Range)) -> Result<()> {
    let shared = |items: Vec<Arc<Item>>| items.iter().map(|item| item.as_ref().clone()).collect::<Vec<_>>();
    let ascending = shared(query.clone().items().collect::<Result<_>>()?);
    assert_eq!(ascending, expected, "{what:?}");
    let mut descending = shared(query.descending().limit(3).items().collect::<Result<_>>()?);
    descending.reverse();
    assert_eq!(descending, expected, "{what:?}, descending in pages of three");
    Ok(())
}

macro_rules! laws {
    ($($name:ident: $kind:expr;)*) => {
        proptest! {
            #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]
            $(
                #[test]
                fn $name(
                    pairs in pairs($kind),
                    bounds in [any_key($kind), any_key($kind)],
                    chosen in any::<[Choice; 2]>(),
                ) {
                    check($kind, &pairs, &bounds, &chosen).expect("queries are answered");
                }
            )*
        }
    };
}

laws! {
    strings_are_ordered_as_their_bytes: S;
    numbers_are_ordered_by_value: N;
    binaries_are_ordered_as_unsigned_bytes: B;
}

/// The three sort-key attributes of an item.
type Parts = (String, String, Vec<u8>);

#[test]
fn an_index_of_several_sort_keys_orders_by_one_after_the_other() -> Result<()> {
    let table = Database::new()
        .create_table("several")
        .partition_key("id", N)
        .global_index(
            Index::new("by_parts")
                .partition_key("p", S)
                .partition_key("q", B)
                .sort_key("one", S)
                .sort_key("two", N)
                .sort_key("three", B),
        )
        .run()?;
    let ones = ["a", "a\0", "a\0\u{1}", "ab", "b"];
    let twos = ["-1E125", "-2", "0", "1E-130", "3"];
    let threes: [&[u8]; 4] = [b"\0", b"\0\xff", b"\xff", b"\xff\xff"];
    let mut id = 0;
    for three in threes.iter().rev() {
        for two in twos {
            for one in ones.iter().rev() {
                for (p, q) in [("p", &b"q"[..]), ("p", b"\0q"), ("p\0", b"q")] {
                    id += 1;
                    let two = support::number(two);
                    table
                        .put(item! { "id": id, "p": p, "q": q, "one": *one, "two": two, "three": *three })
                        .run()?;
                }
            }
        }
    }
    let index = table.index("by_parts");
    let read = |query: QueryBuilder| -> Result<Vec<Parts>> {
        let part = |item: &Item, name: &str| item.get(name).cloned().expect("an attribute");
        query
            .items()
            .map(|item| {
                let item = item?;
                let one = part(&item, "one").as_s().expect("a text").to_owned();
                let two = part(&item, "two").as_n().expect("a number").to_string();
                let three = part(&item, "three").as_b().expect("bytes").to_vec();
                Ok((one, two, three))
            })
            .collect()
    };
    let text = |number: &&str| support::number(number).as_n().expect("a number").to_string();
    let mut all = Vec::new();
    for one in ones {
        for two in twos.iter().map(text) {
            all.extend(threes.map(|three| (one.to_owned(), two.clone(), three.to_vec())));
        }
    }
    let query = || index.query("p").and_partition_key(&b"q"[..]);
    assert_eq!(read(query())?, all);
    let among = |holds: &dyn Fn(&Parts) -> bool| -> Vec<_> {
        all.iter().filter(|parts| holds(parts)).cloned().collect()
    };
    assert_eq!(read(query().begins_with("a\0"))?, among(&|(one, ..)| one.starts_with("a\0")));
    assert_eq!(read(query().greater_than("a"))?, among(&|(one, ..)| one.as_str() > "a"));
    assert_eq!(read(query().equals("a"))?, among(&|(one, ..)| one == "a"));
    let negative = among(&|(one, two, _)| one == "a\0" && two.starts_with('-'));
    assert_eq!(read(query().equals("a\0").less_than(0))?, negative);
    let prefixed = among(&|(one, two, three)| one == "ab" && two == "0" && three.starts_with(b"\xff"));
    assert_eq!(read(query().equals("ab").equals(0).begins_with(&b"\xff"[..]))?, prefixed);
    let last = among(&|(one, two, three)| one == "b" && two == "3" && three == b"\0\xff");
    assert_eq!(read(query().equals("b").equals(3).equals(&b"\0\xff"[..]))?, last);
    Ok(())
}
