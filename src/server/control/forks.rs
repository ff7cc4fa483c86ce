//! Forks over HTTP: access keys whose tables are a copy.

use std::{
    collections::HashMap,
    hash::{BuildHasher, RandomState},
    sync::Arc,
    time::Duration,
};

use tokio::time::Instant;

use super::{
    super::databases::Databases,
    calls::Recordings,
    holds::Holds,
    refusal::{Refusal, RefusalKind},
};
use crate::sync::{
    RwLock,
    atomic::{AtomicU64, Ordering},
};

/// How many forks there may be. Each takes a few KB, and what is written to it.
const MAX_FORKS: usize = 1000;
/// All access keys of forks begin with this, and have this many characters. Those of AWS have as many.
const PREFIX: &str = "HRFORK";
const KEY_LENGTH: usize = 20;

/// A copy with an access key of its own.
#[derive(Debug)]
pub(in crate::server) struct Fork {
    pub(in crate::server) access_key: String,
    pub(in crate::server) secret_key: String,
    /// The access key that it was forked for, whose principal it has.
    pub(in crate::server) made_for: Option<String>,
    pub(in crate::server) databases: Databases,
    pub(super) recordings: Recordings,
    pub(super) holds: Arc<Holds>,
    /// How long it is kept without a request.
    pub(super) kept: Duration,
    /// When it was last used, in ms since the server was started.
    used_ms: AtomicU64,
}

/// The forks of a server by their access keys.
#[derive(Debug)]
pub(super) struct Forks {
    live: RwLock<HashMap<String, Arc<Fork>>>,
    /// From what access keys and secrets are made. Its own keys are the system's random numbers, so that nobody computes
    /// the secret of one key from those of others.
    random: RandomState,
    made: AtomicU64,
    began: Instant,
}

/// A fork that is to be made.
pub(super) struct NewFork {
    pub(super) databases: Databases,
    pub(super) made_for: Option<String>,
    pub(super) kept: Duration,
}

impl Forks {
    pub(super) fn new() -> Self {
        Self {
            live: RwLock::default(),
            random: RandomState::new(),
            made: AtomicU64::new(0),
            began: Instant::now(),
        }
    }

    /// Whether it has the form of a fork's access key. Such a key is never anybody else's: a test whose fork has ended
    /// must not go on with everybody's tables.
    pub(super) fn is_key(access_key: &str) -> bool {
        access_key.len() == KEY_LENGTH
            && access_key.starts_with(PREFIX)
            && access_key.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
    }

    /// The fork with this access key, which is used by that.
    pub(super) fn get(&self, access_key: &str) -> Option<Arc<Fork>> {
        let fork = self.live.read().get(access_key).cloned()?;
        let now_ms = self.now_ms();
        if fork.is_over(now_ms) {
            self.end(access_key);
            return None;
        }
        fork.used_ms.store(now_ms, Ordering::Relaxed);
        Some(fork)
    }

    /// Adds a fork.
    ///
    /// # Errors
    /// There are as many as there may be.
    pub(super) fn add(&self, new: NewFork) -> Result<Arc<Fork>, Refusal> {
        self.forget();
        let number = self.made.fetch_add(1, Ordering::Relaxed);
        let random = |part: u64| self.random.hash_one((number, part));
        let digits = KEY_LENGTH - PREFIX.len();
        let access_key: String = PREFIX
            .chars()
            .chain(
                format!("{:032X}", u128::from(random(0)) << 64 | u128::from(random(1))).chars().take(digits),
            )
            .collect();
        let secret_key = (2..6).map(|part| format!("{:016x}", random(part))).collect();
        let NewFork { databases, made_for, kept } = new;
        let used_ms = AtomicU64::new(self.now_ms());
        let fork = Arc::new(Fork {
            access_key: access_key.clone(),
            secret_key,
            made_for,
            databases,
            recordings: Recordings::default(),
            holds: Arc::default(),
            kept,
            used_ms,
        });
        let mut live = self.live.write();
        if live.len() >= MAX_FORKS {
            let message = format!(
                "There are {MAX_FORKS} forks: end them with DELETE /_hashrange/fork/KEY when a test is over"
            );
            return Err(Refusal::new(RefusalKind::TooMany, message));
        }
        live.insert(access_key, Arc::clone(&fork));
        Ok(fork)
    }

