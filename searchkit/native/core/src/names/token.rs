//! The tokens of a text for finding names: words as newspapers write them, with places in bytes and in characters.

/// What the letters of a token look like.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Case {
    /// No letter and no digit.
    Mark,
    /// Begins with a digit.
    Digit,
    /// Begins with a small letter.
    Small,
    /// One capital, then small letters.
    Raised,
    /// Capitals only, two at least.
    Capitals,
    /// Begins with a capital and has others among small letters.
    Mixed,
    /// A single capital, with or without its stop.
    Initial,
}

/// One token.
#[derive(Clone, Copy, Debug)]
pub struct Token {
    /// Where it begins, in bytes.
    pub start: usize,
    /// Where it ends, in bytes.
    pub end: usize,
    /// Where it begins, in characters.
    pub char_start: usize,
    /// Where it ends, in characters.
    pub char_end: usize,
    /// What its letters look like.
    pub case: Case,
    /// White space stands before it.
    pub spaced: bool,
    /// A sentence or a paragraph begins with it.
    pub opens: bool,
    /// A hash of its letters and digits, lower-cased, without accents, stops and apostrophes.
    pub norm: u64,
}

const SEED: u64 = 0xcbf2_9ce4_8422_2325;
const PRIME: u64 = 0x0000_0100_0000_01b3;

/// One more character in the hash of a word.
#[inline]
pub fn hashed(hash: u64, c: char) -> u64 {
    (hash ^ u64::from(c as u32)).wrapping_mul(PRIME)
}

/// The hash of no word.
pub const EMPTY: u64 = SEED;

/// The plain letter of an accented one, lower-cased; None for what is left out.
#[inline]
pub fn plain(c: char) -> Option<char> {
    if c.is_ascii_alphanumeric() {
        return Some(c.to_ascii_lowercase());
    }
    if c.is_ascii() {
        return (c != '.' && c != '\'').then_some(c);
    }
    if ('\u{300}'..'\u{370}').contains(&c) || c == '\u{2019}' {
        return None;
    }
    let lower = c.to_lowercase().next().unwrap_or(c);
    Some(match lower {
        'à'..='å' | 'ā' | 'ă' | 'ą' => 'a',
        'ç' | 'ć' | 'ĉ' | 'ċ' | 'č' => 'c',
        'è'..='ë' | 'ē' | 'ĕ' | 'ė' | 'ę' | 'ě' => 'e',
        'ì'..='ï' | 'ĩ' | 'ī' | 'ĭ' | 'į' | 'ı' => 'i',
        'ñ' | 'ń' | 'ņ' | 'ň' => 'n',
        'ò'..='ö' | 'ø' | 'ō' | 'ŏ' | 'ő' => 'o',
        'ù'..='ü' | 'ũ' | 'ū' | 'ŭ' | 'ů' | 'ű' | 'ų' => 'u',
        'ý' | 'ÿ' => 'y',
        'ś' | 'ŝ' | 'ş' | 'š' | 'ș' => 's',
        'ţ' | 'ť' | 'ț' => 't',
        'ź' | 'ż' | 'ž' => 'z',
        'ğ' | 'ĝ' | 'ġ' | 'ģ' => 'g',
        'ł' | 'ĺ' | 'ļ' | 'ľ' => 'l',
        'ŕ' | 'ř' => 'r',
        'ď' | 'đ' => 'd',
        'ķ' => 'k',
        other => other,
    })
}

/// The hash by which a word is known (`norm` of its token).
pub fn norm(word: &str) -> u64 {
    if word.is_ascii() {
        return word
            .bytes()
            .filter(|&b| b != b'.' && b != b'\'')
            .fold(EMPTY, |hash, b| hashed(hash, b.to_ascii_lowercase() as char));
    }
    word.chars().filter_map(plain).fold(EMPTY, hashed)
}

