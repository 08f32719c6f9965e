//! All moments of a run in few bytes, for the script of a page: a column for each changing part.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::experiment::Outcome;

use super::markup::place_of;
use super::source::begin_h;
use super::{Kind, Picture, Shown};

/// What the changing parts show in every interval of a run.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Frames {
    /// End of each interval in hours since the onset.
    pub time_h: Vec<f64>,
    /// Every text that is shown, in the order of first use.
    pub words: Vec<String>,
    /// One for each changing part, in order.
    pub parts: Vec<Column>,
}

/// What one part shows, interval by interval; exactly one of the lists is there beside `states`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Column {
    /// Of dots: the numbers of the states, which end the names of their symbols.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub states: Option<Vec<usize>>,
    /// Dots in each of these states.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub counts: Option<Vec<Vec<u16>>>,
    /// Filled part of a gauge, in per mille.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub share: Option<Vec<u16>>,
    /// Places in the list of words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub words: Option<Vec<usize>>,
    /// Numbers of looks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lamp: Option<Vec<u8>>,
    /// First tries and retries, in per mille of the most of any arrow.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub flow: Option<Vec<[u16; 2]>>,
}

/// What the changing parts of the picture show in every interval of a run.
#[must_use]
pub fn frames(picture: &Picture, outcome: &Outcome) -> Frames {
    let resources = &outcome.series.resources;
    let mut columns: Vec<Column> = picture.changing().map(|part| empty(&part.kind)).collect();
    let (mut words, mut known) = (Vec::new(), BTreeMap::new());
    for interval in 0..resources.len() {
        for (column, shown) in columns.iter_mut().zip(picture.at(outcome, interval)) {
            match shown {
                Shown::Counts(counts) => column.counts.get_or_insert_default().push(counts),
                Shown::Share(share) => column.share.get_or_insert_default().push((share * 1000.0).round() as u16),
                Shown::Flow(first, again) => {
                    let thousandth = |share: f64| (share * 1000.0).round() as u16;
                    column.flow.get_or_insert_default().push([thousandth(first), thousandth(again)]);
                }
                Shown::Lamp(look) => column.lamp.get_or_insert_default().push(look),
                Shown::Words(text) => {
                    let place = *known.entry(text.clone()).or_insert_with(|| {
                        words.push(text);
                        words.len() - 1
                    });
                    column.words.get_or_insert_default().push(place);
                }
            }
        }
    }

    let time_h = resources.iter().map(|sample| (begin_h(sample) * 1e5).round() / 1e5).collect();
    Frames { time_h, words, parts: columns }
}

fn empty(kind: &Kind) -> Column {
    match kind {
        Kind::Dots { states, .. } => {
            Column { states: Some(states.iter().map(|state| place_of(*state)).collect()), ..Column::default() }
        }
        Kind::Fixed(_) | Kind::Gauge { .. } | Kind::Words(_) | Kind::Lamp(_) | Kind::Flow { .. } => Column::default(),
    }
}
