//! A file of the visitor's, read a page at a time: it is never whole in memory.

use std::cell::RefCell;
use std::io::{self, Read, Seek, SeekFrom};

use web_sys::{Blob, FileReaderSync};

use crate::decoder::MediaSource;
use crate::letter::bytes;

/// Bytes that are read at once.
const PAGE: u64 = 256 << 10;

thread_local! {
    /// The file that this worker reads. What decoders take may be sent from thread to thread, which a page's objects may not.
    static OPEN: RefCell<Option<Blob>> = const { RefCell::new(None) };
}

/// A reader of the file that this worker reads.
pub struct File {
    length: u64,
    at: u64,
    /// What was read last, and where it begins.
    page: Vec<u8>,
    begins: u64,
}

impl File {
    /// From now on this worker reads this file.
    pub fn choose(file: Blob) {
        OPEN.with_borrow_mut(|open| *open = Some(file));
    }

    /// Reads the chosen file from its start.
    ///
    /// # Errors
    /// The browser cannot read it: it is a folder, or was moved or changed.
    pub fn open() -> io::Result<Self> {
        let length = OPEN.with_borrow(|open| open.as_ref().map(Blob::size)).ok_or(io::ErrorKind::NotFound)?;
        let mut file = Self { length: length as u64, at: 0, page: Vec::new(), begins: 0 };
        file.turn()?;
        Ok(file)
    }

    fn turn(&mut self) -> io::Result<()> {
        let lost = |_| io::Error::other("the browser lost sight of it");
        let end = (self.at + PAGE).min(self.length);
        let page = OPEN.with_borrow(|open| {
            let file = open.as_ref().ok_or(wasm_bindgen::JsValue::UNDEFINED)?;
            FileReaderSync::new()?
                .read_as_array_buffer(&file.slice_with_f64_and_f64(self.at as f64, end as f64)?)
        });
        self.page = bytes(&page.map_err(lost)?);
        self.begins = self.at;
        Ok(())
    }
}

impl Read for File {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.at >= self.length {
            return Ok(0);
        }
        if !(self.begins..self.begins + self.page.len() as u64).contains(&self.at) {
            self.turn()?;
        }
        let read = (&self.page[(self.at - self.begins) as usize..]).read(into)?;
        self.at += read as u64;
        Ok(read)
    }
}

impl Seek for File {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let to = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::End(by) => self.length.checked_add_signed(by),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
        };
        self.at = to.ok_or(io::ErrorKind::InvalidInput)?;
        Ok(self.at)
    }
}

impl MediaSource for File {
    fn is_seekable(&self) -> bool {
        true
    }

    fn byte_len(&self) -> Option<u64> {
        Some(self.length)
    }
}
