//! What the tagger looks at: for each token that may be part of a name, the hashes of its features.

use super::labels::{ANY, Allowed, NEVER_FIRST, ONLY_OUTSIDE};
use super::lexicon::{Hashed, Lexicon, flag};
use super::token::{Case, Token, norm, tokens};

/// How the capitals of a sentence are to be read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Style {
    Sentence = 0,
    /// A capital on nearly every word.
    Headline = 1,
    Capitals = 2,
}

/// The classes of tokens by which transitions differ.
pub const CLASSES: usize = 10;

/// The class of what may stand after a word of a name, or between two, as a part of it: `'s`, `&`.
const GENITIVE: u8 = 6;
const NUMBER: u8 = 7;

/// So far does a token see along its run.
const LONGEST_RUN: usize = 12;

/// The most features of a token: 34 of one each, 3 of either end of the word, 16 flags, 11 cues.
const MOST: usize = 67;

/// A text made ready: its tokens, its sentences, and for each token the labels it may have, its class and its features.
pub struct Prepared {
    pub tokens: Vec<Token>,
    pub sentences: Vec<(usize, usize)>,
    pub allowed: Vec<Allowed>,
    pub class: Vec<u8>,
    /// Where the features of each token begin in `features`; one more than tokens.
    pub starts: Vec<u32>,
    pub features: Vec<u32>,
}

const SMALL: &[(&str, u8)] = &[
    ("of", 1),
    ("and", 2),
    ("the", 3),
    ("for", 4),
    ("in", 4),
    ("on", 4),
    ("to", 4),
    ("at", 4),
    ("upon", 4),
    ("with", 4),
    ("de", 5),
    ("del", 5),
    ("della", 5),
    ("di", 5),
    ("da", 5),
    ("do", 5),
    ("dos", 5),
    ("das", 5),
    ("du", 5),
    ("des", 5),
    ("la", 5),
    ("le", 5),
    ("les", 5),
    ("el", 5),
    ("al", 5),
    ("bin", 5),
    ("ibn", 5),
    ("ben", 5),
    ("van", 5),
    ("von", 5),
    ("der", 5),
    ("den", 5),
    ("ter", 5),
    ("zu", 5),
    ("und", 5),
    ("y", 5),
    ("e", 5),
    ("ul", 5),
    ("a", 4),
    ("an", 4),
    ("den", 5),
    ("sur", 5),
    ("d", 5),
];

fn small_words() -> Hashed<u64, u8> {
    SMALL.iter().map(|&(word, class)| (norm(word), class)).collect()
}

#[inline]
fn mix(template: u32, a: u64, b: u64) -> u32 {
    let mut h = a.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ b.rotate_left(31).wrapping_mul(0xc2b2_ae3d_27d4_eb4f);
    h ^= u64::from(template).wrapping_mul(0x1656_67b1_9e37_79f9);
    h ^= h >> 29;
    h = h.wrapping_mul(0xbf58_476d_1ce4_e5b9);
    (h ^ (h >> 32)) as u32
}

/// What the whole text says of one word.
#[derive(Clone, Copy, Default)]
struct Seen {
    small: u16,
    raised_inside: u16,
    times: u16,
    cues: u16,
}

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

pub struct Features {
    small: Hashed<u64, u8>,
    locative: Hashed<u64, u8>,
    the: u64,
}

impl Default for Features {
    fn default() -> Features {
        Features {
            small: small_words(),
            locative: ["in", "at", "near", "from", "to", "outside", "across", "throughout"]
                .iter()
                .map(|w| (norm(w), 1))
                .collect(),
            the: norm("the"),
        }
    }
}

#[inline]
fn raised(case: Case) -> bool {
    matches!(case, Case::Raised | Case::Capitals | Case::Mixed | Case::Initial)
}

