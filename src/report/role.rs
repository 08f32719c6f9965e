//! What curves and areas stand for: a role looks the same in every chart.

use crate::draw::ink::Ink;

/// New work the users asked for.
pub(super) const FIRST_ATTEMPTS: Ink = Ink::Blue;
/// Work that exists only because something failed.
pub(super) const RETRIES: Ink = Ink::Orange;
/// Work that ended well.
pub(super) const GOODPUT: Ink = Ink::Green;
/// What the cell can do at most, and other limits.
pub(super) const CAPACITY: Ink = Ink::Limit;
/// Attempts refused, devices held back.
pub(super) const BLOCKED: Ink = Ink::Pink;
/// The phones as a class of users.
pub(super) const PHONES: Ink = Ink::BoldBlue;
/// The web readers as a class of users: in one figure with retries, orange would be two things.
pub(super) const WEB: Ink = Ink::Wine;
/// Everybody together.
pub(super) const EVERYBODY: Ink = Ink::Dark;
/// Work that waits.
pub(super) const BACKLOG: Ink = Ink::Slate;
