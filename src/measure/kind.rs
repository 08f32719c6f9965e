//! What kind of quantity a metric is, its unit, and the range that it cannot leave.

/// What kind of quantity a metric is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Yes or no in every run: a probability over many.
    Verdict,
    /// A part of a whole.
    Share,
    /// A point of time since the onset; where it is missing, it did not come within the horizon.
    Moment,
    /// How long it took until something came; where it is missing, it did not come within the horizon.
    Wait,
    /// How long something took in all.
    Length,
    /// A count, a rate or a ratio.
    Amount,
}

/// The range that a quantity cannot leave.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bounds {
    /// No value is below.
    pub low: f64,
    /// No value is above.
    pub high: f64,
}

impl Kind {
    /// The range of a value. A moment before 0 lies in the warm-up, which has an end that the metric does not know.
    pub fn bounds(self) -> Bounds {
        match self {
            Kind::Verdict | Kind::Share => Bounds { low: 0.0, high: 1.0 },
            Kind::Moment | Kind::Wait => Bounds { low: f64::NEG_INFINITY, high: f64::INFINITY },
            Kind::Length | Kind::Amount => Bounds { low: 0.0, high: f64::INFINITY },
        }
    }

    /// How large a difference of two values can be, whatever its sign.
    pub fn largest_difference(self) -> f64 {
        match self {
            Kind::Verdict | Kind::Share => 1.0,
            Kind::Moment | Kind::Wait | Kind::Length | Kind::Amount => f64::INFINITY,
        }
    }
}

/// A unit, and the kind of quantity that it is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unit {
    /// In words.
    pub name: &'static str,
    /// Of what.
    pub kind: Kind,
}

/// Hours since the onset.
pub const MOMENT: Unit = Unit { name: "hours", kind: Kind::Moment };
/// Hours until something came.
pub const WAIT: Unit = Unit { name: "hours", kind: Kind::Wait };
/// Hours in all.
pub const HOURS: Unit = Unit { name: "hours", kind: Kind::Length };
/// Seconds in all.
pub const SECONDS: Unit = Unit { name: "seconds", kind: Kind::Length };
/// A part of a whole.
pub const SHARE: Unit = Unit { name: "share", kind: Kind::Share };
/// 0 or 1.
pub const YES_OR_NO: Unit = Unit { name: "yes or no", kind: Kind::Verdict };
/// A rate.
pub const PER_SECOND: Unit = Unit { name: "1/s", kind: Kind::Amount };
/// A multiple.
pub const RATIO: Unit = Unit { name: "ratio", kind: Kind::Amount };

/// So many of something.
pub const fn of(what: &'static str) -> Unit {
    Unit { name: what, kind: Kind::Amount }
}
