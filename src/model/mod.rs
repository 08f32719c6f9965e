//! The model: one cell of a mail service, its clients, and what happens to it.
//!
//! ```text
//!     clients ──► edge gate ──► network (up) ──► home server: queue, workers, cache node ──► mailbox store
//!        ▲                                                │
//!        └──────────── network (down) ◄───────────────────┘
//! ```
//!
//! # Words
//!
//! | word | meaning |
//! |---|---|
//! | client class | a population with one protocol and one set of parameters |
//! | wish | what a person or device wants done: a contact, a page, a share; started once, ends in success or abandonment |
//! | request | one protocol exchange that a wish needs |
//! | attempt | one try of one request over the network |
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
//! [`class`]: populations. [`activesync`]: long poll, mail, first contact. [`web`]: people. [`retry`]: what follows an
//! error. [`edge`]: who may come in. [`network`], [`link_fair`], [`link_fifo`], [`transfer`]: how transfers share the capacity.
//! [`server`], [`cache`], [`store`]: how requests are served. [`timeline`]: faults and operators. [`fixes`]: the two
//! changes. [`service`]: who is without it. [`cell`]: owns all of them and routes every [`event`]. [`observe`]: what is written down.

pub mod activesync;
pub mod attempt;
pub mod cache;
pub mod cell;
pub mod class;
pub mod client;
pub mod discipline;
pub mod edge;
pub mod event;
pub mod fixes;
pub mod gauge;
pub mod graph;
pub mod latency;
pub mod link_fair;
pub mod link_fifo;
pub mod network;
pub mod observe;
pub mod plan;
pub mod processors;
pub mod retry;
pub mod server;
pub mod service;
pub mod short_form;
pub mod store;
pub mod timeline;
pub mod timeline_meaning;
pub mod transfer;
pub mod usage;
pub mod web;

pub use cell::Cell;
pub use plan::{CellPlan, RunPlan};
