//! A hash of 64 bits, for ids and delays that look random and repeat with the same seed.

/// The finalizer of SplitMix64: a bijection in which each bit of the result depends on all bits of the input.
pub(crate) const fn mix(mut bits: u64) -> u64 {
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    bits ^ (bits >> 31)
}
