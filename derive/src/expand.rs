//! The code of `#[derive(Record)]` on a struct.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::{DeriveInput, Result, ext::IdentExt as _};

use crate::{
    checks,
    constants::{self, constant},
    field::Field,
    record::{Record, distinct},
    schema,
};

pub(crate) fn expand(input: &DeriveInput) -> Result<TokenStream> {
    let record = Record::read(input)?;
    checks::check(&record)?;
    let krate = &record.krate;
    let ident = &record.ident;
    let schema = schema::tokens(&record);
    let (partition, sort) = (distinct(&record.partition_key, &[]), record.sort_fields());
    let all: Vec<usize> = partition.iter().chain(&sort).copied().collect();
    let types = |numbers: &[usize]| {
        let types = numbers.iter().filter_map(|number| record.fields.get(*number)).map(Field::value_type);
        quote!((#(#types,)*))
    };
    let (partition_type, sort_type, key_type) = (types(&partition), types(&sort), types(&all));
    let key_fields = all.iter().filter_map(|number| record.fields.get(*number)).map(|field| {
        let ident = &field.ident;
        quote!(::core::clone::Clone::clone(&self.#ident))
    });
    let (key_values, key) = match all.as_slice() {
        [one] => {
            let ty = record.fields.get(*one).map(Field::value_type);
            (quote!(#ty), quote!(#(#key_fields)*))
        }
        _ => (key_type.clone(), quote!((#(#key_fields,)*))),
    };
    let constants = constants::of(&record, input)?;
    let indexes = record.indexes.iter().enumerate().map(|(number, index)| {
        let name =
            format_ident!("{}", index.ident.unraw().to_string().to_uppercase(), span = index.ident.span());
        let (partition, visibility) = (distinct(&index.partition_key, &[]), &input.vis);
        let sort = distinct(&index.sort_key, &partition);
        let (partition, sort) = (types(&partition), types(&sort));
        let doc = format!("The index `{}`, for `TableOf::index`.", index.name);
        quote! {
            #[doc = #doc]
            #visibility const #name: #krate::record::IndexOf<#ident, #partition, #sort> =
                #krate::record::IndexOf::new(#number);
        }
    });
    let written = record.fields.iter().map(|field| {
        let (ident, constant) = (&field.ident, constant(field));
        match field.inner {
            Some(_) => quote!(#krate::record::support::write_option(self.#ident.as_ref(), &Self::#constant)?),
            None => quote!(#krate::record::support::write(&self.#ident, &Self::#constant)?),
        }
    });
    let read = record.fields.iter().map(|field| {
        let (ident, constant) = (&field.ident, constant(field));
        quote!(#ident: reader.read(&Self::#constant)?)
    });
    let skipped = record.skipped.iter().map(|ident| quote!(#ident: ::core::default::Default::default()));
    let asserted = checks::assertions(&record);
    Ok(quote! {
        #[automatically_derived]
        #[allow(dead_code, private_interfaces)]
        impl #ident {
            #(#constants)*
            #(#indexes)*
        }

        #[automatically_derived]
        impl #krate::record::Record for #ident {
            const SCHEMAS: &'static [&'static #krate::record::RecordSchema] =
                &[<Self as #krate::record::KeyedRecord>::SCHEMA];

            fn schema(&self) -> &'static #krate::record::RecordSchema {
                <Self as #krate::record::KeyedRecord>::SCHEMA
            }

            fn to_item(&self) -> #krate::Result<#krate::Item> {
                #krate::record::support::to_item(self)
            }

            fn read_item(item: &#krate::Item) -> #krate::Result<::core::option::Option<Self>> {
                #krate::record::support::read_item(item)
            }
        }

        #[automatically_derived]
        impl #krate::record::KeyedRecord for #ident {
            const SCHEMA: &'static #krate::record::RecordSchema = &#schema;
            type PartitionKey = #partition_type;
            type SortKey = #sort_type;
            type Key = #key_type;
            type KeyValues = #key_values;

            fn key(&self) -> Self::KeyValues {
                #key
            }

            fn values(
                &self,
            ) -> ::core::result::Result<::std::vec::Vec<#krate::AttributeValue>, #krate::ConversionError> {
                ::core::result::Result::Ok(::std::vec![#(#written),*])
            }

            fn read(
                reader: &#krate::record::Reader<'_>,
            ) -> ::core::result::Result<Self, #krate::ConversionError> {
                ::core::result::Result::Ok(Self { #(#read,)* #(#skipped,)* })
            }
        }

        #[automatically_derived]
        impl #krate::record::MemberOf<#ident> for #ident {}

        #asserted
    })
}
