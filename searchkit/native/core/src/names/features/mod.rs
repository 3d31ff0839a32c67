//! What the tagger looks at: for each token that may be part of a name, the hashes of its features.
//!
//! First the whole text gives evidence about its words (`text_evidence`). Then `candidates` finds the tokens of each
//! sentence that may be in names, and each of those gets its features (`templates`).

mod candidates;
mod templates;
mod text_evidence;

use candidates::{SmallWords, narrow};
use templates::Run;
use text_evidence::{CueWords, Seen};

use super::labels::{Allowed, ONLY_OUTSIDE};
use super::lexicon::{Hashed, Lexicon};
use super::token::{Case, Token, tokens};

/// How the capitals of a sentence are to be read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Style {
    /// A capital stands where the rules of writing ask for one.
    Sentence = 0,
    /// A capital on nearly every word.
    Headline = 1,
    /// Nearly every word is in capitals.
    Capitals = 2,
}

/// The classes of tokens by which transitions differ. From `NUMBER` on they carry a run of capitals.
pub const CLASSES: usize = 10;
/// `and`.
const CONJUNCTION: u8 = 2;
/// A word of names in other languages than English, which may begin one: `de`, `von`, `bin`.
const PARTICLE: u8 = 5;
/// The class of what may stand after a word of a name, or between two, as a part of it: `'s`, `&`.
const GENITIVE: u8 = 6;
const NUMBER: u8 = 7;
/// A word in capitals among others that are not.
const ACRONYM: u8 = 8;
/// Any other word with a capital.
const WORD: u8 = 9;

/// A text made ready: its tokens, its sentences, and for each token the labels it may have, its class and its features.
pub struct Prepared {
    /// All tokens of the text.
    pub tokens: Vec<Token>,
    /// Where each sentence begins and ends, in tokens.
    pub sentences: Vec<(usize, usize)>,
    /// The labels that each token may have.
    pub allowed: Vec<Allowed>,
    /// The class of each token by which transitions differ.
    pub class: Vec<u8>,
    /// Where the features of each token begin in `features`; one more than tokens.
    pub starts: Vec<u32>,
    /// The features of all tokens, one after another.
    pub features: Vec<u32>,
}

/// Reads texts. It holds the lists of words that no model gives.
#[derive(Default)]
pub struct Features {
    small: SmallWords,
    cues: CueWords,
}

#[inline]
fn raised(case: Case) -> bool {
    matches!(case, Case::Raised | Case::Capitals | Case::Mixed | Case::Initial)
}

/// What of a text all its sentences need.
struct Reading<'a> {
    text: &'a str,
    lexicon: &'a Lexicon,
    words: Vec<u16>,
    phrases: Vec<(u16, u8)>,
    seen: Hashed<u64, Seen>,
    /// The learned class of each token; 0 until it is looked up.
    learned: Vec<u16>,
}

impl Features {
    /// Reads a text.
    pub fn prepare(&self, text: &str, lexicon: &Lexicon) -> Prepared {
        let tokens = tokens(text);
        let n = tokens.len();
        let words: Vec<u16> = tokens
            .iter()
            .map(|t| if t.case == Case::Mark { 0 } else { lexicon.word(t.norm) })
            .collect();
        let mut reading = Reading {
            text,
            lexicon,
            phrases: phrases(&tokens, lexicon),
            seen: self.cues.seen(&tokens, &words),
            words,
            learned: vec![0; n],
        };
        let mut prepared = Prepared {
            sentences: sentences(&tokens),
            allowed: vec![ONLY_OUTSIDE; n],
            class: vec![0; n],
            starts: Vec::with_capacity(n + 1),
            features: Vec::with_capacity(n * 24),
            tokens,
        };
        for at in 0..prepared.sentences.len() {
            self.sentence(prepared.sentences[at], &mut reading, &mut prepared);
        }
        prepared.starts.push(prepared.features.len() as u32);
        prepared
    }

    /// The labels, the classes and the features of one sentence.
    fn sentence(&self, sentence: (usize, usize), reading: &mut Reading<'_>, out: &mut Prepared) {
        let (begin, end) = sentence;
        let Prepared {
            tokens,
            allowed,
            class,
            starts,
            features,
            ..
        } = out;
        let style = style(&tokens[begin..end]);
        let (labels, classes) = (&mut allowed[begin..end], &mut class[begin..end]);
        self.small
            .label(reading.text, &tokens[begin..end], style, labels, classes);
        narrow(labels, classes);
        // Runs: tokens that may be names, joined by small words between capitals.
        let mut at = begin;
        while at < end {
            if allowed[at] == ONLY_OUTSIDE {
                starts.push(features.len() as u32);
                at += 1;
                continue;
            }
            let mut stop = at + 1;
            while stop < end && allowed[stop] != ONLY_OUTSIDE {
                stop += 1;
            }
            // Of a run and of its neighbours the classes are looked at.
            reading.learn(tokens, at.saturating_sub(1).max(begin), (stop + 1).min(end));
            let run = Run {
                text: reading.text,
                tokens,
                words: &reading.words,
                learned: &reading.learned,
                phrases: &reading.phrases,
                class,
                seen: &reading.seen,
                style,
                sentence,
                run: (at, stop),
            };
            for i in at..stop {
                starts.push(features.len() as u32);
                run.emit(i, features);
            }
            at = stop;
        }
    }
}

impl Reading<'_> {
    /// Looks up the learned classes of the tokens from `from` up to `to`.
    #[inline]
    fn learn(&mut self, tokens: &[Token], from: usize, to: usize) {
        for (slot, token) in self.learned[from..to].iter_mut().zip(&tokens[from..to]) {
            if *slot == 0 && !matches!(token.case, Case::Mark | Case::Digit) {
                *slot = self.lexicon.class(token.norm);
            }
        }
    }
}

/// Where each sentence begins and ends.
fn sentences(tokens: &[Token]) -> Vec<(usize, usize)> {
    let mut sentences = Vec::new();
    let mut start = 0;
    for (at, token) in tokens.iter().enumerate().skip(1) {
        if token.opens && token.spaced {
            sentences.push((start, at));
            start = at;
        }
    }
    if !tokens.is_empty() {
        sentences.push((start, tokens.len()));
    }
    sentences
}

/// Phrases that are known: the flags of each token, and where in its phrase it stands.
fn phrases(tokens: &[Token], lexicon: &Lexicon) -> Vec<(u16, u8)> {
    let mut known = vec![(0u16, 0u8); tokens.len()];
    for at in 0..tokens.len() {
        if !raised(tokens[at].case) {
            continue;
        }
        let Some((length, flags)) = lexicon.phrase(tokens, at) else {
            continue;
        };
        for (i, slot) in known[at..at + length].iter_mut().enumerate() {
            if slot.0 == 0 {
                let position = if i == 0 { 1 } else { 2 + u8::from(i + 1 == length) };
                *slot = (flags, position);
            }
        }
    }
    known
}

fn style(tokens: &[Token]) -> Style {
    let (mut words, mut high, mut capitals, mut long) = (0, 0, 0, 0);
    for token in tokens {
        if matches!(token.case, Case::Mark | Case::Digit) {
            continue;
        }
        words += 1;
        capitals += usize::from(matches!(token.case, Case::Capitals | Case::Initial));
        if token.char_end - token.char_start > 3 {
            long += 1;
            high += usize::from(token.case != Case::Small);
        }
    }
    if words > 1 && capitals * 10 >= words * 8 && tokens.len() > 2 {
        Style::Capitals
    } else if long > 4 && high * 10 > long * 8 {
        Style::Headline
    } else {
        Style::Sentence
    }
}
