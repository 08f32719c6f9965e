//! For what eyes a picture is made: how large it is, and in which colours.
//!
//! A chart is composed once, in the colours of [`ink`](super::ink) on white; other looks map every colour of the finished
//! picture, so that nothing can be drawn in one look and forgotten in another.

use super::figure::Size;
use super::ink::{Rgb, luma};

/// Where a picture will be seen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Preset {
    /// On a page: half as large as a slide, with larger type in proportion.
    Web,
    /// Before a lecture hall.
    #[default]
    Slide,
    /// Printed without colours, as wide as a column of text.
    Paper,
    /// Before a lecture hall with the lights out.
    Dark,
}

/// How the colours of a picture are mapped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// As they are.
    Light,
    /// Light and dark change places and hues stay: contrasts stay what they are.
    Dark,
    /// Every colour as bright as it is, without hue: what a printer without colours makes of it.
    Grey,
}

/// The paper of the dark look: not black, so that white letters do not glare.
const NIGHT: i32 = 22;

impl Preset {
    /// All of them.
    pub const ALL: [Preset; 4] = [Preset::Web, Preset::Slide, Preset::Paper, Preset::Dark];

    /// Its name on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Preset::Web => "web",
            Preset::Slide => "slide",
            Preset::Paper => "paper",
            Preset::Dark => "dark",
        }
    }

    /// Extent and type.
    #[must_use]
    pub fn size(self) -> Size {
        match self {
            Preset::Web => Size::new(1000, 620).with_type(116),
            Preset::Slide | Preset::Dark => Size::SLIDE,
            Preset::Paper => Size::new(1200, 800).with_type(125),
        }
    }

    /// Colours.
    #[must_use]
    pub fn look(self) -> Look {
        match self {
            Preset::Web | Preset::Slide => Look::Light,
            Preset::Paper => Look::Grey,
            Preset::Dark => Look::Dark,
        }
    }
}

impl Look {
    /// A colour in this look.
    #[must_use]
    pub fn of(self, rgb: Rgb) -> Rgb {
        let bright = luma(rgb);
        match self {
            Look::Light => rgb,
            Look::Grey => {
                let grey = bright.clamp(0, 255) as u8;
                (grey, grey, grey)
            }
            Look::Dark => {
                // The same distance for all three parts keeps the hue as long as none of them reaches an end.
                let shift = NIGHT + (255 - bright) * (255 - NIGHT) / 255 - bright;
                let part = |part: u8| (i32::from(part) + shift).clamp(0, 255) as u8;
                (part(rgb.0), part(rgb.1), part(rgb.2))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draw::ink::Ink;

    const INKS: [Ink; 13] = [
        Ink::Blue,
        Ink::Orange,
        Ink::Green,
        Ink::Limit,
        Ink::Pink,
        Ink::BoldBlue,
        Ink::Wine,
        Ink::Dark,
        Ink::Slate,
        Ink::DashedOrange,
        Ink::Low,
        Ink::High,
        Ink::Neutral,
    ];

    /// Contrast of two colours, 1 to 21 (WCAG 2.2, "contrast ratio").
    fn contrast(one: Rgb, other: Rgb) -> f64 {
        let light = |rgb: Rgb| {
            let part = |part: u8| match f64::from(part) / 255.0 {
                low if low <= 0.04045 => low / 12.92,
                high => ((high + 0.055) / 1.055).powf(2.4),
            };
            0.2126 * part(rgb.0) + 0.7152 * part(rgb.1) + 0.0722 * part(rgb.2)
        };
        let (one, other) = (light(one) + 0.05, light(other) + 0.05);
        (one / other).max(other / one)
    }

    #[test]
    fn words_can_be_read_in_every_look() {
        for look in [Look::Light, Look::Dark, Look::Grey] {
            let paper = look.of((255, 255, 255));
            for ink in INKS {
                let found = contrast(look.of(ink.pen().text), paper);
                assert!(found >= 4.5, "{ink:?} in {look:?}: {found:.1}");
            }
        }
    }

    #[test]
    fn light_and_dark_change_places() {
        assert_eq!(Look::Dark.of((255, 255, 255)), (22, 22, 22));
        assert_eq!(Look::Dark.of((0, 0, 0)), (255, 255, 255));
        assert_eq!(Look::Grey.of((255, 0, 0)).0, Look::Grey.of((255, 0, 0)).2);
        let blue = Look::Dark.of(Ink::BoldBlue.pen().rgb);
        assert!(blue.2 > blue.0, "blue stays blue");
    }

    #[test]
    fn areas_that_touch_differ_in_grey() {
        let grey = |ink: Ink| i32::from(Look::Grey.of(ink.fill()).0);
        assert!((grey(Ink::Orange) - grey(Ink::Blue)).abs() > 50);
    }
}
