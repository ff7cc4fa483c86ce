//! Any text as a statement of PartiQL, with two parameters, on a table with something in it.
#![no_main]

use hashrange::Error;
use hashrange_fuzz::FIXTURE;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let db = FIXTURE.fork();
    for parameters in [Vec::new(), vec!["a"], vec!["a", "1"]] {
        let done = db.statement(text).bind_all(parameters).page();
        assert!(!matches!(done, Err(Error::Serialization(_))), "{text}");
    }
});
