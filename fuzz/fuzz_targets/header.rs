//! Whatever the bytes of a song say of themselves.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    for name in ["a.mp3", "a.wav", "a.flac", "a.m4a", "a.aiff", "a.ogg", "a"] {
        let _ = segue::engine::header::read(name, std::io::Cursor::new(bytes));
    }
});
