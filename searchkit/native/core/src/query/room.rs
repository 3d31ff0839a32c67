//! Lists that are used again: a search over many documents would spend more time on having fresh pages of memory given
//! to it than on filling them.

use std::cell::RefCell;

/// As many lists a thread keeps.
const LISTS: usize = 8;
/// Longer ones are given back to the system.
const LONGEST: usize = 1 << 23;

thread_local! {
    static NUMBERS: RefCell<Vec<Vec<u32>>> = const { RefCell::new(Vec::new()) };
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
        if kept.len() < LISTS {
            kept.push(list);
        }
    }
}

/// An empty list for about `wanted` documents.
pub fn docs(wanted: usize) -> Vec<u32> {
    NUMBERS.with(|lists| take(lists, wanted))
}

/// An empty list for about `wanted` scores.
pub fn scores(wanted: usize) -> Vec<f32> {
    SCORES.with(|lists| take(lists, wanted))
}

pub fn give_docs(list: Vec<u32>) {
    NUMBERS.with(|lists| give(lists, list));
}

pub fn give_scores(list: Vec<f32>) {
    SCORES.with(|lists| give(lists, list));
}
