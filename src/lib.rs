pub mod cli;
pub mod engine;
pub mod experiment;
pub mod measure;
pub mod model;
pub mod report;
pub mod scenario;
pub mod units;
