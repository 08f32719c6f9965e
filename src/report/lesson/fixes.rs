//! Step 6: the two changes that were announced afterwards, and what each is worth.

use super::block::blocked;
use super::cast::{Cast, Hours, PHONES, Take, WEB};
use super::parts::{Look, Step, Term};
use super::question::Question;
use crate::experiment::fixes::Arm;
use crate::experiment::lesson::Role;
use crate::experiment::situations::Situation;
use crate::report::charts::Name;
use crate::report::words::{hours, list, number, percent, sentence};

/// A fix that saves less than this part of an outage does not make much of a difference.
const MUCH: f64 = 0.1;
/// The two fixes alone.
const ALONE: [Arm; 2] = [Arm::ErrorHandling, Arm::Bandwidth];

/// The step.
pub fn step(cast: &Cast) -> Step {
    let outages = Outages::of(cast);
    let winners = outages.winners();
    let all = |arm: Arm| !winners.is_empty() && winners.iter().all(|(_, winner)| *winner == arm);
    let cases = [
        ("changed error handling, whatever the operators do", all(Arm::ErrorHandling)),
        ("more bandwidth, whatever the operators do", all(Arm::Bandwidth)),
        (
            "it depends on what the operators do",
            !winners.is_empty() && !all(Arm::ErrorHandling) && !all(Arm::Bandwidth),
        ),
        ("neither alone makes much of a difference", winners.is_empty()),
    ];
    let [left, right] = ALONE.map(|arm| cast.take(Role::Outage(Situation::AtOnce, arm)));
    let halves = [left, right];
    let does = |arm: Arm, room: &str| format!("{room} half of the room: everybody back at once, with {}", alone(arm));
    Step {
        number: 6,
        story: 8,
        title: "Two fixes",
        minutes: 7,
        given: given(cast),
        predict: Question::of_cases(
            "Which fix alone saves web mail more hours of outage?".to_owned(),
            &cases,
            outages.verdicts(&winners),
        ),
        run: vec![left.command(&does(ALONE[0], "left")), right.command(&does(ALONE[1], "right"))],
        see: see(&outages, halves),
        explain: explain(cast, &outages, &winners),
        term: Term {
            name: "interaction",
            meaning: "what two changes do together is not the sum of what each does alone, and depends on everything else",
        },
        charts: halves.map(|take| take.picture(6, Name::People)).to_vec(),
        short: outages.verdicts(&winners),
    }
}

fn alone(arm: Arm) -> &'static str {
    match arm {
        Arm::Neither => "neither fix",
        Arm::ErrorHandling => "changed error handling",
        Arm::Bandwidth => "more bandwidth",
        Arm::Both => "both fixes",
    }
}

/// What the operators do, at the end of a sentence.
fn with(situation: Situation) -> &'static str {
    match situation {
        Situation::AsItHappened => "with operators as it happened",
        Situation::WithoutOperators => "without operators",
        Situation::AtOnce => "with everybody let back at once",
    }
}

fn given(cast: &Cast) -> Vec<String> {
    let take = cast.outage(Situation::AsItHappened);
    let fixes = &take.document().fixes;
    let mut parts = Vec::new();
    if fixes.error_handling.early {
        parts.push("errors are answered at the door without a worker".to_owned());
    }
    if fixes.error_handling.hold {
        parts.push("the answer is held back until the phone's next turn would have come".to_owned());
    }
    if let Some(after) = fixes.error_handling.retry_after {
        parts.push(format!("it asks for {} of silence, which some phones obey", after.in_words()));
    }
    vec![
        format!(
            "Two changes were announced after the outage. The texts do not say how they work; the scenario assumes: changed \
             error handling ({}), and {} times the bandwidth.",
            list(&parts),
            fixes.bandwidth.factor
        ),
        "Each fix alone, both, or neither; with operators as it happened, with none, and with everybody let back at once: \
         that makes a table of outages, all with the same clients and the same luck."
            .to_owned(),
        "An outage is counted in hours of full outage: an hour in which no web page comes in time counts whole, and an hour \
         in which half of them do not counts half."
            .to_owned(),
    ]
}

/// Hours of full outage of web mail in every situation and arm, over the time that all runs have.
struct Outages {
    horizon_h: f64,
    rows: Vec<(Situation, [f64; 4])>,
}

impl Outages {
    fn of(cast: &Cast) -> Outages {
        let takes = |situation| Arm::ALL.map(|arm| cast.take(Role::Outage(situation, arm)));
        let horizons = Situation::ALL.into_iter().flat_map(takes).map(Take::horizon_h);
        let horizon_h = horizons.fold(f64::INFINITY, f64::min);
        let row = |situation| (situation, takes(situation).map(|take| take.outage_h(WEB, &(0.0..horizon_h))));
        Outages { horizon_h, rows: Situation::ALL.into_iter().map(row).collect() }
    }

    /// Which fix alone saves more, in every situation in which one of them saves much.
    fn winners(&self) -> Vec<(Situation, Arm)> {
        let winner = |(situation, [neither, handling, bandwidth, _]): &(Situation, [f64; 4])| {
            let (arm, best) = match handling <= bandwidth {
                true => (Arm::ErrorHandling, handling),
                false => (Arm::Bandwidth, bandwidth),
            };
            (neither - best > MUCH * neither).then_some((*situation, arm))
        };
        self.rows.iter().filter_map(winner).collect()
    }

