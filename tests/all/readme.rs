//! The README and the page of all commands are true: their console blocks are run, their other commands exist. Oracle:
//! format (the pages themselves).

use std::fs;
use std::io::Read;
use std::path::Path;
use std::process::{Command, Stdio};

fn page(file: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(file)).expect(file)
}

fn readme() -> String {
    page("README.md")
}

/// What the tests try: the README, and the page to which it sends for more.
fn pages() -> String {
    readme() + &page("src/docs/commands.md")
}

/// The lines of all blocks fenced with exactly this language.
fn blocks(page: &str, language: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut within = false;
    for line in page.lines() {
        match line.strip_prefix("```") {
            Some(fence) => within = !within && fence == language,
            None if within => found.push(line.to_owned()),
            None => {}
        }
    }
    found
}

/// Words as a shell makes them, as far as the README goes: quotes of either kind and a comment at the end.
pub fn words(line: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quoted = None;
    for character in line.split(" #").next().unwrap_or_default().chars() {
        match (character, quoted) {
            (quote, Some(open)) if quote == open => quoted = None,
            ('"' | '\'', None) => quoted = Some(character),
            (' ', None) => words.push(String::new()),
            (other, _) => words.last_mut().expect("never empty").push(other),
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// Whether a line is as the page shows it: `[..]` stands for anything.
fn line_fits(shown: &str, said: &str) -> bool {
    let mut parts = shown.split("[..]");
    let first = parts.next().unwrap_or_default();
    let (Some(mut rest), parts) = (said.strip_prefix(first), parts.collect::<Vec<_>>()) else { return false };
    let Some((last, middle)) = parts.split_last() else { return rest.is_empty() };
    for part in middle {
        let Some(place) = rest.find(part) else { return false };
        rest = &rest[place + part.len()..];
    }
    rest.ends_with(last)
}

/// Whether lines are as the page shows them: `...` stands for any number of them.
fn fits(shown: &[&str], said: &[&str]) -> bool {
    match shown.split_first() {
        None => said.is_empty(),
        Some((&"...", rest)) => (0..=said.len()).any(|skipped| fits(rest, &said[skipped..])),
        Some((line, rest)) => said.first().is_some_and(|said| line_fits(line, said)) && fits(rest, &said[1..]),
    }
}

/// Both streams of a command of the page as one, and how it ended.
fn printed(folder: &Path, line: &str) -> (String, i32) {
    let words = words(line);
    assert_eq!(words[0], "syncstorm", "{line}");
    let (mut reader, writer) = std::io::pipe().expect("a pipe");
    let mut command = crate::program::command(folder, &[]);
    command.args(&words[1..]).stdin(Stdio::null()).stdout(writer.try_clone().expect("a second end")).stderr(writer);
    let mut child = command.spawn().expect("it starts");
    // The ends for writing go with it, so that the end of the text is seen.
    drop(command);
    let mut said = String::new();
    reader.read_to_string(&mut said).expect("UTF-8");
    (said, child.wait().expect("it ends").code().expect("nobody ends it"))
}

#[test]
fn console_blocks_print_what_they_show() {
    // A folder of its own: the commands write files.
    let here = tempfile::tempdir().expect("a folder");
    let page = blocks(&pages(), "console");
    let mut commands = 0;
    for part in page.chunk_by(|_, next| !next.starts_with("$ ")) {
        let (code, shown) = match part.get(1).and_then(|line| line.strip_prefix("? ")) {
            Some(code) => (code.parse().expect("an exit code"), &part[2..]),
            None => (0, &part[1..]),
        };
        let line = part[0].strip_prefix("$ ").expect("a block begins with a command");
        let (said, ended) = printed(here.path(), line);
        // The empty line before the next command or fence is the page's own.
        let shown = shown.join("\n");
        let (shown, told): (Vec<&str>, Vec<&str>) =
            (shown.trim_end().lines().collect(), said.trim_end().lines().collect());
        assert_eq!(ended, code, "{line}\n{said}");
        assert!(fits(&shown, &told), "{line}\nprints\n{said}\nand the page shows\n{}", shown.join("\n"));
        commands += 1;
    }
    assert!(commands >= 10, "only {commands} commands were found");
    // The comparison can fail.
    for (shown, said) in [("a [..] c", "a b d"), ("a\n...\nc", "a\nb"), ("a", "a\nb"), ("a\nb", "a"), ("[..]a", "ab")] {
        assert!(!fits(&shown.lines().collect::<Vec<_>>(), &said.lines().collect::<Vec<_>>()), "{shown} and {said}");
    }
}

#[test]
fn every_other_command_exists() {
    let here = tempfile::tempdir().expect("a folder");
    fs::write(here.path().join("my.toml"), blocks(&pages(), "toml").join("\n")).expect("the scenario of the page");
    let mut tried = 0;
    for line in blocks(&pages(), "sh").iter().filter(|line| !line.starts_with('#') && *line != "cargo test") {
        let line = line.strip_prefix("cargo run --release --").or(line.strip_prefix("syncstorm"));
        let mut arguments = words(line.expect("a command of ours"));
        if arguments[0] == "run" {
            arguments.push("--dry-run".to_owned());
        }
        let output = Command::new(env!("CARGO_BIN_EXE_syncstorm")).args(&arguments).current_dir(here.path()).output();
        let output = output.expect("it starts");
        assert!(output.status.success(), "{arguments:?}\n{}", String::from_utf8_lossy(&output.stderr));
        tried += 1;
    }
    assert_eq!(tried, 25, "the pages have as many commands as this test expects");
}

/// Somebody who looks for the first time reads it to the end.
#[test]
fn the_readme_is_short() {
    let lines = readme().lines().count();
    assert!(lines <= 200, "{lines} lines: what is more belongs into `src/docs`");
}
