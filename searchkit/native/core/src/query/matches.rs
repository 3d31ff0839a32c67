//! Intermediate results: the documents of one leaf that match a part of a query, and their scores.
//!
//! Few documents are a sorted list, many are a bit set. Scores stand beside a list; a bit set has one score for all.

use super::buffers;
use crate::segment::DocSet;

/// A set of documents of one leaf.
#[derive(Clone, Debug, PartialEq)]
pub enum Set {
    /// In increasing order.
    Sparse(Vec<u32>),
    Dense(DocSet),
}

#[derive(Clone, Debug, PartialEq)]
pub enum Scores {
    /// All documents have this one.
    Same(f32),
    /// In step with the documents, which are Sparse.
    Each(Vec<f32>),
}

#[derive(Clone, Debug, PartialEq)]
pub struct Matches {
    pub docs: Set,
    pub scores: Scores,
}

/// The documents that are of any interest to whoever asks.
#[derive(Clone, Copy, Debug)]
pub enum Among<'a> {
    All,
    Sparse(&'a [u32]),
    Dense(&'a DocSet),
}

impl Among<'_> {
    #[inline]
    pub fn contains_from(&self, doc: u32, at: &mut usize) -> bool {
        match self {
            Among::All => true,
            Among::Dense(set) => set.contains(doc),
            Among::Sparse(docs) => {
                *at += below(&docs[*at..], doc);
                docs.get(*at) == Some(&doc)
            }
        }
    }
}

/// How many of the sorted documents are below `target`: galloping, as the answer tends to be near.
#[inline]
pub fn below(docs: &[u32], target: u32) -> usize {
    let mut step = 1;
    while step < docs.len() && docs[step] < target {
        step *= 2;
    }
    let low = step / 2;
    let high = (step + 1).min(docs.len());
    low + docs[low..high].partition_point(|&doc| doc < target)
}

impl Set {
    pub fn none() -> Set {
        Set::Sparse(Vec::new())
    }

    pub fn len(&self) -> usize {
        match self {
            Set::Sparse(docs) => docs.len(),
            Set::Dense(set) => set.len() as usize,
        }
    }

    pub fn is_empty(&self) -> bool {
        match self {
            Set::Sparse(docs) => docs.is_empty(),
            Set::Dense(set) => set.is_empty(),
        }
    }

    pub fn among(&self) -> Among<'_> {
        match self {
            Set::Sparse(docs) => Among::Sparse(docs),
            Set::Dense(set) => Among::Dense(set),
        }
    }

    pub fn into_list(self) -> Vec<u32> {
        match self {
            Set::Sparse(docs) => docs,
            Set::Dense(set) => list_of(&set),
        }
    }

    /// The same set as bits, of documents below `size`.
    #[cfg(test)]
    pub fn into_bits(self, size: u32) -> DocSet {
        match self {
            Set::Dense(set) => set,
            Set::Sparse(docs) => {
                let mut set = DocSet::empty(size);
                docs.iter().for_each(|&doc| set.insert(doc));
                set
            }
        }
    }

    /// Keeps what is also in `among`.
    pub fn keep(self, among: Among) -> Set {
        match (self, among) {
            (set, Among::All) => set,
            (Set::Sparse(mut docs), among) => {
                let mut at = 0;
                docs.retain(|&doc| among.contains_from(doc, &mut at));
                Set::Sparse(docs)
            }
            (Set::Dense(set), Among::Sparse(docs)) => {
                Set::Sparse(docs.iter().copied().filter(|&doc| set.contains(doc)).collect())
            }
            (Set::Dense(mut set), Among::Dense(other)) => {
                set.words_mut()
                    .iter_mut()
                    .zip(other.words())
                    .for_each(|(word, &other)| *word &= other);
                Set::Dense(set)
            }
        }
    }
}

/// The members of a bit set in order.
pub fn list_of(set: &DocSet) -> Vec<u32> {
    let mut docs = buffers::docs(set.len() as usize);
    for (i, &word) in set.words().iter().enumerate() {
        let mut rest = word;
        while rest != 0 {
            docs.push(i as u32 * 64 + rest.trailing_zeros());
            rest &= rest - 1;
        }
    }
    docs
}

impl Matches {
    pub fn none() -> Matches {
        Matches {
            docs: Set::none(),
            scores: Scores::Same(0.0),
        }
    }

    pub fn same(docs: Set, score: f32) -> Matches {
        Matches {
            docs,
            scores: Scores::Same(score),
        }
    }

    pub fn each(docs: Vec<u32>, scores: Vec<f32>) -> Matches {
        debug_assert_eq!(docs.len(), scores.len());
        Matches {
            docs: Set::Sparse(docs),
            scores: Scores::Each(scores),
        }
    }

