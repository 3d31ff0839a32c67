//! The plain lines of a block of JSON Lines, one after another, up to a line that is not plain.

use super::clean_line::is_blank;
use super::plain_line::record_of;
use super::record::Record;

/// A plain line, and where it stands.
pub struct PlainLine {
    /// Its article.
    pub record: Record,
    /// Its first byte in the source.
    pub start: u64,
    /// The byte after its last.
    pub end: u64,
    /// Its number, from 1.
    pub line: u64,
}

/// What was read of a block.
pub struct Taken {
    /// The plain lines, in order. Blank lines between them are left out.
    pub lines: Vec<PlainLine>,
    /// Where the next line begins, in bytes of the block. It is not plain, or the block ends there.
    pub next: usize,
    /// The number of that line.
    pub line: u64,
}

/// Reads the lines of a block from the byte `from` on, which is the byte `at` of the source and begins the line `line`.
/// The last line may lack its end.
pub fn plain_lines(block: &[u8], from: usize, at: u64, line: u64) -> Taken {
    let mut taken = Taken {
        lines: Vec::new(),
        next: from.min(block.len()),
        line,
    };
    while taken.next < block.len() {
        let left = &block[taken.next..];
        let length = length_of_line(left);
        let Ok(text) = std::str::from_utf8(&left[..length]) else {
            break;
        };
        let content = text.trim_end_matches(['\r', '\n']);
        if !is_blank(content) {
            let Some(record) = record_of(content) else { break };
            let start = at + (taken.next - from) as u64;
            taken.lines.push(PlainLine {
                record,
                start,
                end: start + content.len() as u64,
                line: taken.line,
            });
        }
        taken.next += length;
        taken.line += 1;
    }
    taken
}

/// The bytes of the first line, with its end. Many bytes are looked at together.
fn length_of_line(bytes: &[u8]) -> usize {
    let mut at = 0;
    while let Some(chunk) = bytes[at..].first_chunk::<32>() {
        if chunk.iter().fold(false, |any, byte| any | (*byte == b'\n')) {
            break;
        }
        at += chunk.len();
    }
    let end = bytes[at..].iter().position(|byte| *byte == b'\n');
    end.map_or(bytes.len(), |further| at + further + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(block: &[u8], from: usize) -> (Vec<(u64, u64, u64)>, usize, u64) {
        let taken = plain_lines(block, from, 100, 7);
        let lines = taken.lines.iter().map(|line| (line.start, line.end, line.line));
        (lines.collect(), taken.next, taken.line)
    }

    #[test]
    fn lines_are_read_up_to_one_that_is_not_plain() {
        let block = b"{\"title\":\"a\"}\r\n \t\n{\"title\":\"b\"}\n[]\n{\"title\":\"c\"}";
        assert_eq!(places(block, 0), (vec![(100, 113, 7), (118, 131, 9)], 32, 10));
        assert_eq!(places(block, 32), (vec![], 32, 7));
        assert_eq!(places(block, 35), (vec![(100, 113, 7)], block.len(), 8));
        assert_eq!(places(block, block.len()), (vec![], block.len(), 7));
    }

    #[test]
    fn a_line_with_bytes_that_are_not_utf8_is_left() {
        let block = b"{\"title\":\"a\"}\n{\"title\":\"\xff\"}\n{\"title\":\"b\"}\n";
        assert_eq!(places(block, 0), (vec![(100, 113, 7)], 14, 8));
        assert_eq!(places(b"{\"title\":\"a\"} \xff", 0), (vec![], 0, 7));
        assert_eq!(places(b"\n\xff", 0), (vec![], 1, 8));
    }
}
