//! How many entries a tree has, and their size, kept up to date with each change.

/// A value with a size that a tree adds up.
pub(crate) trait SizeBytes {
    /// The size in bytes.
    fn size_bytes(&self) -> u64;
}

/// A number of bytes is its own size.
impl SizeBytes for u64 {
    fn size_bytes(&self) -> u64 {
        *self
    }
}

/// How many entries there are, and the size of their values.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Totals {
    pub(crate) count: u64,
    pub(crate) size_bytes: u64,
}

impl std::ops::AddAssign for Totals {
    fn add_assign(&mut self, other: Self) {
        self.count += other.count;
        self.size_bytes += other.size_bytes;
    }
}

/// The sums that a change of a value changes.
#[derive(Debug)]
pub(super) struct Sums<'t> {
    piece_bytes: &'t mut u64,
    totals: &'t mut Totals,
}

impl<'t> Sums<'t> {
    /// The size of a piece, and the totals of its tree.
    pub(super) fn new(piece_bytes: &'t mut u64, totals: &'t mut Totals) -> Self {
        Self { piece_bytes, totals }
    }

    /// Adds a value that was inserted.
    pub(super) fn put(&mut self, value: &impl SizeBytes) {
        self.totals.count += 1;
        self.grow(value.size_bytes());
    }

    /// Subtracts a value that was removed.
    pub(super) fn took(&mut self, value: &impl SizeBytes) {
        debug_assert!(self.totals.count > 0, "what is taken out was counted");
        self.totals.count -= 1;
        self.shrink(value.size_bytes());
    }

    pub(super) fn grow(&mut self, size_bytes: u64) {
        *self.piece_bytes += size_bytes;
        self.totals.size_bytes += size_bytes;
    }

    pub(super) fn shrink(&mut self, size_bytes: u64) {
        debug_assert!(*self.piece_bytes >= size_bytes, "a piece's size is the sum of its values'");
        debug_assert!(self.totals.size_bytes >= *self.piece_bytes, "a tree's size is the sum of its pieces'");
        *self.piece_bytes -= size_bytes;
        self.totals.size_bytes -= size_bytes;
    }
}
