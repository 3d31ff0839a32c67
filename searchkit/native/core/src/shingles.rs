//! What of a text its copies share: the set of its shingles, runs of a few words each, as hashes.
//!
//! ```text
//! word      the folded form of a raw word of the archive's splitter (lower-cased, without accents)
//! h(word)   FNV-1a of its UTF-8 bytes in 64 bits
//! shingle   s := 0; for each of its words, s := mix(s + h(word)); its hash is the upper 32 bits of s
//! mix(x)    x ^= x >> 30, x *= 0xbf58476d1ce4e5b9, x ^= x >> 27, x *= 0x94d049bb133111eb, x ^= x >> 31
//! minimum   of part p of n: the least hash in [p * 2^32 / n, (p + 1) * 2^32 / n); for a part without one, that of the
//!           first part with one among (mix(p << 32 | attempt) >> 32) * n >> 32, attempt = 1, 2, ...
//! key       of band b: s := mix(b), then s := mix(s + minimum) for each of its rows; its upper 32 bits
//! digest    s := the number of words, then s := mix(s + hash) for each hash in order; its upper 63 bits
//! ```
//!
//! Numbers wrap. A text of fewer words than a shingle has is one shingle; one without words has none. The keys are part
//! of indexes on disk: other definitions are another version of the archive.
//!
//! Sources: shingles and resemblance are A. Broder's (On the resemblance and containment of documents, 1997); one
//! permutation in parts is that of P. Li, A. Owen and C.-H. Zhang (One Permutation Hashing, NIPS 2012), and how parts
//! without a hash borrow that of A. Shrivastava (Optimal Densification for Fast and Accurate Minwise Hashing, ICML 2017).

use crate::analysis::{Form, Splitter};

/// The hashes of a text's shingles, each once, in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shingles {
    hashes: Vec<u32>,
    words: usize,
}

