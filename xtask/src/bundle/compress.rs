//! The compressed files beside each file of the widget, as small as they get: they are made once and sent often.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use flate2::{Compression, GzBuilder};

use crate::error::{IoContext, Result};

const BROTLI_QUALITY: u32 = 11;
const BROTLI_WINDOW: u32 = 22;
const BUFFER: usize = 64 * 1024;

/// `gzip -9`, the same bytes every time.
pub fn gzip(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = GzBuilder::new().mtime(0).write(Vec::new(), Compression::best());
    encoder.write_all(bytes).and_then(|()| encoder.finish()).doing("gzip")
}

/// `brotli -q 11`.
pub fn brotli(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut out = Vec::new();
    {
        let mut encoder = brotli::CompressorWriter::new(&mut out, BUFFER, BROTLI_QUALITY, BROTLI_WINDOW);
        encoder.write_all(bytes).and_then(|()| encoder.flush()).doing("brotli")?;
    }
    Ok(out)
}

/// The file and its two compressed siblings.
pub fn write_all_forms(file: &Path, bytes: &[u8]) -> Result<()> {
    fs::write(file, bytes).at(file)?;
    for (extension, packed) in [("gz", gzip(bytes)?), ("br", brotli(bytes)?)] {
        let sibling = sibling(file, extension);
        fs::write(&sibling, packed).at(&sibling)?;
    }
    Ok(())
}

/// `a.js` → `a.js.br`.
pub fn sibling(file: &Path, extension: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".");
    name.push(extension);
    name.into()
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    #[test]
    fn what_is_packed_comes_back_whole() {
        let text = "the same words again and again, ".repeat(200).into_bytes();
        let mut back = Vec::new();
        flate2::read::GzDecoder::new(gzip(&text).unwrap().as_slice()).read_to_end(&mut back).unwrap();
        assert_eq!(back, text);
        back.clear();
        brotli::Decompressor::new(brotli(&text).unwrap().as_slice(), BUFFER).read_to_end(&mut back).unwrap();
        assert_eq!(back, text);
        assert_eq!(gzip(&text).unwrap(), gzip(&text).unwrap());
    }
}
