//! `Content-Encoding`, in both directions.

use std::io::{Read, Write};

use bytes::Bytes;
use flate2::{
    Compression,
    read::{DeflateDecoder, MultiGzDecoder, ZlibDecoder},
    write::{GzEncoder, ZlibEncoder},
};

use super::fault::Fault;

/// Answers smaller than this are sent as they are: compressing them saves no packet.
const COMPRESSED_FROM_BYTES: usize = 1024;

/// A way of compressing bodies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Encoding {
    Gzip,
    Deflate,
}

impl Encoding {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Gzip => "gzip",
            Self::Deflate => "deflate",
        }
    }

    fn named(name: &str) -> Option<Self> {
        if name.eq_ignore_ascii_case("gzip") || name.eq_ignore_ascii_case("x-gzip") {
            Some(Self::Gzip)
        } else if name.eq_ignore_ascii_case("deflate") {
            Some(Self::Deflate)
        } else {
            None
        }
    }

    /// How a body is compressed that has this `Content-Encoding`.
    pub(super) fn of_body(content_encoding: &str) -> Result<Option<Self>, Fault> {
        let name = content_encoding.trim();
        if name.is_empty() || name.eq_ignore_ascii_case("identity") {
            return Ok(None);
        }
        Self::named(name).map(Some).ok_or_else(Fault::serialization)
    }

    /// How to compress an answer to a client with this `Accept-Encoding`. (RFC 9110, 12.5.3)
    pub(super) fn for_answer<'a>(length: usize, accept_encoding: impl FnOnce() -> &'a str) -> Option<Self> {
        if length < COMPRESSED_FROM_BYTES {
            return None;
        }
        let accept_encoding = accept_encoding();
        let accepted = |wanted| {
            accept_encoding.split(',').any(|entry| {
                let (name, parameters) = entry.split_once(';').unwrap_or((entry, ""));
                let weight =
                    parameters.trim().strip_prefix("q=").and_then(|weight| weight.parse::<f32>().ok());
                Self::named(name.trim()) == Some(wanted) && weight != Some(0.0)
            })
        };
        [Self::Gzip, Self::Deflate].into_iter().find(|&encoding| accepted(encoding))
    }

    /// The body as it was before it was compressed.
    pub(super) fn decode(self, body: &Bytes, limit_bytes: usize) -> Result<Bytes, Fault> {
        // `deflate` is the zlib format, but some clients send its inner format bare. A zlib header has 8 in its
        // low four bits, where bare deflate would have a stored block with a padding bit set.
        // (RFC 9110, 8.4.1.2; RFC 1950, 2.2; RFC 1951, 3.2.3)
        let wrapped = body.first().is_some_and(|first| first & 0x0F == 8);
        match self {
            Self::Gzip => read_all(MultiGzDecoder::new(body.as_ref()), limit_bytes),
            Self::Deflate if wrapped => read_all(ZlibDecoder::new(body.as_ref()), limit_bytes),
            Self::Deflate => read_all(DeflateDecoder::new(body.as_ref()), limit_bytes),
        }
    }

    /// The body, compressed; as it is where that fails.
    pub(super) fn encode(self, body: &[u8]) -> std::io::Result<Vec<u8>> {
        let out = Vec::with_capacity(body.len() / 4 + 64);
        match self {
            Self::Gzip => {
                let mut encoder = GzEncoder::new(out, Compression::fast());
                encoder.write_all(body)?;
                encoder.finish()
            }
            Self::Deflate => {
                let mut encoder = ZlibEncoder::new(out, Compression::fast());
                encoder.write_all(body)?;
                encoder.finish()
            }
        }
    }
}

fn read_all(decoder: impl Read, limit_bytes: usize) -> Result<Bytes, Fault> {
    let mut decoded = Vec::new();
    let most = u64::try_from(limit_bytes).unwrap_or(u64::MAX).saturating_add(1);
    decoder.take(most).read_to_end(&mut decoded).map_err(|_| Fault::serialization())?;
    if decoded.len() > limit_bytes { Err(Fault::too_large(limit_bytes)) } else { Ok(decoded.into()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_encoded_can_be_decoded() {
        let body = b"{\"TableName\":\"likes\"}".repeat(100);
        for encoding in [Encoding::Gzip, Encoding::Deflate] {
            let encoded = Bytes::from(encoding.encode(&body).unwrap());
            assert!(encoded.len() < body.len());
            assert_eq!(encoding.decode(&encoded, body.len()).unwrap(), body);
        }
    }

    #[test]
    fn bare_deflate_is_understood() {
        let mut encoder = flate2::write::DeflateEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(b"{\"TableName\":\"likes\"}").unwrap();
        let encoded = Bytes::from(encoder.finish().unwrap());
        assert_eq!(Encoding::Deflate.decode(&encoded, 100).unwrap(), b"{\"TableName\":\"likes\"}"[..]);
    }

    #[test]
    fn a_small_body_that_unpacks_to_a_huge_one_is_refused() {
        let encoded = Bytes::from(Encoding::Gzip.encode(&vec![b' '; 1_000_000]).unwrap());
        assert!(encoded.len() < 10_000);
        let fault = Encoding::Gzip.decode(&encoded, 999_999).unwrap_err();
        assert_eq!(fault.status, hyper::StatusCode::PAYLOAD_TOO_LARGE);
    }

    #[test]
    fn what_is_not_compressed_is_no_request() {
        assert_eq!(Encoding::Gzip.decode(&Bytes::from_static(b"{}"), 100), Err(Fault::serialization()));
        assert_eq!(Encoding::of_body("br"), Err(Fault::serialization()));
        assert_eq!(Encoding::of_body("identity"), Ok(None));
    }

    #[test]
    fn answers_are_compressed_for_those_who_ask_if_it_is_worth_it() {
        assert_eq!(Encoding::for_answer(5000, || "gzip, deflate, br"), Some(Encoding::Gzip));
        assert_eq!(Encoding::for_answer(5000, || "deflate"), Some(Encoding::Deflate));
        assert_eq!(Encoding::for_answer(5000, || "gzip;q=0, deflate;q=0.5"), Some(Encoding::Deflate));
        assert_eq!(Encoding::for_answer(5000, || "identity"), None);
        assert_eq!(Encoding::for_answer(5000, || ""), None);
        assert_eq!(Encoding::for_answer(200, || "gzip"), None);
    }
}
