//! A disk that is played in memory: it remembers each write and sync, so that a test can see what a crash leaves.

use std::{
    fmt,
    io::{self, ErrorKind},
    sync::Arc,
};

use redb::StorageBackend;

use crate::sync::{Condvar, Mutex};

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

/// What is wrong with a disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Fault {
    #[default]
    Nothing,
    /// The call of this number fails, and all behind it.
    From(usize),
    /// The call of this number fails, and no other.
    Once(usize),
    /// A sync fails once this many have returned, and all behind it: the writes before it are lost.
    SyncsFrom(usize),
    /// It has room for so many bytes.
    Full(usize),
    /// It can be read and not written.
    ReadOnly,
}

#[derive(Debug, Default)]
struct Played {
    bytes: Vec<u8>,
    /// What was on the disk when the test began.
    begun: Vec<u8>,
    done: Vec<Done>,
    calls: usize,
    syncs: usize,
    fault: Fault,
    acknowledged: usize,
    /// Syncs wait.
    is_slow: bool,
    /// How many syncs wait.
    waiting: usize,
}

/// The disk; copies are the same one.
#[derive(Clone, Default)]
pub(super) struct PlayedDisk(Arc<(Mutex<Played>, Condvar)>);

impl fmt::Debug for PlayedDisk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PlayedDisk").finish_non_exhaustive()
    }
}

impl PlayedDisk {
    /// A disk with this content.
    pub(super) fn holding(bytes: Vec<u8>) -> Self {
        let played = Played { begun: bytes.clone(), bytes, ..Played::default() };
        Self(Arc::new((Mutex::new(played), Condvar::default())))
    }

    /// Begins the test: what is on the disk is synced. Calls count from now on.
    pub(super) fn begin(&self, fault: Fault) {
        let mut played = self.0.0.lock();
        let bytes = played.bytes.clone();
        *played = Played { begun: bytes.clone(), bytes, fault, ..Played::default() };
    }

    /// What is wrong with it from now on.
    pub(super) fn set_fault(&self, fault: Fault) {
        self.0.0.lock().fault = fault;
    }

    /// Whether syncs wait from now on.
    pub(super) fn set_slow(&self, is_slow: bool) {
        self.0.0.lock().is_slow = is_slow;
        self.0.1.notify_all();
    }

    /// Waits until a sync waits.
    pub(super) fn wait_for_sync(&self) {
        drop(self.0.1.wait_while(self.0.0.lock(), |played| played.waiting == 0));
    }

    /// How long it is.
    pub(super) fn length(&self) -> usize {
        self.0.0.lock().bytes.len()
    }

    /// How many syncs have returned.
    pub(super) fn syncs(&self) -> usize {
        self.0.0.lock().syncs
    }

    /// Notes that one more operation was acknowledged.
    pub(super) fn acknowledge(&self) {
        self.0.0.lock().acknowledged += 1;
    }

    /// What is on the disk.
    pub(super) fn image(&self) -> Vec<u8> {
        self.0.0.lock().bytes.clone()
    }

    /// How many calls there were.
    pub(super) fn calls(&self) -> usize {
        self.0.0.lock().calls
    }

    /// Calls `look` with each crash image: what is left, at each sync, of what was written since the sync before, and
    /// how many operations were acknowledged by then.
    pub(super) fn for_each_crash(&self, left: &[Left], look: impl FnMut(Vec<u8>, usize)) {
        self.crash(left, true, look);
    }

    /// The same for the images that a crash now leaves.
    pub(super) fn for_each_crash_now(&self, left: &[Left], look: impl FnMut(Vec<u8>, usize)) {
        self.crash(left, false, look);
    }

