//! A better explanation for a reader who is not technical: the sentences of the file, each with the claims that have to
//! be supported for it. What the runs do not support is left out, and said to be.

use super::Findings;
use crate::experiment::claims::Verdict;
use crate::experiment::claims::file::Sentence;
use crate::report::words::words;

impl Findings<'_> {
    /// The sentences that the runs support, and those that they do not.
    pub fn sentences_supported(&self) -> (Vec<&Sentence>, Vec<&Sentence>) {
        self.study.file.explanation.iter().partition(|sentence| self.allows(&sentence.claims, &sentence.against))
    }

    /// Whether all of these claims are supported, and none of those.
    pub fn allows(&self, claims: &[String], against: &[String]) -> bool {
        let is_supported = |id: &String| {
            let judged = self.judged.iter().find(|judged| judged.claim.id == *id);
            judged.is_some_and(|judged| judged.verdict == Verdict::Supported)
        };
        claims.iter().all(is_supported) && !against.iter().any(is_supported)
    }

    /// A sentence with the numbers of its claims: `{c2}` is what c2 comes to in the median world.
    pub fn filled(&self, sentence: &Sentence) -> String {
        let mut text = sentence.text.clone();
        for judged in &self.judged {
            let place = format!("{{{}}}", judged.claim.id);
            if let Some(effect) = judged.fact.effect.as_ref().filter(|_| text.contains(&place)) {
                let value = self.value(&effect.measure.metric, effect.median);
                text = text.replace(&place, value.trim_end_matches(" ×"));
            }
        }
        text
    }

    /// The explanation as text.
    pub fn better(&self) -> String {
        if self.study.file.explanation.is_empty() {
            return String::new();
        }
        let (supported, left_out) = self.sentences_supported();
        let words: usize = supported.iter().map(|sentence| self.filled(sentence).split_whitespace().count()).sum();
        words!("claims/table.txt", "better", {
            words: usize,
            supported: Vec<(String, String)> =
                supported.iter().map(|sentence| (self.filled(sentence), tied(sentence))).collect(),
            left_out: Vec<&'a Sentence>,
        })
    }
}

/// The claims that a sentence is tied to; without any, it is how the model is built.
fn tied(sentence: &Sentence) -> String {
    let against = sentence.against.iter().map(|id| format!("not {id}"));
    let ids: Vec<String> = sentence.claims.iter().cloned().chain(against).collect();
    if ids.is_empty() { "assumed".to_owned() } else { ids.join(", ") }
}
