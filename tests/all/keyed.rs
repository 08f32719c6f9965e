//! Caches of keys. Oracles: arithmetic by hand, the same run without what is in question, and common random numbers: the
//! same wishes ask for the same keys.

use crate::world::{Record, load, objections, play};
use syncstorm::model::Cell;
use syncstorm::scenario::Scenario;

/// A front that asks one cache, a second one after a miss of it, and the store after a miss of both.
const TIERS: &str = "[run]\nwarm_up = \"10 min\"\nlength = \"2 h\"\nsample = \"1 min\"\n\
    [classes.people]\narrivals = { rate = \"0.5 /s\" }\ncalls = \"front\"\n[classes.people.web]\n\
    [classes.people.behaviours.all]\nany_error.after = \"10 ms\"\ntries = 50\n\
    [services.front]\nworkers = \"unlimited\"\n\
    steps = [{ call = \"near\" }, { on = [\"miss\"], call = \"far\" }, { on = [\"miss\"], call = \"store\" }]\n\
    [services.near.keyed]\nkeys = 900\nzipf = 0.6\nof = \"pages\"\n[services.far.keyed]\nkeys = 900\nzipf = 0.6\nof = \"pages\"\n\
    [services.store]\nworkers = \"unlimited\"\nsteps = [{ work = \"1 ms\" }]\n";

fn cell(sets: &[&str]) -> Cell<Record> {
    play(&load(TIERS, sets), true).1
}

/// Hits and misses of the last look-ups, and answers of the store, in some minutes.
fn seen(cell: &Cell<Record>, minutes: std::ops::Range<usize>) -> (u64, u64, u64) {
    let (_, calls, _) = cell.tier_names();
    let store = calls.iter().position(|name| name == "store").expect("a call");
    minutes.fold((0, 0, 0), |(hits, misses, answers), minute| {
        let (class, calls) = (&cell.seen.counts[minute][0], &cell.seen.calls[minute]);
        (hits + class.cache_hits, misses + class.cache_misses, answers + calls[store].answered)
    })
}

const ALL: std::ops::Range<usize> = 0..130;

/// With room for all, each key is fetched once. Two caches of the same keys then hold the same: what the first has not, the
/// second has not either. Caches of different keys do not.
#[test]
fn caches_of_the_same_keys_are_asked_for_the_same_key() {
    let (hits, misses, fetched) = seen(&cell(&[]), ALL);
    assert_eq!(misses, fetched);
    assert!(fetched <= 900 && fetched > 600 && hits > 2 * fetched, "{hits} {misses} {fetched}");
    let one = seen(&cell(&["services.front.steps=[{call=\"near\"},{on=[\"miss\"],call=\"store\"}]"]), ALL);
    assert_eq!(one, (hits, misses, fetched), "the second cache is of no use");
    let apart = seen(&cell(&["services.far.keyed.of=other"]), ALL);
    assert!(apart.2 < fetched * 4 / 5, "{apart:?} {fetched}");
    // Dealt out to several instances, the same keys are there.
    assert_eq!(seen(&cell(&["services.near.instances=7"]), ALL), (hits, misses, fetched));
    // A small one before a large one: the large one answers what the small one has no room for.
    let small = seen(&cell(&["services.near.keyed.room=10"]), ALL);
    assert_eq!(small.2, fetched);
}

/// All tries of a wish ask for the same key, and what fails is not written: each key is fetched well once, however many
/// tries that takes.
#[test]
fn a_retry_asks_for_the_same_key() {
    let answers = seen(&cell(&[]), ALL).2;
    let failing = cell(&["services.store.failure_probability=0.5"]);
    // Two wishes may miss one key at the same time, for some 10 ms: once in a thousand.
    let again = seen(&failing, ALL).2;
    assert!(again.abs_diff(answers) <= 3, "{again} and {answers}");
    let never = seen(&cell(&["services.store.failure_probability=1.0", "classes.people.behaviours.all.tries=2"]), ALL);
    assert_eq!((never.0, never.2), (0, 0));
}