#[inline]
fn mix(mut x: u64) -> u64 {
    x = (x ^ x >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ x >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ x >> 31
}

#[inline]
fn upper(x: u64) -> u32 {
    (x >> 32) as u32
}

#[inline]
fn fnv(bytes: impl Iterator<Item = u8>) -> u64 {
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

impl Shingles {
    /// The shingles of `width` words (at least one).
    pub fn of(text: &str, width: usize) -> Shingles {
        let width = width.max(1);
        let mut words: Vec<u64> = Vec::with_capacity(text.len() / 6);
        let mut form = String::new();
        Splitter::Archive.split(text, |start, end| {
            let raw = &text[start..end];
            words.push(if raw.is_ascii() {
                fnv(raw.bytes().map(|byte| byte.to_ascii_lowercase()))
            } else {
                Form::Fold.of(raw, &mut form);
                fnv(form.bytes())
            });
        });
        let shingle = |run: &[u64]| upper(run.iter().fold(0, |sum: u64, word| mix(sum.wrapping_add(*word))));
        let mut hashes: Vec<u32> = if words.len() < width && !words.is_empty() {
            vec![shingle(&words)]
        } else {
            words.windows(width).map(shingle).collect()
        };
        hashes.sort_unstable();
        hashes.dedup();
        Shingles {
            hashes,
            words: words.len(),
        }
    }

    /// How many distinct shingles there are.
    pub fn len(&self) -> usize {
        self.hashes.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.hashes.is_empty()
    }

    /// How many words the text has.
    pub fn words(&self) -> usize {
        self.words
    }

    /// How many shingles two texts have in common.
    pub fn common(&self, other: &Shingles) -> usize {
        let (mut a, mut b) = (self.hashes.iter().peekable(), other.hashes.iter().peekable());
        let mut found = 0;
        while let (Some(x), Some(y)) = (a.peek(), b.peek()) {
            let order = x.cmp(y);
            found += usize::from(order.is_eq());
            if order.is_le() {
                a.next();
            }
            if order.is_ge() {
                b.next();
            }
        }
        found
    }

    /// A number that texts of the same shingles and as many words share, and other texts do not.
    pub fn digest(&self) -> u64 {
        let add = |sum: u64, hash: &u32| mix(sum.wrapping_add(u64::from(*hash)));
        self.hashes.iter().fold(self.words as u64, add) >> 1
    }

    /// The keys of `bands` bands of `rows` minima each; none for a text without words. Two texts of resemblance `j` share
    /// a given key with a probability of about `j` to the power of `rows`.
    pub fn keys(&self, bands: usize, rows: usize) -> Vec<u32> {
        let parts = bands * rows;
        if self.hashes.is_empty() || parts == 0 {
            return Vec::new();
        }
        let part_of = |hash: u32| ((u64::from(hash) * parts as u64) >> 32) as usize;
        let mut minima: Vec<Option<u32>> = vec![None; parts];
        for &hash in self.hashes.iter().rev() {
            minima[part_of(hash)] = Some(hash);
        }
        let minimum = |part: usize| {
            let borrowed = || {
                let tried = |attempt: u64| minima[part_of(upper(mix((part as u64) << 32 | attempt)))];
                // Some part has a hash; an attempt for each of 2^32 comes upon it.
                (1..=u64::from(u32::MAX)).find_map(tried).unwrap_or_default()
            };
            minima[part].unwrap_or_else(borrowed)
        };
        (0..bands)
            .map(|band| {
                let rows = (band * rows..(band + 1) * rows).map(minimum);
                upper(rows.fold(mix(band as u64), |sum, row| mix(sum.wrapping_add(u64::from(row)))))
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shingles_are_runs_of_folded_words() {
        let a = Shingles::of("The port of Genoa was closed.", 3);
        assert_eq!((a.len(), a.words()), (4, 6));
        assert_eq!(a, Shingles::of("THE PORT -- of Génoa's was closed", 3));
        let b = Shingles::of("The port of Genoa was opened.", 3);
        assert_eq!((a.common(&b), b.common(&a), a.common(&a)), (3, 3, 4));
        assert_eq!(Shingles::of("one two", 5).len(), 1);
        assert_ne!(Shingles::of("one two", 5), Shingles::of("one three", 5));
        assert_eq!(Shingles::of("a b a b a b", 2).len(), 2);
        let none = Shingles::of(" ... ", 3);
        assert!(none.is_empty() && none.keys(8, 3).is_empty());
    }

    #[test]
    fn keys_never_change() {
        let text = "The port of Genoa was closed on Monday after dockers had walked out over pay.";
        assert_eq!(
            Shingles::of(text, 4).keys(4, 3),
            [0xde1d_56d7, 0xde1e_334f, 0xf13b_2918, 0xc99a_3a3a]
        );
        assert_eq!(Shingles::of("one", 4).keys(2, 3), [0xc688_af42, 0x263e_60db]);
        assert_eq!(Shingles::of(text, 4).digest(), 0x3a75_61c1_9974_62fa);
        assert_eq!(Shingles::of("", 4).digest(), 0);
        // The same shingles in more words.
        let (a, b) = (Shingles::of("a b a b a", 2), Shingles::of("a b a b a b", 2));
        assert_eq!((a.len(), a.common(&b), a.digest() == b.digest()), (2, 2, false));
    }

    #[test]
    fn texts_that_resemble_each_other_share_keys() {
        // Random texts of 120 words of which the last `changed` differ: the share of common keys follows the resemblance.
        let mut state = 1u64;
        let mut word = || {
            state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
            format!("w{} ", mix(state) % 100_000)
        };
        for (changed, rows) in [(10, 1), (40, 1), (25, 2)] {
            let (mut shared, mut asked, mut expected) = (0, 0, 0.0);
            for _ in 0..400 {
                let head: String = (0..120 - changed).map(|_| word()).collect();
                let mut whole = || head.clone() + &(0..changed).map(|_| word()).collect::<String>();
                let (a, b) = (Shingles::of(&whole(), 4), Shingles::of(&whole(), 4));
                let common = a.common(&b);
                expected += (common as f64 / (a.len() + b.len() - common) as f64).powi(rows);
                let (x, y) = (a.keys(12, rows as usize), b.keys(12, rows as usize));
                shared += x.iter().zip(&y).filter(|(x, y)| x == y).count();
                asked += 12;
            }
            let (found, expected) = (shared as f64 / f64::from(asked), expected / 400.0);
            assert!((found - expected).abs() < 0.03, "{found} of {expected}");
        }
    }
}
