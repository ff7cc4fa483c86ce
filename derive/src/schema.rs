//! A record's schema as tokens.

use proc_macro2::TokenStream;
use quote::quote;

use crate::{
    key::{Form, KeyPart, Piece},
    record::{Index, Record},
};

pub(crate) fn tokens(record: &Record) -> TokenStream {
    let krate = &record.krate;
    let (name, table) = (record.ident.to_string(), &record.table);
    let fields = record.fields.iter().enumerate().map(|(number, field)| {
        let (name, attribute) = (&field.name, &field.attribute);
        let stored = record.is_stored(number);
        quote!(#krate::record::FieldSchema { name: #name, attribute: #attribute, stored: #stored })
    });
    let role = |is: fn(&crate::field::Field) -> bool| match record.fields.iter().position(is) {
        Some(number) => quote!(::core::option::Option::Some(#number)),
        None => quote!(::core::option::Option::None),
    };
    let (ttl, version) = (role(|field| field.roles.ttl), role(|field| field.roles.version));
    let (partition_key, sort_key) = (key(record, &record.partition_key), key(record, &record.sort_key));
    let indexes = record.indexes.iter().map(|described| index(record, described));
    quote! {
        #krate::record::RecordSchema {
            record: #name,
            table: #table,
            fields: &[#(#fields),*],
            partition_key: #partition_key,
            sort_key: #sort_key,
            indexes: &[#(#indexes),*],
            time_to_live: #ttl,
            version: #version,
        }
    }
}

fn index(record: &Record, index: &Index) -> TokenStream {
    let krate = &record.krate;
    let (name, local) = (&index.name, index.local);
    let (partition_key, sort_key) = (key(record, &index.partition_key), key(record, &index.sort_key));
    let projection = if index.keys_only {
        quote!(#krate::record::IndexProjection::KeysOnly)
    } else if index.include.is_empty() {
        quote!(#krate::record::IndexProjection::All)
    } else {
        let included = index.include.iter().filter(|number| record.is_stored(**number));
        let names = included.filter_map(|number| record.fields.get(*number)).map(|field| &field.attribute);
        quote!(#krate::record::IndexProjection::Include(&[#(#names),*]))
    };
    quote! {
        #krate::record::IndexSchema {
            name: #name,
            local: #local,
            partition_key: #partition_key,
            sort_key: #sort_key,
            projection: #projection,
        }
    }
}

fn key(record: &Record, parts: &[KeyPart]) -> TokenStream {
    let parts = parts.iter().map(|part| attribute(record, part));
    quote!(&[#(#parts),*])
}

fn attribute(record: &Record, part: &KeyPart) -> TokenStream {
    let krate = &record.krate;
    let name = &part.attribute;
    let type_of = |number: usize| {
        let ty = record.fields.get(number).map(|field| field.value_type());
        quote!(<#ty as #krate::record::KeyValue>::TYPE)
    };
    let (ty, form) = match &part.form {
        Form::Field(number) => (type_of(*number), quote!(#krate::record::KeyForm::Field(#number))),
        Form::Template(pieces) => {
            let segments = pieces.iter().map(|piece| match piece {
                Piece::Text(text) => quote!(#krate::record::Segment::Text(#text)),
                Piece::Field(number, width) => {
                    let (ty, width) = (type_of(*number), width.unwrap_or(0));
                    quote!(#krate::record::Segment::Field { number: #number, ty: #ty, width: #width })
                }
            });
            (
                quote!(#krate::ScalarAttributeType::S),
                quote!(#krate::record::KeyForm::Template(&[#(#segments),*])),
            )
        }
    };
    quote!(#krate::record::KeyAttribute { name: #name, ty: #ty, form: #form })
}
