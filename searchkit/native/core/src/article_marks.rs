//! What a query matches in the title and the body of an article, and the passages around it.

use crate::analysis::Chain;
use crate::characters::Characters;
use crate::highlight::{Leaf, find_words};
use crate::passages::{MOST, Mark, Passage, passages};

/// A leaf, and the number of the part of the query that it belongs to.
pub struct Numbered {
    /// What marks words.
    pub leaf: Leaf,
    /// The number of the part.
    pub number: u32,
}

/// What marks the articles of one language for a query.
pub struct ArticleMarks {
    /// How their texts are split.
    pub chain: Chain,
    /// The leaves that are looked for in titles.
    pub title: Vec<Numbered>,
    /// The same of bodies.
    pub body: Vec<Numbered>,
    /// Those that are looked for in both, after all others.
    pub last: Vec<Numbered>,
}

/// One article, as far as it is marked.
pub struct Texts<'a> {
    /// Its title.
    pub title: Characters<'a>,
    /// Its body.
    pub body: Characters<'a>,
    /// Its own leaves: the names that a query finds, which are looked for in both.
    pub names: Vec<Numbered>,
    /// What else is marked in its body.
    pub dates: Vec<Mark>,
}

impl ArticleMarks {
    /// The marks in the title and in the body, in order.
    pub fn of(&self, texts: &Texts) -> (Vec<Mark>, Vec<Mark>) {
        let title = self.marks(&texts.title, &self.title, &texts.names);
        let mut body = self.marks(&texts.body, &self.body, &texts.names);
        if !texts.dates.is_empty() {
            body.extend(&texts.dates);
            body = apart(body);
        }
        (title, body)
    }

    /// The marks in the title, and the passages of the body. A body without a mark has one if the title has none, too.
    pub fn passages(&self, texts: &Texts) -> (Vec<Mark>, Vec<Passage>) {
        let (title, body) = self.of(texts);
        let cut = match title.is_empty() || !body.is_empty() {
            true => passages(&texts.body, &body, MOST),
            false => Vec::new(),
        };
        (title, cut)
    }

    fn marks(&self, text: &Characters, own: &[Numbered], names: &[Numbered]) -> Vec<Mark> {
        if text.is_empty() {
            return Vec::new();
        }
        let leaves: Vec<&Numbered> = own.iter().chain(names).chain(&self.last).collect();
        find_words(text.text(), &self.chain, leaves.iter().map(|each| &each.leaf))
            .into_iter()
            .map(|found| Mark {
                start: text.at(found.start),
                end: text.at(found.end),
                leaf: leaves[found.leaf as usize].number,
            })
            .collect()
    }
}

/// The marks in order, without overlaps: the first one stays, and the shorter of two that begin together.
fn apart(mut marks: Vec<Mark>) -> Vec<Mark> {
    marks.sort_unstable();
    let mut end = 0;
    marks.retain(|mark| {
        let stays = mark.start >= end;
        if stays {
            end = mark.end;
        }
        stays
    });
    marks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_have_the_numbers_of_their_parts() {
        let numbered = |word: &str, number| Numbered {
            leaf: Leaf::Surfaces {
                surfaces: vec![word.to_string()],
                slop: 0,
            },
            number,
        };
        let marks = ArticleMarks {
            chain: Chain::words(),
            title: vec![numbered("été", 0)],
            body: vec![numbered("port", 5)],
            last: vec![numbered("strike", 9), numbered("anna", 8)],
        };
        let mut texts = Texts {
            title: Characters::of("L'été: Anna"),
            body: Characters::of("Né à port, Anna strike 1987"),
            names: vec![numbered("anna", 7)],
            dates: Vec::new(),
        };
        let told = |marks: Vec<Mark>| marks.iter().map(|m| (m.start, m.end, m.leaf)).collect::<Vec<_>>();
        assert_eq!(told(marks.of(&texts).0), [(2, 5, 0), (7, 11, 7)]);
        assert_eq!(told(marks.of(&texts).1), [(5, 9, 5), (11, 15, 7), (16, 22, 9)]);
        for (start, end, leaf) in [(23, 27, 3), (5, 10, 2)] {
            texts.dates.push(Mark { start, end, leaf });
        }
        assert_eq!(
            told(marks.of(&texts).1),
            [(5, 9, 5), (11, 15, 7), (16, 22, 9), (23, 27, 3)]
        );
        assert_eq!(marks.passages(&texts).1[0].spans.len(), 4);
    }
}
