//! The features of one token: for each template the hash of what it sees. Numbers of templates and the order of features
//! are what weights were learned by: neither may change.

use super::text_evidence::{CUES, Seen};
use super::{CONJUNCTION, NUMBER, Style, raised};
use crate::names::lexicon::{Hashed, flag};
use crate::names::token::{Case, EMPTY, Token, hashed, plain};

/// So far does a token see along its run.
const LONGEST_RUN: usize = 12;

/// The most features of a token: 34 of one each, 3 of either end of the word, 16 flags, 11 cues.
const MOST: usize = 67;

/// What stands for the word before a sentence, and for that after it.
const BEFORE: u64 = 1;
const AFTER: u64 = 2;
/// What stands for the flags, and for the learned class, of a token beyond the sentence.
const BEYOND: u64 = 1 << 20;

#[inline]
fn mix(template: u32, a: u64, b: u64) -> u32 {
    let mut h = a.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ b.rotate_left(31).wrapping_mul(0xc2b2_ae3d_27d4_eb4f);
    h ^= u64::from(template).wrapping_mul(0x1656_67b1_9e37_79f9);
    h ^= h >> 29;
    h = h.wrapping_mul(0xbf58_476d_1ce4_e5b9);
    (h ^ (h >> 32)) as u32
}

/// The features of a token, in order.
struct Put {
    hashes: [u32; MOST],
    count: usize,
}

impl Put {
    #[inline]
    fn put(&mut self, template: u32, a: u64, b: u64) {
        self.hashes[self.count] = mix(template, a, b);
        self.count += 1;
    }
}

/// A run of tokens that may be names, and what its features are taken from. Places are those of tokens in the text.
pub struct Run<'a> {
    pub text: &'a str,
    pub tokens: &'a [Token],
    /// The flags of each token.
    pub words: &'a [u16],
    /// The learned class of each token of the run and beside it.
    pub learned: &'a [u16],
    /// The flags of the known phrase that each token stands in, and where in it.
    pub phrases: &'a [(u16, u8)],
    /// The class of each token by which transitions differ.
    pub class: &'a [u8],
    pub seen: &'a Hashed<u64, Seen>,
    pub style: Style,
    /// Where the sentence begins and ends.
    pub sentence: (usize, usize),
    /// Where the run begins and ends.
    pub run: (usize, usize),
}

/// What stands some tokens before or after another.
enum Near {
    Before,
    Inside(usize),
    After,
}

