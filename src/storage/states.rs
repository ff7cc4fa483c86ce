//! How the states of a table and of its indexes end.

use std::{convert::Infallible, mem};

use super::{
    settings::{IndexSettings, IndexStatus, TableSettings, TableStatus, ToCome},
    table::Table,
    transition::Transition,
    ttl::expiry::SweepDelay,
};

/// Which states end, and the engine's settings for them.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ending {
    /// The current time: states end up to it. In milliseconds since 1970.
    pub(crate) now_ms: u64,
    /// All states end, even those that are due later.
    pub(crate) ends_all: bool,
    /// How long a following state lasts.
    pub(crate) lasts_ms: u64,
    pub(crate) sweep_delay: SweepDelay,
    /// Whether tables get the partitions that their throughput needs; otherwise their number is a setting.
    pub(crate) grows: bool,
}

/// The consequences of ended states outside of the settings.
#[derive(Debug, Default)]
#[must_use = "what follows is to be done"]
pub(crate) struct Ended {
    pub(crate) table_is_gone: bool,
    /// How many partitions the table needs.
    partitions: Option<usize>,
    /// How many partitions these indexes need.
    index_partitions: Vec<(String, usize)>,
    indexes_gone: Vec<String>,
    vector_indexes_gone: Vec<String>,
    /// Items expire now, or no longer.
    time_to_live: bool,
    /// Changes are sent to a Kinesis data stream, no longer, or with another precision.
    destinations: bool,
}

impl IndexSettings {
    /// Ends the index's states that end by this time; returns whether the index stays.
    fn end_by(&mut self, now_ms: u64, lasts_ms: u64) -> bool {
        while let Some(ended_ms) = self.transition.end_by(now_ms) {
            match (self.status, &mut self.backfill) {
                (IndexStatus::Deleting, _) => return false,
                (IndexStatus::Creating, Some(backfill)) if !backfill.has_begun => {
                    backfill.has_begun = true;
                    if backfill.is_filled {
                        self.transition = Transition::until(ended_ms.saturating_add(lasts_ms));
                    }
                }
                _ => {
                    self.status = IndexStatus::Active;
                    self.backfill = None;
                }
            }
        }
        true
    }

    /// Marks an index filled with the items that existed before it. Its state then ends with the transition, unless
    /// resources are still being allocated.
    pub(crate) fn set_filled(&mut self, transition: Transition) {
        let Some(backfill) = &mut self.backfill else { return };
        backfill.is_filled = true;
        if backfill.has_begun {
            self.transition = transition;
        }
    }

    /// Whether the index is being added to a table or removed from it. A table does that with one index at a time.
    pub(crate) fn is_online(&self) -> bool {
        self.backfill.is_some() || self.status == IndexStatus::Deleting
    }

    /// Whether a vector index is filled, and only has to be described once as CREATING: even if states take no time, a
    /// client sees that state, as in the service.
    fn waits_to_be_shown(&self) -> bool {
        self.status == IndexStatus::Creating
            && self.backfill.is_some_and(|backfill| backfill.has_begun && backfill.is_filled)
            && !self.transition.is_under_way()
    }

    /// Whether the index is neither being created nor deleted.
    pub(crate) fn is_readable(&self) -> bool {
        matches!(self.status, IndexStatus::Active | IndexStatus::Updating)
    }
}

impl TableSettings {
    /// Puts the table and its indexes into the state CREATING. States last `lasts_ms`: that long after its creation the
    /// table can be backed up.
    pub(crate) fn begin_creating(&mut self, transition: Transition, lasts_ms: u64) {
        (self.status, self.transition) = (TableStatus::Creating, transition);
        let created_ms = transition.ends_ms().filter(|_| lasts_ms > 0);
        self.backups_from_ms = created_ms.map_or(0, |created_ms| created_ms.saturating_add(lasts_ms));
        self.streams_mut().for_each(|stream| stream.transition = transition);
        for index in self.global_indexes.values_mut().chain(self.vector_indexes.values_mut()) {
            (index.status, index.transition) = (IndexStatus::Creating, transition);
        }
    }

    /// Puts the table into the state UPDATING.
    pub(crate) fn begin_updating(&mut self, transition: Transition) {
        (self.status, self.transition) = (TableStatus::Updating, transition);
    }

    /// Puts the table and its indexes into the state DELETING.
    pub(crate) fn begin_deleting(&mut self, transition: Transition) {
        (self.status, self.transition) = (TableStatus::Deleting, transition);
        for index in self.global_indexes.values_mut().chain(self.vector_indexes.values_mut()) {
            (index.status, index.transition) = (IndexStatus::Deleting, Transition::default());
        }
    }

