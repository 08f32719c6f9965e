//! What many commands take: a scenario with its changes, and how charts are drawn.

use std::ffi::OsStr;

use clap::builder::{NonEmptyStringValueParser, PossibleValue, TypedValueParser};
use clap::error::Error;
use clap::{Arg, Args, Command, ValueEnum, ValueHint};

use super::names::Scenarios;
use crate::draw::preset::Preset;
use crate::scenario::fixes::plain;

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
    /// Switch a fix on (repeatable): error-handling, bandwidth, or a named fix of the scenario (`syncstorm list --fixes`).
    /// none switches the first two off before. Fixes not named stay as in the file.
    #[arg(long, value_parser = Names, hide_possible_values = true, value_name = "FIX")]
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

/// The two changes made after the outage, and what a scenario calls a fix.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fix {
    /// Changed error handling.
    ErrorHandling,
    /// Added bandwidth.
    Bandwidth,
    /// Both off.
    None,
    /// A named fix of the scenario.
    Named(String),
}

impl Fix {
    /// The fix of this name; whether the scenario has it is seen when it is loaded.
    pub fn of(name: &str) -> Fix {
        match plain(name).as_str() {
            "error-handling" => Fix::ErrorHandling,
            "bandwidth" => Fix::Bandwidth,
            "none" => Fix::None,
            other => Fix::Named(other.to_owned()),
        }
    }

    /// As it is written after `--fix`.
    pub fn name(&self) -> &str {
        match self {
            Fix::ErrorHandling => "error-handling",
            Fix::Bandwidth => "bandwidth",
            Fix::None => "none",
            Fix::Named(name) => name,
        }
    }
}

/// Takes every name, and offers those that are no scenario's own.
#[derive(Debug, Clone, Copy)]
struct Names;

impl TypedValueParser for Names {
    type Value = Fix;

    fn parse_ref(&self, command: &Command, argument: Option<&Arg>, value: &OsStr) -> Result<Fix, Error> {
        NonEmptyStringValueParser::new().parse_ref(command, argument, value).map(|name| Fix::of(&name))
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(["error-handling", "bandwidth", "none"].into_iter().map(PossibleValue::new)))
    }
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
