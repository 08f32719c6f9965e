//! Numbers that know their unit, and how sure they are.
//!
//! A bare float never travels between parts of the program: a length of time, a rate, a size, a capacity and a
//! share are different types, so adding a rate to a size does not compile. Text enters through one strict parser
//! (`parse`) and leaves through `Display`, which always writes text that the parser reads back to the same value.

mod interval;
mod limit;
mod parse;
mod quantity;
mod share;
mod text;
mod time;
mod time_of_day;
mod words;

pub use interval::Interval;
pub use limit::Limit;
pub use parse::{REMEDY_MARK, UnitError};
pub use quantity::{Bandwidth, Bytes, Rate};
pub use share::Share;
pub(crate) use time::nearest;
pub use time::{Instant, Span};
pub use time_of_day::TimeOfDay;
pub use words::{hours, hours_to, unit_of};
