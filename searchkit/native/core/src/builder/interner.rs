//! Distinct byte strings and their numbers, in the order in which they were first seen.

use std::hash::{BuildHasher, RandomState};

/// Grows to at most this many bytes of keys, so that offsets fit 32 bits.
const MOST_BYTES: usize = u32::MAX as usize - (1 << 20);

/// Distinct byte strings with their numbers.
pub struct Interner {
    /// (low half of the hash, number + 1), or (0, 0) where free.
    table: Vec<(u32, u32)>,
    mask: usize,
    bytes: Vec<u8>,
    ends: Vec<u32>,
    seed: u64,
}

impl Default for Interner {
    fn default() -> Self {
        Interner {
            table: vec![(0, 0); 1 << 8],
            mask: (1 << 8) - 1,
            bytes: Vec::new(),
            ends: Vec::new(),
            // Texts are strangers': words that all fall on one place must not be foreseeable.
            seed: RandomState::new().hash_one(0x5ea5c1),
        }
    }
}

const K: u64 = 0x9e37_79b9_7f4a_7c15;

#[inline]
fn mix(a: u64, b: u64) -> u64 {
    let product = u128::from(a) * u128::from(b);
    product as u64 ^ (product >> 64) as u64
}

#[inline]
fn hash(key: &[u8], seed: u64) -> u64 {
    let n = key.len();
    #[expect(clippy::expect_used, reason = "a slice of eight bytes is an array of eight")]
    let word = |at: usize| u64::from_le_bytes(key[at..at + 8].try_into().expect("eight bytes"));
    #[expect(clippy::expect_used, reason = "a slice of four bytes is an array of four")]
    let half = |at: usize| u64::from(u32::from_le_bytes(key[at..at + 4].try_into().expect("four bytes")));
    let mut state = seed ^ (n as u64).wrapping_mul(K);
    if n >= 8 {
        let mut at = 0;
        while at + 8 < n {
            state = mix(state ^ word(at), K);
            at += 8;
        }
        state = mix(state ^ word(n - 8), K ^ seed);
    } else if n >= 4 {
        state = mix(state ^ (half(0) << 32 | half(n - 4)), K ^ seed);
    } else if n > 0 {
        let small = u64::from(key[0]) | u64::from(key[n / 2]) << 8 | u64::from(key[n - 1]) << 16;
        state = mix(state ^ small, K ^ seed);
    }
    state
}

impl Interner {
    /// The number of a key, and whether it is new.
    #[inline]
    pub fn intern(&mut self, key: &[u8]) -> (u32, bool) {
        let hash = hash(key, self.seed);
        let low = hash as u32;
        let mut at = (hash >> 32) as usize & self.mask;
        loop {
            let (other, number) = self.table[at];
            if number == 0 {
                break;
            }
            if other == low && self.get(number - 1) == key {
                return (number - 1, false);
            }
            at = (at + 1) & self.mask;
        }
        let number = self.ends.len() as u32;
        self.bytes.extend_from_slice(key);
        self.ends.push(self.bytes.len() as u32);
        self.table[at] = (low, number + 1);
        if self.ends.len() * 2 > self.table.len() {
            self.grow();
        }
        (number, true)
    }

    fn grow(&mut self) {
        let size = self.table.len() * 2;
        self.mask = size - 1;
        self.table = vec![(0, 0); size];
        for number in 0..self.ends.len() as u32 {
            let hash = hash(self.get(number), self.seed);
            let mut at = (hash >> 32) as usize & self.mask;
            while self.table[at].1 != 0 {
                at = (at + 1) & self.mask;
            }
            self.table[at] = (hash as u32, number + 1);
        }
    }

    /// The key of a number.
    #[inline]
    pub fn get(&self, number: u32) -> &[u8] {
        let start = if number == 0 {
            0
        } else {
            self.ends[number as usize - 1] as usize
        };
        &self.bytes[start..self.ends[number as usize] as usize]
    }

    /// How many keys there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// Bytes that it takes, about.
    pub fn memory(&self) -> usize {
        self.table.capacity() * 8 + self.bytes.capacity() + self.ends.capacity() * 4
    }

    /// Whether the next keys might not fit any more.
    pub fn is_full(&self) -> bool {
        self.bytes.len() > MOST_BYTES
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_keeps_its_number() {
        let mut interner = Interner::default();
        let keys: Vec<String> = (0..5000).map(|n| format!("{}k{n}", "x".repeat(n % 20))).collect();
        for (n, key) in keys.iter().enumerate() {
            assert_eq!(interner.intern(key.as_bytes()), (n as u32, true));
        }
        for (n, key) in keys.iter().enumerate() {
            assert_eq!(interner.intern(key.as_bytes()), (n as u32, false));
            assert_eq!(interner.get(n as u32), key.as_bytes());
        }
        assert_eq!(interner.intern(b""), (5000, true));
        assert_eq!(interner.intern(b""), (5000, false));
    }
}
