//! What the public texts say and leave out, and what is made of it for readers: all of it sentences in our own words,
//! each tied to the claims that have to be supported for it.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::requirement::Measure;

/// A public text.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Text {
    /// Short name: `S1`.
    pub id: String,
    /// What it is.
    pub name: String,
}

/// A point in which the texts differ.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Difference {
    /// In what.
    pub about: String,
    /// What each text says, in our words.
    pub said: BTreeMap<String, String>,
    /// Claims that bear on it.
    #[serde(default)]
    pub claims: Vec<String>,
    /// Whether the weighing of the fixes bears on it.
    #[serde(default)]
    pub fixes: bool,
    /// What the model can say about it besides.
    #[serde(default)]
    pub model: String,
}

/// What the texts do not say.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LeftOut {
    /// What is missing.
    pub text: String,
    /// Values of the scenario that stand in for it.
    #[serde(default)]
    pub paths: Vec<String>,
}

/// A sentence of the better explanation.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sentence {
    /// The sentence.
    pub text: String,
    /// Claims that have to be supported for it.
    pub claims: Vec<String>,
    /// Claims that must not be supported.
    #[serde(default)]
    pub against: Vec<String>,
}

/// A sentence that would have been true, beside one that is in a text.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Instead {
    /// The claim whose sentence it stands beside.
    pub claim: String,
    /// Whether it says more than the text does, or less.
    pub says: Says,
    /// The sentence.
    pub text: String,
    /// Claims that have to be supported for it.
    #[serde(default)]
    pub claims: Vec<String>,
    /// Claims that must not be supported.
    #[serde(default)]
    pub against: Vec<String>,
}

/// How much a sentence says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Says {
    /// More than the text.
    More,
    /// Less than the text.
    Less,
}

/// What the runs say and the texts do not: a sentence, and the number that it rests on.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Unsaid {
    /// The sentence.
    pub text: String,
    /// The question for a limit that answers it.
    #[serde(default)]
    pub ladder: Option<String>,
    /// The sceptic's alternative that answers it.
    #[serde(default)]
    pub alternative: Option<String>,
    /// A number of a run.
    #[serde(default)]
    pub number: Option<NumberOf>,
    /// What the answer has to be for the sentence to be printed: the sceptic is right, or not.
    #[serde(default)]
    pub if_sceptic_is: Option<Outcome>,
}

/// Which outcome of an alternative a sentence belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The sceptic has a point.
    Right,
    /// It is not so.
    Wrong,
}

/// A number of a run.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NumberOf {
    /// The run.
    pub run: String,
    /// The number.
    pub measure: Measure,
}

/// What a class gets to read: the texts compared, what the runs bear out, and questions.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LettersPlan {
    /// Properties of the texts side by side.
    pub compare: Vec<Comparison>,
    /// Passages by kind.
    pub passages: Vec<Passage>,
    /// Sentences that would have been true.
    pub instead: Vec<Instead>,
    /// What the runs say and no text does.
    pub unsaid: Vec<Unsaid>,
    /// Questions for the class.
    pub questions: Vec<Question>,
}

/// A property of the texts.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Comparison {
    /// Which.
    pub about: String,
    /// What each text has, in our words.
    pub texts: BTreeMap<String, String>,
    /// Whether they agree in it.
    #[serde(default)]
    pub alike: bool,
}

/// A passage of a text, in our words.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Passage {
    /// What it is.
    pub kind: PassageKind,
    /// What each text says.
    pub texts: BTreeMap<String, String>,
}

/// What a passage is for. Whether it works is for readers to judge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PassageKind {
    /// It asks to be forgiven.
    Apology,
    /// It says why it happened.
    Cause,
    /// It says what will be.
    Promise,
    /// It thanks.
    Thanks,
}

/// A question for a class.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// The question.
    pub text: String,
    /// Claims that bear on it.
    #[serde(default)]
    pub claims: Vec<String>,
    /// What else bears on it; what does not is said too.
    #[serde(default)]
    pub evidence: String,
}

/// A public fact that the model has nothing for.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Absent {
    /// The fact, with who says so.
    pub fact: String,
    /// Why no run can show it.
    pub why: String,
}
