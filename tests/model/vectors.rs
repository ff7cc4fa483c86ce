//! A vector index that comes and goes, and searches in it.

use hashrange::{
    AttributeValue, Error, Item,
    ScalarAttributeType::S,
    VectorIndex,
    operation::{IndexStatus, SearchResultItem, VectorDistanceFunction, VectorIndexDescription},
};
use serde_json::{Value, json};

use crate::{
    driver::{Driver, owned, refused},
    reference::Reference,
    states::refused_meanwhile,
    support::{call, item_from_json, item_to_json},
};

/// The attribute that holds a vector.
pub const VECTOR: &str = "v";
/// The index's name.
const INDEX: &str = "vectors";

/// The vector index of a table, by the attribute that is its partition key.
#[derive(Debug, Clone, Copy)]
pub struct Vectors(pub Option<&'static str>);

/// A search for so many vectors near to one, of a partition key where the index has one.
#[derive(Debug, Clone)]
pub struct Search {
    pub vector: [i8; 2],
    pub partition: AttributeValue,
    pub count: u32,
}

impl Vectors {
    pub fn name(self) -> &'static str {
        INDEX
    }

    /// The index's definition.
    pub fn index(self) -> VectorIndex {
        let index = VectorIndex::new(INDEX, VECTOR, 2).distance(VectorDistanceFunction::Euclidean);
        match self.0 {
            Some(name) => index.partition_key(name, S),
            None => index,
        }
    }

    /// Whether an item can be written to a table with the index.
    pub fn takes(self, item: &Item) -> bool {
        let vector = item.get(VECTOR).is_none_or(|value| vector(value).is_some());
        vector && self.0.and_then(|name| item.get(name)).is_none_or(is_partition_key)
    }

    /// The item's vector, if it is in the index.
    fn vector(self, item: &Item) -> Option<[f64; 2]> {
        let is_partitioned = self.0.is_none_or(|name| item.get(name).is_some_and(is_partition_key));
        if is_partitioned { vector(item.get(VECTOR)?) } else { None }
    }
}

fn is_partition_key(value: &AttributeValue) -> bool {
    value.as_s().is_some_and(|text| !text.is_empty())
}

/// A list of two numbers of 32 bits.
fn vector(value: &AttributeValue) -> Option<[f64; 2]> {
    let AttributeValue::L(list) = value else { return None };
    let element = |value: &AttributeValue| {
        let element = value.as_n()?.to_f64() as f32;
        element.is_finite().then_some(f64::from(element))
    };
    match list.as_slice() {
        [one, two] => Some([element(one)?, element(two)?]),
        _ => None,
    }
}

fn distance(one: [f64; 2], two: [f64; 2]) -> f64 {
    (one[0] - two[0]).hypot(one[1] - two[1])
}

fn is_near(one: f64, two: f64) -> bool {
    (one - two).abs() <= 1e-5 * one.abs().max(two.abs())
}

/// Takes the vector index away, or makes it where there is none.
pub fn toggle(driver: &Driver<'_>, reference: &mut Reference, vectors: Vectors, (now, lasts): (u64, u64)) {
    let is_created = reference.vectors.is_none();
    let update = || driver.table.update_settings();
    let change = || {
        let changed = match is_created {
            true => update().create_vector_index(vectors.index()).run(),
            false => update().delete_vector_index(INDEX).run(),
        };
        changed.map(drop).map_err(refused)
    };
    if refused_meanwhile(driver, reference, INDEX, change) {
        return;
    }
    assert_eq!(change(), Ok(()));
    let described = || -> Option<VectorIndexDescription> { driver.table.describe().vector_indexes?.pop() };
    let status = || described()?.index_status;
    if is_created {
        reference.vectors = Some(vectors);
        assert_eq!(status(), Some(IndexStatus::Creating), "it is described as that once");
    }
    reference.change_index(INDEX, is_created, now, lasts);
    let expected = match (is_created, lasts) {
        (true, 0) => Some(IndexStatus::Active),
        (true, _) => Some(IndexStatus::Creating),
        (false, 0) => None,
        (false, _) => Some(IndexStatus::Deleting),
    };
    assert_eq!(status(), expected);
    if expected == Some(IndexStatus::Active) {
        let members = reference.items().iter().filter(|item| vectors.vector(item).is_some());
        assert_eq!(described().expect("the index").item_count, members.count() as u64);
    } else {
        let search = Search { vector: [0, 0], partition: "a".into(), count: 1 };
        assert!(found(driver, &search, vectors).is_err());
    }
    assert_eq!(driver.db.verify(), Vec::<String>::new());
}

/// What a search finds, with the scores.
fn found(driver: &Driver<'_>, search: &Search, vectors: Vectors) -> Result<Vec<(Item, f64)>, Error> {
    if driver.wire && vectors.0.is_none() {
        let vector = search.vector.map(|element| json!({ "N": element.to_string() }));
        let body = json!({
            "TableName": driver.table.name(), "IndexName": INDEX, "SearchVector": vector, "TopK": search.count,
        });
        let (status, answer) = call(driver.db, "SearchVectors", &body);
        if status != 200 {
            return Err(Error::Validation(answer["message"].as_str().unwrap_or_default().to_owned().into()));
        }
        let results = answer["SearchResults"].as_array().expect("results").iter();
        let result =
            |result: &Value| (item_from_json(&result["Item"]), result["Score"].as_f64().expect("a score"));
        return Ok(results.map(result).collect());
    }
    let mut builder = driver.table.index(INDEX).search(search.vector.map(f32::from)).top_k(search.count);
    if let Some(name) = vectors.0 {
        builder = builder.filter("#p = :p").name("#p", name).value(":p", search.partition.clone());
    }
    let result = |found: SearchResultItem| (owned(found.item.expect("an item")), f64::from(found.score));
    Ok(builder.run()?.into_iter().map(result).collect())
}

/// Holds what a search finds against a sorted list of all vectors.
pub fn check_search(driver: &Driver<'_>, reference: &Reference, search: &Search) {
    let Some(vectors) = reference.vectors else { return };
    if reference.changing.is_some_and(|changing| changing.index == INDEX) {
        assert!(found(driver, search, vectors).is_err());
        return;
    }
    let from = search.vector.map(f64::from);
    let is_of_part = |item: &&Item| vectors.0.is_none_or(|name| item.get(name) == Some(&search.partition));
    let of_item = |item: &Item| vectors.vector(item).map(|vector| distance(from, vector));
    let part = reference.items().iter().filter(is_of_part);
    let mut expected: Vec<f64> = part.filter_map(of_item).collect();
    expected.sort_by(f64::total_cmp);
    expected.truncate(search.count as usize);

    let found = found(driver, search, vectors).expect("a search");
    let scores: Vec<f64> = found.iter().map(|(_, score)| *score).collect();
    let same = scores.len() == expected.len() && scores.iter().zip(&expected).all(|(a, b)| is_near(*a, *b));
    assert!(same, "{scores:?} and not {expected:?}");
    let mut keys: Vec<String> = Vec::new();
    for (item, score) in &found {
        let key = reference.key_of(item);
        let stored = reference.get(&key).expect("an item of the table");
        assert!(is_near(of_item(stored).expect("a vector"), *score));
        let without: Item = stored
            .iter()
            .filter(|(name, _)| **name != *VECTOR)
            .map(|(n, v)| (n.clone(), v.clone()))
            .collect();
        assert_eq!(*item, without, "the vector is left out");
        keys.push(item_to_json(&key).to_string());
    }
    keys.sort_unstable();
    keys.dedup();
    assert_eq!(keys.len(), found.len(), "each item is found once");
}
