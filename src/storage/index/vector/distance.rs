//! How far apart two vectors are.
//!
//! A search looks at every vector of its part, so the loop over a vector is written to be vectorised: sums run in
//! lanes, which the compiler puts into registers. That is fast but not exact. The few vectors that a search finds are
//! therefore measured again with 64 bits.

use crate::enumeration::wire_enum;

wire_enum! {
    /// How the distance of two vectors is measured.
    VectorDistanceFunction "[COSINE, DOT_PRODUCT, EUCLIDEAN]" {
        /// By the angle between them: 0 for the same direction, 2 for the opposite one.
        Cosine = "COSINE",
        /// By their dot product: the higher, the nearer.
        DotProduct = "DOT_PRODUCT",
        /// By the straight line between their ends.
        Euclidean = "EUCLIDEAN",
    }
}

/// Sums that run side by side: four registers of four numbers each, so that no addition waits for the one before it.
const LANES: usize = 16;

/// Sums outside this range may have lost digits at either end of what 32 bits hold.
const PLAIN_SUMS: std::ops::RangeInclusive<f32> = 1e-30..=1e30;

/// A vector that others are measured against.
#[derive(Debug)]
pub(crate) struct SearchVector<'v> {
    function: VectorDistanceFunction,
    vector: &'v [f32],
    norm: f64,
}

impl<'v> SearchVector<'v> {
    /// A vector that others are measured against with this function.
    pub(crate) fn new(function: VectorDistanceFunction, vector: &'v [f32]) -> Self {
        Self { function, vector, norm: norm_for(function, vector) }
    }

    /// A number that orders vectors by their distance, the nearest first, with about the precision of 32 bits. `norm`
    /// is the result of [`norm_for`].
    pub(super) fn rank(&self, vector: &[f32], norm: f64) -> f64 {
        debug_assert_eq!(vector.len(), self.vector.len(), "vectors of one index have the same dimensions");
        let sum = match self.function {
            VectorDistanceFunction::Euclidean => sum(self.vector, vector, |a, b| (a - b) * (a - b)),
            VectorDistanceFunction::Cosine | VectorDistanceFunction::DotProduct => {
                sum(self.vector, vector, |a, b| a * b)
            }
        };
        let sum = if PLAIN_SUMS.contains(&sum.abs()) { f64::from(sum) } else { self.exact_sum(vector) };
        self.rank_of(sum, self.norm * norm)
    }

    /// The same, exact. The root of a square is exact too: the rank of a vector against itself is 0.
    fn exact_rank(&self, vector: &[f32]) -> f64 {
        let norms = match self.function {
            VectorDistanceFunction::Cosine => (dot(self.vector, self.vector) * dot(vector, vector)).sqrt(),
            VectorDistanceFunction::DotProduct | VectorDistanceFunction::Euclidean => 1.0,
        };
        self.rank_of(self.exact_sum(vector), norms)
    }

    fn rank_of(&self, sum: f64, norms: f64) -> f64 {
        match self.function {
            VectorDistanceFunction::Euclidean => sum,
            VectorDistanceFunction::DotProduct => -sum,
            VectorDistanceFunction::Cosine => {
                // A vector without length has no direction: its distance from all others is that of a right angle.
                if norms > 0.0 { (1.0 - sum / norms).clamp(0.0, 2.0) } else { 1.0 }
            }
        }
    }

    fn exact_sum(&self, vector: &[f32]) -> f64 {
        match self.function {
            VectorDistanceFunction::Euclidean => exact_sum(self.vector, vector, |a, b| (a - b) * (a - b)),
            VectorDistanceFunction::Cosine | VectorDistanceFunction::DotProduct => dot(self.vector, vector),
        }
    }

    /// The score, as the service returns it: with 32 bits.
    pub(super) fn score(&self, vector: &[f32]) -> f32 {
        let rank = self.exact_rank(vector);
        let score = match self.function {
            VectorDistanceFunction::Cosine => rank,
            VectorDistanceFunction::Euclidean => rank.sqrt(),
            // Avoids a negative zero.
            VectorDistanceFunction::DotProduct => 0.0 - rank,
        };
        (score as f32).clamp(f32::MIN, f32::MAX)
    }

