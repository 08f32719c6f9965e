//! The model: services that call each other, their clients, and what happens to them.
//!
//! A scenario writes a [`graph`] of services, calls and links, or the short form, one cell of a mail service, for which
//! [`short_form`] has the graph:
//!
//! ```text
//!     clients ──► edge gate ──► link `wan` (up) ──► `front`, an instance for each home: queue, workers ──► `store`
//!        ▲                                             │    └── looks into `cache`
//!        └──────────── link `wan` (down) ◄─────────────┘
//! ```
//!
//! # Words
//!
//! | word | meaning |
//! |---|---|
//! | client class | a population with one protocol and one set of parameters |
//! | wish | what a person or device wants done: a contact, a page, a share; started once, ends in success or abandonment |
//! | request | one protocol exchange that a wish needs |
//! | attempt | one try of one request over the network: of a client, or of a handler |
//! | service, instance | a group of machines that serve the same; one of them |
//! | handler | the steps by which a service serves a request: work, look-ups, calls |
//! | call | a named edge from a client class or a handler to a service, with its timeout, tries, guards and pool |
//! | look-up | a call to a cache, which takes no worker |
//! | retry | any attempt of a request after the first |
//! | goodput, waste | work spent on attempts somebody waited for to the end, and on attempts nobody did |
//! | backlog | work that waits to be done for devices that have been cut off |
//! | amplification | attempts per second of a class, divided by its attempts per second in the warm-up |
//! | flood | amplification of 10 or more |
//! | without service | a client that wants something and got it neither within its patience nor since ([`service`]) |
//! | cut off | the word for a phone that is without service |
//! | catching up | a phone that was without service and fetches what has gathered since |
//! | availability | share of the windows of service that ended and were met ([`service`]) |
//! | home server | the server of a client, by a stable hash of its number |
//!
//! # Where each rule stands
//!
//! [`class`]: populations. [`activesync`]: long poll, mail, first contact. [`web`]: people. [`clock`]: those who come by the clock. [`profile`]: rates that change over a day. [`retry`]: what follows an
//! error. [`edge`]: who may come in. [`network`], [`link_fair`], [`link_fifo`], [`transfer`]: how transfers share the capacity.
//! [`graph`], [`short_form`]: who calls whom. [`laid_out`]: instances that come later. [`server`], [`processors`], [`cache`]: how requests are served. [`timeline`], [`watched`], [`change`]: faults, operators, and what rules see and change. [`fixes`]: the two
//! changes. [`service`]: who is without it. [`cell`]: owns all of them and routes every [`event`]. [`observe`]: what is written down. [`footprint`]: what a run will take.

pub mod activesync;
pub mod attempt;
pub mod cache;
pub mod cell;
pub mod change;
pub mod class;
pub mod client;
pub mod clock;
pub mod discipline;
pub mod edge;
pub mod event;
pub mod fixes;
pub mod footprint;
pub mod gauge;
pub mod graph;
pub mod keyed;
pub mod laid_out;
pub mod latency;
pub mod link_fair;
pub mod link_fifo;
pub mod network;
pub mod observe;
mod passing;
pub mod plan;
pub mod processors;
pub mod profile;
pub mod retry;
pub mod server;
pub mod service;
pub mod short_form;
pub mod store;
pub mod timeline;
pub mod timeline_meaning;
pub mod transfer;
pub mod usage;
pub mod watched;
pub mod web;

pub use cell::Cell;
pub use plan::{CellPlan, RunPlan};