    /// Ends the state DELETING as if the table had not been deleted.
    pub(crate) fn stop_deleting(&mut self) {
        if self.status != TableStatus::Deleting {
            return;
        }
        (self.status, self.transition) = (TableStatus::Active, Transition::default());
        for index in self.global_indexes.values_mut().chain(self.vector_indexes.values_mut()) {
            index.status = IndexStatus::Active;
        }
    }

    /// The next moment at which a state ends, in milliseconds since 1970.
    pub(crate) fn next_end_ms(&self) -> Option<u64> {
        if self.status == TableStatus::Deleting {
            return self.transition.ends_ms();
        }
        let of_indexes = self.global_indexes.values().chain(self.vector_indexes.values());
        let of_indexes = of_indexes.map(|index| index.transition);
        let of_time_to_live = self.time_to_live.iter().map(|time_to_live| time_to_live.transition);
        let of_streams = self.streams().map(|stream| stream.transition);
        let of_destinations = self.kinesis_destinations.iter().map(|destination| destination.transition);
        let all = [self.transition].into_iter().chain(of_indexes).chain(of_time_to_live).chain(of_streams);
        let all = all.chain(of_destinations);
        all.filter_map(Transition::ends_ms).min()
    }

    /// Ends the states that end by this time.
    fn end_by(&mut self, now_ms: u64, lasts_ms: u64) -> Ended {
        let mut ended = Ended::default();
        let has_ended = self.transition.end_by(now_ms).is_some();
        if self.status == TableStatus::Deleting {
            // All else that is under way for the table ends with it.
            ended.table_is_gone = has_ended;
            return ended;
        }
        if has_ended {
            self.status = TableStatus::Active;
            let ToCome { throughput, encryption_key_arn } = mem::take(&mut self.to_come);
            if let Some(throughput) = throughput {
                ended.partitions = Some(throughput.partitions());
                self.throughput = throughput;
            }
            if let Some(key) = encryption_key_arn {
                self.encryption_key_arn = key;
            }
        }
        self.global_indexes.retain(|name, index| {
            let stays = index.end_by(now_ms, lasts_ms);
            if !stays {
                ended.indexes_gone.push(name.clone());
            } else if index.status == IndexStatus::Active
                && let Some(throughput) = index.throughput_to_come.take()
            {
                ended.index_partitions.push((name.clone(), throughput.partitions()));
                index.throughput = throughput;
            }
            stays
        });
        self.vector_indexes.retain(|name, index| {
            let stays = index.end_by(now_ms, lasts_ms);
            if !stays {
                ended.vector_indexes_gone.push(name.clone());
            }
            stays
        });
        for stream in self.streams_mut() {
            stream.transition.end_by(now_ms);
        }
        if let Some(time_to_live) = &mut self.time_to_live {
            ended.time_to_live = time_to_live.transition.end_by(now_ms).is_some();
        }
        for destination in &mut self.kinesis_destinations {
            ended.destinations |= destination.end_by(now_ms);
        }
        ended
    }
}

impl TableSettings {
    /// The settings when all states have ended and all indexes are filled; `None` if the table is gone then.
    #[cfg(feature = "disk")]
    pub(crate) fn when_ended(&self) -> Option<Self> {
        let mut ended = self.clone();
        for index in ended.global_indexes.values_mut().chain(ended.vector_indexes.values_mut()) {
            if let Some(backfill) = &mut index.backfill {
                (backfill.has_begun, backfill.is_filled) = (true, true);
                index.transition = Transition::until(0);
            }
        }
        if ended.end_by(u64::MAX, 0).table_is_gone {
            return None;
        }
        ended.backups_from_ms = 0;
        Some(ended)
    }

    /// Whether something is left of a table with these settings when it is deleted.
    #[cfg(feature = "disk")]
    pub(crate) fn leaves_something(&self) -> bool {
        self.recovery.is_some()
            || self.streams().next().is_some()
            || self.kinesis_destinations.iter().any(|destination| !destination.periods.is_empty())
    }

    /// Whether an update is adding this index, which does not have the items yet that were there before.
    #[cfg(feature = "disk")]
    pub(crate) fn is_filling(&self, index: &str) -> bool {
        let settings = self.global_indexes.get(index).or_else(|| self.vector_indexes.get(index));
        settings.is_some_and(|index| index.backfill.is_some_and(|backfill| !backfill.is_filled))
    }

    /// Notes that the waiting vector indexes have been described: they are active from this time on.
    fn show_vector_indexes(&mut self, now_ms: u64) {
        for index in self.vector_indexes.values_mut().filter(|index| index.waits_to_be_shown()) {
            index.transition = Transition::until(now_ms);
        }
    }

    fn is_making_vector_indexes(&self) -> bool {
        self.vector_indexes.values().any(|index| index.status == IndexStatus::Creating)
    }
}

impl Table {
    /// Notes that the waiting vector indexes have been described as CREATING.
    pub(crate) fn show_vector_indexes(&self, ending: &Ending) {
        if self.has_vector_indexes() && self.settings().is_making_vector_indexes() {
            self.change_settings(|settings| settings.show_vector_indexes(ending.now_ms));
        }
    }