    /// As a list of documents and one of scores.
    pub fn into_lists(self) -> (Vec<u32>, Vec<f32>) {
        let docs = self.docs.into_list();
        let scores = match self.scores {
            Scores::Same(score) => vec![score; docs.len()],
            Scores::Each(scores) => scores,
        };
        (docs, scores)
    }

    /// Gives the lists back to be used again.
    pub fn recycle(self) {
        if let Set::Sparse(docs) = self.docs {
            buffers::give_docs(docs);
        }
        if let Scores::Each(scores) = self.scores {
            buffers::give_scores(scores);
        }
    }

    /// Leaves out the documents for which `keep` is false, which is asked in order.
    pub fn retain(&mut self, mut keep: impl FnMut(u32) -> bool) {
        match (&mut self.docs, &mut self.scores) {
            (Set::Sparse(docs), Scores::Each(scores)) => {
                let mut kept = 0;
                for at in 0..docs.len() {
                    let (doc, score) = (docs[at], scores[at]);
                    docs[kept] = doc;
                    scores[kept] = score;
                    kept += usize::from(keep(doc));
                }
                docs.truncate(kept);
                scores.truncate(kept);
            }
            (Set::Sparse(docs), Scores::Same(_)) => docs.retain(|&doc| keep(doc)),
            (Set::Dense(set), _) => {
                for doc in list_of(set) {
                    if !keep(doc) {
                        set.remove(doc);
                    }
                }
            }
        }
    }

    /// Leaves out the documents of a set.
    pub fn remove(&mut self, refused: &Set) {
        match (&mut self.docs, refused) {
            (_, Set::Sparse(docs)) if docs.is_empty() => {}
            (Set::Dense(set), Set::Dense(refused)) => {
                set.words_mut()
                    .iter_mut()
                    .zip(refused.words())
                    .for_each(|(word, &other)| *word &= !other);
            }
            (Set::Dense(set), Set::Sparse(docs)) => docs.iter().for_each(|&doc| set.remove(doc)),
            (Set::Sparse(_), refused) => {
                let (among, mut at) = (refused.among(), 0);
                self.retain(|doc| !among.contains_from(doc, &mut at));
            }
        }
    }

    /// Both match: `other`, whose documents are all among these, with these scores added to its own.
    pub fn and(self, other: Matches) -> Matches {
        let scores = match (self.scores, other.scores) {
            (Scores::Same(a), Scores::Same(b)) => Scores::Same(a + b),
            (Scores::Same(a), Scores::Each(mut scores)) => {
                if a != 0.0 {
                    scores.iter_mut().for_each(|score| *score += a);
                }
                Scores::Each(scores)
            }
            (Scores::Each(mine), theirs) => {
                let docs = match other.docs {
                    Set::Sparse(docs) => docs,
                    Set::Dense(set) => list_of(&set),
                };
                let all = self.docs.into_list();
                let mut mine = picked(&all, mine, &docs);
                buffers::give_docs(all);
                match theirs {
                    Scores::Same(b) => mine.iter_mut().for_each(|a| *a += b),
                    Scores::Each(theirs) => {
                        mine.iter_mut().zip(&theirs).for_each(|(a, &b)| *a += b);
                        buffers::give_scores(theirs);
                    }
                }
                return Matches::each(docs, mine);
            }
        };
        Matches {
            docs: other.docs,
            scores,
        }
    }

    /// The documents stay; the scores of `other`, whose documents are all among these, are added.
    pub fn and_maybe(self, other: Matches) -> Matches {
        if other.docs.is_empty() || other.scores == Scores::Same(0.0) {
            return self;
        }
        let (docs, mut scores) = self.into_lists();
        let (theirs, extra) = other.into_lists();
        let mut at = 0;
        for (doc, extra) in theirs.into_iter().zip(extra) {
            while docs[at] < doc {
                at += 1;
            }
            scores[at] += extra;
        }
        Matches::each(docs, scores)
    }
}

/// The scores of those of `docs` that are in `subset`.
fn picked(docs: &[u32], mut scores: Vec<f32>, subset: &[u32]) -> Vec<f32> {
    if docs.len() == subset.len() {
        return scores;
    }
    if subset.len() * 16 < docs.len() {
        let mut at = 0;
        return subset
            .iter()
            .map(|&doc| {
                at += docs[at..].partition_point(|&d| d < doc);
                scores[at]
            })
            .collect();
    }
    let mut kept = 0;
    for at in 0..docs.len() {
        if kept == subset.len() {
            break;
        }
        scores[kept] = scores[at];
        kept += usize::from(docs[at] == subset[kept]);
    }
    scores.truncate(subset.len());
    scores
}

