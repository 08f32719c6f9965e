//! The tables of the page `docs::speed`.

use syncstorm::report::words::{count, number, percent};

use super::results::{Results, Row};

/// All results and what they say about the targets, as Markdown.
pub fn tables(name: &str, results: &Results) -> String {
    let mut page = format!("# Results\n\nFrom `benches/results/{name}.csv`.\n");
    closed_loop(&mut page, results);
    growing(&mut page, "The agenda alone (hold model)", "events waiting", "agenda", results);
    growing(&mut page, "The fair network alone", "transfers in flight", "link", results);
    flood(&mut page, results);
    whole(&mut page, results);
    targets(&mut page, results);
    page
}

fn table(page: &mut String, title: &str, head: &[&str], rows: Vec<Vec<String>>) {
    if rows.is_empty() {
        return;
    }
    let line = |cells: &[String]| format!("| {} |\n", cells.join(" | "));
    let head: Vec<String> = head.iter().map(|cell| (*cell).to_owned()).collect();
    *page += &format!("\n{title}:\n\n{}|---{}|\n", line(&head), "|--:".repeat(head.len() - 1));
    rows.iter().for_each(|row| *page += &line(row));
}

/// A number, or a dash where nothing was measured.
fn or_dash(value: Option<f64>) -> String {
    value.map_or("–".to_owned(), number)
}

fn closed_loop(page: &mut String, results: &Results) {
    let of = |build: &str, size: u64| results.at("closed-loop", build, size).map(|row| row.per_event);
    let rows = results.of("closed-loop", "syncstorm").map(|row| {
        vec![
            count(row.size as f64),
            count(row.events as f64),
            number(row.per_event),
            or_dash(of("heap", row.size)),
            or_dash(of("floor", row.size)),
            or_dash(row.to_heap),
            or_dash(row.to_floor),
            or_dash(row.bytes),
        ]
    });
    let head = ["clients", "events", "ns/event", "heap, ns", "floor, ns", "× faster than heap", "× over floor"];
    let head: Vec<&str> = head.into_iter().chain(["bytes per client"]).collect();
    table(page, "The closed loop", &head, rows.collect());
}

fn growing(page: &mut String, title: &str, unit: &str, bench: &str, results: &Results) {
    let row = |row: &Row| vec![count(row.size as f64), number(row.per_event), or_dash(row.to_heap), or_dash(row.bytes)];
    let head = [unit, "ns/event", "× faster than heap", "bytes each"];
    table(page, title, &head, results.of(bench, "syncstorm").map(row).collect());
}

fn flood(page: &mut String, results: &Results) {
    let builds = [("flood", "plain"), ("flood", "skipping"), ("million-phones", "skipping")];
    let row = |row: &Row| {
        vec![
            format!("{}, {}", count(row.size as f64), row.build),
            count(row.events as f64),
            row.skipped.map_or("–".to_owned(), |skipped| count((row.events - skipped) as f64)),
            row.skipped.map_or("–".to_owned(), |skipped| percent(skipped as f64 / row.events as f64)),
            number(row.seconds),
            number(row.per_event),
            or_dash(row.bytes.map(|bytes| bytes * row.size as f64 / 1e6)),
        ]
    };
    let rows = builds.iter().flat_map(|(bench, build)| results.of(bench, build)).map(row);
    let head = ["phones", "events", "on the agenda", "skipped ahead", "seconds", "ns/event", "megabytes"];
    table(page, "Flood, block and ramp (`million-phones.toml`)", &head, rows.collect());
}

fn whole(page: &mut String, results: &Results) {
    let runs = |row: &Row| format!("{} runs of 1 000 phones, {}", row.size, row.build.replace('-', " "));
    let named = |row: &Row| match row.bench.as_str() {
        "load" => "`outlook-2013` loaded and checked".to_owned(),
        "outlook-2013" => "`syncstorm run outlook-2013`, all files".to_owned(),
        _ => runs(row),
    };
    let each = |row: &Row| row.seconds / if row.bench == "load" { row.events as f64 } else { 1.0 };
    let builds = [
        ("load", "syncstorm"),
        ("outlook-2013", "syncstorm"),
        ("replications", "1-thread"),
        ("replications", "2-threads"),
    ];
    let rows = builds.iter().flat_map(|(bench, build)| results.of(bench, build));
    let rows = rows.map(|row| vec![named(row), number(each(row))]).collect();
    table(page, "Whole runs (wall time but for loading)", &["what", "seconds"], rows);
}

/// A target, what it limits, and what was reached.
struct Target {
    what: &'static str,
    at_least: bool,
    limit: f64,
    reached: Option<f64>,
}

fn targets(page: &mut String, results: &Results) {
    let ours = |size| results.at("closed-loop", "syncstorm", size);
    let growth = ours(10_000).zip(ours(10_000_000)).map(|(few, many)| many.per_event / few.per_event);
    let million = results.at("million-phones", "skipping", 1_000_000);
    let memory = million.and_then(|row| Some(row.bytes? * row.size as f64 / 1e6));
    let most = |what, limit, reached| Target { what, at_least: false, limit, reached };
    let least = |what, limit, reached| Target { what, at_least: true, limit, reached };
    let list = [
        least("closed loop, 100 000 clients: × faster than heap", 3.0, ours(100_000).and_then(|row| row.to_heap)),
        least("closed loop, 1 000 000 clients: × faster than heap", 8.0, ours(1_000_000).and_then(|row| row.to_heap)),
        most("closed loop, 1 000 000 clients: × over floor", 15.0, ours(1_000_000).and_then(|row| row.to_floor)),
        most("closed loop, 10 000 000 clients: × over floor", 6.0, ours(10_000_000).and_then(|row| row.to_floor)),
        most("closed loop, 10 000 to 10 000 000 clients: growth of ns/event, ×", 2.0, growth),
        most("closed loop, 1 000 000 clients: bytes per client", 64.0, ours(1_000_000).and_then(|row| row.bytes)),
        most(
            "`outlook-2013` with all files: seconds",
            3.0,
            results.at("outlook-2013", "syncstorm", 10_000).map(|row| row.seconds),
        ),
        most("a million phones through flood, block and ramp: seconds", 300.0, million.map(|row| row.seconds)),
        most("a million phones through flood, block and ramp: megabytes", 300.0, memory),
        most(
            "8 runs on 2 threads: share of the time on 1",
            0.55,
            results.at("replications", "2-threads", 8).and_then(|row| row.to_one_thread),
        ),
    ];
    let row = |target: &Target| {
        let sign = if target.at_least { "≥" } else { "≤" };
        let met = |reached: f64| if target.at_least { reached >= target.limit } else { reached <= target.limit };
        let verdict = match target.reached {
            Some(reached) if met(reached) => "met",
            Some(_) => "**missed**",
            None => "not\u{a0}measured",
        };
        vec![target.what.to_owned(), format!("{sign} {}", target.limit), or_dash(target.reached), verdict.to_owned()]
    };
    *page += "\n# Targets\n";
    let head = ["target", "asked", "reached", "verdict"];
    table(
        page,
        "As they were set before the engine was built, and what this file says about them",
        &head,
        list.iter().map(row).collect(),
    );
}