impl Run<'_> {
    /// Appends the features of the token `at`.
    pub fn emit(&self, at: usize, features: &mut Vec<u32>) {
        let mut out = Put {
            hashes: [0; MOST],
            count: 0,
        };
        self.words(at, &mut out);
        self.ends_of_word(at, &mut out);
        self.lists(at, &mut out);
        self.text_evidence(at, &mut out);
        let (first, last) = self.stretch(at);
        self.run_of_capitals(at, first, last, &mut out);
        self.learned_classes(at, first, last, &mut out);
        features.extend_from_slice(&out.hashes[..out.count]);
    }

    #[inline]
    fn near(&self, at: usize, by: isize) -> Near {
        let i = at as isize + by;
        if i < self.sentence.0 as isize {
            Near::Before
        } else if i >= self.sentence.1 as isize {
            Near::After
        } else {
            Near::Inside(i as usize)
        }
    }

    #[inline]
    fn word(&self, at: usize, by: isize) -> u64 {
        match self.near(at, by) {
            Near::Before => BEFORE,
            Near::Inside(i) => self.tokens[i].norm,
            Near::After => AFTER,
        }
    }

    /// The case of a token as far as the style of its sentence lets it say something.
    #[inline]
    fn case(&self, at: usize, by: isize) -> u64 {
        match self.near(at, by) {
            Near::Before => 30,
            Near::Inside(i) => match self.style {
                Style::Capitals if raised(self.tokens[i].case) => 20,
                Style::Headline if self.tokens[i].case == Case::Raised => 21,
                _ => self.tokens[i].case as u64,
            },
            Near::After => 31,
        }
    }

    #[inline]
    fn flags(&self, at: usize) -> u64 {
        u64::from(self.words[at])
    }

    /// The flags of a neighbour, and whether it begins with a capital.
    #[inline]
    fn flags_near(&self, at: usize, by: isize) -> u64 {
        match self.near(at, by) {
            Near::Inside(i) => self.flags(i) | u64::from(raised(self.tokens[i].case)) << 17,
            Near::Before | Near::After => BEYOND,
        }
    }

    /// The word, its neighbours, their case and its length.
    #[inline]
    fn words(&self, at: usize, out: &mut Put) {
        let token = &self.tokens[at];
        let (own, case) = (token.norm, self.case(at, 0));
        out.put(0, 0, case);
        out.put(1, own, 0);
        out.put(2, self.word(at, -1), 0);
        out.put(3, self.word(at, 1), 0);
        out.put(4, self.word(at, -2), 0);
        out.put(5, self.word(at, 2), 0);
        out.put(6, self.word(at, -1), own);
        out.put(7, own, self.word(at, 1));
        out.put(8, self.case(at, -1) << 10 | case << 5 | self.case(at, 1), 0);
        let length = (token.char_end - token.char_start).min(12) as u64;
        out.put(9, length, case);
    }

    /// The first and the last two to four letters.
    #[inline]
    fn ends_of_word(&self, at: usize, out: &mut Put) {
        let token = &self.tokens[at];
        if token.case == Case::Digit {
            return;
        }
        let (mut prefix, mut suffix) = (EMPTY, EMPTY);
        let written = &self.text[token.start..token.end];
        for (n, c) in (1..).zip(written.chars().rev().filter_map(plain).take(4)) {
            suffix = hashed(suffix, c);
            if n > 1 {
                out.put(10, suffix, n);
            }
        }
        for (n, c) in (0..).zip(written.chars().filter_map(plain).take(4)) {
            prefix = hashed(prefix, c);
            if n > 1 {
                out.put(11, prefix, n);
            }
        }
    }

    /// What lists say of the token and of its neighbours.
    #[inline]
    fn lists(&self, at: usize, out: &mut Put) {
        let own = self.flags(at);
        out.put(12, own, self.case(at, 0));
        out.put(13, self.flags_near(at, -1), own);
        out.put(14, own, self.flags_near(at, 1));
        for bit in 0..16 {
            if own >> bit & 1 == 1 {
                out.put(16, bit, 0);
            }
        }
        let (phrase, position) = self.phrases[at];
        if phrase != 0 {
            out.put(17, u64::from(phrase), u64::from(position));
        }
    }

    /// Whether a sentence begins with the token, and what the text writes elsewhere.
    #[inline]
    fn text_evidence(&self, at: usize, out: &mut Put) {
        let token = &self.tokens[at];
        let seen = self.seen.get(&token.norm).copied().unwrap_or_default();
        let opening = u64::from(token.opens) | (self.style as u64) << 1;
        let habit = u64::from(seen.small > 0) | u64::from(seen.raised_inside > 0) << 1 | u64::from(seen.times > 1) << 2;
        let common = u64::from(self.words[at] & flag::COMMON != 0);
        let mixed = u64::from(self.words[at] & flag::MIXED != 0);
        out.put(18, opening, habit << 2 | common << 1 | mixed);
        out.put(19, opening, self.flags(at));
        for bit in 0..CUES {
            if seen.cues >> bit & 1 == 1 {
                out.put(20, u64::from(bit), u64::from(token.case == Case::Capitals));
            }
        }
    }

    /// The first and the last token of the run of capitals that the token stands in.
    #[inline]
    fn stretch(&self, at: usize) -> (usize, usize) {
        let class = self.class;
        let (mut low, mut high) = (at, at + 1);
        while low > self.run.0
            && at - low < LONGEST_RUN
            && (class[low] >= NUMBER || class[low - 1] >= NUMBER)
            && class[low - 1] != CONJUNCTION
        {
            low -= 1;
        }
        while high < self.run.1
            && high - at < LONGEST_RUN
            && (class[high] >= NUMBER || class[high - 1] >= NUMBER)
            && class[high] != CONJUNCTION
        {
            high += 1;
        }
        let mut last = high - 1;
        while last > at && class[last] < NUMBER {
            last -= 1;
        }
        let mut first = low;
        while first < at && class[first] < NUMBER {
            first += 1;
        }
        (first, last)
    }

    #[inline]
    fn size(first: usize, last: usize) -> u64 {
        ((last - first + 1).min(5) as u64) << 2
    }

    #[inline]
    fn place(at: usize, first: usize, last: usize) -> u64 {
        u64::from(at == first) | u64::from(at == last) << 1
    }

    /// The run of capitals: its last word, its first, what stands before and after, and its head word.
    #[inline]
    fn run_of_capitals(&self, at: usize, first: usize, last: usize, out: &mut Put) {
        let (begin, end) = self.sentence;
        let (size, place) = (Self::size(first, last), Self::place(at, first, last));
        out.put(22, self.tokens[last].norm, place);
        out.put(23, self.flags(last), size | place);
        out.put(24, self.tokens[first].norm, place);
        out.put(25, self.flags(first), size | place);
        out.put(26, size, place | self.case(at, 0) << 8);
        let (before, before_flags) = if first > begin {
            (self.tokens[first - 1].norm, self.flags(first - 1))
        } else {
            (BEFORE, BEYOND)
        };
        let (after, after_flags) = if last + 1 < end {
            (self.tokens[last + 1].norm, self.flags(last + 1))
        } else {
            (AFTER, BEYOND)
        };
        out.put(27, before, size);
        out.put(28, after, size);
        out.put(29, before, after);
        out.put(32, before_flags, size);
        out.put(33, after_flags, size);
        out.put(34, self.flags(first) << 16 | self.flags(last), size | place);
        // A head word within the run (University of ..., Bank of ...).
        let head = (first..=last).find(|&i| self.words[i] & (flag::HEAD | flag::SITE | flag::COMPANY) != 0);
        if let Some(head) = head {
            let side = u64::from(head < at) | u64::from(head == at) << 1;
            out.put(35, self.tokens[head].norm, side);
        }
    }

    /// The learned classes of the token, its neighbours and the last word of its run, and of what stands beside the run.
    #[inline]
    fn learned_classes(&self, at: usize, first: usize, last: usize, out: &mut Put) {
        let class = |i: usize| -> u64 {
            if (self.sentence.0..self.sentence.1).contains(&i) {
                u64::from(self.learned[i])
            } else {
                BEYOND
            }
        };
        let size = Self::size(first, last);
        out.put(40, class(at), self.case(at, 0));
        out.put(41, class(at.wrapping_sub(1)), 0);
        out.put(42, class(at + 1), 0);
        out.put(43, class(first.wrapping_sub(1)), size);
        out.put(44, class(last + 1), size);
        out.put(45, class(last), Self::place(at, first, last));
    }
}