/// Abbreviations whose stop belongs to them and ends no sentence.
const ABBREVIATED: &[&str] = &[
    "mr", "mrs", "ms", "dr", "prof", "gen", "sen", "sens", "rep", "reps", "gov", "lt", "col", "sgt", "capt", "maj",
    "adm", "rev", "st", "jr", "sr", "inc", "corp", "ltd", "co", "bros", "cos", "ft", "mt", "messrs", "hon", "cmdr",
    "brig", "cpl", "pvt", "ste", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sept", "sep", "oct", "nov", "dec",
    "vs", "atty", "supt", "fr", "bhd", "ala", "ariz", "ark", "calif", "colo", "conn", "fla", "ill", "kan", "md",
    "mass", "mich", "minn", "miss", "mont", "neb", "nev", "okla", "ore", "pa", "tenn", "tex", "va", "vt", "wash",
    "wis", "wyo",
];
/// Of these, the ones that may end a sentence.
const MAY_END: &[&str] = &[
    "inc", "corp", "ltd", "co", "bros", "cos", "jr", "sr", "bhd", "st", "ala", "ariz", "ark", "calif", "colo", "conn",
    "fla", "ill", "kan", "md", "mass", "mich", "minn", "miss", "mont", "neb", "nev", "okla", "ore", "pa", "tenn",
    "tex", "va", "vt", "wash", "wis", "wyo",
];
/// What may follow a hyphen without being part of the name before it.
const TAILS: &[&str] = &[
    "based",
    "born",
    "bound",
    "built",
    "backed",
    "brand",
    "controlled",
    "era",
    "funded",
    "held",
    "led",
    "level",
    "like",
    "linked",
    "listed",
    "made",
    "only",
    "owned",
    "run",
    "style",
    "type",
    "wide",
    "area",
    "trained",
    "educated",
    "speaking",
    "occupied",
    "mandated",
    "sponsored",
    "brokered",
    "related",
    "bred",
    "raised",
    "dominated",
    "ruled",
    "administered",
    "imposed",
];

#[inline]
fn wordy(c: char) -> bool {
    c.is_alphanumeric() || ('\u{300}'..'\u{370}').contains(&c)
}

fn case_of(word: &str) -> Case {
    if let [first, rest @ ..] = word.as_bytes()
        && word.is_ascii()
    {
        return match first {
            b'0'..=b'9' => Case::Digit,
            b'a'..=b'z' => Case::Small,
            b'A'..=b'Z' => match (
                rest.iter().any(u8::is_ascii_uppercase),
                rest.iter().any(u8::is_ascii_lowercase),
            ) {
                (false, false) => Case::Initial,
                (false, true) => Case::Raised,
                (true, false) => Case::Capitals,
                (true, true) => Case::Mixed,
            },
            _ => Case::Mark,
        };
    }
    let mut chars = word.chars();
    let first = chars.next().unwrap_or(' ');
    if first.is_numeric() {
        return Case::Digit;
    }
    if !first.is_alphabetic() {
        return Case::Mark;
    }
    if !first.is_uppercase() {
        return Case::Small;
    }
    let (mut upper, mut lower) = (1, 0);
    for c in chars {
        if c.is_uppercase() {
            upper += 1;
        } else if c.is_lowercase() {
            lower += 1;
        }
    }
    match (upper, lower) {
        (1, 0) => Case::Initial,
        (1, _) => Case::Raised,
        (_, 0) => Case::Capitals,
        _ => Case::Mixed,
    }
}

/// The tokens of `text`, in order.
pub fn tokens(text: &str) -> Vec<Token> {
    let chars: Vec<(usize, char)> = if text.is_ascii() {
        text.bytes().map(char::from).enumerate().collect()
    } else {
        text.char_indices().collect()
    };
    let mut found: Vec<Token> = Vec::with_capacity(chars.len() / 4);
    let mut at = 0;
    let mut spaced = true;
    let mut opens = true;
    let mut lines = 0;
    while at < chars.len() {
        let c = chars[at].1;
        if c.is_whitespace() || c.is_control() {
            spaced = true;
            lines += usize::from(c == '\n');
            if lines > 1 || c == '\u{2029}' || (c == ' ' && at > 1 && chars[at - 1].1 == ' ' && chars[at - 2].1 == '\n')
            {
                opens = true;
            }
            at += 1;
            continue;
        }
        lines = 0;
        let end = if wordy(c) {
            word_end(&chars, at)
        } else {
            mark_end(&chars, at)
        };
        let end = end.max(at + 1);
        push(text, &chars, at, end, spaced, &mut opens, &mut found);
        spaced = false;
        at = end;
    }
    found
}

fn mark_end(chars: &[(usize, char)], at: usize) -> usize {
    let c = chars[at].1;
    if (c == '\'' || c == '\u{2019}') && at > 0 && wordy(chars[at - 1].1) {
        let letter = chars.get(at + 1).is_some_and(|&(_, s)| s == 's' || s == 'S');
        if letter && !chars.get(at + 2).is_some_and(|&(_, n)| wordy(n)) {
            return at + 2;
        }
    }
    let mut end = at + 1;
    while end < chars.len() && chars[end].1 == c {
        end += 1;
    }
    end
}

