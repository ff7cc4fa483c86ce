//! `#[derive(Record)]` on an enum of records.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{DataEnum, DeriveInput, Error, Fields, Ident, Result, Type, spanned::Spanned as _};

use crate::attributes::Container;

pub(crate) fn expand(input: &DeriveInput, data: &DataEnum) -> Result<TokenStream> {
    if let Some(parameter) = input.generics.params.first() {
        return Err(Error::new(
            parameter.span(),
            "an enum of records has no type parameters and no lifetimes",
        ));
    }
    let container = Container::read(&input.attrs)?;
    let declares = container.table.is_some()
        || !container.partition_key.is_empty()
        || !container.sort_key.is_empty()
        || !container.indexes.is_empty();
    if declares {
        return Err(Error::new(
            input.ident.span(),
            "the table, its key and its indexes belong to the records in the enum: write them above each struct",
        ));
    }
    let mut variants: Vec<(&Ident, &Type)> = Vec::new();
    for variant in &data.variants {
        let Fields::Unnamed(fields) = &variant.fields else {
            return Err(not_a_record(&variant.ident));
        };
        match fields.unnamed.first() {
            Some(field) if fields.unnamed.len() == 1 => variants.push((&variant.ident, &field.ty)),
            _ => return Err(not_a_record(&variant.ident)),
        }
    }
    if variants.is_empty() {
        return Err(Error::new(
            input.ident.span(),
            "an enum of records has a variant for each: `Order(Order)`",
        ));
    }
    let (krate, ident) = (&container.krate, &input.ident);
    let (names, types): (Vec<_>, Vec<_>) = variants.into_iter().unzip();
    Ok(quote! {
        #[automatically_derived]
        impl #krate::record::Record for #ident {
            const SCHEMAS: &'static [&'static #krate::record::RecordSchema] =
                &[#(<#types as #krate::record::KeyedRecord>::SCHEMA),*];

            fn schema(&self) -> &'static #krate::record::RecordSchema {
                match self {
                    #(Self::#names(_) => <#types as #krate::record::KeyedRecord>::SCHEMA,)*
                }
            }

            fn to_item(&self) -> #krate::Result<#krate::Item> {
                match self {
                    #(Self::#names(record) => #krate::record::Record::to_item(record),)*
                }
            }

            fn read_item(item: &#krate::Item) -> #krate::Result<::core::option::Option<Self>> {
                #(
                    if let ::core::option::Option::Some(record) =
                        <#types as #krate::record::Record>::read_item(item)?
                    {
                        return ::core::result::Result::Ok(::core::option::Option::Some(Self::#names(record)));
                    }
                )*
                ::core::result::Result::Ok(::core::option::Option::None)
            }
        }

        #[automatically_derived]
        impl #krate::record::MemberOf<#ident> for #ident {}

        #(
            #[automatically_derived]
            impl #krate::record::MemberOf<#ident> for #types {}

            #[automatically_derived]
            impl ::core::convert::From<#types> for #ident {
                fn from(record: #types) -> Self {
                    Self::#names(record)
                }
            }
        )*

        const _: () = #krate::record::support::check_set(<#ident as #krate::record::Record>::SCHEMAS);
    })
}

fn not_a_record(variant: &Ident) -> Error {
    Error::new(
        variant.span(),
        format!("a variant has one record: write `{variant}({variant})` and derive `Record` for the struct"),
    )
}
