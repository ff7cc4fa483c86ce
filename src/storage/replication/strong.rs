//! Which regions of a strongly consistent global table reach each other.

use std::{collections::BTreeSet, sync::Arc};

use super::cuts::Cuts;

/// What a strongly consistent global table has.
#[derive(Debug, Clone)]
pub(super) struct Strong {
    /// The region of the witness.
    pub(super) witness: Option<String>,
}

impl Strong {
    /// The regions that a region reaches, itself included, also over others.
    pub(super) fn reached<'s>(
        &'s self,
        replicas: &'s BTreeSet<Arc<str>>,
        cuts: &Cuts,
        from: &'s str,
    ) -> BTreeSet<&'s str> {
        let all = || replicas.iter().map(|region| &**region).chain(self.witness.as_deref());
        let mut reached = BTreeSet::from([from]);
        loop {
            let next = all().find(|region| {
                !reached.contains(region) && reached.iter().any(|there| !cuts.is_cut(there, region))
            });
            let Some(next) = next else { return reached };
            reached.insert(next);
        }
    }

    /// Whether a region reaches most of the regions.
    pub(super) fn has_majority(&self, replicas: &BTreeSet<Arc<str>>, cuts: &Cuts, region: &str) -> bool {
        let count = replicas.len() + usize::from(self.witness.is_some());
        self.reached(replicas, cuts, region).len() * 2 > count
    }
}