/// The end of the word that begins at `at`.
fn word_end(chars: &[(usize, char)], start: usize) -> usize {
    let get = |i: usize| chars.get(i).map_or(' ', |&(_, c)| c);
    let mut at = start;
    // U.S., D.C., J. (before a name)
    if get(at).is_uppercase() && get(at + 1) == '.' {
        let mut end = at;
        while get(end).is_uppercase() && get(end + 1) == '.' {
            end += 2;
        }
        if !wordy(get(end)) && (end - at > 2 || !get(end).is_alphanumeric()) {
            let next = get(end);
            let after = if next.is_whitespace() { get(end + 1) } else { next };
            if end - at > 2 || after.is_uppercase() || after == ',' {
                return end;
            }
        } else if end - at > 2 || get(end).is_uppercase() {
            return end;
        }
    }
    while at < chars.len() {
        let c = get(at);
        if wordy(c) {
            at += 1;
            continue;
        }
        let (before, after) = (get(at - 1), get(at + 1));
        let inside = wordy(before)
            && wordy(after)
            && match c {
                '\'' | '\u{2019}' => after.is_alphabetic() && (!matches!(after, 's' | 'S') || wordy(get(at + 2))),
                '-' | '\u{2010}' | '\u{2011}' => !hyphen_parts(chars, start, at),
                '&' => true,
                '.' => {
                    before.is_alphabetic() == after.is_alphabetic()
                        && (before.is_ascii_digit() || after.is_lowercase() || at - start < 4)
                }
                ',' => before.is_ascii_digit() && after.is_ascii_digit(),
                _ => false,
            };
        if !inside {
            if c == '.' && at - start < 7 && abbreviated(chars, start, at, ABBREVIATED) {
                return at + 1;
            }
            break;
        }
        at += 1;
    }
    at
}

fn abbreviated(chars: &[(usize, char)], start: usize, end: usize, list: &[&str]) -> bool {
    list.iter().any(|word| {
        word.len() == end - start
            && word
                .bytes()
                .zip(&chars[start..end])
                .all(|(b, &(_, c))| c.to_ascii_lowercase() == b as char)
    }) && chars[start].1.is_uppercase()
}

/// Whether a hyphen parts two tokens: EU-Kazakhstan, Paris-based.
fn hyphen_parts(chars: &[(usize, char)], start: usize, at: usize) -> bool {
    let head = &chars[start..at];
    if head.len() > 1 && head.len() < 6 && head.iter().all(|&(_, c)| c.is_uppercase()) {
        let tail = &chars[at + 1..];
        return tail[0].1.is_uppercase() && tail.get(1).is_some_and(|&(_, c)| c.is_lowercase())
            || tail[0].1.is_lowercase();
    }
    let tail: String = chars[at + 1..]
        .iter()
        .take(16)
        .map(|&(_, c)| c)
        .take_while(|&c| wordy(c) || c == '-')
        .collect();
    TAILS.contains(&tail.as_str())
}

fn push(
    text: &str,
    chars: &[(usize, char)],
    at: usize,
    end: usize,
    spaced: bool,
    opens: &mut bool,
    found: &mut Vec<Token>,
) {
    let (from, to) = (chars[at].0, chars.get(end).map_or(text.len(), |&(byte, _)| byte));
    let word = &text[from..to];
    let case = case_of(word);
    if let Some(last) = found.last() {
        let before = &text[last.start..last.end];
        // A stop within an abbreviation that may end a sentence does so before a capital that is no name's.
        let closed = before.ends_with('.')
            && last.case != Case::Mark
            && before.len() < 8
            && MAY_END
                .iter()
                .any(|word| before.len() == word.len() + 1 && before[..word.len()].eq_ignore_ascii_case(word));
        if closed && spaced && STARTS.contains(&word) {
            *opens = true;
        }
        if before.ends_with('.') && last.case == Case::Capitals && spaced && STARTS.contains(&word) {
            *opens = true;
        }
    }
    found.push(Token {
        start: from,
        end: to,
        char_start: at,
        char_end: end,
        case,
        spaced,
        opens: *opens,
        norm: if case == Case::Mark {
            word.chars().fold(EMPTY, hashed)
        } else {
            norm(word)
        },
    });
    let first = chars[at].1;
    if case == Case::Mark {
        if matches!(first, '.' | '!' | '?' | '\u{2026}' | ';' | ':' | '|' | '\u{2022}' | '*')
            || (first == '-' && spaced)
            || matches!(first, '\u{2013}' | '\u{2014}')
        {
            *opens = true;
        } else if !matches!(
            first,
            '"' | '\u{201c}' | '\u{201d}' | '\'' | '\u{2018}' | '\u{2019}' | '(' | '[' | '<' | '\u{ab}' | '`' | ')'
        ) {
            *opens = false;
        }
    } else {
        *opens = false;
    }
}

/// Words that begin a sentence after an abbreviation, since no name goes on with them.
const STARTS: &[&str] = &[
    "The", "He", "She", "It", "They", "We", "In", "On", "At", "But", "And", "A", "An", "This", "That", "These", "His",
    "Her", "Its", "Their", "As", "For", "From", "After", "Before", "When", "While", "However", "I", "If", "There",
    "With", "By", "To",
];
