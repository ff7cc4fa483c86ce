//! How many results a page of a list may have.

use super::found::Found;
use crate::codec::{Constraint, Member};

/// The limit of a page: the request's, or `most` by default. Notes a limit below 1 or above `most`.
pub(crate) fn page_limit(found: &mut Found, member: Member, limit: Option<i32>, most: usize) -> usize {
    let Some(asked) = limit else { return most };
    let limit = usize::try_from(asked).unwrap_or(0);
    let violated = match limit {
        0 => Some(Constraint::MinValue(1)),
        _ if limit > most => Some(Constraint::MaxValue(most as i64)),
        _ => None,
    };
    if let Some(constraint) = violated {
        found.violation(member, Some(asked.to_string()), constraint, false);
    }
    limit
}
