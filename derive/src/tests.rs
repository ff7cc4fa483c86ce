//! What the macros say where a record is not well formed.

use syn::{DeriveInput, parse_str};

use crate::{expand_record, projection};

fn refused(source: &str) -> String {
    let input: DeriveInput = parse_str(source).unwrap();
    expand_record(&input).unwrap_err().to_string()
}

const ID: &str = "#[record(partition_key)] id: String,";

#[test]
fn what_is_not_supported_is_said() {
    let of = |fields: &str| refused(&format!("#[record(table = \"t\")] struct R {{ {ID} {fields} }}"));
    let flattened = of("#[record(flatten)] address: Address");
    assert!(
        flattened.starts_with("a record has no flattened fields: write the struct's fields"),
        "{flattened}"
    );
    let unknown = of("#[record(renamed = \"x\")] city: String");
    assert!(unknown.starts_with("write one of `partition_key`"), "{unknown}");
    for parameters in ["<T>", "<'a>", "<const N: usize>"] {
        let of_several = refused(&format!("#[record(table = \"t\")] struct R{parameters} {{ {ID} }}"));
        assert!(of_several.starts_with("a record has no type parameters and no lifetimes"), "{of_several}");
        let in_enum = refused(&format!("enum R{parameters} {{ A(A) }}"));
        assert!(in_enum.starts_with("an enum of records has no type parameters"), "{in_enum}");
    }
    assert_eq!(
        refused("union R { a: u32 }"),
        "a record is a struct with named fields, or an enum of records"
    );
    assert_eq!(refused("struct R(u32);"), "a record is a struct with named fields");

    let projected: DeriveInput = parse_str("#[projection(of = R)] struct P<T> { id: T }").unwrap();
    let error = projection::expand(&projected).unwrap_err().to_string();
    assert_eq!(error, "a projection has no type parameters and no lifetimes");
}

#[test]
fn the_other_words_for_the_halves_of_a_key_are_told_from_unknown_ones() {
    let said = [
        refused("#[record(table = \"t\")] struct R { #[record(hash_key)] id: String }"),
        refused(
            "#[record(table = \"t\")] struct R { #[record(partition_key)] id: String, #[record(range_key)] at: u32 }",
        ),
        refused("#[record(table = \"t\", hash_key = \"A#{id}\")] struct R { id: String }"),
        refused(
            "#[record(table = \"t\", partition_key = id, range_key = at)] struct R { id: String, at: u32 }",
        ),
        refused(&format!(
            "#[record(table = \"t\", index(by_city, hash_key = city))] struct R {{ {ID} city: String }}"
        )),
    ];
    assert_eq!(
        said,
        ["partition_key", "sort_key", "partition_key", "sort_key", "partition_key"]
            .map(|word| { format!("write `{word}`") })
    );
}

#[test]
fn what_is_missing_is_said() {
    let no_table = refused(&format!("struct R {{ {ID} }}"));
    assert!(no_table.starts_with("the record has no table: write"), "{no_table}");
    let no_key = refused("#[record(table = \"t\")] struct R { id: String }");
    assert!(no_key.starts_with("the record has no partition key: write"), "{no_key}");
    let no_record = refused("enum R { A { id: String } }");
    assert!(no_record.starts_with("a variant has one record: write `A(A)`"), "{no_record}");
}
