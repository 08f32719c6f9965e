//! Reports: what a run found, as something a lecture hall can read.
//!
//! `figure` says *what* to show (plain data), `compose` decides *where* it goes
//! (a `scene` of shapes in pixels), and `svg` and `raster` turn that one scene
//! into bytes, so both outputs show the same picture. `charts` makes the figures of a run.
//! `csv`, `json` and `story` say the same run in rows, fields and words; `provenance` says
//! where all of it comes from. Nothing here opens a file, reads a clock or prints.

pub mod capacity;
pub mod charts;
pub mod compose;
pub mod csv;
pub mod figure;
pub mod font;
pub mod ink;
pub mod json;
pub mod provenance;
pub mod raster;
pub mod scale;
pub mod scene;
pub mod story;
pub mod svg;
pub mod validation;
pub mod words;
