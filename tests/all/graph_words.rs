//! What is said of mistakes in a graph of services: place, cause and remedy, and settings that do nothing.

use crate::world::objections;
use syncstorm::scenario::Scenario;

const SHOP: &str = r#"
[run]
warm_up = "5 min"
length = "10 min"
sample = "1 min"
[classes.people]
arrivals = { rate = "1 /s" }
calls = "front"
[classes.people.web]
[services.front]
workers = 4
steps = [{ call = "cache" }, { work = "5 ms" }, { on = ["miss"], call = "store" }]
[services.cache]
entries = { hit_ratio = 0.9 }
[services.store]
workers = 2
steps = [{ work = "20 ms" }]
[links.wan]
capacity = "1 Mbit/s"
[calls.front]
link = "wan"
"#;

fn told(sets: &[&str]) -> String {
    objections(SHOP, sets)
}

#[test]
fn a_sound_graph_is_not_complained_of() {
    assert_eq!(told(&[]), "");
}

#[test]
fn mistakes_are_told_with_cause_and_remedy() {
    for (sets, words) in [
        (
            &["classes.people.calls=fornt"][..],
            &["a call without a way", "no service `fornt`", "did you mean `front`?"][..],
        ),
        (&["services.front.steps=[{call=\"stor\"}]"], &["a call without a way", "did you mean `store`?"]),
        (&["calls.front.to=strore"], &["no such service", "did you mean `store`?"]),
        (&["calls.front.link=wam"], &["no such link", "did you mean `wan`?"]),
        (&["calls.front.handler=checkout"], &["no such handler"]),
        (&["services.store.steps=[{call=\"front\"}]"], &["a circle of calls", "front → store → front"]),
        (&["services.store.steps=[{work=\"1 s\",call=\"cache\"}]"], &["a step does one thing", "more than one"]),
        (&["services.store.steps=[{on=[\"miss\"],work=\"1 s\"}]"], &["the outcome of nothing"]),
        (
            &["services.store.steps=[{calls=[\"cache\",\"cache\"],needs={quorum=3}}]"],
            &["an impossible quorum", "1 to 2"],
        ),
        (&["services.front.steps=[{call=\"store\",failing={early=true}}]"], &["a decision before the answer"]),
        (&["servers.count=3"], &["two ways to say one thing", "[servers] belongs to the short form"]),
        (&["classes.people.service=5 ms"], &["two ways to say one thing", "`service` of a class"]),
        (&["calls.front.timeout=1 s"], &["a setting that clients do not have", "the class has its own `timeout`"]),
        (&["calls.store.behaviour.any_error=immediate"], &["retries that take no time"]),
        (&["calls.store.behaviour.share=0.5"], &["a setting of client classes"]),
        (&["calls.store.pool.connections=0"], &["a pool without connections"]),
        (&["services.store.refuses.retry_after=0 s"], &["a Retry-After of nothing"]),
        (
            &["timeline.anew={at=\"1 min\",do={restart_clients={class=\"people\"}}}"],
            &["a restart of nobody", "name a class with a `population`"],
        ),
        (&["services.store.workers=0"], &["a service without workers"]),
        (&["services.cache.steps=[{work=\"1 s\"}]"], &["a cache that works"]),
        (&["services.other.entries={}"], &["two caches of clients"]),
        (
            &["timeline.down={at=\"1 min\",do={crash_servers={}},of=\"stroe\"}"],
            &["done to nobody", "did you mean `store`?"],
        ),
        (
            &["timeline.down={at=\"1 min\",do={slow_servers={factor=2.0}},of=\"cache\"}"],
            &["an action that it does not know"],
        ),
        (&["timeline.down={at=\"1 min\",do={crash_servers={servers={only=[1]}}},of=\"store\"}"], &["no such instance"]),
        (&["timeline.down={at=\"1 min\",do={scale_network={factor=0.5}},of=\"lan\"}"], &["done to nobody"]),
        (&["services.store.bulkheads=[{classes=[\"people\"],leaves=1.0}]"], &["a bulkhead that leaves no worker"]),
        (&["services.store.shed_above={peple=3}"], &["no such client class", "did you mean `people`?"]),
        (
            &["calls.front.connection.work=1 ms", "classes.people.new_connection.up=1 kB"],
            &["two ways to say one thing", "keep `connection`"],
        ),
        (
            &["calls.store.connection={work=\"1 ms\",breaks_on=[\"hit\"]}"],
            &["an end that breaks nothing", "`keeps = 0`"],
        ),
        (&["calls.front.connection={work=\"1 ms\",keeps=5}"], &["too many connections", "write 0 to 4"]),
        (&["calls.store.behaviour.breaker={probes=1}"], &["probes among first attempts"]),
        (&["services.front.steps=[{calls=[\"store\",\"store\"],needs=2}]"], &["write { quorum = 2 }"]),
        (&["calls.store.pool.work=1 ms"], &["unknown key `work`", "write it in `connection`, beside `pool`"]),
        // What is wrong beside an action that cannot be read is told with it.
        (
            &["timeline.more={at=\"1 min\",of=\"front\",do={surge={factor=2.0}}}"],
            &["`class` is missing", "a choice of nothing"],
        ),
    ] {
        let told = told(sets);
        for word in words {
            assert!(told.contains(word), "{sets:?}: `{word}` is missing in\n{told}");
        }
    }
}

