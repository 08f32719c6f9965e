//! Links at work: how messages pass them, and what a cut does.

use super::wire::{Direction, HeldMessage, NO_WIRE, Wire};
use super::{Cell, Diary};
use crate::engine::Source;
use crate::engine::random::below;
use crate::model::attempt::{Attempt, Stage};
use crate::model::event::CellEvent;
use crate::model::network::Sent;
use crate::model::observe::Trace;
use crate::model::timeline::CutMessages;
use crate::units::{Instant, Span};

impl<T: Trace> Cell<T> {
    /// The wire that an attempt passes, if there is one.
    #[inline]
    pub(super) fn wire_of(&self, id: u32) -> u16 {
        self.calls[self.attempts[id].call as usize].wire
    }

    /// Whether a message that is sent over this wire now is there in the same moment.
    #[inline]
    pub(super) fn passes_at_once(&self, wire: u16) -> bool {
        wire == NO_WIRE || (self.wires[wire as usize].takes_no_time && self.wires[wire as usize].cut.is_none())
    }

    /// Hands a message to its link.
    pub(super) fn transmit(&mut self, now: Instant, id: u32, upwards: bool, bytes: u64, diary: &mut Diary) {
        let number = self.wire_of(id);
        let at_once = self.passes_at_once(number);
        let attempt = &mut self.attempts[id];
        attempt.stage = if upwards { Stage::UpFixed } else { Stage::DownFixed };
        if at_once {
            attempt.bytes += bytes;
            return if upwards { self.arrive(now, id, diary) } else { self.answer(now, id, diary) };
        }
        let wire = &mut self.wires[number as usize];
        match wire.cut {
            None => {}
            Some(CutMessages::Held) => return wire.held.push(HeldMessage { attempt: id, upwards, bytes }),
            Some(CutMessages::Lost) => return self.lose(now, id),
        }
        match wire.direction(upwards).link.send(now, id, bytes) {
            Sent::AtOnce => {
                self.attempts[id].bytes += bytes;
                return self.travel(now, id, upwards, diary);
            }
            Sent::InFlight(handle) => {
                self.attempts[id].stage = if upwards { Stage::Up(handle) } else { Stage::Down(handle) };
            }
            Sent::Buffered => {}
            Sent::Lost => self.lose(now, id),
        }
        self.arm(now, number, upwards, diary);
    }

    /// A message is lost on its way: only its caller still waits for it, if it does.
    pub(super) fn lose(&mut self, now: Instant, id: u32) {
        self.attempts[id].stage = Stage::Lost;
        if !self.attempts[id].awaited {
            self.conclude(now, id, false);
            self.attempts.remove(id);
        }
    }

    /// Some transfers of one direction of a link may have ended; see [`CellEvent::LinkEnds`] for the number.
    pub(super) fn transfers_end(&mut self, now: Instant, number: u32, diary: &mut Diary) {
        let (number, upwards) = ((number / 2) as u16, number.is_multiple_of(2));
        let direction = self.wires[number as usize].direction(upwards);
        if direction.armed != now {
            return;
        }
        direction.armed = Instant::NEVER;
        while let Some(ended) = self.wires[number as usize].direction(upwards).link.take_ended(now) {
            let attempt = &mut self.attempts[ended.attempt];
            attempt.bytes += ended.bytes;
            attempt.stage = if upwards { Stage::UpFixed } else { Stage::DownFixed };
            self.travel(now, ended.attempt, upwards, diary);
        }
        self.arm(now, number, upwards, diary);
    }

    /// Sees to it that the next end of a transfer is on the agenda. An event that is there already and comes too
    /// early finds nothing to do and arms again; that is cheaper than an event for every change.
    pub(super) fn arm(&mut self, now: Instant, number: u16, upwards: bool, diary: &mut Diary) {
        let direction = self.wires[number as usize].direction(upwards);
        direction.in_flight.set(now, direction.link.in_flight() as u64);
        let due = direction.link.next_end(now);
        if due < direction.armed {
            direction.armed = due;
            diary.push(due, CellEvent::LinkEnds(2 * u32::from(number) + u32::from(!upwards)));
        }
    }

    /// The random numbers of the way of an attempt in one direction; those of a handshake are its own, and so are those of
    /// its `further` round trips.
    pub(super) fn way(&self, id: u32, upwards: bool, further: u32) -> Source {
        let Attempt { call, class, owner, index, line, .. } = self.attempts[id];
        let streams = &self.calls[call as usize].streams[class as usize];
        let family = if upwards { streams.way_there } else { streams.way_back };
        let part = u32::from(line.is_opening()) + further;
        // No place that calls has so high a number.
        family.stream(owner).at(if part == 0 { index } else { below(index, u32::MAX - part) })
    }

    /// A message is past the link and travels the distance.
    fn travel(&mut self, now: Instant, id: u32, upwards: bool, diary: &mut Diary) {
        let wire = &self.wires[self.wire_of(id) as usize];
        let delay = match &wire.random_delay {
            None => wire.delay,
            Some(law) => law.sample(&mut self.way(id, upwards, 0)),
        };
        match (delay, upwards) {
            (Span::ZERO, true) => self.arrive(now, id, diary),
            (Span::ZERO, false) => self.answer(now, id, diary),
            (_, true) => diary.push(now + delay, CellEvent::Arrive(id)),
            (_, false) => diary.push(now + delay, CellEvent::Answer(id)),
        }
    }

    /// A transfer ends before it is through, for nobody waits for it.
    pub(super) fn stop_transfer(&mut self, now: Instant, id: u32, handle: u32, upwards: bool, diary: &mut Diary) {
        let number = self.wire_of(id);
        self.attempts[id].bytes += self.wires[number as usize].direction(upwards).link.stop(now, handle);
        self.conclude(now, id, false);
        self.attempts.remove(id);
        self.arm(now, number, upwards, diary);
    }

    pub(super) fn cut_link(&mut self, now: Instant, number: u16, messages: CutMessages) {
        let wire = &mut self.wires[number as usize];
        wire.cut = Some(messages);
        wire.epoch = wire.epoch.wrapping_add(u16::from(messages == CutMessages::Lost));
        for direction in [&mut wire.up, &mut wire.down] {
            direction.link.set_capacity(now, 0.0);
        }
    }

    /// Ends a cut: the capacity is back, and what was held goes on its way all at once.
    pub(super) fn join_link(&mut self, now: Instant, number: u16, diary: &mut Diary) {
        self.wires[number as usize].cut = None;
        self.set_link_speed(now, number, diary);
        for HeldMessage { attempt, upwards, bytes } in std::mem::take(&mut self.wires[number as usize].held) {
            self.transmit(now, attempt, upwards, bytes, diary);
        }
    }

    pub(super) fn set_link_speed(&mut self, now: Instant, number: u16, diary: &mut Diary) {
        if self.wires[number as usize].cut.is_some() {
            return;
        }
        for upwards in [true, false] {
            let wire = &mut self.wires[number as usize];
            let factor = wire.factor;
            let direction = wire.direction(upwards);
            direction.link.set_capacity(now, direction.full_capacity * factor);
            self.arm(now, number, upwards, diary);
        }
    }
}

impl Wire {
    #[inline]
    pub(super) fn direction(&mut self, upwards: bool) -> &mut Direction {
        if upwards { &mut self.up } else { &mut self.down }
    }
}
