//! Scripts that are written without spaces between words.

/// Blocks of Chinese, Japanese, Korean, Thai, Lao, Khmer, Burmese and their kin, in order. Digits and punctuation in them
/// are told apart by what the characters are.
static RUNNING: [(u32, u32); 25] = [
    (0xe00, 0xeff),
    (0x1000, 0x109f),
    (0x1100, 0x11ff),
    (0x1780, 0x17ff),
    (0x1950, 0x19ff),
    (0x1a20, 0x1aaf),
    (0x2e80, 0x2fdf),
    (0x3005, 0x3007),
    (0x3031, 0x3035),
    (0x3038, 0x303c),
    (0x3041, 0x318f),
    (0x31a0, 0x31bf),
    (0x31f0, 0x31ff),
    (0x3400, 0x4dbf),
    (0x4e00, 0x9fff),
    (0xa960, 0xa97f),
    (0xa9e0, 0xa9ff),
    (0xaa60, 0xaadf),
    (0xac00, 0xd7ff),
    (0xf900, 0xfaff),
    (0xff66, 0xff9f),
    (0xffa0, 0xffdc),
    (0x1aff0, 0x1b16f),
    (0x20000, 0x2fa1f),
    (0x30000, 0x3134a),
];

/// Whether a letter is of a script without spaces between words.
#[inline]
pub fn is_running(c: char) -> bool {
    let code = c as u32;
    if code < RUNNING[0].0 {
        return false;
    }
    let after = RUNNING.partition_point(|&(first, _)| first <= code);
    after > 0 && code <= RUNNING[after - 1].1
}

/// Whether a letter is written as part of the one before it, though Unicode calls it no mark: Thai and Lao *am*, the
/// vowels and finals of a Korean syllable in pieces, and the voice marks of narrow Japanese letters.
#[inline]
pub fn joins_before(c: char) -> bool {
    matches!(
        c,
        '\u{e33}' | '\u{eb3}' | '\u{1160}'..='\u{11ff}' | '\u{d7b0}'..='\u{d7ff}' | '\u{ff9e}' | '\u{ff9f}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_are_in_order() {
        assert!(RUNNING.iter().all(|(first, last)| first <= last));
        assert!(RUNNING.windows(2).all(|pair| pair[0].1 < pair[1].0));
        assert!("上東あア한ไ".chars().all(is_running) && !"aéжא".chars().any(is_running));
    }
}
