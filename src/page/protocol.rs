//! What a page and the engine say to each other: one request, one answer, both JSON. The types of the page are made from
//! these ([`schema`]).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::facts::Facts;
use super::film::Film;

/// What a page can ask for.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Request {
    /// What this engine is.
    About(Nothing),
    /// One whole run, as files.
    Run(Wanted),
    /// A scenario: what it says, every value, what can be moved by hand.
    Read(Wanted),
    /// A run that stands at its beginning, to be gone on with.
    Open(Wanted),
    /// The same, with the least of facts: what never changes with a value that is moved by hand is left out of them.
    Begin(Wanted),
    /// A part of a run.
    Step(Step),
    /// What has been seen of a run so far, as if it ended now.
    Look(Look),
    /// Something is done in a run, now.
    Act(Act),
    /// A second run that stands where the first one does.
    Clone(Of),
    /// The rest of a run, and what came of it.
    Finish(Look),
    /// A run is not needed any more.
    Close(Of),
    /// A value of a prior, the same for the same seed.
    Draw(Draw),
    /// What happens to one client of a run.
    Follow(Follow),
}

/// No particulars.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Nothing {}

/// A scenario and what is changed in it.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Wanted {
    /// Name of a shipped scenario, or of the text.
    pub scenario: String,
    /// The text of a scenario file, if it is not a shipped one.
    #[serde(default)]
    pub text: Option<String>,
    /// Changes, each as `path = value`, in the order in which they are made.
    #[serde(default)]
    pub set: Vec<String>,
    /// Factor on populations and capacities.
    #[serde(default = "full_size")]
    pub scale: f64,
}

fn full_size() -> f64 {
    1.0
}

/// A run.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Of {
    /// Its number.
    pub run: u32,
}

/// How far a run goes on at most; it always comes to the end of an interval.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// Its number.
    pub run: u32,
    /// Hours since the onset.
    pub until_h: f64,
    /// Events after which it stops with the interval in which it is.
    pub events: u64,
}

/// What of a run is wanted.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Look {
    /// Its number.
    pub run: u32,
    /// First interval of the film.
    #[serde(default)]
    pub from: usize,
}

/// Something that is done in a run.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Act {
    /// Number of the run.
    pub run: u32,
    /// Name of the entry.
    pub name: String,
    /// An entry of the timeline without its time, as an inline table of TOML.
    pub entry: String,
}

/// A value of a prior.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Draw {
    /// Values as those of a prior: "0.5..12 h".
    pub values: String,
    /// Seed of the world.
    pub seed: u64,
    /// What it is drawn for.
    pub purpose: String,
}

/// A client of a run.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Follow {
    /// What it is a run of.
    pub wanted: Wanted,
    /// Name of the class.
    pub class: String,
    /// Number of the client in it, from 0 on.
    pub client: u32,
    /// Hours since the onset up to which it is followed.
    pub until_h: f64,
}

/// What a page gets.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// What this engine is.
    About(About),
    /// The files of a run.
    Ran(Ran),
    /// A scenario.
    Facts(Box<Facts>),
    /// A run that stands at its beginning.
    Opened(Opened),
    /// Where a run stands.
    Stepped(Stepped),
    /// What has been seen.
    Seen(Box<Seen>),
    /// What was done is done.
    Acted(Acted),
    /// A run that stands where another one does.
    Cloned(Cloned),
    /// What came of a run.
    Finished(Box<Finished>),
    /// A run is gone.
    Closed {},
    /// A value.
    Drawn(Drawn),
    /// What happened to a client.
    Followed(Happenings),
    /// Why not, with line, caret, cause and remedy.
    Refused(String),
}

/// What this engine is.
#[derive(Debug, Serialize, JsonSchema)]
pub struct About {
    /// Version of the program.
    pub version: String,
    /// Name of what it would simulate: equal to the one of the program whose numbers it gives.
    pub physics: String,
}

/// The files of a run, as the program writes them, and its story.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Ran {
    /// `summary.json`.
    pub summary: String,
    /// `timeseries.csv`.
    pub timeseries: String,
    /// `resources.csv`.
    pub resources: String,
    /// The story.
    pub story: String,
}

/// A run that stands at its beginning.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Opened {
    /// Its number.
    pub run: u32,
    /// What it is a run of.
    pub facts: Box<Facts>,
}

/// Where a run stands.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Stepped {
    /// Hours since the onset.
    pub now_h: f64,
    /// Events so far.
    pub events: u64,
    /// Whether it is at its end.
    pub ended: bool,
}

/// What has been seen.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Seen {
    /// Interval by interval.
    pub film: Film,
    /// What each class has lost so far.
    pub losses: Vec<Loss>,
    /// The verdict and the phases, as in `summary.json`.
    pub recovery: serde_json::Value,
}

/// What a class has lost.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Loss {
    /// Name of the class.
    pub name: String,
    /// Clients of a closed class.
    pub population: Option<u32>,
    /// Hours of full outage that the time without service amounts to, up to the end of the film.
    pub outage_h: f64,
    /// Most clients without service, mean over an interval.
    pub without_peak: f64,
    /// Clients without service at the end.
    pub without_end: f64,
    /// First interval in which it was below 99 %, and the one from which it was not any more, in hours since the onset.
    pub below_99_h: [Option<f64>; 2],
    /// The same for 50 %.
    pub below_50_h: [Option<f64>; 2],
    /// Largest amplification of an interval, and when.
    pub peak: Option<(f64, f64)>,
}

/// What was done.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Acted {
    /// When, in hours since the onset.
    pub at_h: f64,
    /// Everything that was done, as changes of the scenario: with them it runs as it did live.
    pub done: Vec<String>,
}

/// A run that stands where another one does.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Cloned {
    /// Its number.
    pub run: u32,
}

/// What came of a run.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Finished {
    /// What was seen of it, to its end.
    pub seen: Seen,
    /// `summary.json`.
    pub summary: String,
    /// `timeseries.csv`.
    pub timeseries: String,
    /// The story, each paragraph a head and lines.
    pub story: Vec<String>,
    /// What was done live, as changes of the scenario.
    pub done: Vec<String>,
}

/// A value of a prior.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Drawn {
    /// The value, as it is written in a scenario.
    pub value: String,
    /// The smallest and the largest that it could have been.
    pub between: [String; 2],
}

/// What happened to a client, each in hours since the onset.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Happenings {
    /// First attempts of a request.
    pub asked: Vec<f64>,
    /// Attempts after an error or a wait in vain.
    pub again: Vec<f64>,
    /// Those of both that the edge refused.
    pub refused: Vec<f64>,
    /// Requests that were answered in time.
    pub served: Vec<f64>,
    /// Wishes that it gave up.
    pub given_up: Vec<f64>,
    /// From when to when it waited for an answer.
    pub waited: Vec<(f64, f64)>,
}

#[derive(JsonSchema)]
#[schemars(title = "Protocol")]
#[expect(dead_code, reason = "only its schema is wanted")]
struct Protocol {
    request: Request,
    answer: Answer,
}

/// The JSON Schema of requests and answers, from which the types of the page are made.
pub fn schema() -> String {
    let schema = schemars::schema_for!(Protocol);
    serde_json::to_string_pretty(&schema).expect("a schema is written as JSON") + "\n"
}
