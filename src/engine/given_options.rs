//! The options that were given to a builder, applied over defaults or over those of a snapshot.

use super::options::EngineOptions;

/// The options that were given to a builder. The others are `None`.
#[derive(Debug, Clone, Default)]
pub(crate) struct GivenOptions {
    pub(crate) region: Option<String>,
    /// The regions beside the home region.
    pub(crate) further_regions: Option<Vec<String>>,
    pub(crate) account: Option<String>,
    pub(crate) seed: Option<u64>,
    pub(crate) partitions: Option<usize>,
    pub(crate) item_collection_limit_bytes: Option<u64>,
    pub(crate) ttl_delay: Option<Delay>,
    pub(crate) replication_lag: Option<Delay>,
    pub(crate) stream_bytes: Option<u64>,
}

/// How long after their expiry time items are deleted, or after their writing changes arrive in another region.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Delay {
    pub(crate) ms: u64,
    /// Whether `ms` is the longest delay, and each item or change has its own.
    pub(crate) varies: bool,
}

/// A given option differs from the snapshot's, and a database never changes this option.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the snapshot's {option} is {saved}, and cannot be changed to {given}")]
pub(crate) struct FixedOption {
    pub(crate) option: &'static str,
    pub(crate) saved: String,
    pub(crate) given: String,
}

impl GivenOptions {
    /// These options, with the missing ones from `base`.
    pub(crate) fn over(self, base: EngineOptions) -> EngineOptions {
        let Self {
            region,
            further_regions: _,
            account,
            seed,
            partitions,
            item_collection_limit_bytes,
            ttl_delay,
            replication_lag,
            stream_bytes,
        } = self;
        let base_delay = Delay { ms: base.ttl_delay_ms, varies: base.ttl_delay_varies };
        let ttl_delay = ttl_delay.unwrap_or(base_delay);
        let base_lag = Delay { ms: base.replication_lag_ms, varies: base.replication_lag_varies };
        let replication_lag = replication_lag.unwrap_or(base_lag);
        EngineOptions {
            region: region.unwrap_or(base.region),
            account: account.unwrap_or(base.account),
            seed: seed.unwrap_or(base.seed),
            partitions: partitions.or(base.partitions),
            item_collection_limit_bytes: item_collection_limit_bytes
                .unwrap_or(base.item_collection_limit_bytes),
            ttl_delay_ms: ttl_delay.ms,
            ttl_delay_varies: ttl_delay.varies,
            stream_bytes: stream_bytes.or(base.stream_bytes),
            replication_lag_ms: replication_lag.ms,
            replication_lag_varies: replication_lag.varies,
        }
    }

    /// These options for a further region of a snapshot, which keeps its name and its ids.
    pub(crate) fn of_further_region(&self) -> Self {
        Self { region: None, seed: None, ..self.clone() }
    }

    /// The regions to add to those that a snapshot has beside its home region: regions that are given continue the
    /// snapshot's.
    pub(crate) fn new_regions(&self, saved: &[String]) -> Result<&[String], FixedOption> {
        let Some(given) = &self.further_regions else { return Ok(&[]) };
        given.strip_prefix(saved).ok_or_else(|| FixedOption {
            option: "further regions",
            saved: saved.join(", "),
            given: given.join(", "),
        })
    }

    /// These options, with the missing ones from a snapshot. Region, account and seed cannot differ from the
    /// snapshot's. Region and account are part of ARNs in clients and policies, and the ids in use were generated from
    /// the seed.
    pub(crate) fn over_saved(self, saved: EngineOptions) -> Result<EngineOptions, FixedOption> {
        check_same("region", self.region.as_ref(), &saved.region)?;
        check_same("account", self.account.as_ref(), &saved.account)?;
        check_same("seed of ids", self.seed.as_ref(), &saved.seed)?;
        Ok(self.over(saved))
    }
}

fn check_same<T: PartialEq + ToString>(
    option: &'static str,
    given: Option<&T>,
    saved: &T,
) -> Result<(), FixedOption> {
    match given.filter(|given| *given != saved) {
        Some(given) => Err(FixedOption { option, saved: saved.to_string(), given: given.to_string() }),
        None => Ok(()),
    }
}
