//! What programs write where a value is missing. `ingest/words_for_nothing.py` has the same.

const WORDS: [&str; 22] = [
    "n/a",
    "n.a.",
    "#n/a",
    "nan",
    "null",
    "none",
    "nil",
    "undefined",
    "unknown",
    "unspecified",
    "-",
    "--",
    "\u{2013}",
    "\u{2014}",
    "?",
    "...",
    "[]",
    "{}",
    "not available",
    "not applicable",
    "not specified",
    "no data",
];
/// Bytes of the longest.
const LONGEST: usize = 16;

/// Whether a text in a field for a name only says that there is none.
pub fn says_nothing(text: &str) -> bool {
    let text = text.trim();
    text.len() <= LONGEST && WORDS.iter().any(|word| text.eq_ignore_ascii_case(word))
}
