//! A place in the tree of a scenario, as one attempt to read it sees it.
//!
//! What was left out earlier is skipped by looking it up in a [`LeftOut`] tree that is walked
//! along, so the scenario is never copied and array positions never shift.

use super::failure::Failure;
use super::left_out::LeftOut;
use super::node::{Node, Sources, Value};

/// A value about to be read.
#[derive(Clone, Copy)]
pub struct Reader<'a> {
    pub node: &'a Node,
    pub left_out: Option<&'a LeftOut>,
    pub sources: &'a Sources,
}

pub type Outcome<T> = Result<T, Failure>;

impl<'a> Reader<'a> {
    pub fn child(self, step: &str, node: &'a Node) -> Self {
        let left_out = self.left_out.and_then(|place| place.below(step));
        Self { node, left_out, sources: self.sources }
    }

    pub fn is_left_out(self) -> bool {
        self.left_out.is_some_and(LeftOut::is_here)
    }

    /// How strong the strongest text is that contributed to a value below this one.
    pub fn strength_of(self, node: &Node) -> i32 {
        strength(node, self.sources)
    }
}

/// The strongest text that contributed to a value.
fn strength(node: &Node, sources: &Sources) -> i32 {
    let own = sources.strength(node.origin.source);
    match &node.value {
        Value::Table(entries) => entries.values().map(|entry| strength(&entry.node, sources)).fold(own, i32::max),
        Value::Array(_) | Value::Text(_) | Value::Integer(_) | Value::Number(_) | Value::Boolean(_) => own,
    }
}
