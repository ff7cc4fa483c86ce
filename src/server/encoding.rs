//! `Content-Encoding`, in both directions.

use std::io::{BufRead, Read, Write};

use bytes::Bytes;
use flate2::{
    Compression,
    bufread::GzDecoder,
    read::{DeflateDecoder, ZlibDecoder},
    write::{GzEncoder, ZlibEncoder},
};

use super::fault::Fault;

/// Answers smaller than this are not compressed.
const COMPRESSED_FROM_BYTES: usize = 4096;
/// The first bytes of a gzip member. (RFC 1952, 2.3.1)
const GZIP_MAGIC: [u8; 2] = [0x1F, 0x8B];

/// A compression format of bodies.
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

    /// The service accepts only these two names; it rejects `x-gzip`, for example.
    fn named(name: &str) -> Option<Self> {
        [Self::Gzip, Self::Deflate].into_iter().find(|encoding| name.eq_ignore_ascii_case(encoding.name()))
    }

    /// The format of a body with this `Content-Encoding`. For others the service answers with an internal failure.
    pub(super) fn of_body(content_encoding: &str) -> Result<Option<Self>, Fault> {
        let name = content_encoding.trim();
        if name.is_empty() || name.eq_ignore_ascii_case("identity") {
            return Ok(None);
        }
        Self::named(name).map(Some).ok_or_else(Fault::internal_failure)
    }

    /// How to compress an answer of this length to a client with this `Accept-Encoding`.
    pub(super) fn for_answer<'a>(length: usize, accept_encoding: impl FnOnce() -> &'a str) -> Option<Self> {
        if length < COMPRESSED_FROM_BYTES { None } else { Self::accepted(accept_encoding()) }
    }

    /// What a client with this `Accept-Encoding` takes: the format with the greatest weight, the first if several have it.
    /// `*` stands for gzip, or for deflate if gzip is listed by name.
    pub(super) fn accepted(accept_encoding: &str) -> Option<Self> {
        let entries = || accept_encoding.split(',').filter_map(weighted);
        let is_named = |encoding| entries().any(|(name, _)| Self::named(name) == Some(encoding));
        let mut best = None;
        for (name, weight) in entries() {
            let encoding = match name {
                "*" => [Self::Gzip, Self::Deflate].into_iter().find(|&encoding| !is_named(encoding)),
                name => Self::named(name),
            };
            if let Some(encoding) = encoding
                && weight > best.map_or(0.0, |(_, weight)| weight)
            {
                best = Some((encoding, weight));
            }
        }
        best.map(|(encoding, _)| encoding)
    }

    /// Decompresses a body.
    pub(super) fn decode(self, body: &Bytes, limit_bytes: usize) -> Result<Bytes, Fault> {
        // `deflate` is the zlib format, but some clients send bare deflate data. A zlib header has 8 in its low four
        // bits. Bare deflate data with those bits would begin with a stored block whose padding is not zero.
        // (RFC 9110, 8.4.1.2; RFC 1950, 2.2; RFC 1951, 3.2.3)
        let wrapped = body.first().is_some_and(|first| first & 0x0F == 8);
        let mut decoded = Vec::new();
        let read = match self {
            Self::Gzip => read_gzip(body, limit_bytes, &mut decoded),
            Self::Deflate if wrapped => {
                read_up_to(ZlibDecoder::new(body.as_ref()), limit_bytes, &mut decoded)
            }
            Self::Deflate => read_up_to(DeflateDecoder::new(body.as_ref()), limit_bytes, &mut decoded),
        };
        read.map_err(|_| Fault::internal_failure())?;
        if decoded.len() > limit_bytes { Err(Fault::too_large(limit_bytes)) } else { Ok(decoded.into()) }
    }

    /// Compresses a body.
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

/// An entry of `Accept-Encoding` and its weight, 1 if it has none; `None` if the weight is malformed. (RFC 9110,
/// 12.4.2)
fn weighted(entry: &str) -> Option<(&str, f32)> {
    let (name, parameters) = entry.split_once(';').unwrap_or((entry, ""));
    let weight = match parameters.trim() {
        "" => 1.0,
        parameter => {
            let (key, weight) = parameter.split_once('=')?;
            let weight = weight.trim().parse().ok().filter(|_| key.trim().eq_ignore_ascii_case("q"))?;
            Some(weight).filter(|weight| (0.0..=1.0).contains(weight))?
        }
    };
    Some((name.trim(), weight))
}

/// Reads the members of a gzip file. Bytes after the last member are ignored.
fn read_gzip(mut body: &[u8], limit_bytes: usize, decoded: &mut Vec<u8>) -> std::io::Result<()> {
    loop {
        let mut member = GzDecoder::new(body);
        read_up_to(&mut member, limit_bytes, decoded)?;
        body = member.into_inner();
        if decoded.len() > limit_bytes || !body.fill_buf()?.starts_with(&GZIP_MAGIC) {
            return Ok(());
        }
    }
}

