//! How many actions a transaction may have, and how large its items may be in total.

use crate::{
    codec::{Constraint, Member},
    error::{Error, Result},
    limits::{TRANSACTION_ACTIONS, TRANSACTION_SIZE_BYTES},
    operation::request::found::Found,
};

/// Notes that there are too few actions or too many.
pub(crate) fn check_count(found: &mut Found, member: Member, count: usize) {
    // A missing list is noted already.
    if count == 0 && !found.has_violation_at(&member.into()) {
        found.violation(member, Some("[]".to_owned()), Constraint::MinLength(1), true);
    }
    if count > TRANSACTION_ACTIONS {
        found.violation(member, None, Constraint::MaxLength(TRANSACTION_ACTIONS), true);
    }
}

/// Refuses more than 4 MB of items.
pub(crate) fn check_size(size_bytes: usize) -> Result<()> {
    if size_bytes <= TRANSACTION_SIZE_BYTES {
        return Ok(());
    }
    Err(Error::validation("The aggregate size of the items in the transaction cannot exceed 4 MB"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_transaction_may_hold_four_megabytes() {
        assert_eq!(check_size(TRANSACTION_SIZE_BYTES), Ok(()));
        assert!(check_size(TRANSACTION_SIZE_BYTES + 1).is_err());
    }
}
