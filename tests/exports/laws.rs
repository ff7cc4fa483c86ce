//! Exports of random tables, read back.

use std::{collections::BTreeMap, time::SystemTime};

use hashrange::{Item, item};
use proptest::{collection::vec, prelude::*};
use serde_json::json;

use crate::{Shop, reader::read, seconds, support::item_from_json};

/// A change, and for how many seconds the clock moves on.
#[derive(Debug, Clone)]
enum Step {
    Put(u8, u8, u32),
    Delete(u8, u8),
    Wait(u16),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let key = || (0..6_u8, 0..2_u8);
    vec(
        prop_oneof![
            4 => (key(), any::<u32>()).prop_map(|((user, at), price)| Step::Put(user, at, price)),
            2 => key().prop_map(|(user, at)| Step::Delete(user, at)),
            2 => (1..2_000_u16).prop_map(Step::Wait),
        ],
        0..40,
    )
}

type State = BTreeMap<String, Item>;

fn key_of(item: &Item) -> String {
    format!("{:?} {:?}", item.get("user"), item.get("at"))
}

fn state(shop: &Shop) -> State {
    shop.orders()
        .scan()
        .items()
        .map(|item| Item::clone(&item.unwrap()))
        .map(|item| (key_of(&item), item))
        .collect()
}

fn play(shop: &Shop, step: &Step) {
    let orders = shop.orders();
    match step {
        Step::Put(user, at, price) => {
            let image =
                item! { "user": user.to_string(), "at": *at, "price": *price, "list": [*price, null] };
            orders.put(image).run().unwrap();
        }
        Step::Delete(user, at) => orders.delete((user.to_string(), *at)).run().unwrap(),
        Step::Wait(seconds) => drop(shop.advance(u64::from(*seconds))),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn an_export_is_the_table_at_its_moment_and_changes_lead_from_one_to_the_next(steps in steps()) {
        let shop = Shop::new();
        let mut moments: Vec<(SystemTime, State)> = Vec::new();
        for step in &steps {
            play(&shop, step);
            if let Step::Wait(_) = step {
                moments.push((shop.now(), state(&shop)));
                // What happens at a moment comes before its end.
                shop.advance(1);
            }
        }
        for (time, wanted) in &moments {
            let found = read(shop.folder.path(), &shop.exported(json!({"ExportTime": seconds(*time)})));
            let found: State = found.lines.iter().map(|line| item_from_json(&line["Item"]))
                .map(|item| (key_of(&item), item)).collect();
            prop_assert_eq!(&found, wanted);
        }
        for pair in moments.windows(2) {
            let [(from, before), (to, after)] = pair else { unreachable!() };
            let lasts = to.duration_since(*from).unwrap().as_secs();
            if !(900..=86_400).contains(&lasts) {
                continue;
            }
            // The first moment is exported, and the last is not: those behind these two.
            let next = |time: &SystemTime| seconds(*time) + 0.001;
            let times = json!({"ExportFromTime": next(from), "ExportToTime": next(to)});
            let request = json!({"ExportType": "INCREMENTAL_EXPORT", "IncrementalExportSpecification": times});
            let mut state = before.clone();
            for record in read(shop.folder.path(), &shop.exported(request)).lines {
                let image = |name: &str| record.get(name).map(item_from_json);
                let key = key_of(&item_from_json(&record["Keys"]));
                prop_assert_eq!(state.remove(&key), image("OldImage"));
                if let Some(new) = image("NewImage") {
                    state.insert(key, new);
                }
            }
            prop_assert_eq!(&state, after);
        }
    }
}
