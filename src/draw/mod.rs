//! Drawing: a plotting library that knows nothing of outages.
//!
//! `figure` says *what* to show (plain data), `compose` decides *where* it goes
//! (a `scene` of shapes in pixels), `marks` hands that one scene to plotters, and
//! `svg` and `raster` turn it into bytes, so both outputs show the same picture. `chart` has the kinds beside the figure: small multiples,
//! heat maps, effects, strips, planes. `ink` has the colours, `preset` maps them for other eyes, `font` is the one
//! typeface, and `scale` finds round numbers. Nothing here opens a file, reads a clock or prints.
//!
//! The feature `charts` (on unless switched off) brings everything from a figure to its bytes; figures and charts
//! themselves are plain data and always there.

pub mod chart;
#[cfg(feature = "charts")]
pub mod compose;
pub mod figure;
#[cfg(feature = "charts")]
pub mod font;
pub mod ink;
#[cfg(feature = "charts")]
mod marks;
pub mod preset;
#[cfg(feature = "charts")]
pub mod raster;
#[cfg(feature = "charts")]
pub mod scale;
#[cfg(feature = "charts")]
pub mod scene;
#[cfg(feature = "charts")]
pub mod svg;
