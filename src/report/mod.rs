//! Charts: what a run found, as something a lecture hall can read.
//!
//! `figure` says *what* to show (plain data), `compose` decides *where* it goes
//! (a `scene` of shapes in pixels), and `svg` and `raster` turn that one scene
//! into bytes, so both outputs show the same picture. Nothing here opens a file,
//! reads a clock or prints.

pub mod compose;
pub mod figure;
pub mod font;
pub mod ink;
pub mod raster;
pub mod scale;
pub mod scene;
pub mod svg;