impl Features {
    /// Reads a text.
    pub fn prepare(&self, text: &str, lexicon: &Lexicon) -> Prepared {
        let tokens = tokens(text);
        let n = tokens.len();
        let mut sentences = Vec::new();
        let mut start = 0;
        for (at, token) in tokens.iter().enumerate().skip(1) {
            if token.opens && token.spaced {
                sentences.push((start, at));
                start = at;
            }
        }
        if n > 0 {
            sentences.push((start, n));
        }
        let words: Vec<u16> = tokens
            .iter()
            .map(|t| if t.case == Case::Mark { 0 } else { lexicon.word(t.norm) })
            .collect();
        let mut classes = vec![0; n];
        let seen = self.seen(&tokens, &words);
        let mut prepared = Prepared {
            allowed: vec![ONLY_OUTSIDE; n],
            class: vec![0; n],
            starts: Vec::with_capacity(n + 1),
            features: Vec::with_capacity(n * 24),
            tokens,
            sentences: Vec::new(),
        };
        // Phrases that are known: the flags of each token, and where in its phrase it stands.
        let mut known = vec![(0u16, 0u8); n];
        for at in 0..n {
            if !raised(prepared.tokens[at].case) {
                continue;
            }
            let Some((length, flags)) = lexicon.phrase(&prepared.tokens, at) else {
                continue;
            };
            for (i, slot) in known[at..at + length].iter_mut().enumerate() {
                if slot.0 == 0 {
                    let position = if i == 0 { 1 } else { 2 + u8::from(i + 1 == length) };
                    *slot = (flags, position);
                }
            }
        }
        for &(begin, end) in &sentences {
            self.sentence(
                text,
                begin,
                end,
                &words,
                lexicon,
                &mut classes,
                &known,
                &seen,
                &mut prepared,
            );
        }
        prepared.starts.push(prepared.features.len() as u32);
        prepared.sentences = sentences;
        prepared
    }

