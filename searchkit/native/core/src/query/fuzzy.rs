//! Terms within an edit distance of a text, found by walking the sorted dictionary with the rows of Levenshtein's table.
//!
//! A row belongs to a prefix of a term: entry j is the distance of that prefix to the first j characters of the text.
//! Neighbouring terms share prefixes and thereby rows. A prefix whose row holds nothing within the distance cannot be
//! continued to a match; from its row follows the least prefix after it that can, and the cursor is sent there.

use super::wildcard::width;
use crate::error::Result;
use crate::segment::{TermInfo, Terms};

/// The rows for one text.
pub struct Fuzzy {
    /// What all matches begin with.
    fixed: Vec<u8>,
    /// The rest of the text.
    text: Vec<u32>,
    most: u32,
    /// Characters of the rest, sorted.
    alphabet: Vec<u32>,
    /// Row after row of text.len() + 1 entries, capped at most + 1.
    rows: Vec<u32>,
    /// For each row but the first: where in the term its prefix ends, and its last character.
    prefixes: Vec<(usize, u32)>,
}

impl Fuzzy {
    /// `prefix`: so many characters at the beginning must be those of the text.
    pub fn new(text: &str, most: u32, prefix: u32) -> Fuzzy {
        let split = text
            .char_indices()
            .nth(prefix as usize)
            .map_or(text.len(), |(at, _)| at);
        let rest: Vec<u32> = text[split..].chars().map(u32::from).collect();
        let mut alphabet = rest.clone();
        alphabet.sort_unstable();
        alphabet.dedup();
        // No table needs more than the longer of two texts; it also keeps the numbers from overflowing.
        let most = most.min(1 << 20);
        Fuzzy {
            fixed: text.as_bytes()[..split].to_vec(),
            rows: (0..=rest.len() as u32).map(|j| j.min(most + 1)).collect(),
            text: rest,
            most,
            alphabet,
            prefixes: Vec::new(),
        }
    }

    fn stride(&self) -> usize {
        self.text.len() + 1
    }

    /// The row at the end.
    fn last(&self) -> &[u32] {
        &self.rows[self.rows.len() - self.stride()..]
    }

    /// Appends the row of the last prefix and one character; gives its least entry.
    fn push(&mut self, character: u32, end: usize) -> u32 {
        let stride = self.stride();
        let start = self.rows.len();
        let cap = self.most + 1;
        let mut left = (self.rows[start - stride] + 1).min(cap);
        let mut least = left;
        self.rows.push(left);
        for j in 1..stride {
            let above = self.rows[start - stride + j] + 1;
            let across = self.rows[start - stride + j - 1] + u32::from(self.text[j - 1] != character);
            left = above.min(across).min(left + 1).min(cap);
            least = least.min(left);
            self.rows.push(left);
        }
        self.prefixes.push((end, character));
        least
    }

    fn pop(&mut self) -> Option<(usize, u32)> {
        let last = self.prefixes.pop()?;
        self.rows.truncate(self.rows.len() - self.stride());
        Some(last)
    }

    /// The least character after `last` that the prefix of the row at the end can be continued with.
    fn next_character(&self, last: u32) -> Option<u32> {
        let row = self.last();
        if row.iter().any(|&d| d < self.most) {
            // Anything may follow: the next code point, which no surrogate is.
            let next = if last == 0xd7ff { 0xe000 } else { last + 1 };
            return (next <= 0x10ffff).then_some(next);
        }
        let follows = |character: u32| (0..self.text.len()).any(|j| row[j] <= self.most && self.text[j] == character);
        let from = self.alphabet.partition_point(|&c| c <= last);
        self.alphabet[from..].iter().copied().find(|&c| follows(c))
    }

    /// After a dead prefix was popped that ended in `dead`: where to go on, written over what `term` holds. False at
    /// the end.
    fn next_start(&mut self, mut dead: u32, term: &mut Vec<u8>) -> bool {
        loop {
            let start = self.prefixes.last().map_or(self.fixed.len(), |p| p.0);
            if dead < INVALID
                && let Some(next) = self.next_character(dead).and_then(char::from_u32)
            {
                term.truncate(start);
                term.extend_from_slice(next.encode_utf8(&mut [0; 4]).as_bytes());
                return true;
            }
            match self.pop() {
                Some((_, character)) => dead = character,
                None => return false,
            }
        }
    }

    /// Calls `each` with every term within the distance. `tick` is called for each step.
    pub fn walk(
        &mut self,
        terms: &mut Terms,
        mut tick: impl FnMut() -> Result<()>,
        mut each: impl FnMut(&[u8], &TermInfo) -> Result<()>,
    ) -> Result<()> {
        let mut target = self.fixed.clone();
        let mut on = terms.seek(&target)?;
        // Of the term before, so many bytes are shared; after a seek nothing is known.
        let mut shared = 0;
        'terms: while on {
            tick()?;
            let term = terms.term();
            if !term.starts_with(&self.fixed) {
                return Ok(());
            }
            while self.prefixes.last().is_some_and(|p| p.0 > shared) {
                self.pop();
            }
            let mut at = self.prefixes.last().map_or(self.fixed.len(), |p| p.0);
            while at < term.len() {
                let (character, size) = character_at(term, at);
                if self.push(character, at + size) > self.most {
                    self.pop();
                    target.clear();
                    target.extend_from_slice(&term[..at]);
                    if character >= INVALID {
                        // No UTF-8: without an order to rely on, term by term.
                        shared = at;
                        on = terms.next()?;
                        shared = shared.min(terms.shared());
                        continue 'terms;
                    }
                    if !self.next_start(character, &mut target) {
                        return Ok(());
                    }
                    shared = self.prefixes.last().map_or(self.fixed.len(), |p| p.0);
                    on = terms.seek(&target)?;
                    // Rows hold for the prefix that the target kept, if the term found has it too.
                    if on {
                        let same = terms.term().iter().zip(&target).take_while(|(a, b)| a == b).count();
                        shared = shared.min(same);
                    }
                    continue 'terms;
                }
                at += size;
            }
            if self.last()[self.text.len()] <= self.most {
                each(term, terms.info())?;
            }
            on = terms.next()?;
            shared = terms.shared();
        }
        Ok(())
    }
}

/// Stands for bytes that are no UTF-8; no text has it.
const INVALID: u32 = 0x110000;

fn character_at(term: &[u8], at: usize) -> (u32, usize) {
    let size = width(term[at]);
    let decoded = term
        .get(at..at + size)
        .and_then(|bytes| std::str::from_utf8(bytes).ok());
    match decoded.and_then(|text| text.chars().next()) {
        Some(character) => (u32::from(character), size),
        None => (INVALID + u32::from(term[at]), 1),
    }
}
