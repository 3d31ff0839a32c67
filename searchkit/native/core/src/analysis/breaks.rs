//! Where the sentences and paragraphs of a text begin, told by what stands between its words.
//!
//! A sentence ends at a full stop, an exclamation or a question mark with a blank after it, unless the next word begins
//! with a small letter. A full stop after a single letter or a known short form ends none. The marks of scripts without
//! capitals need no blank. A paragraph ends at an empty line, or at a line that is indented. In a text that has neither,
//! each line is a paragraph; but if its lines are as short as those that a program has broken, only one that ends a
//! sentence does. Each paragraph begins a sentence.

use super::unicode::char_at;

/// What a full stop follows within a sentence, in small letters.
const SHORT: &[&str] = &[
    "adm", "apr", "art", "aug", "ave", "bros", "capt", "cf", "cmdr", "co", "col", "corp", "dec", "dept", "dr", "ed",
    "etc", "feb", "fig", "fr", "gen", "gov", "hon", "inc", "jan", "jr", "lt", "ltd", "maj", "mr", "mrs", "ms", "mt",
    "nov", "oct", "op", "pp", "prof", "rep", "rev", "sec", "sen", "sept", "sep", "sgt", "sr", "st", "vol", "vs",
];
/// The same where a digit comes next.
const BEFORE_DIGITS: &[&str] = &["ca", "no", "nos", "nr", "p", "abs"];
/// Lines of a text that a program has broken have at most so many bytes.
const BROKEN_LINE: usize = 100;

/// What begins with a word.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Break {
    /// A sentence.
    Sentence,
    /// A paragraph, and so a sentence.
    Paragraph,
}

/// How a text shows its paragraphs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Paragraphs {
    /// By empty or indented lines.
    Marked,
    /// Each line is one.
    Lines,
    /// By lines that end a sentence.
    Broken,
}

/// The words at which sentences and paragraphs of one text begin, as its words are read in order.
pub struct Breaks<'t> {
    text: &'t str,
    paragraphs: Option<Paragraphs>,
    last: (usize, usize),
    ordinal: u32,
    /// The ordinals of the words that begin a sentence, but for the first word.
    pub sentences: Vec<u32>,
    /// The same of paragraphs.
    pub paragraph_starts: Vec<u32>,
}

