//! The simulator against theory: closed forms and exact chains. Oracle: theory.
//!
//! Every system is a scenario text that runs through the product's own engine and cell, twenty times with the seeds
//! 1 … 20. The value of theory has to lie in the 99.9 % interval of the runs, and the interval has to be narrow. It is
//! the same code that answers `syncstorm validate`.

use std::collections::BTreeSet;

use syncstorm::experiment::validate::{Agreement, Case, FIRST_SEED, Family, Identities, REPLICATIONS, Row, cases};

fn judged(case: &Case, sets: &[&str]) -> (Vec<Row>, Identities) {
    let sets: Vec<String> = sets.iter().map(|set| (*set).to_string()).collect();
    let judged = case
        .judge(&sets, FIRST_SEED..FIRST_SEED + REPLICATIONS)
        .unwrap_or_else(|refused| panic!("{}\n{}", refused.render(false), case.scenario));
    (judged.rows, judged.identities)
}

fn line(row: &Row) -> String {
    let (low, high) = (row.low.unwrap_or(f64::NAN), row.high.unwrap_or(f64::NAN));
    format!("{}, {}: theory {:.6}, runs {low:.6} … {high:.6}: {:?}", row.system, row.quantity, row.theory, row.verdict)
}

/// Every row of a family agrees, and every run keeps the identities.
fn agrees(family: Family) {
    let mut wrong = Vec::new();
    for case in cases(family) {
        let begun = std::time::Instant::now();
        let (rows, identities) = judged(&case, &[]);
        println!("{} {:.2}", case.id, begun.elapsed().as_secs_f64());
        for r in &rows {
            println!("   {}", line(r));
        }
        assert_eq!(identities.runs, REPLICATIONS);
        wrong.extend(rows.iter().filter(|row| row.verdict != Agreement::Agrees).map(line));
        wrong.extend(identities.lines().iter().filter(|l| l.1 > 1e-9).map(|l| format!("{}: {l:?}", case.system)));
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn queues() {
    agrees(Family::Queues);
}

#[test]
fn sharing() {
    agrees(Family::Sharing);
}

#[test]
fn finite_sources() {
    agrees(Family::FiniteSource);
}

#[test]
fn impatience() {
    agrees(Family::Impatience);
}

#[test]
fn retrials() {
    agrees(Family::Retrials);
}

#[test]
fn timeouts() {
    agrees(Family::Timeouts);
}

#[test]
fn storms() {
    agrees(Family::Storms);
}
