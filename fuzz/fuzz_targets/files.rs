//! Any bytes as a file of items, in the format and the compression that the first byte chooses.
#![no_main]

use hashrange::fuzzing::read_file;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    if let [choice, file @ ..] = input {
        assert!(read_file(*choice, file) <= 2 * file.len() + 1 || *choice / 3 % 3 > 0);
    }
});
