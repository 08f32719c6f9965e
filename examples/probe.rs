use syncstorm::engine::simulation::Verdict;
use syncstorm::scenario::{Scenario, catalog};
fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let mut fetch = |name: &str| {
        catalog::find(name)
            .map(str::to_string)
            .or_else(|| std::fs::read_to_string(name).ok())
            .ok_or("no such".to_string())
    };
    let scenario = match Scenario::load(&args[0], &mut fetch, &args[1..], 1.0) {
        Ok(s) => s,
        Err(r) => {
            eprintln!("{}", r.render(false));
            return;
        }
    };
    let t = std::time::Instant::now();
    let out = syncstorm::experiment::run(&scenario.document, &mut |_, _| Verdict::Continue);
    eprintln!(
        "{:?} events {} {:.1} ns/event",
        t.elapsed(),
        out.summary.run.events,
        t.elapsed().as_nanos() as f64 / out.summary.run.events as f64
    );
    let n = std::env::var("GROUP").ok().and_then(|g| g.parse().ok()).unwrap_or(6usize);
    for class in 0..out.series.classes.len() {
        println!("{}", out.series.classes[class]);
        for chunk in out.series.by_class[class].chunks(n) {
            let sec: f64 = chunk.iter().map(|c| c.seconds).sum();
            let c = syncstorm::measure::series::sum(chunk.iter().map(|s| &s.counts));
            let last = chunk.last().unwrap();
            println!(
                "{:6.2}h wishes/s {:7.1} avail {:6.3} first/s {:7.1} retries/s {:8.1} refused/s {:8.1} goodput/s {:7.1} err {:?} cut {:5} backlog {} {} {} census {:?}",
                chunk[0].time_h,
                c.wishes as f64 / sec,
                c.met as f64 / c.wishes as f64,
                c.first_attempts as f64 / sec,
                c.retries as f64 / sec,
                c.refused_at_edge as f64 / sec,
                c.answered as f64 / sec,
                c.failures.map(|f| (f as f64 / sec) as u64),
                last.cut_off,
                last.backlog_messages,
                last.backlog_syncs,
                last.backlog_resyncs,
                last.census.as_ref().map(|c| (c.phases, c.catching_up, c.admitted))
            );
        }
    }
    println!("resources");
    for chunk in out.series.resources.chunks(n) {
        let sec: f64 = chunk.iter().map(|c| c.usage.seconds).sum();
        let m = |f: fn(&syncstorm::model::observe::Usage) -> f64| chunk.iter().map(|c| f(&c.usage)).sum::<f64>() / sec;
        println!(
            "{:6.2}h workers {:6.1} queue {:7.1} store {:5.1} sq {:6.1} up {:7.1} {:.2} down {:8.1} {:.2}",
            chunk[0].time_h,
            m(|u| u.workers),
            m(|u| u.queue),
            m(|u| u.store),
            m(|u| u.store_queue),
            m(|u| u.up),
            m(|u| u.up_busy),
            m(|u| u.down),
            m(|u| u.down_busy)
        );
    }
    println!("{:#?}", out.summary.recovery);
    for l in out.summary.log_lines() {
        println!("{l:?}");
    }
}
