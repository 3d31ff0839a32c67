//! Reading and writing of the small numbers that every part of the format is made of. Reading never goes out of bounds.
//!
//! A varint is LEB128: seven bits a byte, low bits first, the high bit set on all bytes but the last.

/// Appends a varint.
#[inline]
pub fn put_varint(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

/// A cursor over bytes; every read gives None past the end.
#[derive(Clone, Copy)]
pub struct Cursor<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Cursor<'a> {
    /// A cursor at the beginning.
    pub fn new(bytes: &'a [u8]) -> Cursor<'a> {
        Cursor { bytes, at: 0 }
    }

    /// How many bytes were read.
    pub fn at(&self) -> usize {
        self.at
    }

    /// What was not read.
    pub fn rest(&self) -> &'a [u8] {
        self.bytes.get(self.at..).unwrap_or(&[])
    }

    /// One byte.
    #[inline]
    pub fn byte(&mut self) -> Option<u8> {
        let byte = *self.bytes.get(self.at)?;
        self.at += 1;
        Some(byte)
    }

    /// So many bytes.
    #[inline]
    pub fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let end = self.at.checked_add(length)?;
        let taken = self.bytes.get(self.at..end)?;
        self.at = end;
        Some(taken)
    }

    /// A varint of up to 64 bits.
    #[inline]
    pub fn varint(&mut self) -> Option<u64> {
        let first = self.byte()?;
        if first < 0x80 {
            return Some(u64::from(first));
        }
        let second = self.byte()?;
        let value = u64::from(first & 0x7f) | u64::from(second & 0x7f) << 7;
        if second < 0x80 {
            return Some(value);
        }
        self.long_varint(value)
    }

    /// What follows the first two bytes of a varint. Few are so long, and without it the rest is small enough to inline.
    #[inline(never)]
    fn long_varint(&mut self, mut value: u64) -> Option<u64> {
        for shift in (14..=63).step_by(7) {
            let byte = self.byte()?;
            value |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Some(value);
            }
        }
        None
    }

    /// A varint of up to 32 bits; None if it is greater.
    #[inline]
    pub fn varint32(&mut self) -> Option<u32> {
        u32::try_from(self.varint()?).ok()
    }

    /// A number of four bytes.
    pub fn u32(&mut self) -> Option<u32> {
        Some(u32::from_le_bytes(self.take(4)?.try_into().ok()?))
    }

    /// A number of eight bytes.
    pub fn u64(&mut self) -> Option<u64> {
        Some(u64::from_le_bytes(self.take(8)?.try_into().ok()?))
    }
}

/// The number of four bytes at an offset.
#[inline]
pub fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?))
}

/// The number of eight bytes at an offset.
#[inline]
pub fn u64_at(bytes: &[u8], at: usize) -> Option<u64> {
    Some(u64::from_le_bytes(bytes.get(at..at.checked_add(8)?)?.try_into().ok()?))
}

/// The number of `width` bytes (0, 1, 2, 4 or 8) that stands `index` places into an array; None past its end.
#[inline]
pub fn fixed_at(bytes: &[u8], width: usize, index: usize) -> Option<u64> {
    let at = index.checked_mul(width)?;
    Some(match width {
        0 => 0,
        1 => u64::from(*bytes.get(at)?),
        2 => u64::from(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?)),
        4 => u64::from(u32_at(bytes, at)?),
        _ => u64_at(bytes, at)?,
    })
}

/// Appends the low `width` bytes of a number.
#[inline]
pub fn put_fixed(out: &mut Vec<u8>, width: usize, value: u64) {
    out.extend_from_slice(&value.to_le_bytes()[..width]);
}

/// The least of the widths 0, 1, 2, 4, 8 that holds every number up to `greatest`.
pub fn width_for(greatest: u64) -> usize {
    match greatest {
        0 => 0,
        1..=0xff => 1,
        0x100..=0xffff => 2,
        0x1_0000..=0xffff_ffff => 4,
        _ => 8,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn varints_come_back_and_end_where_they_end() {
        for value in [0, 1, 127, 128, 300, u64::from(u32::MAX), u64::MAX] {
            let mut out = Vec::new();
            put_varint(&mut out, value);
            let mut cursor = Cursor::new(&out);
            assert_eq!(cursor.varint(), Some(value));
            assert_eq!(cursor.byte(), None);
            assert_eq!(Cursor::new(&out[..out.len() - 1]).varint(), None);
        }
        assert_eq!(Cursor::new(&[0xff; 20]).varint(), None);
    }
}
