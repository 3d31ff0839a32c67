//! Which tokens of a sentence may be part of a name, and the class of each by which transitions differ.

use super::{ACRONYM, CONJUNCTION, GENITIVE, NUMBER, PARTICLE, Style, WORD, raised};
use crate::names::labels::{ANY, Allowed, NEVER_FIRST, ONLY_OUTSIDE};
use crate::names::lexicon::Hashed;
use crate::names::token::{Case, Token, norm};

/// Words in small letters that stand within names, with their classes.
const SMALL: &[(&str, u8)] = &[
    ("of", 1),
    ("and", CONJUNCTION),
    ("the", 3),
    ("for", 4),
    ("in", 4),
    ("on", 4),
    ("to", 4),
    ("at", 4),
    ("upon", 4),
    ("with", 4),
    ("de", PARTICLE),
    ("del", PARTICLE),
    ("della", PARTICLE),
    ("di", PARTICLE),
    ("da", PARTICLE),
    ("do", PARTICLE),
    ("dos", PARTICLE),
    ("das", PARTICLE),
    ("du", PARTICLE),
    ("des", PARTICLE),
    ("la", PARTICLE),
    ("le", PARTICLE),
    ("les", PARTICLE),
    ("el", PARTICLE),
    ("al", PARTICLE),
    ("bin", PARTICLE),
    ("ibn", PARTICLE),
    ("ben", PARTICLE),
    ("van", PARTICLE),
    ("von", PARTICLE),
    ("der", PARTICLE),
    ("den", PARTICLE),
    ("ter", PARTICLE),
    ("zu", PARTICLE),
    ("und", PARTICLE),
    ("y", PARTICLE),
    ("e", PARTICLE),
    ("ul", PARTICLE),
    ("a", 4),
    ("an", 4),
    ("den", PARTICLE),
    ("sur", PARTICLE),
    ("d", PARTICLE),
];

/// The small words by their hashes.
pub struct SmallWords(Hashed<u64, u8>);

impl Default for SmallWords {
    fn default() -> SmallWords {
        SmallWords(SMALL.iter().map(|&(word, class)| (norm(word), class)).collect())
    }
}

impl SmallWords {
    /// The labels that each token of a sentence may have, and its class.
    pub fn label(&self, text: &str, sentence: &[Token], style: Style, allowed: &mut [Allowed], class: &mut [u8]) {
        for (at, (allowed, class)) in allowed.iter_mut().zip(class).enumerate() {
            (*allowed, *class) = match sentence[at].case {
                Case::Mark => mark(text, sentence, at),
                // A number begins a name only before a capital.
                Case::Digit if raised_at(sentence, at + 1) => (ANY, NUMBER),
                Case::Digit => (NEVER_FIRST, NUMBER),
                Case::Small | Case::Raised | Case::Capitals | Case::Initial | Case::Mixed => {
                    self.word(sentence, at, style)
                }
            };
        }
    }

    #[inline]
    fn word(&self, sentence: &[Token], at: usize, style: Style) -> (Allowed, u8) {
        let token = &sentence[at];
        let class = self.0.get(&token.norm).copied();
        match class {
            Some(PARTICLE) if token.case == Case::Small && raised_at(sentence, at + 1) => (ANY, PARTICLE),
            Some(class) if token.case == Case::Small && at > 0 && at + 1 < sentence.len() => (NEVER_FIRST, class),
            _ if token.case == Case::Small => (ONLY_OUTSIDE, 0),
            Some(class) if style != Style::Sentence => (ANY, class),
            _ if token.case == Case::Capitals && style != Style::Capitals => (ANY, ACRONYM),
            _ => (ANY, WORD),
        }
    }
}

#[inline]
fn raised_at(sentence: &[Token], at: usize) -> bool {
    sentence.get(at).is_some_and(|token| raised(token.case))
}

/// A mark is part of a name only where it joins two of its words.
#[inline]
fn mark(text: &str, sentence: &[Token], at: usize) -> (Allowed, u8) {
    let token = &sentence[at];
    let mark = &text[token.start..token.end];
    let joins = at > 0 && at + 1 < sentence.len() && !token.spaced | (mark == "&");
    match mark {
        "&" | "'s" | "\u{2019}s" | "'" | "\u{2019}" | "'S" if joins && sentence[at - 1].case != Case::Small => {
            (NEVER_FIRST, GENITIVE)
        }
        _ => (ONLY_OUTSIDE, 0),
    }
}

/// No name begins or ends with a small word, so those that stand between no capitals need no look.
pub fn narrow(allowed: &mut [Allowed], class: &[u8]) {
    let mut inside = false;
    for allowed in &mut *allowed {
        inside = *allowed == ANY || (inside && *allowed == NEVER_FIRST);
        if !inside {
            *allowed = ONLY_OUTSIDE;
        }
    }
    inside = false;
    for (allowed, &class) in allowed.iter_mut().zip(class).rev() {
        inside |= *allowed == ANY || class >= GENITIVE;
        if *allowed == ONLY_OUTSIDE || !inside {
            *allowed = ONLY_OUTSIDE;
            inside = false;
        }
    }
}
