//! What classes, services and the like may be called.

use super::validate::{Check, fault};

impl Check<'_> {
    /// Names stand in metrics (`class.web.availability`), paths of options, tables and file names, where a dot, a blank or a
    /// bracket means something else.
    pub(super) fn names(&mut self) {
        let document = self.document;
        self.names_of(&["classes"], document.classes.keys());
        for (name, class) in &document.classes {
            self.names_of(&["classes", name, "behaviours"], class.behaviours.keys());
        }
        self.names_of(&["services"], document.services.keys());
        for (name, service) in &document.services {
            self.names_of(&["services", name, "handlers"], service.handlers.keys());
            self.names_of(&["services", name, "resources"], service.resources.keys());
        }
        self.names_of(&["calls"], document.calls.keys());
        self.names_of(&["links"], document.links.keys());
        self.names_of(&["timeline"], document.timeline.keys());
    }

    fn names_of<'a>(&mut self, table: &[&str], names: impl Iterator<Item = &'a String>) {
        for name in names {
            let fits = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
            let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic()) && name.chars().all(fits);
            self.require(is_name, &[table, &[name]].concat(), || {
                let cause =
                    "a name is a letter, and then letters, digits, `_` and `-`: it is a part of metrics and paths";
                fault("no name", cause, "give it such a name; `title` and `story` say everything else")
            });
        }
    }
}
