//! Throughput against a naive model: buckets whose balance is added up from everything that was ever taken out of them.

use std::collections::BTreeMap;

use hashrange::{Database, ScalarAttributeType::S, Throughput, item, size::item_size_bytes};
use proptest::prelude::*;

use super::{database, seconds};

/// Millionths of units, and microseconds.
const MILLION: i128 = 1_000_000;

/// A bucket that remembers everything.
#[derive(Debug, Clone, Default)]
struct Naive {
    taken: Vec<(i128, i128)>,
}

impl Naive {
    /// What is left at this time of a bucket that began at 0 with one second of its rate.
    fn left(&self, rate: i128, kept_seconds: i128, now_us: i128) -> i128 {
        let (mut left, mut at_us) = (rate * MILLION, 0);
        for (time_us, units) in self.taken.iter().copied().chain([(now_us, 0)]) {
            left = (left + rate * (time_us - at_us)).min(rate * kept_seconds * MILLION) - units;
            at_us = time_us;
        }
        left
    }
}

#[derive(Debug, Clone)]
enum Step {
    Put { key: u8, pad: usize },
    Delete { key: u8 },
    Get { key: u8, consistent: bool },
    Advance { ms: u64 },
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => (0..12_u8, 0..4000_usize).prop_map(|(key, pad)| Step::Put { key, pad }),
        1 => (0..12_u8).prop_map(|key| Step::Delete { key }),
        4 => (0..12_u8, any::<bool>()).prop_map(|(key, consistent)| Step::Get { key, consistent }),
        2 => (0..4000_u64).prop_map(|ms| Step::Advance { ms }),
    ]
}

#[derive(Debug, Clone)]
struct Setting {
    partitions: usize,
    /// Read and write units; of each partition, or of the table.
    units: [u64; 2],
    per_partition: bool,
}

fn setting() -> impl Strategy<Value = Setting> {
    (1..5_usize, 1..6_u64, 1..6_u64, any::<bool>()).prop_map(|(partitions, read, write, per_partition)| {
        Setting { partitions, units: [read, write], per_partition }
    })
}

const KEPT_SECONDS: u64 = 5;

fn set_up(setting: &Setting) -> (Database, hashrange::Clock) {
    let [read, write] = setting.units;
    let rules = match setting.per_partition {
        true => Throughput::per_partition(read, write),
        false => Throughput::as_provisioned().burst(seconds(KEPT_SECONDS)),
    };
    let (db, clock) = database(rules.split_after(None), setting.partitions);
    let table = db.create_table("tab").partition_key("id", S).provisioned(read as u32, write as u32);
    table.run().unwrap();
    (db, clock)
}

/// Plays the steps; what each answers, as text.
fn play(setting: &Setting, steps: &[Step]) -> Vec<String> {
    let (db, clock) = set_up(setting);
    let table = db.table("tab").unwrap();
    let (mut now_us, mut answers) = (0_i128, Vec::new());
    let mut sizes: BTreeMap<u8, usize> = BTreeMap::new();
    // By partition, or one for the table; of reads and writes. The other limits are out of reach.
    let mut buckets: BTreeMap<String, [Naive; 2]> = BTreeMap::new();
    let kept = if setting.per_partition { 1 } else { i128::from(KEPT_SECONDS) };
    for step in steps {
        let (key, access, units) = match step {
            Step::Advance { ms } => {
                clock.advance(std::time::Duration::from_millis(*ms)).unwrap();
                now_us += i128::from(*ms) * 1000;
                continue;
            }
            Step::Put { key, pad } => {
                let item = item! { "id": key.to_string(), "pad": "x".repeat(*pad) };
                let size = item_size_bytes(&item).max(sizes.get(key).copied().unwrap_or(0));
                (*key, 1, size.div_ceil(1024).max(1) as i128 * MILLION)
            }
            Step::Delete { key } => {
                (*key, 1, sizes.get(key).copied().unwrap_or(0).div_ceil(1024).max(1) as i128 * MILLION)
            }
            Step::Get { key, consistent } => {
                let units = sizes.get(key).copied().unwrap_or(0).div_ceil(4096).max(1) as i128 * MILLION;
                (*key, 0, if *consistent { units } else { units / 2 })
            }
        };
        let id = key.to_string();
        let place = match setting.per_partition {
            true => table.explain(id.as_str()).unwrap().partition,
            false => String::new(),
        };
        let bucket = &mut buckets.entry(place).or_default()[access];
        let expected = bucket.left(i128::from(setting.units[access]), kept, now_us) > 0;
        let result = match step {
            Step::Put { pad, .. } => {
                table.put(item! { "id": id.as_str(), "pad": "x".repeat(*pad) }).run().map(|()| String::new())
            }
            Step::Delete { .. } => table.delete(id.as_str()).run().map(|()| String::new()),
            Step::Get { consistent, .. } => {
                let get = table.get(id.as_str());
                let get = if *consistent { get.consistent() } else { get };
                get.run().map(|item| format!("{}", item.map_or(0, |item| item_size_bytes(&item))))
            }
            Step::Advance { .. } => unreachable!("it was done"),
        };
        assert_eq!(result.is_ok(), expected, "{step:?} at {now_us} us: {result:?}");
        if let Err(error) = &result {
            let limit = if setting.per_partition { "KeyRange" } else { "Provisioned" };
            let access = ["Read", "Write"][access];
            let reason = format!("Table{access}{limit}ThroughputExceeded");
            assert_eq!(error.throttling_reasons()[0].reason, reason);
        } else {
            bucket.taken.push((now_us, units));
            match step {
                Step::Put { pad, .. } => {
                    let item = item! { "id": id.as_str(), "pad": "x".repeat(*pad) };
                    sizes.insert(key, item_size_bytes(&item));
                }
                Step::Delete { .. } => drop(sizes.remove(&key)),
                Step::Get { .. } | Step::Advance { .. } => {}
            }
        }
        answers.push(format!("{result:?}"));
    }
    answers
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn requests_are_throttled_exactly_when_the_naive_model_says_so(
        setting in setting(), steps in proptest::collection::vec(step(), 0..120),
    ) {
        let answers = play(&setting, &steps);
        prop_assert_eq!(play(&setting, &steps), answers, "the same steps have the same answers");
    }
}

#[test]
fn the_same_seed_gives_the_same_bytes() {
    let run = || {
        let (db, clock) = database(Throughput::as_provisioned().split_after(seconds(5)), 2);
        let create = r#"{"TableName":"tab","BillingMode":"PROVISIONED",
            "ProvisionedThroughput":{"ReadCapacityUnits":3,"WriteCapacityUnits":2},
            "KeySchema":[{"AttributeName":"id","KeyType":"HASH"}],
            "AttributeDefinitions":[{"AttributeName":"id","AttributeType":"S"}]}"#;
        let mut bytes = db.wire("CreateTable", create.as_bytes()).body;
        for n in 0..300 {
            let put = format!(r#"{{"TableName":"tab","Item":{{"id":{{"S":"{}"}}}}}}"#, n % 7);
            bytes.extend(db.wire("PutItem", put.as_bytes()).body);
            bytes.extend(db.wire("Scan", br#"{"TableName":"tab","ReturnConsumedCapacity":"TOTAL"}"#).body);
            clock.advance(std::time::Duration::from_millis(130)).unwrap();
        }
        bytes
    };
    let bytes = run();
    assert!(String::from_utf8_lossy(&bytes).contains("ThrottlingReasons"));
    assert_eq!(run(), bytes);
}
