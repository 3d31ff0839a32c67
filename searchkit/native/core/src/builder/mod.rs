//! Building segments in memory.
