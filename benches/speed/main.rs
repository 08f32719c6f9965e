//! How fast is it? Every figure is a ratio: to a `BinaryHeap` build of the same model, and to the least that memory
//! allows, timed in the same run. `benches/README.md` says how to run it and how to read it.

mod agenda;
mod closed_loop;
mod draw;
mod gate;
mod growth;
mod link;
mod meter;
mod page;
mod results;
mod table;
mod whole;

use std::process::ExitCode;

use meter::{Job, Played};
use table::Table;

/// One bench: a workload, its sizes, and the builds that are timed against each other.
struct Bench {
    name: &'static str,
    /// Builds in the order in which they take turns.
    builds: &'static [&'static str],
    sizes: &'static [u64],
    /// Sizes that take minutes or gigabytes; only with `--large`.
    large: &'static [u64],
    /// How often each build is timed, at sizes that are not large; the fastest time counts.
    rounds: usize,
    play: fn(&Job) -> Played,
}

const BENCHES: [Bench; 10] = [
    Bench {
        name: "closed-loop",
        builds: &["syncstorm", "heap", "floor"],
        sizes: &[10_000, 100_000, 1_000_000],
        large: &[10_000_000],
        rounds: 3,
        play: closed_loop::play,
    },
    Bench {
        name: "agenda",
        builds: &["syncstorm", "heap"],
        sizes: &[1_000, 10_000, 100_000, 1_000_000],
        large: &[10_000_000],
        rounds: 3,
        play: agenda::play,
    },
    Bench {
        name: "link",
        builds: &["syncstorm"],
        sizes: &[10, 1_000, 50_000],
        large: &[],
        rounds: 3,
        play: link::play,
    },
    Bench { name: "load", builds: &["syncstorm"], sizes: &[1], large: &[], rounds: 3, play: whole::load },
    Bench {
        name: "outlook-2013",
        builds: &["syncstorm"],
        sizes: &[10_000],
        large: &[],
        rounds: 3,
        play: whole::outlook_2013,
    },
    Bench { name: "phones", builds: &["syncstorm"], sizes: &[3], large: &[], rounds: 3, play: whole::phones },
    Bench { name: "tiers", builds: &["syncstorm"], sizes: &[50], large: &[], rounds: 3, play: whole::tiers },
    Bench {
        name: "flood",
        builds: &["skipping", "plain"],
        sizes: &[10_000],
        large: &[],
        rounds: 2,
        play: whole::flood,
    },
    Bench {
        name: "replications",
        builds: &["1-thread", "2-threads"],
        sizes: &[8],
        large: &[],
        rounds: 3,
        play: whole::replications,
    },
    Bench {
        name: "million-phones",
        builds: &["skipping"],
        sizes: &[],
        large: &[1_000_000],
        rounds: 1,
        play: whole::flood,
    },
];

fn main() -> ExitCode {
    // `cargo bench` adds `--bench` to whatever the user writes.
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    if let ["play", name, build, size] = words[..] {
        let job = Job { build: build.into(), size: meter::number(size) };
        let bench = BENCHES.iter().find(|bench| bench.name == name).expect("a bench of the list");
        println!("{}", (bench.play)(&job));
        return ExitCode::SUCCESS;
    }
    if words.first() == Some(&"instructions") {
        return gate::check(words.contains(&"--accept"));
    }
    if words.first() == Some(&"draw") {
        return draw::redraw();
    }
    let large = words.contains(&"--large");
    let save = words.iter().position(|word| *word == "--save").map(|place| words[place + 1]);
    let named = |bench: &&Bench| {
        let mut names = words.iter().take_while(|word| !word.starts_with("--")).peekable();
        names.peek().is_none() || names.any(|name| *name == bench.name)
    };
    let mut table = Table::default();
    for bench in BENCHES.iter().filter(named) {
        let sizes = bench.sizes.iter().map(|size| (size, bench.rounds));
        for (size, rounds) in sizes.chain(bench.large.iter().filter(|_| large).map(|size| (size, 1))) {
            table.add(bench.name, *size, &meter::fastest(bench.name, bench.builds, *size, rounds));
        }
    }
    match save {
        Some(name) => table.save(name),
        None => ExitCode::SUCCESS,
    }
}
