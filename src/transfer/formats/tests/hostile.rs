//! Files that nobody should have written: a fault, in time and memory that the file is worth.

use super::*;

/// Bytes without an end.
fn endless(byte: u8) -> impl Read {
    std::io::repeat(byte)
}

#[test]
fn what_is_no_json_ends_the_file_and_what_is_no_record_does_not() {
    let json = &Format::DynamoDbJson;
    let good = r#"{"Item":{"pk":{"S":"a"}}}"#;
    for (line, reason, ends_file) in [
        ("{\"Item\":", "not a line of JSON", true),
        ("pk,name", "not a line of JSON", true),
        ("{}", "a record without Item: it is {\"Item\": {...}}", false),
        (r#"{"pk":{"S":"a"}}"#, "a record has no member pk: it is {\"Item\": {...}}", false),
        (r#"{"Item":{"pk":"a"}}"#, "Unexpected value type in payload", false),
        ("[1]", "Unrecognized collection type class com.amazonaws.dynamodb.v20120810", false),
    ] {
        let file = format!("{good}\n{line}\n{good}\n");
        let read = read_plain(json, &file);
        let fault = read[1].as_ref().unwrap_err();
        assert_eq!((fault.line, fault.ends_file), (2, ends_file), "{line}");
        if !line.starts_with('[') {
            assert_eq!(fault.reason, reason, "{line}");
        }
        assert_eq!(read.len(), if ends_file { 2 } else { 3 }, "{line}");
    }
}

#[test]
fn a_record_without_end_is_a_fault_before_it_is_in_memory() {
    let csv = Format::Csv(Columns::default());
    let starts = [
        (&Format::DynamoDbJson, r#"{"Item":{"pk":{"S":""#, b'x'),
        (&Format::DynamoDbJson, "", b'\n'),
        (&Format::Ion, r#"{Item:{pk:""#, b'x'),
        (&Format::Ion, "{Item:{pk:", b'['),
        (&Format::Ion, "{Item:{pk:", b'1'),
        (&Format::Ion, "/*", b'*'),
        (&Format::Ion, "", b' '),
        (&csv, "a,b\n\"", b'x'),
        (&csv, "", b'\n'),
        (&csv, "a\n", b'\n'),
    ];
    for (format, start, byte) in starts {
        let file = start.as_bytes().chain(endless(byte));
        let bytes = AtomicU64::new(0);
        let fault = open(format, InputCompressionType::None, file, &bytes).find_map(Result::err).unwrap();
        assert!(bytes.into_inner() < 2 * RECORD_BYTES);
        assert!(fault.reason.starts_with("no record ends within 1 MiB"), "{start}: {fault}");
        assert!(fault.ends_file);
    }
}

#[test]
fn compressed_files_may_not_become_anything() {
    let zeros = vec![b'\n'; 2 * RECORD_BYTES as usize];
    for (compression, file) in
        [(InputCompressionType::Gzip, gzip(&zeros)), (InputCompressionType::Zstd, zstd(&zeros))]
    {
        let read = read_all(&Format::DynamoDbJson, compression, &*file);
        assert!(read[0].as_ref().unwrap_err().reason.starts_with("no record ends within 1 MiB"));
    }
    // A frame whose window is 1 TiB, and frames of 128 KiB that take four bytes each.
    let window = [0x28, 0xB5, 0x2F, 0xFD, 0x00, 0xF0, 0x00, 0x00];
    let read = read_all(&Format::DynamoDbJson, InputCompressionType::Zstd, &window[..]);
    assert!(read[0].as_ref().unwrap_err().ends_file);
    let blocks = [2, 0, 16, b'\n'].repeat(1000);
    let bomb = [&[0x28, 0xB5, 0x2F, 0xFD, 0x00, 0x38][..], &blocks].concat();
    let read = read_all(&Format::DynamoDbJson, InputCompressionType::Zstd, &*bomb);
    assert!(read[0].as_ref().unwrap_err().ends_file, "{read:?}");
}

#[test]
fn a_compressed_file_that_is_cut_or_damaged_is_told() {
    let mut file = Vec::new();
    for number in 0..1000 {
        dynamodb_json::write_line(
            &item! { "pk": (number), "text": "some text that is not random" },
            &mut file,
        );
    }
    for (compression, mut file) in
        [(InputCompressionType::Gzip, gzip(&file)), (InputCompressionType::Zstd, zstd(&file))]
    {
        for damage in [false, true] {
            if damage {
                let middle = file.len() / 2;
                file[middle..middle + 8].fill(0xAA);
            } else {
                file.truncate(file.len() - 3);
            }
            let read = read_all(&Format::DynamoDbJson, compression, &*file);
            assert!(read.iter().any(Result::is_err), "{compression} {damage}");
        }
        let read = read_all(&Format::DynamoDbJson, compression, &b"{\"Item\":{}}"[..]);
        assert!(read[0].as_ref().unwrap_err().ends_file, "not compressed at all");
    }
}

#[test]
fn values_that_nest_without_end_take_no_stack() {
    let deep = 100_000;
    for open_bracket in ["[", "{a:", "(", "$dynamodb_SS::["] {
        let file = format!("{{Item:{{a:{}", open_bracket.repeat(deep));
        assert!(read_plain(&Format::Ion, &file)[0].is_err(), "{open_bracket}");
    }
    let file = format!("{{\"Item\":{{\"a\":{}", "{\"L\":[".repeat(deep));
    assert!(read_plain(&Format::DynamoDbJson, &file)[0].is_err());
}

#[test]
fn spoilt_ion_is_a_fault_with_its_line() {
    for (file, told) in [
        ("{Item:{a:1.}}\n{Item", "line 2: no colon behind the name of a field"),
        ("{Item:{a:1.}} 5", "line 1: not a record: an Ion file has structs {Item:{...}}"),
        ("$ion_1_1 {Item:{}}", "line 1: not a record: an Ion file has structs {Item:{...}}"),
        (
            "$ion_symbol_table::{symbols:[\"a\"]}",
            "line 1: not a record: an Ion file has structs {Item:{...}}",
        ),
        ("{Item:{$10:1.}}", "line 1: no name of a field"),
        ("{Item:{a:1. b:2.}}", "line 1: neither a comma nor an end behind a value"),
        ("{Item:{a:\"x\ny\"}}", "line 2: a control character inside quotes"),
        ("{Item:{a:\"\\q\"}}", "line 1: no escape: \\q"),
        ("{Item:{a:\"\\uD800\"}}", "line 1: half a character in an escape"),
        ("{Item:{a:{{AQ=}}}}", "line 1: not base64: Invalid padding"),
        ("{Item:{a:12x}}", "line 1: 12x is no number"),
        ("{Item:{a:1.2.3}}", "line 1: 1.2.3 is no number"),
        ("{Item:{a:,}}", "line 1: unexpected ','"),
        ("{Item:{a:", "line 1: the file ends inside a value"),
    ] {
        assert_eq!(first_fault(&Format::Ion, file), (told.to_owned(), true), "{file}");
    }
    assert_eq!(
        first_fault(&Format::Ion, "{Other:{a:1.}}"),
        ("line 1: a record has no member Other: it is {\"Item\": {...}}".to_owned(), false)
    );
}

proptest! {
    #[test]
    fn any_bytes_are_records_and_faults(bytes in collection::vec(any::<u8>(), 0..200), text in "[\\[\\]{}()$a1.:,\"' _\\\\/*\n-]{0,60}") {
        let csv = Format::Csv(Columns::default());
        for format in [&Format::DynamoDbJson, &Format::Ion, &csv] {
            for compression in
                [InputCompressionType::None, InputCompressionType::Gzip, InputCompressionType::Zstd]
            {
                let count = read_all(format, compression, &*bytes).len();
                prop_assert!(count <= bytes.len() + 1);
            }
            for start in ["", "{Item:", "{\"Item\":", "$ion_1_0 {Item:{a:"] {
                let file = format!("{start}{text}");
                prop_assert!(read_plain(format, &file).len() <= file.len() + 1);
            }
        }
    }
}
