//! Client request tokens: a transaction that is sent again within ten minutes does not run again.

use std::{
    collections::{HashMap, VecDeque},
    mem,
    sync::Arc,
};

use crate::{
    limits::TRANSACTION_TOKEN_SECONDS,
    storage::{Journal, ValueKey, ValueKind},
    sync::Mutex,
    value::Text,
};

/// Identifies a request: the SHA-256 of its actions.
pub(crate) type RequestHash = [u8; 32];

/// The client request tokens of the last ten minutes.
#[derive(Debug, Default)]
pub(crate) struct ClientTokens {
    known: Mutex<Known>,
    /// Where tokens are noted, in a database that is kept on disk.
    journal: Option<Arc<dyn Journal>>,
}

#[derive(Debug, Default)]
struct Known {
    slots: HashMap<Text, Slot>,
    /// The tokens in order of arrival.
    met: VecDeque<(Text, Slot)>,
}

/// One token. A request waits while another request with the same token runs.
type Slot = Arc<Mutex<State>>;

/// The sizes in bytes that a request's actions were charged for, in their order: the larger of the item's sizes before
/// and after.
pub(crate) type ChargedSizes = Arc<[u32]>;

/// The result of the request with a token.
#[derive(Debug, Clone)]
enum State {
    /// No request with the token has succeeded.
    Open { met_ms: u64 },
    /// A request with the token has succeeded.
    Done { request: RequestHash, at_ms: u64, charged: ChargedSizes },
}

/// The outcome of a request with a token.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Answer<R> {
    /// The request ran now.
    First(R),
    /// The same request ran before; its actions were charged for these sizes.
    Repeated(ChargedSizes),
    /// Another request with this token ran before.
    Mismatch,
}

impl ClientTokens {
    /// The largest number of tokens: about 10 MB, and another 26 MB if each came with 100 actions. Beyond that, the
    /// oldest tokens are removed early.
    pub(crate) const ENTRIES: usize = 65_536;

    /// Runs a request, unless the same request succeeded within the last ten minutes. A failed request may be sent
    /// again. `charged` returns the sizes that a repeated request is charged for. In a database that is kept on disk,
    /// `carry_out` [notes](Self::note) the token with what it changes.
    pub(crate) fn once<R, E>(
        &self,
        token: &str,
        request: RequestHash,
        now_ms: impl Fn() -> u64,
        carry_out: impl FnOnce() -> Result<R, E>,
        charged: impl FnOnce(&R) -> ChargedSizes,
    ) -> Result<Answer<R>, E> {
        let slot = self.slot(token, now_ms());
        let mut state = slot.lock();
        match &*state {
            State::Done { request: before, charged, .. } if !state.is_over(now_ms()) => {
                return Ok(match *before == request {
                    true => Answer::Repeated(Arc::clone(charged)),
                    false => Answer::Mismatch,
                });
            }
            _ => {}
        }
        let result = carry_out()?;
        *state = State::Done { request, at_ms: now_ms(), charged: charged(&result) };
        Ok(Answer::First(result))
    }

    /// Has tokens noted in this journal from now on.
    #[cfg(feature = "disk")]
    pub(super) fn set_journal(&mut self, journal: Arc<dyn Journal>) {
        self.journal = Some(journal);
    }

    /// Notes, in a database that is kept on disk, that the request with this token has succeeded.
    pub(crate) fn note(&self, token: &str, request: RequestHash, at_ms: u64, charged: ChargedSizes) {
        if let Some(journal) = &self.journal {
            let done = State::Done { request, at_ms, charged };
            if let Some(bytes) = done.bytes() {
                journal.note_value(&key_of(token), Some(&bytes));
            }
        }
    }

