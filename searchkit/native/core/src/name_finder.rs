//! Names of lists that users bring, found in texts: a tree of words, walked from every word of a text.
//!
//! The words of a text are looked up once each, whatever the number of lists; from there on numbers are compared. So ten
//! thousand names cost what ten cost.

use std::collections::HashMap;

use crate::analysis::{Form, Splitter};

/// How like its spelling a name must be written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Care {
    /// Whatever the case.
    Folded,
    /// Its first letter is upper case.
    Raised,
    /// Each letter has the case of the spelling.
    Exact,
}

/// A spelling of a name of a list; accents never count.
#[derive(Clone, Debug)]
pub struct Spelling {
    /// The spelling.
    pub text: String,
    /// The number of the list.
    pub list: u32,
    /// The number of the name in it.
    pub name: u32,
    /// How exactly it is compared.
    pub care: Care,
}

/// A name in a text: where it stands in bytes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Found {
    /// The number of the list.
    pub list: u32,
    /// The number of the name in it.
    pub name: u32,
    /// Where it begins.
    pub start: usize,
    /// Where it ends.
    pub end: usize,
}

/// More words than this no name has; the rest of a longer spelling is not looked at.
const MOST_WORDS: usize = 24;
const ROOT: u32 = 0;
const UNKNOWN: u32 = u32::MAX;

struct Known {
    list: u32,
    name: u32,
    care: Care,
    /// Whether each letter is upper case, and what stands between the words.
    raised: Vec<bool>,
    gaps: Vec<String>,
}

/// The names of all lists.
#[derive(Default)]
pub struct Names {
    words: HashMap<String, u32>,
    steps: HashMap<(u32, u32), u32>,
    /// The spellings that end at each node of the tree.
    ends: Vec<Vec<Known>>,
    lists: usize,
}

impl Names {
    /// Of two names of a list with one spelling the first counts. A spelling without words is never found.
    pub fn new(spellings: &[Spelling]) -> Names {
        let mut names = Names {
            ends: vec![Vec::new()],
            ..Names::default()
        };
        let mut form = String::new();
        for spelling in spellings {
            let spans = spans(&spelling.text);
            let spans = &spans[..spans.len().min(MOST_WORDS)];
            if spans.is_empty() {
                continue;
            }
            let mut node = ROOT;
            for &(start, end) in spans {
                Form::Fold.of(&spelling.text[start..end], &mut form);
                let next_word = names.words.len() as u32;
                let word = *names.words.entry(form.clone()).or_insert(next_word);
                let next_node = names.ends.len() as u32;
                node = *names.steps.entry((node, word)).or_insert(next_node);
                if node == next_node {
                    names.ends.push(Vec::new());
                }
            }
            names.lists = names.lists.max(spelling.list as usize + 1);
            names.ends[node as usize].push(Known {
                list: spelling.list,
                name: spelling.name,
                care: spelling.care,
                raised: spans.iter().flat_map(|&(a, b)| cases(&spelling.text[a..b])).collect(),
                gaps: spans
                    .windows(2)
                    .map(|w| spelling.text[w[0].1..w[1].0].trim().to_string())
                    .collect(),
            });
        }
        names
    }

    /// The names in a text, in order of where they begin; of those of one list that overlap, the first and longest.
    pub fn find(&self, text: &str) -> Vec<Found> {
        let mut found = Vec::new();
        if self.words.is_empty() {
            return found;
        }
        let spans = spans(text);
        let mut form = String::new();
        let words: Vec<u32> = spans
            .iter()
            .map(|&(start, end)| {
                Form::Fold.of(&text[start..end], &mut form);
                self.words.get(form.as_str()).copied().unwrap_or(UNKNOWN)
            })
            .collect();
        // For each list the first word that is part of no name of it yet, and the longest name from the current word.
        let mut free = vec![0; self.lists];
        let mut longest: Vec<Option<(usize, u32)>> = vec![None; self.lists];
        for at in 0..words.len() {
            let (mut node, mut to, mut any) = (ROOT, at, false);
            while to < words.len() && words[to] != UNKNOWN {
                let Some(&next) = self.steps.get(&(node, words[to])) else {
                    break;
                };
                (node, to) = (next, to + 1);
                let mut given: Option<u32> = None;
                for known in &self.ends[node as usize] {
                    let list = known.list as usize;
                    if free[list] <= at && given != Some(known.list) && known.fits(text, &spans[at..to]) {
                        longest[list] = Some((to, known.name));
                        given = Some(known.list);
                        any = true;
                    }
                }
            }
            if !any {
                continue;
            }
            for (list, longest) in longest.iter_mut().enumerate() {
                if let Some((to, name)) = longest.take() {
                    free[list] = to;
                    found.push(Found {
                        list: list as u32,
                        name,
                        start: spans[at].0,
                        end: spans[to - 1].1,
                    });
                }
            }
        }
        found
    }
}

