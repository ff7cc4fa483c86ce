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
    states::refused_meanwhile,
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
    pub enabled: bool,
    changed: Option<u64>,
    /// Until when it is ENABLING or DISABLING.
    pub until: Option<u64>,
}

impl TimeToLive {
    fn change(&mut self, enabled: bool, now: u64, lasts: u64) -> Result<(), Refused> {
        let soon = self.changed.is_some_and(|changed| now < changed + HOUR);
        if soon || enabled == self.enabled {
            return Err(Refused::Validation);
        }
        *self = Self { enabled, changed: Some(now), until: (lasts > 0).then_some(now + lasts) };
        Ok(())
    }

    /// Whether an item is gone now.
    pub fn is_over(self, item: &Item, now: u64) -> bool {
        let Some(AttributeValue::N(number)) = item.get(EXPIRES) else { return false };
        let (seconds, now) = (number.to_f64(), now as f64);
        // While it is being switched, the setting before holds.
        let is_on = self.enabled != self.until.is_some();
        is_on && seconds < now && seconds > now - FIVE_YEARS
    }
}

/// Switches time to live on or off.
pub fn set_time_to_live(
    driver: &Driver<'_>,
    reference: &mut Reference,
    enabled: bool,
    (now, lasts): (u64, u64),
) {
    let changed = if driver.wire {
        let specification = json!({ "Enabled": enabled, "AttributeName": EXPIRES });
        change(driver, "UpdateTimeToLive", json!({ "TimeToLiveSpecification": specification }))
    } else if enabled {
        driver.table.enable_time_to_live(EXPIRES).map_err(refused)
    } else {
        driver.table.disable_time_to_live().map_err(refused)
    };
    let expected = match reference.is_updating(now) {
        true => Err(Refused::InUse),
        false => reference.time_to_live.change(enabled, now, lasts),
    };
    assert_eq!(changed, expected);
    let described = driver.table.time_to_live().expect("a description");
    let TimeToLive { enabled, until, .. } = reference.time_to_live;
    let status = match (enabled, until) {
        (true, None) => TimeToLiveStatus::Enabled,
        (true, Some(_)) => TimeToLiveStatus::Enabling,
        (false, None) => TimeToLiveStatus::Disabled,
        (false, Some(_)) => TimeToLiveStatus::Disabling,
    };
    assert_eq!(described.time_to_live_status, Some(status));
}

/// Takes a global index away, or makes it where there is none.
pub fn toggle_index(driver: &Driver<'_>, reference: &mut Reference, view: &View, (now, lasts): (u64, u64)) {
    let name = view.index.expect("an index");
    let is_created = !reference.indexes.iter().any(|index| index.index == view.index);
    let update = || driver.table.update_settings();
    let change = || match (is_created, driver.wire) {
        (true, true) => change_index(driver, json!({ "Create": definition(view) }), &keys(view)),
        (true, false) => update().create_index(index_of(view)).run().map(drop).map_err(refused),
        (false, true) => change_index(driver, json!({ "Delete": { "IndexName": name } }), &[]),
        (false, false) => update().delete_index(name).run().map(drop).map_err(refused),
    };
    if refused_meanwhile(driver, reference, name, change) {
        return;
    }
    assert_eq!(change(), Ok(()));
    if is_created {
        reference.indexes.push(view.clone());
    }
    reference.change_index(name, is_created, now, lasts);
    let described = driver.table.describe().global_secondary_indexes.unwrap_or_default();
    let index = described.iter().find(|index| index.index_name == name);
    let status = index.map(|index| index.index_status.expect("a status"));
    let expected = match (is_created, lasts) {
        (true, 0) => Some(IndexStatus::Active),
        (true, _) => Some(IndexStatus::Creating),
        (false, 0) => None,
        (false, _) => Some(IndexStatus::Deleting),
    };
    assert_eq!(status, expected);
    match index.filter(|_| reference.has(view)) {
        Some(index) => assert_eq!(index.item_count, reference.all(view).len() as u64),
        None => check_missing(driver, view),
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
        Some(kind) if kind.ends_with("InUseException") || kind.ends_with("LimitExceededException") => {
            Err(Refused::InUse)
        }
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
