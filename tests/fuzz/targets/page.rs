//! What a page asks of its engine, and so what a link of somebody else can make it ask: one question in a line. Only small runs are
//! opened, and only steps of them are played.
#![no_main]

use libfuzzer_sys::fuzz_target;
use serde_json::Value;
use syncstorm::page::Desk;

/// Questions, the size of what is opened, and events of a step at most.
const QUESTIONS: usize = 12;
const SCALE: f64 = 0.02;
const EVENTS: u64 = 2_000;

fn is_small(question: &str) -> bool {
    // What is no question is refused, whatever it is.
    let Ok(Value::Object(question)) = serde_json::from_str(question) else { return true };
    question.iter().all(|(kind, of)| match kind.as_str() {
        "read" | "begin" => of["scale"].as_f64().is_some_and(|scale| scale <= SCALE) && of["text"].is_null(),
        "step" => of["events"].as_u64().is_none_or(|events| events <= EVENTS),
        "run" | "open" | "finish" | "follow" => false,
        _ => true,
    })
}

fuzz_target!(|text: &str| {
    let mut desk = Desk::default();
    for question in text.lines().take(QUESTIONS).filter(|question| is_small(question)) {
        let answer = desk.answer(question);
        assert!(answer.starts_with('{') && answer.ends_with('}'), "{answer}");
    }
});
