//! The partition key: a hash determines the partition in which an item is stored.

use std::{error::Error, io::Write};

use hashrange::{Database, ScalarAttributeType::S};

use super::{
    console::{chapter, grid, say},
    modelling::{KEY_VALUES, PEOPLE},
    page::Page,
};

/// The keys of the exercises.
pub const USERS: [&str; 4] = ["haeri05", "minji01", "jihoon07", "yuna23"];

/// From key to hash to number to partition, for each key of the course.
pub fn partition_key(out: &mut Page<'_>) -> Result<(), Box<dyn Error>> {
    chapter(out, "파티션 키와 해시", "The partition key and its hash")?;
    let table = Database::new().create_table("keys").partition_key("key", S).run()?;

    say(
        out,
        "SHA-256은 길이가 제각각인 글자를 256비트 수 하나로 바꾼다. 파티션은 그 수의 구간을 하나씩 맡는다.\n",
        "SHA-256 turns text of any length into one number of 256 bits. Each partition has one range of these numbers.\n",
    )?;
    for partition in table.partitions() {
        writeln!(
            out,
            "  Partition {}  {}  ({}%)",
            partition.name,
            partition.range,
            partition.range.share() * 100.0
        )?;
    }

    say(
        out,
        "같은 키는 언제나 같은 파티션으로 간다. `printf minji01 | sha256sum`으로 확인할 수 있다.",
        "The same key always goes to the same partition. `printf minji01 | sha256sum` shows that it is so.",
    )?;
    let hash = out.language.text("해시", "hash");
    let number = out.language.text("숫자", "number");
    let digits = out.language.text("16진수 64자리", "64 digits of base 16");
    for user in USERS {
        let place = table.explain(user)?;
        assert!(place.range.contains(&place.hash));
        assert_eq!(place.hash.to_hex().len(), 64);
        writeln!(out, "\n  {user}")?;
        writeln!(out, "    -> {hash}  {}  ({digits})", place.hash)?;
        writeln!(out, "    -> {number}  {}", place.number)?;
        writeln!(out, "    -> Partition {}", place.partition)?;
    }
    let minji = table.explain("minji01")?;
    assert_eq!(minji.hash.to_hex(), "05a7b29dbbad58a9eb72efb1a2b420f69814378e126c647d4db49906a964bc13");
    assert_eq!(minji.partition, "A");

    say(out, "앞에서 쓴 키들도 마찬가지다.", "It is the same with the keys from before.")?;
    let people = PEOPLE.iter().map(|(id, _)| *id);
    let mut rows = Vec::new();
    for key in KEY_VALUES.iter().map(|(key, _)| *key).chain(people) {
        let place = table.explain(key)?;
        rows.push(vec![key.to_owned(), place.hash.to_hex(), place.partition]);
    }
    let header =
        [("키", "Key"), ("해시", "Hash"), ("파티션", "Partition")].map(|(ko, en)| out.language.text(ko, en));
    grid(out, &header, &rows)
}
