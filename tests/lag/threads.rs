//! Late reads beside writes, splits, forks and changes of the lag, by the system's clock.

use std::{
    sync::atomic::{AtomicBool, AtomicU64, Ordering},
    thread,
};

use hashrange::{
    Database, Index, Lag, PartitionKeyHash,
    ScalarAttributeType::{N, S},
};

use super::{create, ms, version};

#[test]
fn readers_see_states_that_existed_whatever_goes_on_beside_them() {
    let lag = Lag::up_to(ms(3)).index(ms(1)..=ms(5)).monotonic();
    let db = Database::builder().lag(lag.clone()).build();
    let items = create(&db);
    let (written, is_done) = ([const { AtomicU64::new(0) }; 4], AtomicBool::new(false));
    thread::scope(|scope| {
        for (p, written) in written.iter().enumerate() {
            let items = items.clone();
            scope.spawn(move || {
                for v in 1..=400 {
                    // It is announced before, so that nobody reads what was not.
                    written.store(v, Ordering::SeqCst);
                    items.put(version(&p.to_string(), 1, v)).run().unwrap();
                }
            });
        }
        let readers: Vec<_> = (0..3)
            .map(|number| {
                let (items, written, is_done) =
                    (db.as_reader(number).table("items").unwrap(), &written, &is_done);
                scope.spawn(move || {
                    let mut last = [0; 4];
                    while !is_done.load(Ordering::SeqCst) {
                        for (p, last) in last.iter_mut().enumerate() {
                            let found = items.get((p.to_string(), 1)).run().unwrap();
                            let v = found.map_or(0, |item| item.n("v").unwrap().to_u64().unwrap());
                            assert!(v >= *last && v <= written[p].load(Ordering::SeqCst));
                            *last = v;
                        }
                        let of_index = items.index("by_g").query("one").items().map(Result::unwrap);
                        of_index.for_each(|item| assert!(item.n("v").unwrap().to_u64().unwrap() <= 400));
                        items.query("1").items().for_each(|item| assert!(item.unwrap().n("l").is_some()));
                    }
                })
            })
            .collect();
        let changes = scope.spawn(|| {
            for step in 0..40_u64 {
                let name = format!("late{}", step / 2);
                match step % 4 {
                    0 => {
                        let index = Index::new(&name).partition_key("g", S).sort_key("s", N);
                        items.update_settings().create_index(index).run().map(drop).unwrap();
                    }
                    1 => assert_eq!(db.fork().verify(), [""; 0]),
                    2 => drop(items.split_partition(&PartitionKeyHash::of(&step.to_string().into()))),
                    _ => db.converge(),
                }
                thread::sleep(ms(1));
            }
            is_done.store(true, Ordering::SeqCst);
        });
        changes.join().unwrap();
        readers.into_iter().for_each(|reader| reader.join().unwrap());
    });
    assert_eq!(db.verify(), [""; 0]);
    db.converge();
    for p in 0..4 {
        let key = || (p.to_string(), 1);
        assert_eq!(items.get(key()).run().unwrap(), items.get(key()).consistent().run().unwrap());
    }
}
