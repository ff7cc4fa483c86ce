//! States that end by themselves: a table that is being made, an index that is being filled.

/// What goes on with something until a moment; nothing by default.
///
/// The state itself stands beside it, where it is described. Whoever begins a state says when it ends, and whoever ends
/// it ([`end_by`](Self::end_by)) puts the state behind it in its place. The engine has that done as due work of its
/// clock.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Transition {
    /// Milliseconds since 1970.
    ends_ms: Option<u64>,
}

impl Transition {
    /// Something that goes on until this moment, in milliseconds since 1970.
    pub(crate) const fn until(ends_ms: u64) -> Self {
        Self { ends_ms: Some(ends_ms) }
    }

    /// Whether something goes on.
    pub(crate) const fn is_under_way(self) -> bool {
        self.ends_ms.is_some()
    }

    /// When it ends.
    pub(crate) const fn ends_ms(self) -> Option<u64> {
        self.ends_ms
    }

    /// Ends what goes on where its moment has come; tells the moment.
    pub(crate) fn end_by(&mut self, now_ms: u64) -> Option<u64> {
        self.ends_ms.take_if(|ends_ms| *ends_ms <= now_ms)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_goes_on_ends_once_when_its_moment_has_come() {
        let mut transition = Transition::until(10);
        assert!(transition.is_under_way());
        assert_eq!(transition.end_by(9), None);
        assert_eq!(transition.ends_ms(), Some(10));
        assert_eq!(transition.end_by(11), Some(10));
        assert!(!transition.is_under_way());
        assert_eq!(transition.end_by(12), None);
        assert!(!Transition::default().is_under_way());
    }
}
