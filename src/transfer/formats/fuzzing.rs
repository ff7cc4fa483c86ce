//! What the fuzz target of files calls.

use super::{Columns, Format, InputCompressionType, dynamodb_json, ion, open};
use crate::sync::atomic::AtomicU64;

/// Reads a file in the format and compression that a byte chooses, and returns how many records and faults it has. An
/// item without faults is written and read again.
///
/// # Panics
/// What was read again is another item.
#[allow(clippy::panic, reason = "the fuzzer finds panics")]
pub fn read_file(choice: u8, file: &[u8]) -> usize {
    let format = match choice % 3 {
        0 => Format::DynamoDbJson,
        1 => Format::Ion,
        _ => Format::Csv(Columns::default()),
    };
    let compression = match choice / 3 % 3 {
        0 => InputCompressionType::None,
        1 => InputCompressionType::Gzip,
        _ => InputCompressionType::Zstd,
    };
    let bytes = AtomicU64::new(0);
    let mut count = 0;
    for read in open(&format, compression, file, &bytes) {
        count += 1;
        let Ok(record) = read else { continue };
        if record.faults.is_some() {
            continue;
        }
        let mut lines = [Vec::new(), Vec::new()];
        dynamodb_json::write_line(&record.item, &mut lines[0]);
        ion::write_line(&record.item, &mut lines[1]);
        for (format, line) in [Format::DynamoDbJson, Format::Ion].iter().zip(&lines) {
            let bytes = AtomicU64::new(0);
            let again = open(format, InputCompressionType::None, &**line, &bytes).next();
            let again = again.and_then(Result::ok).map(|record| record.item);
            assert_eq!(again.as_ref(), Some(&record.item), "{format:?}");
        }
    }
    count
}
