//! A hand-out for a class that compares the public texts: what they say side by side, what the runs bear out, what no text
//! says, a better explanation, and questions. It judges facts; of feelings it lists the passages and leaves the verdict to
//! the class.
//!
//! [`Letters`] is a part of `claims.json`, so that it is made again from a study without playing anything.

use serde::{Deserialize, Serialize};

use super::Findings;
use super::words::interval;
use crate::experiment::claims::alternative::Sceptic;
use crate::experiment::claims::file::Text;
use crate::experiment::claims::texts::{Outcome, PassageKind, Says, Unsaid};
use crate::experiment::claims::verdict::Spread;
use crate::experiment::claims::{Judged, Verdict};
use crate::report::words::words;

/// The whole hand-out, as data.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Letters {
    /// What is asked.
    pub title: String,
    /// Which worlds were asked, and how many of them.
    pub worlds: String,
    /// The answer in one sentence.
    pub answer: String,
    /// Command of the study.
    pub command: String,
    /// The texts: short names and what they are.
    pub texts: Vec<[String; 2]>,
    /// Properties of the texts, one cell each.
    pub compare: Vec<Compared>,
    /// Technical statements.
    pub statements: Vec<Statement>,
    /// What the runs say and no text does.
    pub unsaid: Vec<Found>,
    /// Sentences of the better explanation.
    pub explanation: Vec<String>,
    /// Passages by kind.
    pub passages: Vec<Compared>,
    /// Questions, each with what bears on it.
    pub questions: Vec<Asked>,
}

/// Something that the texts have, side by side.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Compared {
    /// What.
    pub about: String,
    /// What each text has of it, in our words.
    pub cells: Vec<String>,
    /// Whether they agree.
    pub alike: bool,
}

/// A statement with what the runs say to it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Statement {
    /// Short name.
    pub id: String,
    /// In our words.
    pub text: String,
    /// What each text says of it.
    pub cells: Vec<String>,
    /// The verdict, of both halves if it has two.
    pub verdict: String,
    /// In how many worlds it holds, with intervals; or why it cannot be tested.
    pub holds: String,
    /// Sentences that would have been true, and say more or less.
    pub instead: Vec<String>,
}

/// A finding with the numbers that it rests on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Found {
    /// The sentence.
    pub text: String,
    /// How sure it is.
    pub rests_on: String,
}

/// A question for the class.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Asked {
    /// The question.
    pub text: String,
    /// What bears on it.
    pub evidence: Vec<String>,
}

