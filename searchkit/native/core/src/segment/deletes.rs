//! Sets of documents as bits: deletes of a generation, and intermediate results.

/// A set of documents below a fixed count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocSet {
    words: Vec<u64>,
    size: u32,
}

impl DocSet {
    pub fn empty(size: u32) -> DocSet {
        DocSet { words: vec![0; size.div_ceil(64) as usize], size }
    }
    pub fn full(size: u32) -> DocSet {
        let mut set = DocSet { words: vec![!0; size.div_ceil(64) as usize], size };
        set.trim();
        set
    }
    /// Documents are below this.
    pub fn size(&self) -> u32 {
        self.size
    }
    pub fn contains(&self, doc: u32) -> bool {
        self.words.get(doc as usize / 64).is_some_and(|w| w >> (doc % 64) & 1 == 1)
    }
    pub fn insert(&mut self, doc: u32) {
        self.words[doc as usize / 64] |= 1 << (doc % 64);
    }
    pub fn remove(&mut self, doc: u32) {
        self.words[doc as usize / 64] &= !(1 << (doc % 64));
    }
    pub fn len(&self) -> u32 {
        self.words.iter().map(|w| w.count_ones()).sum()
    }
    pub fn is_empty(&self) -> bool {
        self.words.iter().all(|&w| w == 0)
    }
    pub fn words(&self) -> &[u64] {
        &self.words
    }
    pub fn words_mut(&mut self) -> &mut [u64] {
        &mut self.words
    }
    pub fn invert(&mut self) {
        self.words.iter_mut().for_each(|w| *w = !*w);
        self.trim();
    }
    fn trim(&mut self) {
        if self.size % 64 != 0
            && let Some(last) = self.words.last_mut()
        {
            *last &= (1u64 << (self.size % 64)) - 1;
        }
    }
    /// Members in order.
    pub fn iter(&self) -> impl Iterator<Item = u32> + '_ {
        self.words.iter().enumerate().flat_map(|(i, &word)| {
            let mut rest = word;
            std::iter::from_fn(move || {
                if rest == 0 {
                    return None;
                }
                let bit = rest.trailing_zeros();
                rest &= rest - 1;
                Some(i as u32 * 64 + bit)
            })
        })
    }
}
