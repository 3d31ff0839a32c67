//! Building segments in memory: documents go in by batches, are analysed on worker threads, and come out as one file.

mod batches;
mod field;
mod flush;
mod in_order;
mod interner;
mod partial;
mod queue;
pub mod slots;
pub mod waiting;

use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Sender, SyncSender, channel, sync_channel};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

pub use field::end_field;
pub use interner::Interner;
use partial::Partial;
use queue::Queue;
use slots::{Document, Slot};
use waiting::Waiting;

use crate::error::{Error, Result};
use crate::panics::caught;
use crate::segment::file::Written;
use crate::segment::stored::too_long;

/// Bytes of the budget that are for what no count knows: what compressing needs, stacks, and what the allocator keeps.
const KEPT: usize = 24 << 20;
/// Of the rest, this share (in percent) may be gathered before a flush, which needs what is left.
const GATHERED: usize = 55;

enum Task {
    /// The number of the first, the documents, and what they take in the queue.
    Documents(u64, Vec<Waiting>, usize),
    /// Hand over what was gathered and begin again.
    HandOver(SyncSender<Partial>),
}

struct Shared {
    slots: Vec<Slot>,
    /// Bytes gathered by each worker.
    memory: Vec<AtomicUsize>,
    queue: Queue,
    failed: Mutex<Option<Error>>,
}

impl Shared {
    /// Keeps what went wrong for the call that finds it; what was first is kept.
    fn remember(&self, error: Error) {
        self.failed
            .lock()
            .unwrap_or_else(|e| e.into_inner())
            .get_or_insert(error);
    }

    /// What went wrong, told once.
    fn failure(&self) -> Option<Error> {
        self.failed.lock().unwrap_or_else(|e| e.into_inner()).take()
    }

    /// Why a worker has ended before its builder.
    fn ended(&self) -> Error {
        self.failure()
            .unwrap_or_else(|| Error::internal("a worker thread of the builder has ended"))
    }
}

/// Takes documents and writes segments. Documents are numbered from 0 on in the order of addition.
pub struct Builder {
    shared: Arc<Shared>,
    tasks: Vec<Sender<Task>>,
    workers: Vec<JoinHandle<()>>,
    /// Does the tasks itself, where no thread was to be had.
    alone: Option<Worker>,
    /// The process that has the threads. A child that it forks has none of them.
    process: u32,
    turn: usize,
    budget: usize,
    next: u64,
    flushed: u64,
}

