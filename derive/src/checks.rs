//! What must hold of a record before any code is made of it, and assertions about its fields' types.

use std::collections::BTreeMap;

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::{Error, Result, spanned::Spanned as _};

use crate::{
    field::Field,
    key::{Form, KeyPart, Piece},
    record::Record,
};

pub(crate) fn check(record: &Record) -> Result<()> {
    table_key(record)?;
    index_keys(record)?;
    single(record, "ttl", |field| field.roles.ttl)?;
    single(record, "version", |field| field.roles.version)?;
    for (number, field) in record.fields.iter().enumerate() {
        if record.is_in_key(number) && (field.roles.with.is_some() || field.roles.default.is_some()) {
            return Err(Error::new(
                field.ident.span(),
                "a field in a key has neither `with` nor `default`: implement `hashrange::record::KeyValue` for its type",
            ));
        }
        let in_table_key = record.table_key().any(|part| part.fields().contains(&number));
        if in_table_key && (field.roles.version || field.roles.ttl) {
            return Err(Error::new(
                field.ident.span(),
                "the table's key never changes, so this cannot be in it",
            ));
        }
    }
    attributes(record)
}

fn table_key(record: &Record) -> Result<()> {
    for (half, parts) in [("partition", &record.partition_key), ("sort", &record.sort_key)] {
        if parts.len() > 1 {
            return Err(Error::new(
                record.ident.span(),
                format!(
                    "a table's {half} key is one attribute: join the fields in a template, `\"{{a}}#{{b}}\"`"
                ),
            ));
        }
    }
    for field in record.table_key().flat_map(KeyPart::fields).filter_map(|number| record.fields.get(number)) {
        if let Some(inner) = &field.inner {
            let written = quote!(#inner).to_string();
            return Err(Error::new(
                field.ty.span(),
                format!("a table's key is never absent: write `{written}` instead of an `Option`"),
            ));
        }
    }
    Ok(())
}

fn index_keys(record: &Record) -> Result<()> {
    for (number, index) in record.indexes.iter().enumerate() {
        if record.indexes.iter().take(number).any(|earlier| earlier.name == index.name) {
            return Err(Error::new(index.ident.span(), format!("there are two indexes `{}`", index.name)));
        }
        let most = if index.local { 1 } else { 4 };
        if index.partition_key.len() > most || index.sort_key.len() > most {
            return Err(Error::new(
                index.ident.span(),
                "each half of a global index's key has at most four attributes, of a local index's one",
            ));
        }
    }
    Ok(())
}

fn single(record: &Record, role: &str, is: fn(&Field) -> bool) -> Result<()> {
    match record.fields.iter().filter(|field| is(field)).nth(1) {
        Some(second) => Err(Error::new(second.ident.span(), format!("a record has one field with `{role}`"))),
        None => Ok(()),
    }
}

/// Each attribute of the item has one meaning. A key of an index may be that of the table.
fn attributes(record: &Record) -> Result<()> {
    let mut known: BTreeMap<&str, Option<&KeyPart>> = BTreeMap::new();
    for (_, field) in record.fields.iter().enumerate().filter(|(number, _)| record.is_stored(*number)) {
        if known.insert(&field.attribute, None).is_some() {
            return Err(Error::new(
                field.ident.span(),
                format!("two fields have the attribute `{}`: rename one", field.attribute),
            ));
        }
    }
    for part in record.keys().filter(|part| matches!(part.form, Form::Template(_))) {
        match known.get(part.attribute.as_str()) {
            Some(Some(other)) if same(other, part) => {}
            Some(_) => {
                return Err(Error::new(
                    record.ident.span(),
                    format!(
                        "the attribute `{0}` has two meanings: name the key's attribute, `partition_key(other_name = \
                         \"..\")`, or rename the field",
                        part.attribute
                    ),
                ));
            }
            None => {
                known.insert(&part.attribute, Some(part));
            }
        }
    }
    Ok(())
}

fn same(one: &KeyPart, other: &KeyPart) -> bool {
    let (Form::Template(one), Form::Template(other)) = (&one.form, &other.form) else { return false };
    one.len() == other.len()
        && one.iter().zip(other).all(|pair| match pair {
            (Piece::Text(one), Piece::Text(other)) => one == other,
            (Piece::Field(one, width), Piece::Field(other, of_other)) => one == other && width == of_other,
            _ => false,
        })
}

/// Assertions about types, which only the compiler knows.
pub(crate) fn assertions(record: &Record) -> TokenStream {
    let krate = &record.krate;
    let assert = |field: &Field, types: TokenStream, message: String| {
        let value = field.value_type();
        quote_spanned! {field.ty.span()=>
            const _: () = ::core::assert!(
                ::core::matches!(<#value as #krate::record::KeyValue>::TYPE, #types),
                #message
            );
        }
    };
    let (number, text_or_number) = (
        quote!(#krate::ScalarAttributeType::N),
        quote!(#krate::ScalarAttributeType::N | #krate::ScalarAttributeType::S),
    );
    let roles = record.fields.iter().filter(|field| field.roles.ttl || field.roles.version).map(|field| {
        let message = match field.roles.ttl {
            true => format!("`{}` is the time to live, a number of seconds since 1970", field.name),
            false => format!("`{}` is the version, a number", field.name),
        };
        assert(field, number.clone(), message)
    });
    let pieces = record.keys().filter_map(|part| match &part.form {
        Form::Template(pieces) => Some(pieces),
        Form::Field(_) => None,
    });
    let in_templates = pieces.flatten().filter_map(|piece| {
        let Piece::Field(position, width) = piece else { return None };
        let field = record.fields.get(*position)?;
        Some(match width {
            Some(_) => {
                assert(field, number.clone(), format!("`{}` has a width, but is no number", field.name))
            }
            None => {
                let message =
                    format!("`{}` is in a template, but is neither a text nor a number", field.name);
                assert(field, text_or_number.clone(), message)
            }
        })
    });
    quote!(#(#roles)* #(#in_templates)*)
}
