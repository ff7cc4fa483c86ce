//! From bytes to capacity units. (Developer guide: DynamoDB read and write operations)

use crate::limits::{READ_UNIT_BYTES, WRITE_UNIT_BYTES};

/// Write units for this many bytes: one for each KB begun, at least one.
pub(crate) fn write_units(size_bytes: usize) -> f64 {
    size_bytes.div_ceil(WRITE_UNIT_BYTES).max(1) as f64
}

/// Read units for this many bytes: one for each 4 KB begun, at least one; half as many for an eventually consistent
/// read.
pub(crate) fn read_units(size_bytes: usize, consistent: bool) -> f64 {
    let units = size_bytes.div_ceil(READ_UNIT_BYTES).max(1) as f64;
    if consistent { units } else { units / 2.0 }
}

/// What a transaction consumes for an item, compared with the same request alone: it prepares the item, and carries out
/// the request. (Developer guide: DynamoDB Transactions, capacity management)
pub(crate) const TRANSACTION_FACTOR: f64 = 2.0;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kilobyte_begun_is_a_write_unit() {
        let units = [0, 1, 1024, 1025, 400 * 1024].map(write_units);
        assert_eq!(units, [1.0, 1.0, 1.0, 2.0, 400.0]);
    }

    #[test]
    fn each_four_kilobytes_begun_are_a_read_unit_or_half_of_one() {
        assert_eq!([0, 4096, 4097].map(|bytes| read_units(bytes, true)), [1.0, 1.0, 2.0]);
        assert_eq!([0, 4096, 4097].map(|bytes| read_units(bytes, false)), [0.5, 0.5, 1.0]);
    }
}
