//! Named fixes, as far as they can be judged unread: what each sets, and under which name. Whether a path exists is known
//! when the fix is tried.

use super::fixes::{NamedFix, plain};
use super::node::Value;
use super::path::KeyPath;
use super::validate::{Check, fault};

/// Names that `--fix` has taken.
const TAKEN: [&str; 4] = ["error-handling", "bandwidth", "none", "both"];
/// What is told of a scenario, and does not run.
const TOLD: [&str; 6] = ["title", "story", "look_for", "evidence", "priors", "page"];

impl Check<'_> {
    pub(super) fn named_fixes(&mut self) {
        let document = self.document;
        let names: Vec<&String> = document.fixes.named.keys().collect();
        for (place, (name, fix)) in document.fixes.named.iter().enumerate() {
            self.name_of_fix(name, names[..place].iter().any(|other| plain(other) == plain(name)));
            self.named_fix(name, fix);
        }
    }

    fn name_of_fix(&mut self, name: &str, twice: bool) {
        let at = ["fixes", "named", name];
        let fits = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
        self.require(!name.is_empty() && name.chars().all(fits), &at, || {
            let cause = "letters, digits, `_` and `-` make a name that a shell and a file name can hold";
            fault("no name for a fix", cause, "give it such a name; `words` says what it is")
        });
        self.require(!TAKEN.contains(&plain(name).as_str()), &at, || {
            fault("a name that is taken", format!("`--fix {}` is another fix", plain(name)), "give it another name")
        });
        self.require(!twice, &at, || {
            fault("a name that is there twice", "`_` and `-` are one in a name of `--fix`", "give it another name")
        });
    }

    fn named_fix(&mut self, name: &str, fix: &NamedFix) {
        let set = KeyPath::from(["fixes", "named", name, "set"]);
        self.require(!fix.set.is_empty(), &["fixes", "named", name], || {
            let remedy = "write set = { \"network.capacity\" = \"50 Mbit/s\" }, with as many paths as you like";
            fault("a fix that sets nothing", "there is nothing in its `set`", remedy)
        });
        for path in fix.set.keys() {
            let at = ["fixes", "named", name, "set", path.as_str()];
            let Ok(steps) = path.parse::<KeyPath>() else { continue };
            let first = steps.steps().first().map_or("", String::as_str);
            let told = TOLD.contains(&first) || steps.starts_with(&KeyPath::from(["fixes", "named"]));
            self.require(!told && path != "run.seed", &at, || {
                let cause = format!("`{path}` is no value that a fix could change");
                fault(
                    "a fix of what does not run",
                    cause,
                    "set values of the system, of its clients or of the timeline",
                )
            });
            // Without quotes, TOML makes tables of the steps; each of them would replace what stands there as a whole.
            let is_table = |at: &KeyPath| matches!(self.root.find(at).map(|node| &node.value), Some(Value::Table(_)));
            // Who writes quotes around one key means all that stands there.
            let key = self.root.key_origin(&set.child(path));
            let in_quotes = key.is_some_and(|key| (key.span.end - key.span.start) as usize > path.len());
            let whole = steps.steps().len() == 1 && !in_quotes && is_table(&steps) && is_table(&set.child(path));
            self.require(!whole, &at, || {
                let cause = format!("it would replace all of `{path}`");
                fault("a path without quotes", cause, format!("quote the whole path: \"{path}.KEY\" = VALUE"))
            });
        }
    }
}
