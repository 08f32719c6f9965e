//! Colours and their second signal: whatever colour says, thickness, dash, hatch or
//! a word says too, so that grey printing and colour-blind eyes lose nothing.
//! The hues are the Okabe–Ito palette, which was chosen for such eyes.

/// Red, green, blue.
pub type Rgb = (u8, u8, u8);

/// How a curve or an area is told from the others beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ink {
    /// Blue.
    Blue,
    /// Orange; lighter as an area, and dashed where areas become lines.
    Orange,
    /// Green: the thickest line, on a white halo.
    Green,
    /// A limit: black and dashed.
    Limit,
    /// Pink: dotted as a line, hatched as an area.
    Pink,
    /// Blue and thick, on a white halo.
    BoldBlue,
    /// Wine, in long dashes on a white halo.
    Wine,
    /// Nearly black, dotted.
    Dark,
    /// A greyish blue.
    Slate,
    /// Orange, in long dashes on a white halo.
    DashedOrange,
    /// What a parameter does at the low end of its range.
    Low,
    /// What a parameter does at the high end of its range; far lighter than the low end, for grey printing.
    High,
    /// An effect without a side.
    Neutral,
}

/// How a curve is drawn; lengths are slide pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pen {
    /// Colour of the line.
    pub rgb: Rgb,
    /// Colour of its label: darkened where the line's own would be too faint to read.
    pub text: Rgb,
    /// Thickness.
    pub width: f64,
    /// White border that keeps the line visible on filled areas; 0 for none.
    pub halo: f64,
    /// Drawn and skipped lengths by turns; empty means solid.
    pub dash: &'static [f64],
}

impl Ink {
    /// The line.
    #[must_use]
    pub fn pen(self) -> Pen {
        match self {
            Self::Blue => pen((0, 114, 178), (0, 92, 148), 4.0, &[]),
            Self::Orange => pen((213, 94, 0), (178, 74, 0), 4.0, &[]),
            Self::Green => Pen { halo: 4.0, ..pen((0, 158, 115), (0, 112, 80), 7.0, &[]) },
            Self::Limit => pen((0, 0, 0), (0, 0, 0), 3.5, &[16.0, 10.0]),
            Self::Pink => pen((204, 121, 167), (150, 62, 112), 4.5, &[4.0, 6.0]),
            Self::BoldBlue => Pen { halo: 2.0, ..pen((0, 114, 178), (0, 92, 148), 6.0, &[]) },
            // From the palettes of Paul Tol.
            Self::Wine => Pen { halo: 2.0, ..pen((136, 34, 85), (120, 24, 72), 5.0, &[22.0, 8.0]) },
            Self::Dark => pen((40, 40, 40), (40, 40, 40), 4.0, &[6.0, 7.0]),
            Self::Slate => pen((86, 108, 168), (58, 76, 132), 4.5, &[]),
            Self::DashedOrange => Pen { halo: 2.0, ..pen((213, 94, 0), (178, 74, 0), 5.0, &[22.0, 8.0]) },
            Self::Low => pen((0, 114, 178), (0, 92, 148), 5.0, &[]),
            Self::High => pen((230, 159, 0), (138, 88, 0), 5.0, &[14.0, 6.0]),
            Self::Neutral => pen((105, 110, 118), (70, 74, 80), 4.0, &[]),
        }
    }

    /// Whether its areas are hatched.
    #[must_use]
    pub fn is_hatched(self) -> bool {
        self == Self::Pink
    }

    /// The colour of an area. Orange is lighter than blue, because the two pure hues print as nearly the same grey.
    #[must_use]
    pub fn fill(self) -> Rgb {
        match self {
            Self::Orange => (236, 139, 66),
            Self::Slate => (150, 168, 214),
            Self::Pink => (225, 168, 200),
            Self::Green => (140, 209, 184),
            Self::Blue
            | Self::Limit
            | Self::BoldBlue
            | Self::Wine
            | Self::Dark
            | Self::DashedOrange
            | Self::Low
            | Self::High
            | Self::Neutral => self.pen().rgb,
        }
    }
}

