//! Reports: what a run found, as something a lecture hall can read.
//!
//! `charts` makes the charts of a run, as plain data that [`draw`](crate::draw) turns into pictures, and `picture` shows
//! the cell at every moment of it, and `animation` makes a film of both; `role` says how what they stand for looks.
//! `csv`, `json` and `story` say the same run in rows, fields and words, and `phase` its phases in words and colours,
//! `cache` how the cache is; `graph` what there is of a system of services, and where it stands;
//! `provenance` says where all of it comes from; `lesson` is a guided lesson about an outage. `page` explains a run
//! in one file, which `html` begins. Nothing here opens a file, reads a clock or prints.
//!
//! The feature `charts` (on unless switched off) brings what draws. Figures themselves are plain data and always there,
//! since the story is told from the same numbers.

#[cfg(feature = "charts")]
pub mod animation;
pub mod cache;
pub mod charts;
pub mod claims;
pub mod csv;
pub mod graph;
#[cfg(feature = "charts")]
pub mod html;
pub mod json;
pub mod lesson;
pub mod moment;
#[cfg(feature = "charts")]
pub mod page;
pub mod parameters;
pub mod phase;
#[cfg(feature = "charts")]
pub mod picture;
pub mod provenance;
mod role;
pub mod story;
pub mod study;
pub mod validation;
pub mod words;
