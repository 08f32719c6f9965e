//! What is wrong with what a file of claims says to its readers, and with what refers to something else: names that
//! nothing has, halves of halves, and an explanation that grows too long.

use std::collections::BTreeSet;

use super::check::{Check, Place};

/// More words than this are no explanation for everybody.
pub const MOST_WORDS: usize = 150;
/// So many claims may decide which sentences of an explanation are printed: all combinations are tried.
const MOST_DECIDING: usize = 12;

impl Check<'_> {
    /// What refers to texts, claims, ladders and values.
    pub(super) fn references(&mut self) {
        let file = self.file;
        let texts: Vec<&str> = file.texts.iter().map(|text| text.id.as_str()).collect();
        let claims: Vec<&str> = file.claims.iter().map(|claim| claim.id.as_str()).collect();
        let ladders: Vec<&str> = file.ladders.iter().map(|ladder| ladder.id.as_str()).collect();
        for (place, claim) in file.claims.iter().enumerate() {
            let at = place.to_string();
            for text in claim.said.keys().filter(|text| !texts.contains(&text.as_str())) {
                self.unknown(&["claims", &at, "said", text], "text", text, &texts);
            }
            for (number, id) in claim.ladders.iter().enumerate().filter(|(_, id)| !ladders.contains(&id.as_str())) {
                self.unknown(&["claims", &at, "ladders", &number.to_string()], "ladder", id, &ladders);
            }
        }
        for (place, difference) in file.differences.iter().enumerate() {
            let at = place.to_string();
            for text in difference.said.keys().filter(|text| !texts.contains(&text.as_str())) {
                self.unknown(&["differences", &at, "said", text], "text", text, &texts);
            }
            self.named(&["differences", &at, "claims"], &difference.claims, &claims);
        }
        for (place, sentence) in file.explanation.iter().enumerate() {
            self.named(&["explanation", &place.to_string(), "claims"], &sentence.claims, &claims);
            self.named(&["explanation", &place.to_string(), "against"], &sentence.against, &claims);
        }
        for (place, left_out) in file.left_out.iter().enumerate() {
            for (number, path) in left_out.paths.iter().enumerate() {
                self.path(&["left_out", &place.to_string(), "paths", &number.to_string()], path);
            }
        }
    }

    fn named(&mut self, place: Place, ids: &[String], known: &[&str]) {
        for (number, id) in ids.iter().enumerate().filter(|(_, id)| !known.contains(&id.as_str())) {
            let number = number.to_string();
            self.unknown(&[place, &[number.as_str()]].concat(), "claim", id, known);
        }
    }

    /// A claim has one second half, which is whole itself.
    pub(super) fn halves(&mut self) {
        let file = self.file;
        let claims: Vec<&str> = file.claims.iter().map(|claim| claim.id.as_str()).collect();
        let mut seen = BTreeSet::new();
        for (place, claim) in file.claims.iter().enumerate() {
            let Some(after) = claim.after.as_deref() else { continue };
            let number = place.to_string();
            let at = ["claims", number.as_str(), "after"];
            if !claims.contains(&after) {
                self.unknown(&at, "claim", after, &claims);
                continue;
            }
            let is_half = |id: &str| file.claim(id).is_some_and(|other| other.after.is_some());
            if after == claim.id || is_half(after) || !seen.insert(after) {
                let cause = format!("`{after}` cannot be the second half of `{}`", claim.id);
                self.report(
                    &at,
                    "halves in disorder",
                    cause,
                    "name another claim that has no second half and is none yet",
                );
            }
        }
    }

    pub(super) fn rivals(&mut self) {
        let file = self.file;
        for (place, rival) in file.rivals.iter().enumerate() {
            let at = place.to_string();
            if !(1..=1000).contains(&rival.weight) {
                let cause = format!("{} is no weight", rival.weight);
                self.report(&["rivals", &at, "weight"], "an impossible weight", cause, "write a number from 1 to 1000");
            }
        }
    }

    pub(super) fn loops(&mut self) {
        let file = self.file;
        for (place, plan) in file.loops.iter().enumerate() {
            let at = place.to_string();
            self.run(&["loops", &at, "run"], &plan.run);
            let classes = self.base.classes();
            let classes: Vec<&str> = classes.iter().map(String::as_str).collect();
            match classes.contains(&plan.class.as_str()) {
                true => self.measure(&["loops", &at, "part"], &plan.measure("attempts")),
                false => self.unknown(&["loops", &at, "class"], "class", &plan.class, &classes),
            }
        }
    }

    /// What a class gets to read.
    pub(super) fn letters(&mut self) {
        let file = self.file;
        let letters = &file.letters;
        let claims: Vec<&str> = file.claims.iter().map(|claim| claim.id.as_str()).collect();
        let ladders: Vec<&str> = file.ladders.iter().map(|ladder| ladder.id.as_str()).collect();
        let alternatives: Vec<&str> = file.alternatives.iter().map(|other| other.id.as_str()).collect();
        let compared = letters.compare.iter().map(|one| ("compare", &one.texts));
        let compared: Vec<_> = compared.enumerate().collect();
        let passages = letters.passages.iter().map(|one| ("passages", &one.texts)).enumerate();
        let texts: Vec<&str> = file.texts.iter().map(|text| text.id.as_str()).collect();
        for (place, (list, said)) in compared.into_iter().chain(passages) {
            for text in said.keys().filter(|text| !texts.contains(&text.as_str())) {
                self.unknown(&["letters", list, &place.to_string(), "texts", text], "text", text, &texts);
            }
        }
        for (place, instead) in letters.instead.iter().enumerate() {
            let at = place.to_string();
            if !claims.contains(&instead.claim.as_str()) {
                self.unknown(&["letters", "instead", &at, "claim"], "claim", &instead.claim, &claims);
            }
            self.named(&["letters", "instead", &at, "claims"], &instead.claims, &claims);
            self.named(&["letters", "instead", &at, "against"], &instead.against, &claims);
        }
        for (place, question) in letters.questions.iter().enumerate() {
            self.named(&["letters", "questions", &place.to_string(), "claims"], &question.claims, &claims);
        }
        for (place, unsaid) in letters.unsaid.iter().enumerate() {
            let at = place.to_string();
            for (key, id, known) in
                [("ladder", &unsaid.ladder, &ladders), ("alternative", &unsaid.alternative, &alternatives)]
            {
                if let Some(id) = id.as_deref().filter(|id| !known.contains(id)) {
                    self.unknown(&["letters", "unsaid", &at, key], key, id, known);
                }
            }
            if let Some(number) = &unsaid.number {
                self.run(&["letters", "unsaid", &at, "number", "run"], &number.run);
                self.of_a_run(&["letters", "unsaid", &at, "number", "measure"], &number.measure);
            }
            let answers = [unsaid.ladder.is_some(), unsaid.alternative.is_some(), unsaid.number.is_some()];
            if answers.iter().filter(|there| **there).count() != 1 {
                let cause = "it rests on one number: a ladder, an alternative, or a number of a run".to_owned();
                self.report(&["letters", "unsaid", &at], "a finding that rests on nothing", cause, "name one of them");
            }
        }
    }

    /// Whatever the runs say, what is printed is short.
    pub(super) fn explanation(&mut self) {
        let sentences = &self.file.explanation;
        let deciding: BTreeSet<&String> =
            sentences.iter().flat_map(|sentence| sentence.claims.iter().chain(&sentence.against)).collect();
        let deciding: Vec<&String> = deciding.into_iter().collect();
        if deciding.len() > MOST_DECIDING {
            let cause = format!("{} claims decide which sentences are printed", deciding.len());
            let remedy = format!("tie the sentences to at most {MOST_DECIDING} claims");
            return self.report(&["explanation"], "an explanation with too many forms", cause, remedy);
        }
        let words = |supported: u32| -> usize {
            let holds =
                |id: &String| deciding.iter().position(|known| *known == id).is_some_and(|at| supported >> at & 1 == 1);
            let printed = sentences.iter().filter(|one| one.claims.iter().all(holds) && !one.against.iter().any(holds));
            printed.map(|sentence| sentence.text.split_whitespace().count()).sum()
        };
        let longest = (0..1u32 << deciding.len()).map(words).max().unwrap_or(0);
        if longest > MOST_WORDS {
            let cause = format!("with some verdicts it has {longest} words");
            let remedy = format!("at most {MOST_WORDS} words are read by everybody");
            self.report(&["explanation"], "an explanation that is too long", cause, remedy);
        }
    }
}
