//! The work of an export: writes the files of its source.

use std::sync::Arc;

use super::{
    export_filter::{BoundFilter, FilterSource, KeyPart},
    export_source::ExportSource,
};
use crate::{
    engine::{Clock, Export, ExportExtent, ExportViewType, Job, TransferFailure, time_label},
    error::Error,
    key::KeySchema,
    storage::{ChangedItem, ChangedItems, Stored, Table, WHOLE_TREE},
    sync::atomic::Ordering,
    transfer::{
        Bucket, BucketError, ChangeRecord, ExportFile, ExportFiles, ExportPlace, FULL_VERSION,
        INCREMENTAL_VERSION, Summary,
    },
    value::Item,
};

/// Items between which an export asks whether it is to stop.
const PIECE: usize = 64;

/// The work of an export.
#[derive(Debug)]
pub(super) struct ExportWork {
    pub(super) arn: String,
    pub(super) bucket: Result<Bucket, BucketError>,
    pub(super) source: ExportSource,
    pub(super) filter: Option<FilterSource>,
    /// The part of the table that is exported; all of it without one.
    pub(super) part: Option<KeyPart>,
    pub(super) schema: KeySchema,
    pub(super) clock: Clock,
}

/// Why an export ends before its files are complete.
#[derive(Debug, thiserror::Error)]
enum Stop {
    #[error(transparent)]
    Bucket(#[from] BucketError),
    #[error(transparent)]
    Filter(#[from] Error),
    #[error("the export is cancelled")]
    Cancelled,
}

/// An export in the middle of its work.
struct Writing<'w> {
    job: &'w Job<Export>,
    filter: Option<BoundFilter<'w>>,
    part: Option<&'w KeyPart>,
    schema: &'w KeySchema,
    files: ExportFiles,
    line: Vec<u8>,
    seen: usize,
}

impl ExportWork {
    /// Writes the export.
    pub(super) fn run(self, job: &Job<Export>) -> Result<(), TransferFailure> {
        match self.write(job) {
            Ok(()) | Err(Stop::Cancelled) => Ok(()),
            Err(Stop::Bucket(error)) => {
                Err(TransferFailure { code: error.code().to_owned(), message: error.to_string() })
            }
            Err(Stop::Filter(error)) => {
                debug_assert!(false, "a filter that was bound once is bound again: {error}");
                Err(TransferFailure { code: error.code().to_owned(), message: error.message().into_owned() })
            }
        }
    }

    fn write(self, job: &Job<Export>) -> Result<(), Stop> {
        let place =
            ExportPlace::new(job.about.prefix.as_deref(), &job.key.1, job.about.extent.is_incremental());
        let mut writing = Writing {
            job,
            filter: self.filter.as_ref().map(FilterSource::bind).transpose()?,
            part: self.part.as_ref(),
            schema: &self.schema,
            files: ExportFiles::begin(self.bucket?, place, job.about.format)?,
            line: Vec::new(),
            seen: 0,
        };
        match (self.source, job.about.extent) {
            (ExportSource::Items(table), _) => writing.items(&table)?,
            (ExportSource::Changes(changes), ExportExtent::Incremental { view, .. }) => {
                writing.changes(changes, view)?;
            }
            (ExportSource::Changes(changes), ExportExtent::Full { .. }) => {
                debug_assert!(false, "a full export reads items");
                writing.changes(changes, ExportViewType::NewAndOldImages)?;
            }
        }
        let summary = summary(job, self.arn, &self.clock);
        Ok(writing.files.finish(summary)?)
    }
}

impl Writing<'_> {
    /// Writes the items of a table, a file for each partition.
    fn items(&mut self, table: &Table) -> Result<(), Stop> {
        for (partition, data) in table.layout().contents() {
            let bounds = match self.part {
                Some(part) if !partition.range().overlaps(part.hashes) => continue,
                Some(part) => (part.bounds.0.as_ref(), part.bounds.1.as_ref()),
                None => (WHOLE_TREE.0.as_ref(), WHOLE_TREE.1.as_ref()),
            };
            let mut file = self.files.file()?;
            for (_, stored) in data.items().range(bounds) {
                self.step(&mut file)?;
                self.read(stored);
                if let Some(filter) = &self.filter
                    && !filter.takes(stored.item())
                {
                    continue;
                }
                let projected = self.filter.as_ref().and_then(|filter| filter.projected(stored.item()));
                self.line.clear();
                let item = projected.as_ref().unwrap_or_else(|| stored.item());
                self.job.about.format.write_item(item, &mut self.line);
                self.push(&mut file)?;
            }
            self.files.finish_file(file)?;
        }
        Ok(())
    }

