//! What every kind of link gives back.

/// A transfer that came to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Arrived {
    /// Whose it was.
    pub attempt: u32,
    /// Its size.
    pub bytes: u64,
}
