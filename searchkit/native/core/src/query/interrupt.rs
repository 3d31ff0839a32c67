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
