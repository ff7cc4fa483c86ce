//! Random sequences of operations against a naive model: lists of items that are filtered and sorted for every
//! answer. Two tables of one database take single operations, batches, statements and transactions, through the typed
//! API and through the wire, over splits, forks, deleted tables and snapshots, while global and vector indexes come and
//! go and items expire by a clock that is moved. Every answer is equal, and so are tables restored to any moment.

#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests and their helpers")]

mod condition;
mod driver;
mod moments;
mod play;
mod reads;
mod reference;
mod schema;
mod statements;
mod states;
mod steps;
mod strategies;
#[path = "../support/mod.rs"]
mod support;
mod tables;
mod transactions;
mod update;
mod vectors;

use hashrange::ScalarAttributeType::{B, N, S};
use play::Play;
use proptest::{collection::vec, prelude::*};
use schema::Schema;
use strategies::step;

macro_rules! sequences {
    ($($name:ident: $partition:expr, $sort:expr;)*) => {
        proptest! {
            #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() })]
            $(
                #[test]
                fn $name(steps in {
                    let schemas = [Schema::new("model", $partition, $sort), Schema::new("other", S, Some(N))];
                    vec(step(&schemas), 1..80)
                }) {
                    let schemas = [Schema::new("model", $partition, $sort), Schema::new("other", S, Some(N))];
                    let mut play = Play::new(schemas);
                    for (step, wire) in &steps {
                        play.step(step, *wire);
                    }
                    play.finish();
                }
            )*
        }
    };
}

sequences! {
    tables_with_a_partition_key_alone: S, None;
    tables_with_a_number_for_partition_key: N, None;
    tables_sorted_by_strings: S, Some(S);
    tables_sorted_by_numbers: B, Some(N);
    tables_sorted_by_binaries: N, Some(B);
}
