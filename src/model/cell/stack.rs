//! What entries of the timeline lay on the parts of the cell, one above the other.
//!
//! What holds of a part is what was laid on it last. An entry that ends takes away what it laid itself and nothing else,
//! so entries of one kind may overlap: what the other one does goes on. An entry that sets a part as planned, such as
//! `open`, takes away everything that lies on it.

use std::collections::BTreeMap;

use crate::engine::Distribution;
use crate::model::cache::FailMode;
use crate::model::edge::Gate;
use crate::model::timeline::CutMessages;
use crate::units::{Limit, Share, Span};

/// A part of the cell that the timeline can change. Instances are numbered through all services.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Part {
    /// Whether anything passes a link.
    Network(u16),
    /// How much passes it.
    Capacity(u16),
    /// Whether an instance is up.
    Server(usize),
    /// How fast it is.
    Speed(usize),
    /// Its entries, if it is a cache.
    Cache(usize),
    /// Its workers.
    Workers(usize),
    /// How many of its requests fail at random.
    Failures(usize),
    /// How much the clients of a class want.
    Wishes(usize),
    /// Who of a class is let in.
    Edge(usize),
    /// Whether an instance is in rotation, as far as operators say so.
    Drained(usize),
    /// How many instances a service has.
    Instances(usize),
    /// Which service a call goes to.
    Call(usize),
}

/// What a part can be.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum State {
    AsPlanned,
    Cut(CutMessages),
    Down,
    Factor(f64),
    /// With an error or open, and the time for each error if not that of `[cache]`.
    Failed(FailMode, Option<Distribution<Span>>),
    Workers(Limit),
    /// Each request with this probability.
    Failing(Share),
    Instances(u32),
    /// So many tries of a call are those of its twin with this number.
    PassedOn(u16, Share),
    Gate(Gate),
}

/// What one entry has laid on a part.
#[derive(Debug, Clone)]
struct Layer {
    /// Index of the scenario's entry.
    owner: usize,
    state: State,
}

/// Everything that lies on parts, the last on top.
#[derive(Debug, Clone, Default)]
pub(super) struct Layers(BTreeMap<Part, Vec<Layer>>);

impl Layers {
    /// Whose layer is on top.
    pub(super) fn top(&self, part: Part) -> Option<usize> {
        self.0.get(&part)?.last().map(|layer| layer.owner)
    }

    /// What an entry has laid on a part.
    pub(super) fn own(&self, part: Part, owner: usize) -> Option<&State> {
        self.0.get(&part)?.iter().find(|layer| layer.owner == owner).map(|layer| &layer.state)
    }

    /// Lays something on a part; an entry that lies there already changes what it laid, where it is.
    pub(super) fn lay(&mut self, part: Part, owner: usize, state: State) {
        let layers = self.0.entry(part).or_default();
        match layers.iter_mut().find(|layer| layer.owner == owner) {
            Some(own) => own.state = state,
            None => layers.push(Layer { owner, state }),
        }
    }

    /// Takes away what an entry has laid on a part, so that it lies on top when it is laid again.
    pub(super) fn lift(&mut self, part: Part, owner: usize) {
        if let Some(layers) = self.0.get_mut(&part) {
            layers.retain(|layer| layer.owner != owner);
        }
    }

    pub(super) fn clear(&mut self, part: Part) {
        self.0.remove(&part);
    }

    pub(super) fn holds(&self, part: Part) -> State {
        self.0.get(&part).and_then(|layers| layers.last()).map_or(State::AsPlanned, |layer| layer.state.clone())
    }

    /// Takes away what an entry laid, and gives the parts that this changes.
    pub(super) fn take(&mut self, owner: usize) -> Vec<(Part, bool)> {
        let mut changed = Vec::new();
        for (part, layers) in &mut self.0 {
            if let Some(place) = layers.iter().position(|layer| layer.owner == owner) {
                changed.push((*part, place + 1 == layers.len()));
                layers.remove(place);
            }
        }
        changed
    }
}
