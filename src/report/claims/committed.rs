//! The studies that are committed: each is `results/small.json` of the command that it names. After a change of what is
//! simulated, or of the claims, they are made again: `syncstorm claims outlook-2013 --worlds 200 --out FOLDER` (`slack-2022`:
//! 100), and `FOLDER/results/small.json` in the place of the file.

use serde_json::Value;

const COMMITTED: [&str; 2] =
    [include_str!("../page/verdicts/outlook-2013.json"), include_str!("../page/verdicts/slack-2022.json")];

/// The committed study of a scenario, if there is one.
pub fn study(scenario: &str) -> Option<Value> {
    let read = |text: &str| serde_json::from_str::<Value>(text).expect("what is committed is JSON");
    COMMITTED.into_iter().map(read).find(|study| study["scenario"] == scenario)
}
