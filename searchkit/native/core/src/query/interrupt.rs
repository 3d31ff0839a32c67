//! Giving up a search: from another thread, or because its time is over.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use crate::error::{Error, Result};

/// What may end a search early. The default never does.
#[derive(Clone, Debug, Default)]
pub struct Interrupt {
    /// Ends the search once it is true.
    pub stop: Option<Arc<AtomicBool>>,
    /// Ends the search from then on.
    pub deadline: Option<Instant>,
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
        Ok(())
    }
}
