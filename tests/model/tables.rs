//! What happens to a table itself: global indexes that come and go, and items that expire.

use hashrange::{
    AttributeValue, Error, Item, ScalarAttributeType,
    operation::{IndexStatus, TimeToLiveStatus},
};
use serde_json::{Value, json};

use crate::{
    driver::{Driver, refused},
    reference::{Reference, Refused, View},
    schema::index_of,
    support::call,
};

/// The attribute that holds the time at which an item expires.
pub const EXPIRES: &str = "until";
/// When the clock of every play begins, in seconds since 1970.
pub const BEGINNING: u64 = 1_700_000_000;

/// How long a change of time to live stands at least.
const HOUR: u64 = 3600;
/// What expired earlier than so long ago never goes.
const FIVE_YEARS: f64 = 5.0 * 365.0 * 86_400.0;

/// Whether items expire, and when that was said.
#[derive(Debug, Clone, Copy, Default)]
pub struct TimeToLive {
    enabled: bool,
    changed: Option<u64>,
}

impl TimeToLive {
    fn change(&mut self, enabled: bool, now: u64) -> Result<(), Refused> {
        let soon = self.changed.is_some_and(|changed| now < changed + HOUR);
        if soon || enabled == self.enabled {
            return Err(Refused::Validation);
        }
        *self = Self { enabled, changed: Some(now) };
        Ok(())
    }

    /// Whether an item is gone now.
    pub fn is_over(self, item: &Item, now: u64) -> bool {
        let Some(AttributeValue::N(number)) = item.get(EXPIRES) else { return false };
        let (seconds, now) = (number.to_f64(), now as f64);
        self.enabled && seconds < now && seconds > now - FIVE_YEARS
    }
}

/// Switches time to live on or off.
pub fn set_time_to_live(driver: &Driver<'_>, reference: &mut Reference, enabled: bool, now: u64) {
    let changed = if driver.wire {
        let specification = json!({ "Enabled": enabled, "AttributeName": EXPIRES });
        change(driver, "UpdateTimeToLive", json!({ "TimeToLiveSpecification": specification }))
    } else if enabled {
        driver.table.enable_time_to_live(EXPIRES).map_err(refused)
    } else {
        driver.table.disable_time_to_live().map_err(refused)
    };
    assert_eq!(changed, reference.time_to_live.change(enabled, now));
    let described = driver.table.time_to_live().expect("a description");
    let status = match reference.time_to_live.enabled {
        true => TimeToLiveStatus::Enabled,
        false => TimeToLiveStatus::Disabled,
    };
    assert_eq!(described.time_to_live_status, Some(status));
}

/// Takes a global index away, or makes it where there is none.
pub fn toggle_index(driver: &Driver<'_>, reference: &mut Reference, view: &View) {
    let name = view.index.expect("an index");
    if reference.has(view) {
        let deleted = match driver.wire {
            true => change_index(driver, json!({ "Delete": { "IndexName": name } }), &[]),
            false => driver.table.update_settings().delete_index(name).run().map(drop).map_err(refused),
        };
        assert_eq!(deleted, Ok(()));
        reference.indexes.retain(|index| index.index != view.index);
        check_missing(driver, view);
    } else {
        let created = match driver.wire {
            true => change_index(driver, json!({ "Create": definition(view) }), &keys(view)),
            false => {
                driver.table.update_settings().create_index(index_of(view)).run().map(drop).map_err(refused)
            }
        };
        assert_eq!(created, Ok(()));
        reference.indexes.push(view.clone());
        let described = driver.table.describe().global_secondary_indexes.expect("indexes");
        let index = described.iter().find(|index| index.index_name == name).expect("the index");
        assert_eq!(index.index_status, Some(IndexStatus::Active));
        assert_eq!(index.item_count, reference.all(view).len() as u64);
    }
    assert_eq!(driver.db.verify(), Vec::<String>::new());
}

/// An index that is not there is not read.
pub fn check_missing(driver: &Driver<'_>, view: &View) {
    let read = driver.table.index(view.index.expect("an index")).scan().count();
    assert!(matches!(read, Err(Error::Validation(_))), "{read:?}");
}

fn change(driver: &Driver<'_>, operation: &str, mut body: Value) -> Result<(), Refused> {
    body["TableName"] = json!(driver.table.name());
    let (status, answer) = call(driver.db, operation, &body);
    match answer["__type"].as_str() {
        None if status == 200 => Ok(()),
        Some(kind) if kind.ends_with("#ValidationException") => Err(Refused::Validation),
        _ => panic!("not expected: {answer}"),
    }
}

fn change_index(
    driver: &Driver<'_>,
    update: Value,
    keys: &[(&str, ScalarAttributeType)],
) -> Result<(), Refused> {
    let mut body = json!({ "GlobalSecondaryIndexUpdates": [update] });
    if !keys.is_empty() {
        let typed = |(name, kind): &(&str, ScalarAttributeType)| json!({ "AttributeName": name, "AttributeType": kind.as_str() });
        body["AttributeDefinitions"] = keys.iter().map(typed).collect();
    }
    change(driver, "UpdateTable", body)
}

fn keys(view: &View) -> Vec<(&'static str, ScalarAttributeType)> {
    view.partition.iter().chain(&view.sort).copied().collect()
}

/// An index as the API defines it.
fn definition(view: &View) -> Value {
    let element = |name: &str, kind: &str| json!({ "AttributeName": name, "KeyType": kind });
    let partition = view.partition.iter().map(|(name, _)| element(name, "HASH"));
    let key: Value = partition.chain(view.sort.iter().map(|(name, _)| element(name, "RANGE"))).collect();
    let projection = match view.included.as_deref() {
        None => json!({ "ProjectionType": "ALL" }),
        Some([]) => json!({ "ProjectionType": "KEYS_ONLY" }),
        Some(names) => json!({ "ProjectionType": "INCLUDE", "NonKeyAttributes": names }),
    };
    json!({ "IndexName": view.index, "KeySchema": key, "Projection": projection })
}