    /// Ends a fork. Its requests that run are carried out. Returns whether there was one.
    pub(super) fn end(&self, access_key: &str) -> bool {
        let ended = self.live.write().remove(access_key);
        // It may have many items, which are freed without the lock.
        ended.is_some()
    }

    /// All forks, in the order of their access keys, with how long each is still kept.
    pub(super) fn all(&self) -> Vec<(Arc<Fork>, Duration)> {
        self.forget();
        let now_ms = self.now_ms();
        let mut all: Vec<_> =
            self.live.read().values().map(|fork| (Arc::clone(fork), fork.left(now_ms))).collect();
        all.sort_by(|(one, _), (other, _)| one.access_key.cmp(&other.access_key));
        all
    }

    /// Drops the forks that were not used for their time.
    fn forget(&self) {
        let now_ms = self.now_ms();
        let over: Vec<_> = self.live.write().extract_if(|_, fork| fork.is_over(now_ms)).collect();
        // They may have many items, which are freed without the lock.
        drop(over);
    }

    fn now_ms(&self) -> u64 {
        u64::try_from(self.began.elapsed().as_millis()).unwrap_or(u64::MAX)
    }
}

impl Fork {
    fn left(&self, now_ms: u64) -> Duration {
        let unused = now_ms.saturating_sub(self.used_ms.load(Ordering::Relaxed));
        self.kept.saturating_sub(Duration::from_millis(unused))
    }

    fn is_over(&self, now_ms: u64) -> bool {
        self.left(now_ms).is_zero()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::database::Database;

    fn new(kept: Duration) -> NewFork {
        NewFork { databases: Databases::resettable(Database::new()), made_for: None, kept }
    }

    #[test]
    fn keys_and_secrets_are_new_each_time() {
        let forks = Forks::new();
        let made: Vec<_> = (0..100).map(|_| forks.add(new(Duration::from_secs(60))).unwrap()).collect();
        assert!(made.iter().all(|fork| Forks::is_key(&fork.access_key) && fork.secret_key.len() == 64));
        assert_eq!(made.iter().map(|fork| &fork.access_key).collect::<HashSet<_>>().len(), 100);
        assert_eq!(made.iter().map(|fork| &fork.secret_key).collect::<HashSet<_>>().len(), 100);
        assert!(!Forks::is_key("AKIAIOSFODNN7EXAMPLE") && !Forks::is_key("HRFORK") && !Forks::is_key(""));
    }

    #[test]
    fn forks_are_bounded_and_those_that_nobody_uses_end() {
        let runtime =
            tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build().unwrap();
        runtime.block_on(async {
            let forks = Forks::new();
            let kept = forks.add(new(Duration::from_secs(60))).unwrap();
            for _ in 1..MAX_FORKS {
                forks.add(new(Duration::from_secs(10))).unwrap();
            }
            assert_eq!(forks.add(new(Duration::from_secs(10))).unwrap_err().kind, RefusalKind::TooMany);
            tokio::time::advance(Duration::from_secs(50)).await;
            assert!(forks.get(&kept.access_key).is_some());
            forks.add(new(Duration::from_secs(10))).unwrap();
            assert_eq!(forks.all().len(), 2);
            tokio::time::advance(Duration::from_secs(59)).await;
            assert!(forks.get(&kept.access_key).is_some());
            tokio::time::advance(Duration::from_secs(60)).await;
            assert!(forks.get(&kept.access_key).is_none());
            assert!(!forks.end(&kept.access_key));
        });
    }
}