    /// Writes what changed.
    fn changes(&mut self, changes: ChangedItems, view: ExportViewType) -> Result<(), Stop> {
        let mut file = self.files.file()?;
        for ChangedItem { key, at_ms, old, new } in changes {
            self.step(&mut file)?;
            if self.part.is_some_and(|part| !part.contains(&key)) {
                continue;
            }
            let Some(latest) = new.as_ref().or(old.as_ref()) else { continue };
            self.read(latest);
            if let Some(filter) = &self.filter
                && !filter.takes(latest.item())
            {
                continue;
            }
            let keys = self.schema.of(latest.item());
            let projected = |stored: &Option<Stored>| -> Option<Arc<Item>> {
                let item = stored.as_ref()?.item();
                let projected = self.filter.as_ref().and_then(|filter| filter.projected(item));
                Some(projected.map_or_else(|| Arc::clone(item), Arc::new))
            };
            let old = if view == ExportViewType::NewImage { None } else { projected(&old) };
            let record =
                ChangeRecord { at_micros: at_ms.saturating_mul(1000), keys, old, new: projected(&new) };
            self.line.clear();
            self.job.about.format.write_change(&record, &mut self.line);
            self.push(&mut file)?;
        }
        Ok(self.files.finish_file(file)?)
    }

    /// Between two items: whether the export goes on, and in which file.
    fn step(&mut self, file: &mut ExportFile) -> Result<(), Stop> {
        self.seen += 1;
        if self.seen.is_multiple_of(PIECE) && self.job.is_cancelled() {
            return Err(Stop::Cancelled);
        }
        if file.is_full() {
            let full = std::mem::replace(file, self.files.file()?);
            self.files.finish_file(full)?;
        }
        Ok(())
    }

    fn read(&self, stored: &Stored) {
        let progress = &self.job.progress;
        progress.items.fetch_add(1, Ordering::Relaxed);
        progress.bytes.fetch_add(stored.size() as u64, Ordering::Relaxed);
    }

    fn push(&self, file: &mut ExportFile) -> Result<(), Stop> {
        file.push(&self.line).map_err(|error| self.files.error(error))?;
        self.job.progress.written.fetch_add(1, Ordering::Relaxed);
        Ok(())
    }
}

fn summary(job: &Job<Export>, export_arn: String, clock: &Clock) -> Summary {
    let time = |ms| format!("{}Z", time_label(ms));
    let about = &job.about;
    let base = Summary {
        version: FULL_VERSION.to_owned(),
        export_arn,
        start_time: time(job.started_ms),
        end_time: time(clock.now_ms()),
        table_arn: about.table_arn.clone(),
        table_id: about.table_id.clone(),
        s3_bucket: about.bucket.clone(),
        s3_prefix: about.prefix.clone(),
        s3_sse_algorithm: Some(about.encryption.as_str().to_owned()),
        s3_sse_kms_key_id: about.kms_key_id.clone(),
        billed_size_bytes: job.progress.bytes.load(Ordering::Relaxed),
        item_count: job.progress.written.load(Ordering::Relaxed),
        output_format: about.format.as_str().to_owned(),
        export_type: Some(about.extent.export_type().as_str().to_owned()),
        ..Summary::default()
    };
    match about.extent {
        ExportExtent::Full { at_ms } => Summary { export_time: Some(time(at_ms)), ..base },
        ExportExtent::Incremental { from_ms, to_ms, view } => Summary {
            version: INCREMENTAL_VERSION.to_owned(),
            export_from_time: Some(time(from_ms)),
            export_to_time: Some(time(to_ms)),
            output_view: Some(view.as_str().to_owned()),
            ..base
        },
    }
}