/// A cache that fails is empty when it works again, unless it is repaired warm.
#[test]
fn a_failure_empties_it() {
    let one = "services.front.steps=[{call=\"near\"},{on=[\"miss\"],call=\"store\"}]";
    let fails = |mode: &str| format!("timeline.bad={{at=\"1 h\",of=\"near\",do={{fail_cache={{mode=\"{mode}\"}}}}}}");
    let repair =
        |warm: bool| format!("timeline.good={{at=\"70 min\",of=\"near\",do={{repair_cache={{warm={warm}}}}}}}");
    let share = |cell: &Cell<Record>, minutes| {
        let (hits, misses, _) = seen(cell, minutes);
        hits as f64 / (hits + misses) as f64
    };
    let plain = cell(&[one]);
    let (before, full) = (share(&plain, 60..70), share(&plain, 81..91));
    let open = cell(&[one, &fails("open"), &repair(true)]);
    assert_eq!(seen(&open, 71..79).0, 0);
    assert!((share(&open, 81..91) - full).abs() < 0.12, "{} {full}", share(&open, 81..91));
    let cold = cell(&[one, &fails("open"), &repair(false)]);
    assert!(share(&cold, 81..86) < 0.5 * before, "{} {before}", share(&cold, 81..86));
    let error = cell(&[one, &fails("error"), &repair(false), "classes.people.behaviours.all.tries=1"]);
    let failed: u64 = error.seen.counts[71..79].iter().map(|minute| minute[0].failures.iter().sum::<u64>()).sum();
    assert!(failed > 150 && seen(&error, 71..79) == (0, 0, 0), "{failed}");
}

/// Three instances with a cache in each, which are asked in turn for all of 50 keys again and again.
const WITHIN: &str = "[run]\nwarm_up = \"20 min\"\nlength = \"2 h\"\nsample = \"1 min\"\n\
    [classes.people]\narrivals = { rate = \"5 /s\" }\ncalls = \"front\"\n[classes.people.web]\n\
    [calls.front]\nbalance = \"round_robin\"\n\
    [services.front]\ninstances = 3\nsteps = [{ call = \"local\" }, { on = [\"miss\"], call = \"store\" }]\n\
    [services.local.keyed]\nkeys = 50\nzipf = 0.0\nwithin = \"front\"\n\
    [services.store]\nworkers = \"unlimited\"\nsteps = [{ work = \"1 us\" }]\n";

/// By hand: each of the three fetches each of 50 keys once, and an instance that comes up fetches all of them again. (That two
/// look for one key within the same microsecond is ruled out by hand: five a second come.)
#[test]
fn a_cache_within_an_instance_is_lost_with_it() {
    let misses = |sets: &[&str]| seen(&play(&load(WITHIN, sets), true).1, 0..140).1;
    assert_eq!(misses(&[]), 150);
    let of_front = |does: &str| format!("timeline.it={{at=\"40 min\",of=\"front\",{does}}}");
    assert_eq!(misses(&[&of_front("lasts=\"1 min\",do={crash_servers={servers={only=[1]}}}")]), 200);
    assert_eq!(misses(&[&of_front("lasts=\"10 s\",do={crash_servers={}}")]), 300);
    assert_eq!(misses(&[&of_front("do={set_instances={count=5}}")]), 250);
    assert_eq!(misses(&[&of_front("lasts=\"20 min\",do={set_instances={count=1}}")]), 250);
    assert_eq!(misses(&["timeline.it={at=\"40 min\",of=\"local\",do={empty_cache={servers={only=[2]}}}}"]), 200);
    // A cache beside them has every key once, whoever comes up.
    let beside = WITHIN.replace("within = \"front\"\n", "");
    let restarted = load(&beside, &[&of_front("lasts=\"10 s\",do={crash_servers={}}")]);
    assert_eq!(seen(&play(&restarted, true).1, 0..140).1, 50);
    // Halved, there are two instances, and a cache in each.
    let read = |text: &str, factor| Scenario::load("case.toml", &mut |_: &str| Ok(text.to_string()), &[], factor);
    let half = read(WITHIN, 0.67).expect("it scales");
    assert_eq!(half.document.services["local"].instances, 2);
    // What is written out reads back as the same.
    let whole = read(WITHIN, 1.0).expect("it loads");
    assert_eq!(read(&whole.resolved(), 1.0).expect("it reads back").document, whole.document);
}

