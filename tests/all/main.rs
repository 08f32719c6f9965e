//! Every test but those of the page in a browser, as one program: the library is linked once, and nothing waits for the
//! slowest file. One folder or file each; what several need is in `world`, `program`, `schema`, `significance` and `book`.

mod book;
mod program;
mod schema;
mod significance;
mod world;

mod animate;
mod architecture;
mod cases;
mod charts;
mod claims;
mod cli;
mod conservation;
mod determinism;
mod diagnostics;
mod every_key;
mod first_contacts;
mod fixes;
mod graph;
mod graph_words;
mod guards;
mod lesson;
mod live;
mod null;
mod options;
mod page;
mod page_last;
mod processors;
mod published;
mod questions;
mod random;
mod readme;
mod report;
mod robustness;
mod scale;
mod scenarios;
mod settings;
mod silence;
mod speed;
mod story;
mod studies;
mod theory;
mod traps;
mod twins;
mod wasm;
