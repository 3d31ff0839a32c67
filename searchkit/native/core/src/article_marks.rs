//! What a query matches in the title and the body of an article, and the passages around it.

use crate::analysis::Chain;
use crate::characters::Characters;
use crate::highlight::{Leaf, find_words};
use crate::passages::{MOST, Mark, Passage, passages};
use crate::second_thread::both;

/// Bytes of texts for which a second thread is worth its start.
const FOR_TWO: usize = 1 << 16;

/// The marks in the title of an article, and the passages of its body.
pub type Cut = (Vec<Mark>, Vec<Passage>);

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
    pub fn passages(&self, texts: &Texts) -> Cut {
        let (title, body) = self.of(texts);
        let cut = match title.is_empty() || !body.is_empty() {
            true => passages(&texts.body, &body, MOST),
            false => Vec::new(),
        };
        (title, cut)
    }

    /// The same of each of several articles. Two threads share those with much text.
    pub fn passages_of_all(&self, articles: &[Texts]) -> Vec<Cut> {
        let each = |articles: &[Texts]| articles.iter().map(|texts| self.passages(texts)).collect::<Vec<_>>();
        let (first, second) = articles.split_at(half(articles));
        if first.is_empty() || second.is_empty() {
            return each(articles);
        }
        let (mut cut, rest) = both(|| each(first), || each(second), || ());
        cut.extend(rest);
        cut
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

/// Where the second half of articles begins, by the bytes of their bodies. All are one half if that is few.
fn half(articles: &[Texts]) -> usize {
    let bytes = |texts: &Texts| texts.body.text().len();
    let all: usize = articles.iter().map(bytes).sum();
    if all < FOR_TWO {
        return articles.len();
    }
    let mut before = 0;
    let is_first = |texts: &&Texts| {
        let begins = before;
        before += bytes(texts);
        2 * begins < all
    };
    articles.iter().take_while(is_first).count()
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

    #[test]
    fn articles_are_cut_together_as_each_by_itself() {
        let surfaces = vec!["port".to_string()];
        let leaf = Leaf::Surfaces { surfaces, slop: 0 };
        let marks = ArticleMarks {
            chain: Chain::words(),
            title: Vec::new(),
            body: vec![Numbered { leaf, number: 1 }],
            last: Vec::new(),
        };
        for (number, words) in [(0, 1), (1, 90_000), (3, 10), (3, 9_000), (7, 9_000)] {
            let bodies: Vec<String> = (0..number).map(|n| "a port ".repeat(words + n)).collect();
            let texts = |body: &'_ String| Texts {
                title: Characters::of("Né"),
                body: Characters::of(Box::leak(body.clone().into_boxed_str())),
                names: Vec::new(),
                dates: Vec::new(),
            };
            let articles: Vec<Texts> = bodies.iter().map(texts).collect();
            let alone: Vec<Cut> = articles.iter().map(|texts| marks.passages(texts)).collect();
            assert_eq!(marks.passages_of_all(&articles), alone);
            let is_much = words * 7 * number >= FOR_TWO && number > 1;
            assert_eq!(half(&articles) < number, is_much);
        }
    }
}
