//! The engine in WebAssembly computes what it computes natively, and what is drawn changes nothing of it: that build has
//! neither charts nor commands. Oracle: the same requests, answered by the library of this test.
//!
//! This is less obvious than it looks. Cargo compiles a dependency once, with the features that anybody asks for: a chart
//! library that wants another `ln` of `num-traits` would change it for every sampler that uses it, and the last digits of a
//! run with it. The engine therefore takes its functions from the `libm` crate, and here that is tried.
//!
//! `.ci/wasm` builds the engine and says where; `SYNCSTORM_WASM` tells the test. Without it this is left out, and says so.

use std::io::Write;
use std::process::{Command, Stdio};

const REQUESTS: [&str; 5] = [
    r#"{"run":{"scenario":"outlook-2013","scale":0.05,"set":["run.length=12 h","timeline.restore.at=6 h"]}}"#,
    r#"{"run":{"scenario":"metastable-cell","scale":0.02}}"#,
    r#"{"run":{"scenario":"slack-2022","scale":0.05}}"#,
    r#"{"run":{"scenario":"textbook/mm1","set":["run.length=2 h"]}}"#,
    r#"{"run":{"scenario":"textbook/mm1","set":["run.length=2"]}}"#,
];

#[test]
fn the_engine_of_a_page_is_the_native_one_byte_for_byte() {
    let Some(engine) = std::env::var_os("SYNCSTORM_WASM").filter(|path| !path.is_empty()) else {
        eprintln!("left out: SYNCSTORM_WASM does not say where the engine for browsers is (.ci/wasm builds it)");
        return;
    };
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/all/wasm.mjs");
    let mut node = Command::new("node")
        .arg(script)
        .arg(engine)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("node starts");
    node.stdin.take().expect("a pipe").write_all(REQUESTS.join("\n").as_bytes()).expect("it reads");
    let output = node.wait_with_output().expect("it ends");
    assert!(output.status.success());
    let answers = String::from_utf8(output.stdout).expect("UTF-8");
    let answers: Vec<&str> = answers.lines().collect();
    assert_eq!(answers.len(), REQUESTS.len());
    for (request, answer) in REQUESTS.iter().zip(answers) {
        let native = syncstorm::page::Desk::default().answer(request);
        let ran = native.starts_with(r#"{"ran":{"summary":""#);
        assert!(ran || request.ends_with(r#"["run.length=2"]}}"#), "{native}");
        assert!(native == answer, "{request}: they differ");
    }
}
