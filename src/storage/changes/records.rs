//! The records of a shard, in pieces that copies share until one of them writes.

use std::sync::Arc;

use super::{number::ChangeNumber, record::ChangeRecord};

/// The limits of a piece, in records and in bytes. They bound what a write copies after a copy of the table was made,
/// and what is trimmed at once.
const PIECE_RECORDS: usize = if cfg!(debug_assertions) { 8 } else { 1024 };
const PIECE_BYTES: u64 = 1024 * 1024;

/// Records in the order of their numbers and times.
#[derive(Debug, Clone, Default)]
pub(super) struct Records {
    /// No piece is empty.
    pieces: Vec<Arc<Piece>>,
    bytes: u64,
    /// The number of the last record that was trimmed.
    trimmed: Option<ChangeNumber>,
}

/// Some of the records, with their size.
#[derive(Debug, Clone, Default)]
pub(super) struct Piece {
    records: Vec<ChangeRecord>,
    bytes: u64,
}

impl Piece {
    /// The records alone.
    pub(super) fn into_records(self) -> Vec<ChangeRecord> {
        self.records
    }
}

impl Records {
    /// These records, behind the trimmed ones; `None` if they are out of order.
    pub(super) fn of(records: Vec<ChangeRecord>, trimmed: Option<ChangeNumber>) -> Option<Self> {
        let ascend = |one: &ChangeRecord, next: &ChangeRecord| {
            one.sequence < next.sequence && one.at_us() <= next.at_us()
        };
        let is_behind = |first: &ChangeRecord| trimmed.is_none_or(|trimmed| trimmed < first.sequence);
        if !records.is_sorted_by(ascend) || !records.first().is_none_or(is_behind) {
            return None;
        }
        let mut made = Self { trimmed, ..Self::default() };
        for record in records {
            made.push(record);
        }
        Some(made)
    }

    /// The pieces alone.
    pub(super) fn into_pieces(self) -> Vec<Arc<Piece>> {
        self.pieces
    }

    /// The number of the last record that was trimmed.
    pub(super) fn trimmed(&self) -> Option<ChangeNumber> {
        self.trimmed
    }

    /// Appends a record, and returns its size in bytes.
    pub(super) fn push(&mut self, record: ChangeRecord) -> u64 {
        debug_assert!(
            self.last().is_none_or(|last| last.sequence < record.sequence && last.at_us() <= record.at_us()),
            "numbers ascend, and times do not descend"
        );
        let bytes = record.bytes();
        self.bytes += bytes;
        if let Some(piece) = self.pieces.last_mut()
            && piece.records.len() < PIECE_RECORDS
            && piece.bytes < PIECE_BYTES
        {
            let piece = Arc::make_mut(piece);
            piece.records.push(record);
            piece.bytes += bytes;
        } else {
            self.pieces.push(Arc::new(Piece { records: vec![record], bytes }));
        }
        bytes
    }

    /// Removes the records up to this number, which are the first ones, and returns them.
    pub(super) fn trim(&mut self, up_to: ChangeNumber) -> Self {
        let is_gone = |record: &ChangeRecord| record.sequence <= up_to;
        let (piece, place) = self.position(&is_gone);
        self.trimmed = self.last_gone(is_gone);
        let mut pieces: Vec<_> = self.pieces.drain(..piece).collect();
        if place > 0
            && let Some(piece) = self.pieces.first_mut()
        {
            let piece = Arc::make_mut(piece);
            let records: Vec<_> = piece.records.drain(..place).collect();
            let bytes = records.iter().map(ChangeRecord::bytes).sum();
            piece.bytes -= bytes;
            pieces.push(Arc::new(Piece { records, bytes }));
        }
        let bytes = pieces.iter().map(|piece| piece.bytes).sum();
        self.bytes -= bytes;
        Self { pieces, bytes, trimmed: None }
    }

    /// The size of the records in bytes.
    pub(super) fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Whether there is none.
    pub(super) fn is_empty(&self) -> bool {
        self.pieces.is_empty()
    }

    /// The last record.
    pub(super) fn last(&self) -> Option<&ChangeRecord> {
        self.pieces.last().and_then(|piece| piece.records.last())
    }

    /// The number of the first record.
    pub(super) fn first_number(&self) -> Option<ChangeNumber> {
        self.pieces.first().and_then(|piece| piece.records.first()).map(|first| first.sequence)
    }

    /// The number of the last record, even if that record is trimmed.
    pub(super) fn last_number(&self) -> Option<ChangeNumber> {
        self.last().map(|last| last.sequence).or(self.trimmed)
    }

    /// All records in order.
    pub(super) fn iter(&self) -> impl Iterator<Item = &ChangeRecord> {
        self.pieces.iter().flat_map(|piece| &piece.records)
    }

    /// The number of the last record that was trimmed, or for which `is_gone` holds. `is_gone` holds for a prefix of
    /// the records.
    pub(super) fn last_gone(&self, is_gone: impl Fn(&ChangeRecord) -> bool) -> Option<ChangeNumber> {
        let (piece, place) = self.position(&is_gone);
        let before = match place.checked_sub(1) {
            Some(place) => self.pieces.get(piece).and_then(|piece| piece.records.get(place)),
            None => piece.checked_sub(1).and_then(|piece| self.pieces.get(piece)?.records.last()),
        };
        before.map(|record| record.sequence).or(self.trimmed)
    }

    /// The records behind those for which `is_before` holds. It holds for a prefix of the records.
    pub(super) fn behind(
        &self,
        is_before: impl Fn(&ChangeRecord) -> bool,
    ) -> impl Iterator<Item = &ChangeRecord> {
        let (piece, place) = self.position(&is_before);
        let pieces = self.pieces.get(piece..).unwrap_or_default();
        pieces.iter().flat_map(|piece| &piece.records).skip(place)
    }

    /// The piece, and the position in it, of the first record for which `is_before` does not hold.
    fn position(&self, is_before: &impl Fn(&ChangeRecord) -> bool) -> (usize, usize) {
        let piece = self.pieces.partition_point(|piece| piece.records.last().is_some_and(is_before));
        let place = self.pieces.get(piece).map_or(0, |piece| piece.records.partition_point(is_before));
        (piece, place)
    }
}
