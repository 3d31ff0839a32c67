//! Where a dateline may stand in the beginning of a text that lost its punctuation: words with capitals that one of the
//! three signs left speaks for (capitals, a state after them, a date or a number before them), and nothing against.

use std::ops::Range;

use crate::analysis::unicode::is_space;
use crate::fnv::FnvSet;

/// Words of the name of a place.
const LONGEST_NAME: usize = 3;
/// Characters of it; what is shorter is an abbreviation of something else, unless a state follows.
const SHORTEST_NAME: usize = 4;

/// The words that distinguish places from other words with capitals. All but the states are in small letters.
pub struct UnpunctuatedPlaces {
    /// After these no dateline stands.
    pub small: FnvSet<String>,
    /// What sentences begin with, without stops.
    pub openers: FnvSet<String>,
    /// The letters that stand for states.
    pub states: FnvSet<String>,
    /// What the words of a date begin with, but for digits.
    pub days: Vec<String>,
}

/// A possible place. Offsets are in characters.
#[derive(Debug, PartialEq, Eq, Clone)]
pub struct Place {
    /// Where it begins.
    pub start: usize,
    /// Where it ends.
    pub end: usize,
    /// Something else ends just before it: a number, or the text begins.
    pub begins: bool,
    /// It stands in capitals, and what stands before it does not.
    pub capitals: bool,
    /// The letters of the state that follows, and where they end.
    pub state: Option<(String, usize)>,
}

struct Word<'a> {
    text: &'a str,
    start: usize,
    length: usize,
    raised: bool,
    upper: bool,
}

impl Word<'_> {
    /// All in capitals, so that those of the next word say nothing.
    fn is_loud(&self) -> bool {
        self.length > 1 && self.upper && self.text.chars().all(char::is_alphabetic)
    }
    fn is_two_capitals(&self) -> bool {
        self.text.len() == 2 && self.text.bytes().all(|b| b.is_ascii_uppercase())
    }
    /// A year, or the last part of a telephone number.
    fn ends_in_four_digits(&self) -> bool {
        let digits = self.text.bytes().rev().take_while(u8::is_ascii_digit).count();
        digits == 4
    }
}

fn words(text: &str) -> Vec<Word<'_>> {
    let mut words = Vec::new();
    let mut start = 0;
    for part in text.split(is_space) {
        let (mut length, mut capitals, mut small) = (0, false, false);
        for c in part.chars() {
            length += 1;
            capitals |= c.is_uppercase();
            small |= c.is_lowercase();
        }
        if length > 0 {
            words.push(Word {
                text: part,
                start,
                length,
                raised: part.chars().next().is_some_and(char::is_uppercase),
                upper: capitals && !small,
            });
        }
        start += length + 1;
    }
    words
}

impl UnpunctuatedPlaces {
    /// The places that may be those of a dateline, in the order in which they are to be tried: longer ones first.
    pub fn find(&self, text: &str) -> Vec<Place> {
        let words = words(text);
        let Some(last) = words.len().checked_sub(1) else {
            return Vec::new();
        };
        let states: Vec<Option<(String, usize)>> = (0..words.len()).map(|at| self.state(&words[at..])).collect();
        let mut found = Vec::new();
        for at in 0..last {
            if !words[at].raised {
                continue;
            }
            let before = at.checked_sub(1).map(|before| &words[before]);
            let begins = before.is_none_or(Word::ends_in_four_digits);
            let state_near = || states[at + 1..].iter().take(LONGEST_NAME).any(Option::is_some);
            if !(words[at].upper || begins || state_near()) || before.is_some_and(|w| self.is_small(w)) {
                continue;
            }
            let loud = before.is_some_and(Word::is_loud);
            let follow = words[at + 1..last].iter().take(LONGEST_NAME - 1);
            let most = 1 + follow.take_while(|word| word.raised).count();
            for count in (1..=most).rev() {
                let capitals = !loud && words[at..at + count].iter().all(|word| word.upper);
                let next = at + count;
                let qualified = states[next].is_some();
                if (begins || capitals || qualified) && self.is_likely(&words, at..next, begins, capitals, qualified) {
                    let end = words[next - 1].start + words[next - 1].length;
                    found.push(Place {
                        start: words[at].start,
                        end,
                        begins,
                        capitals,
                        state: states[next].clone(),
                    });
                }
            }
        }
        found
    }

    /// False if what stands beside a place lets it be that of no dateline.
    fn is_likely(&self, words: &[Word<'_>], name: Range<usize>, begins: bool, capitals: bool, qualified: bool) -> bool {
        let next = name.end;
        let name = &words[name];
        if name.len() > 1 && name[name.len() - 1].is_two_capitals() {
            return false;
        }
        if qualified {
            return true;
        }
        let length = name.iter().map(|word| word.length).sum::<usize>() + name.len() - 1;
        if length < SHORTEST_NAME {
            return false;
        }
        let word = &words[next];
        if next + 1 == words.len() || self.may_begin_date(word) {
            return true;
        }
        let opens = || self.openers.contains(&word.text.to_lowercase().replace('.', ""));
        word.raised && (begins && capitals && !(word.upper && word.length > 2) || opens())
    }

    fn is_small(&self, word: &Word<'_>) -> bool {
        self.small.contains(&word.text.to_lowercase())
    }

    /// The letters of the state that words begin with, together or apart, if others follow, and where they end.
    fn state(&self, words: &[Word<'_>]) -> Option<(String, usize)> {
        let count = match words.first() {
            Some(word) if word.upper && word.length == 2 => 1,
            Some(word) if word.upper && word.length == 1 => 2,
            _ => return None,
        };
        let (letters, rest) = words.split_at_checked(count)?;
        let last = letters.last().filter(|_| !rest.is_empty())?;
        let written: String = letters.iter().map(|word| word.text).collect();
        let known = self.states.contains(&written);
        known.then_some((written, last.start + last.length))
    }

    fn may_begin_date(&self, word: &Word<'_>) -> bool {
        let lower = word.text.to_lowercase();
        lower.chars().next().is_some_and(char::is_numeric) || self.days.iter().any(|day| lower.starts_with(day))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places() -> UnpunctuatedPlaces {
        let owned = |words: &[&str]| words.iter().map(|w| w.to_string()).collect::<Vec<_>>();
        UnpunctuatedPlaces {
            small: owned(&["in", "of"]).into_iter().collect(),
            openers: owned(&["the", "today"]).into_iter().collect(),
            states: owned(&["DC", "MN"]).into_iter().collect(),
            days: owned(&["jan"]),
        }
    }

    fn found(text: &str) -> Vec<(String, bool)> {
        let named = |p: Place| (text[p.start..p.end].to_string(), p.begins);
        places().find(text).into_iter().map(named).collect()
    }

    #[test]
    fn each_sign_speaks_for_a_place() {
        assert_eq!(found("x Votes WASHINGTON Today y"), [("WASHINGTON".to_string(), false)]);
        assert_eq!(found("x votes Duluth MN We y"), [("Duluth".to_string(), false)]);
        assert_eq!(
            found("x 2005 Lowell Today y"),
            [("Lowell Today".to_string(), true), ("Lowell".to_string(), true)]
        );
        assert_eq!(
            found("x votes Washington D C he y"),
            [("Washington".to_string(), false)]
        );
    }

    #[test]
    fn what_stands_beside_it_speaks_against_it() {
        for text in [
            "x in WASHINGTON Today y",
            "x Votes WASHINGTON he y",
            "LOUD WASHINGTON x y",
            "x Duluth The y",
            "",
        ] {
            assert_eq!(found(text), [], "{text}");
        }
    }
}
