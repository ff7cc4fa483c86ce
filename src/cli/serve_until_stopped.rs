//! Serves until a signal arrives, then saves the tables.

use std::{io, thread::available_parallelism, time::Duration};

use tokio::{
    runtime::{Builder, Runtime},
    sync::oneshot,
};

use super::signals::{Event, Signals, Work};
use crate::{
    database::Database,
    server::{Server, ServerLimits},
    snapshot::Claim,
};

/// How much longer than its connections the server may take to stop. After that, an operation still runs, and the
/// tables are saved as they are.
const AFTER_CONNECTIONS: Duration = Duration::from_secs(1);

/// So many requests can wait for the disk at a time, and share its syncs.
const WAITING_FOR_DISK: usize = 16;

/// One thread on up to three processors, so that clients on the same machine get one too; half of the processors on
/// larger machines. Where requests wait for a disk, there are threads for them to wait on.
pub(super) fn runtime(waits_for_disk: bool) -> io::Result<Runtime> {
    let threads = available_parallelism().map_or(1, |processors| processors.get() / 2);
    match threads {
        _ if waits_for_disk => {
            Builder::new_multi_thread().worker_threads(threads.max(WAITING_FOR_DISK)).enable_all().build()
        }
        0 | 1 => Builder::new_current_thread().enable_all().build(),
        _ => Builder::new_multi_thread().worker_threads(threads).enable_all().build(),
    }
}

/// A second signal arrived: the process ends without waiting for what is still running.
#[derive(Debug, thiserror::Error)]
#[error("ended at once by a second signal")]
pub(super) struct EndedAtOnce;

/// Serves until a signal arrives and the requests in flight are answered.
pub(super) fn serve_until_stopped(
    runtime: Runtime,
    server: Server,
    signals: &mut Signals,
) -> Result<Result<(), String>, EndedAtOnce> {
    let (stop, stopped) = oneshot::channel::<()>();
    let serving = Work::start("server", move || {
        // Polling a spawned task costs less than polling the future of `block_on`.
        let server = runtime.block_on(async {
            tokio::spawn(server.serve(async {
                let _ = stopped.await;
            }))
            .await
        });
        server.map_err(io::Error::other).flatten().map_err(|error| error.to_string())
    });
    let mut serving = match serving.map_err(cannot_start) {
        Ok(serving) => serving,
        Err(message) => return Ok(Err(message)),
    };
    let mut event = signals.wait(&mut serving, None);
    if event == Event::Signal {
        let _ = stop.send(());
        let stop_time = ServerLimits::default().stop_time + AFTER_CONNECTIONS;
        event = signals.wait(&mut serving, Some(stop_time));
    }
    match event {
        Event::Done(served) => Ok(served.unwrap_or_else(|| Err("the server came to a bad end".to_owned()))),
        Event::Late => Ok(Ok(())),
        Event::Signal => Err(EndedAtOnce),
    }
}

pub(super) fn save(
    database: Database,
    claim: Claim,
    signals: &mut Signals,
) -> Result<Result<(), String>, EndedAtOnce> {
    let saving =
        Work::start("save", move || database.save_claimed(&claim).map_err(|error| error.to_string()));
    let saved = match saving.map_err(|error| error.to_string()) {
        Ok(mut saving) => match signals.wait(&mut saving, None) {
            Event::Done(saved) => saved.unwrap_or_else(|| Err("saving came to a bad end".to_owned())),
            Event::Signal | Event::Late => return Err(EndedAtOnce),
        },
        Err(message) => Err(message),
    };
    Ok(saved.map_err(|message| format!("the tables are not saved: {message}")))
}

pub(super) fn cannot_start(error: io::Error) -> String {
    format!("cannot start: {error}")
}
