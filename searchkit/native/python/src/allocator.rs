//! The allocator of the core: mimalloc, told to keep little of what is free.
//!
//! What one thread reads, another lays out and frees. The allocator of glibc has a lock for that, on which both wait: a
//! sixth of the time of indexing. mimalloc has none. But by itself it keeps what is free for so long that a writer takes
//! half as much again as its budget.

use std::alloc::{GlobalAlloc, Layout};
use std::ffi::{c_int, c_long};
use std::sync::Once;

use libmimalloc_sys::mi_option_set;
use mimalloc::MiMalloc;

/// Options of mimalloc 2, as its `mimalloc.h` numbers them: whether memory is taken before it is needed, and for how many
/// milliseconds it is kept when it is free.
const EAGER_COMMIT: c_int = 3;
const ARENA_EAGER_COMMIT: c_int = 4;
const PURGE_DELAY: c_int = 15;

/// With no delay at all, searches would take the same memory from the system again and again.
const OPTIONS: [(c_int, c_long); 3] = [(EAGER_COMMIT, 0), (ARENA_EAGER_COMMIT, 0), (PURGE_DELAY, 1)];

#[global_allocator]
static ALLOCATOR: Frugal = Frugal;
static TOLD: Once = Once::new();

/// mimalloc with these options, which must be set before it gives anything.
struct Frugal;

#[cold]
fn tell() {
    for (option, value) in OPTIONS {
        // SAFETY: it stores a number in a table. It passes over an option that it does not know.
        unsafe { mi_option_set(option, value) };
    }
}

// SAFETY: all is done by mimalloc, which keeps to the contract.
unsafe impl GlobalAlloc for Frugal {
    #[inline]
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        TOLD.call_once(tell);
        // SAFETY: the caller keeps to the contract of this method, which is the same.
        unsafe { MiMalloc.alloc(layout) }
    }

    #[inline]
    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        TOLD.call_once(tell);
        // SAFETY: as above.
        unsafe { MiMalloc.alloc_zeroed(layout) }
    }

    #[inline]
    unsafe fn dealloc(&self, given: *mut u8, layout: Layout) {
        // SAFETY: as above.
        unsafe { MiMalloc.dealloc(given, layout) }
    }

    #[inline]
    unsafe fn realloc(&self, given: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // SAFETY: as above.
        unsafe { MiMalloc.realloc(given, layout, size) }
    }
}
