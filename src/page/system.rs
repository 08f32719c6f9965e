//! A system of services for a page: what there is, where it stands, and what each of it did interval by interval. None of
//! it is there in the short form.

use std::ops::Range;

use schemars::JsonSchema;
use serde::Serialize;

use super::short::short;
use crate::experiment::Outcome;
use crate::report::graph::layout::{self, Area, BOX, Frame, Spot};
use crate::report::graph::{Call, Graph, Service, now};
use crate::scenario::Document;

/// Services, calls and links, each in the order of a film.
#[derive(Debug, Serialize, JsonSchema)]
pub struct SystemFacts {
    /// Services.
    pub services: Vec<ServiceFacts>,
    /// Calls.
    pub calls: Vec<CallFacts>,
    /// Names of the links.
    pub links: Vec<String>,
    /// Services for which a picture has no room: those that are asked least while all is well.
    pub left_out: Vec<String>,
    /// Where everything is on a desk.
    pub wide: Places,
    /// Where everything is on a phone held upright.
    pub tall: Places,
}

/// A service.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ServiceFacts {
    /// Its name.
    pub name: String,
    /// How large it is, in words.
    pub size: String,
    /// Its instances.
    pub instances: u32,
    /// Workers of all instances; none if they are not limited.
    pub workers: Option<f64>,
    /// Places of all queues; none if they are not limited.
    pub places: Option<f64>,
    /// Whether it is a cache.
    pub cache: bool,
    /// Calls on the longest way from a client to it.
    pub layer: usize,
}

/// A call.
#[derive(Debug, Serialize, JsonSchema)]
pub struct CallFacts {
    /// Its name.
    pub name: String,
    /// Names of the classes whose clients make it.
    pub classes: Vec<String>,
    /// Names of the services that make it.
    pub services: Vec<String>,
    /// Number of the service that is asked.
    pub to: usize,
    /// Number of the link that it passes.
    pub link: Option<usize>,
}

/// Where everything is, in pixels.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Places {
    /// Extent.
    pub width: f64,
    /// Extent.
    pub height: f64,
    /// Size of the words in the boxes.
    pub type_size: f64,
    /// Where the classes begin, in their order.
    pub classes: Vec<Spot>,
    /// Boxes: the number of a service, and its left, upper, right and lower edge.
    pub boxes: Vec<(usize, Frame)>,
    /// Ways of the calls.
    pub flows: Vec<Way>,
}

/// The way of a call.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Way {
    /// Number of the call.
    pub call: usize,
    /// The way that all its tries go, to the service that is asked.
    pub path: Vec<Spot>,
    /// Where several make the call: their ways to the beginning of the path.
    pub legs: Vec<Vec<Spot>>,
}

/// What each service, call and link did.
#[derive(Debug, Serialize, JsonSchema)]
pub struct SystemFilm {
    /// Services.
    pub services: Vec<ServiceFilm>,
    /// Calls.
    pub calls: Vec<CallFilm>,
    /// Links.
    pub links: Vec<LinkFilm>,
}

/// What a service did.
#[derive(Debug, Default, Serialize, JsonSchema)]
pub struct ServiceFilm {
    /// Busy workers.
    pub busy: Vec<f32>,
    /// Workers that are there; none if they are not limited.
    pub there: Vec<Option<f32>>,
    /// Requests that wait.
    pub waiting: Vec<f32>,
    /// Instances that its calls are spread over, and all that there are; none of a cache.
    pub rotation: Vec<Option<(f32, f32)>>,
    /// Look-ups per second, if it is a cache.
    pub look_ups: Vec<f32>,
    /// Part of them that found its entry; none if there were none.
    pub found: Vec<Option<f32>>,
}

/// What a call did, per second.
#[derive(Debug, Serialize, JsonSchema)]
pub struct CallFilm {
    /// First tries, without those that the edge refused.
    pub first: Vec<f32>,
    /// Tries after the first, of the same kind.
    pub retries: Vec<f32>,
    /// Tries that failed.
    pub failed: Vec<f32>,
}

/// How busy a link was.
#[derive(Debug, Serialize, JsonSchema)]
pub struct LinkFilm {
    /// Busy share of the way towards the service.
    pub up: Vec<f32>,
    /// Busy share of the way towards the caller.
    pub down: Vec<f32>,
}

impl SystemFacts {
    /// What there is; none in the short form.
    pub fn of(document: &Document) -> Option<SystemFacts> {
        let graph = Graph::of(document)?;
        let shown = graph.shown(&graph.visits());
        let left_out = (0..graph.services.len()).filter(|service| !shown.contains(service));
        Some(SystemFacts {
            left_out: left_out.map(|service| graph.services[service].name.clone()).collect(),
            wide: wide(&graph, &shown, document.classes.len()),
            tall: tall(&graph, &shown, document.classes.len()),
            services: graph.services.iter().map(service).collect(),
            calls: graph.calls.iter().map(|call| of_call(document, &graph, call)).collect(),
            links: graph.links,
        })
    }
}

fn service(service: &Service) -> ServiceFacts {
    let all = |workers: u32| f64::from(workers) * f64::from(service.instances);
    ServiceFacts {
        name: service.name.clone(),
        size: service.size(),
        instances: service.instances,
        workers: service.workers.map(all),
        places: service.places,
        cache: service.cache,
        layer: service.layer,
    }
}

