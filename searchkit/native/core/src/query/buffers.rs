//! A pool of buffers for documents and scores. A search over many documents would spend more time on fresh pages of
//! memory than on filling them.

use std::cell::RefCell;

/// Buffers of either kind that a thread keeps.
const BUFFERS: usize = 8;
/// Longer ones are given back to the system.
const LONGEST: usize = 1 << 23;

thread_local! {
    static DOCS: RefCell<Vec<Vec<u32>>> = const { RefCell::new(Vec::new()) };
    static SCORES: RefCell<Vec<Vec<f32>>> = const { RefCell::new(Vec::new()) };
}

fn take<T>(from: &RefCell<Vec<Vec<T>>>, wanted: usize) -> Vec<T> {
    // Small lists come from the allocator as fast as from here.
    let kept = if wanted > 1 << 10 {
        from.borrow_mut().pop()
    } else {
        None
    };
    let mut list = kept.unwrap_or_default();
    list.clear();
    list.reserve(wanted);
    list
}

fn give<T>(to: &RefCell<Vec<Vec<T>>>, list: Vec<T>) {
    if list.capacity() > 1 << 10 && list.capacity() <= LONGEST {
        let mut kept = to.borrow_mut();
        if kept.len() < BUFFERS {
            kept.push(list);
        }
    }
}

/// An empty list for about `wanted` documents.
pub fn docs(wanted: usize) -> Vec<u32> {
    DOCS.with(|pool| take(pool, wanted))
}

/// An empty list for about `wanted` scores.
pub fn scores(wanted: usize) -> Vec<f32> {
    SCORES.with(|pool| take(pool, wanted))
}

/// Takes back a list that [`docs`] gave, or any other.
pub fn give_docs(list: Vec<u32>) {
    DOCS.with(|pool| give(pool, list));
}

/// Takes back a list that [`scores`] gave, or any other.
pub fn give_scores(list: Vec<f32>) {
    SCORES.with(|pool| give(pool, list));
}
