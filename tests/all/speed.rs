//! The page `docs::speed` shows what the newest file of results says. Oracle: format (the committed files).
#![cfg(feature = "charts")]

use std::fs;
use std::path::Path;

#[path = "../../benches/speed/growth.rs"]
mod growth;
#[path = "../../benches/speed/page.rs"]
mod page;
#[path = "../../benches/speed/results.rs"]
mod results;

use results::Results;

fn newest() -> (String, Results) {
    Results::newest(Path::new(env!("CARGO_MANIFEST_DIR"))).expect("a file of results")
}

fn committed(file: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(file)).expect(file)
}

#[test]
fn the_page_is_what_the_results_give() {
    let (name, results) = newest();
    let remedy = "`cargo bench -- draw` writes it anew";
    assert!(committed("src/docs/growth.svg") == growth::svg(&name, &results), "growth.svg is stale: {remedy}");
    assert_eq!(committed("src/docs/speed-table.md"), page::tables(&name, &results), "{remedy}");
}

#[test]
fn a_file_of_results_is_read_as_it_was_written() {
    let (name, results) = newest();
    let text = committed(&format!("benches/results/{name}.csv"));
    assert_eq!(results.text(), text);
    assert!(Results::read(&text.replace("skipped", "omitted")).is_none(), "other columns");
}

#[test]
fn a_bench_that_runs_again_replaces_only_its_own_rows() {
    let (_, results) = newest();
    let mut again = results.0[1].clone();
    again.seconds *= 2.0;
    let mut changed = results.clone();
    changed.replace(std::slice::from_ref(&again));
    let lines = |results: &Results| -> Vec<String> { results.0.iter().map(results::Row::line).collect() };
    let (before, after) = (lines(&results), lines(&changed));
    assert_eq!(after[1], again.line());
    assert_eq!([&before[..1], &before[2..]], [&after[..1], &after[2..]]);
    again.size += 1;
    changed.replace(&[again]);
    assert_eq!(changed.0.len(), results.0.len() + 1);
}

/// What 125 million phones would cost is said from what a million cost. Oracle: arithmetic on the newest file of results.
#[test]
fn the_cost_of_a_fleet_on_paper_is_that_of_its_cells() {
    let (_, results) = newest();
    let cell = results.0.iter().find(|row| row.bench == "million-phones").expect("a bench of a million phones");
    let hours = 125.0 * cell.seconds / 3600.0;
    let gigabytes = cell.bytes.expect("memory") * 1e6 / 1e9;
    let said = format!("{hours:.0} hours of one core for 125 such cells, and {gigabytes:.2} GB for each cell");
    let page = committed("src/docs/machines.md").replace('\n', " ");
    assert!(page.contains(&said), "{said}");
}