    /// The winners in a sentence.
    fn verdicts(&self, winners: &[(Situation, Arm)]) -> String {
        let of = |arm: Arm| {
            let where_: Vec<String> = winners
                .iter()
                .filter(|(_, winner)| *winner == arm)
                .map(|(situation, _)| with(*situation).to_owned())
                .collect();
            (!where_.is_empty()).then(|| format!("{} saves more {}", alone(arm), list(&where_)))
        };
        let said: Vec<String> = ALONE.into_iter().filter_map(of).collect();
        match said.is_empty() {
            true => "Neither fix alone saved much.".to_owned(),
            false => sentence(&format!("{}.", said.join("; "))),
        }
    }

    fn row(&self, wanted: Situation) -> [f64; 4] {
        let found = self.rows.iter().find(|(situation, _)| *situation == wanted);
        found.map_or([0.0; 4], |(_, row)| *row)
    }

    /// The table, a line per situation; `cell` says what is written for an outage.
    fn table(&self, cell: impl Fn(f64) -> String) -> String {
        let heads = Arm::ALL.map(|arm| format!("{:>16}", arm.words())).concat();
        let line = |(situation, row): &(Situation, [f64; 4])| {
            let cells = row.map(|outage| format!("{:>16}", cell(outage))).concat();
            format!("{:<24}{cells}", situation.words())
        };
        let lines: Vec<String> = self.rows.iter().map(line).collect();
        format!("{:<24}{heads}\n{}", "", lines.join("\n"))
    }
}

fn see(outages: &Outages, halves: [&Take; 2]) -> Vec<Look> {
    let starved = halves.map(|take| hours(take.starved_h(WEB, &(0.0..take.horizon_h()))));
    let [_, handling, bandwidth, _] = outages.row(Situation::AtOnce);
    let table = [outages.table(|_| "_".repeat(12)), outages.table(hours)];
    let watch = format!("the hours of outage of web mail in the first {}, in every case", hours(outages.horizon_h));
    vec![
        Look::new(
            "the story, `What it cost`, line `web`",
            "the full outage that the unmet wishes amount to; both halves of the room call out theirs",
            format!("left {}, right {}", hours(handling), hours(bandwidth)),
        ),
        Look::in_charts(
            &halves.map(|take| (take, Name::People)),
            "the line of `web`, each half in its own; the title counts something else, the time for which more than half are not \
             served, so it is not the number of the story",
            format!("more than half are not served: left {}, right {}", starved[0], starved[1]),
        ),
        Look {
            table: Some(table),
            ..Look::new(
                "the table, which the teacher now reads out",
                watch,
                outages.verdicts(&outages.winners()).trim_end_matches('.'),
            )
        },
    ]
}

fn explain(cast: &Cast, outages: &Outages, winners: &[(Situation, Arm)]) -> Vec<String> {
    let plain = cast.outage(Situation::WithoutOperators);
    let handled = cast.take(Role::Outage(Situation::WithoutOperators, Arm::ErrorHandling));
    let fault = 0.0..plain.cause_gone_h();
    let mut said = vec![format!(
        "Error handling takes the flood away at its source: while the cache is out and nobody acts, phones make {} times \
         their normal number of requests without it, and {} times with it.",
        number(plain.attempts_per_s(PHONES, &fault) / plain.class(PHONES).baseline_per_s.max(1e-9)),
        number(handled.attempts_per_s(PHONES, &fault) / handled.class(PHONES).baseline_per_s.max(1e-9)),
    )];
    said.extend(herd(cast));
    said.push(together(outages.row(Situation::WithoutOperators)));
    let mut arms: Vec<&str> = winners.iter().map(|(_, arm)| alone(*arm)).collect();
    arms.sort_unstable();
    arms.dedup();
    said.push(match arms.as_slice() {
        [] => "In these runs neither fix alone is the answer.".to_owned(),
        [one] => format!("In these runs the answer is {one} in every situation; another cell may answer otherwise."),
        _ => "So \"which fix is better?\" has no answer without \"and what will the operators do?\"".to_owned(),
    });
    said
}

/// What everybody's return at once loads, with each fix.
fn herd(cast: &Cast) -> Option<String> {
    let [handled, wide] = ALONE.map(|arm| cast.take(Role::Outage(Situation::AtOnce, arm)));
    let (_, restore) = blocked(handled);
    let first: Hours = restore..(restore + 1.0).min(handled.horizon_h());
    (first.end > first.start).then(|| {
        format!(
            "A crowd with a backlog is another matter: it brings real work and not only retries. In the first hour after \
             everybody's return the link is busy for {} of the time with changed error handling ({} of the web pages come \
             in time), and for {} with more bandwidth ({} of the pages). Bandwidth is capacity, whatever it is needed for.",
            percent(handled.link_busy(&first)),
            percent(handled.availability(WEB, &first)),
            percent(wide.link_busy(&first)),
            percent(wide.availability(WEB, &first))
        )
    })
}

fn together([neither, handling, bandwidth, both]: [f64; 4]) -> String {
    let (one, other, all) = (neither - handling, neither - bandwidth, neither - both);
    let sum = one + other;
    let compared = if all < 0.9 * sum {
        "less than the sum, since what one of them has saved the other cannot save again"
    } else if all > 1.1 * sum {
        "more than the sum: each needs the other"
    } else {
        "about the sum"
    };
    format!(
        "Without operators, error handling alone saves {}, bandwidth alone {}, and both together {}: {compared}.",
        hours(one),
        hours(other),
        hours(all)
    )
}