impl Findings<'_> {
    /// The hand-out.
    pub fn letters(&self) -> Letters {
        let file = self.study.file;
        let plan = &file.letters;
        let cells = |said: &std::collections::BTreeMap<String, String>| -> Vec<String> {
            file.texts.iter().map(|text| said.get(&text.id).cloned().unwrap_or_else(|| "-".to_owned())).collect()
        };
        let said = self.rows().filter(|(judged, _)| !judged.claim.said.is_empty());
        let statement = |(judged, half): (&Judged, Option<&Judged>)| Statement {
            id: judged.claim.id.clone(),
            text: judged.claim.text.clone(),
            cells: cells(&judged.claim.said),
            verdict: self.whole(judged),
            holds: self.holds(judged, half),
            instead: self.instead(&judged.claim.id),
        };
        let mut passages: Vec<_> = plan.passages.iter().collect();
        passages.sort_by_key(|passage| passage.kind);
        let kind = |kind: PassageKind| match kind {
            PassageKind::Apology => "apology",
            PassageKind::Cause => "cause",
            PassageKind::Promise => "promise",
            PassageKind::Thanks => "thanks",
        };
        Letters {
            title: file.title.clone(),
            worlds: self.worlds_line(),
            answer: self.answer(),
            command: self.command.to_owned(),
            texts: file.texts.iter().map(|Text { id, name }| [id.clone(), name.clone()]).collect(),
            compare: plan
                .compare
                .iter()
                .map(|one| Compared { about: one.about.clone(), cells: cells(&one.texts), alike: one.alike })
                .collect(),
            statements: said.map(statement).collect(),
            unsaid: plan.unsaid.iter().filter_map(|unsaid| self.unsaid(unsaid)).collect(),
            explanation: self.sentences_supported().0.into_iter().map(|sentence| self.filled(sentence)).collect(),
            passages: passages
                .into_iter()
                .map(|one| Compared { about: kind(one.kind).to_owned(), cells: cells(&one.texts), alike: false })
                .collect(),
            questions: plan.questions.iter().map(|question| self.question(&question.text, question)).collect(),
        }
    }

    /// In how many worlds a statement holds; of two halves, both.
    fn holds(&self, judged: &Judged, half: Option<&Judged>) -> String {
        if judged.verdict == Verdict::NotTestable {
            return judged.claim.not_testable.clone();
        }
        let one = |judged: &Judged| match &judged.share {
            Some(share) => {
                let worlds = self.worlds_words(judged.holds.1);
                format!("{} of {worlds}: {}", judged.holds.0, interval(share))
            }
            None => "-".to_owned(),
        };
        match half {
            None => one(judged),
            Some(half) => {
                words!("claims/letters.md", "halves", { first: String = one(judged), second: String = one(half) })
            }
        }
    }

    /// Sentences that would have been true instead of a claim's.
    fn instead(&self, claim: &str) -> Vec<String> {
        let fits = self
            .study
            .file
            .letters
            .instead
            .iter()
            .filter(|instead| instead.claim == claim && self.allows(&instead.claims, &instead.against));
        let said = |instead: &crate::experiment::claims::texts::Instead| words!("claims/letters.md", "instead", { more: bool = instead.says == Says::More, text: &'a str = &instead.text });
        fits.map(said).collect()
    }

    /// A finding with its numbers, if the runs say it.
    pub fn unsaid(&self, unsaid: &Unsaid) -> Option<Found> {
        let of_ladder = || self.ladder(unsaid.ladder.as_ref()?);
        let of_alternative = || {
            let id = unsaid.alternative.as_ref()?;
            let weighed = self.weighed.iter().find(|weighed| weighed.alternative.id == *id)?;
            let is_so = match unsaid.if_sceptic_is {
                None => true,
                Some(Outcome::Right) => weighed.sceptic == Sceptic::Right,
                Some(Outcome::Wrong) => weighed.sceptic == Sceptic::Wrong,
            };
            is_so.then(|| self.alternative(weighed))
        };
        let of_number = || {
            let number = unsaid.number.as_ref()?;
            let spread = Spread::of(self.study, self.played, &number.run, &number.measure)?;
            Some(format!("{}: {}", self.measure(&spread), self.spread(&spread)))
        };
        let rests_on = of_ladder().or_else(of_alternative).or_else(of_number)?;
        Some(Found { text: unsaid.text.clone(), rests_on })
    }

    fn question(&self, text: &str, question: &crate::experiment::claims::texts::Question) -> Asked {
        let judged = question.claims.iter().filter_map(|id| self.judged.iter().find(|judged| judged.claim.id == *id));
        let mut evidence: Vec<String> = judged.map(|one| format!("{}: {}", one.claim.id, self.whole(one))).collect();
        evidence.extend((!question.evidence.is_empty()).then(|| question.evidence.clone()));
        Asked { text: text.to_owned(), evidence }
    }
}

impl Letters {
    /// As Markdown.
    pub fn markdown(&self) -> String {
        words!("claims/letters.md", "page", { letters: &'a Letters = self })
    }

    /// As HTML that prints on both sides of one sheet of A4.
    pub fn html(&self) -> String {
        words!("claims/letters.html", "page", { letters: &'a Letters = self })
    }

    /// What stands above all, which says how many texts there are.
    pub fn heading(&self) -> String {
        words!("claims/letters.md", "heading", { texts: usize = self.texts.len() })
    }

    /// Words of the explanation.
    pub fn words(&self) -> usize {
        self.explanation.iter().map(|sentence| sentence.split_whitespace().count()).sum()
    }
}
