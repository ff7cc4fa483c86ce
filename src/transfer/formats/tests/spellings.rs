//! What other programs write.

use super::*;

fn written(write: WriteLine, item: &Item) -> String {
    let mut out = Vec::new();
    write(item, &mut out);
    String::from_utf8(out).unwrap()
}

fn ion_items(file: &str) -> Vec<Item> {
    items(&Format::Ion, InputCompressionType::None, file.as_bytes())
}

/// The item that the developer guide shows in each format.
fn book() -> Item {
    item! {
        "Authors": (BTreeSet::from(["Author1".to_owned(), "Author2".to_owned()])),
        "Dimensions": "8.5 x 11.0 x 1.5",
        "ISBN": "333-3333333333",
        "Id": 103,
        "InPublication": false,
        "PageCount": 600,
        "Price": 2000,
        "ProductCategory": "Book",
        "Title": "Book 103 Title",
    }
}

#[test]
fn the_guides_item_is_written_and_read_as_the_guide_shows_it() {
    let line = concat!(
        r#"$ion_1_0 {Item:{Authors:$dynamodb_SS::["Author1","Author2"],Dimensions:"8.5 x 11.0 x 1.5","#,
        r#"ISBN:"333-3333333333",Id:103.,InPublication:false,PageCount:6d2,Price:2d3,"#,
        r#"ProductCategory:"Book",Title:"Book 103 Title"}}"#,
    );
    assert_eq!(written(super::super::ion::write_line, &book()), format!("{line}\n"));
    let in_lines = line.replace(',', ",\n  ").replace(":{", ": {\n  ");
    assert_eq!(ion_items(&format!("{line}\n{in_lines}")), [book(), book()]);
}

#[test]
fn ion_numbers_are_written_as_decimals_without_zeros_at_their_end() {
    for (number, text) in [
        ("0", "0."),
        ("7", "7."),
        ("-12.50", "-12.5"),
        ("1E125", "1d125"),
        ("-12300", "-123d2"),
        ("0.001", "0.001"),
        ("0.0000012", "0.0000012"),
        ("0.00000012", "12d-8"),
        ("1E-130", "1d-130"),
        ("99999999999999999999999999999999999999", "99999999999999999999999999999999999999."),
    ] {
        let item = Item::from_iter([("n", AttributeValue::N(number.parse().unwrap()))]);
        let line = written(super::super::ion::write_line, &item);
        assert_eq!(line, format!("$ion_1_0 {{Item:{{n:{text}}}}}\n"));
    }
}

