//! States that end after a time: a table that is being created, an index that is being filled.

/// The end of a temporary state; by default there is none.
///
/// The state itself is a separate field of the structure. The code that begins a state sets its end, and the code that
/// ends it ([`end_by`](Self::end_by)) sets the next state. The engine runs that as due work of its clock.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Transition {
    /// Milliseconds since 1970.
    ends_ms: Option<u64>,
}

impl Transition {
    /// A state that ends at this moment, in milliseconds since 1970.
    pub(crate) const fn until(ends_ms: u64) -> Self {
        Self { ends_ms: Some(ends_ms) }
    }

    /// Whether a temporary state is under way.
    pub(crate) const fn is_under_way(self) -> bool {
        self.ends_ms.is_some()
    }

    /// When it ends.
    pub(crate) const fn ends_ms(self) -> Option<u64> {
        self.ends_ms
    }

    /// Ends the state if its moment has come, and returns that moment.
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
