//! Where a dateline may stand in the beginning of a text that lost its punctuation: words with capitals that one of the
//! three signs left speaks for (capitals, a state after them, a date or a number before them), and nothing against.

use std::collections::HashSet;

use crate::analysis::unicode::is_space;

/// Words of the name of a place.
const LONGEST_NAME: usize = 3;
/// Characters of it; what is shorter is an abbreviation of something else, unless a state follows.
const SHORTEST_NAME: usize = 4;

/// The words by which places are told from other words with capitals; all but the states in small letters.
pub struct WornPlaces {
    /// After these no dateline stands.
    pub small: HashSet<String>,
    /// What sentences begin with, without stops.
    pub openers: HashSet<String>,
    /// The letters that stand for states.
    pub states: HashSet<String>,
    /// What the words of a date begin with, but for digits.
    pub days: Vec<String>,
}

/// The number of the first word of a possible place, how many it has, and whether something else ends just before it.
#[derive(Debug, PartialEq, Eq, Clone, Copy)]
pub struct Place {
    pub at: usize,
    pub count: usize,
    pub begins: bool,
}

struct Word<'a> {
    text: &'a str,
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

fn word(text: &str) -> Word<'_> {
    let (mut length, mut capitals, mut small) = (0, false, false);
    for c in text.chars() {
        length += 1;
        capitals |= c.is_uppercase();
        small |= c.is_lowercase();
    }
    Word {
        text,
        length,
        raised: text.chars().next().is_some_and(char::is_uppercase),
        upper: capitals && !small,
    }
}

impl WornPlaces {
    /// The places that may be those of a dateline, in the order in which they are to be tried: longer ones first.
    pub fn find(&self, text: &str) -> Vec<Place> {
        let words: Vec<Word<'_>> = text.split(is_space).filter(|w| !w.is_empty()).map(word).collect();
        let Some(last) = words.len().checked_sub(1) else {
            return Vec::new();
        };
        let states: Vec<bool> = (0..words.len()).map(|at| self.is_state(&words, at)).collect();
        let mut found = Vec::new();
        for at in 0..last {
            if !words[at].raised {
                continue;
            }
            let before = at.checked_sub(1).map(|before| &words[before]);
            let begins = before.is_none_or(Word::ends_in_four_digits);
            let state_near = || states[at + 1..].iter().take(LONGEST_NAME).any(|&state| state);
            if !(words[at].upper || begins || state_near()) || before.is_some_and(|w| self.is_small(w)) {
                continue;
            }
            let loud = before.is_some_and(Word::is_loud);
            let follow = words[at + 1..last].iter().take(LONGEST_NAME - 1);
            let most = 1 + follow.take_while(|word| word.raised).count();
            for count in (1..=most).rev() {
                let capitals = !loud && words[at..at + count].iter().all(|word| word.upper);
                let place = Place { at, count, begins };
                if (begins || capitals || states[at + count])
                    && self.is_likely(&words, place, capitals, states[at + count])
                {
                    found.push(place);
                }
            }
        }
        found
    }

    /// False if what stands beside a place lets it be that of no dateline.
    fn is_likely(&self, words: &[Word<'_>], place: Place, capitals: bool, qualified: bool) -> bool {
        let next = place.at + place.count;
        let name = &words[place.at..next];
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
        word.raised && (place.begins && capitals && !(word.upper && word.length > 2) || opens())
    }

    fn is_small(&self, word: &Word<'_>) -> bool {
        self.small.contains(&word.text.to_lowercase())
    }

    /// Whether the letters of a state begin at `at`, together or apart.
    fn is_state(&self, words: &[Word<'_>], at: usize) -> bool {
        match (&words[at], words.get(at + 1)) {
            (word, _) if word.upper && word.length == 2 => self.states.contains(word.text),
            (word, Some(next)) if word.upper && word.length == 1 => {
                self.states.contains(&format!("{}{}", word.text, next.text))
            }
            _ => false,
        }
    }

    fn may_begin_date(&self, word: &Word<'_>) -> bool {
        let lower = word.text.to_lowercase();
        lower.chars().next().is_some_and(char::is_numeric) || self.days.iter().any(|day| lower.starts_with(day))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places() -> WornPlaces {
        let owned = |words: &[&str]| words.iter().map(|w| w.to_string()).collect::<Vec<_>>();
        WornPlaces {
            small: owned(&["in", "of"]).into_iter().collect(),
            openers: owned(&["the", "today"]).into_iter().collect(),
            states: owned(&["DC", "MN"]).into_iter().collect(),
            days: owned(&["jan"]),
        }
    }

    fn found(text: &str) -> Vec<(String, bool)> {
        let words: Vec<&str> = text.split(' ').collect();
        let named = |p: Place| (words[p.at..p.at + p.count].join(" "), p.begins);
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
