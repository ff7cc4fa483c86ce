//! The record of a change in a change log, as bytes.
//!
//! ```text
//! who made it, 1     milliseconds since 1970, 8     microseconds beyond, 2     milliseconds too late, 4
//! the item before: its length, 0 if there was none, the item     the item after: the same
//! ```

use super::{
    encoding::{Bytes, Unreadable, write_item},
    lengths::{write_count, write_sized},
};
use crate::storage::{ChangeNumber, ChangeRecord, ChangedBy, Origin, Stored, US_OF_MS};

/// A record that was read, with its images as bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct ReadChange<'b> {
    origin: Origin,
    pub(super) old: Option<&'b [u8]>,
    pub(super) new: Option<&'b [u8]>,
}

/// Appends a record.
pub(super) fn write_record(record: &ChangeRecord, out: &mut Vec<u8>) {
    let Origin { by, at_ms, us, late_ms } = record.origin();
    out.push(match by {
        ChangedBy::Request => 0,
        ChangedBy::TimeToLive => 1,
        ChangedBy::Replication => 2,
    });
    out.extend_from_slice(&at_ms.to_be_bytes());
    out.extend_from_slice(&us.to_be_bytes());
    out.extend_from_slice(&late_ms.to_be_bytes());
    for image in [record.old(), record.new_item()] {
        match image {
            Some(stored) => write_sized(out, |out| write_item(stored.item(), out)),
            None => write_count(0, out),
        }
    }
}

/// An image, of which nothing is written if there is none.
fn image(bytes: &[u8]) -> Option<&[u8]> {
    (!bytes.is_empty()).then_some(bytes)
}

/// Reads a record, behind which there is nothing.
pub(super) fn read_record(bytes: &[u8]) -> Result<ReadChange<'_>, Unreadable> {
    let mut bytes = Bytes(bytes);
    let by = match bytes.byte()? {
        0 => ChangedBy::Request,
        1 => ChangedBy::TimeToLive,
        2 => ChangedBy::Replication,
        _ => return Err(Unreadable),
    };
    let at_ms = bytes.number()?;
    let us = u16::from_be_bytes(bytes.take(2)?.try_into().map_err(|_| Unreadable)?);
    let late_ms = u32::from_be_bytes(bytes.take(4)?.try_into().map_err(|_| Unreadable)?);
    let (old, new) = (bytes.bytes()?, bytes.bytes()?);
    let is_record = bytes.is_empty() && u64::from(us) < US_OF_MS && !(old.is_empty() && new.is_empty());
    let origin = Origin { by, at_ms, us, late_ms };
    let change = ReadChange { origin, old: image(old), new: image(new) };
    if is_record { Ok(change) } else { Err(Unreadable) }
}

impl ReadChange<'_> {
    /// The record with these images.
    pub(super) fn record(
        &self,
        sequence: ChangeNumber,
        images: (Option<Stored>, Option<Stored>),
    ) -> ChangeRecord {
        ChangeRecord::new(sequence, self.origin, images)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::item;

    #[test]
    fn a_record_is_read_as_it_was_written() {
        let stored = |n: i32| Some(Stored::new(item! { "id": n, "text": "x".repeat(300) }));
        let images = [(stored(1), stored(2)), (None, stored(1)), (stored(1), None)];
        let origins = [ChangedBy::Request, ChangedBy::TimeToLive, ChangedBy::Replication].map(|by| Origin {
            by,
            at_ms: 1 << 40,
            us: 999,
            late_ms: 7,
        });
        for (images, origin) in images.into_iter().zip(origins) {
            let record = ChangeRecord::new(ChangeNumber::new(3), origin, images);
            let mut bytes = Vec::new();
            write_record(&record, &mut bytes);
            let read = read_record(&bytes).unwrap();
            assert_eq!(read.origin, origin);
            for (image, stored) in [(read.old, record.old()), (read.new, record.new_item())] {
                let item = image.map(|bytes| Bytes(bytes).whole_item().unwrap());
                assert_eq!(item.as_ref(), stored.map(|stored| &**stored.item()));
            }
            (0..bytes.len()).for_each(|end| assert_eq!(read_record(&bytes[..end]), Err(Unreadable)));
        }
    }

    proptest! {
        #[test]
        fn any_bytes_are_a_record_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..80)) {
            let _ = read_record(&bytes);
        }
    }
}