/// Collects documents in any order, as a list while they are few.
pub struct SetBuilder {
    size: u32,
    few: Vec<u32>,
    limit: usize,
    many: Option<DocSet>,
}

impl SetBuilder {
    pub fn new(size: u32) -> SetBuilder {
        SetBuilder {
            size,
            few: Vec::new(),
            limit: (size as usize / 64).max(64),
            many: None,
        }
    }

    #[inline]
    pub fn add(&mut self, doc: u32) {
        match &mut self.many {
            Some(set) => set.insert(doc),
            None => {
                self.few.push(doc);
                if self.few.len() > self.limit {
                    self.spread();
                }
            }
        }
    }

    /// Adds those of 64 documents whose bits are set; `number` is that of the word.
    #[inline]
    pub fn add_word(&mut self, number: usize, word: u64) {
        match &mut self.many {
            Some(set) => set.words_mut()[number] |= word,
            None => {
                let mut rest = word;
                while rest != 0 {
                    self.few.push(number as u32 * 64 + rest.trailing_zeros());
                    rest &= rest - 1;
                }
                if self.few.len() > self.limit {
                    self.spread();
                }
            }
        }
    }

    pub fn add_all(&mut self, docs: &[u32]) {
        if self.many.is_none() && self.few.len() + docs.len() > self.limit {
            self.spread();
        }
        match &mut self.many {
            Some(set) => docs.iter().for_each(|&doc| set.insert(doc)),
            None => self.few.extend_from_slice(docs),
        }
    }

    #[cold]
    fn spread(&mut self) {
        let mut set = DocSet::empty(self.size);
        self.few.drain(..).for_each(|doc| set.insert(doc));
        self.many = Some(set);
    }

    /// Leaves out what is not in a set.
    pub fn among(self, among: Among) -> SetBuilder {
        let size = self.size;
        let mut kept = SetBuilder::new(size);
        match self.finish().keep(among) {
            Set::Sparse(docs) => kept.add_all(&docs),
            Set::Dense(set) => kept.many = Some(set),
        }
        kept
    }

    pub fn finish(mut self) -> Set {
        match self.many {
            Some(set) => Set::Dense(set),
            None => {
                if !self.few.is_sorted_by(|a, b| a < b) {
                    self.few.sort_unstable();
                    self.few.dedup();
                }
                Set::Sparse(self.few)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bits(docs: &[u32]) -> Set {
        Set::Dense(Set::Sparse(docs.to_vec()).into_bits(200))
    }

    #[test]
    fn lists_and_bits_meet_in_every_pairing() {
        let (a, b) = (vec![1, 5, 70, 199], vec![0, 5, 199]);
        for left in [Set::Sparse(a.clone()), bits(&a)] {
            for right in [Set::Sparse(b.clone()), bits(&b)] {
                assert_eq!(left.clone().keep(right.among()).into_list(), [5, 199]);
                let mut matches = Matches::same(left.clone(), 1.0);
                matches.remove(&right);
                assert_eq!(matches.docs.into_list(), [1, 70]);
            }
        }
    }

    #[test]
    fn scores_follow_their_documents() {
        let some = || Matches::each(vec![1, 5, 70, 199], vec![1.0, 2.0, 3.0, 4.0]);
        let mut odd = some();
        odd.remove(&Set::Sparse(vec![5, 6]));
        assert_eq!(odd, Matches::each(vec![1, 70, 199], vec![1.0, 3.0, 4.0]));
        assert_eq!(
            some().and(Matches::same(bits(&[5, 199]), 0.5)).into_lists(),
            (vec![5, 199], vec![2.5, 4.5])
        );
        let both = some().and(Matches::each(vec![1], vec![10.0]));
        assert_eq!(both, Matches::each(vec![1], vec![11.0]));
        let constant = Matches::same(bits(&[1, 5]), 1.0).and(Matches::same(Set::Sparse(vec![5]), 2.0));
        assert_eq!(constant.into_lists(), (vec![5], vec![3.0]));
        let maybe = Matches::same(bits(&[1, 5]), 1.0).and_maybe(Matches::each(vec![5], vec![2.0]));
        assert_eq!(maybe.into_lists(), (vec![1, 5], vec![1.0, 3.0]));
    }

    #[test]
    fn a_builder_gives_each_document_once() {
        for count in [5u32, 5000] {
            let mut builder = SetBuilder::new(6400);
            (0..count).rev().chain(0..count).for_each(|doc| builder.add(doc));
            builder.add_all(&[count, 0]);
            assert_eq!(builder.finish().into_list(), (0..=count).collect::<Vec<_>>());
        }
    }
}
