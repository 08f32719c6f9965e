//! Caches of keys that are asked for independently: lifetimes, and little room.

use super::case::{Case, Family, HOLDS};
use super::graph::Graph;
use super::quantity::Quantity as Q;
use crate::theory::caching;

/// Every system. What a miss fetches takes no time: theory writes it at once.
pub(super) fn caches() -> Vec<Case> {
    let mut cases = Vec::new();
    let case = |id: &str, system: String, rate: f64, hours: f64, says: &str| {
        let graph = Graph::new(hours)
            .customers("customers", rate, "front", "")
            .front("{ call = \"cache\" }")
            .service("cache", &format!("keyed = {{ {says} }}"));
        Case::new(Family::Networks, id, system, graph.text())
    };
    let (keys, exponent, rate, lives) = (200, 0.8, 5.0, 20.0);
    let popularity = caching::zipf(keys, exponent);
    let says = format!("keys = {keys}, zipf = {exponent}, lives = \"{lives} s\"");
    let name = |what: &str| format!("cache of {keys} keys, Zipf {exponent}, λ {rate}, T {lives} s, {what}");
    let theory = caching::hits_not_renewed(&popularity, rate, lives).expect(HOLDS);
    cases.push(case("cache-lives", name("not renewed"), rate, 1.0, &says).check_within(Q::Hits, theory, 0.01));
    let theory = caching::hits_renewed(&popularity, rate, lives).expect(HOLDS);
    let renewed = format!("{says}, renews = true");
    cases.push(case("cache-renewed", name("renewed"), rate, 1.0, &renewed).check_within(Q::Hits, theory, 0.01));
    let (keys, exponent) = (20, 1.1);
    let theory = caching::lru_of_two(&caching::zipf(keys, exponent)).expect(HOLDS);
    let says = format!("keys = {keys}, zipf = {exponent}, room = 2");
    let name = format!("LRU of 2 among {keys} keys, Zipf {exponent}");
    cases.push(case("lru-2", name, 20.0, 1.0, &says).check_within(Q::Hits, theory, 0.01));
    let (keys, room, exponent) = (2000, 200, 0.9);
    let theory = caching::lru_about(&caching::zipf(keys, exponent), room).expect(HOLDS);
    let says = format!("keys = {keys}, zipf = {exponent}, room = {room}");
    let name = format!("LRU of {room} among {keys} keys, Zipf {exponent} (Che)");
    cases.push(case("lru-200", name, 20.0, 1.0, &says).check_about(Q::Hits, theory, 0.005));
    cases
}
