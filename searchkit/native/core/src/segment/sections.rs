//! Where the sections of a segment go: into its file, or into memory until their turn comes.

use crate::error::Result;

/// Takes sections, one after another.
pub trait Sections {
    /// Begins a section.
    fn begin(&mut self, kind: &str, name: &str) -> Result<()>;

    /// Adds bytes to the open section.
    fn write(&mut self, bytes: &[u8]) -> Result<()>;

    /// Bytes written to the open section so far.
    fn position(&self) -> u64;

    /// Ends the open section.
    fn end(&mut self);

    /// Writes a whole section.
    fn section(&mut self, kind: &str, name: &str, bytes: &[u8]) -> Result<()> {
        self.begin(kind, name)?;
        self.write(bytes)?;
        self.end();
        Ok(())
    }
}

/// Sections in memory.
#[derive(Default)]
pub struct HeldSections {
    /// The kind, the name and the bytes of each. The last is open.
    held: Vec<(String, String, Vec<u8>)>,
}

impl HeldSections {
    /// Hands them on, in order.
    pub fn pass_on(self, out: &mut dyn Sections) -> Result<()> {
        let mut all = self.held.into_iter();
        all.try_for_each(|(kind, name, bytes)| out.section(&kind, &name, &bytes))
    }
}

impl Sections for HeldSections {
    fn begin(&mut self, kind: &str, name: &str) -> Result<()> {
        self.held.push((kind.to_string(), name.to_string(), Vec::new()));
        Ok(())
    }

    fn write(&mut self, bytes: &[u8]) -> Result<()> {
        if let Some((_, _, held)) = self.held.last_mut() {
            held.extend_from_slice(bytes);
        }
        Ok(())
    }

    fn position(&self) -> u64 {
        self.held.last().map_or(0, |(_, _, bytes)| bytes.len() as u64)
    }

    fn end(&mut self) {}
}