    /// Adds tokens that were kept on disk, each with its bytes; whether all could be read.
    #[cfg(feature = "disk")]
    pub(crate) fn restore<'t>(&self, tokens: impl Iterator<Item = (&'t [u8], &'t [u8])>) -> bool {
        let read = |(token, bytes)| Some((std::str::from_utf8(token).ok()?, State::read(bytes)?));
        let (mut read, mut are_read) = (tokens.map(read).collect::<Vec<_>>(), true);
        read.sort_by_key(|token| token.as_ref().map_or(0, |(_, state)| state.since_ms()));
        let mut known = self.known.lock();
        for token in read {
            match token {
                Some((token, state)) => known.insert(Text::from(token), Arc::new(Mutex::new(state))),
                None => are_read = false,
            }
        }
        are_read
    }

    /// Puts these tokens, which are those of a database in memory, in the journal, in the place of all others.
    pub(super) fn note_all(&self, journal: &dyn Journal) {
        journal.note_no_values(&key_of(""));
        for (token, slot) in &self.known.lock().met {
            let bytes = slot.try_lock().and_then(|state| state.bytes());
            if let Some(bytes) = bytes {
                journal.note_value(&key_of(token), Some(&bytes));
            }
        }
    }

    /// Puts other tokens in the place of these.
    pub(super) fn replace(&self, with: Self) {
        mem::swap(&mut *self.known.lock(), &mut *with.known.lock());
    }

    /// The same tokens for a copy of the database.
    pub(crate) fn fork(&self) -> Self {
        let known = self.known.lock();
        let mut copy = Known::default();
        for (token, slot) in &known.met {
            // A request that is running is not copied.
            let Some(state) = slot.try_lock().map(|state| state.clone()) else { continue };
            copy.insert(token.clone(), Arc::new(Mutex::new(state)));
        }
        Self { known: Mutex::new(copy), journal: None }
    }

    fn slot(&self, token: &str, now_ms: u64) -> Slot {
        let mut known = self.known.lock();
        for forgotten in known.forget(now_ms) {
            if let Some(journal) = &self.journal {
                journal.note_value(&key_of(&forgotten), None);
            }
        }
        if let Some(slot) = known.slots.get(token) {
            return Arc::clone(slot);
        }
        let slot = Arc::new(Mutex::new(State::Open { met_ms: now_ms }));
        known.insert(Text::from(token), Arc::clone(&slot));
        slot
    }
}

impl Known {
    fn insert(&mut self, token: Text, slot: Slot) {
        self.slots.insert(token.clone(), Arc::clone(&slot));
        self.met.push_back((token, slot));
        debug_assert_eq!(self.slots.len(), self.met.len(), "each token was met once");
    }

    /// Removes expired tokens, and the oldest ones if there are too many. Returns them.
    fn forget(&mut self, now_ms: u64) -> Vec<Text> {
        let mut forgotten = Vec::new();
        while let Some((token, slot)) = self.met.front() {
            let over = slot.try_lock().is_some_and(|state| state.is_over(now_ms));
            if !over && self.met.len() < ClientTokens::ENTRIES {
                break;
            }
            let slot = self.slots.remove(token);
            debug_assert!(slot.is_some(), "what was met is known");
            forgotten.extend(self.met.pop_front().map(|(token, _)| token));
        }
        forgotten
    }
}

/// The key of a token among the values that are kept on disk.
fn key_of(token: &str) -> ValueKey<'_> {
    ValueKey { table: None, kind: ValueKind::ClientToken, key: token.as_bytes() }
}

impl State {
    /// A token that is done as it is kept on disk: the hash of the request, its time, and the charged sizes.
    fn bytes(&self) -> Option<Vec<u8>> {
        let Self::Done { request, at_ms, charged } = self else { return None };
        let sizes = charged.iter().flat_map(|size| size.to_be_bytes());
        Some(request.iter().copied().chain(at_ms.to_be_bytes()).chain(sizes).collect())
    }

    /// Reads what [`bytes`](Self::bytes) writes.
    #[cfg(feature = "disk")]
    fn read(bytes: &[u8]) -> Option<Self> {
        let (request, rest) = bytes.split_first_chunk()?;
        let (at_ms, sizes) = rest.split_first_chunk()?;
        let (sizes, []) = sizes.as_chunks() else { return None };
        let charged = sizes.iter().map(|size| u32::from_be_bytes(*size)).collect();
        Some(Self::Done { request: *request, at_ms: u64::from_be_bytes(*at_ms), charged })
    }

    /// When it was met, or done, in milliseconds since 1970.
    fn since_ms(&self) -> u64 {
        let (Self::Open { met_ms: since_ms } | Self::Done { at_ms: since_ms, .. }) = self;
        *since_ms
    }

