//! What tells rules where names may be: acronyms, honorifics, head words and known phrases, found in one pass.

use crate::analysis::unicode::is_space;
use crate::three_byte_scan::ThreeByteScan;

const CAPITALS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ";

/// A word or words that begin with a capital letter, and what they are.
struct Cue {
    text: String,
    what: What,
}

enum What {
    Honorific,
    Head,
    /// The first word of known phrases: its number, and the phrases by theirs.
    First(usize, Vec<(u32, String)>),
}

/// The cues by their first letters.
pub struct Cues {
    by_letter: [Vec<Cue>; 26],
    firsts: usize,
    scan: ThreeByteScan,
}

/// What stands in one text, by places in bytes.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Stands {
    /// Begin and end: two capitals at least with a small letter after the first at most, or with a stop after each.
    pub acronyms: Vec<(usize, usize)>,
    /// Where honorifics begin that a word with a capital follows.
    pub honorifics: Vec<usize>,
    /// Where head words begin.
    pub heads: Vec<usize>,
    /// The numbers of the phrases whose first word also stands between white space, in no order.
    pub phrases: Vec<u32>,
}

impl Cues {
    /// Cues that begin with one of the letters A to Z; others are left out.
    pub fn new(honorifics: &[String], heads: &[String], phrases: &[String]) -> Cues {
        let mut cues = Cues {
            by_letter: Default::default(),
            firsts: 0,
            scan: ThreeByteScan::default(),
        };
        // Acronyms: EU, U.N., MoD.
        cues.scan.add_sets([CAPITALS, b".ABCDEFGHIJKLMNOPQRSTUVWXYZ", b""]);
        cues.scan.add_sets([CAPITALS, b"abcdefghijklmnopqrstuvwxyz", CAPITALS]);
        for word in honorifics {
            cues.add(word.clone(), What::Honorific);
        }
        for word in heads {
            cues.add(word.clone(), What::Head);
        }
        for (number, phrase) in phrases.iter().enumerate() {
            let first = phrase.split(' ').next().unwrap_or(phrase);
            let Some(letter) = letter(first) else { continue };
            let known = cues.by_letter[letter].iter_mut().find_map(|cue| match &mut cue.what {
                What::First(_, phrases) if cue.text == first => Some(phrases),
                _ => None,
            });
            match known {
                Some(known) => known.push((number as u32, phrase.clone())),
                None => {
                    cues.add(
                        first.to_string(),
                        What::First(cues.firsts, vec![(number as u32, phrase.clone())]),
                    );
                    cues.firsts += 1;
                }
            }
        }
        cues
    }

    fn add(&mut self, text: String, what: What) {
        if let Some(letter) = letter(&text) {
            self.scan.add(text.as_bytes());
            self.by_letter[letter].push(Cue { text, what });
        }
    }

    /// What stands in a text; acronyms, honorifics and heads from byte `start` on. The time is linear.
    pub fn find(&self, text: &str, start: usize) -> Stands {
        let bytes = text.as_bytes();
        let mut stands = Stands::default();
        let mut begun = vec![false; self.firsts];
        let mut phrases: Vec<(usize, u32)> = Vec::new();
        let mut free = 0; // where the next acronym may begin
        for (_, at) in self.scan.find(text) {
            if at >= start && at >= free {
                match acronym_end(text, at) {
                    Ok(end) => {
                        stands.acronyms.push((at, end));
                        free = end;
                    }
                    Err(next) => free = next,
                }
            }
            for cue in &self.by_letter[usize::from(bytes[at] - b'A')] {
                if !bytes[at..].starts_with(cue.text.as_bytes()) {
                    continue;
                }
                let end = at + cue.text.len();
                match &cue.what {
                    What::Honorific => {
                        let end = end + usize::from(bytes.get(end) == Some(&b'.'));
                        let blank = matches!(bytes.get(end), Some(b' ' | b'\n'));
                        if at >= start && blank && bytes.get(end + 1).is_some_and(u8::is_ascii_uppercase) {
                            stands.honorifics.push(at);
                        }
                    }
                    What::Head => {
                        if at >= start && !in_word(text[end..].chars().next()) {
                            stands.heads.push(at);
                        }
                    }
                    What::First(first, known) => {
                        if !blank(text[end..].chars().next()) {
                            continue;
                        }
                        begun[*first] |= blank(text[..at].chars().next_back());
                        for (number, phrase) in known {
                            let seen = phrases.contains(&(*first, *number));
                            if !seen && bytes[at..].starts_with(phrase.as_bytes()) {
                                phrases.push((*first, *number));
                            }
                        }
                    }
                }
            }
        }
        phrases.retain(|&(first, _)| begun[first]);
        stands.phrases = phrases.into_iter().map(|(_, number)| number).collect();
        stands
    }
}