/// One wrong value is one problem: what depends on it is not asked for again.
#[test]
fn a_wrong_value_makes_no_second_problem() {
    let rule = "timeline.rule={when={metric=\"availabilty\",class=\"people\",at_most=0.5,held_for=\"1 min\"},\
        of=\"store\",do={restart_servers={}}}";
    let told = told(&[rule]);
    assert!(told.contains("did you mean `availability`?") && told.contains("1 problem"), "{told}");
}

/// A quorum of three copies in one service, whose balancer may give two of them to one instance.
#[test]
fn copies_that_may_be_one_are_told() {
    let quorum = "services.front.steps=[{calls=[\"store\",\"store\",\"store\"],needs={quorum=2}}]";
    let three = "services.store.instances=3";
    let copies = |sets: &[&str]| told(sets).contains("copies that may be one");
    assert!(copies(&[quorum, three]));
    assert!(!copies(&[quorum, three, "calls.store.balance=round_robin"]));
    assert!(copies(&[quorum, "services.store.instances=2", "calls.store.balance=round_robin"]));
    let services = "services.front.steps=[{calls=[\"store\",\"b\"],needs=\"first\"}]";
    assert!(!copies(&[services, three, "services.b={workers=2,steps=[{work=\"20 ms\"}]}"]));
}

/// A quoted key of a fix means all that stands there; without quotes it is a path that lost them.
#[test]
fn a_fix_may_take_a_whole_table_away() {
    let balancer = ["services.store.instances=2", "balancers.store.outliers={}"];
    let told = |fix: &str| told(&[balancer[0], balancer[1], fix]);
    assert!(!told("fixes.named.none={set={\"balancers\"={}}}").contains("a path without quotes"));
    assert!(told("fixes.named.none={set={balancers={}}}").contains("a path without quotes"));
}