    fn is_over(&self, now_ms: u64) -> bool {
        now_ms.saturating_sub(self.since_ms()) > TRANSACTION_TOKEN_SECONDS * 1000
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sync::{
        atomic::{AtomicU32, Ordering},
        thread,
    };

    const ONE: RequestHash = [1; 32];
    const OTHER: RequestHash = [2; 32];
    const LATER_MS: u64 = TRANSACTION_TOKEN_SECONDS * 1000;

    fn send(tokens: &ClientTokens, token: &str, request: RequestHash, now_ms: u64) -> Answer<()> {
        tokens.once(token, request, || now_ms, || Ok::<_, ()>(()), |()| [5_000].into()).unwrap()
    }

    #[cfg(feature = "disk")]
    #[test]
    fn a_token_is_read_as_it_was_written() {
        let done = State::Done { request: ONE, at_ms: 7, charged: [5_000, 1].into() };
        let tokens = ClientTokens::default();
        let bytes = done.bytes().unwrap();
        assert!(tokens.restore([(b"a".as_slice(), bytes.as_slice())].into_iter()));
        let answer = tokens.once("a", ONE, || 7, || Err(()), |()| [].into());
        assert_eq!(answer, Ok(Answer::Repeated([5_000, 1].into())));
        assert!(!tokens.restore([(b"b".as_slice(), [0; 41].as_slice())].into_iter()));
    }

    fn repeated() -> Answer<()> {
        Answer::Repeated([5_000].into())
    }

    #[test]
    fn a_request_is_carried_out_once_in_ten_minutes_and_its_repeats_know_what_it_was_charged_for() {
        let tokens = ClientTokens::default();
        assert_eq!(send(&tokens, "a", ONE, 5), Answer::First(()));
        assert_eq!(send(&tokens, "a", ONE, 5), repeated());
        assert_eq!(send(&tokens, "a", OTHER, 6), Answer::Mismatch);
        assert_eq!(send(&tokens, "b", OTHER, 6), Answer::First(()));
        assert_eq!(send(&tokens, "a", ONE, 5 + LATER_MS), repeated());
        assert_eq!(send(&tokens, "a", OTHER, 6 + LATER_MS), Answer::First(()));
        assert_eq!(send(&tokens, "a", ONE, 7 + LATER_MS), Answer::Mismatch);
    }

    #[test]
    fn a_request_that_failed_may_be_sent_again_even_changed() {
        let tokens = ClientTokens::default();
        assert_eq!(tokens.once("a", ONE, || 0, || Err::<(), _>("no"), |()| [].into()), Err("no"));
        assert_eq!(send(&tokens, "a", OTHER, 0), Answer::First(()));
    }

    #[test]
    fn a_copy_knows_the_same_tokens_and_goes_its_own_way() {
        let tokens = ClientTokens::default();
        send(&tokens, "a", ONE, 0);
        let copy = tokens.fork();
        assert_eq!(send(&copy, "a", ONE, 0), repeated());
        assert_eq!(send(&copy, "b", ONE, 0), Answer::First(()));
        assert_eq!(send(&tokens, "b", OTHER, 0), Answer::First(()));
    }

    #[test]
    fn memory_is_bounded() {
        let tokens = ClientTokens::default();
        for number in 0..ClientTokens::ENTRIES + 10 {
            send(&tokens, &number.to_string(), ONE, 0);
        }
        let kept = |tokens: &ClientTokens| {
            let known = tokens.known.lock();
            (known.slots.len(), known.met.len())
        };
        assert_eq!(kept(&tokens), (ClientTokens::ENTRIES, ClientTokens::ENTRIES));
        assert_eq!(send(&tokens, "50", ONE, 0), repeated(), "the oldest go first");
        send(&tokens, "late", ONE, LATER_MS + 1);
        assert_eq!(kept(&tokens), (1, 1));
    }

    #[test]
    fn two_at_once_are_carried_out_once() {
        let tokens = ClientTokens::default();
        let count = AtomicU32::new(0);
        thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    let carry_out = || {
                        thread::sleep(std::time::Duration::from_millis(5));
                        Ok::<_, ()>(count.fetch_add(1, Ordering::Relaxed))
                    };
                    tokens.once("a", ONE, || 0, carry_out, |_| [].into()).unwrap();
                });
            }
        });
        assert_eq!(count.into_inner(), 1);
    }
}
