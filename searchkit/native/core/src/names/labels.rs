//! The labels of tokens: outside of names, or the first or a later token of one.

/// Outside, then first and later token of each kind.
pub const LABELS: usize = 9;
/// The kinds of names, in the order of their labels.
pub const KINDS: [&str; 4] = ["person", "place", "org", "misc"];
/// The label of what is in no name.
pub const OUTSIDE: usize = 0;
/// A set of labels, one bit each.
pub type Allowed = u16;
/// All labels.
pub const ANY: Allowed = 0x1ff;
/// Outside of names alone.
pub const ONLY_OUTSIDE: Allowed = 1;
/// Outside, or a later token.
pub const NEVER_FIRST: Allowed = 1 | 1 << 2 | 1 << 4 | 1 << 6 | 1 << 8;

/// The label of the first token of a name of a kind.
#[inline]
pub const fn first(kind: usize) -> usize {
    1 + 2 * kind
}

/// The label of a later token of a name of a kind.
#[inline]
pub const fn later(kind: usize) -> usize {
    2 + 2 * kind
}

/// Whether `label` may follow `before` (None at the beginning).
#[inline]
pub fn follows(before: Option<usize>, label: usize) -> bool {
    label == OUTSIDE || label % 2 == 1 || before.is_some_and(|b| b == label || b + 1 == label)
}
