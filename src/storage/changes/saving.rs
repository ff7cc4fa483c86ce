//! How a table's change log is saved and restored.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use super::{
    log::ChangeLog,
    saved::{SavedLog, SavedShard},
    shard::Shard,
};
use crate::storage::{
    table::Table,
    time::{Timed, US_OF_MS},
};

/// The greatest number that a snapshot's log may have: far more than any real table reaches. It is no power of two, as
/// damaged counters are: a table that is loaded with one of those can be saved and loaded again after more changes.
const MOST_COUNTED: u64 = 3 << 61;

/// The last moment of the year 9999, in milliseconds since 1970.
const LAST_MS: u64 = 253_402_300_799_999;

impl Table {
    /// The change log of a table that is not in use; `None` if there is none.
    pub(crate) fn saved_changes(&self) -> Option<SavedLog> {
        let contents = self.layout().contents();
        let now_ms = self.time().looked_ms();
        // By the clock a retention may be over while the shards are still kept, because those go by the table's time.
        let settings = self.settings();
        let window = self.changes().window();
        let known: BTreeSet<&str> = settings.streams().map(|stream| stream.label.as_str()).collect();
        let is_shown = |shard: &Shard| {
            let is_known = shard.info.stream.as_deref().is_some_and(|label| known.contains(label));
            (is_known || shard.info.is_sent) && !shard.info.is_gone(now_ms)
        };
        let is_in_window = |shard: &Shard| {
            window.is_some_and(|window| shard.info.closed_ms() > Some(window.earliest_ms(now_ms)))
        };
        let open: Vec<&Shard> = contents.iter().filter_map(|(_, data)| data.shard()).collect();
        let saved = self.changes().saved(&open, |shard| is_shown(shard) || is_in_window(shard));
        let is_empty = saved.shards.is_empty() && saved.next.place() == 0;
        (!is_empty).then_some(saved)
    }

    /// Restores the change log of a table whose items are restored already, and records changes if its settings say so.
    ///
    /// # Errors
    /// The log is inconsistent, or does not fit this table.
    pub(crate) fn restore_changes(&self, saved: SavedLog, now_ms: u64) -> Result<(), String> {
        let known: BTreeSet<String> = self.settings().streams().map(|stream| stream.label.clone()).collect();
        let is_needed = |shard: &SavedShard| {
            shard.is_sent || shard.stream.as_ref().is_some_and(|label| known.contains(label))
        };
        if saved.window.is_none()
            && let Some(shard) = saved.shards.iter().find(|shard| !is_needed(shard))
        {
            return Err(format!("the shard {}, which nothing of the table needs", shard.id));
        }
        self.restore_log(saved, now_ms)?;
        // A shard that is still open, or has another range than its partition, is a fault.
        self.change_faults().into_iter().next().map_or(Ok(()), Err)
    }

    /// Restores the change log of a table whose items are restored already. It need not be what the settings need, and
    /// may have shards that nobody needs any more.
    ///
    /// # Errors
    /// The log is inconsistent.
    pub(crate) fn restore_log(&self, saved: SavedLog, now_ms: u64) -> Result<(), String> {
        if saved.next.place() > MOST_COUNTED {
            return Err(format!("{} is too large for the number of a change", saved.next.place()));
        }
        if saved.hidden >= Some(saved.next) {
            return Err("a hidden record whose number is yet to be given".to_owned());
        }
        let mut latest_us = now_ms.saturating_mul(US_OF_MS);
        self.changes().go_on(saved.next, saved.next_shard, saved.hidden);
        if let Some(window) = saved.window {
            latest_us = latest_us.max(window.begun_ms.saturating_mul(US_OF_MS));
            self.changes().set_window(Some(window), now_ms);
        }
        let (mut open, mut ids) = (BTreeMap::new(), BTreeSet::new());
        for shard in saved.shards {
            let id = shard.id;
            if id.number >= saved.next_shard {
                return Err(format!("the shard {id}, whose number is yet to be given"));
            }
            let shard =
                shard.shard().ok_or_else(|| format!("the shard {id}, whose records are out of order"))?;
            latest_us = latest_us.max(shard.latest_us());
            if !ids.insert(id) {
                return Err(format!("a second shard {id}"));
            }
            let shard = Arc::new(shard);
            self.changes().add(&shard);
            if shard.info.end.is_none() {
                open.insert(shard.info.range.first, Box::new(Arc::unwrap_or_clone(shard)));
            }
        }
        if latest_us / US_OF_MS > LAST_MS {
            return Err(format!("a change log of {}, behind the year 9999", latest_us / US_OF_MS));
        }
        self.time().look_us(latest_us);
        self.time().set_needed_by(Timed::ChangeLog, !open.is_empty());
        self.layout().write_all(|partitions| {
            partitions.into_iter().for_each(|(range, data)| *data.shard_mut() = open.remove(&range.first));
        });
        Ok(())
    }
}

impl ChangeLog {
    /// The log with these open shards, and those of the closed ones that are kept.
    pub(super) fn saved(&self, open: &[&Shard], is_kept: impl Fn(&Shard) -> bool) -> SavedLog {
        let closed = self.closed();
        let closed = closed.iter().map(Arc::as_ref).filter(|shard| is_kept(shard));
        let mut shards: Vec<SavedShard> = closed.chain(open.iter().copied()).map(SavedShard::of).collect();
        shards.sort_by_key(|shard| shard.id);
        let (next, next_shard) = (self.next_to_give(), self.next_shard());
        SavedLog { next, next_shard, window: self.window(), hidden: self.hidden(), shards }
    }
}
