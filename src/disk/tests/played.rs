//! A disk that is played in memory: it remembers each write and sync, so that a test can see what a crash leaves.

use std::{io, sync::Arc};

use redb::StorageBackend;

use crate::sync::Mutex;

/// A write is torn between pieces of this many bytes, as a disk's sectors are.
const SECTOR_BYTES: usize = 512;

/// What was done to the disk.
#[derive(Debug, Clone)]
pub(super) enum Done {
    Write {
        offset: usize,
        bytes: Vec<u8>,
    },
    SetLen(usize),
    /// A sync that has returned, and how many operations of the test were acknowledged when it began.
    Sync {
        acknowledged: usize,
    },
}

#[derive(Debug, Default)]
struct Played {
    bytes: Vec<u8>,
    /// What was on the disk when the test began.
    begun: Vec<u8>,
    done: Vec<Done>,
    calls: usize,
    /// The call that fails, and all behind it.
    fails_at: Option<usize>,
    acknowledged: usize,
}

/// The disk; copies are the same one.
#[derive(Debug, Clone, Default)]
pub(super) struct PlayedDisk(Arc<Mutex<Played>>);

impl PlayedDisk {
    /// A disk with this content.
    pub(super) fn holding(bytes: Vec<u8>) -> Self {
        Self(Arc::new(Mutex::new(Played { bytes, ..Played::default() })))
    }

    /// Begins the test: what is on the disk is synced. Of the calls from now on, that of this number and all behind it
    /// fail.
    pub(super) fn begin(&self, fails_at: Option<usize>) {
        let mut played = self.0.lock();
        let bytes = played.bytes.clone();
        *played = Played { begun: bytes.clone(), bytes, fails_at, ..Played::default() };
    }

    /// Notes that one more operation was acknowledged.
    pub(super) fn acknowledge(&self) {
        self.0.lock().acknowledged += 1;
    }

    /// How many calls there were.
    pub(super) fn calls(&self) -> usize {
        self.0.lock().calls
    }

    /// Calls `look` with each crash image: what is left, at each sync, of what was written since the sync before, and
    /// how many operations were acknowledged by then.
    pub(super) fn for_each_crash(&self, left: &[Left], mut look: impl FnMut(Vec<u8>, usize)) {
        let (mut synced, done, acknowledged) = {
            let played = self.0.lock();
            (played.begun.clone(), played.done.clone(), played.acknowledged)
        };
        let mut since: Vec<&Done> = Vec::new();
        for one in &done {
            let Done::Sync { acknowledged } = one else {
                since.push(one);
                continue;
            };
            for left in left {
                look(image(&synced, &since, *left), *acknowledged);
            }
            since.drain(..).for_each(|one| carry_out(&mut synced, one, &mut |_| true));
        }
        for left in left {
            look(image(&synced, &since, *left), acknowledged);
        }
    }

    fn call<R>(&self, act: impl FnOnce(&mut Played) -> R) -> io::Result<R> {
        let mut played = self.0.lock();
        played.calls += 1;
        match played.fails_at {
            Some(at) if played.calls >= at => Err(io::Error::other("the disk is broken")),
            _ => Ok(act(&mut played)),
        }
    }
}

impl StorageBackend for PlayedDisk {
    fn len(&self) -> io::Result<u64> {
        self.call(|played| played.bytes.len() as u64)
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        self.call(|played| {
            let offset = offset as usize;
            out.copy_from_slice(&played.bytes[offset..offset + out.len()]);
        })
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        self.call(|played| {
            played.bytes.resize(len as usize, 0);
            played.done.push(Done::SetLen(len as usize));
        })
    }

    fn sync_data(&self) -> io::Result<()> {
        self.call(|played| {
            let acknowledged = played.acknowledged;
            played.done.push(Done::Sync { acknowledged });
        })
    }

    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        self.call(|played| {
            let offset = offset as usize;
            played.bytes[offset..offset + data.len()].copy_from_slice(data);
            played.done.push(Done::Write { offset, bytes: data.to_vec() });
        })
    }
}

/// How much of what was not synced a crash leaves.
#[derive(Debug, Clone, Copy)]
pub(super) enum Left {
    Nothing,
    Everything,
    /// Some writes, as a generator of this state decides: whole ones, torn ones, and later ones without earlier ones.
    Some(u64),
}

fn image(synced: &[u8], since: &[&Done], left: Left) -> Vec<u8> {
    let mut bytes = synced.to_vec();
    match left {
        Left::Nothing => {}
        Left::Everything => since.iter().for_each(|one| carry_out(&mut bytes, one, &mut |_| true)),
        Left::Some(seed) => {
            let mut state = seed.wrapping_add(since.len() as u64);
            let mut chance = |of: u64| {
                state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
                crate::mix::mix(state) % of
            };
            for one in since {
                match chance(3) {
                    0 => {}
                    1 => carry_out(&mut bytes, one, &mut |_| true),
                    _ => carry_out(&mut bytes, one, &mut |_| chance(2) == 0),
                }
            }
        }
    }
    bytes
}

/// Carries out a call, of a write those sectors that are kept.
fn carry_out(bytes: &mut Vec<u8>, done: &Done, is_kept: &mut impl FnMut(usize) -> bool) {
    match done {
        Done::Sync { .. } => {}
        Done::SetLen(len) => bytes.resize(*len, 0),
        Done::Write { offset, bytes: written } => {
            if bytes.len() < offset + written.len() {
                // The file was to be made longer, and was not.
                bytes.resize(offset + written.len(), 0);
            }
            for (sector, piece) in written.chunks(SECTOR_BYTES).enumerate() {
                if is_kept(sector) {
                    let begin = offset + sector * SECTOR_BYTES;
                    bytes[begin..begin + piece.len()].copy_from_slice(piece);
                }
            }
        }
    }
}
