//! Whether a text may be HTML. Only `ingest/markup.py` knows, and this asks it a little too often.

/// Bytes of the longest reference to a character, with its end.
const LONGEST_REFERENCE: usize = 34;

/// Whether a text has what may be a tag (`<p`, `</p`, `<!--`) or a reference (`&amp;`).
pub fn may_have_markup(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.iter().enumerate().any(|(at, byte)| match byte {
        b'<' => matches!(bytes.get(at + 1), Some(next) if next.is_ascii_alphabetic() || matches!(next, b'/' | b'!')),
        b'&' => {
            matches!(bytes.get(at + 1), Some(next) if next.is_ascii_alphabetic() || *next == b'#')
                && bytes[at..bytes.len().min(at + LONGEST_REFERENCE)].contains(&b';')
        }
        _ => false,
    })
}