    /// Whether the higher of two scores is the nearer.
    pub(super) fn is_descending(&self) -> bool {
        self.function == VectorDistanceFunction::DotProduct
    }
}

/// The length of a vector, if the function needs it.
pub(super) fn norm_for(function: VectorDistanceFunction, vector: &[f32]) -> f64 {
    match function {
        VectorDistanceFunction::Cosine => dot(vector, vector).sqrt(),
        VectorDistanceFunction::DotProduct | VectorDistanceFunction::Euclidean => 1.0,
    }
}

fn sum(one: &[f32], other: &[f32], term: impl Fn(f32, f32) -> f32) -> f32 {
    let (one, one_rest) = one.as_chunks::<LANES>();
    let (other, other_rest) = other.as_chunks::<LANES>();
    let mut sums = [0.0; LANES];
    for (one, other) in one.iter().zip(other) {
        for ((sum, a), b) in sums.iter_mut().zip(one).zip(other) {
            *sum += term(*a, *b);
        }
    }
    let rest: f32 = one_rest.iter().zip(other_rest).map(|(a, b)| term(*a, *b)).sum();
    sums.iter().sum::<f32>() + rest
}

fn dot(one: &[f32], other: &[f32]) -> f64 {
    exact_sum(one, other, |a, b| a * b)
}

fn exact_sum(one: &[f32], other: &[f32], term: impl Fn(f64, f64) -> f64) -> f64 {
    one.iter().zip(other).map(|(a, b)| term(f64::from(*a), f64::from(*b))).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn score(function: VectorDistanceFunction, one: &[f32], other: &[f32]) -> f32 {
        SearchVector::new(function, one).score(other)
    }

    #[test]
    fn a_cosine_is_0_for_the_same_direction_1_for_a_right_angle_and_2_for_the_opposite_direction() {
        use VectorDistanceFunction::Cosine;
        assert_eq!(score(Cosine, &[1.0, 0.0], &[10.0, 0.0]), 0.0);
        assert_eq!(score(Cosine, &[1.0, 0.0], &[0.0, 0.5]), 1.0);
        assert_eq!(score(Cosine, &[1.0, 0.0], &[-3.0, 0.0]), 2.0);
        for same in [[0.1, 0.2, 0.3], [0.6, 0.8, 0.0], [f32::MAX, 1.0, f32::MAX], [1e-44, 3e-45, 0.0]] {
            assert_eq!(score(Cosine, &same, &same), 0.0, "{same:?}");
        }
        assert_eq!(score(Cosine, &[0.0, 0.0], &[1.0, 0.0]), 1.0, "no direction");
    }

    #[test]
    fn the_other_functions_depend_on_the_lengths() {
        assert_eq!(score(VectorDistanceFunction::Euclidean, &[1.0, 0.0], &[10.0, 0.0]), 9.0);
        assert_eq!(score(VectorDistanceFunction::DotProduct, &[1.0, 2.0], &[-10.0, 1.0]), -8.0);
        assert!(score(VectorDistanceFunction::DotProduct, &[1.0, 0.0], &[0.0, 1.0]).is_sign_positive());
    }

    #[test]
    fn scores_are_finite_and_ranks_right_at_the_ends_of_what_32_bits_hold() {
        for size in [f32::MAX, 1e25, 1e-25, f32::MIN_POSITIVE] {
            let (one, near, far) = ([size, 0.0], [size / 2.0, size / 100.0], [0.0, size]);
            for function in [
                VectorDistanceFunction::Cosine,
                VectorDistanceFunction::DotProduct,
                VectorDistanceFunction::Euclidean,
            ] {
                let search = SearchVector::new(function, &one);
                let rank = |vector: &[f32]| search.rank(vector, norm_for(function, vector));
                assert!(rank(&near) < rank(&far), "{function} at {size}");
                assert!(score(function, &one, &far).is_finite(), "{function} at {size}");
            }
        }
    }
}
