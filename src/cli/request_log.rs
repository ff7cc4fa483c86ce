//! The log of requests. A separate thread writes its buffered lines, so that a slow reader delays no request.

use std::{
    io::{self, Write},
    sync::Arc,
    time::Duration,
};

use crate::sync::{Condvar, Mutex, thread};

/// The most bytes of lines that wait to be written; further lines are dropped and counted.
const WAITING_BYTES: usize = 8 * 1024 * 1024;

/// A log that is being written.
#[derive(Clone)]
pub(super) struct RequestLog(Arc<Shared>);

#[derive(Default)]
struct Shared {
    lines: Mutex<Lines>,
    /// Notified when there is something to write, or the log is closed.
    work: Condvar,
    /// Notified when the writer is done.
    done: Condvar,
}

#[derive(Default)]
struct Lines {
    waiting: String,
    left_out: u64,
    is_closed: bool,
    is_done: bool,
}

impl RequestLog {
    /// Starts the writing thread.
    ///
    /// # Errors
    /// The system cannot start a thread.
    pub(super) fn start(out: impl Write + Send + 'static) -> io::Result<Self> {
        let shared = Arc::new(Shared::default());
        let writer = Arc::clone(&shared);
        thread::Builder::new().name("log".to_owned()).spawn(move || writer.write(out))?;
        Ok(Self(shared))
    }

    /// Adds a line, without waiting.
    pub(super) fn line(&self, line: &str) {
        let mut lines = self.0.lines.lock();
        if lines.waiting.len() + line.len() >= WAITING_BYTES {
            lines.left_out += 1;
            return;
        }
        let wake = lines.waiting.is_empty();
        lines.waiting.push_str(line);
        lines.waiting.push('\n');
        drop(lines);
        if wake {
            self.0.work.notify_one();
        }
    }

    /// Waits until all lines are written, for at most this long: the reader of the pipe may have stopped reading.
    pub(super) fn finish(&self, at_most: Duration) {
        let mut lines = self.0.lines.lock();
        lines.is_closed = true;
        self.0.work.notify_one();
        drop(self.0.done.wait_while_for(lines, |lines| !lines.is_done, at_most));
    }
}

impl Shared {
    fn write(&self, mut out: impl Write) {
        let mut batch = String::new();
        loop {
            let idle =
                |lines: &mut Lines| lines.waiting.is_empty() && lines.left_out == 0 && !lines.is_closed;
            let mut lines = self.work.wait_while(self.lines.lock(), idle);
            std::mem::swap(&mut batch, &mut lines.waiting);
            let left_out = std::mem::take(&mut lines.left_out);
            if batch.is_empty() && left_out == 0 {
                lines.is_done = true;
                self.done.notify_all();
                return;
            }
            drop(lines);
            if left_out > 0 {
                batch.push_str(&format!("{left_out} lines are not in this log: it is read too slowly\n"));
            }
            // A failed write is ignored: the reader may have closed a pipe, or may reopen it and get the next lines.
            let _ = out.write_all(batch.as_bytes()).and_then(|()| out.flush());
            batch.clear();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::{Receiver, Sender, channel};

    use super::*;

    const SOON: Duration = Duration::from_secs(60);

    /// Each write waits for a permit, and then reports what it wrote.
    struct Slow(Receiver<()>, Sender<String>);

    impl Write for Slow {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            let _ = self.0.recv();
            let _ = self.1.send(String::from_utf8(bytes.to_vec()).unwrap());
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn slow() -> (RequestLog, Sender<()>, Receiver<String>) {
        let (go, wait) = channel();
        let (tell, told) = channel();
        (RequestLog::start(Slow(wait, tell)).unwrap(), go, told)
    }

    #[test]
    fn all_lines_are_written_in_their_order() {
        let (log, go, told) = slow();
        drop(go);
        for n in 0..1000 {
            log.line(&format!("line {n}"));
        }
        log.finish(SOON);
        let written: String = told.try_iter().collect();
        let wanted: String = (0..1000).map(|n| format!("line {n}\n")).collect();
        assert_eq!(written, wanted);
    }

    #[test]
    fn a_log_that_nobody_reads_holds_nobody_up_and_tells_what_it_left_out() {
        let (log, go, told) = slow();
        let line = "x".repeat(1023);
        log.line("first");
        let lines = 2 * WAITING_BYTES / 1024;
        for _ in 0..lines {
            log.line(&line);
        }
        log.finish(Duration::from_millis(10));
        drop(go);
        log.finish(SOON);
        let written: String = told.try_iter().collect();
        let kept = written.lines().filter(|written| *written == line).count();
        // The number of writes depends on the threads, and each reports the lines dropped during it.
        let said = " lines are not in this log: it is read too slowly";
        let told = written.lines().filter_map(|line| line.strip_suffix(said)?.parse::<usize>().ok());
        assert!(kept < lines);
        assert_eq!(told.sum::<usize>(), lines - kept);
    }

    #[test]
    fn a_reader_that_goes_away_is_no_fault() {
        struct Gone;
        impl Write for Gone {
            fn write(&mut self, _: &[u8]) -> io::Result<usize> {
                Err(io::ErrorKind::BrokenPipe.into())
            }

            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        let log = RequestLog::start(Gone).unwrap();
        log.line("one");
        log.finish(SOON);
        assert!(log.0.lines.lock().is_done);
    }
}