fn of_call(document: &Document, graph: &Graph, call: &Call) -> CallFacts {
    let classes: Vec<&String> = document.classes.keys().collect();
    CallFacts {
        name: call.name.clone(),
        classes: call.classes.iter().map(|class| classes[*class].clone()).collect(),
        services: call.services.iter().map(|service| graph.services[*service].name.clone()).collect(),
        to: call.to,
        link: call.link,
    }
}

/// Words of a desk and of a phone at most.
const WORDS: (f64, f64) = (19.0, 14.0);
/// Room for the names of the classes: beside them, above them.
const NAMES: (f64, f64) = (150.0, 40.0);
/// Width on a desk, and the heights that it can have: the least with which the words are large enough; width on a phone.
const DESK: f64 = 1120.0;
const HEIGHTS: [f64; 3] = [300.0, 420.0, 540.0];
const LARGE: f64 = 16.0;
const PHONE: f64 = 364.0;

fn wide(graph: &Graph, shown: &[usize], classes: usize) -> Places {
    let most = (BOX.0 * WORDS.0 * 1.2, BOX.1 * WORDS.0);
    let high = |height: f64| {
        let area = Area { frame: [NAMES.0, 0.0, DESK - 4.0, height], upright: false, gap: 46.0, most };
        let starts = (0..classes).map(|class| (class, height * (class as f64 + 0.5) / classes.max(1) as f64));
        places((graph, shown), &starts.collect::<Vec<_>>(), area, WORDS.0)
    };
    let [low, middle, tall] = HEIGHTS;
    [low, middle].into_iter().map(high).find(|places| places.type_size >= LARGE).unwrap_or_else(|| high(tall))
}

fn tall(graph: &Graph, shown: &[usize], classes: usize) -> Places {
    let most = (BOX.1 * WORDS.1, BOX.0 * WORDS.1 * 1.3);
    let length = layout::length(graph, shown, (most.0, 36.0));
    let frame = [2.0, NAMES.1, PHONE - 2.0, NAMES.1 + length + 2.0];
    let area = Area { frame, upright: true, gap: 36.0, most };
    let starts = (0..classes).map(|class| (class, (PHONE - 4.0) * (class as f64 + 0.5) / classes.max(1) as f64));
    places((graph, shown), &starts.collect::<Vec<_>>(), area, WORDS.1)
}

fn places((graph, shown): (&Graph, &[usize]), starts: &[(usize, f64)], area: Area, words: f64) -> Places {
    let layout = layout::place(graph, shown, starts, area);
    let [left, top, right, bottom] = area.frame;
    let around = |value: f64| libm::round(value * 10.0) / 10.0;
    let spot = |(x, y): &Spot| (around(*x), around(*y));
    let way = |path: &Vec<Spot>| path.iter().map(spot).collect::<Vec<Spot>>();
    let start = |(_, across): &(usize, f64)| if area.upright { (left + across, top) } else { (left, top + across) };
    let flow = |flow: &layout::Flow| Way {
        call: flow.call,
        path: way(&flow.path),
        legs: flow.legs.iter().map(&way).collect(),
    };
    let sizes = layout.boxes.iter().map(|(_, [l, t, r, b])| layout::type_size(r - l, b - t));
    Places {
        width: if area.upright { right + 2.0 } else { right + 4.0 },
        height: bottom,
        type_size: around(sizes.fold(words, f64::min)),
        classes: starts.iter().map(start).map(|start| spot(&start)).collect(),
        boxes: layout.boxes.iter().map(|(service, frame)| (*service, frame.map(around))).collect(),
        flows: layout.flows.iter().map(flow).collect(),
    }
}

impl SystemFilm {
    /// What is known of some intervals of a run; none in the short form.
    pub fn of(document: &Document, outcome: &Outcome, here: &Range<usize>) -> Option<SystemFilm> {
        let graph = Graph::of(document)?;
        let service = |number: usize| {
            let all = here.clone().map(|at| now::service(outcome, number, at));
            let mut film = ServiceFilm::default();
            for now in all {
                film.busy.push(short(now.busy));
                film.there.push(now.there.map(short));
                film.waiting.push(short(now.waiting));
                film.rotation.push((now.rotation.1 > 0.0).then(|| (short(now.rotation.0), short(now.rotation.1))));
                film.look_ups.push(short(now.look_ups));
                film.found.push(now.found.map(short));
            }
            film
        };
        let call = |number: usize| {
            let mut film = CallFilm { first: Vec::new(), retries: Vec::new(), failed: Vec::new() };
            for now in here.clone().map(|at| now::call(outcome, &graph, number, at)) {
                film.first.push(short(now.first));
                film.retries.push(short(now.again));
                film.failed.push(short(now.failed));
            }
            film
        };
        let link = |number: usize| {
            let all = here.clone().map(|at| now::link(outcome, number, at));
            let (up, down) = all.map(|now| (short(now.up), short(now.down))).unzip();
            LinkFilm { up, down }
        };
        Some(SystemFilm {
            services: (0..graph.services.len()).map(service).collect(),
            calls: (0..graph.calls.len()).map(call).collect(),
            links: (0..graph.links.len()).map(link).collect(),
        })
    }
}
