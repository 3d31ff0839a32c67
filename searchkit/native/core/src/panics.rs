//! Panics as errors: what was said, and in which file and line.

use std::any::Any;
use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, Location, catch_unwind};

use crate::error::{Error, Result};

thread_local! {
    /// Where the last panic of this thread was.
    static PLACE: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Has every panic from now on remembered for [`caught`], and nothing of it written to stderr: that would end up in
/// users' terminals.
pub fn remember_places() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(Location::to_string);
        PLACE.with(|kept| kept.replace(place));
    }));
}

/// Runs `work`; its panic is an error like any other.
pub fn caught<T>(work: impl FnOnce() -> Result<T>) -> Result<T> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|panic| Err(told(&*panic)))
}

/// A panic of this thread as an error, with its place if that was remembered.
fn told(panic: &(dyn Any + Send)) -> Error {
    let said = panic.downcast_ref::<&str>().map(|text| (*text).to_string());
    let said = said.or_else(|| panic.downcast_ref::<String>().cloned());
    let said = said.unwrap_or_else(|| "the native core failed".to_string());
    match PLACE.with(RefCell::take) {
        Some(place) => Error::Internal(format!("{said} ({place})")),
        None => Error::Internal(said),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_an_error_that_says_what_it_said() {
        let text = "a text made for it".to_string();
        for (panic, said) in [
            (caught(|| -> Result<()> { panic!("plain") }), "plain"),
            (caught(|| -> Result<()> { panic!("{text}") }), "a text made for it"),
        ] {
            let Err(Error::Internal(told)) = panic else {
                panic!("no error of our own: {panic:?}");
            };
            assert!(told.starts_with(said), "{told}");
        }
        assert!(matches!(caught(|| Ok(3)), Ok(3)));
    }
}