#[test]
fn settings_without_effect_are_told() {
    for (sets, words) in [
        (&["services.spare.steps=[{work=\"1 s\"}]"][..], "nobody calls it"),
        (&["calls.spare.to=store"], "nobody makes this call"),
        (&["links.lan.capacity=1 Mbit/s"], "no call passes it"),
        (&["calls.store.balance=random"], "there is one instance to choose"),
        (&["calls.store.reply=1 kB"], "without a `link` no byte takes any time"),
        (&["calls.cache.timeout=1 s"], "a look-up takes no time"),
        (&["services.cache.queue=3"], "a look-up takes no worker"),
        (&["services.store.propagate=true"], "its steps wait for no call"),
        (&["calls.store.pool.connections=4"], "each caller has 4 workers"),
        (&["services.store.refuses.retry_after=1 s"], "it never refuses anybody"),
        (&["services.store.queue=3", "services.store.refuses.retry_after=1 s"], "nobody who calls it obeys"),
        (
            &["calls.store.behaviour={any_error={after=\"1 s\"},obeys_retry_after=1.0}"],
            "nothing that it asks ever says",
        ),
        (
            &["classes.people.behaviours.all={any_error={after=\"1 s\"},obeys_retry_after=1.0}"],
            "give the service `refuses",
        ),
        (&["services.store.workers=unlimited", "services.store.queue=3"], "with unlimited workers nothing ever waits"),
        (&["calls.store.connection={work=\"1 ms\",round_trips=2}"], "without a `link` no handshake takes any time"),
        (&["calls.front.connection={work=\"1 ms\",round_trips=2}"], "the link has no delay"),
        (&["calls.front.connection={work=\"1 ms\",round_trips=0,reply=\"1 kB\"}"], "the first round trip carries it"),
        (&["calls.store.connection={}"], "to open a connection costs nothing"),
        (&["calls.store.connection={work=\"1 ms\",keeps=1}"], "a calling instance keeps one to each"),
        (&["calls.front.connection={work=\"1 ms\",keeps=2}"], "there is one instance to connect to"),
        (&["calls.front.connection={work=\"1 ms\",keeps=0,breaks_on=[\"error\"]}"], "every try opens a connection"),
        (&["calls.cache.connection={work=\"1 ms\"}"], "a look-up takes no time"),
        (&["calls.store.pool={connections=1,waiting=0,waits=\"1 s\"}"], "nobody may wait for a connection"),
    ] {
        let told = told(sets);
        assert!(told.contains("a setting that does nothing here") && told.contains(words), "{sets:?}: {words}\n{told}");
    }
}

/// By hand: half of the 1 request/s misses; the front holds a worker for 5 ms and, for a miss, the 20 ms of the store.
#[test]
fn what_cannot_fit_is_told_with_the_number() {
    let half = "services.cache.entries.hit_ratio=0.5";
    let rate = |rate: &str| format!("classes.people.arrivals.rate={rate} /s");
    for (sets, words) in [
        (vec![rate("300")], "150 requests/s hold 3 workers, and there are 2: a utilisation of 1.5 when all is well"),
        (vec![rate("300")], "300 requests/s hold 4.5 workers, and there are 4"),
        (
            vec!["calls.store.timeout=10 ms".into()],
            "an answer takes 0.02 s when all is well, and the timeout is 0.01 s",
        ),
        (vec!["calls.store.deadline.within=10 ms".into()], "and the deadline is 10 ms"),
        (vec![rate("100"), "calls.store.pool.connections=1".into()], "needs 1 of them when all is well, and has 1"),
        (
            vec![
                rate("60"),
                "services.store.processors.cores=1".into(),
                "services.store.workers=50".into(),
                "services.store.steps=[{work=\"50 ms\"}]".into(),
            ],
            "30 requests/s hold 1.5 processors, and there are 1",
        ),
    ] {
        let mut sets: Vec<&str> = sets.iter().map(String::as_str).collect();
        sets.push(half);
        let told = told(&sets);
        assert!(told.contains(words), "{sets:?}: {words}\n{told}");
    }
}

/// A graph is scaled as the short form is: the same capacity per client, and what cannot be is said.
#[test]
fn a_graph_scales() {
    let load = |sets: &[&str], factor| {
        let sets: Vec<String> = sets.iter().map(|set| (*set).to_string()).collect();
        Scenario::load("shop.toml", &mut |_| Ok(SHOP.to_string()), &sets, factor)
    };
    let sets = ["services.store.instances=10", "services.front.instances=3", "services.store.queue=50"];
    let scaled = load(&sets, 0.5).unwrap_or_else(|refused| panic!("{}", refused.render(false))).document;
    let (store, front) = (&scaled.services["store"], &scaled.services["front"]);
    assert_eq!((store.instances, store.workers.number(), store.queue.number()), (5, Some(2), Some(50)));
    // One and a half become two with three workers each, so that six do the work of six.
    assert_eq!((front.instances, front.workers.number()), (2, Some(3)));
    assert_eq!(scaled.classes["people"].arrivals.as_ref().map(|arrivals| arrivals.rate.per_second()), Some(0.5));
    let named = "timeline.down={at=\"1 min\",do={crash_servers={servers={only=[1]}}},of=\"store\"}";
    let refused = load(&["services.store.instances=10", named], 0.5).err().map(|refused| refused.render(false));
    assert!(refused.is_some_and(|words| words.contains("instances by their numbers")));
}
