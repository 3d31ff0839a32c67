//! Sets of documents as bits: deletes of a generation, and intermediate results.
//!
//! ```text
//! deletes file = "searchkit-de" version:u32 documents:u32 deleted:u32 (word:u64){ceil(documents / 64)} crc32:u32
//! ```
//!
//! The crc covers all before it. A bit is set for each deleted document.

use super::file::FORMAT_VERSION;
use crate::bytes::{u32_at, u64_at};
use crate::error::{Error, Result};

const MAGIC: &[u8; 12] = b"searchkit-de";

/// A set of documents below a fixed count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocSet {
    words: Vec<u64>,
    size: u32,
}

impl DocSet {
    pub fn empty(size: u32) -> DocSet {
        DocSet {
            words: vec![0; size.div_ceil(64) as usize],
            size,
        }
    }
    pub fn full(size: u32) -> DocSet {
        let mut set = DocSet {
            words: vec![!0; size.div_ceil(64) as usize],
            size,
        };
        set.trim();
        set
    }
    /// Documents are below this.
    pub fn size(&self) -> u32 {
        self.size
    }
    pub fn contains(&self, doc: u32) -> bool {
        self.words
            .get(doc as usize / 64)
            .is_some_and(|w| w >> (doc % 64) & 1 == 1)
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
    /// The content of a deletes file.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(28 + 8 * self.words.len());
        out.extend_from_slice(MAGIC);
        out.extend_from_slice(&FORMAT_VERSION.to_le_bytes());
        out.extend_from_slice(&self.size.to_le_bytes());
        out.extend_from_slice(&self.len().to_le_bytes());
        self.words
            .iter()
            .for_each(|word| out.extend_from_slice(&word.to_le_bytes()));
        out.extend_from_slice(&crc32fast::hash(&out).to_le_bytes());
        out
    }

    /// Reads a deletes file of that name. Errors: Damaged, Incompatible.
    pub fn from_bytes(bytes: &[u8], name: &str) -> Result<DocSet> {
        let damaged = |what: &str| Error::damaged(name, "the deletes", what);
        let body = bytes.len().checked_sub(4).ok_or_else(|| damaged("they are cut off"))?;
        if u32_at(bytes, body) != Some(crc32fast::hash(&bytes[..body])) {
            return Err(damaged("their checksum does not match"));
        }
        if !bytes.starts_with(MAGIC) {
            return Err(damaged("they do not begin like a deletes file"));
        }
        match u32_at(bytes, 12) {
            Some(FORMAT_VERSION) => {}
            version => {
                let version = version.unwrap_or_default();
                let what = format!("deletes of format version {version}; this searchkit reads {FORMAT_VERSION}");
                return Err(Error::Incompatible {
                    file: name.to_string(),
                    what,
                });
            }
        }
        let size = u32_at(bytes, 16).ok_or_else(|| damaged("they are cut off"))?;
        let words = size.div_ceil(64) as usize;
        if body != 24 + 8 * words {
            return Err(damaged("their length does not match the document count"));
        }
        let words = (0..words)
            .map(|i| u64_at(bytes, 24 + 8 * i).unwrap_or_default())
            .collect();
        let mut set = DocSet { words, size };
        let whole = set.clone();
        set.trim();
        if whole != set || u32_at(bytes, 20) != Some(set.len()) {
            return Err(damaged("they are of another number of documents"));
        }
        Ok(set)
    }

    fn trim(&mut self) {
        if !self.size.is_multiple_of(64)
            && let Some(last) = self.words.last_mut()
        {
            *last &= (1u64 << (self.size % 64)) - 1;
        }
    }
    /// The first member that is at least `doc`.
    pub fn next_from(&self, doc: u32) -> Option<u32> {
        let mut at = doc as usize / 64;
        let mut rest = self.words.get(at)? & (!0 << (doc % 64));
        while rest == 0 {
            at += 1;
            rest = *self.words.get(at)?;
        }
        Some(at as u32 * 64 + rest.trailing_zeros())
    }

    /// Those of them that are not in another set, in order.
    pub fn minus(&self, other: &DocSet) -> Vec<u32> {
        self.iter().filter(|&doc| !other.contains(doc)).collect()
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_come_one_after_another() {
        let members = [0, 1, 63, 64, 127, 128, 199];
        let mut set = DocSet::empty(200);
        members.iter().for_each(|&doc| set.insert(doc));
        let mut found = Vec::new();
        let mut next = set.next_from(0);
        while let Some(doc) = next {
            found.push(doc);
            next = set.next_from(doc + 1);
        }
        assert_eq!(found, members);
        assert_eq!(set.iter().collect::<Vec<_>>(), members);
        assert_eq!(set.next_from(200), None);
        assert_eq!(DocSet::empty(0).next_from(0), None);
        let mut other = DocSet::empty(200);
        [0, 64, 100].iter().for_each(|&doc| other.insert(doc));
        assert_eq!(set.minus(&other), [1, 63, 127, 128, 199]);
    }
}
