//! Half of a work on a second thread.
//!
//! Such a thread begins with its half and ends with it: making one takes some ten microseconds. So nothing of it is left
//! in a process that forks, as threads of a pool would be. All searches of a process share as many as there are
//! processors besides their own.

use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::sync::{Mutex, OnceLock};
use std::thread::{Builder, ScopedJoinHandle, available_parallelism, scope};
use std::time::Duration;

/// How long this thread waits for the other until it looks up.
const PATIENCE: Duration = Duration::from_millis(10);

/// How many second threads there are now.
static RUNNING: AtomicUsize = AtomicUsize::new(0);

/// One of the second threads that may run at once.
struct Permit;

impl Permit {
    fn take() -> Option<Permit> {
        static MOST: OnceLock<usize> = OnceLock::new();
        let most = *MOST.get_or_init(|| available_parallelism().map_or(0, |all| all.get() - 1));
        let one_more = |running| (running < most).then_some(running + 1);
        let taken = RUNNING.fetch_update(Ordering::Relaxed, Ordering::Relaxed, one_more);
        taken.ok().map(|_| Permit)
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        RUNNING.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Does both. `second` runs on a thread of its own if one is free; this thread does what no other has begun. Then it waits
/// for the other, and calls `waiting` now and then. A panic of either goes on here.
pub fn both<A, B: Send>(
    first: impl FnOnce() -> A,
    second: impl FnOnce() -> B + Send,
    mut waiting: impl FnMut(),
) -> (A, B) {
    let Some(_permit) = Permit::take() else {
        return (first(), second());
    };
    let task = Mutex::new(Some(second));
    let begin = || task.lock().unwrap_or_else(|e| e.into_inner()).take();
    scope(|scope| {
        let (ended, end) = channel::<()>();
        let other = Builder::new().spawn_scoped(scope, move || {
            let _ended = ended; // it hangs up
            begin().map(|second| second())
        });
        let own = first();
        let mut done = begin().map(|second| second());
        if let Ok(other) = other {
            while let Err(RecvTimeoutError::Timeout) = end.recv_timeout(PATIENCE) {
                waiting();
            }
            let theirs = ScopedJoinHandle::join(other).unwrap_or_else(|panic| resume_unwind(panic));
            done = done.or(theirs);
        }
        match done {
            Some(done) => (own, done),
            None => unreachable!("one of the two threads has taken the second half"),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::panic::catch_unwind;
    use std::thread::{current, sleep};

    fn pause() {
        sleep(Duration::from_millis(20));
    }

    #[test]
    fn both_are_done_whoever_is_busy() {
        for is_slow in [false, true] {
            let threads: Vec<_> = (0..9)
                .map(|number| {
                    std::thread::spawn(move || {
                        let mut own = 0;
                        let first = || {
                            own = number;
                            if is_slow {
                                pause();
                            }
                        };
                        let ((), theirs) = both(first, || number + 1, || ());
                        (own, theirs)
                    })
                })
                .collect();
            let done: Vec<_> = threads.into_iter().filter_map(|thread| thread.join().ok()).collect();
            assert_eq!(done, (0..9).map(|number| (number, number + 1)).collect::<Vec<_>>());
        }
    }

    /// Whether this thread looked up while another had its second half. Other tests may have the second thread at first.
    fn looks_up() -> bool {
        let own = current().id();
        let looked = AtomicUsize::new(0);
        let second = || {
            let is_other = current().id() != own;
            (0..500).any(|_| {
                pause();
                !is_other || looked.load(Ordering::Relaxed) > 0
            });
        };
        (0..500).any(|_| {
            both(pause, second, || looked.store(1, Ordering::Relaxed));
            looked.load(Ordering::Relaxed) > 0
        })
    }

    fn is_alone() -> bool {
        available_parallelism().is_ok_and(|all| all.get() == 1)
    }

    #[test]
    fn who_waits_looks_up() {
        assert!(is_alone() || looks_up());
    }

    #[test]
    fn a_panic_of_either_half_goes_on_and_gives_the_thread_back() {
        for bad in [0, 1] {
            let half = |number| {
                pause();
                assert!(number != bad);
            };
            assert!(catch_unwind(|| both(|| half(0), || half(1), || ())).is_err());
        }
        assert!(is_alone() || looks_up());
    }
}
