//! `ClientRequestToken`: a transaction that writes is carried out once, however often it is sent.

use std::sync::Arc;

use crate::{
    codec::{Constraint, Member},
    engine::{Answer, ChargedSizes, Engine, RequestHash},
    error::{Error, Result},
    limits::TRANSACTION_TOKEN_CHARACTERS,
    operation::{
        answer::{
            capacity::{Consumed, report_transaction, written_bytes},
            consumed_capacity::{ConsumedCapacity, Direction},
        },
        request::{enums::ReturnConsumedCapacity, found::Found},
    },
    storage::{Noting, Place, Table, Written},
};

/// Notes that a client request token is too short or too long.
pub(crate) fn check_token(found: &mut Found, member: Member, token: Option<&str>) {
    if let Some(token) = token {
        let constraint = match token.chars().count() {
            0 => Constraint::MinLength(1),
            length if length > TRANSACTION_TOKEN_CHARACTERS => {
                Constraint::MaxLength(TRANSACTION_TOKEN_CHARACTERS)
            }
            _ => return,
        };
        found.violation(member, Some(token.to_owned()), constraint, true);
    }
}

/// The outcome of a transaction that writes.
#[derive(Debug)]
pub(crate) enum Outcome {
    /// It was carried out just now.
    Written(Vec<Written>),
    /// It was carried out before, under the same token.
    Repeated(ChargedSizes),
}

/// Carries a transaction out, unless the same one was carried out under its token in the last ten minutes. `token` is
/// the token with the hash of the request, `places` are those at which a repeat is charged for the sizes of the first.
/// `carry_out` is given what notes the token with its changes.
///
/// # Errors
/// Those of `carry_out`; another request under this token; a transaction in progress under it.
pub(crate) fn once(
    engine: &Engine,
    token: Option<(&str, RequestHash)>,
    places: &[Place<'_>],
    carry_out: impl FnOnce(Noting<'_>) -> Result<Vec<Written>>,
) -> Result<Outcome> {
    let Some((token, hash)) = token else { return carry_out(&|_| ()).map(Outcome::Written) };
    engine.check_token_not_held(token)?;
    let tokens = engine.client_tokens();
    let now_ms = || engine.clock().now_ms();
    let charged = |written: &[Written]| written.iter().map(written_bytes).collect();
    let note = |written: &[Written]| tokens.note(token, hash, now_ms(), charged(written));
    let carry_out = || carry_out(&note);
    match tokens.once(token, hash, now_ms, carry_out, |written| charged(written))? {
        Answer::First(written) => Ok(Outcome::Written(written)),
        Answer::Repeated(charged) => {
            places.iter().zip(&*charged).for_each(|(place, bytes)| place.charge_read(*bytes as usize));
            Ok(Outcome::Repeated(charged))
        }
        Answer::Mismatch => Err(Error::IdempotentParameterMismatch(
            "DynamoDB rejected the request because you retried a request with a different payload but with an \
             idempotent token that was already used."
                .to_owned(),
        )),
    }
}

impl Outcome {
    /// What the transaction wrote; empty if it was carried out before.
    pub(crate) fn written(&self) -> &[Written] {
        match self {
            Self::Written(written) => written,
            Self::Repeated(_) => &[],
        }
    }

    /// The capacity that the answer reports. A repeat is charged as reads of the sizes that the first was charged for, not
    /// of the items as they are now.
    pub(crate) fn consumed_capacity<'t>(
        &self,
        asked: Option<ReturnConsumedCapacity>,
        names: impl Iterator<Item = &'t str>,
        tables: &'t [Arc<Table>],
    ) -> Option<Vec<ConsumedCapacity>> {
        match self {
            Self::Written(written) => {
                debug_assert_eq!(written.len(), tables.len(), "each action has its table");
                let consumed = written.iter().map(Consumed::transactional_write);
                report_transaction(asked, Direction::Write, names, tables, consumed)
            }
            Self::Repeated(charged) => {
                debug_assert_eq!(charged.len(), tables.len(), "a repeat has the actions of the first");
                let consumed = charged.iter().map(|size| Consumed::transactional_read(*size as usize));
                report_transaction(asked, Direction::Read, names, tables, consumed)
            }
        }
    }
}
