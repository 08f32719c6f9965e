//! The player: the cell and its charts at any moment of any of the runs of the page.
//!
//! What it shows was computed; the script in `replay.js` looks it up.

use maud::{Markup, PreEscaped, html};
use serde::Serialize;

use super::Page;
use super::picture::sizes;
use crate::experiment::Outcome;
use crate::experiment::fixes::Arm;
use crate::report::chart::Chart;
use crate::report::charts;
use crate::report::figure::{Figure, Panel};
use crate::report::moment::{self, clock};
use crate::report::picture::{Form, Frames, Picture, frames, markup, pacing};
use crate::report::svg::{ChartError, Inline};

/// Pictures of one replay: with 12 a second it takes about half a minute.
const MOMENTS: usize = 360;

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
    /// When to show a picture while it plays.
    moments: Vec<f64>,
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
    let json =
        serde_json::to_string(&data).map_err(|error| ChartError::Encoding(error.to_string()))?.replace('<', "\\u003c");
    let figures = figures(page, &runs);
    let charts: Vec<Markup> =
        figures.iter().enumerate().map(|(arm, chart)| both(arm, chart, arm == start)).collect::<Result<_, _>>()?;
    let cell = |form: &str, picture: &Picture| {
        html! { .cell data-form=(form) data-prefix=(form) { (PreEscaped(markup(picture, &picture.at(outcomes[start], first), form))) } }
    };
    Ok(html! {
        p { "Phones and people are on the left, what stands between them and their mail is on the right; a dot stands for "
            (wide.per_dot()) " of them. Everything here was computed beforehand; the page only shows it." }
        .replay {
            div #replay-controls hidden {
                @if runs.len() > 1 { (switches(start)) }
                .controls {
                    button #play type="button" { "Play" }
                    input #scrub type="range" min="0" max=(data.time_h.len().saturating_sub(1)) step="1" value=(first) aria-label="Time since the onset";
                    output #clock for="scrub" { (data.clock.get(first).map_or("", String::as_str)) }
                }
            }
            p.said #said { }
            .wide { (cell("wide", &wide)) }
            .narrow { (cell("tall", &tall)) }
            @for chart in &charts { (chart) }
        }
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

/// The interval that the page opens with: the last one before anything breaks, and what a printed page shows.
fn opening(outcome: &Outcome) -> usize {
    outcome.series.onset.saturating_sub(1)
}

fn data(runs: &[Run], start: usize, wide: &Picture, tall: &Picture) -> Replay {
    let outcomes: Vec<&Outcome> = runs.iter().map(|run| run.outcome).collect();
    let arms: Vec<ArmData> = runs.iter().map(|run| arm(run.outcome, wide, tall)).collect();
    let time_h = arms[start].frames.wide.time_h.clone();
    Replay {
        clock: time_h.iter().map(|at| clock(*at)).collect(),
        moments: pacing(&outcomes, MOMENTS),
        start,
        arms,
        time_h,
    }
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
    // A little later, when the effect can be seen; and the end.
    let long = outcome.series.resources.first().map_or(0.0, |sample| sample.usage.seconds / 3600.0);
    steps.iter_mut().for_each(|step| *step += 2.0 * long);
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

fn lowered(title: &str) -> String {
    let mut letters = title.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

fn stacked(panel: &Panel) -> f64 {
    let length = panel.areas.iter().map(|area| area.values.len()).max().unwrap_or(0);
    let sum = |at: usize| panel.areas.iter().filter_map(|area| area.values.get(at).copied().flatten()).sum::<f64>();
    (0..length).map(sum).fold(0.0, f64::max)
}

/// A chart in both sizes, with a cursor on each.
fn both(arm: usize, chart: &Chart, shown: bool) -> Result<Markup, ChartError> {
    let sizes = sizes(chart)?;
    let follow = |inline: &Inline, size: crate::report::figure::Size, class: &str| {
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
        (follow(&sizes.wide, crate::report::preset::Preset::Web.size(), "wide"))
        (follow(&sizes.narrow, super::picture::narrow(), "narrow"))
    })
}
