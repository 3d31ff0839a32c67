//! Giving up a search: from another thread, because its time is over, or because its caller was asked to.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use crate::error::{Error, Result};

/// How long a search runs between two questions to its caller.
const PATIENCE: Duration = Duration::from_millis(20);

/// What may end a search early. The default never does.
#[derive(Clone, Debug, Default)]
pub struct Interrupt {
    /// Ends the search once it is true.
    pub stop: Option<Arc<AtomicBool>>,
    /// Ends the search from then on.
    pub deadline: Option<Instant>,
    /// Whom to ask whether to end it.
    pub caller: Option<Arc<Caller>>,
}

/// The caller of a search, who is asked now and then whether to go on: whether a signal came, say.
pub struct Caller {
    begun: Instant,
    /// Milliseconds from then on at which it is asked next.
    next: AtomicU64,
    wants_end: Box<dyn Fn() -> bool + Send + Sync>,
}

impl Caller {
    /// A caller who wants the search to end once `wants_end` gives true.
    pub fn new(wants_end: impl Fn() -> bool + Send + Sync + 'static) -> Caller {
        Caller {
            begun: Instant::now(),
            next: AtomicU64::new(PATIENCE.as_millis() as u64),
            wants_end: Box::new(wants_end),
        }
    }

    fn wants_end(&self) -> bool {
        let now = self.begun.elapsed().as_millis() as u64;
        if now < self.next.load(Ordering::Relaxed) {
            return false;
        }
        let ends = (self.wants_end)();
        // Counted from the answer, which may have been waited for.
        let next = self.begun.elapsed() + PATIENCE;
        self.next.store(next.as_millis() as u64, Ordering::Relaxed);
        ends
    }
}

impl fmt::Debug for Caller {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Caller")
    }
}

impl Interrupt {
    /// The same for a second thread, which also ends once the first is noted to have. It asks no caller: handlers of
    /// signals run in the caller's own thread.
    pub fn beside(&self) -> (Interrupt, Ended) {
        let ended = Ended::default();
        let noted = ended.0.clone();
        let caller = Caller::new(move || noted.load(Ordering::Relaxed));
        let beside = Interrupt {
            caller: Some(Arc::new(caller)),
            ..self.clone()
        };
        (beside, ended)
    }

    /// Errors: Cancelled, TimeLimit.
    pub fn check(&self) -> Result<()> {
        if self.stop.as_ref().is_some_and(|stop| stop.load(Ordering::Relaxed)) {
            return Err(Error::Cancelled);
        }
        if self.deadline.is_some_and(|deadline| Instant::now() >= deadline) {
            return Err(Error::TimeLimit);
        }
        if self.caller.as_ref().is_some_and(|caller| caller.wants_end()) {
            return Err(Error::Cancelled);
        }
        Ok(())
    }
}

/// Whether the thread beside which another works has ended early.
#[derive(Default)]
pub struct Ended(Arc<AtomicBool>);

impl Ended {
    /// Notes whether its work ended so. Once it did, it did.
    pub fn note<T>(&self, done: &Result<T>) {
        self.0.fetch_or(done.is_err(), Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_thread_ends_once_the_first_has() {
        let (beside, ended) = Interrupt::default().beside();
        ended.note(&Ok(()));
        std::thread::sleep(2 * PATIENCE);
        assert!(beside.check().is_ok());
        // A caller may want the end only once.
        ended.note::<()>(&Err(Error::Cancelled));
        ended.note(&Ok(()));
        let told = std::iter::repeat_with(|| beside.check()).find_map(Result::err);
        assert!(matches!(told, Some(Error::Cancelled)));
        let stopped = Interrupt {
            stop: Some(Arc::new(AtomicBool::new(true))),
            ..Interrupt::default()
        };
        assert!(stopped.beside().0.check().is_err());
    }
}
