//! What many commands take: a scenario with its changes, and how charts are drawn.

use clap::{Args, ValueEnum, ValueHint};

use super::names::Scenarios;
use crate::draw::preset::Preset;

/// A scenario and what is changed in it.
#[derive(Debug, Clone, Args)]
pub struct Chosen {
    /// Name of a built-in scenario, or a file that ends in .toml.
    #[arg(value_parser = Scenarios, hide_possible_values = true, value_hint = ValueHint::FilePath)]
    pub scenario: String,
    /// What is changed in it.
    #[command(flatten)]
    pub changes: Changes,
}

/// Changes of a scenario.
#[derive(Debug, Clone, Args)]
pub struct Changes {
    /// Switch a fix on (repeatable); none switches both off first. Fixes not named stay as in the file.
    #[arg(long, value_enum, value_name = "FIX")]
    pub fix: Vec<Fix>,
    /// Change one value (repeatable): --set run.length="2 h".
    #[arg(long, value_name = "PATH=VALUE")]
    pub set: Vec<String>,
    /// Seed of all random numbers; without it that of the file.
    #[arg(long)]
    pub seed: Option<u32>,
    /// Multiply populations and capacities, for a quick look.
    #[arg(long, default_value_t = 1.0, value_parser = scale)]
    pub scale: f64,
}

/// The two changes made after the outage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub enum Fix {
    /// Changed error handling.
    ErrorHandling,
    /// Added bandwidth.
    Bandwidth,
    /// Both off.
    None,
}

/// What every command takes that draws.
#[derive(Debug, Clone, Copy, Args)]
pub struct Drawn {
    /// For what eyes charts are drawn: a page, a slide, black-and-white print, a dark hall.
    #[arg(long, value_enum, default_value = "slide")]
    pub preset: Eyes,
}

/// For what eyes charts are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Eyes {
    /// Half as large as a slide, with larger type in proportion.
    Web,
    /// 1600 x 900 for the last row of a lecture hall.
    Slide,
    /// Grey, for print.
    Paper,
    /// A slide for a dark hall.
    Dark,
}

impl Drawn {
    /// For what eyes charts are drawn.
    pub fn preset(self) -> Preset {
        match self.preset {
            Eyes::Web => Preset::Web,
            Eyes::Slide => Preset::Slide,
            Eyes::Paper => Preset::Paper,
            Eyes::Dark => Preset::Dark,
        }
    }
}

/// `0.125` or `1/8`.
pub fn scale(text: &str) -> Result<f64, String> {
    let (number, of) = text.split_once('/').unwrap_or((text, "1"));
    let factor = number.trim().parse::<f64>().and_then(|number| Ok(number / of.trim().parse::<f64>()?));
    match factor {
        Ok(factor) if factor > 0.0 && factor <= 100.0 => Ok(factor),
        Ok(_) | Err(_) => Err("a scale is a number above 0 and up to 100, such as 0.125 or 1/8".to_owned()),
    }
}
