//! The texts a scenario was put together from, so that every value can be shown where it was
//! written.

use std::ops::Range;

/// Name under which a command-line override appears in a message.
pub const FLAG_NAME: &str = "--set";

/// Which text a value came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourceId(pub u16);

/// Where something was written: a text, and a range of bytes in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The text.
    pub source: SourceId,
    /// The bytes in it.
    pub span: Range<u32>,
}

impl Origin {
    /// An origin from byte offsets as Rust counts them.
    pub fn new(source: SourceId, span: Range<usize>) -> Self {
        Self { source, span: offset(span.start)..offset(span.end) }
    }
}

/// A text larger than 4 GiB is beyond use as a scenario; its tail is shown at the last offset.
fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// How a text came in. Decides who wins when two of them speak about the same choice.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Kind {
    /// The n-th file read; a later one is a base of an earlier one, so it is weaker.
    File,
    /// An override from the command line; a later one is stronger.
    Flag,
    /// A file again, for what a fix of this name has taken from it: as strong as an override.
    Fix(String),
}

#[derive(Clone, Debug)]
struct Source {
    name: String,
    text: String,
    kind: Kind,
}

/// All texts of one scenario.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    list: Vec<Source>,
}

impl Sources {
    /// Registers a file. Files are registered in reading order: the scenario itself, then its
    /// base, then the base of that.
    pub fn add_file(&mut self, name: &str, text: &str) -> SourceId {
        self.add(name, text, Kind::File)
    }

    /// Registers the text of an override, without the flag's name.
    pub fn add_flag(&mut self, text: &str) -> SourceId {
        self.add(FLAG_NAME, text, Kind::Flag)
    }

    /// Registers the text of another option, such as `--vary`.
    pub fn add_option(&mut self, name: &str, text: &str) -> SourceId {
        self.add(name, text, Kind::Flag)
    }

    /// Registers a text once more, for the values that a named fix takes from it.
    pub fn add_fix(&mut self, of: SourceId, fix: &str) -> SourceId {
        let (name, text) = (self.name(of).to_owned(), self.text(of).to_owned());
        self.add(&name, &text, Kind::Fix(fix.to_owned()))
    }

    /// The named fix that brought a text in, if one did.
    pub fn fix(&self, id: SourceId) -> Option<&str> {
        match &self.get(id)?.kind {
            Kind::Fix(name) => Some(name),
            Kind::File | Kind::Flag => None,
        }
    }

    /// Number of texts.
    pub fn count(&self) -> usize {
        self.list.len()
    }

    /// Calls each override beyond so many texts by the option that it comes from, which may be another than `--set`.
    pub fn name_flags(&mut self, from: usize, option_of: impl Fn(&str) -> &'static str) {
        for source in self.list.iter_mut().skip(from).filter(|source| source.kind == Kind::Flag) {
            source.name = option_of(&source.text).to_owned();
        }
    }

    /// Calls the overrides, in the order in which they were made, by these options.
    pub fn name_flags_in_order(&mut self, options: &[&str]) {
        let flags = self.list.iter_mut().filter(|source| source.name == FLAG_NAME);
        for (source, option) in flags.zip(options) {
            source.name = (*option).to_owned();
        }
    }

    fn add(&mut self, name: &str, text: &str, kind: Kind) -> SourceId {
        // 65 535 overrides do not fit a command line; if they ever do, the surplus share an id
        // and a message may quote the wrong one, which beats a panic.
        let id = SourceId(u16::try_from(self.list.len()).unwrap_or(u16::MAX));
        self.list.push(Source { name: name.to_owned(), text: text.to_owned(), kind });
        id
    }

    fn get(&self, id: SourceId) -> Option<&Source> {
        self.list.get(usize::from(id.0))
    }

    /// The name to show: a file name, a built-in scenario's name, or `--set`.
    pub fn name(&self, id: SourceId) -> &str {
        self.get(id).map_or("?", |source| source.name.as_str())
    }

    /// The complete text.
    pub fn text(&self, id: SourceId) -> &str {
        self.get(id).map_or("", |source| source.text.as_str())
    }

    /// Whether the text is a command-line override, where a shell has eaten the quotes.
    pub fn is_flag(&self, id: SourceId) -> bool {
        self.get(id).is_some_and(|source| source.kind == Kind::Flag)
    }

    /// Who wins over whom: later flags over earlier ones, flags over files, files over their
    /// bases. Larger is stronger.
    pub fn strength(&self, id: SourceId) -> i32 {
        let order = i32::from(id.0);
        if self.is_flag(id) || self.fix(id).is_some() { order } else { -1 - order }
    }

    /// The text at an origin, exactly as written.
    pub fn slice(&self, origin: &Origin) -> &str {
        let text = self.text(origin.source);
        text.get(byte_range(origin)).unwrap_or("")
    }

    /// Line and column of an origin's start, both from 1; columns count characters.
    pub fn locate(&self, origin: &Origin) -> (usize, usize) {
        let text = self.text(origin.source);
        let at = text.floor_char_boundary(byte_range(origin).start);
        let before = &text[..at];
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
    }
}

fn byte_range(origin: &Origin) -> Range<usize> {
    // u32 to usize loses nothing on the platforms this runs on (32 bits and more).
    origin.span.start as usize..origin.span.end as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_win_over_files_and_files_over_their_bases() {
        let mut sources = Sources::default();
        let file = sources.add_file("a.toml", "");
        let base = sources.add_file("b.toml", "");
        let flag = sources.add_flag("x=1");
        let later = sources.add_flag("x=2");
        let mut order = [later, base, flag, file];
        order.sort_by_key(|id| sources.strength(*id));
        assert_eq!(order, [base, file, flag, later]);
    }

    #[test]
    fn lines_and_columns_count_characters_from_one() {
        let mut sources = Sources::default();
        let id = sources.add_file("a.toml", "x = 1\nname = \"é\" # here\n");
        assert_eq!(sources.locate(&Origin::new(id, 0..1)), (1, 1));
        assert_eq!(sources.locate(&Origin::new(id, 18..19)), (2, 12));
        assert_eq!(sources.locate(&Origin::new(id, 9_999..9_999)), (3, 1));
    }
}
