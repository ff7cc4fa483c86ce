//! Shard iterators: positions in shards, as opaque texts.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use sha2::{Digest, Sha256};

use crate::{
    engine::Engine,
    error::{Error, Result},
    limits::SHARD_ITERATOR_SECONDS,
    storage::{ChangeNumber, ShardId},
    texts,
};

/// The separator between the ARN and the rest, as in the service.
const SEPARATOR: &str = "|1|";

/// Length of the checksum, in bytes.
const CHECKSUM: usize = 8;

/// A position in a shard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ShardIterator {
    /// The stream's ARN.
    pub(super) arn: String,
    pub(super) shard: ShardId,
    /// The first number to read.
    pub(super) position: ChangeNumber,
}

impl ShardIterator {
    /// The iterator's text, with the current time.
    pub(super) fn text(&self, engine: &Engine) -> String {
        let mut bytes = Vec::with_capacity(64);
        bytes.extend(self.shard.to_bytes());
        bytes.extend(self.position.place().to_be_bytes());
        bytes.extend(engine.clock().now_ms().to_be_bytes());
        let sum = checksum(engine, &self.arn, &bytes);
        bytes.extend(sum);
        format!("{}{SEPARATOR}{}", self.arn, STANDARD.encode(bytes))
    }

    /// Reads a text.
    ///
    /// # Errors
    /// The text was not made by this database, or too long ago.
    pub(super) fn read(engine: &Engine, text: &str) -> Result<Self> {
        let (iterator, made_ms) =
            parse(engine, text).ok_or_else(|| Error::validation(texts::stream::INVALID_SHARD_ITERATOR))?;
        let expires_ms = made_ms.saturating_add(SHARD_ITERATOR_SECONDS * 1000);
        if engine.clock().now_ms() > expires_ms {
            return Err(Error::ExpiredIterator(texts::stream::EXPIRED_ITERATOR.to_owned()));
        }
        Ok(iterator)
    }
}

/// The ARN of the stream in the text of an iterator.
pub(crate) fn stream_arn(text: &str) -> Option<&str> {
    text.rsplit_once(SEPARATOR).map(|(arn, _)| arn)
}

/// An iterator with the time when it was made.
fn parse(engine: &Engine, text: &str) -> Option<(ShardIterator, u64)> {
    let (arn, rest) = text.rsplit_once(SEPARATOR)?;
    let bytes = STANDARD.decode(rest).ok()?;
    let (said, sum) = bytes.split_at_checked(bytes.len().checked_sub(CHECKSUM)?)?;
    if checksum(engine, arn, said) != sum {
        return None;
    }
    let (shard, said) = said.split_first_chunk()?;
    let (position, said) = said.split_first_chunk()?;
    let (made_ms, []) = said.split_first_chunk()? else { return None };
    let shard = ShardId::from_bytes(*shard);
    let position = ChangeNumber::new(u64::from_be_bytes(*position));
    Some((ShardIterator { arn: arn.to_owned(), shard, position }, u64::from_be_bytes(*made_ms)))
}

/// A checksum by which the texts of this database are recognized.
fn checksum(engine: &Engine, arn: &str, bytes: &[u8]) -> [u8; CHECKSUM] {
    let mut hash = Sha256::new();
    hash.update(engine.options().seed.to_be_bytes());
    hash.update(arn);
    hash.update(bytes);
    let mut sum = [0; CHECKSUM];
    sum.iter_mut().zip(hash.finalize()).for_each(|(byte, of_hash)| *byte = of_hash);
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    fn iterator() -> ShardIterator {
        ShardIterator {
            arn: "arn:aws:dynamodb:us-east-1:000000000000:table/music/stream/2015-05-11T21:21:33.291"
                .to_owned(),
            shard: ShardId::parse("shardId-00000001414576573621-f55eea83").unwrap(),
            position: ChangeNumber::new(7),
        }
    }

    #[test]
    fn a_text_is_read_back_and_any_other_is_none() {
        let engine = Engine::default();
        let text = iterator().text(&engine);
        assert_eq!(ShardIterator::read(&engine, &text), Ok(iterator()));
        for at in 0..text.len() {
            let mut other = text.clone().into_bytes();
            other[at] ^= 1;
            let Ok(other) = String::from_utf8(other) else { continue };
            assert!(ShardIterator::read(&engine, &other).is_err(), "{other}");
        }
        for other in ["", "|1|", "x|1|", "x|1|AAAA", text.trim_end_matches(|_| true)] {
            assert!(ShardIterator::read(&engine, other).is_err(), "{other}");
        }
    }
}