fn letter(text: &str) -> Option<usize> {
    let byte = *text.as_bytes().first()?;
    byte.is_ascii_uppercase().then(|| usize::from(byte - b'A'))
}

fn in_word(c: Option<char>) -> bool {
    c.is_some_and(|c| c.is_alphanumeric() || c == '_')
}

/// White space, or an end of the text.
fn blank(c: Option<char>) -> bool {
    c.is_none_or(is_space)
}

/// The end of the acronym that begins with the capital at `at`; if there is none, where the next one may begin.
fn acronym_end(text: &str, at: usize) -> Result<usize, usize> {
    let bytes = text.as_bytes();
    let is = |i: usize, test: fn(&u8) -> bool| bytes.get(i).is_some_and(test);
    if is(at + 1, |&b| b == b'.') {
        let mut end = at;
        while is(end, u8::is_ascii_uppercase) && is(end + 1, |&b| b == b'.') {
            end += 2;
        }
        let whole = end - at > 2 && !in_word(text[end..].chars().next());
        return if whole { Ok(end) } else { Err(end) };
    }
    let letters = bytes[at..].iter().take_while(|b| b.is_ascii_alphabetic()).count();
    let end = at + letters;
    if letters == 1 || in_word(text[end..].chars().next()) {
        return Err(end);
    }
    match bytes[at..end].iter().rposition(u8::is_ascii_lowercase) {
        None => Ok(end),
        Some(1) if letters > 2 => Ok(end),
        Some(small) => Err(at + (small - 1).max(1)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn owned(words: &[&str]) -> Vec<String> {
        words.iter().map(|word| word.to_string()).collect()
    }

    fn acronyms(text: &str) -> Vec<&str> {
        let found = Cues::new(&[], &[], &[]).find(text, 0).acronyms;
        assert!(text.is_ascii());
        found.into_iter().map(|(start, end)| &text[start..end]).collect()
    }

    #[test]
    fn acronyms_are_capitals_or_have_stops() {
        assert_eq!(
            acronyms("The EU, the U.N. and McD or MoD; fooBAR"),
            ["EU", "U.N.", "McD", "MoD", "BAR"].as_slice()
        );
        assert_eq!(acronyms("A B. Abc ABc AB1 A.B.c AB_ AbCD"), ["AbCD"].as_slice());
        assert_eq!(acronyms("US.A. AU.S. A.B.C."), ["US", "AU", "A.B.C."].as_slice());
    }

    #[test]
    fn none_is_before_the_start() {
        let cues = Cues::new(&owned(&["Mr"]), &owned(&["Cup"]), &[]);
        let text = "\u{e9} Mr. Bean, EU Cup Cups Mr x";
        let found = cues.find(text, 0);
        assert_eq!(found.acronyms, [(13, 15)]);
        assert_eq!((found.honorifics, found.heads), (vec![3], vec![16]));
        let found = cues.find(text, 14);
        assert_eq!(
            (found.acronyms, found.honorifics, found.heads),
            (vec![], vec![], vec![16])
        );
    }

    #[test]
    fn phrases_need_their_first_word_between_blanks() {
        let cues = Cues::new(&[], &[], &owned(&["World Bank", "World Health", "Red Cross"]));
        assert_eq!(cues.find("a \"World Bank\" of", 0).phrases, [0u32; 0]);
        assert_eq!(cues.find("World \"World Bank\" \nRed Cross", 0).phrases, [0, 2]);
    }
}
