//! A scan of a text for the places where one of some words may begin. Three bytes reject all other places, without a
//! branch: in running text no branch on a letter is foreseen.

/// For each of three bytes the words that have it there, a bit each.
pub struct ThreeByteScan {
    tables: [[u64; 256]; 3],
    next: u32,
}

impl Default for ThreeByteScan {
    fn default() -> ThreeByteScan {
        ThreeByteScan::new()
    }
}

impl ThreeByteScan {
    /// A scan for no word yet.
    pub const fn new() -> ThreeByteScan {
        ThreeByteScan {
            tables: [[0; 256]; 3],
            next: 0,
        }
    }

    /// One more word, by its first bytes; what has fewer than three may go on with any.
    pub const fn add(&mut self, text: &[u8]) {
        let mut sets: [&[u8]; 3] = [&[]; 3];
        let mut at = 0;
        while at < 3 && at < text.len() {
            sets[at] = text.split_at(at).1.split_at(1).0;
            at += 1;
        }
        self.add_sets(sets);
    }

    /// One more word, by the bytes that may stand in each of its first three places; none stand for any.
    pub const fn add_sets(&mut self, sets: [&[u8]; 3]) {
        let bit = 1 << (self.next % 64); // words that share a bit are found with one another's bytes as well
        self.next += 1;
        let mut place = 0;
        while place < 3 {
            let mut at = 0;
            while at < sets[place].len() {
                self.tables[place][sets[place][at] as usize] |= bit;
                at += 1;
            }
            while sets[place].is_empty() && at < 256 {
                self.tables[place][at] |= bit;
                at += 1;
            }
            place += 1;
        }
    }

    /// Where one of the words may begin, in characters and in bytes, in order. Each begins with a byte of ASCII.
    pub fn find<'a>(&'a self, text: &'a str) -> impl Iterator<Item = (usize, usize)> + 'a {
        let bytes = text.as_bytes();
        let [first, second, third] = &self.tables;
        let whole = bytes.windows(3).enumerate().filter_map(move |(at, bytes)| {
            let found = first[bytes[0] as usize] & second[bytes[1] as usize] & third[bytes[2] as usize];
            (found != 0).then_some(at)
        });
        let rest = bytes.len().saturating_sub(2)..bytes.len();
        let rest = rest.filter(move |&at| {
            let next = bytes.get(at + 1).copied().unwrap_or_default();
            first[bytes[at] as usize] & second[next as usize] & third[0] != 0
        });
        let (mut place, mut counted) = (0, 0); // characters up to a byte
        whole.chain(rest).map(move |at| {
            (place, counted) = (place + text[counted..at].chars().count(), at);
            (place, at)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_begin_is_found_up_to_the_end() {
        let mut scan = ThreeByteScan::new();
        scan.add(b"Mr");
        scan.add(b"Senator");
        scan.add_sets([b"AE", b"U", b""]);
        let bytes = scan.find("Mr Sen, Set AUx EU Sen").map(|(_, at)| at);
        assert_eq!(bytes.collect::<Vec<_>>(), [0, 3, 12, 16, 19]);
        assert_eq!(scan.find("EU").collect::<Vec<_>>(), [(0, 0)]);
        assert_eq!(scan.find("\u{e9}EU \u{e9}").collect::<Vec<_>>(), [(1, 2)]);
        assert_eq!(scan.find("").count(), 0);
    }
}
