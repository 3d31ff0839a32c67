//! Places in a text, in bytes and in characters.

/// The bytes of a block. Characters are counted by blocks, and found within one.
const BLOCK: usize = 256;

/// A text, and where its characters are.
pub struct Characters<'a> {
    text: &'a str,
    length: usize,
    /// The characters that begin before each block. None of a text that has one byte a character.
    before: Vec<usize>,
}

impl<'a> Characters<'a> {
    /// Counts the characters of a text.
    pub fn of(text: &'a str) -> Characters<'a> {
        let (mut length, mut before) = (text.len(), Vec::new());
        if !text.is_ascii() {
            length = 0;
            for block in text.as_bytes().chunks(BLOCK) {
                before.push(length);
                length += beginning(block);
            }
        }
        Characters { text, length, before }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.length
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.length == 0
    }

    /// The whole text.
    pub fn text(&self) -> &'a str {
        self.text
    }

    /// How many characters begin before a byte, which is the first of a character or the end of the text.
    pub fn at(&self, byte: usize) -> usize {
        if self.before.is_empty() {
            return byte;
        }
        let block = byte / BLOCK;
        match self.before.get(block) {
            Some(before) => before + beginning(&self.text.as_bytes()[block * BLOCK..byte]),
            None => self.length,
        }
    }

    /// The text from one character to another. What lies beyond the text is left out.
    pub fn between(&self, start: usize, end: usize) -> &'a str {
        let start = self.byte(start);
        let end = self.byte(end).max(start);
        &self.text[start..end]
    }

    /// The byte at which a character begins, or the end of the text.
    pub fn byte(&self, character: usize) -> usize {
        if character >= self.length {
            return self.text.len();
        }
        if self.before.is_empty() {
            return character;
        }
        let block = self.before.partition_point(|&before| before <= character) - 1;
        let mut left = character - self.before[block];
        let mut at = block * BLOCK;
        // The block may begin within a character, which belongs to the one before.
        while !self.text.is_char_boundary(at) {
            at += 1;
        }
        for c in self.text[at..].chars() {
            if left == 0 {
                break;
            }
            left -= 1;
            at += c.len_utf8();
        }
        at
    }
}

/// How many characters begin in these bytes.
fn beginning(bytes: &[u8]) -> usize {
    bytes.iter().filter(|&&byte| (byte as i8) >= -0x40).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_in_bytes_and_in_characters() {
        for unit in ["a", "é", "語a", "😀", "a😀é"] {
            for count in [0, 1, 63, 64, 85, 86, 127, 128, 129, 600] {
                let text = unit.repeat(count);
                let known = Characters::of(&text);
                assert_eq!((known.len(), known.is_empty()), (text.chars().count(), count == 0));
                for (character, (byte, c)) in text.char_indices().enumerate() {
                    assert_eq!(known.at(byte), character);
                    assert_eq!(known.between(character, character + 1), c.to_string());
                }
                assert_eq!(known.at(text.len()), known.len());
                assert_eq!(known.between(0, usize::MAX), text);
                assert_eq!(known.between(5, 2), "");
            }
        }
    }
}