/// What is there at the start is not missed, those that are asked for most first; where entries end, they do not end together.
#[test]
fn a_cache_may_be_warm_at_the_start() {
    let misses = |sets: &[&str]| seen(&play(&load(WITHIN, sets), true).1, 0..140).1;
    assert_eq!(misses(&["services.local.keyed.warm_at_start=1.0"]), 0);
    assert_eq!(misses(&["services.local.keyed.warm_at_start=0.5"]), 75);
    let shared = |sets: &[&str]| seen(&cell(sets), ALL);
    let one = "services.front.steps=[{call=\"near\"},{on=[\"miss\"],call=\"store\"}]";
    assert_eq!(shared(&[one, "services.near.instances=7", "services.near.keyed.warm_at_start=1.0"]).1, 0);
    // The most asked for: a tenth of the keys saves more than a tenth of the misses that there are in the first minutes.
    let early = |sets: &[&str]| seen(&cell(sets), 0..20).1;
    let (cold, tenth) = (early(&[one]), early(&[one, "services.near.keyed.warm_at_start=0.1"]));
    assert!(cold - tenth > cold / 10, "{cold} {tenth}");
    // Of lives of 100 min about a tenth ends within ten.
    let ends =
        [one, "services.near.keyed.zipf=0.0", "services.near.keyed.keys=50", "services.near.keyed.warm_at_start=1.0"];
    let lives = [&ends[..], &["services.near.keyed.lives=100 min", "services.far.keyed.keys=50"]].concat();
    let missed = seen(&cell(&lives), 0..10).1;
    assert!((1..=12).contains(&missed), "{missed}");
}

#[test]
fn mistakes_about_caches_within_instances_are_told() {
    assert_eq!(objections(WITHIN, &[]), "");
    for (set, says) in [
        ("services.local.keyed.within=frnt", "did you mean `front`?"),
        ("services.local.keyed.within=local", "a cache within a cache"),
        ("services.local.keyed.within=store", "a cache within another service"),
        ("services.local.instances=4", "another number of caches than of instances"),
        ("services.local.keyed.keys=9000000", "too many keys"),
    ] {
        let told = objections(WITHIN, &[set]);
        assert!(told.contains(says) && told.contains('^') && told.contains("help:"), "{set}: {says}\n{told}");
    }
}

/// One key that everybody asks for five times a second, and that takes ten seconds to fetch.
const HOT: &str = "[run]\nwarm_up = \"10 min\"\nlength = \"1 h\"\nsample = \"1 min\"\n\
    [classes.people]\narrivals = { rate = \"5 /s\" }\ncalls = \"front\"\n[classes.people.web]\n\
    [services.front]\nworkers = \"unlimited\"\nsteps = [{ call = \"cache\" }, { on = [\"miss\"], call = \"store\" }]\n\
    [services.cache.keyed]\nkeys = 1\nlives = \"60 s\"\nsingle_flight = true\n\
    [services.store]\nworkers = \"unlimited\"\nsteps = [{ work = \"10 s\" }]\n";

/// By hand: a fetch of 10 s, a life of 60 s and 0.2 s until somebody asks: 59.8 fetches in 70 min. Without it all who ask
/// in these 10 s fetch it too, and the last of them writes it anew.
#[test]
fn what_many_miss_is_fetched_once() {
    let fetches = |sets: &[&str]| {
        let cell = play(&load(HOT, sets), true).1;
        let store = cell.tier_names().1.iter().position(|name| name == "store").expect("a call");
        cell.seen.calls.iter().map(|interval| interval[store].first_attempts).sum::<u64>()
    };
    let (once, each) = (fetches(&[]), fetches(&["services.cache.keyed.single_flight=false"]));
    assert!((58..=61).contains(&once), "{once}");
    assert!(each > 2_000, "{each}");
    // Whoever fetches in vain is followed by one other: never two at a time.
    let (outcome, _) = play(&load(HOT, &["services.store.failure_probability=1.0"]), true);
    let tiers = &outcome.series.tiers;
    let store = tiers.names.services.iter().position(|name| name == "store").expect("a service");
    for sample in &tiers.services[store][1..] {
        assert!((sample.usage.busy - 60.0).abs() < 1e-6, "{:?}", sample.usage);
    }
}

