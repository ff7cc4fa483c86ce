//! A file that is looked at and stays as it is: what is written to it is kept in memory.

use std::{collections::BTreeMap, io};

use redb::StorageBackend;

use crate::sync::Mutex;

/// What is written is kept in pieces of this many bytes.
const PIECE_BYTES: usize = 4096;

#[derive(Debug)]
pub(super) struct Untouched<B> {
    below: B,
    over: Mutex<Over>,
}

#[derive(Debug)]
struct Over {
    len: u64,
    /// Of the storage below, only this much is still there.
    below_len: u64,
    /// By their numbers.
    pieces: BTreeMap<u64, Vec<u8>>,
}

impl<B: StorageBackend> Untouched<B> {
    pub(super) fn new(below: B) -> io::Result<Self> {
        let len = below.len()?;
        Ok(Self { below, over: Mutex::new(Over { len, below_len: len, pieces: BTreeMap::new() }) })
    }

    /// A piece as it is.
    fn piece(&self, over: &Over, number: u64) -> io::Result<Vec<u8>> {
        if let Some(piece) = over.pieces.get(&number) {
            return Ok(piece.clone());
        }
        let mut piece = vec![0; PIECE_BYTES];
        let begin = number * PIECE_BYTES as u64;
        let there = over.below_len.saturating_sub(begin).min(PIECE_BYTES as u64) as usize;
        if let Some(there) = piece.get_mut(..there).filter(|there| !there.is_empty()) {
            self.below.read(begin, there)?;
        }
        Ok(piece)
    }

    /// Calls `act` with each piece that overlaps a stretch: its number, the part of it, and the part of the stretch.
    fn each(
        offset: u64,
        length: usize,
        mut act: impl FnMut(u64, std::ops::Range<usize>, std::ops::Range<usize>) -> io::Result<()>,
    ) -> io::Result<()> {
        let mut done = 0;
        while done < length {
            let at = offset + done as u64;
            let begin = (at % PIECE_BYTES as u64) as usize;
            let count = (PIECE_BYTES - begin).min(length - done);
            act(at / PIECE_BYTES as u64, begin..begin + count, done..done + count)?;
            done += count;
        }
        Ok(())
    }
}

fn beyond() -> io::Error {
    io::ErrorKind::UnexpectedEof.into()
}

impl<B: StorageBackend> StorageBackend for Untouched<B> {
    fn len(&self) -> io::Result<u64> {
        Ok(self.over.lock().len)
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        let over = self.over.lock();
        if offset.checked_add(out.len() as u64).is_none_or(|end| end > over.len) {
            return Err(beyond());
        }
        Self::each(offset, out.len(), |number, part, of| {
            let piece = self.piece(&over, number)?;
            let (Some(to), Some(from)) = (out.get_mut(of), piece.get(part)) else { return Err(beyond()) };
            to.copy_from_slice(from);
            Ok(())
        })
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        let mut over = self.over.lock();
        over.below_len = over.below_len.min(len);
        over.len = len;
        drop(over.pieces.split_off(&len.div_ceil(PIECE_BYTES as u64)));
        // What is cut off is zero if the file grows again.
        let (last, rest) = (len / PIECE_BYTES as u64, (len % PIECE_BYTES as u64) as usize);
        if let Some(cut) = over.pieces.get_mut(&last).and_then(|piece| piece.get_mut(rest..)) {
            cut.fill(0);
        }
        Ok(())
    }

    fn sync_data(&self) -> io::Result<()> {
        Ok(())
    }

    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        let mut over = self.over.lock();
        if offset.checked_add(data.len() as u64).is_none_or(|end| end > over.len) {
            return Err(beyond());
        }
        Self::each(offset, data.len(), |number, part, of| {
            let mut piece = self.piece(&over, number)?;
            let (Some(to), Some(from)) = (piece.get_mut(part), data.get(of)) else { return Err(beyond()) };
            to.copy_from_slice(from);
            over.pieces.insert(number, piece);
            Ok(())
        })
    }

    fn close(&self) -> io::Result<()> {
        self.below.close()
    }
}

#[cfg(test)]
mod tests {
    use proptest::{collection::vec, prelude::*};
    use redb::backends::InMemoryBackend;

    use super::*;

    #[derive(Debug, Clone)]
    enum Step {
        Write(u64, Vec<u8>),
        SetLen(u64),
    }

    fn step() -> impl Strategy<Value = Step> {
        prop_oneof![
            (0..20_000_u64, vec(1..=u8::MAX, 1..9_000)).prop_map(|(at, data)| Step::Write(at, data)),
            (0..30_000_u64).prop_map(Step::SetLen),
        ]
    }

    proptest! {
        #[test]
        fn it_reads_as_if_it_were_written_and_is_not(begun in vec(any::<u8>(), 1..20_000), steps in vec(step(), 0..8)) {
            let below = InMemoryBackend::new();
            below.set_len(begun.len() as u64).unwrap();
            below.write(0, &begun).unwrap();
            let untouched = Untouched::new(below).unwrap();
            let mut expected = begun.clone();
            for step in steps {
                match step {
                    Step::Write(at, data) => {
                        let end = at as usize + data.len();
                        prop_assert_eq!(untouched.write(at, &data).is_ok(), end <= expected.len());
                        if end <= expected.len() {
                            expected[at as usize..end].copy_from_slice(&data);
                        }
                    }
                    Step::SetLen(len) => {
                        untouched.set_len(len).unwrap();
                        expected.resize(len as usize, 0);
                    }
                }
                let mut read = vec![0; expected.len()];
                untouched.read(0, &mut read).unwrap();
                prop_assert!(read == expected);
            }
            let mut read = vec![0; begun.len()];
            untouched.below.read(0, &mut read).unwrap();
            prop_assert!(read == begun);
        }
    }
}