/// Viridis at equal steps: from dark to light in any eye and in grey.
const RAMP: [Rgb; 11] = [
    (68, 1, 84),
    (72, 36, 117),
    (65, 68, 135),
    (53, 95, 141),
    (42, 120, 142),
    (33, 145, 140),
    (34, 168, 132),
    (68, 191, 112),
    (122, 209, 81),
    (189, 223, 38),
    (253, 231, 37),
];

/// The colour of a number that lies this far between the two ends of its scale, 0 to 1.
#[must_use]
pub fn ramp(share: f64) -> Rgb {
    let along = share.clamp(0.0, 1.0) * (RAMP.len() - 1) as f64;
    let left = (along.floor() as usize).min(RAMP.len() - 2);
    let (from, to, share) = (RAMP[left], RAMP[left + 1], along - left as f64);
    let mix = |from: u8, to: u8| (f64::from(from) + (f64::from(to) - f64::from(from)) * share).round() as u8;
    (mix(from.0, to.0), mix(from.1, to.1), mix(from.2, to.2))
}

/// How bright a colour looks, 0 to 255 (the luma of ITU-R BT.601, in whole numbers).
#[must_use]
pub fn luma(rgb: Rgb) -> i32 {
    (299 * i32::from(rgb.0) + 587 * i32::from(rgb.1) + 114 * i32::from(rgb.2)) / 1000
}

fn pen(rgb: Rgb, text: Rgb, width: f64, dash: &'static [f64]) -> Pen {
    Pen { rgb, text, width, halo: 0.0, dash }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn light(rgb: Rgb) -> f64 {
        0.3 * f64::from(rgb.0) + 0.59 * f64::from(rgb.1) + 0.11 * f64::from(rgb.2)
    }

    #[test]
    fn colours_of_a_map_grow_lighter_with_the_number() {
        let steps: Vec<f64> = (0..=100).map(|step| light(ramp(f64::from(step) / 100.0))).collect();
        assert!(steps.windows(2).all(|pair| pair[0] < pair[1]), "{steps:?}");
        assert_eq!([ramp(-1.0), ramp(2.0)], [(68, 1, 84), (253, 231, 37)]);
    }

    #[test]
    fn the_two_ends_of_a_range_differ_in_grey() {
        assert!((light(Ink::Low.fill()) - light(Ink::High.fill())).abs() > 60.0);
    }

    /// What eyes without one of the three cones see, as matrices over linear red, green and blue, after ordinary ones
    /// (Machado, Oliveira and Fernandes 2009, severity 1).
    const EYES: [[[f64; 3]; 3]; 4] = [
        [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]],
        [[0.152, 1.053, -0.205], [0.115, 0.786, 0.099], [-0.004, -0.048, 1.052]],
        [[0.367, 0.861, -0.228], [0.280, 0.673, 0.047], [-0.012, 0.043, 0.969]],
        [[1.256, -0.077, -0.179], [-0.078, 0.931, 0.148], [0.005, 0.691, 0.304]],
    ];

    #[test]
    fn no_eye_takes_wine_for_another_ink() {
        let seen = |rgb: Rgb, eye: &[[f64; 3]; 3]| {
            let linear = [rgb.0, rgb.1, rgb.2].map(|part| (f64::from(part) / 255.0).powf(2.2));
            eye.map(|row| row.iter().zip(linear).map(|(a, b)| a * b).sum::<f64>().clamp(0.0, 1.0).powf(1.0 / 2.2))
        };
        for (eye, other) in EYES
            .iter()
            .flat_map(|eye| [Ink::Orange, Ink::Pink, Ink::BoldBlue, Ink::Limit, Ink::Blue].map(|other| (eye, other)))
        {
            let (wine, rgb) = (seen(Ink::Wine.pen().rgb, eye), seen(other.pen().rgb, eye));
            let far = wine.iter().zip(rgb).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
            assert!(far > 0.25, "{other:?}: {far:.2} in {eye:?}");
        }
    }
}
