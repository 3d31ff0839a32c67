//! Patterns of `*` (any run of characters) and `?` (one character) over terms in UTF-8.

/// A pattern, taken apart once for all terms.
#[derive(Clone, Debug)]
pub struct Glob {
    pattern: Vec<u8>,
    prefix: usize,
    suffix: usize,
}

impl Glob {
    pub fn new(pattern: &str) -> Glob {
        let mut bytes: Vec<u8> = Vec::with_capacity(pattern.len());
        // A run of stars is one star, which also bounds how far matching must go back.
        for byte in pattern.bytes() {
            if byte != b'*' || bytes.last() != Some(&b'*') {
                bytes.push(byte);
            }
        }
        let special = |byte: &u8| matches!(byte, b'*' | b'?');
        let prefix = bytes.iter().position(special).unwrap_or(bytes.len());
        let suffix = bytes.iter().rev().position(special).unwrap_or(0);
        Glob {
            pattern: bytes,
            prefix,
            suffix,
        }
    }

    /// What every match begins with.
    pub fn prefix(&self) -> &[u8] {
        &self.pattern[..self.prefix]
    }

    /// Whether the pattern is a plain term.
    pub fn is_plain(&self) -> bool {
        self.prefix == self.pattern.len()
    }

    pub fn matches(&self, term: &[u8]) -> bool {
        let suffix = &self.pattern[self.pattern.len() - self.suffix..];
        if !term.ends_with(suffix) || !term.starts_with(self.prefix()) {
            return false;
        }
        let pattern = &self.pattern;
        let (mut p, mut t) = (0, 0);
        // Where the last star stood, and where in the term what follows it was last tried.
        let mut star: Option<(usize, usize)> = None;
        loop {
            if p < pattern.len() && pattern[p] == b'*' {
                star = Some((p, t));
                p += 1;
                continue;
            }
            let step = match (pattern.get(p), term.get(t)) {
                (None, None) => return true,
                (Some(b'?'), Some(&byte)) => Some(width(byte)),
                (Some(a), Some(b)) if a == b => Some(1),
                _ => None,
            };
            match (step, star) {
                (Some(step), _) => {
                    p += 1;
                    t = (t + step).min(term.len());
                }
                (None, Some((at, tried))) if tried < term.len() => {
                    let tried = (tried + width(term[tried])).min(term.len());
                    star = Some((at, tried));
                    (p, t) = (at + 1, tried);
                }
                _ => return false,
            }
        }
    }
}

/// Bytes of the character that begins with this byte (1 for what is no UTF-8).
#[inline]
pub fn width(first: u8) -> usize {
    match first {
        0xc2..=0xdf => 2,
        0xe0..=0xef => 3,
        0xf0..=0xf4 => 4,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The definition, as it stands.
    fn slow(pattern: &[char], term: &[char]) -> bool {
        match (pattern.first(), term.first()) {
            (None, None) => true,
            (Some('*'), _) => slow(&pattern[1..], term) || (!term.is_empty() && slow(pattern, &term[1..])),
            (Some('?'), Some(_)) => slow(&pattern[1..], &term[1..]),
            (Some(a), Some(b)) => a == b && slow(&pattern[1..], &term[1..]),
            _ => false,
        }
    }

    #[test]
    fn patterns_match_what_their_definition_says() {
        let letters = ['a', 'é', '日', '*', '?'];
        let words = |count: usize, from: &[char]| -> Vec<Vec<char>> {
            let mut all = vec![vec![]];
            let mut last: Vec<Vec<char>> = vec![vec![]];
            for _ in 0..count {
                last = last
                    .iter()
                    .flat_map(|w| from.iter().map(move |&c| [w.as_slice(), &[c]].concat()))
                    .collect();
                all.extend(last.clone());
            }
            all
        };
        let terms = words(4, &letters[..3]);
        for pattern in words(4, &letters) {
            let glob = Glob::new(&pattern.iter().collect::<String>());
            for term in &terms {
                let text: String = term.iter().collect();
                assert_eq!(
                    glob.matches(text.as_bytes()),
                    slow(&pattern, term),
                    "{pattern:?} {text}"
                );
            }
        }
    }

    #[test]
    fn what_is_fixed_is_known() {
        assert_eq!(Glob::new("tra*d?e").prefix(), b"tra");
        assert!(Glob::new("trade").is_plain());
        assert!(!Glob::new("*").is_plain());
        assert!(Glob::new("*a*a*a*a*a*a*a*a*b").matches(b"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab"));
        assert!(Glob::new("?x").matches(&[0xff, b'x']));
        assert!(!Glob::new("?").matches(&[]));
    }
}
