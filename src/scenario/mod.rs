//! Scenario text: from the bytes of a TOML file to typed values, with every problem found on the
//! way shown at its line.
//!
//! | file | what is in it |
//! |---|---|
//! | [`source`] | the texts a scenario was put together from |
//! | [`path`] | dotted paths such as `classes.phones.heartbeat` |
//! | [`node`] | the tree as written, each value with its origin |
//! | `syntax` | TOML text to tree |
//! | [`extends`] | a file that builds on another file |
//! | [`overrides`] | `path = value`, given on the command line |
//! | [`read`] | attempts to make a typed value until all problems are known |
//! | `reader`, `deserializer`, `access` | one such attempt |
//! | `left_out` | what an attempt passes over |
//! | `failure`, `wording` | why an attempt failed, and how to say it |
//! | `suggest` | "did you mean" |
//! | [`diagnostic`], `show` | problems, collected and shown |
//! | [`document`] | the typed scenario |
//! | [`validate`], `validate_behaviours`, `validate_clock`, `validate_servers`, `validate_timeline`, `validate_recurring`, `validate_evidence`, `validate_names` | impossible combinations |
//! | [`fixes`], `validate_fixes` | fixes by name: values at paths, put into the tree like overrides |
//! | `idle`, `idle_behaviour`, `idle_tries`, `idle_timeline` | settings that do nothing where they stand |
//! | [`load`] | all of the above, in order |
//! | [`scale`] | a scenario with its populations and capacities multiplied |
//! | [`vary`] | the values that a study gives to a path |
//! | [`catalog`] | the scenarios that are shipped |
//! | [`schema`] | the JSON Schema for editors |

mod access;
mod as_graph;
pub mod catalog;
mod connections;
mod deserializer;
pub mod diagnostic;
pub mod document;
pub mod extends;
mod failure;
pub mod fixes;
mod flows;
mod horizon;
mod idle;
mod idle_balancers;
mod idle_behaviour;
mod idle_graph;
mod idle_timeline;
mod idle_tries;
mod left_out;
pub mod load;
mod no_such;
pub mod node;
pub mod overrides;
pub mod path;
mod patience;
pub mod read;
mod reader;
pub mod scale;
pub mod schema;
mod show;
pub mod source;
pub mod suggest;
mod syntax;
pub mod validate;
mod validate_balancers;
mod validate_behaviours;
mod validate_calls;
mod validate_clock;
mod validate_durable;
mod validate_evidence;
mod validate_fail_over;
mod validate_fixes;
mod validate_graph;
mod validate_hosts;
mod validate_keyed;
mod validate_names;
mod validate_recurring;
mod validate_resources;
mod validate_scaling;
mod validate_servers;
mod validate_timeline;
pub mod vary;
mod wording;

pub use document::{Document, Evidence, Mark};
pub use load::{Change, Rejected, Scenario};

#[cfg(test)]
mod read_samples;
#[cfg(test)]
mod read_tests;
#[cfg(test)]
mod robustness;
