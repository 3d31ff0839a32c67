//! Work in numbered pieces that some threads make in any order, and one takes in theirs.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::sync_channel;

use crate::error::{Error, Result};
use crate::panics::caught;

/// Makes the pieces from 0 to `count` on `threads` threads, and has `take` take each on this one, in order. Where the
/// system has no threads, this one makes them. Errors: the first that came; the rest is not made.
pub fn in_order<T: Send>(
    count: usize,
    threads: usize,
    make: impl Fn(usize) -> Result<T> + Sync,
    mut take: impl FnMut(usize, T) -> Result<()>,
) -> Result<()> {
    let next = AtomicUsize::new(0);
    let (next, make) = (&next, &make);
    std::thread::scope(|scope| {
        let (give, made) = sync_channel::<(usize, Result<T>)>(1);
        let mut started = 0;
        for _ in 0..threads.min(count) {
            let give = give.clone();
            let making = move || {
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number >= count || give.send((number, caught(|| make(number)))).is_err() {
                        return;
                    }
                }
            };
            // Where the system has no more threads, those that there are do the work.
            if std::thread::Builder::new().spawn_scoped(scope, making).is_err() {
                break;
            }
            started += 1;
        }
        drop(give);
        if started == 0 {
            return (0..count).try_for_each(|number| take(number, make(number)?));
        }
        let mut waiting: Vec<Option<T>> = (0..count).map(|_| None).collect();
        let mut failed: Option<Error> = None;
        let mut at = 0;
        for (number, made) in made {
            match made {
                Ok(made) => waiting[number] = Some(made),
                Err(error) => {
                    failed.get_or_insert(error);
                    next.store(count, Ordering::Relaxed);
                }
            }
            while let Some(made) = waiting.get_mut(at).and_then(Option::take) {
                if failed.is_none()
                    && let Err(error) = take(at, made)
                {
                    failed = Some(error);
                    next.store(count, Ordering::Relaxed);
                }
                at += 1;
            }
        }
        failed.map_or(Ok(()), Err)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn pieces_are_taken_in_order_whoever_is_slow() {
        for threads in 0..4 {
            let mut taken = Vec::new();
            let make = |number: usize| {
                std::thread::sleep(Duration::from_millis(if number.is_multiple_of(3) { 6 } else { 0 }));
                Ok(number * 10)
            };
            let take = |number, made| {
                taken.push((number, made));
                Ok(())
            };
            in_order(9, threads, make, take).unwrap();
            assert_eq!(taken, (0..9).map(|number| (number, number * 10)).collect::<Vec<_>>());
        }
    }

    #[test]
    fn what_fails_ends_it_and_nothing_after_it_is_taken() {
        for threads in 0..4 {
            for is_made in [true, false] {
                let fails = |number, here| match number {
                    5 if here => Err(Error::invalid("no five")),
                    _ => Ok(()),
                };
                let mut taken = 0;
                let take = |number, ()| {
                    fails(number, !is_made)?;
                    taken += 1;
                    Ok(())
                };
                let ended = in_order(1_000, threads, |number| fails(number, is_made), take);
                assert!(matches!(ended, Err(Error::Invalid(_))));
                assert!(taken <= 5);
            }
        }
        let ended = in_order(3, 2, |_| -> Result<()> { panic!("over") }, |_, ()| Ok(()));
        assert!(matches!(ended, Err(Error::Internal(said)) if said.starts_with("over")));
    }
}
