//! Unions: scores of several sources summed up in windows of documents small enough to stay in the nearest caches.
//!
//! Each source is a stream of documents in order. A window holds one sum a document and one bit for each that any
//! source has; empty windows cost nothing, so that few documents are as cheap as they should be.

use std::cell::RefCell;

use super::weighting::Scorer;
use crate::error::Result;
use crate::segment::{DocSet, Field, Postings};

use super::matches::{Matches, Scores, Set};

/// Documents in a window.
const WIDTH: usize = 1 << 15;

/// Sums and bits are all zero between uses.
struct Window {
    sums: Box<[f32; WIDTH]>,
    bits: Box<[u64; WIDTH / 64]>,
}

thread_local! {
    static SPARE: RefCell<Option<Window>> = const { RefCell::new(None) };
}

impl Window {
    fn take() -> Window {
        SPARE.with(|spare| spare.borrow_mut().take()).unwrap_or_else(|| Window {
            sums: boxed(),
            bits: boxed(),
        })
    }

    #[inline]
    fn add(&mut self, doc: u32, score: f32) {
        let at = doc as usize % WIDTH;
        self.sums[at] += score;
        self.bits[at / 64] |= 1 << (at % 64);
    }

    /// Moves what the window holds to the end of the lists, without what is not `among`.
    fn drain(&mut self, first: u32, among: Option<&DocSet>, docs: &mut Vec<u32>, scores: &mut Vec<f32>) {
        for (i, word) in self.bits.iter_mut().enumerate() {
            if *word == 0 {
                continue;
            }
            let mut rest = *word;
            *word = 0;
            let base = first + i as u32 * 64;
            let sums = &mut self.sums[i * 64..i * 64 + 64];
            if let Some(set) = among {
                let wanted = set.words().get(base as usize / 64).copied().unwrap_or(0);
                let mut unwanted = rest & !wanted;
                rest &= wanted;
                while unwanted != 0 {
                    sums[unwanted.trailing_zeros() as usize % 64] = 0.0;
                    unwanted &= unwanted - 1;
                }
            }
            while rest != 0 {
                let bit = rest.trailing_zeros();
                rest &= rest - 1;
                docs.push(base + bit);
                scores.push(std::mem::take(&mut sums[bit as usize % 64]));
            }
        }
    }
}

/// A boxed array of zeros that never was on the stack.
fn boxed<T: Default + Clone, const N: usize>() -> Box<[T; N]> {
    match vec![T::default(); N].into_boxed_slice().try_into() {
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
    lengths: Vec<u32>,
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
        stream.score();
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
    fn score(&mut self) {
        self.scores.clear();
        self.at = 0;
        let (docs, tfs) = self.postings.docs_and_freqs();
        self.scorer
            .score_all(self.field, docs, tfs, &mut self.lengths, &mut self.scores);
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
            self.score();
        }
    }
}

/// All documents that any source has and that are among a set, with the sums of their scores.
pub fn union(mut sources: Vec<Source>, among: Option<&DocSet>, tick: impl Fn() -> Result<()>) -> Result<Matches> {
    let (mut docs, mut scores) = (Vec::new(), Vec::new());
    // Dropped, not put back, when anything fails: what is put back is all zero.
    let mut window = Window::take();
    while let Some(next) = sources.iter().filter_map(Source::next).min() {
        let first = next - next % WIDTH as u32;
        let end = u64::from(first) + WIDTH as u64;
        for source in &mut sources {
            if source.next().is_some_and(|doc| u64::from(doc) < end) {
                source.fill(end, &mut window, &tick)?;
            }
        }
        window.drain(first, among, &mut docs, &mut scores);
    }
    SPARE.with(|spare| *spare.borrow_mut() = Some(window));
    Ok(Matches {
        docs: Set::Sparse(docs),
        scores: Scores::Each(scores),
    })
}
