//! SearchVectors over 100,000 vectors of 384 dimensions, compared with only reading their bytes. Prints each figure
//! with its limit, and fails if one is far exceeded; `--test` runs it with small data.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a bench that prints")]

use std::{
    hint::black_box,
    time::{Duration, Instant},
};

use hashrange::{
    AttributeValue, Database, Number, ScalarAttributeType::S, Table, VectorIndex, item,
    operation::VectorDistanceFunction,
};

const DIMENSIONS: usize = 384;
const TOP_K: u32 = 10;
/// A search on one processor.
const LIMIT: Duration = Duration::from_millis(30);
/// The time of a search divided by that of reading the vectors' bytes: it is bound by memory, not by computation.
const TIMES_READING: f64 = 2.0;
/// The factor by which a limit must be exceeded to fail, because the machine may be shared.
const ROOM: f64 = 1.5;
/// Number of searches, alternating with readings. The median counts.
const ROUNDS: usize = 41;

fn main() {
    let small = std::env::args().any(|argument| argument == "--test");
    let vectors = if small { 2_000 } else { 100_000 };
    let mut random = Random(7);
    let mut exceeded = false;
    for function in [
        VectorDistanceFunction::Cosine,
        VectorDistanceFunction::DotProduct,
        VectorDistanceFunction::Euclidean,
    ] {
        let table = filled(vectors, function, &mut random);
        let bytes: Vec<f32> = (0..vectors * DIMENSIONS).map(|_| random.component()).collect();
        let (mut searches, mut readings) = (Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            let search: Vec<f32> = (0..DIMENSIONS).map(|_| random.component()).collect();
            readings.push(timed(|| sum(black_box(&bytes))));
            let index = table.index("by_meaning");
            searches.push(timed(|| {
                let found = index.search(search.iter().copied()).top_k(TOP_K).run().unwrap();
                assert_eq!(found.len(), TOP_K as usize);
                f32::from(found.len() as u8)
            }));
        }
        let (search, reading) = (median(&mut searches), median(&mut readings));
        let times = search.as_secs_f64() / reading.as_secs_f64();
        println!(
            "{function}: the {TOP_K} nearest of {vectors} vectors of {DIMENSIONS} dimensions in {search:.2?} (at most \
             {LIMIT:?}), {times:.2} times the {reading:.2?} that reading them takes (at most {TIMES_READING})"
        );
        let is_slow = search.as_secs_f64() > LIMIT.as_secs_f64() * ROOM || times > TIMES_READING * ROOM;
        exceeded |= is_slow && !small;
    }
    assert!(!exceeded, "a limit is far exceeded");
}

/// A table with this many random vectors.
fn filled(vectors: usize, function: VectorDistanceFunction, random: &mut Random) -> Table {
    let index = VectorIndex::new("by_meaning", "meaning", DIMENSIONS as u32).distance(function).keys_only();
    let table =
        Database::new().create_table("texts").partition_key("id", S).vector_index(index).run().unwrap();
    for id in 0..vectors {
        let number = |_| AttributeValue::N(Number::try_from(random.component()).unwrap());
        let meaning: Vec<AttributeValue> = (0..DIMENSIONS).map(number).collect();
        table.put(item! { "id": id.to_string(), "meaning": AttributeValue::L(meaning) }).run().unwrap();
    }
    table
}

/// The shortest way to read all numbers: adds them up, in as many lanes as the registers have.
fn sum(numbers: &[f32]) -> f32 {
    let (chunks, _) = numbers.as_chunks::<32>();
    let mut sums = [0.0; 32];
    for chunk in chunks {
        for (sum, number) in sums.iter_mut().zip(chunk) {
            *sum += number;
        }
    }
    sums.iter().sum()
}

fn timed(action: impl FnOnce() -> f32) -> Duration {
    let start = Instant::now();
    black_box(action());
    start.elapsed()
}

fn median(times: &mut [Duration]) -> Duration {
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap_or_default()
}

/// Random numbers, the same on each run.
struct Random(u64);

impl Random {
    /// Between -1 and 1.
    fn component(&mut self) -> f32 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 40) as f32 / (1 << 23) as f32 - 1.0
    }
}
