//! Bits that nobody can guess from those before them.

/// Mixes 64 bits: each bit of the result depends on all of them, and no two inputs have one result. (SplitMix64)
pub(crate) const fn mix(mut bits: u64) -> u64 {
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    bits ^ (bits >> 31)
}
