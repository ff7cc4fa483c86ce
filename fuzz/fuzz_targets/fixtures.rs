//! Any text as a definition of a fixture: as JSON, if the first byte is odd, or as YAML.
#![no_main]

use hashrange::fuzzing::read_definition;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    if let [choice, text @ ..] = input
        && let Ok(text) = std::str::from_utf8(text)
    {
        let _ = read_definition(text, choice % 2 == 1);
    }
});
