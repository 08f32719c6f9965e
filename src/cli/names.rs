//! Names of scenarios on the command line: any text, with the shipped names for completions.

use std::ffi::OsStr;

use clap::builder::{PossibleValue, StringValueParser, TypedValueParser};
use clap::error::Error;
use clap::{Arg, Command};

use crate::scenario::catalog;

/// Takes every text, and offers the names of what is built in.
#[derive(Debug, Clone, Copy)]
pub struct Scenarios;

impl TypedValueParser for Scenarios {
    type Value = String;

    fn parse_ref(&self, command: &Command, argument: Option<&Arg>, value: &OsStr) -> Result<String, Error> {
        StringValueParser::new().parse_ref(command, argument, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(catalog::names().into_iter().map(PossibleValue::new)))
    }
}
