//! What the whole text says of a word: how it is written elsewhere, and what stands beside it there.

use super::raised;
use crate::names::lexicon::{Hashed, flag};
use crate::names::token::{Case, Token, norm};

/// What the whole text says of one word.
#[derive(Clone, Copy, Default)]
pub struct Seen {
    /// How often it begins with a small letter.
    pub small: u16,
    /// How often it begins with a capital, and no sentence begins with it.
    pub raised_inside: u16,
    /// How often it stands with a capital.
    pub times: u16,
    /// A bit for each cue, of all places where it stands.
    pub cues: u16,
}

/// What stands beside a word, a bit each.
mod cue {
    pub const AFTER_TITLE: u16 = 1;
    pub const AFTER_GIVEN: u16 = 1 << 1;
    pub const AFTER_PLACE_WORD: u16 = 1 << 2;
    pub const BEFORE_COMPANY: u16 = 1 << 3;
    pub const BEFORE_HEAD: u16 = 1 << 4;
    pub const BEFORE_SPEECH: u16 = 1 << 5;
    pub const BEFORE_PLACE: u16 = 1 << 6;
    pub const AFTER_THE: u16 = 1 << 7;
    pub const IN_PARENTHESES: u16 = 1 << 8;
    pub const BEFORE_GENITIVE: u16 = 1 << 9;
    pub const IN_COMPANY: u16 = 1 << 10;
}

/// How many cues there are.
pub const CUES: u16 = 11;

/// The words that the cues ask for.
pub struct CueWords {
    /// Words after which places stand.
    locative: Hashed<u64, u8>,
    the: u64,
}

impl Default for CueWords {
    fn default() -> CueWords {
        CueWords {
            locative: ["in", "at", "near", "from", "to", "outside", "across", "throughout"]
                .iter()
                .map(|w| (norm(w), 1))
                .collect(),
            the: norm("the"),
        }
    }
}

impl CueWords {
    /// What a text says of each of its words, by their hashes. `words` are the flags of its tokens.
    pub fn seen(&self, tokens: &[Token], words: &[u16]) -> Hashed<u64, Seen> {
        // Half of the tokens are words that were not seen before.
        let mut seen: Hashed<u64, Seen> = Hashed::with_capacity_and_hasher(tokens.len() / 2, Default::default());
        seen.reserve(tokens.len() / 2);
        for (at, token) in tokens.iter().enumerate() {
            if matches!(token.case, Case::Mark | Case::Digit) {
                continue;
            }
            if token.case == Case::Small {
                let entry = seen.entry(token.norm).or_default();
                entry.small = entry.small.saturating_add(1);
                continue;
            }
            let cues = self.cue_before(tokens, words, at) | cue_after(tokens, words, at);
            if words[at] & flag::COMPANY != 0 && at > 1 && raised(token.case) {
                // The words of a name that ends as companies do.
                for j in (at.saturating_sub(5)..at - 1).rev() {
                    if !raised(tokens[j].case) || !raised(tokens[j + 1].case) {
                        break;
                    }
                    seen.entry(tokens[j].norm).or_default().cues |= cue::IN_COMPANY;
                }
            }
            let entry = seen.entry(token.norm).or_default();
            entry.times = entry.times.saturating_add(1);
            entry.cues |= cues;
            if !token.opens && token.case == Case::Raised {
                entry.raised_inside = entry.raised_inside.saturating_add(1);
            }
        }
        seen
    }

    /// The cue of what stands before a token.
    #[inline]
    fn cue_before(&self, tokens: &[Token], words: &[u16], at: usize) -> u16 {
        let token = &tokens[at];
        if at == 0 || token.opens {
            return 0;
        }
        let before = &tokens[at - 1];
        let flags = words[at - 1];
        if flags & flag::TITLE != 0 && raised(before.case) {
            cue::AFTER_TITLE
        } else if flags & flag::GIVEN != 0 && raised(before.case) || before.case == Case::Initial {
            cue::AFTER_GIVEN
        } else if self.locative.contains_key(&before.norm) {
            cue::AFTER_PLACE_WORD
        } else if before.norm == self.the {
            cue::AFTER_THE
        } else if before.case == Case::Mark
            && tokens.get(at + 1).is_some_and(|t| t.case == Case::Mark)
            && token.case == Case::Capitals
        {
            cue::IN_PARENTHESES
        } else {
            0
        }
    }
}

/// The cue of what stands after a token.
#[inline]
fn cue_after(tokens: &[Token], words: &[u16], at: usize) -> u16 {
    let Some(after) = tokens.get(at + 1) else { return 0 };
    let flags = words[at + 1];
    if raised(after.case) {
        if flags & flag::COMPANY != 0 {
            cue::BEFORE_COMPANY
        } else if flags & flag::HEAD != 0 {
            cue::BEFORE_HEAD
        } else {
            0
        }
    } else if flags & flag::SPEECH != 0 {
        cue::BEFORE_SPEECH
    } else if after.case != Case::Mark {
        0
    } else if after.end - after.start != 1 {
        cue::BEFORE_GENITIVE
    } else if tokens.get(at + 2).is_some_and(|t| raised(t.case)) && words[at + 2] & (flag::COUNTRY | flag::CITY) != 0 {
        cue::BEFORE_PLACE
    } else {
        0
    }
}
