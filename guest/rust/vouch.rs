//! What a Rust guest of Vouch, compiled to WebAssembly, imports: the private input, the public output, text for the host, leaving.
//! One file without dependencies, for `no_std` and `std` alike: `#[path = ".../guest/rust/vouch.rs"] mod vouch;`. Functions: docs/guests.md.
#![allow(dead_code)]

mod host {
    #[link(wasm_import_module = "vouch")]
    extern "C" {
        pub fn input_ptr() -> *const u8;
        pub fn input_len() -> usize;
        pub fn write(data: *const u8, length: usize);
        pub fn print(text: *const u8, length: usize);
        pub fn exit(code: i32);
        pub fn step(number: i32);
    }
}

/// The private input, in place and 16-byte aligned.
pub fn input() -> &'static [u8] {
    // Safety: the region is there for the whole run and nothing writes to it; the host refuses more than 128 MiB.
    unsafe {
        let length = host::input_len();
        core::slice::from_raw_parts(host::input_ptr(), length)
    }
}

/// Appends bytes to the public output (1 MiB in all).
pub fn commit(bytes: &[u8]) {
    unsafe { host::write(bytes.as_ptr(), bytes.len()) }
}

/// Debug text for the host: not part of the claim.
pub fn print(text: &str) {
    unsafe { host::print(text.as_ptr(), text.len()) }
}

/// Ends the run. Any code is provable and part of the claim; verifiers accept 0 unless told otherwise.
pub fn exit(code: i32) -> ! {
    unsafe { host::exit(code) }
    loop {}
}

/// Marks a step for the profiler; the number must be a constant from 1 to 2047.
#[inline(always)]
pub fn step(number: i32) {
    unsafe { host::step(number) }
}

/// `write!(Printer, ...)` prints for the host.
pub struct Printer;

impl core::fmt::Write for Printer {
    fn write_str(&mut self, text: &str) -> core::fmt::Result {
        print(text);
        Ok(())
    }
}

/// What a `#[panic_handler]` calls: the message goes to the host, the exit code is 101.
pub fn panicked(info: &core::panic::PanicInfo) -> ! {
    let _ = core::fmt::write(&mut Printer, format_args!("{}\n", info));
    exit(101)
}
