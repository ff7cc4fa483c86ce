mod hostile;
mod spellings;

use std::{
    collections::{BTreeMap, BTreeSet},
    io::{Read, Write},
};

use flate2::{Compression, write::GzEncoder};
use proptest::{collection, prelude::*};

use super::{
    bounded::RECORD_BYTES,
    columns::Columns,
    compression::InputCompressionType,
    dynamodb_json,
    fault::FormatFault,
    open::{Format, open},
    record::Record,
};
use crate::{
    item,
    key::ScalarAttributeType,
    sync::atomic::{AtomicU64, Ordering},
    value::{AttributeValue, Item, Number},
};

type WriteLine = fn(&Item, &mut Vec<u8>);

/// All records and faults of a file.
fn read_all(
    format: &Format,
    compression: InputCompressionType,
    file: impl Read,
) -> Vec<Result<Record, FormatFault>> {
    open(format, compression, file, &AtomicU64::new(0)).collect()
}

fn read_plain(format: &Format, file: &str) -> Vec<Result<Record, FormatFault>> {
    read_all(format, InputCompressionType::None, file.as_bytes())
}

/// The items of a file without faults.
fn items(format: &Format, compression: InputCompressionType, file: &[u8]) -> Vec<Item> {
    let item = |record: Result<Record, FormatFault>| {
        let record = record.unwrap();
        assert_eq!((record.faults, record.condition), (None, None));
        record.item
    };
    read_all(format, compression, file).into_iter().map(item).collect()
}

/// What the first fault of a file says, and whether it ends the file.
fn first_fault(format: &Format, file: &str) -> (String, bool) {
    let fault = read_plain(format, file).into_iter().find_map(Result::err).expect("a fault");
    (fault.to_string(), fault.ends_file)
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn zstd(bytes: &[u8]) -> Vec<u8> {
    ruzstd::encoding::compress_to_vec(bytes, ruzstd::encoding::CompressionLevel::Fastest)
}

/// Every number that can be stored may come: its digits, sign and place of the point.
fn any_number() -> impl Strategy<Value = Number> {
    let parts = ("[1-9][0-9]{0,37}|0", any::<bool>(), -130..126_i32);
    parts.prop_filter_map("out of range", |(digits, negative, exponent)| {
        let sign = if negative { "-" } else { "" };
        format!("{sign}{digits}e{exponent}").parse().ok()
    })
}

fn any_value() -> impl Strategy<Value = AttributeValue> {
    let leaf = prop_oneof![
        any::<String>().prop_map(|text| AttributeValue::S(text.into())),
        any_number().prop_map(AttributeValue::N),
        collection::vec(any::<u8>(), 0..9).prop_map(AttributeValue::B),
        any::<bool>().prop_map(AttributeValue::Bool),
        Just(AttributeValue::Null),
        collection::btree_set(any::<String>(), 1..4).prop_map(AttributeValue::Ss),
        collection::btree_set(any_number(), 1..4).prop_map(AttributeValue::Ns),
        collection::btree_set(collection::vec(any::<u8>(), 0..4), 1..4).prop_map(AttributeValue::Bs),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            collection::vec(inner.clone(), 0..4).prop_map(AttributeValue::L),
            collection::btree_map(any_name(), inner, 0..4)
                .prop_map(|map| AttributeValue::M(map.into_iter().collect())),
        ]
    })
}

/// Names that Ion writes plainly, those that it has to quote, and any others.
fn any_name() -> impl Strategy<Value = String> {
    prop_oneof!["[a-z_$][a-z0-9_$]{0,5}", "null|true|nan|\\$1|a b|'|9x", ".{1,6}"]
}

fn any_items() -> impl Strategy<Value = Vec<Item>> {
    collection::vec(collection::btree_map(any_name(), any_value(), 0..5), 0..4)
        .prop_map(|items| items.into_iter().map(|item| item.into_iter().collect()).collect())
}

proptest! {
    #[test]
    fn items_are_read_as_they_were_written(items_written in any_items()) {
        let json = (Format::DynamoDbJson, dynamodb_json::write_line as WriteLine);
        for (format, write) in [json, (Format::Ion, super::ion::write_line)] {
            let mut file = Vec::new();
            items_written.iter().for_each(|item| write(item, &mut file));
            for (compression, file) in [
                (InputCompressionType::None, file.clone()),
                (InputCompressionType::Gzip, gzip(&file)),
                (InputCompressionType::Zstd, zstd(&file)),
            ] {
                prop_assert_eq!(&items(&format, compression, &file), &items_written);
            }
        }
    }

    #[test]
    fn strings_and_keys_are_read_from_csv_as_they_were_written(
        rows in collection::vec((any_number(), any::<String>(), any::<String>()), 1..5),
        delimiter in prop_oneof![Just(b','), Just(b';'), Just(b':'), Just(b'|'), Just(b'\t'), Just(b' ')],
        named in any::<bool>(),
    ) {
        let mut writer = ::csv::WriterBuilder::new().delimiter(delimiter).from_writer(Vec::new());
        let names = ["key", "text", "other name"];
        if named {
            writer.write_record(names).unwrap();
        }
        for (key, text, other) in &rows {
            writer.write_record([&key.to_string(), text, other]).unwrap();
        }
        let format = Format::Csv(Columns {
            delimiter: Some(delimiter),
            header: (!named).then(|| names.map(str::to_owned).to_vec()),
            types: BTreeMap::from([("key".to_owned(), ScalarAttributeType::N)]),
        });
        let expected: Vec<Item> = rows
            .iter()
            .map(|(key, text, other)| item! { "key": (*key), "text": (text.as_str()), "other name": (other.as_str()) })
            .collect();
        prop_assert_eq!(items(&format, InputCompressionType::None, &writer.into_inner().unwrap()), expected);
    }
}
