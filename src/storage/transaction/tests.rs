//! Transactions concurrent with each other, with splits and with copies.

use super::*;
use crate::{
    key::{HashRange, KeyAttribute, KeySchema, ScalarAttributeType, table_key},
    storage::{
        fork::copy_tables,
        index::definition::{IndexDefinition, IndexProjection},
        settings::TableSettings,
        table_definition::TableDefinition,
        tree::totals::Totals,
    },
    sync::{
        atomic::{AtomicBool, Ordering},
        thread,
    },
    value::{AttributeValue, Item},
};

fn key_attribute(name: &str, attribute_type: ScalarAttributeType) -> KeyAttribute {
    KeyAttribute { name: name.into(), attribute_type }
}

/// Accounts with an index on their balance.
fn accounts(name: &str, sequence: u64) -> Table {
    let by_balance = IndexDefinition::new(
        "by_balance".to_owned(),
        KeySchema {
            partition_key: vec![key_attribute("balance", ScalarAttributeType::N)],
            sort_key: Vec::new(),
        },
        IndexProjection::All,
    );
    let definition = TableDefinition {
        name: name.to_owned(),
        schema: KeySchema {
            partition_key: vec![key_attribute("account", ScalarAttributeType::S)],
            sort_key: Vec::new(),
        },
        local_indexes: Vec::new(),
        global_indexes: vec![(by_balance, 4)],
        vector_indexes: Vec::new(),
        partitions: 4,
        settings: TableSettings::plain(),
    };
    Table::new(definition, sequence)
}

fn key(table: &Table, account: u32) -> StoredKey {
    table_key(table.schema(), &account_item(account, 0))
}

fn account_item(account: u32, balance: i64) -> Item {
    crate::item! { "account": account.to_string(), "balance": balance }
}

fn place(table: &Table, account: u32) -> Place<'_> {
    Place { table, key: key(table, account) }
}

fn put(account: u32, balance: i64) -> Change<'static> {
    Change::Put(Stored::new(account_item(account, balance)))
}

fn balance(stored: Option<&Stored>) -> i64 {
    let balance = stored.and_then(|stored| stored.item().get("balance")).and_then(AttributeValue::as_n);
    balance.map_or(0, |balance| balance.to_string().parse().unwrap())
}

fn balances(table: &Table, accounts: u32) -> Vec<i64> {
    let transaction = Transaction::new((0..accounts).map(|account| place(table, account)).collect());
    transaction.unwrap().read().iter().map(|stored| balance(stored.as_ref())).collect()
}

#[test]
fn no_place_comes_twice() {
    let (one, other) = (accounts("one", 1), accounts("other", 2));
    assert!(Transaction::new(vec![place(&one, 1), place(&one, 2), place(&one, 1)]).is_none());
    assert!(Transaction::new(vec![place(&one, 1), place(&other, 1)]).is_some());
    assert!(Transaction::new(Vec::new()).is_some());
}

#[test]
fn items_and_changes_are_in_the_order_of_the_places() {
    let (one, other) = (accounts("one", 1), accounts("other", 2));
    let places =
        || (0..20).map(|account| place(if account % 3 == 0 { &one } else { &other }, account)).collect();
    let changes = (0..20).map(|account| put(account, i64::from(account) * 10)).collect();
    let written = Transaction::new(places()).unwrap().write(|items| {
        assert!((0..20).all(|position| items.get(position).is_none()));
        Ok::<_, ()>(changes)
    });
    assert_eq!(written.unwrap().len(), 20);
    let read = Transaction::new(places()).unwrap().read();
    let expected: Vec<i64> = (0..20).map(|account| account * 10).collect();
    assert_eq!(read.iter().map(|stored| balance(stored.as_ref())).collect::<Vec<_>>(), expected);
}

#[test]
fn a_decision_against_it_changes_nothing() {
    let table = accounts("accounts", 0);
    let transaction = Transaction::new(vec![place(&table, 1), place(&table, 2)]).unwrap();
    assert_eq!(transaction.write(|_| Err("no")).unwrap_err(), "no");
    assert_eq!(table.totals(), Totals::default());
}

#[test]
fn money_is_neither_made_nor_lost_while_partitions_split_and_the_table_is_copied() {
    const ACCOUNTS: u32 = 16;
    const TOTAL: i64 = 100 * ACCOUNTS as i64;
    let table = accounts("accounts", 0);
    for account in 0..ACCOUNTS {
        table.write(key(&table, account), |_| Ok::<_, ()>(put(account, 100))).unwrap();
    }
    let transfer = |from: u32, to: u32, amount: i64| {
        let transaction = Transaction::new(vec![place(&table, from), place(&table, to)]).unwrap();
        transaction.write(|items| {
            let [before, after] = [0, 1].map(|position| balance(items.get(position)));
            Ok::<_, ()>(vec![put(from, before - amount), put(to, after + amount)])
        })
    };
    let done = AtomicBool::new(false);
    thread::scope(|scope| {
        let writers: Vec<_> = (0..3_u32)
            .map(|seed| {
                scope.spawn(move || {
                    for step in 0..1_500_u32 {
                        let from = (step * 7 + seed) % ACCOUNTS;
                        let to = (from + 1 + (step * 5 + seed) % (ACCOUNTS - 1)) % ACCOUNTS;
                        transfer(from, to, i64::from(step % 9)).unwrap();
                    }
                })
            })
            .collect();
        scope.spawn(|| {
            while !done.load(Ordering::Relaxed) {
                assert_eq!(balances(&table, ACCOUNTS).iter().sum::<i64>(), TOTAL);
                let copies = copy_tables(vec![&table]);
                assert_eq!(balances(&copies[0], ACCOUNTS).iter().sum::<i64>(), TOTAL);
            }
        });
        scope.spawn(|| {
            for part in 0..64 {
                table.split(HashRange::part(part * 61 % 64, 64).first);
                table.write(key(&table, 1_000), |_| Ok::<_, ()>(put(1_000, part as i64))).unwrap();
                thread::yield_now();
            }
        });
        for writer in writers {
            writer.join().unwrap();
        }
        done.store(true, Ordering::Relaxed);
    });
    assert_eq!(balances(&table, ACCOUNTS).iter().sum::<i64>(), TOTAL);
    assert_eq!(table.layout().all().len(), 64);
    let entries = table.global_indexes()[0].layout().totals().count;
    assert_eq!(entries, u64::from(ACCOUNTS) + 1, "one index entry for each account");
}
