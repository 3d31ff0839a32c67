//! Sorting that can be given up: a list of millions is sorted for longer than anybody waits.

use std::cmp::Ordering;

use super::interrupt::Interrupt;
use crate::error::Result;

/// What is sorted, or merged, between two looks at the clock.
const PART: usize = 1 << 14;

/// Sorts a list, of which no two are equal. Errors: Cancelled, TimeLimit.
pub fn sort<T: Copy>(
    list: &mut Vec<T>,
    interrupt: &Interrupt,
    mut compare: impl FnMut(&T, &T) -> Ordering,
) -> Result<()> {
    if list.len() <= PART {
        list.sort_unstable_by(compare);
        return Ok(());
    }
    for part in list.chunks_mut(PART) {
        interrupt.check()?;
        part.sort_unstable_by(&mut compare);
    }
    *list = merged(list.chunks(PART).map(<[T]>::to_vec).collect(), interrupt, compare)?;
    Ok(())
}

/// Lists that are in order as one. Errors: Cancelled, TimeLimit.
pub fn merged<T: Copy>(
    mut lists: Vec<Vec<T>>,
    interrupt: &Interrupt,
    mut compare: impl FnMut(&T, &T) -> Ordering,
) -> Result<Vec<T>> {
    while lists.len() > 1 {
        let mut longer = Vec::with_capacity(lists.len().div_ceil(2));
        let mut pairs = lists.into_iter();
        while let Some(left) = pairs.next() {
            longer.push(match pairs.next() {
                Some(right) => both(&left, &right, interrupt, &mut compare)?,
                None => left,
            });
        }
        lists = longer;
    }
    Ok(lists.pop().unwrap_or_default())
}

/// Two lists that are in order as one.
fn both<T: Copy>(
    left: &[T],
    right: &[T],
    interrupt: &Interrupt,
    compare: &mut impl FnMut(&T, &T) -> Ordering,
) -> Result<Vec<T>> {
    let mut all = Vec::with_capacity(left.len() + right.len());
    let (mut i, mut j) = (0, 0);
    while i < left.len() && j < right.len() {
        interrupt.check()?;
        let end = (all.len() + PART).min(left.len() + right.len());
        while all.len() < end && i < left.len() && j < right.len() {
            if compare(&left[i], &right[j]) == Ordering::Greater {
                all.push(right[j]);
                j += 1;
            } else {
                all.push(left[i]);
                i += 1;
            }
        }
    }
    all.extend_from_slice(&left[i..]);
    all.extend_from_slice(&right[j..]);
    Ok(all)
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::sync::Arc;
    use std::sync::atomic::AtomicBool;

    use super::*;
    use crate::error::Error;
    use crate::test_support::Random;

    #[test]
    fn lists_of_any_length_come_out_in_order() {
        let mut random = Random(5);
        for length in [0, 1, 2, PART - 1, PART, PART + 1, 3 * PART, 5 * PART + 7] {
            let mut list: Vec<(u32, usize)> = (0..length).map(|n| (random.below(1000), n)).collect();
            let mut expected = list.clone();
            expected.sort_unstable();
            sort(&mut list, &Interrupt::default(), Ord::cmp).unwrap();
            assert_eq!(list, expected);
        }
    }

    #[test]
    fn it_ends_when_it_is_told_to_however_far_it_is() {
        let list: Vec<(u32, usize)> = (0..8 * PART).map(|n| (7 * n as u32 % 1000, n)).collect();
        let compared = Cell::new(0u64);
        let run = |after: u64| {
            let stop = Arc::new(AtomicBool::new(false));
            let interrupt = Interrupt {
                stop: Some(stop.clone()),
                ..Interrupt::default()
            };
            compared.set(0);
            let mut list = list.clone();
            sort(&mut list, &interrupt, |a, b| {
                compared.set(compared.get() + 1);
                if compared.get() == after {
                    stop.store(true, std::sync::atomic::Ordering::Relaxed);
                }
                a.cmp(b)
            })
        };
        run(u64::MAX).unwrap();
        let all = compared.get();
        for share in 1..8 {
            let after = all * share / 8;
            assert!(matches!(run(after), Err(Error::Cancelled)));
            // One part is sorted in about 15 comparisons an entry.
            assert!(compared.get() - after < 20 * PART as u64);
        }
    }
}
