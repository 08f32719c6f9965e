//! Which points a sweep tries: a grid, or a Latin hypercube over ranges.

use rayon::prelude::*;

use super::point::{Base, Point, Setting};
use crate::engine::StreamFamily;
use crate::scenario::Rejected;
use crate::scenario::vary::Axis;

/// How points are spread over the axes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// Every value of every axis with every value of the others; the last axis changes fastest.
    Grid,
    /// So many points, drawn such that each axis is covered evenly (McKay, Beckman and Conover 1979): of `points` equal
    /// parts of an axis, each holds one point.
    LatinHypercube {
        /// Number of points.
        points: u32,
        /// Seed of the drawing.
        seed: u64,
    },
}

/// More points than this are a slip, not a plan.
pub const MOST_POINTS: usize = 1_000_000;

/// The settings of every point, in a fixed order.
///
/// # Errors
/// When the axes and the layout do not fit; the text says why.
pub fn settings(axes: &[Axis], layout: Layout) -> Result<Vec<Vec<Setting>>, String> {
    match layout {
        Layout::Grid => grid(axes),
        Layout::LatinHypercube { points, seed } => Ok(latin_hypercube(axes, points, seed)),
    }
}

fn grid(axes: &[Axis]) -> Result<Vec<Vec<Setting>>, String> {
    let mut points = vec![Vec::new()];
    for axis in axes {
        let values = axis.values.all().ok_or_else(|| {
            format!(
                "`{}` has a range without steps: add them (:lin5, :log5, :STEP), or draw points with --sample",
                axis.path
            )
        })?;
        if points.len().saturating_mul(values.len()) > MOST_POINTS {
            return Err(format!("the grid has more than {MOST_POINTS} points: draw some of them with --sample"));
        }
        let extended = points.iter().flat_map(|point: &Vec<Setting>| {
            values.iter().map(|value| {
                let mut point = point.clone();
                point.push(Setting::new(axis.path.clone(), value.clone()));
                point
            })
        });
        points = extended.collect();
    }
    Ok(points)
}

fn latin_hypercube(axes: &[Axis], points: u32, seed: u64) -> Vec<Vec<Setting>> {
    let columns: Vec<Vec<String>> = axes.iter().map(|axis| column(axis, points, seed)).collect();
    let row = |point: usize| {
        axes.iter().zip(&columns).map(|(axis, column)| Setting::new(axis.path.clone(), column[point].clone())).collect()
    };
    (0..points as usize).map(row).collect()
}

/// One value of every part of the axis, in an order of its own (Fisher and Yates, as Durstenfeld 1964 does it). The
/// stream is that of the path: another axis more or less changes nothing here.
fn column(axis: &Axis, points: u32, seed: u64) -> Vec<String> {
    let stream = StreamFamily::new(seed, &axis.path, "latin hypercube").stream(u64::from(points));
    let mut parts: Vec<u32> = (0..points).collect();
    for last in (1..parts.len()).rev() {
        parts.swap(last, stream.at(last as u64).below(last + 1));
    }
    let within = |part: u32| 1.0 - stream.at(u64::from(points) + u64::from(part)).unit();
    parts.iter().map(|part| axis.values.at((f64::from(*part) + within(*part)) / f64::from(points))).collect()
}

/// The points with these settings.
///
/// # Errors
/// The first settings with which the scenario is not possible.
pub fn points(base: &Base, settings: Vec<Vec<Setting>>) -> Result<Vec<Point>, Box<Rejected>> {
    settings.into_par_iter().map(|settings| base.point(settings)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn axes() -> Vec<Axis> {
        ["a.b=1,2,3", "c=10..20 s:lin2"].map(|text| Axis::parse(text).expect("an axis")).to_vec()
    }

    fn texts(points: &[Vec<Setting>]) -> Vec<String> {
        points.iter().map(|point| point.iter().map(Setting::text).collect::<Vec<_>>().join(" ")).collect()
    }

    #[test]
    fn a_grid_has_every_pair_once() {
        let points = settings(&axes(), Layout::Grid).expect("points");
        assert_eq!(
            texts(&points),
            ["a.b=1 c=10 s", "a.b=1 c=20 s", "a.b=2 c=10 s", "a.b=2 c=20 s", "a.b=3 c=10 s", "a.b=3 c=20 s"]
        );
        let range = [Axis::parse("a=1..2").expect("an axis")];
        assert!(settings(&range, Layout::Grid).expect_err("no steps").contains("--sample"));
    }

    #[test]
    fn a_latin_hypercube_covers_every_part_of_every_axis_once() {
        let axes = ["a=0.0..1.0", "b=1.0..1000.0:log"].map(|text| Axis::parse(text).expect("an axis"));
        let layout = Layout::LatinHypercube { points: 50, seed: 3 };
        let points = settings(&axes, layout).expect("points");
        for (axis, to_part) in [(0, (|value| value) as fn(f64) -> f64), (1, |value: f64| value.log10() / 3.0)] {
            let mut parts: Vec<usize> = points
                .iter()
                .map(|point| (to_part(point[axis].value.parse().expect("a number")) * 50.0).floor() as usize)
                .collect();
            assert_ne!(parts, (0..50).collect::<Vec<_>>(), "axis {axis} is not shuffled");
            parts.sort_unstable();
            assert_eq!(parts, (0..50).collect::<Vec<_>>(), "axis {axis}");
        }
        let column = |axis: usize| points.iter().map(|point| point[axis].value.clone()).collect::<Vec<_>>();
        let alone = settings(&axes[..1], layout).expect("points");
        assert_eq!(column(0), alone.iter().map(|point| point[0].value.clone()).collect::<Vec<_>>());
    }
}
