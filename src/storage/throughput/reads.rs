//! Reads that are metered and throttled.

use std::sync::Arc;

use super::{
    meter,
    resource::{Met, Resource, refuse},
};
use crate::{
    error::{Result, ThrottledAccess},
    key::StoredKey,
    storage::{
        page::{Page, PageRequest},
        partition::Partition,
        read_target::ReadTarget,
        stored::Stored,
        table::Table,
    },
    units::{TRANSACTION_FACTOR, read_units},
};

const READ: ThrottledAccess = ThrottledAccess::Read;

impl Table {
    /// The item with this key, for a request.
    ///
    /// # Errors
    /// The read is throttled.
    #[inline]
    pub(crate) fn read_item(&self, key: &StoredKey, consistent: bool) -> Result<Option<Stored>> {
        if meter::is_on() { self.read_metered(key, consistent) } else { Ok(self.get(key, consistent)) }
    }

    #[cold]
    #[inline(never)]
    fn read_metered(&self, key: &StoredKey, consistent: bool) -> Result<Option<Stored>> {
        let result = self.admit_read(key).map(|partition| {
            let stored = self.get(key, consistent);
            let units = read_units(stored.as_ref().map_or(0, Stored::size), consistent);
            Resource::table(self).charge(READ, &partition, key.hash, None, units);
            stored
        });
        self.relieve();
        result
    }

    /// The partition of a key, if the request may read it.
    pub(super) fn admit_read(&self, key: &StoredKey) -> Result<Arc<Partition>> {
        let partition = self.layout().partition_of(key.hash);
        if let Some((throttle, now_us)) = meter::throttle() {
            let (resource, now) = (Resource::table(self), (&*throttle, now_us));
            if let Some(met) = resource.met(now, READ, &partition) {
                resource.count_throttled(now, READ, &partition, key.hash, &met);
                resource.count_throttled_key(key);
                refuse(READ, vec![met])?;
            }
        }
        Ok(partition)
    }

    /// Reads a page as [`read_more`](Self::read_more) does. A page that comes to a partition without units left ends
    /// before it; only one that would be empty is throttled.
    ///
    /// # Errors
    /// The read is throttled.
    #[cold]
    #[inline(never)]
    pub(in crate::storage) fn read_page_metered(
        &self,
        request: &PageRequest<'_>,
        page: &mut Page,
    ) -> Result<()> {
        let (resource, layout) = match request.target {
            ReadTarget::Global(index) => (Resource::index(self, index), index.layout()),
            _ => (Resource::table(self), self.layout()),
        };
        let mut hashes = request.hashes;
        if let Some(start) = &request.start {
            hashes.first = hashes.first.max(start.hash);
        }
        let partitions: Vec<Arc<Partition>> =
            layout.all().iter().filter(|partition| partition.range().overlaps(hashes)).cloned().collect();
        let mut ends_at: Option<Met> = None;
        if let Some((throttle, now_us)) = meter::throttle() {
            let now = (&*throttle, now_us);
            let met = partitions
                .iter()
                .find_map(|partition| Some((partition, resource.met(now, READ, partition)?)));
            if let Some((partition, met)) = met {
                let at = partition.range().first.max(hashes.first);
                resource.count_throttled(now, READ, partition, at, &met);
                ends_at = Some(met);
                match at.checked_sub(1).filter(|last| *last >= hashes.first) {
                    Some(last) => hashes.last = last,
                    None => {
                        self.relieve();
                        return refuse(READ, ends_at.into_iter().collect());
                    }
                }
            }
        }
        let (before, read_before) = (page.partition_sizes().len(), page.entries().len());
        self.read_range(request, hashes, page);
        let sizes = page.partition_sizes().iter().skip(before);
        let local = match request.target {
            ReadTarget::Local(_, index) => Some(index.name()),
            _ => None,
        };
        for (partition, size) in partitions.iter().zip(sizes) {
            let at = partition.range().first.max(hashes.first);
            resource.charge(READ, partition, at, local, read_units(*size, request.consistent));
        }
        self.charge_fetched(request, page, read_before, &partitions);
        self.relieve();
        match ends_at {
            Some(met) if !page.has_more() => match page.entries().len() > read_before {
                true => {
                    page.end_early();
                    Ok(())
                }
                false => refuse(READ, vec![met]),
            },
            _ => Ok(()),
        }
    }

    /// Charges a request for the items that it fetched for the entries of a local index.
    fn charge_fetched(
        &self,
        request: &PageRequest<'_>,
        page: &Page,
        before: usize,
        partitions: &[Arc<Partition>],
    ) {
        let fetched = page.entries().iter().skip(before).filter_map(|entry| entry.fetched());
        // A collection lies in one partition; without one that was read, nothing was fetched.
        let Some(partition) = partitions.first() else { return };
        for stored in fetched {
            let units = read_units(stored.size(), request.consistent);
            Resource::table(self).charge(READ, partition, partition.range().first, None, units);
        }
    }

    /// Charges a transaction for reading an item of this size. The caller holds no lock.
    pub(in crate::storage) fn charge_transactional_read(&self, key: &StoredKey, bytes: usize) {
        let partition = self.layout().partition_of(key.hash);
        let units = TRANSACTION_FACTOR * read_units(bytes, true);
        Resource::table(self).charge(READ, &partition, key.hash, None, units);
        self.relieve();
    }

    /// Forgets what requests consumed, of the table and its global indexes.
    pub(crate) fn forget_units(&self) {
        Resource::table(self).forget();
        self.global_indexes().iter().for_each(|index| Resource::index(self, index).forget());
    }

    /// Does what throttled traffic calls for: splits for heat, and growth. The caller holds no lock.
    pub(in crate::storage) fn relieve(&self) {
        Resource::table(self).relieve();
        if self.has_global_indexes() {
            self.global_indexes().iter().for_each(|index| Resource::index(self, index).relieve());
        }
    }
}
