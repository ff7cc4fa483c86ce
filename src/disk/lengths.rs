//! Counts and lengths as bytes: seven bits a byte, the lowest first; the highest bit says that more follow.

/// The most bytes of a count or length.
pub(super) const COUNT_BYTES: usize = 5;

/// A count or length in as many of these bytes as it takes.
fn count_bytes(count: usize) -> ([u8; COUNT_BYTES], usize) {
    debug_assert!(count as u64 >> (7 * COUNT_BYTES) == 0, "{count} has too many bytes");
    let (mut bytes, mut taken, mut rest) = ([0; COUNT_BYTES], 0, count);
    for byte in &mut bytes {
        taken += 1;
        *byte = (rest & 0x7F) as u8;
        rest >>= 7;
        if rest == 0 {
            break;
        }
        *byte |= 0x80;
    }
    (bytes, taken)
}

/// Appends a count or length.
pub(super) fn write_count(count: usize, out: &mut Vec<u8>) {
    let (bytes, taken) = count_bytes(count);
    out.extend(bytes.into_iter().take(taken));
}

/// Appends bytes with their length.
pub(super) fn write_bytes(bytes: &[u8], out: &mut Vec<u8>) {
    write_count(bytes.len(), out);
    out.extend_from_slice(bytes);
}

/// Appends what `write` appends, with its length before it. It is moved only if its length does not take two bytes, as that
/// of most items does.
pub(super) fn write_sized(out: &mut Vec<u8>, write: impl FnOnce(&mut Vec<u8>)) {
    const GUESSED: usize = 2;
    let begin = out.len();
    out.extend_from_slice(&[0; GUESSED]);
    write(out);
    let (bytes, taken) = count_bytes(out.len() - begin - GUESSED);
    out.splice(begin..begin + GUESSED, bytes.into_iter().take(taken));
}

#[cfg(test)]
mod tests {
    use super::{super::encoding::Bytes, *};

    #[test]
    fn what_is_written_in_its_place_is_as_if_it_was_copied() {
        for length in [0, 1, 127, 128, 16_383, 16_384, 3_000_000] {
            let bytes = vec![7; length];
            let (mut copied, mut in_place) = (vec![1, 2], vec![1, 2]);
            write_bytes(&bytes, &mut copied);
            write_sized(&mut in_place, |out| out.extend_from_slice(&bytes));
            assert!(copied == in_place, "{length}");
            let mut read = Bytes(in_place.get(2..).unwrap());
            assert!(read.bytes() == Ok(bytes.as_slice()) && read.is_empty(), "{length}");
        }
    }

    #[test]
    fn sizes_nest() {
        let mut out = Vec::new();
        write_sized(&mut out, |out| {
            write_sized(out, |out| out.push(1));
            write_sized(out, |out| out.extend_from_slice(&[2; 200]));
        });
        let mut read = Bytes(&out);
        let mut inner = Bytes(read.bytes().unwrap());
        assert_eq!((inner.bytes(), inner.bytes().map(<[u8]>::len)), (Ok(&[1][..]), Ok(200)));
        assert!(read.is_empty() && inner.is_empty());
    }
}
