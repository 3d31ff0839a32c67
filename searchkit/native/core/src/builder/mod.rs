//! Building segments in memory: documents go in by batches, are analysed on worker threads, and come out as one file.

mod flush;
mod interner;
mod partial;
pub mod slots;

use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

pub use flush::end_field;
pub use interner::Interner;
use partial::Partial;
use slots::{Document, Key, Slot, document_of};

use crate::error::{Error, Result};
use crate::segment::file::Written;

/// Of the budget, this share (in percent) may be gathered before a flush, which needs the rest.
const GATHERED: usize = 55;

enum Task {
    Documents(u64, Vec<Document>),
    Lines(u64, Vec<u8>, Arc<Vec<Key>>),
    /// Hand over what was gathered and begin anew.
    HandOver(SyncSender<Partial>),
}

/// A line that could not be read: its document's number and what is wrong. The document stands empty.
pub type BadLine = (u64, String);

struct Shared {
    slots: Vec<Slot>,
    /// Bytes gathered by each worker.
    memory: Vec<AtomicUsize>,
    failed: Mutex<Option<Error>>,
    bad_lines: Mutex<Vec<BadLine>>,
}

/// Takes documents and writes segments. Documents are numbered from 0 on in the order of addition.
pub struct Builder {
    shared: Arc<Shared>,
    tasks: Vec<SyncSender<Task>>,
    workers: Vec<JoinHandle<()>>,
    turn: usize,
    budget: usize,
    next: u64,
    flushed: u64,
}

impl Builder {
    pub fn new(slots: Vec<Slot>, budget: usize, threads: usize) -> Builder {
        let threads = threads.clamp(1, 64);
        let shared = Arc::new(Shared {
            slots,
            memory: (0..threads).map(|_| AtomicUsize::new(0)).collect(),
            failed: Mutex::new(None),
            bad_lines: Mutex::new(Vec::new()),
        });
        let mut tasks = Vec::new();
        let mut workers = Vec::new();
        for number in 0..threads {
            let (give, take) = sync_channel(2);
            let shared = shared.clone();
            tasks.push(give);
            workers.push(std::thread::spawn(move || work(&shared, number, &take)));
        }
        Builder {
            shared,
            tasks,
            workers,
            turn: 0,
            budget: budget.max(1 << 20),
            next: 0,
            flushed: 0,
        }
    }

    pub fn slots(&self) -> &[Slot] {
        &self.shared.slots
    }

    /// Documents not yet flushed.
    pub fn pending(&self) -> u64 {
        self.next - self.flushed
    }

    pub fn memory(&self) -> usize {
        self.shared.memory.iter().map(|m| m.load(Ordering::Relaxed)).sum()
    }

    /// Whether the budget asks for a flush.
    pub fn is_full(&self) -> bool {
        self.memory() > self.budget / 100 * GATHERED || self.pending() > u64::from(u32::MAX / 2)
    }

    fn send(&mut self, task: Task) -> Result<()> {
        // In turns, so that the same documents always make the same batches.
        self.turn = (self.turn + 1) % self.tasks.len();
        self.tasks[self.turn]
            .send(task)
            .map_err(|_| Error::invalid("a worker of the builder has ended"))
    }

    /// Adds documents; the number of the first.
    pub fn add(&mut self, documents: Vec<Document>) -> Result<u64> {
        let first = self.next;
        let count = documents.len() as u64;
        self.send(Task::Documents(first, documents))?;
        self.next += count;
        Ok(first)
    }

    /// Adds a document for each line of JSON; the number of the first.
    pub fn add_lines(&mut self, lines: Vec<u8>, keys: Arc<Vec<Key>>) -> Result<u64> {
        let first = self.next;
        let count = split_lines(&lines).count() as u64;
        self.send(Task::Lines(first, lines, keys))?;
        self.next += count;
        Ok(first)
    }

    /// Writes all pending documents as one segment file: (number of the first, documents, file, bad lines).
    pub fn flush(&mut self, path: &Path) -> Result<(u64, u32, Written, Vec<BadLine>)> {
        let mut partials = self.hand_over()?;
        let first = self.flushed;
        let docs = self.pending() as u32;
        self.flushed = self.next;
        if let Some(error) = self.shared.failed.lock().unwrap_or_else(|e| e.into_inner()).take() {
            return Err(error);
        }
        let bad = std::mem::take(&mut *self.shared.bad_lines.lock().unwrap_or_else(|e| e.into_inner()));
        let spare = self.budget - self.budget / 100 * GATHERED;
        let threads = self.tasks.len();
        let written = flush::flush(path, &self.shared.slots, &mut partials, spare, threads);
        if written.is_err() {
            let _ = std::fs::remove_file(path);
        }
        Ok((first, docs, written?, bad))
    }

    /// Forgets all pending documents.
    pub fn clear(&mut self) -> Result<()> {
        self.hand_over()?;
        self.flushed = self.next;
        self.shared.failed.lock().unwrap_or_else(|e| e.into_inner()).take();
        self.shared.bad_lines.lock().unwrap_or_else(|e| e.into_inner()).clear();
        Ok(())
    }

    fn hand_over(&mut self) -> Result<Vec<Partial>> {
        let ended = || Error::invalid("a worker of the builder has ended");
        let mut waiting = Vec::new();
        for task in &self.tasks {
            let (give, take) = sync_channel(1);
            task.send(Task::HandOver(give)).map_err(|_| ended())?;
            waiting.push(take);
        }
        waiting.iter().map(|take| take.recv().map_err(|_| ended())).collect()
    }
}

impl Drop for Builder {
    fn drop(&mut self) {
        self.tasks.clear();
        for worker in self.workers.drain(..) {
            let _ = worker.join();
        }
    }
}

/// The lines of a text, without empty ones.
fn split_lines(lines: &[u8]) -> impl Iterator<Item = &[u8]> {
    lines
        .split(|&b| b == b'\n')
        .filter(|line| !line.trim_ascii().is_empty())
}

fn work(shared: &Shared, number: usize, tasks: &Receiver<Task>) {
    let mut partial = Partial::new(&shared.slots);
    let remember = |error: Error| {
        shared
            .failed
            .lock()
            .unwrap_or_else(|e| e.into_inner())
            .get_or_insert(error);
    };
    for task in tasks {
        match task {
            Task::Documents(first, documents) => {
                if let Err(error) = partial.add(&shared.slots, first, &documents) {
                    remember(error);
                }
            }
            Task::Lines(first, lines, keys) => {
                let read = |(n, line): (usize, &[u8])| {
                    document_of(line, &shared.slots, &keys).unwrap_or_else(|error| {
                        let bad = (first + n as u64, error.to_string());
                        shared.bad_lines.lock().unwrap_or_else(|e| e.into_inner()).push(bad);
                        Document::new()
                    })
                };
                let documents: Vec<Document> = split_lines(&lines).enumerate().map(read).collect();
                if let Err(error) = partial.add(&shared.slots, first, &documents) {
                    remember(error);
                }
            }
            Task::HandOver(give) => {
                let done = std::mem::replace(&mut partial, Partial::new(&shared.slots));
                let _ = give.send(done);
            }
        }
        shared.memory[number].store(partial.memory(), Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests;