    fn seen(&self, tokens: &[Token], words: &[u16]) -> Hashed<u64, Seen> {
        let mut seen: Hashed<u64, Seen> = Hashed::default();
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
            let mut cues = 0;
            if at > 0 && !token.opens {
                let before = &tokens[at - 1];
                let flags = words[at - 1];
                if flags & flag::TITLE != 0 && raised(before.case) {
                    cues |= cue::AFTER_TITLE;
                } else if flags & flag::GIVEN != 0 && raised(before.case) || before.case == Case::Initial {
                    cues |= cue::AFTER_GIVEN;
                } else if self.locative.contains_key(&before.norm) {
                    cues |= cue::AFTER_PLACE_WORD;
                } else if before.norm == self.the {
                    cues |= cue::AFTER_THE;
                } else if before.case == Case::Mark
                    && tokens.get(at + 1).is_some_and(|t| t.case == Case::Mark)
                    && token.case == Case::Capitals
                {
                    cues |= cue::IN_PARENTHESES;
                }
            }
            if let Some(after) = tokens.get(at + 1) {
                let flags = words[at + 1];
                if raised(after.case) {
                    if flags & flag::COMPANY != 0 {
                        cues |= cue::BEFORE_COMPANY;
                    } else if flags & flag::HEAD != 0 {
                        cues |= cue::BEFORE_HEAD;
                    }
                } else if flags & flag::SPEECH != 0 {
                    cues |= cue::BEFORE_SPEECH;
                } else if after.case == Case::Mark && after.end - after.start == 1 {
                    if tokens.get(at + 2).is_some_and(|t| raised(t.case))
                        && words[at + 2] & (flag::COUNTRY | flag::CITY) != 0
                    {
                        cues |= cue::BEFORE_PLACE;
                    }
                } else if after.case == Case::Mark {
                    cues |= cue::BEFORE_GENITIVE;
                }
            }
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

    #[allow(clippy::too_many_arguments)]
    fn sentence(
        &self,
        text: &str,
        begin: usize,
        end: usize,
        words: &[u16],
        lexicon: &Lexicon,
        classes: &mut [u16],
        known: &[(u16, u8)],
        seen: &Hashed<u64, Seen>,
        out: &mut Prepared,
    ) {
        let style = style(&out.tokens[begin..end]);
        for at in begin..end {
            let token = &out.tokens[at];
            let small = self.small.get(&token.norm).copied();
            let (allowed, class) = match token.case {
                Case::Mark => {
                    let mark = &text[token.start..token.end];
                    let joins = at > begin && at + 1 < end && !token.spaced | (mark == "&");
                    match mark {
                        "&" | "'s" | "\u{2019}s" | "'" | "\u{2019}" | "'S"
                            if joins && out.tokens[at - 1].case != Case::Small =>
                        {
                            (NEVER_FIRST, GENITIVE)
                        }
                        _ => (ONLY_OUTSIDE, 0),
                    }
                }
                // A number begins a name only before a capital.
                Case::Digit if at + 1 < end && raised(out.tokens[at + 1].case) => (ANY, NUMBER),
                Case::Digit => (NEVER_FIRST, NUMBER),
                Case::Small | Case::Raised | Case::Capitals | Case::Initial | Case::Mixed => match small {
                    Some(5) if token.case == Case::Small && at + 1 < end && raised(out.tokens[at + 1].case) => (ANY, 5),
                    Some(class) if token.case == Case::Small && at > begin && at + 1 < end => (NEVER_FIRST, class),
                    _ if token.case == Case::Small => (ONLY_OUTSIDE, 0),
                    Some(class) if style != Style::Sentence => (ANY, class),
                    _ if token.case == Case::Capitals && style != Style::Capitals => (ANY, 8),
                    _ => (ANY, 9),
                },
            };
            out.allowed[at] = allowed;
            out.class[at] = class;
        }
        // No name begins or ends with a small word, so those that stand between no capitals need no look.
        let mut inside = false;
        for allowed in &mut out.allowed[begin..end] {
            inside = *allowed == ANY || (inside && *allowed == NEVER_FIRST);
            if !inside {
                *allowed = ONLY_OUTSIDE;
            }
        }
        inside = false;
        for at in (begin..end).rev() {
            inside |= out.allowed[at] == ANY || out.class[at] >= GENITIVE;
            if out.allowed[at] == ONLY_OUTSIDE || !inside {
                out.allowed[at] = ONLY_OUTSIDE;
                inside = false;
            }
        }
        // Runs: tokens that may be names, joined by small words between capitals.
        let mut at = begin;
        while at < end {
            if out.allowed[at] == ONLY_OUTSIDE {
                out.starts.push(out.features.len() as u32);
                at += 1;
                continue;
            }
            let mut stop = at + 1;
            while stop < end && out.allowed[stop] != ONLY_OUTSIDE {
                stop += 1;
            }
            // Of a run and of its neighbours the classes are looked at.
            let (from, to) = (at.saturating_sub(1).max(begin), (stop + 1).min(end));
            for (slot, token) in classes[from..to].iter_mut().zip(&out.tokens[from..to]) {
                if *slot == 0 && !matches!(token.case, Case::Mark | Case::Digit) {
                    *slot = lexicon.class(token.norm);
                }
            }
            for i in at..stop {
                out.starts.push(out.features.len() as u32);
                emit(
                    text,
                    i,
                    (begin, end),
                    (at, stop),
                    style,
                    words,
                    classes,
                    known,
                    seen,
                    out,
                );
            }
            at = stop;
        }
    }
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

/// The case of a token as far as the style of its sentence lets it say something.
#[inline]
fn shown(token: &Token, style: Style) -> u64 {
    match style {
        Style::Capitals if raised(token.case) => 20,
        Style::Headline if token.case == Case::Raised => 21,
        _ => token.case as u64,
    }
}

#[allow(clippy::too_many_arguments)]
fn emit(
    text: &str,
    at: usize,
    sentence: (usize, usize),
    run: (usize, usize),
    style: Style,
    words: &[u16],
    classes: &[u16],
    known: &[(u16, u8)],
    seen: &Hashed<u64, Seen>,
    out: &mut Prepared,
) {
    let Prepared {
        tokens,
        features,
        class,
        ..
    } = out;
    let (begin, end) = sentence;
    let word = |i: isize| -> u64 {
        let i = at as isize + i;
        if i < begin as isize {
            1
        } else if i >= end as isize {
            2
        } else {
            tokens[i as usize].norm
        }
    };
    let bits = |i: isize| -> u64 {
        let i = at as isize + i;
        if i < begin as isize || i >= end as isize {
            1 << 20
        } else {
            u64::from(words[i as usize]) | u64::from(raised(tokens[i as usize].case)) << 17
        }
    };
    let case = |i: isize| -> u64 {
        let i = at as isize + i;
        if i < begin as isize {
            30
        } else if i >= end as isize {
            31
        } else {
            shown(&tokens[i as usize], style)
        }
    };
    let token = tokens[at];
    let w0 = token.norm;
    let c0 = case(0);
    let b0 = u64::from(words[at]);
    let mut hashes = [0; MOST];
    let mut count = 0;
    let mut put = |template: u32, a: u64, b: u64| {
        hashes[count] = mix(template, a, b);
        count += 1;
    };
    put(0, 0, c0);
    put(1, w0, 0);
    put(2, word(-1), 0);
    put(3, word(1), 0);
    put(4, word(-2), 0);
    put(5, word(2), 0);
    put(6, word(-1), w0);
    put(7, w0, word(1));
    put(8, case(-1) << 10 | c0 << 5 | case(1), 0);
    let length = (token.char_end - token.char_start).min(12) as u64;
    put(9, length, c0);
    // The ends of the word.
    if c0 != Case::Digit as u64 {
        let (mut prefix, mut suffix) = (super::token::EMPTY, super::token::EMPTY);
        let slice = &text[token.start..token.end];
        let mut letters = [0u32; 4];
        let mut n = 0;
        for c in slice.chars().rev().filter_map(super::token::plain).take(4) {
            letters[n] = c as u32;
            n += 1;
            suffix = super::token::hashed(suffix, c);
            if n > 1 {
                put(10, suffix, n as u64);
            }
        }
        for (n, c) in slice.chars().filter_map(super::token::plain).take(4).enumerate() {
            prefix = super::token::hashed(prefix, c);
            if n > 1 {
                put(11, prefix, n as u64);
            }
        }
    }
    // What lists say of it and of its neighbours.
    put(12, b0, c0);
    put(13, bits(-1), b0);
    put(14, b0, bits(1));
    for bit in 0..16 {
        if b0 >> bit & 1 == 1 {
            put(16, bit, 0);
        }
    }
    let (phrase, position) = known[at];
    if phrase != 0 {
        put(17, u64::from(phrase), u64::from(position));
    }
    // The beginning of a sentence, and what the text writes elsewhere.
    let mine = seen.get(&w0).copied().unwrap_or_default();
    let opening = u64::from(token.opens) | (style as u64) << 1;
    let habit = u64::from(mine.small > 0) | u64::from(mine.raised_inside > 0) << 1 | u64::from(mine.times > 1) << 2;
    put(
        18,
        opening,
        habit << 2 | u64::from(words[at] & flag::COMMON != 0) << 1 | u64::from(words[at] & flag::MIXED != 0),
    );
    put(19, opening, b0);
    for bit in 0..11 {
        if mine.cues >> bit & 1 == 1 {
            put(20, bit, u64::from(token.case == Case::Capitals));
        }
    }
    // The run of capitals that it stands in: its last word, its first, what stands before and after.
    let (mut low, mut high) = (at, at + 1);
    while low > run.0
        && at - low < LONGEST_RUN
        && (class[low] >= 7 || class[low - 1] >= 7)
        && !matches!(class[low - 1], 2)
    {
        low -= 1;
    }
    while high < run.1
        && high - at < LONGEST_RUN
        && (class[high] >= 7 || class[high - 1] >= 7)
        && !matches!(class[high], 2)
    {
        high += 1;
    }
    let mut last = high - 1;
    while last > at && class[last] < 7 {
        last -= 1;
    }
    let mut first = low;
    while first < at && class[first] < 7 {
        first += 1;
    }
    let place = u64::from(at == first) | u64::from(at == last) << 1;
    let size = ((last - first + 1).min(5) as u64) << 2;
    put(22, tokens[last].norm, place);
    put(23, u64::from(words[last]), size | place);
    put(24, tokens[first].norm, place);
    put(25, u64::from(words[first]), size | place);
    put(26, size, place | c0 << 8);
    let before = if first > begin { tokens[first - 1].norm } else { 1 };
    let after = if last + 1 < end { tokens[last + 1].norm } else { 2 };
    put(27, before, size);
    put(28, after, size);
    put(29, before, after);
    let before_bits = if first > begin {
        u64::from(words[first - 1])
    } else {
        1 << 20
    };
    let after_bits = if last + 1 < end {
        u64::from(words[last + 1])
    } else {
        1 << 20
    };
    put(32, before_bits, size);
    put(33, after_bits, size);
    put(34, u64::from(words[first]) << 16 | u64::from(words[last]), size | place);
    // A head word within the run (University of ..., Bank of ...).
    let head = (first..=last).find(|&i| words[i] & (flag::HEAD | flag::SITE | flag::COMPANY) != 0);
    if let Some(head) = head {
        put(35, tokens[head].norm, u64::from(head < at) | u64::from(head == at) << 1);
    }
    // The classes of the token, its neighbours and the last word of its run, and of what stands before and after the run.
    let classed = |i: usize| -> u64 {
        if (begin..end).contains(&i) {
            u64::from(classes[i])
        } else {
            1 << 20
        }
    };
    put(40, classed(at), c0);
    put(41, classed(at.wrapping_sub(1)), 0);
    put(42, classed(at + 1), 0);
    put(43, classed(first.wrapping_sub(1)), size);
    put(44, classed(last + 1), size);
    put(45, classed(last), place);
    features.extend_from_slice(&hashes[..count]);
}
