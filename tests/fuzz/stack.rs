//! What makes an overflowing stack a finding.

use std::{mem, ptr};

/// The bytes that libFuzzer gets to write the input with: its default is far less.
const SIZE: usize = 1 << 20;

/// Gives libFuzzer's handler a stack of its own, before it is installed (it keeps `SA_ONSTACK` where
/// that is set). Without a sanitizer nobody else does, and a recursion without end would kill the
/// process before it could write its input.
pub fn catch_overflow() {
    let memory = Box::leak(vec![0_u8; SIZE].into_boxed_slice());
    let stack = libc::stack_t { ss_sp: memory.as_mut_ptr().cast(), ss_flags: 0, ss_size: SIZE };
    // SAFETY: the memory is leaked, so that it outlives every signal; a zeroed `sigaction` is one
    // without a handler, which is what there was.
    let done = unsafe {
        let mut action: libc::sigaction = mem::zeroed();
        action.sa_flags = libc::SA_ONSTACK;
        libc::sigaltstack(&raw const stack, ptr::null_mut()) == 0
            && libc::sigaction(libc::SIGSEGV, &raw const action, ptr::null_mut()) == 0
    };
    assert!(done, "no stack for the handler of an overflow");
}