#[test]
fn ion_is_read_in_any_spelling() {
    let item = |inside: &str| ion_items(&format!("{{Item:{{a:{inside}}}}}")).remove(0).remove("a").unwrap();
    for (text, value) in [
        ("1_000", AttributeValue::from(1000)),
        ("0x_ff", AttributeValue::from(255)),
        ("-0b101", AttributeValue::from(-5)),
        ("1.5d+3", AttributeValue::from(1500)),
        ("-0d5", AttributeValue::from(0)),
        ("null.string", AttributeValue::Null),
        ("other::true", AttributeValue::Bool(true)),
        ("one::'two'::[]", AttributeValue::L(vec![])),
        (r#""\x41\u00e9\U0001F3A7\uD83C\uDFA7\n\"\'\?\/\0""#, "Aé🎧🎧\n\"'?/\0".into()),
        ("'''a\nb''' /* and */ '''c'd'''", "a\nbc'd".into()),
        ("\"a\\\nb\"", "ab".into()),
        ("{{ AQ\n ID }}", AttributeValue::B(vec![1, 2, 3])),
        ("{{}}", AttributeValue::B(vec![])),
        ("[1., // one\n 2.,]", AttributeValue::L(vec![1.into(), 2.into()])),
        ("'$dynamodb_NS'::[1., 20d-1]", AttributeValue::Ns(BTreeSet::from([1.into(), 2.into()]))),
        ("$dynamodb_BS::[{{AA==}}]", AttributeValue::Bs(BTreeSet::from([vec![0]]))),
        ("{'b c': 1., \"d\": {}}", AttributeValue::M(item! { "b c": 1, "d": {} })),
    ] {
        assert_eq!(item(text), value, "{text}");
    }
}

#[test]
fn a_value_that_dynamodb_does_not_have_is_the_fault_of_its_record() {
    for (text, reason) in [
        ("1e0", "float"),
        ("nan", "float"),
        ("+inf", "float"),
        ("2020-01-01T10:00:00.5Z", "timestamp"),
        ("2020-01-01", "timestamp"),
        ("symbol", "symbol"),
        ("'symbol'", "symbol"),
        ("(1 + 2)", "sexp"),
        ("{{\"clob\"}}", "clob"),
        ("$dynamodb_SS::[1.]", "of a member of a string set"),
        ("$dynamodb_NS::[[]]", "of a member of a number set"),
    ] {
        let file = format!("{{Item:{{a:{text}}}}}\n{{Item:{{b:true}}}}");
        let read = read_plain(&Format::Ion, &file);
        let reason = format!("the Ion type {reason} is no type of DynamoDB");
        assert_eq!(read[0], Err(FormatFault::of_record(1, reason)), "{text}");
        assert_eq!(read[1].as_ref().map(|record| record.item.clone()), Ok(item! { "b": true }));
        assert_eq!(read.len(), 2);
    }
}

#[test]
fn faults_of_values_are_those_of_requests_in_both_formats() {
    let long = "9".repeat(39);
    for (json, ion) in [
        (r#"{"SS":[]}"#.to_owned(), "$dynamodb_SS::[]".to_owned()),
        (r#"{"SS":["a","a"]}"#.to_owned(), r#"$dynamodb_SS::["a","a"]"#.to_owned()),
        (r#"{"NS":["1","1.0"]}"#.to_owned(), "$dynamodb_NS::[1.,10d-1]".to_owned()),
        (r#"{"BS":["AA==","AA=="]}"#.to_owned(), "$dynamodb_BS::[{{AA==}},{{AA==}}]".to_owned()),
        (format!(r#"{{"N":"{long}"}}"#), long.clone()),
        (r#"{"N":"1E126"}"#.to_owned(), "1d126".to_owned()),
        (r#"{"M":{"":{"BOOL":true}}}"#.to_owned(), "{'':true}".to_owned()),
        (nested(40, r#"{"L":["#, r#"{"NULL":true}"#, "]}"), nested(40, "[", "null", "]")),
        (nested(32, r#"{"L":["#, r#"{"NULL":true}"#, "]}"), nested(32, "[", "null", "]")),
        (nested(31, r#"{"L":["#, r#"{"NULL":true}"#, "]}"), nested(31, "[", "null", "]")),
    ] {
        let fault = |format, file: String| {
            let record = read_plain(&format, &file).remove(0).unwrap();
            record.faults.map(|faults| faults.fault().to_string())
        };
        let of_json = fault(Format::DynamoDbJson, format!(r#"{{"Item":{{"a":{json}}}}}"#));
        assert_eq!(of_json, fault(Format::Ion, format!("{{Item:{{a:{ion}}}}}")), "{ion}");
        assert_eq!(of_json.is_none(), json.matches('[').count() == 31, "{json}");
    }
}

fn nested(levels: usize, start: &str, leaf: &str, end: &str) -> String {
    format!("{}{leaf}{}", start.repeat(levels), end.repeat(levels))
}

#[test]
fn a_record_may_have_a_condition() {
    let json = concat!(
        r##"{"Item":{"pk":{"S":"a"}},"ConditionExpression":"#v < :v","##,
        r##""ExpressionAttributeNames":{"#v":"v"},"ExpressionAttributeValues":{":v":{"N":"5"}}}"##,
    );
    let ion = concat!(
        r##"$ion_1_0 {Item:{pk:"a"},ConditionExpression:"#v < :v","##,
        r##"ExpressionAttributeNames:{'#v':"v"},ExpressionAttributeValues:{':v':5.}}"##,
    );
    let [json, ion] = [(Format::DynamoDbJson, json), (Format::Ion, ion)]
        .map(|(format, file)| read_plain(&format, file).remove(0).unwrap());
    assert_eq!(json, ion);
    let condition = json.condition.unwrap();
    assert_eq!(condition.expression.as_deref(), Some("#v < :v"));
    assert_eq!(condition.names, Some(BTreeMap::from([("#v".to_owned(), "v".to_owned())])));
    assert_eq!(condition.values.unwrap().value, item! { ":v": 5 });
}

#[test]
fn lines_may_be_empty_and_end_as_on_windows_and_a_mark_may_precede_them() {
    let file = "\u{feff}\r\n\r\n{\"Item\":{\"a\":{\"S\":\"\\u00e9\\n\"}}}\r\n   \n{ \"Item\" : {} }";
    let read = read_plain(&Format::DynamoDbJson, file);
    let lines: Vec<_> = read.iter().map(|record| record.as_ref().unwrap().line).collect();
    assert_eq!(lines, [3, 5]);
    assert_eq!(read[0].as_ref().unwrap().item, item! { "a": "é\n" });
}

/// `csv.writer` and `csv.DictWriter` of Python end lines with `\r\n` and double quotes; `utf-8-sig` begins a file with
/// a mark.
#[test]
fn csv_is_read_as_python_and_spreadsheets_write_it() {
    let file =
        "\u{feff}pk,\"a \"\"quoted\"\" name\",n\r\n\"x,y\",\"two\nlines, \"\"said\"\"\",1\r\n\r\n한,,\r\n";
    let columns =
        Columns { types: BTreeMap::from([("pk".to_owned(), ScalarAttributeType::S)]), ..Columns::default() };
    let read = read_plain(&Format::Csv(columns), file);
    assert_eq!(
        read.iter().map(|record| record.as_ref().unwrap().item.clone()).collect::<Vec<_>>(),
        [
            item! { "pk": "x,y", "a \"quoted\" name": "two\nlines, \"said\"", "n": "1" },
            item! { "pk": "한", "a \"quoted\" name": "", "n": "" },
        ]
    );
}

#[test]
fn a_csv_record_that_does_not_fit_is_skipped_and_told_with_its_line() {
    let types =
        BTreeMap::from([("n".to_owned(), ScalarAttributeType::N), ("b".to_owned(), ScalarAttributeType::B)]);
    let format = Format::Csv(Columns { types, ..Columns::default() });
    let read = read_plain(&format, "n,b\none,AA==\n1\n2,AA=\n3,AA==,x\n4,AA==\n");
    let told: Vec<String> =
        read.iter().filter_map(|one| one.as_ref().err()).map(ToString::to_string).collect();
    assert_eq!(
        told,
        [
            "line 2: n: The parameter cannot be converted to a numeric value: one",
            "line 3: 1 fields, and there are 2 columns",
            "line 4: b: not base64: Invalid padding",
            "line 5: 3 fields, and there are 2 columns",
        ]
    );
    assert_eq!(read.len(), 5);
    assert_eq!(first_fault(&format, "n,n\n1,2\n"), ("line 1: two columns are named n".to_owned(), true));
}

#[test]
fn a_file_in_several_parts_is_read_to_its_end() {
    let line = |name: &str| written(dynamodb_json::write_line, &item! { "pk": (name) }).into_bytes();
    let expected = ["a", "b"].map(|name| item! { "pk": (name) });
    let gzipped = [gzip(&line("a")), gzip(&line("b"))].concat();
    assert_eq!(items(&Format::DynamoDbJson, InputCompressionType::Gzip, &gzipped), expected);
    // A frame that is to be skipped: its magic number, its length, its contents.
    let skipped = [&[0x50, 0x2A, 0x4D, 0x18, 3, 0, 0, 0][..], b"abc"].concat();
    let bytes = AtomicU64::new(0);
    assert_eq!(open(&Format::DynamoDbJson, InputCompressionType::Gzip, &*gzipped, &bytes).count(), 2);
    assert_eq!(bytes.load(Ordering::Relaxed), 2 * line("a").len() as u64, "counted as they were compressed");
    let zipped = [skipped.clone(), zstd(&line("a")), skipped, zstd(&line("b"))].concat();
    assert_eq!(items(&Format::DynamoDbJson, InputCompressionType::Zstd, &zipped), expected);
}
