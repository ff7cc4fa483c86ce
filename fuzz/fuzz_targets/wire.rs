//! Any bytes as the body of any operation: the first byte chooses the operation.
#![no_main]

use hashrange::operation::NAMES;
use hashrange_fuzz::FIXTURE;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Some((operation, body)) = data.split_first() else { return };
    let Some(name) = NAMES.get(usize::from(*operation) % NAMES.len()) else { return };
    let answer = FIXTURE.fork().wire(name, body);
    assert!(matches!(answer.status, 200 | 400), "{name}: {}", answer.text());
    assert!(answer.body.starts_with(b"{") && answer.body.ends_with(b"}"), "{name}: {}", answer.text());
});
