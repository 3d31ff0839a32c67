//! What is known of words and phrases before a text is read: sets of flags by hash.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use super::token::{Token, tokens};

/// What a word or a phrase can be. Those that no code names are still features.
#[allow(dead_code)]
pub mod flag {
    /// A given name.
    pub const GIVEN: u16 = 1;
    /// A surname.
    pub const SURNAME: u16 = 1 << 1;
    /// A country.
    pub const COUNTRY: u16 = 1 << 2;
    /// A city.
    pub const CITY: u16 = 1 << 3;
    /// A town.
    pub const TOWN: u16 = 1 << 4;
    /// An organisation.
    pub const ORG: u16 = 1 << 5;
    /// A word for a people.
    pub const DEMONYM: u16 = 1 << 6;
    /// A title before the name of a person.
    pub const TITLE: u16 = 1 << 7;
    /// What companies end with: Inc, Ltd.
    pub const COMPANY: u16 = 1 << 8;
    /// What organisations are: University, Bank.
    pub const HEAD: u16 = 1 << 9;
    /// A month or a day of the week.
    pub const CALENDAR: u16 = 1 << 10;
    /// What a person does: minister, spokesman.
    pub const CALLING: u16 = 1 << 11;
    /// A verb of speech: said.
    pub const SPEECH: u16 = 1 << 12;
    /// What places are: River, Airport.
    pub const SITE: u16 = 1 << 13;
    /// A word that is nearly always written small.
    pub const COMMON: u16 = 1 << 14;
    /// A word that is written small as often as not.
    pub const MIXED: u16 = 1 << 15;
}

/// The flags of phrases that may have several words.
pub const PHRASES: u16 = flag::COUNTRY | flag::CITY | flag::TOWN | flag::ORG;
/// The most words of a phrase.
pub const LONGEST: usize = 6;

/// A hash that is a key is its own hash.
#[derive(Default)]
pub struct AsIs(u64);

impl Hasher for AsIs {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(byte);
        }
    }
    fn write_u64(&mut self, value: u64) {
        self.0 = value.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
    fn write_u32(&mut self, value: u32) {
        self.0 = u64::from(value).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
}

/// What tells the key of the class of a word from that of its flags.
const CLASSES: u32 = 0x5bd1_e995;

/// A map whose keys are hashes.
pub type Hashed<K, V> = HashMap<K, V, BuildHasherDefault<AsIs>>;

/// The hash of a phrase with one more word.
#[inline]
pub fn joined(phrase: u64, word: u64) -> u64 {
    (phrase.rotate_left(17) ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

/// What is known of words and phrases, by 32 bits of their hashes.
#[derive(Default)]
pub struct Lexicon {
    /// The flags of a word or a phrase, and the class of a word.
    pub flags: Hashed<u32, u16>,
    /// The most words of the phrases that a word begins.
    pub begins: Hashed<u32, u8>,
}

/// The key under which a word is kept.
#[inline]
pub fn key(hash: u64) -> u32 {
    (hash ^ (hash >> 32)) as u32
}

impl Lexicon {
    /// Adds flags to a phrase; its words are parted by spaces.
    pub fn add(&mut self, phrase: &str, flags: u16) {
        let words: Vec<u64> = tokens(phrase).iter().map(|t| t.norm).collect();
        match words.len() {
            0 => {}
            1 => *self.flags.entry(key(words[0])).or_default() |= flags,
            n if n <= LONGEST => {
                let whole = words.iter().fold(0, |hash, &word| joined(hash, word));
                *self.flags.entry(key(whole)).or_default() |= flags & PHRASES;
                let longest = self.begins.entry(key(words[0])).or_default();
                *longest = (*longest).max(n as u8);
            }
            _ => {}
        }
    }

    /// The flags of a word by its hash.
    #[inline]
    pub fn word(&self, norm: u64) -> u16 {
        self.flags.get(&key(norm)).copied().unwrap_or(0)
    }

    /// Puts a word into a class, from 1 on.
    pub fn classify(&mut self, word: &str, class: u16) {
        if let [token] = tokens(word)[..] {
            self.flags.insert(key(token.norm) ^ CLASSES, class);
        }
    }

    /// The class of a word by its hash; 0 where it has none.
    #[inline]
    pub fn class(&self, norm: u64) -> u16 {
        self.flags.get(&(key(norm) ^ CLASSES)).copied().unwrap_or(0)
    }

    /// The longest phrase of two words at least that begins with `text[at]`: how many tokens, and its flags.
    pub fn phrase(&self, text: &[Token], at: usize) -> Option<(usize, u16)> {
        let longest = *self.begins.get(&key(text[at].norm))? as usize;
        let mut hash = joined(0, text[at].norm);
        let mut best = None;
        for (i, token) in text[at + 1..].iter().take(longest.min(LONGEST) - 1).enumerate() {
            hash = joined(hash, token.norm);
            let flags = self.flags.get(&key(hash)).copied().unwrap_or(0);
            if flags & PHRASES != 0 {
                best = Some((i + 2, flags));
            }
        }
        best
    }
}
