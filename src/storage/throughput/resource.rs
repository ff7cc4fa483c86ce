//! A table or a global index as something that has units: whether a request may access it, and what that costs.

use super::{
    heat::{Heat, of},
    limits::{Rates, Relief, TableUnits},
    meter,
    rules::Throttle,
};
use crate::{
    error::{Error, Result, ThrottledAccess, ThrottledResource, ThrottlingReason, ThroughputLimit},
    key::{HashPoint, StoredKey},
    storage::{
        contributors::Contributors, index::global::GlobalIndex, layout::Layout, partition::Partition,
        table::Table,
    },
};

/// A table, or a global index of it.
#[derive(Clone, Copy)]
pub(super) struct Resource<'t> {
    table: &'t Table,
    index: Option<&'t GlobalIndex>,
}

/// The limits of a table or an index that a request met.
pub(super) struct Met {
    table: String,
    index: Option<String>,
    resource: ThrottledResource,
    on_demand: bool,
    limits: Vec<ThroughputLimit>,
    arn: String,
}

/// Refuses a request that met limits.
///
/// # Errors
/// The exception of the first limit, with all as its reasons.
pub(super) fn refuse(access: ThrottledAccess, met: Vec<Met>) -> Result<()> {
    let mut throttled: Vec<(&str, Option<&str>)> = Vec::new();
    for Met { table, index, .. } in &met {
        // An entry that moves is one write of its index.
        let place = (table.as_str(), index.as_deref());
        if !throttled.contains(&place) {
            meter::note_throttled(place.0, place.1, access);
            throttled.push(place);
        }
    }
    let reasons = met.iter().flat_map(|met| {
        met.limits.iter().map(|limit| ThrottlingReason::new(met.resource, access, *limit, met.arn.clone()))
    });
    let mut reasons: Vec<ThrottlingReason> = reasons.collect();
    reasons.dedup();
    match met.first().and_then(|met| Some((met.resource, *met.limits.first()?, met.on_demand))) {
        None => Ok(()),
        Some((resource, limit, on_demand)) => Err(Error::throttled(resource, limit, on_demand, reasons)),
    }
}

impl<'t> Resource<'t> {
    /// The table itself.
    pub(super) fn table(table: &'t Table) -> Self {
        Self { table, index: None }
    }

    /// A global index of the table.
    pub(super) fn index(table: &'t Table, index: &'t GlobalIndex) -> Self {
        Self { table, index: Some(index) }
    }