    fn crash(&self, left: &[Left], at_each_sync: bool, mut look: impl FnMut(Vec<u8>, usize)) {
        let (mut synced, done, acknowledged) = {
            let played = self.0.0.lock();
            (played.begun.clone(), played.done.clone(), played.acknowledged)
        };
        let mut since: Vec<&Done> = Vec::new();
        for one in &done {
            let Done::Sync { acknowledged } = one else {
                since.push(one);
                continue;
            };
            if at_each_sync {
                left.iter().for_each(|left| look(image(&synced, &since, *left), *acknowledged));
            }
            since.drain(..).for_each(|one| carry_out(&mut synced, one, &mut |_| true));
        }
        left.iter().for_each(|left| look(image(&synced, &since, *left), acknowledged));
    }

    fn call<R>(&self, act: impl FnOnce(&mut Played) -> io::Result<R>) -> io::Result<R> {
        let mut played = self.0.0.lock();
        played.calls += 1;
        match played.fault {
            Fault::From(at) if played.calls >= at => Err(io::Error::other("the disk is broken")),
            Fault::Once(at) if played.calls == at => Err(io::Error::other("the disk is broken")),
            _ => act(&mut played),
        }
    }
}

impl StorageBackend for PlayedDisk {
    fn len(&self) -> io::Result<u64> {
        self.call(|played| Ok(played.bytes.len() as u64))
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        self.call(|played| {
            let offset = offset as usize;
            let there = played.bytes.get(offset..offset + out.len());
            out.copy_from_slice(there.ok_or_else(|| io::Error::from(ErrorKind::UnexpectedEof))?);
            Ok(())
        })
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        self.call(|played| {
            match played.fault {
                Fault::Full(room) if len as usize > room => return Err(ErrorKind::StorageFull.into()),
                Fault::ReadOnly => return Err(ErrorKind::ReadOnlyFilesystem.into()),
                _ => {}
            }
            played.bytes.resize(len as usize, 0);
            played.done.push(Done::SetLen(len as usize));
            Ok(())
        })
    }

    fn sync_data(&self) -> io::Result<()> {
        let mut played = self.0.0.lock();
        played.waiting += 1;
        self.0.1.notify_all();
        played = self.0.1.wait_while(played, |played| played.is_slow);
        played.waiting -= 1;
        drop(played);
        self.call(|played| {
            if matches!(played.fault, Fault::SyncsFrom(at) if played.syncs >= at) {
                return Err(io::Error::other("the sync has failed"));
            }
            played.syncs += 1;
            let acknowledged = played.acknowledged;
            played.done.push(Done::Sync { acknowledged });
            Ok(())
        })
    }

    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        self.call(|played| {
            if played.fault == Fault::ReadOnly {
                return Err(ErrorKind::ReadOnlyFilesystem.into());
            }
            let offset = offset as usize;
            played.bytes[offset..offset + data.len()].copy_from_slice(data);
            played.done.push(Done::Write { offset, bytes: data.to_vec() });
            Ok(())
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

/// A crash keeps later writes without earlier ones, and parts of writes.
#[test]
fn what_a_crash_leaves_is_reordered_and_torn() {
    let disk = PlayedDisk::default();
    disk.set_len(4 * 2048).unwrap();
    disk.sync_data().unwrap();
    disk.begin(Fault::Nothing);
    for n in 0..4 {
        disk.write(n * 2048, &[n as u8 + 1; 2048]).unwrap();
    }
    let (mut reordered, mut torn) = (0, 0);
    let left: Vec<Left> = (0..50).map(Left::Some).collect();
    disk.for_each_crash(&left, |image, _| {
        let kept: Vec<usize> = image
            .chunks(2048)
            .map(|write| write.chunks(SECTOR_BYTES).filter(|sector| sector[0] != 0).count())
            .collect();
        reordered += usize::from(kept.windows(2).any(|two| two[0] == 0 && two[1] > 0));
        torn += usize::from(kept.iter().any(|sectors| (1..4).contains(sectors)));
    });
    assert!(reordered > 10 && torn > 10, "{reordered} reordered, {torn} torn");
}
