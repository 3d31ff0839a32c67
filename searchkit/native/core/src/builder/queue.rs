//! How much may wait for the workers: bytes, not batches, for documents are of any size.

use std::sync::{Condvar, Mutex, MutexGuard};
use std::time::Duration;

/// A worker that has ended makes no room: how long to wait before looking whether one has.
const PATIENCE: Duration = Duration::from_millis(100);

/// The bytes that were sent to the workers and are not gathered yet.
pub struct Queue {
    bytes: Mutex<usize>,
    room: Condvar,
    most: usize,
}

impl Queue {
    /// Small beside `budget`, yet enough that no worker waits for a sender which has to wait for a processor.
    pub fn of(budget: usize) -> Queue {
        Queue {
            bytes: Mutex::new(0),
            room: Condvar::new(),
            most: (budget / 32).clamp(1 << 20, 16 << 20),
        }
    }

    pub fn bytes(&self) -> usize {
        *self.held()
    }

    fn held(&self) -> MutexGuard<'_, usize> {
        self.bytes.lock().unwrap_or_else(|e| e.into_inner())
    }

    /// Waits until there is room for `bytes` (or nothing else in the queue), and takes it; false if `alive` is not.
    pub fn enter(&self, bytes: usize, alive: impl Fn() -> bool) -> bool {
        let mut held = self.held();
        while *held > 0 && *held + bytes > self.most {
            held = self
                .room
                .wait_timeout(held, PATIENCE)
                .unwrap_or_else(|e| e.into_inner())
                .0;
            if !alive() {
                return false;
            }
        }
        *held += bytes;
        true
    }

    pub fn leave(&self, bytes: usize) {
        *self.held() -= bytes;
        self.room.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_fit_waits_for_room() {
        let queue = Queue::of(0);
        assert!(
            queue.enter(5 << 20, || true),
            "what fits nowhere is taken by an empty queue"
        );
        std::thread::scope(|scope| {
            let waiting = scope.spawn(|| queue.enter(7, || true));
            assert_eq!(queue.bytes(), 5 << 20);
            queue.leave(5 << 20);
            assert!(waiting.join().unwrap());
        });
        assert_eq!(queue.bytes(), 7);
    }

    #[test]
    fn nobody_waits_for_a_worker_that_has_ended() {
        let queue = Queue::of(0);
        assert!(queue.enter(1 << 20, || true));
        assert!(!queue.enter(1, || false));
        assert_eq!(queue.bytes(), 1 << 20);
    }
}
