//! The player: the cell and its charts at any moment of any of the runs of the page.
//!
//! What it shows was computed; the script in `replay.js` looks it up.

use maud::{Markup, PreEscaped, html};
use serde::Serialize;

use super::Page;
use super::picture::sizes;
use super::why;
use crate::draw::chart::Chart;
use crate::draw::figure::{Figure, Panel};
use crate::draw::svg::{ChartError, Inline};
use crate::experiment::Outcome;
use crate::experiment::fixes::Arm;
use crate::measure::Phase;
use crate::report::charts;
use crate::report::moment::{self, clock};
use crate::report::picture::{Form, Frames, Picture, frames, interval_at, markup, pacing};
use crate::report::words::lowered;

/// Pictures of one replay: with 10 a second it takes a little more than half a minute.
const MOMENTS: usize = 360;
/// Buttons that jump to an event; more would be a list to read.
const JUMPS: usize = 7;

/// One run of the replay.
struct Run<'a> {
    name: &'static str,
    outcome: &'a Outcome,
}

#[derive(Serialize)]
struct Replay {
    /// Ends of the intervals, in hours since the onset.
    time_h: Vec<f64>,
    /// The same in words.
    clock: Vec<String>,
    /// Intervals that are shown while it plays, and that the slider goes through.
    stops: Vec<usize>,
    /// Place of the run that is shown first.
    start: usize,
    arms: Vec<ArmData>,
}

#[derive(Serialize)]
struct ArmData {
    frames: Forms,
    /// Sentences about a moment.
    said: Vec<String>,
    /// Which of them belongs to each interval.
    told: Vec<usize>,
    /// Events and phases, for a replay in steps.
    steps: Vec<f64>,
}

#[derive(Serialize)]
struct Forms {
    wide: Frames,
    tall: Frames,
}

/// The player, and what it plays.
pub(super) fn section(page: &Page) -> Result<Markup, ChartError> {
    let (runs, start) = runs(page);
    let outcomes: Vec<&Outcome> = runs.iter().map(|run| run.outcome).collect();
    let document = &page.scenario.document;
    let wide = Picture::of(document, &outcomes, Form::Wide);
    let tall = Picture::of(document, &outcomes, Form::Tall);
    let first = opening(outcomes[start]);
    let data = data(&runs, start, &wide, &tall);
    let place = data.stops.partition_point(|stop| *stop <= first).saturating_sub(1);
    // Only what the slider can say.
    let first = data.stops.get(place).copied().unwrap_or(first);
    let json =
        serde_json::to_string(&data).map_err(|error| ChartError::Encoding(error.to_string()))?.replace('<', "\\u003c");
    let figures = figures(page, &runs);
    let charts: Vec<Markup> =
        figures.iter().enumerate().map(|(arm, chart)| both(arm, chart, arm == start)).collect::<Result<_, _>>()?;
    let cell = |form: &str, picture: &Picture| {
        html! { .cell data-form=(form) data-prefix=(form) { (PreEscaped(markup(picture, &picture.at(outcomes[start], first), form))) } }
    };
    Ok(html! {
        p { "Those who want something from the service stand on one side, what is between them and their mail on the other; a dot "
            "stands for " (wide.per_dot()) " of them. Everything here was computed beforehand; the page only shows it." }
        .replay {
            div #replay-controls hidden {
                .controls {
                    button #play type="button" { "Play" }
                    input #scrub type="range" min="0" max=(data.stops.len().saturating_sub(1)) step="1" value=(place) aria-label="Time since the onset";
                    output #clock for="scrub" { (data.clock.get(first).map_or("", String::as_str)) }
                }
                .jumps role="group" aria-label="Moments" {
                    @for (label, interval) in jumps(outcomes[start]) { button type="button" data-jump=(interval) { (label) } }
                }
                @if runs.len() > 1 { (switches(start)) }
            }
            p.said #said { (moment::said(outcomes[start], first)) }
            .cells {
                .wide { (cell("wide", &wide)) }
                .narrow { (cell("tall", &tall)) }
            }
            .curves { @for chart in &charts { (chart) } }
        }
        .stills { @for (number, still) in stills(outcomes[start]).into_iter().enumerate() {
            figure {
                (PreEscaped(markup(&wide, &wide.at(outcomes[start], still), &format!("still-{number}"))))
                figcaption { b { (data.clock.get(still).map_or("", String::as_str)) } ". " (moment::said(outcomes[start], still)) }
            }
        } }
        script #replay-data type="application/json" { (PreEscaped(json)) }
        script { (PreEscaped(include_str!("replay.js"))) }
    })
}

/// The runs that can be switched between, and the place of the page's own.
fn runs<'a>(page: &'a Page) -> (Vec<Run<'a>>, usize) {
    match &page.variants.arms {
        None => (vec![Run { name: "", outcome: page.outcome }], 0),
        Some(arms) => {
            let fixes = &page.scenario.document.fixes;
            let start = usize::from(fixes.error_handling.on) + 2 * usize::from(fixes.bandwidth.on);
            let run = |(arm, variant): (&Arm, &'a crate::experiment::variants::Variant)| Run {
                name: arm.words(),
                outcome: &variant.outcome,
            };
            (Arm::ALL.iter().zip(arms).map(run).collect(), start)
        }
    }
}

