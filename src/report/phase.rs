//! The phases of a run as pictures show them: their words, their colours, and what is said of them.

use crate::draw::figure::{Flagged, Stage};
use crate::draw::ink::Rgb;
use crate::measure::Phase;

impl Phase {
    /// The word for this phase when a band brings no label of its own, or too long a one.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Healthy => "healthy",
            Self::Failure => "failure",
            Self::Flood => "flood",
            Self::Blocked => "blocked",
            Self::Ramp => "ramp",
            Self::Recovered => "recovered",
            Self::Aftermath => "aftermath",
            Self::Relapsed => "relapsed",
            Self::Stuck => "stuck",
        }
    }

    /// Background behind the curves: barely there, so that the curves keep the stage.
    fn tint(self) -> Rgb {
        match self {
            Self::Healthy | Self::Recovered => (245, 250, 247),
            Self::Failure => (253, 232, 226),
            Self::Flood => (253, 240, 222),
            Self::Blocked => (250, 238, 245),
            Self::Ramp => (237, 244, 251),
            Self::Aftermath => (248, 244, 228),
            Self::Relapsed => (253, 234, 214),
            Self::Stuck => (232, 230, 234),
        }
    }

    /// The strip above the plot: the same hue, strong enough to be named from afar.
    #[must_use]
    pub fn strip(self) -> Rgb {
        match self {
            Self::Healthy | Self::Recovered => (190, 226, 208),
            Self::Failure => (240, 158, 138),
            Self::Flood => (247, 200, 130),
            Self::Blocked => (233, 196, 217),
            Self::Ramp => (184, 212, 238),
            Self::Aftermath => (226, 214, 160),
            Self::Relapsed => (238, 170, 100),
            Self::Stuck => (178, 172, 184),
        }
    }

    /// Lines across the band, for the one phase in which silence is enforced.
    fn hatch(self) -> Option<Rgb> {
        match self {
            Self::Blocked => Some((204, 121, 167)),
            Self::Healthy
            | Self::Failure
            | Self::Flood
            | Self::Ramp
            | Self::Aftermath
            | Self::Recovered
            | Self::Relapsed
            | Self::Stuck => None,
        }
    }

    /// How a chart shows it.
    #[must_use]
    pub fn stage(self) -> Stage {
        Stage {
            word: self.word(),
            tint: self.tint(),
            strip: self.strip(),
            hatch: self.hatch(),
            key: self.key(),
            flagged: self.flagged(),
        }
    }

    /// Keys name phases in the order in which an outage goes through them. Health without a word is no riddle, and is
    /// drawn like recovery.
    fn key(self) -> Option<u8> {
        match self {
            Self::Healthy => None,
            Self::Failure => Some(0),
            Self::Flood => Some(1),
            Self::Aftermath => Some(2),
            Self::Blocked => Some(3),
            Self::Ramp => Some(4),
            Self::Relapsed => Some(5),
            Self::Stuck => Some(6),
            Self::Recovered => Some(7),
        }
    }

    /// Narrow health is no news; an act such as blocking is told by the event that began it; how the cell reacted must
    /// be named in any case.
    fn flagged(self) -> Flagged {
        match self {
            Self::Healthy => Flagged::Never,
            Self::Failure | Self::Blocked | Self::Ramp => Flagged::Untold,
            Self::Flood | Self::Aftermath | Self::Recovered | Self::Relapsed | Self::Stuck => Flagged::Always,
        }
    }
}
