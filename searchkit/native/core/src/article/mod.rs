//! Articles: read from a plain line of JSON or an element of Reuters' SGML, written as the record that an index stores, and laid out for a builder.
//!
//! What is plain is read here. Everything else is read in Python, which tells what is wrong with it. Both give the same
//! record, byte for byte.

pub mod arrangement;
pub mod clean_line;
pub mod field_names;
pub mod json_value;
pub mod markup;
pub mod mention_steps;
pub mod plain_fields;
pub mod plain_line;
pub mod plain_lines;
pub mod record;
pub mod reuters_element;
pub mod stored_record;
pub mod words_for_nothing;

#[cfg(test)]
mod tests;
