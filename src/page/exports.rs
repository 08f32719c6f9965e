//! What WebAssembly sees: room for a request, the answer in the same place, and how long it is. Nothing is imported.
//!
//! `room(n)` makes room for n bytes and gives their address; the page writes the request there. `answer()` replaces it by
//! the answer and gives its length; `at()` is where it lies. A panic ends the instance: the page starts another one.
#![allow(
    unsafe_code,
    reason = "a name that is exported is an unsafe attribute; no memory is touched here but a Vec's own"
)]

use std::cell::RefCell;

use super::Desk;

thread_local! {
    static TEXT: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
    // The runs of this instance: a page that starts another one begins anew.
    static DESK: RefCell<Desk> = RefCell::new(Desk::default());
}

/// Makes room for a request of so many bytes, and gives its address.
#[unsafe(no_mangle)]
pub extern "C" fn room(length: usize) -> *const u8 {
    TEXT.with_borrow_mut(|text| {
        text.clear();
        text.resize(length, 0);
        text.as_ptr()
    })
}

/// Answers the request that lies in the room, and gives the length of the answer.
#[unsafe(no_mangle)]
pub extern "C" fn answer() -> usize {
    TEXT.with_borrow_mut(|text| {
        *text = DESK.with_borrow_mut(|desk| desk.answer(&String::from_utf8_lossy(text))).into_bytes();
        text.len()
    })
}

/// Address of the answer.
#[unsafe(no_mangle)]
pub extern "C" fn at() -> *const u8 {
    TEXT.with_borrow(Vec::as_ptr)
}