fn switches(start: usize) -> Markup {
    html! {
        fieldset.switches {
            legend { "What was changed after the outage" }
            label { input #fix-error-handling type="checkbox" role="switch" checked[start % 2 == 1]; "error handling" }
            label { input #fix-bandwidth type="checkbox" role="switch" checked[start >= 2]; "network bandwidth" }
        }
    }
}

/// The interval that the page opens with: the height of the storm, where the switches show what they do; without one
/// the last interval before anything breaks.
fn opening(outcome: &Outcome) -> usize {
    why::storm_peak(outcome).unwrap_or(outcome.series.onset.saturating_sub(1))
}

/// What a printed page shows: before the onset, the height of the storm, and the middles of what comes after it.
fn stills(outcome: &Outcome) -> Vec<usize> {
    let phases = &outcome.summary.recovery.phases;
    let after = [Phase::Blocked, Phase::Ramp, Phase::Stuck].map(|kind| phases.iter().find(|span| span.phase == kind));
    let middles = after.into_iter().flatten().map(|span| interval_at(outcome, (span.from_h + span.to_h) / 2.0));
    let mut stills = vec![outcome.series.onset.saturating_sub(1)];
    stills.extend(why::storm_peak(outcome));
    stills.extend(middles);
    stills.truncate(4);
    stills
}

/// What happened, and the interval that begins with it.
fn jumps(outcome: &Outcome) -> Vec<(String, usize)> {
    let mut jumps: Vec<(String, usize)> = Vec::new();
    for line in outcome.summary.log_lines() {
        if jumps.iter().all(|(label, _)| *label != line.what) {
            jumps.push((line.what, interval_at(outcome, line.time_h)));
        }
    }
    jumps.truncate(JUMPS - 1);
    let well = outcome.summary.recovery.recovered_h;
    jumps.extend(well.map(|at| ("well again".to_owned(), interval_at(outcome, at))));
    jumps
}

fn data(runs: &[Run], start: usize, wide: &Picture, tall: &Picture) -> Replay {
    let outcomes: Vec<&Outcome> = runs.iter().map(|run| run.outcome).collect();
    let arms: Vec<ArmData> = runs.iter().map(|run| arm(run.outcome, wide, tall)).collect();
    let time_h = arms[start].frames.wide.time_h.clone();
    let mut stops: Vec<usize> =
        pacing(&outcomes, MOMENTS).into_iter().map(|at| interval_at(outcomes[start], at)).collect();
    stops.dedup();
    Replay { clock: time_h.iter().map(|at| clock(*at)).collect(), stops, start, arms, time_h }
}

fn arm(outcome: &Outcome, wide: &Picture, tall: &Picture) -> ArmData {
    let forms = Forms { wide: frames(wide, outcome), tall: frames(tall, outcome) };
    let (mut said, mut told): (Vec<String>, Vec<usize>) = (Vec::new(), Vec::new());
    for interval in 0..outcome.series.resources.len() {
        let words = moment::said(outcome, interval);
        if said.last() != Some(&words) {
            said.push(words);
        }
        told.push(said.len() - 1);
    }
    let phases = outcome.summary.recovery.phases.iter().map(|span| span.from_h);
    let mut steps: Vec<f64> = phases.chain(outcome.summary.log_lines().iter().map(|line| line.time_h)).collect();
    // And the end.
    steps.extend(forms.wide.time_h.last());
    steps.sort_by(f64::total_cmp);
    ArmData { frames: forms, said, told, steps }
}

/// Load, and below it people without service: one figure for each run, all on the same axes.
fn figures(page: &Page, runs: &[Run]) -> Vec<Chart> {
    let loads: Vec<Figure> = runs.iter().map(|run| charts::load(run.outcome, page.about)).collect();
    let peak = loads.iter().map(|figure| stacked(&figure.panels[0])).fold(0.0, f64::max);
    // Added bandwidth lifts the capacity: the scale is cut by that of the run without it.
    let capacity = loads.iter().filter_map(|figure| Some(figure.panels[0].references.first()?.value)).reduce(f64::min);
    let axis = charts::load_axis(peak, capacity);
    let one = |(run, mut figure): (&Run, Figure)| {
        figure.panels[0].y = axis.clone();
        figure.panels.extend(charts::people(run.outcome, page.about).panels);
        figure.subtitle = String::new();
        if !run.name.is_empty() {
            figure.title = format!("With {}: {}", run.name, lowered(&figure.title));
        }
        Chart::from(figure)
    };
    runs.iter().zip(loads).map(one).collect()
}

fn stacked(panel: &Panel) -> f64 {
    let length = panel.areas.iter().map(|area| area.values.len()).max().unwrap_or(0);
    let sum = |at: usize| panel.areas.iter().filter_map(|area| area.values.get(at).copied().flatten()).sum::<f64>();
    (0..length).map(sum).fold(0.0, f64::max)
}

/// A chart in both sizes, with a cursor on each.
fn both(arm: usize, chart: &Chart, shown: bool) -> Result<Markup, ChartError> {
    let sizes = sizes(chart)?;
    let follow = |inline: &Inline, size: crate::draw::figure::Size, class: &str| {
        let (width, height) = (f64::from(size.width()), f64::from(size.height()));
        let across = inline.across;
        let part = |value: f64, of: f64| format!("{:.3}", value / of * 100.0);
        html! { div class=(class) { @if let Some(across) = across {
            .follow data-arm=(arm) hidden[!shown] data-low=(across.low) data-high=(across.high)
                data-left=(part(across.plots.left, width)) data-right=(part(across.plots.right, width)) {
                (PreEscaped(&inline.svg))
                .cursor style=(format!("left:{}%;top:{}%;height:{}%", part(across.plots.left, width),
                    part(across.plots.top, height), part(across.plots.height(), height))) { }
            }
        } @else { (PreEscaped(&inline.svg)) } } }
    };
    Ok(html! {
        (follow(&sizes.wide, crate::draw::preset::Preset::Web.size(), "wide"))
        (follow(&sizes.narrow, super::picture::narrow(), "narrow"))
    })
}
