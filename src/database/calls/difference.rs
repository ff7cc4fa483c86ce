//! How two lists differ: what both have, in order, and what one of them has alone.

/// A step from the list that was expected to the one that is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// The next of both lists.
    Both,
    /// The next of the expected list is missing.
    Missing,
    /// The next of the actual list was not expected.
    Surplus,
}

/// The longest lists, multiplied, of which the shortest difference is looked for. It takes a byte each.
const PAIRS: usize = 4_000_000;

/// The steps of the shortest difference between lists of these lengths; `is_same` compares an expected one with an
/// actual one. Between very long lists, what lies between their common beginning and end counts as different.
pub(super) fn steps(expected: usize, actual: usize, is_same: impl Fn(usize, usize) -> bool) -> Vec<Step> {
    let shorter = expected.min(actual);
    let begin = (0..shorter).take_while(|&place| is_same(place, place)).count();
    let end = (1..=shorter - begin).take_while(|&back| is_same(expected - back, actual - back)).count();
    let (missing, surplus) = (expected - begin - end, actual - begin - end);
    let mut steps = vec![Step::Both; begin];
    if missing.saturating_mul(surplus) <= PAIRS {
        steps.extend(shortest(missing, surplus, |one, other| is_same(begin + one, begin + other)));
    } else {
        steps.extend(std::iter::repeat_n(Step::Missing, missing));
        steps.extend(std::iter::repeat_n(Step::Surplus, surplus));
    }
    steps.extend(std::iter::repeat_n(Step::Both, end));
    steps
}

/// The same by the longest common subsequence.
fn shortest(expected: usize, actual: usize, is_same: impl Fn(usize, usize) -> bool) -> Vec<Step> {
    // The best first step from each pair of places, found from the ends. Two rows of lengths are enough for that.
    let width = actual + 1;
    let mut first = vec![Step::Surplus; (expected + 1) * width];
    let mut below = vec![0_u32; width];
    for one in (0..expected).rev() {
        let mut lengths = vec![0_u32; width];
        let row = first.get_mut(one * width..(one + 1) * width).unwrap_or_default();
        let mut right = 0;
        for (other, step) in row.iter_mut().enumerate().rev() {
            let (down, diagonal) = (length(&below, other), length(&below, other + 1));
            let (best, best_step) = match () {
                () if other == actual => (0, Step::Missing),
                () if is_same(one, other) => (diagonal + 1, Step::Both),
                () if down >= right => (down, Step::Missing),
                () => (right, Step::Surplus),
            };
            (*step, right) = (best_step, best);
            if let Some(length) = lengths.get_mut(other) {
                *length = best;
            }
        }
        below = lengths;
    }
    let (mut one, mut other, mut steps) = (0, 0, Vec::new());
    while one < expected || other < actual {
        let step = first.get(one * width + other).copied().unwrap_or(Step::Surplus);
        one += usize::from(step != Step::Surplus);
        other += usize::from(step != Step::Missing);
        steps.push(step);
    }
    steps
}

fn length(row: &[u32], place: usize) -> u32 {
    row.get(place).copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(expected: &str, actual: &str) -> String {
        let (one, other) = (expected.as_bytes(), actual.as_bytes());
        let steps = steps(one.len(), other.len(), |a, b| one[a] == other[b]);
        steps
            .iter()
            .map(|step| match step {
                Step::Both => '=',
                Step::Missing => '-',
                Step::Surplus => '+',
            })
            .collect()
    }

    #[test]
    fn the_difference_is_the_shortest() {
        assert_eq!(told("", ""), "");
        assert_eq!(told("abc", "abc"), "===");
        assert_eq!(told("abc", ""), "---");
        assert_eq!(told("", "ab"), "++");
        assert_eq!(told("abcd", "acde"), "=-==+");
        assert_eq!(told("xaby", "qabz"), "-+==-+");
    }

    #[test]
    fn long_lists_are_compared_by_their_ends() {
        let steps = steps(3_000, 3_000, |one, other| one == other && !(10..=2_990).contains(&one));
        assert_eq!(steps.iter().filter(|step| **step == Step::Both).count(), 10 + 9);
        assert_eq!(steps.len(), 19 + 2 * (3_000 - 19));
    }

    proptest::proptest! {
        #[test]
        fn steps_lead_from_one_list_to_the_other(one in "[ab]{0,12}", other in "[ab]{0,12}") {
            let text = told(&one, &other);
            proptest::prop_assert_eq!(text.matches(['=', '-']).count(), one.len());
            proptest::prop_assert_eq!(text.matches(['=', '+']).count(), other.len());
            let (mut left, mut right) = (one.chars(), other.chars());
            for step in text.chars() {
                match step {
                    '=' => proptest::prop_assert_eq!(left.next(), right.next()),
                    '-' => drop(left.next()),
                    _ => drop(right.next()),
                }
            }
        }
    }
}
