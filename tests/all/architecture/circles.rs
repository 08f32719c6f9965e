//! Which files name each other in a circle. A circle can only be read, tested and changed as a whole.

use std::collections::{BTreeMap, BTreeSet};

/// What a file names outside its tests: every path, those of a `use` with their braces resolved.
fn paths(text: &str) -> Vec<Vec<String>> {
    let code: String = text
        .lines()
        .take_while(|line| !line.starts_with("mod tests {"))
        .map(|line| line.split("//").next().unwrap_or_default().to_owned() + "\n")
        .collect();
    let mut found = Vec::new();
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    for (at, _) in code.match_indices("use ") {
        if code[..at].ends_with(is_word) {
            continue;
        }
        let all = code[at + 4..].split(';').next().unwrap_or_default();
        found.extend(spread(&all.split_whitespace().collect::<Vec<_>>().join(" ")));
    }
    let whole =
        code.split(|c: char| !is_word(c) && c != ':').filter(|path| path.contains("::") && !path.ends_with("::"));
    found.extend(whole.map(|path| path.split("::").map(str::to_owned).collect()));
    found
}

/// `a::{b, c::{d, e}}` as `a::b`, `a::c::d` and `a::c::e`; what is renamed, under its own name.
fn spread(tree: &str) -> Vec<Vec<String>> {
    let tree = tree.trim();
    let Some((head, rest)) = tree.split_once('{') else {
        let name = tree.split(" as ").next().unwrap_or_default();
        return vec![name.split("::").map(|part| part.trim().to_owned()).collect()];
    };
    let head: Vec<String> =
        head.split("::").map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect();
    let inside = rest.rsplit_once('}').map_or(rest, |(inside, _)| inside);
    let (mut depth, mut begin, mut parts) = (0, 0, Vec::new());
    for (at, letter) in inside.char_indices() {
        match letter {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(&inside[begin..at]);
                begin = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&inside[begin..]);
    let parts = parts.into_iter().filter(|part| !part.trim().is_empty());
    parts.flat_map(spread).map(|part| [head.clone(), part].concat()).collect()
}

/// The files of a crate, by the path of their module.
struct Files<'a> {
    by_module: BTreeMap<Vec<String>, (&'a str, Vec<Vec<String>>)>,
}

impl<'a> Files<'a> {
    fn new(files: &'a [(String, String)]) -> Self {
        let module = |path: &str| -> Vec<String> {
            let path = path.trim_end_matches(".rs").trim_end_matches("/mod");
            if path == "lib" { Vec::new() } else { path.split('/').map(str::to_owned).collect() }
        };
        let files = files.iter().filter(|(path, _)| !path.contains("/tests/") && !path.ends_with("/tests.rs"));
        Self { by_module: files.map(|(path, text)| (module(path), (path.as_str(), paths(text)))).collect() }
    }

    /// The module in which this path of a file begins, and the rest of it.
    fn absolute(&self, own: &[String], path: &[String]) -> Option<Vec<String>> {
        let up = path.iter().take_while(|part| *part == "super").count();
        let base = match path.first().map(String::as_str)? {
            "crate" => return Some(path[1..].to_vec()),
            "super" => own[..own.len().checked_sub(up)?].to_vec(),
            "self" => return Some([own, &path[1..]].concat()),
            first => {
                let child = [own, &[first.to_owned()]].concat();
                return self.by_module.contains_key(&child).then(|| [own, path].concat());
            }
        };
        Some([base, path[up..].to_vec()].concat())
    }

    /// The module that defines what the path names: through the tables of contents that only pass it on.
    fn defines(&self, path: &[String], hops: usize) -> Option<Vec<String>> {
        let module = (0..=path.len()).rev().map(|length| &path[..length]).find(|m| self.by_module.contains_key(*m))?;
        let Some(name) = path.get(module.len()).filter(|_| hops < 8) else { return Some(module.to_vec()) };
        let passed = self.by_module[module].1.iter().find_map(|used| {
            let whole = self.absolute(module, used)?;
            let fits = whole.last() == Some(name) && whole.len() > module.len().min(1) && whole != path;
            fits.then(|| self.defines(&whole, hops + 1)).flatten()
        });
        Some(passed.filter(|other| other != module).unwrap_or_else(|| module.to_vec()))
    }

    fn graph(&self) -> BTreeMap<&'a str, BTreeSet<&'a str>> {
        let named = |own: &[String], used: &[Vec<String>]| {
            let found = used.iter().filter_map(|path| self.defines(&self.absolute(own, path)?, 0));
            found.filter(|other| other != own).map(|other| self.by_module[&other].0).collect()
        };
        self.by_module.iter().map(|(own, (path, used))| (*path, named(own, used))).collect()
    }
}

/// Every set of files that reach each other, in the order of their names.
pub fn circles(files: &[(String, String)]) -> Vec<Vec<String>> {
    let files = Files::new(files);
    let graph = files.graph();
    let reach = |from: &str| {
        let mut seen: BTreeSet<&str> = BTreeSet::new();
        let mut next: Vec<&str> = graph[from].iter().copied().collect();
        while let Some(file) = next.pop() {
            if seen.insert(file) {
                next.extend(&graph[file]);
            }
        }
        seen
    };
    let reached: BTreeMap<&str, BTreeSet<&str>> = graph.keys().map(|file| (*file, reach(file))).collect();
    let circle = |file: &&str| -> Vec<String> {
        reached[*file].iter().filter(|other| reached[*other].contains(*file)).map(|other| (*other).to_owned()).collect()
    };
    let all: BTreeSet<Vec<String>> = reached.keys().map(circle).filter(|circle| circle.len() > 1).collect();
    all.into_iter().collect()
}

#[test]
fn a_circle_is_found_and_a_table_of_contents_is_none() {
    let files = |all: &[(&str, &str)]| -> Vec<(String, String)> {
        all.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect()
    };
    for (bad, expected) in [
        (
            files(&[("a/one.rs", "use super::two;"), ("a/two.rs", "use crate::a::one::X;")]),
            vec!["a/one.rs", "a/two.rs"],
        ),
        (
            files(&[
                ("a/mod.rs", "mod one;\nmod two;\npub use two::{self, B as C};\npub use one::A;"),
                ("a/one.rs", "use super::B;"),
                ("a/two.rs", "fn f() -> super::A {}"),
            ]),
            vec!["a/one.rs", "a/two.rs"],
        ),
        (
            files(&[("a/mod.rs", "mod one;\nuse one::f;\npub fn g() {}"), ("a/one.rs", "use super::g;")]),
            vec!["a/mod.rs", "a/one.rs"],
        ),
        (
            files(&[("a.rs", "use crate::b::{C, c::{D}};"), ("b/c.rs", "use crate::e;"), ("e.rs", "use crate::a;")]),
            vec!["a.rs", "b/c.rs", "e.rs"],
        ),
    ] {
        assert_eq!(circles(&bad), [expected]);
    }
    for good in [
        files(&[("a/mod.rs", "mod one;\nmod two;\npub use two::B;"), ("a/one.rs", "use super::B;"), ("a/two.rs", "")]),
        files(&[("a.rs", "use crate::b::X; // crate::a"), ("b.rs", "#[cfg(test)]\nmod tests {\n    use crate::a;\n}")]),
    ] {
        assert_eq!(circles(&good), Vec::<Vec<String>>::new());
    }
}