    /// Makes the vector indexes active whose creation ends by now.
    pub(crate) fn end_vector_indexes(&self, ending: &Ending) {
        if self.has_vector_indexes() && self.settings().is_making_vector_indexes() {
            self.change_settings(|settings| {
                let indexes = settings.vector_indexes.values_mut();
                for index in indexes.filter(|index| index.status == IndexStatus::Creating) {
                    let stays = index.end_by(ending.now_ms, ending.lasts_ms);
                    debug_assert!(stays, "what is being made does not go");
                }
            });
        }
    }

    /// Changes settings and states, and ends the states that end by now, under one lock. Returns the settings before
    /// any state ends, and what to [follow up](Self::follow_up).
    ///
    /// A caller that begins a state holds the lock for [changes](Self::changing), except to delete the table.
    pub(crate) fn change_states<E>(
        &self,
        ending: &Ending,
        change: impl FnOnce(&mut TableSettings) -> Result<(), E>,
    ) -> Result<(TableSettings, Ended), E> {
        self.change_settings(|settings| {
            let mut changed = settings.clone();
            change(&mut changed)?;
            *settings = changed.clone();
            if ending.ends_all {
                settings.show_vector_indexes(ending.now_ms);
                settings.backups_from_ms = 0;
            }
            let end_ms = if ending.ends_all { u64::MAX } else { ending.now_ms };
            let ended = settings.end_by(end_ms, ending.lasts_ms);
            if ended.time_to_live
                && let Some(time_to_live) = &mut settings.time_to_live
            {
                time_to_live.applied_ms =
                    Some(ending.now_ms).filter(|now_ms| *now_ms > time_to_live.changed_ms);
            }
            if ended.table_is_gone {
                self.set_dropped();
            }
            self.follow_states(settings);
            Ok((changed, ended))
        })
    }

    /// Ends the states that end by some time; returns whether the table is deleted with that. The caller holds the lock
    /// for [changes](Self::changing) of the table.
    pub(crate) fn end_states(&self, ending: &Ending) -> bool {
        let Ok((_, ended)) = self.change_states(ending, |_| Ok::<_, Infallible>(()));
        let is_gone = ended.table_is_gone;
        self.follow_up(ended, ending);
        is_gone
    }

    /// Carries out the consequences of ended states. The caller holds the lock for [changes](Self::changing) of the
    /// table.
    pub(crate) fn follow_up(&self, ended: Ended, ending: &Ending) {
        for name in &ended.indexes_gone {
            self.remove_global_index(name);
        }
        for name in &ended.vector_indexes_gone {
            self.remove_vector_index(name);
        }
        if !ended.indexes_gone.is_empty() || !ended.vector_indexes_gone.is_empty() {
            self.drop_unused_definitions();
        }
        if ending.grows {
            if let Some(partitions) = ended.partitions {
                self.layout().grow(partitions, |at| self.split(at));
            }
            for (name, partitions) in &ended.index_partitions {
                let indexes = self.global_indexes();
                let index = indexes.iter().find(|index| index.definition().name() == name);
                index
                    .into_iter()
                    .for_each(|index| index.layout().grow(*partitions, |at| self.split_index(index, at)));
            }
        }
        if ended.time_to_live {
            let time_to_live = self.settings().time_to_live.clone();
            let expiry = time_to_live.and_then(|time_to_live| time_to_live.expiry(ending.sweep_delay));
            self.set_expiry(expiry, ending.now_ms);
        }
        if ended.destinations {
            self.record_needs(ending.now_ms);
        }
    }

    /// Admits operations on items, or not, as the states say.
    pub(super) fn follow_states(&self, settings: &TableSettings) {
        let is_ready = matches!(settings.status, TableStatus::Active | TableStatus::Updating);
        self.set_ready(is_ready && !self.is_dropped());
        for index in self.global_indexes().iter() {
            // An index without settings is removed from the list next.
            if let Some(of_index) = settings.global_indexes.get(index.definition().name()) {
                index.set_readable(of_index.is_readable());
            }
        }
    }

    /// Drops the definitions of attributes that no key and no search schema uses.
    fn drop_unused_definitions(&self) {
        let (indexes, vectors) = (self.indexes(), self.vector_indexes());
        let searched =
            |name: &str| vectors.iter().any(|index| index.definition().search_attribute(name).is_some());
        let schemas: Vec<_> = indexes.iter().map(|index| index.schema()).chain([self.schema()]).collect();
        self.change_settings(|settings| {
            settings.attribute_definitions.retain(|attribute| {
                schemas.iter().any(|schema| schema.contains(&attribute.name)) || searched(&attribute.name)
            });
        });
    }
}

#[cfg(test)]
mod tests;
