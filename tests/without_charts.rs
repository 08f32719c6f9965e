//! What is drawn changes nothing that is computed. Oracle: the same program, built without the feature `charts`.
//!
//! This is less obvious than it looks. Cargo compiles a dependency once, with the features that anybody asks for: a
//! chart library that wants another `ln` of `num-traits` would change it for every sampler that uses it, and the last
//! digits of a run with it. The engine therefore takes its functions from the `libm` crate, and here that is tried.
#![cfg(feature = "charts")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// Builds the program without charts. Its parts go where those of this test are, so that what does not depend on the
/// feature is not compiled again; the program itself goes to a folder of its own, so that it replaces nothing.
fn built_without_charts() -> PathBuf {
    let own = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let target = own.join("without-charts");
    let build = |offline: &[&str]| -> Output {
        Command::new(env!("CARGO"))
            .args(["build", "--locked", "--no-default-features", "--bin", "syncstorm"])
            .args(offline)
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .env("CARGO_TARGET_DIR", &target)
            .env("CARGO_BUILD_BUILD_DIR", own.parent().expect("the folder of all builds"))
            .output()
            .expect("cargo starts")
    };
    // Everything it needs was needed for this test as well; only a machine that cleans up in between must load again.
    let built = [&["--offline"][..], &[]].into_iter().map(build).find(|output| output.status.success());
    assert!(built.is_some(), "{}", String::from_utf8_lossy(&build(&[]).stderr));
    let program = target.join("debug").join(format!("syncstorm{}", std::env::consts::EXE_SUFFIX));
    assert!(program.exists(), "{} was not built", program.display());
    program
}

/// What a run printed as its result, what it said on the way, and its files.
struct Ran {
    told: Vec<u8>,
    said: String,
    files: BTreeMap<String, Vec<u8>>,
}

fn ran(program: &Path, arguments: &[&str]) -> Ran {
    let here = tempfile::tempdir().expect("a folder");
    let output = Command::new(program)
        .args([&["run"], arguments, &["--out", "result"]].concat())
        .current_dir(here.path())
        .output()
        .expect("it starts");
    let said = String::from_utf8(output.stderr).expect("UTF-8");
    assert!(output.status.success(), "{arguments:?}: {said}");
    let files = fs::read_dir(here.path().join("result")).expect("its folder").map(|entry| {
        let path = entry.expect("an entry").path();
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        (name, fs::read(&path).expect("a file of the run"))
    });
    Ran { told: output.stdout, said, files: files.collect() }
}

/// The manifest without the list of files, which has to differ.
fn manifest(ran: &Ran) -> serde_json::Value {
    let mut manifest: serde_json::Value = serde_json::from_slice(&ran.files["manifest.json"]).expect("JSON");
    manifest["files"].take();
    manifest
}

#[test]
fn a_build_without_charts_computes_the_same() {
    let program = built_without_charts();
    for arguments in [
        &["textbook/mm1", "--set", "run.length=20 h"][..],
        &["metastable-cell", "--scale", "0.02"],
        &["outlook-2013", "--scale", "0.02", "--fix", "error-handling", "--json"],
    ] {
        let with = ran(Path::new(env!("CARGO_BIN_EXE_syncstorm")), arguments);
        let without = ran(&program, arguments);
        let is_drawn = |name: &&String| [".svg", ".png", ".html"].iter().any(|end| name.ends_with(end));
        let drawn = with.files.keys().filter(is_drawn).count();
        assert!(drawn >= 7 && !drawn.is_multiple_of(2), "two of every chart, and the page: {arguments:?}: {drawn}");
        assert_eq!(without.files.keys().filter(is_drawn).count(), 0, "{arguments:?}");
        assert!(without.said.contains("no charts") && !with.said.contains("no charts"), "{}", without.said);

        let rest: Vec<&String> = with.files.keys().filter(|name| !is_drawn(name)).collect();
        assert_eq!(rest, without.files.keys().collect::<Vec<_>>());
        assert_eq!(rest.len(), 5, "{rest:?}");
        for name in rest.into_iter().filter(|name| *name != "manifest.json") {
            assert!(!with.files[name].is_empty());
            assert!(with.files[name] == without.files[name], "{arguments:?}: {name} differs");
        }
        assert_eq!(manifest(&with), manifest(&without));
        assert!(with.told == without.told, "{arguments:?}: the story differs");
    }
}