/// Who waits for a key may leave, or be broken off with its instance, and so may who fetches it: nobody waits for ever.
#[test]
fn nobody_waits_for_a_key_for_ever() {
    let ends = "[timeline.down]\nat = \"10 min\"\nlasts = \"1 min\"\nof = \"front\"\n\
                do.crash_servers = { servers = { only = [0] } }\n\
                [timeline.lost]\nat = \"20 min\"\nlasts = \"5 s\"\nof = \"cache\"\ndo.fail_cache = {}\n\
                [timeline.silence]\nat = \"40 min\"\ndo.surge = { class = \"people\", factor = 1e-9 }\n";
    let text = format!("{HOT}{ends}");
    let few = ["services.front.workers=40", "services.front.queue=30"];
    let told = ["services.front.stop_running=true", "services.front.propagate=true", "services.front.drop_queued=true"];
    for workers in [&[][..], &few] {
        for holds in ["services.front.holds_worker=true", "services.front.holds_worker=false"] {
            for cancels in [&[][..], &told, &told[..1]] {
                let more = [
                    holds,
                    "services.front.instances=2",
                    "services.store.failure_probability=0.3",
                    "services.cache.keyed.keys=3",
                    "classes.people.timeout={exponential=\"15 s\"}",
                    "classes.people.behaviours.all={tries=2,any_error={after=\"1 s\"}}",
                ];
                let sets = [&more[..], workers, cancels].concat();
                let cell = play(&load(&text, &sets), true).1;
                assert_eq!(cell.not_at_rest(), Vec::<String>::new(), "{sets:?}");
                let (hits, misses, _) = seen(&cell, ALL.start..70);
                assert!(hits > misses && misses > 50, "{sets:?}: {hits} {misses}");
            }
        }
    }
}

fn told(sets: &[&str]) -> String {
    objections(TIERS, sets)
}

#[test]
fn mistakes_and_idle_settings_are_told() {
    assert_eq!(told(&[]), "");
    for (set, words) in [
        ("services.near.keyed.keys=0", "an impossible number of keys"),
        ("services.near.keyed.zipf=-1.0", "an impossible exponent"),
        ("services.near.keyed.room=0", "a cache without room"),
        ("services.near.keyed.lives=0 s", "entries that do not live"),
        ("services.near.instances=1000", "instances without keys"),
        ("services.near.entries={}", "two caches in one"),
        ("services.near.steps=[{work=\"1 s\"}]", "a cache that works"),
        ("services.near.keyed.evicts=fifo", "there is room for every key"),
        ("services.near.keyed.room=900", "there is room for all of them"),
        ("services.near.keyed.renews=true", "entries do not expire"),
        ("services.near.keyed.error_time=1 ms", "no entry of the timeline makes it fail with it"),
        ("services.near.keyed.of=others", "no other cache is asked for these keys"),
        ("services.near.workers=3", "a look-up takes no worker"),
        ("services.front.steps=[{call=\"near\",failing={early=true}}]", "a decision before the answer"),
        ("classes.people.calls=near", "clients that ask a cache"),
        ("balancers.near={check={}}", "a balancer of a cache"),
    ] {
        assert!(told(&[set]).contains(words), "{set}: {}", told(&[set]));
    }
    assert_eq!(told(&["services.near.keyed.room=100", "services.near.keyed.evicts=fifo"]), "");
    let scaled =
        Scenario::load("tiers.toml", &mut |_| Ok(TIERS.to_owned()), &["services.near.keyed.lives=1 h".to_owned()], 0.5);
    assert!(scaled.err().is_some_and(|refused| refused.render(false).contains("a lifetime that does not scale")));
}

/// Each cache has its own look-ups: the second is asked for what the first has not, and both together miss what is fetched.
#[test]
fn look_ups_are_counted_by_cache() {
    for sets in [&[][..], &["services.near.keyed.room=10"], &["services.near.keyed.single_flight=true"]] {
        let cell = cell(sets);
        let (services, _, _) = cell.tier_names();
        let of = |name: &str| {
            let place = services.iter().position(|one| one == name).expect("a cache");
            cell.seen
                .services
                .iter()
                .fold((0, 0), |(hits, misses), interval| (hits + interval[place].hits, misses + interval[place].misses))
        };
        let (near, far, last) = (of("near"), of("far"), seen(&cell, ALL));
        assert_eq!(far.0 + far.1, near.1, "{sets:?}");
        assert_eq!((near.0 + far.0, far.1), (last.0, last.1), "{sets:?}");
        assert!(near.0 > 0 && far.1 > 0);
    }
}
