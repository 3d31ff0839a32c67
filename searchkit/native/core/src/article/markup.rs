//! Whether a text may be HTML. Only `ingest/markup.py` knows, and this asks it a little too often.

/// Bytes of the longest reference to a character, with its end.
const LONGEST_REFERENCE: usize = 34;
/// The elements of HTML, in small letters.
pub const HTML_ELEMENTS: &str = "a abbr acronym address article aside audio b big blockquote body br button caption center cite code \
    col dd del details div dl dt em embed fieldset figcaption figure font footer form h1 h2 h3 h4 h5 h6 \
    head header hr html i iframe img input ins kbd label li link main mark meta nav noscript object ol \
    option p picture pre q s samp script section select small source span strike strong style sub \
    summary sup svg table tbody td template tfoot th thead time title tr tt u ul var video wbr";
/// Bytes of the longest name of a tag.
const LONGEST_NAME: usize = 31;

/// Whether a text has what may be a tag (`<p`, `</p`, `<!--`) or a reference (`&amp;`).
pub fn may_have_markup(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.iter().enumerate().any(|(at, byte)| match byte {
        b'<' => begins_tag(&bytes[at + 1..]),
        b'&' => {
            matches!(bytes.get(at + 1), Some(next) if next.is_ascii_alphabetic() || *next == b'#')
                && bytes[at..bytes.len().min(at + LONGEST_REFERENCE)].contains(&b';')
        }
        _ => false,
    })
}

/// Whether a tag or a comment may begin with what follows a `<`. A formula (`a<b$`) and a name of one's own (`<FNB>`) are
/// none. The end of any element may be one.
fn begins_tag(after: &[u8]) -> bool {
    if after.starts_with(b"!--") || after.starts_with(b"/") {
        return true;
    }
    let length = after
        .iter()
        .take(LONGEST_NAME)
        .take_while(|byte| byte.is_ascii_alphanumeric())
        .count();
    let name = &after[..length];
    HTML_ELEMENTS
        .split(' ')
        .any(|known| known.as_bytes().eq_ignore_ascii_case(name))
}
