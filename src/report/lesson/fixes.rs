//! Step 6: the two changes that were announced afterwards, and what each is worth.

use super::block::blocked;
use super::cast::{Cast, Hours, PHONES, Take, WEB};
use super::parts::{Look, Step, Term, paragraphs};
use super::question::Question;
use crate::experiment::fixes::Arm;
use crate::experiment::lesson::Role;
use crate::experiment::situations::Situation;
use crate::report::charts::Name;
use crate::report::words::{hours, list, sentence, words};

/// A fix that saves less than this part of an outage does not make much of a difference.
const MUCH: f64 = 0.1;
/// The two fixes alone.
const ALONE: [Arm; 2] = [Arm::ErrorHandling, Arm::Bandwidth];

/// The step.
pub fn step(cast: &Cast) -> Step {
    let outages = Outages::of(cast);
    let winners = outages.winners();
    let all = |arm: Arm| !winners.is_empty() && winners.iter().all(|(_, winner)| *winner == arm);
    let (handling, bandwidth) = (all(Arm::ErrorHandling), all(Arm::Bandwidth));
    let cases = [handling, bandwidth, !winners.is_empty() && !handling && !bandwidth, winners.is_empty()];
    let [left, right] = ALONE.map(|arm| cast.take(Role::Outage(Situation::AtOnce, arm)));
    let halves = [left, right];
    let does = |arm: Arm, room: &str| words!("lesson/fixes.txt", "run", { room: &'a str, fix: &'a str = alone(arm) });
    let (ask, options) = (words!("lesson/fixes.txt", "ask"), words!("lesson/fixes.txt", "options"));
    Step {
        number: 6,
        story: 8,
        title: "Two fixes".to_owned(),
        minutes: 7,
        given: given(cast),
        predict: Question::of_cases(ask, &options, &cases, outages.verdicts(&winners)),
        run: vec![left.command(does(ALONE[0], "left")), right.command(does(ALONE[1], "right"))],
        see: see(&outages, halves),
        explain: explain(cast, &outages, &winners),
        term: Term::new(&words!("lesson/fixes.txt", "term")),
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
fn with(situation: Situation) -> String {
    words!("lesson/fixes.txt", "with", { situation: Situation })
}

fn given(cast: &Cast) -> Vec<String> {
    let take = cast.outage(Situation::AsItHappened);
    let fixes = &take.document().fixes;
    let mut parts = Vec::new();
    if fixes.error_handling.early {
        parts.push(words!("lesson/fixes.txt", "early"));
    }
    if fixes.error_handling.hold {
        parts.push(words!("lesson/fixes.txt", "hold"));
    }
    if let Some(after) = fixes.error_handling.retry_after {
        parts.push(words!("lesson/fixes.txt", "retry_after", { after: String = after.in_words() }));
    }
    let factor = fixes.bandwidth.factor;
    paragraphs(&words!("lesson/fixes.txt", "given", { parts: Vec<String>, factor: f64 }))
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
            let where_: Vec<String> =
                winners.iter().filter(|(_, winner)| *winner == arm).map(|(situation, _)| with(*situation)).collect();
            (!where_.is_empty()).then(|| format!("{} saves more {}", alone(arm), list(&where_)))
        };
        let said: Vec<String> = ALONE.into_iter().filter_map(of).collect();
        match said.is_empty() {
            true => words!("lesson/fixes.txt", "no_winner"),
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
    let [left, right] = halves.map(|take| take.starved_h(WEB, &(0.0..take.horizon_h())));
    let people = words!("lesson/fixes.txt", "see_people", { left: f64, right: f64 });
    let [_, left, right, _] = outages.row(Situation::AtOnce);
    let story = words!("lesson/fixes.txt", "see_story", { left: f64, right: f64 });
    let table = words!("lesson/fixes.txt", "see_table", {
        horizon: f64 = outages.horizon_h,
        verdicts: String = outages.verdicts(&outages.winners()),
    });
    let forms = [outages.table(|_| "_".repeat(12)), outages.table(hours)];
    vec![
        Look::new(&story),
        Look::in_charts(&halves.map(|take| (take, Name::People)), &people),
        Look { table: Some(forms), ..Look::new(&table) },
    ]
}

fn explain(cast: &Cast, outages: &Outages, winners: &[(Situation, Arm)]) -> Vec<String> {
    let plain = cast.outage(Situation::WithoutOperators);
    let handled = cast.take(Role::Outage(Situation::WithoutOperators, Arm::ErrorHandling));
    let fault = 0.0..plain.cause_gone_h();
    let times = |take: &Take| take.attempts_per_s(PHONES, &fault) / take.class(PHONES).baseline_per_s.max(1e-9);
    let mut said =
        vec![words!("lesson/fixes.txt", "flood", { plain: f64 = times(plain), handled: f64 = times(handled) })];
    said.extend(herd(cast));
    said.push(together(outages.row(Situation::WithoutOperators)));
    let mut arms: Vec<&str> = winners.iter().map(|(_, arm)| alone(*arm)).collect();
    arms.sort_unstable();
    arms.dedup();
    said.push(words!("lesson/fixes.txt", "answer", { arms: Vec<&'a str> }));
    said
}

/// What everybody's return at once loads, with each fix.
fn herd(cast: &Cast) -> Option<String> {
    let [handled, wide] = ALONE.map(|arm| cast.take(Role::Outage(Situation::AtOnce, arm)));
    let (_, restore) = blocked(handled);
    let first: Hours = restore..(restore + 1.0).min(handled.horizon_h());
    (first.end > first.start).then(|| {
        let of = |take: &Take| (take.link_busy(&first), take.availability(WEB, &first));
        words!("lesson/fixes.txt", "herd", { handled: (f64, f64) = of(handled), wide: (f64, f64) = of(wide) })
    })
}

fn together([neither, handling, bandwidth, both]: [f64; 4]) -> String {
    words!("lesson/fixes.txt", "together", {
        one: f64 = neither - handling,
        other: f64 = neither - bandwidth,
        all: f64 = neither - both,
    })
}