/// Reads to the end, but at most one byte more than the limit.
fn read_up_to(decoder: impl Read, limit_bytes: usize, decoded: &mut Vec<u8>) -> std::io::Result<()> {
    let room = limit_bytes.saturating_add(1).saturating_sub(decoded.len());
    decoder.take(u64::try_from(room).unwrap_or(u64::MAX)).read_to_end(decoded).map(|_| ())
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
    fn what_is_not_compressed_though_it_says_so_is_an_internal_failure() {
        let failure = Err(Fault::internal_failure());
        let good = Bytes::from(Encoding::Gzip.encode(b"{}").unwrap());
        let cut = good.slice(..good.len() - 1);
        for body in [Bytes::new(), Bytes::from_static(b"{}"), cut] {
            assert_eq!(Encoding::Gzip.decode(&body, 100), failure, "{body:?}");
        }
        for body in [Bytes::new(), Bytes::from_static(b"{}"), good] {
            assert_eq!(Encoding::Deflate.decode(&body, 100), failure, "{body:?}");
        }
    }

    #[test]
    fn gzip_and_deflate_are_known_and_nothing_else() {
        assert_eq!(Encoding::of_body("GZIP"), Ok(Some(Encoding::Gzip)));
        assert_eq!(Encoding::of_body(" deflate "), Ok(Some(Encoding::Deflate)));
        for identity in ["identity", ""] {
            assert_eq!(Encoding::of_body(identity), Ok(None));
        }
        for unknown in ["br", "x-gzip", "*", "gzip, gzip", "gzip;q=1"] {
            assert_eq!(Encoding::of_body(unknown), Err(Fault::internal_failure()), "{unknown}");
        }
    }

    #[test]
    fn gzip_may_have_several_members_and_what_is_none_behind_them_is_ignored() {
        let member = |text: &str| Encoding::Gzip.encode(text.as_bytes()).unwrap();
        let decode = |bytes: Vec<u8>| Encoding::Gzip.decode(&bytes.into(), 100);
        assert_eq!(decode([member("{"), member("}")].concat()).unwrap(), b"{}"[..]);
        assert_eq!(decode([member("{}"), b"junk".to_vec()].concat()).unwrap(), b"{}"[..]);
        assert_eq!(decode([member("{}"), vec![0; 512]].concat()).unwrap(), b"{}"[..]);
        let broken = [member("{"), GZIP_MAGIC.to_vec()].concat();
        assert_eq!(decode(broken), Err(Fault::internal_failure()));
    }

    #[test]
    fn members_share_one_limit() {
        let member = Encoding::Gzip.encode(&[b' '; 60]).unwrap();
        let fault = Encoding::Gzip.decode(&member.repeat(2).into(), 100).unwrap_err();
        assert_eq!(fault.status, hyper::StatusCode::PAYLOAD_TOO_LARGE);
    }

    #[test]
    fn answers_are_compressed_from_4_kb_for_those_who_ask() {
        assert_eq!(Encoding::for_answer(4096, || "gzip"), Some(Encoding::Gzip));
        assert_eq!(Encoding::for_answer(4095, || "gzip"), None);
    }

    #[test]
    fn the_greatest_weight_decides_then_the_order() {
        for (accepted, encoding) in [
            ("gzip, deflate, br", Some(Encoding::Gzip)),
            ("br, identity, deflate, gzip", Some(Encoding::Deflate)),
            ("GZip", Some(Encoding::Gzip)),
            ("deflate;q=0.5, gzip; q=0.6", Some(Encoding::Gzip)),
            ("deflate;q=0.5, gzip;q=0.5", Some(Encoding::Deflate)),
            ("gzip;Q=0.1,deflate ; q = 0.2", Some(Encoding::Deflate)),
            ("gzip;q=0, deflate;q=0.001", Some(Encoding::Deflate)),
            ("*", Some(Encoding::Gzip)),
            ("*, deflate", Some(Encoding::Gzip)),
            ("deflate, *", Some(Encoding::Deflate)),
            ("gzip;q=0, *", Some(Encoding::Deflate)),
            ("*;q=0.1, deflate;q=0.2", Some(Encoding::Deflate)),
            ("*;q=0", None),
            ("gzip;q=0.0", None),
            ("identity", None),
            ("br, x-gzip", None),
            ("", None),
            (" , ;,;q=1", None),
            // These weights are malformed, so the entries do not count.
            ("gzip;q=high", None),
            ("gzip;q=2", None),
            ("gzip;q=-1", None),
            ("gzip;q=NaN", None),
            ("gzip;level=1", None),
            ("gzip;q=, deflate", Some(Encoding::Deflate)),
        ] {
            assert_eq!(Encoding::for_answer(5000, || accepted), encoding, "{accepted}");
        }
    }
}