impl Builder {
    /// Starts its threads, or as many of them as the system allows. Without any, it works on the thread of the caller.
    pub fn new(slots: Vec<Slot>, budget: usize, threads: usize) -> Builder {
        let threads = threads.clamp(1, 64);
        let budget = budget.max(1 << 20);
        let shared = Arc::new(Shared {
            slots,
            memory: (0..threads).map(|_| AtomicUsize::new(0)).collect(),
            queue: Queue::of(budget),
            failed: Mutex::new(None),
        });
        let mut tasks = Vec::new();
        let mut workers = Vec::new();
        for number in 0..threads {
            // Where the system has no more threads, those that there are do the work.
            let Ok((give, worker)) = Worker::new(&shared, number).start() else {
                break;
            };
            tasks.push(give);
            workers.push(worker);
        }
        let alone = tasks.is_empty().then(|| Worker::new(&shared, 0));
        Builder {
            shared,
            tasks,
            workers,
            alone,
            process: std::process::id(),
            turn: 0,
            budget,
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

    /// Bytes that are gathered, or wait to be.
    pub fn memory(&self) -> usize {
        let gathered: usize = self.shared.memory.iter().map(|m| m.load(Ordering::Relaxed)).sum();
        gathered + self.shared.queue.bytes()
    }

    /// Bytes of the budget that are counted.
    fn counted(&self) -> usize {
        self.budget.saturating_sub(KEPT).max(self.budget / 4)
    }

    /// Bytes that may be gathered.
    fn gathered(&self) -> usize {
        self.counted() / 100 * GATHERED
    }

    /// Whether the budget asks for a flush.
    pub fn is_full(&self) -> bool {
        self.memory() > self.gathered() || self.pending() > u64::from(u32::MAX / 2)
    }

    /// Hands a task to the next worker, once the queue has room for its `bytes`.
    fn send(&mut self, task: Task, bytes: usize) -> Result<()> {
        let alive = || !self.workers.iter().any(JoinHandle::is_finished);
        if !self.shared.queue.enter(bytes, alive) {
            return Err(self.shared.ended());
        }
        if let Some(worker) = &mut self.alone {
            return caught(|| {
                worker.take(task);
                Ok(())
            });
        }
        // In turns, so that the same documents always make the same batches.
        self.turn = (self.turn + 1) % self.tasks.len();
        self.tasks[self.turn].send(task).map_err(|_| self.shared.ended())
    }

    /// Adds documents; the number of the first. Errors: Limit for a document that is too long, and nothing is added.
    pub fn add(&mut self, documents: Vec<Document>) -> Result<u64> {
        let slots = &self.shared.slots;
        let documents = documents
            .into_iter()
            .map(|document| Waiting::of(slots, document))
            .collect();
        self.add_waiting(documents)
    }

    /// As [`Builder::add`], for documents that may be made by the workers.
    pub fn add_waiting(&mut self, documents: Vec<Waiting>) -> Result<u64> {
        if documents.iter().any(Waiting::is_too_long) {
            return Err(too_long());
        }
        let first = self.next;
        let count = documents.len() as u64;
        let bytes = documents.iter().map(Waiting::memory).sum();
        self.send(Task::Documents(first, documents, bytes), bytes)?;
        self.next += count;
        Ok(first)
    }

    /// Writes all pending documents as one segment file: (number of the first, documents, file).
    pub fn flush(&mut self, path: &Path) -> Result<(u64, u32, Written)> {
        let mut partials = self.hand_over()?;
        let first = self.flushed;
        let docs = self.pending() as u32;
        self.flushed = self.next;
        if let Some(error) = self.shared.failure() {
            return Err(error);
        }
        let spare = self.counted() - self.gathered();
        let threads = self.tasks.len().max(1);
        let written = flush::flush(path, &self.shared.slots, &mut partials, spare, threads);
        if written.is_err() {
            let _ = std::fs::remove_file(path);
        }
        Ok((first, docs, written?))
    }

    /// Forgets all pending documents.
    pub fn clear(&mut self) -> Result<()> {
        self.hand_over()?;
        self.flushed = self.next;
        self.shared.failure();
        Ok(())
    }

    fn hand_over(&mut self) -> Result<Vec<Partial>> {
        if let Some(worker) = &mut self.alone {
            return Ok(vec![worker.hand_over()]);
        }
        let ended = || self.shared.ended();
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
        if self.process != std::process::id() {
            // Nobody is there to hang up on or to wait for, and a thread may have held the lock of its queue.
            std::mem::forget(std::mem::take(&mut self.tasks));
            std::mem::forget(std::mem::take(&mut self.workers));
            return;
        }
        self.tasks.clear();
        for worker in self.workers.drain(..) {
            let _ = worker.join();
        }
    }
}

/// What does the tasks: on a thread of its own, or for a builder that has none on that of the caller.
struct Worker {
    shared: Arc<Shared>,
    number: usize,
    /// Made for the first batch, when the one before is written and gone: anything that lay above that in this thread's
    /// part of the heap would keep the allocator from giving it back.
    gathered: Option<Partial>,
}

impl Worker {
    fn new(shared: &Arc<Shared>, number: usize) -> Worker {
        Worker {
            shared: shared.clone(),
            number,
            gathered: None,
        }
    }

    /// Starts a thread that does tasks, and gives where to send them. Errors: what the system said.
    fn start(mut self) -> std::io::Result<(Sender<Task>, JoinHandle<()>)> {
        let (give, take) = channel();
        let thread = std::thread::Builder::new().spawn(move || {
            let shared = self.shared.clone();
            // Borrowed: who waits for an answer is let go only once the failure is remembered, and so learns of it.
            let work = || {
                take.iter().for_each(|task| self.take(task));
                Ok(())
            };
            if let Err(error) = caught(work) {
                shared.remember(error);
            }
        })?;
        Ok((give, thread))
    }

    fn take(&mut self, task: Task) {
        let shared = &*self.shared;
        let gathered = &mut self.gathered;
        let taken;
        let made = || Partial::new(&shared.slots);
        match task {
            Task::Documents(first, documents, bytes) => {
                taken = bytes;
                let documents = documents.into_iter().map(Waiting::document);
                if let Err(error) = gathered.get_or_insert_with(made).add(&shared.slots, first, documents) {
                    shared.remember(error);
                }
            }
            Task::HandOver(give) => {
                let _ = give.send(self.hand_over());
                return;
            }
        }
        let memory = gathered.as_ref().map_or(0, Partial::memory);
        shared.memory[self.number].store(memory, Ordering::Relaxed);
        shared.queue.leave(taken);
    }

    /// What was gathered; it begins again with nothing.
    fn hand_over(&mut self) -> Partial {
        self.shared.memory[self.number].store(0, Ordering::Relaxed);
        self.gathered.take().unwrap_or_else(|| Partial::new(&self.shared.slots))
    }
}

#[cfg(test)]
mod tests;