impl<'t> Breaks<'t> {
    /// For a text of which no word is read yet.
    pub fn of(text: &'t str) -> Breaks<'t> {
        Breaks {
            text,
            paragraphs: None,
            last: (0, 0),
            ordinal: 0,
            sentences: Vec::new(),
            paragraph_starts: Vec::new(),
        }
    }

    /// Takes the next word, by its place in bytes.
    #[inline]
    pub fn word(&mut self, start: usize, end: usize) {
        // Most words have one blank between them.
        let after = self.last.1;
        if start > after && self.ordinal > 0 && (start > after + 1 || self.text.as_bytes()[after] == b'\n') {
            self.between(start);
        }
        self.last = (start, end);
        self.ordinal += 1;
    }

    #[cold]
    fn between(&mut self, start: usize) {
        let gap = &self.text[self.last.1..start];
        let ends = self.ends_sentence(gap, start);
        let found = match gap.contains('\n') && self.is_paragraph(gap, ends) {
            true => Break::Paragraph,
            false if ends => Break::Sentence,
            false => return,
        };
        self.sentences.push(self.ordinal);
        if found == Break::Paragraph {
            self.paragraph_starts.push(self.ordinal);
        }
    }

    fn ends_sentence(&self, gap: &str, start: usize) -> bool {
        let next = char_at(self.text, start);
        let mut mark = None;
        for c in gap.chars() {
            match c {
                '。' | '！' | '？' | '．' | '｡' | '؟' | '۔' | '।' | '॥' | '։' | '။' | '៕' | '\u{1362}' =>
                {
                    return true;
                }
                '.' | '!' | '?' | '…' => mark = Some(c),
                c if c.is_whitespace() && mark.is_some() => {
                    let word = &self.text[self.last.0..self.last.1];
                    let goes_on = next.is_lowercase() || (mark == Some('.') && goes_on(word, next));
                    return !goes_on;
                }
                ',' | ';' | ':' => mark = None,
                _ => {}
            }
        }
        false
    }

    fn is_paragraph(&mut self, gap: &str, ends_sentence: bool) -> bool {
        let text = self.text;
        match *self.paragraphs.get_or_insert_with(|| Paragraphs::of(text)) {
            Paragraphs::Marked => {
                let mut lines = gap.split('\n').skip(1).peekable();
                while let Some(line) = lines.next() {
                    let is_last = lines.peek().is_none();
                    if (!is_last && line.trim().is_empty()) || is_indented(line) {
                        return true;
                    }
                }
                false
            }
            Paragraphs::Lines => true,
            Paragraphs::Broken => ends_sentence,
        }
    }
}

/// Whether a sentence goes on after a word and its full stop.
fn goes_on(word: &str, next: char) -> bool {
    let mut letters = word.chars();
    if letters.next().is_some_and(char::is_alphabetic) && letters.next().is_none() {
        return true;
    }
    if word.len() > 4 {
        return false;
    }
    let small = word.to_ascii_lowercase();
    SHORT.contains(&small.as_str()) || (next.is_numeric() && BEFORE_DIGITS.contains(&small.as_str()))
}

/// Whether a line, or its beginning, is moved to the right.
fn is_indented(line: &str) -> bool {
    line.starts_with("  ") || line.starts_with('\t') || line.starts_with('\u{3000}')
}

impl Paragraphs {
    fn of(text: &str) -> Paragraphs {
        let mut lines = text.trim().split('\n');
        let mut longest = lines.next().map_or(0, str::len);
        let mut count = 1;
        for line in lines {
            if line.trim().is_empty() || is_indented(line) {
                return Paragraphs::Marked;
            }
            longest = longest.max(line.len());
            count += 1;
        }
        match count > 3 && longest <= BROKEN_LINE {
            true => Paragraphs::Broken,
            false => Paragraphs::Lines,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Splitter;
    use super::*;

    fn of(text: &str) -> (Vec<String>, Vec<String>) {
        let mut words = Vec::new();
        let mut breaks = Breaks::of(text);
        Splitter::Words.split(text, |start, end| {
            words.push(text[start..end].to_string());
            breaks.word(start, end);
        });
        let named = |starts: &[u32]| starts.iter().map(|&at| words[at as usize].clone()).collect();
        (named(&breaks.sentences), named(&breaks.paragraph_starts))
    }

    #[test]
    fn sentences_begin_after_marks() {
        let sentences = |text: &str| of(text).0.join(" ");
        assert_eq!(
            sentences("Oil rose. Gas fell! \"Why?\" he asked. (Nobody knew.) So it is."),
            "Gas Why Nobody So"
        );
        assert_eq!(
            sentences("Mr. Smith met J. Jones in St. Louis, Mo. on Jan. 5. No. 7 won."),
            "No"
        );
        assert_eq!(
            sentences("It cost 3.5 million, e.g. in the U.S. Senate. 12 men came."),
            "12"
        );
        assert_eq!(sentences("他来了。我走了。दिल्ली में। वह"), "我走 दिल्ली वह");
    }

    #[test]
    fn paragraphs_begin_as_the_text_shows_them() {
        let paragraphs = |text: &str| of(text).1.join(" ");
        assert_eq!(paragraphs("One two\nthree.\n\nFour five\n   six"), "Four six");
        assert_eq!(paragraphs("One two\nthree\nfour."), "three four");
        assert_eq!(
            paragraphs("One two\nthree four.\nFive six\nseven eight.\nNine"),
            "Five Nine"
        );
        assert_eq!(of("One two\n\nthree").0, ["three"]);
    }
}
