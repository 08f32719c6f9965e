//! Syncstorm simulates services in which an error makes clients try again, and the tries themselves keep the service down:
//! the cell of a mail service in the outage of Outlook.com in August 2013, and any graph of services that call each other.
//!
//! This page is the map. The folders of `src` are the layers:
//!
//! | layer | what it is for |
//! |---|---|
//! | [`units`] | numbers that know their unit, and the one strict parser of texts such as `"15 min"` |
//! | [`draw`] | a plotting library: from figures, which are plain data, to SVG and PNG; it knows nothing of outages |
//! | [`engine`] | what happens next, and with which random numbers; it knows nothing of mail |
//! | [`theory`] | closed forms and exact chains with their sources, to judge the model by |
//! | [`model`] | services and their calls, of which the cell is the short form; clients; what faults and operators do to them |
//! | [`measure`] | from raw counts to series, a verdict and a summary; the one table of metrics |
//! | [`scenario`] | from the text of a TOML file to typed values, with every problem shown at its line |
//! | [`experiment`] | what is done with a scenario: one run, many, studies of what would have been, the comparison with theory |
//! | [`report`] | a result as rows, words and pictures: which figures it needs |
//! | [`page`] | one file that runs in a browser: the requests that it makes of the engine, and its own program (`web`) |
//! | `cli` | the commands; files, streams, signals and the clock are touched only here |
//!
//! Why its numbers can be believed, and where they cannot, is told in [`docs::trust`]; how fast they come, in [`docs::speed`]; how
//! many runs answer one question, in [`docs::studies`], and on many machines, in [`docs::machines`]; and how what was said in public
//! is tested with them, in [`docs::claims`]. [`docs::tour`] leads through the scenarios, [`docs::commands`] shows every command,
//! [`docs::paper`] puts all of it together for who cites it, [`docs::data`] goes on elsewhere with what they write, and
//! [`docs::dependencies`] says what is built in.
//!
//! # The import rule
//!
//! ```text
//! units < draw < engine < theory < model < measure < scenario < experiment < report < page < cli
//! ```
//!
//! A file imports from its own layer and from layers to its left. `engine`, `theory`, `model` and `measure` never import
//! `draw`; `model` and `measure` never import `theory`, so that the judge stays independent of what it judges. Only
//! `draw/marks.rs`, `draw/svg.rs` and `draw/raster.rs` name plotters. Files do not name each other in a circle. A file has at
//! most 400 lines and a function 60, tests apart; and a match that names variants of our own enums has no bare `_`, so that a
//! new variant is looked at wherever it matters. Sentences of a report (its story, page, charts and pictures) and of the
//! studies, the claims and the lesson stand in text files beside the Rust files that put numbers into them.
//! `tests/all/architecture.rs` checks all of this.
//!
//! # How one number travels
//!
//! `heartbeat = "15 min"` is *text*. The *document* holds it as a length of time, and the tree beside the document
//! remembers file, line and column. Checked as a whole, it is a *scenario*. The *cell* takes its plan from that and
//! runs on the *engine*, where it decides when a phone asks again. What then happens is counted as *observations*;
//! these become series and a *summary*; those become a *figure* or a *table*, which are plain data; those become
//! *bytes*; and `cli` puts the bytes into a *file*. Never backwards.
//!
//! # Why it is so
//!
//! * The engine is generic over one closed list of events, and one exhaustive match in [`model::cell`] routes them: all
//!   physics can be read in one place, and an event nobody handles does not compile.
//! * Parts decide and the cell acts: a retry policy is given a failure and says *again after d* or *give up*, so it can
//!   be tested without an engine.
//! * A wish, a request and an attempt have names of their own, because "the service answered" and "the person got what
//!   they wanted" differ most in exactly the hours of interest.
//! * Every random draw belongs to a named stream of (seed, owner, purpose). A changed retry policy therefore leaves
//!   everybody's arrivals as they were, and two runs differ only by what was changed.
//! * Time is a whole number of ticks, and what is due at the same time happens in the order in which it was arranged:
//!   the same input gives the same bytes.
//! * `--set`, `--seed` and `--fix` are one mechanism: a path and a value, put into the document, which is then checked
//!   again.
//! * A mistake of a user is a value with file, line, cause and remedy, and all of them are collected. A mistake of ours
//!   is an assertion with a sentence.

// `println!` and `eprintln!` end the program when whoever reads has gone away.
#![warn(clippy::print_stderr, clippy::print_stdout)]

#[cfg(feature = "cli")]
pub mod cli;
pub mod docs;
pub mod draw;
pub mod engine;
pub mod experiment;
pub mod measure;
pub mod model;
pub mod page;
pub mod report;
pub mod scenario;
pub mod theory;
pub mod units;