    fn layout(&self) -> &'t Layout {
        self.index.map_or(self.table.layout(), GlobalIndex::layout)
    }

    fn units(&self) -> &'t TableUnits {
        self.index.map_or(self.table.units(), GlobalIndex::units)
    }

    fn contributors(&self) -> &'t Contributors {
        self.index.map_or(self.table.contributors(), GlobalIndex::contributors)
    }

    fn index_name(&self) -> Option<&'t str> {
        self.index.map(|index| index.definition().name())
    }

    fn rates(&self) -> Rates {
        let settings = self.table.settings();
        let index = self.index_name().and_then(|name| settings.global_indexes.get(name));
        let throughput = index.map_or(&settings.throughput, |index| &index.throughput);
        let since = [Some(settings.created_seconds), settings.pay_per_request_since_seconds];
        Rates::of(settings.billing_mode, throughput, since)
    }

    /// The limits that a request meets on a partition, if it meets any. Nothing is counted.
    pub(super) fn met(
        &self,
        (throttle, now_us): (&Throttle, u64),
        access: ThrottledAccess,
        partition: &Partition,
    ) -> Option<Met> {
        let rules = &throttle.rules;
        let rates = self.rates();
        let mut limits = match rules.limits_tables() {
            true => self.units().met(&rates, access, (rules.burst_us(), throttle.since_us), now_us),
            false => Vec::new(),
        };
        let admits = partition.with_heat(|heat| heat.admits(access, of(rules.partition(), access), now_us));
        if !admits && !limits.contains(&ThroughputLimit::KeyRange) {
            limits.push(ThroughputLimit::KeyRange);
        }
        let arn = || {
            let table = format!("{}{}", throttle.arn_prefix, self.table.name());
            self.index_name().map_or_else(|| table.clone(), |index| format!("{table}/index/{index}"))
        };
        let resource = if self.index.is_some() { ThrottledResource::Index } else { ThrottledResource::Table };
        (!limits.is_empty()).then(|| Met {
            table: self.table.name().to_owned(),
            index: self.index_name().map(str::to_owned),
            resource,
            on_demand: rates.on_demand,
            limits,
            arn: arn(),
        })
    }

    /// Counts a request for this key that met limits: for its partition, and for the keys that are throttled most.
    pub(super) fn count_throttled(
        &self,
        (throttle, now_us): (&Throttle, u64),
        access: ThrottledAccess,
        partition: &Partition,
        hash: HashPoint,
        met: &Met,
    ) {
        let here = met.limits.contains(&ThroughputLimit::KeyRange);
        self.heat(throttle, now_us, partition, |heat| heat.count_throttled(access, hash, here, now_us));
    }

    /// Counts the key of a throttled request, if contributor insights do.
    pub(super) fn count_throttled_key(&self, key: &StoredKey) {
        if self.index.is_none() {
            self.contributors().count_throttled_key(self.table.schema(), key);
        }
    }

    /// Charges this thread's request for what it consumed of a partition. The units of an entry of a `local` index are
    /// those of its table.
    pub(super) fn charge(
        &self,
        access: ThrottledAccess,
        partition: &Partition,
        hash: HashPoint,
        local: Option<&str>,
        units: f64,
    ) {
        meter::note((self.table.name(), local.or(self.index_name())), partition.range(), access, units);
        let Some((throttle, now_us)) = meter::throttle() else { return };
        let rules = &throttle.rules;
        if rules.limits_tables() {
            let rates = self.rates();
            self.units().charge(&rates, access, (rules.burst_us(), throttle.since_us), units, now_us);
        }
        let rate = of(rules.partition(), access);
        self.heat(&throttle, now_us, partition, |heat| heat.charge(access, rate, units, hash, now_us));
    }

    /// Changes a partition's heat, and notes where it is to be split then.
    fn heat(&self, throttle: &Throttle, _now_us: u64, partition: &Partition, change: impl FnOnce(&mut Heat)) {
        let after_us = throttle.rules.split_after_us();
        let splits = partition.with_heat(|heat| {
            change(heat);
            after_us.map(|after_us| heat.split_points(partition.range(), after_us))
        });
        self.units().add_splits(splits.unwrap_or_default());
    }

    /// Forgets what requests consumed.
    pub(super) fn forget(&self) {
        self.units().forget();
        self.layout().all().iter().for_each(|partition| partition.forget_heat());
    }

    /// Splits what is to be split, and lets the table or index grow with its traffic. The caller holds no lock.
    pub(super) fn relieve(&self) {
        let Some(Relief { splits, warm }) = self.units().take_relief() else { return };
        let split = |at: HashPoint| match self.index {
            None => self.table.split(at),
            Some(index) => self.table.split_index(index, at),
        };
        for at in splits {
            split(at);
        }
        if warm == [None; 2] {
            return;
        }
        let partitions = self.table.change_settings(|settings| {
            let index = self.index_name().and_then(|name| settings.global_indexes.get_mut(name));
            let throughput = match index {
                Some(index) => &mut index.throughput,
                None => &mut settings.throughput,
            };
            let [read, write] = warm.map(Option::unwrap_or_default);
            throughput.warm_read_units = throughput.warm_read_units.max(read);
            throughput.warm_write_units = throughput.warm_write_units.max(write);
            throughput.partitions()
        });
        self.layout().grow(partitions, split);
    }
}
