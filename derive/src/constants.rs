//! The constants of a record's fields: `CartLine::QUANTITY`.

use std::collections::BTreeMap;

use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};
use syn::{DeriveInput, Error, Ident, Result, ext::IdentExt as _, spanned::Spanned as _};

use crate::{field::Field, record::Record};

/// The name of the constant of a field: `CartLine::QUANTITY`.
pub(crate) fn constant(field: &Field) -> Ident {
    format_ident!("{}", field.name.to_uppercase(), span = field.ident.span())
}

/// A constant for each field, with how it is written and read.
pub(crate) fn of(record: &Record, input: &DeriveInput) -> Result<Vec<TokenStream>> {
    let (krate, ident, visibility) = (&record.krate, &record.ident, &input.vis);
    let mut names = BTreeMap::new();
    let all = record.fields.iter().map(|field| (field.name.to_uppercase(), field.ident.span()));
    let indexes = record
        .indexes
        .iter()
        .map(|index| (index.ident.unraw().to_string().to_uppercase(), index.ident.span()));
    for (name, span) in all.chain(indexes) {
        if names.insert(name.clone(), span).is_some() {
            return Err(Error::new(
                span,
                format!("two fields or indexes would have the constant `{ident}::{name}`: rename one"),
            ));
        }
    }
    let constants = record.fields.iter().enumerate().map(|(number, field)| {
        let (name, ty, value) = (constant(field), &field.ty, field.value_type());
        let in_key = record.table_key().any(|part| part.fields().contains(&number));
        let kind = match in_key {
            true => quote!(#krate::record::InKey),
            false => quote!(#krate::record::Plain),
        };
        let (write, read) = conversions(record, number, field);
        let doc = format!("The attribute `{}`, for updates and projections.", field.attribute);
        quote_spanned! {field.ty.span()=>
            #[doc = #doc]
            #visibility const #name: #krate::record::Attribute<#ident, #ty, #value, #kind> =
                #krate::record::Attribute::new(#number, #write, #read);
        }
    });
    Ok(constants.collect())
}

/// The functions by which a field's value is written and read.
fn conversions(record: &Record, number: usize, field: &Field) -> (TokenStream, TokenStream) {
    let krate = &record.krate;
    let (ty, value) = (&field.ty, field.value_type());
    let default = field.roles.default.as_ref().map(|path| match path {
        Some(path) => quote!(#path),
        None => quote!(::core::default::Default::default),
    });
    let (write, read) = if record.is_in_key(number) {
        let read = match field.inner {
            Some(_) => quote!(|value| #krate::record::support::read_key_option(value)),
            None => quote!(|value| #krate::record::support::read_key(value)),
        };
        (quote!(|value| <#value as #krate::record::KeyValue>::to_key_value(value)), read)
    } else if let Some(module) = &field.roles.with {
        // `with` is about the whole field, as in serde. An `Option` is written only if there is a value.
        let write = quote! {
            |value| {
                struct Written<'v>(&'v #value);
                impl #krate::record::support::serde::Serialize for Written<'_> {
                    fn serialize<S: #krate::record::support::serde::Serializer>(
                        &self,
                        serializer: S,
                    ) -> ::core::result::Result<S::Ok, S::Error> {
                        #module::serialize(self.0, serializer)
                    }
                }
                #krate::to_attribute_value(&Written(value))
            }
        };
        let read = quote! {
            |value| {
                struct Read(#ty);
                impl<'de> #krate::record::support::serde::Deserialize<'de> for Read {
                    fn deserialize<D: #krate::record::support::serde::Deserializer<'de>>(
                        deserializer: D,
                    ) -> ::core::result::Result<Self, D::Error> {
                        #module::deserialize(deserializer).map(Self)
                    }
                }
                #krate::record::support::read_field(value).map(|Read(value)| value)
            }
        };
        (write, read)
    } else {
        (
            quote!(|value| #krate::to_attribute_value(value)),
            quote!(|value| #krate::record::support::read_field(value)),
        )
    };
    let read = match default {
        None => read,
        Some(default) => quote! {
            |value| match value {
                ::core::option::Option::None => ::core::result::Result::Ok(#default()),
                value => {
                    let read: fn(
                        ::core::option::Option<&#krate::AttributeValue>,
                    ) -> ::core::result::Result<#ty, #krate::ConversionError> = #read;
                    read(value)
                }
            }
        },
    };
    (write, read)
}