impl Known {
    fn fits(&self, text: &str, spans: &[(usize, usize)]) -> bool {
        let cased = match self.care {
            Care::Folded => true,
            Care::Raised => cases(&text[spans[0].0..spans[0].1]).next().unwrap_or(true),
            Care::Exact => {
                let mut letters = spans.iter().flat_map(|&(a, b)| cases(&text[a..b]));
                self.raised.iter().all(|&raised| letters.next() == Some(raised)) && letters.next().is_none()
            }
        };
        cased
            && spans
                .windows(2)
                .zip(&self.gaps)
                .all(|(pair, spelled)| joined(&text[pair[0].1..pair[1].0], spelled, pair[0].1 - pair[0].0))
    }
}

/// Whether what stands between two words lets them be one name: what the spelling has there, a blank, a hyphen, a
/// possessive, or the full stop of an abbreviation of up to three letters.
fn joined(gap: &str, spelled: &str, word: usize) -> bool {
    if gap.len() > 16 || gap.bytes().filter(|&b| b == b'\n').count() > 1 {
        return false;
    }
    let between = gap.trim();
    between == spelled
        || matches!(
            between,
            "" | "-" | "\u{2010}" | "\u{2013}" | "'s" | "'S" | "\u{2019}s" | "\u{2019}S"
        )
        || (between == "." && word <= 3)
}

fn cases(word: &str) -> impl Iterator<Item = bool> + '_ {
    word.chars().filter(|c| c.is_alphabetic()).map(char::is_uppercase)
}

fn spans(text: &str) -> Vec<(usize, usize)> {
    let mut spans = Vec::new();
    Splitter::Archive.split(text, |start, end| spans.push((start, end)));
    spans
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(names: &[(&str, u32, Care)], text: &str) -> Vec<(u32, String)> {
        let spellings: Vec<Spelling> = names
            .iter()
            .zip(0..)
            .map(|(&(text, list, care), name)| Spelling {
                text: text.to_string(),
                list,
                name,
                care,
            })
            .collect();
        let found = Names::new(&spellings).find(text);
        found
            .into_iter()
            .map(|f| (f.name, text[f.start..f.end].to_string()))
            .collect()
    }

    fn is(number: u32, text: &str) -> (u32, String) {
        (number, text.to_string())
    }

    #[test]
    fn the_longest_of_a_list_and_each_list_for_itself() {
        let names = [
            ("Acme", 0, Care::Raised),
            ("Acme Holdings", 0, Care::Folded),
            ("Holdings", 1, Care::Raised),
            ("Acme Holdings of Norway", 1, Care::Folded),
        ];
        assert_eq!(
            found(&names, "acme HOLDINGS' board, Acme and acme."),
            [is(1, "acme HOLDINGS"), is(2, "HOLDINGS"), is(0, "Acme")]
        );
        assert_eq!(
            found(&names, "Acme Holdings of Norway"),
            [is(1, "Acme Holdings"), is(3, "Acme Holdings of Norway")]
        );
        assert_eq!(found(&names, ""), []);
    }

    #[test]
    fn case_and_accents() {
        let names = [
            ("IMF", 0, Care::Exact),
            ("São Tomé", 0, Care::Folded),
            ("eBay", 0, Care::Exact),
        ];
        assert_eq!(
            found(&names, "imf Imf IMF's SAO tome\u{301} ebay eBay"),
            [is(0, "IMF"), is(1, "SAO tome\u{301}"), is(2, "eBay")]
        );
    }

    #[test]
    fn what_may_stand_between_the_words() {
        let names = [
            ("St Mary", 0, Care::Folded),
            ("AT&T", 0, Care::Exact),
            ("Acme Board", 0, Care::Folded),
        ];
        assert_eq!(
            found(&names, "St. Mary, AT&T, Acme's board, Acme-Board, Acme\nboard"),
            [
                is(0, "St. Mary"),
                is(1, "AT&T"),
                is(2, "Acme's board"),
                is(2, "Acme-Board"),
                is(2, "Acme\nboard")
            ]
        );
        assert_eq!(
            found(
                &names,
                "We met Acme. Board members; Acme\n\nBoard, Acme, board (Acme) board"
            ),
            []
        );
    }
}
