//! Reports: what a run found, as something a lecture hall can read.
//!
//! `figure` says *what* to show (plain data), `compose` decides *where* it goes
//! (a `scene` of shapes in pixels), and `svg` and `raster` turn that one scene
//! into bytes, so both outputs show the same picture. `chart` has the kinds beside the figure: small multiples,
//! heat maps, effects, strips, planes. `charts` makes the charts of a run, and `picture` shows the cell at every moment
//! of it, and `animation` makes a film of both.
//! `csv`, `json` and `story` say the same run in rows, fields and words; `provenance` says
//! where all of it comes from; `lesson` is a guided lesson about an outage. `page` explains a run
//! in one file, which `html` begins. Nothing here opens a file, reads a clock or prints.
//!
//! The feature `charts` (on unless switched off) brings what draws: everything from a figure to its bytes. Figures
//! themselves are plain data and always there, since the story is told from the same numbers.

#[cfg(feature = "charts")]
pub mod animation;
pub mod chart;
pub mod charts;
pub mod claims;
#[cfg(feature = "charts")]
pub mod compose;
pub mod csv;
pub mod figure;
#[cfg(feature = "charts")]
pub mod font;
#[cfg(feature = "charts")]
pub mod html;
pub mod ink;
pub mod json;
pub mod lesson;
pub mod moment;
#[cfg(feature = "charts")]
pub mod page;
pub mod parameters;
#[cfg(feature = "charts")]
pub mod picture;
pub mod preset;
pub mod provenance;
#[cfg(feature = "charts")]
pub mod raster;
#[cfg(feature = "charts")]
pub mod scale;
#[cfg(feature = "charts")]
pub mod scene;
pub mod story;
pub mod study;
#[cfg(feature = "charts")]
pub mod svg;
pub mod validation;
pub mod words;
