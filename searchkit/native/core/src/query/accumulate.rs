//! The accumulator of unions: scores of several sources summed up in windows of documents that fit the nearest caches.
//!
//! Each source is a stream of documents in order. A window holds one sum a document and one bit for each that any
//! source has; empty windows cost nothing, so that few documents are as cheap as they should be.

use std::cell::RefCell;

use super::weighting::Scorer;
use crate::error::Result;
use crate::segment::{DocSet, Field, Postings};

use super::matches::{Matches, Scores};

/// Documents in a window.
const WIDTH: usize = 1 << 15;

/// Sums and bits are all zero between uses.
struct Window {
    sums: Box<[[f32; 64]; WIDTH / 64]>,
    bits: Box<[u64; WIDTH / 64]>,
}

thread_local! {
    static SPARE: RefCell<Option<Window>> = const { RefCell::new(None) };
}

impl Window {
    fn take() -> Window {
        SPARE.with(|spare| spare.borrow_mut().take()).unwrap_or_else(|| Window {
            sums: boxed([0.0; 64]),
            bits: boxed(0),
        })
    }

    #[inline]
    fn add(&mut self, doc: u32, score: f32) {
        let at = doc as usize % WIDTH;
        self.sums[at / 64][at % 64] += score;
        self.bits[at / 64] |= 1 << (at % 64);
    }

    /// Gives what the window holds and is `among` to the sink, and empties it.
    fn drain(&mut self, first: u32, among: Option<&DocSet>, batch: &mut Batch, sink: &mut Sink) -> Result<()> {
        for (i, word) in self.bits.iter_mut().enumerate() {
            if *word == 0 {
                continue;
            }
            let mut rest = *word;
            *word = 0;
            let base = first + i as u32 * 64;
            let sums: &mut [f32; 64] = &mut self.sums[i];
            if let Some(set) = among {
                rest &= set.words().get(base as usize / 64).copied().unwrap_or(0);
            }
            if batch.filled + 64 > BATCH {
                batch.flush(sink)?;
            }
            // There is room for 64 more: one word never fills it.
            let mut at = batch.filled;
            while rest != 0 {
                let bit = rest.trailing_zeros();
                rest &= rest - 1;
                batch.docs[at % BATCH] = base + bit;
                batch.scores[at % BATCH] = sums[bit as usize % 64];
                at += 1;
            }
            batch.filled = at;
            *sums = [0.0; 64];
        }
        Ok(())
    }
}

/// Documents that are given to a sink at once.
const BATCH: usize = 1024;

/// Takes documents in order with their scores.
pub type Sink<'a> = dyn FnMut(&[u32], &[f32]) -> Result<()> + 'a;

struct Batch {
    docs: [u32; BATCH],
    scores: [f32; BATCH],
    filled: usize,
}

impl Batch {
    fn flush(&mut self, sink: &mut Sink) -> Result<()> {
        let filled = std::mem::take(&mut self.filled);
        sink(&self.docs[..filled], &self.scores[..filled])
    }
}

/// A boxed array of zeros that never was on the stack.
fn boxed<T: Clone, const N: usize>(zero: T) -> Box<[T; N]> {
    match vec![zero; N].into_boxed_slice().try_into() {
        Ok(array) => array,
        Err(_) => unreachable!("the length is N"),
    }
}

/// A stream of documents with scores.
pub enum Source<'a> {
    Postings(Box<Stream<'a>>),
    Matches(List),
}

/// Postings with the scores of their current block.
pub struct Stream<'a> {
    field: &'a Field,
    scorer: Scorer,
    postings: Postings<'a>,
    scores: Vec<f32>,
    lengths: Vec<f32>,
    at: usize,
}

/// Matches that are there already.
pub struct List {
    docs: Vec<u32>,
    scores: Scores,
    at: usize,
}

impl<'a> Source<'a> {
    /// A stream on its first block.
    pub fn postings(field: &'a Field, scorer: Scorer, postings: Postings<'a>) -> Result<Source<'a>> {
        let mut stream = Stream {
            field,
            scorer,
            postings,
            scores: Vec::with_capacity(128),
            lengths: Vec::with_capacity(128),
            at: 0,
        };
        stream.postings.next_block()?;
        stream.score()?;
        Ok(Source::Postings(Box::new(stream)))
    }

    pub fn matches(matches: Matches) -> Source<'a> {
        Source::Matches(List {
            docs: matches.docs.into_list(),
            scores: matches.scores,
            at: 0,
        })
    }

    fn next(&self) -> Option<u32> {
        match self {
            Source::Postings(stream) => stream.postings.docs().get(stream.at).copied(),
            Source::Matches(list) => list.docs.get(list.at).copied(),
        }
    }

    /// Adds all documents below `end` to the window.
    fn fill(&mut self, end: u64, window: &mut Window, tick: &impl Fn() -> Result<()>) -> Result<()> {
        match self {
            Source::Postings(stream) => stream.fill(end, window, tick),
            Source::Matches(list) => {
                let upto = list.at + list.docs[list.at..].partition_point(|&doc| u64::from(doc) < end);
                let docs = &list.docs[list.at..upto];
                match &list.scores {
                    Scores::Same(score) => docs.iter().for_each(|&doc| window.add(doc, *score)),
                    Scores::Each(scores) => {
                        docs.iter()
                            .zip(&scores[list.at..upto])
                            .for_each(|(&doc, &score)| window.add(doc, score));
                    }
                }
                list.at = upto;
                tick()
            }
        }
    }
}

impl Stream<'_> {
    fn score(&mut self) -> Result<()> {
        self.scores.clear();
        self.at = 0;
        let (docs, tfs) = self.postings.docs_and_freqs();
        self.scorer
            .score_all(self.field, docs, tfs, &mut self.lengths, &mut self.scores)
    }

    fn fill(&mut self, end: u64, window: &mut Window, tick: &impl Fn() -> Result<()>) -> Result<()> {
        loop {
            let docs = self.postings.docs();
            let Some(&last) = docs.last() else { return Ok(()) };
            let whole = u64::from(last) < end;
            let upto = if whole {
                docs.len()
            } else {
                docs.partition_point(|&doc| u64::from(doc) < end)
            };
            let from = self.at.min(upto);
            for (&doc, &score) in docs[from..upto].iter().zip(&self.scores[from..upto]) {
                window.add(doc, score);
            }
            self.at = upto;
            if !whole {
                return Ok(());
            }
            tick()?;
            if !self.postings.next_block()? {
                return Ok(());
            }
            self.score()?;
        }
    }
}

/// Gives all documents that any source has and that are among a set, with the sums of their scores.
pub fn union(
    mut sources: Vec<Source>,
    among: Option<&DocSet>,
    tick: impl Fn() -> Result<()>,
    sink: &mut Sink,
) -> Result<()> {
    // Dropped, not put back, when anything fails: what is put back is all zero.
    let mut window = Window::take();
    let mut batch = Batch {
        docs: [0; BATCH],
        scores: [0.0; BATCH],
        filled: 0,
    };
    while let Some(next) = sources.iter().filter_map(Source::next).min() {
        let first = next - next % WIDTH as u32;
        let end = u64::from(first) + WIDTH as u64;
        for source in &mut sources {
            if source.next().is_some_and(|doc| u64::from(doc) < end) {
                source.fill(end, &mut window, &tick)?;
            }
        }
        window.drain(first, among, &mut batch, sink)?;
    }
    batch.flush(sink)?;
    SPARE.with(|spare| *spare.borrow_mut() = Some(window));
    Ok(())
}
