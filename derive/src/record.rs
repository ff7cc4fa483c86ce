//! `#[derive(Record)]` on a struct.

use std::collections::BTreeMap;

use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};
use syn::{Data, DeriveInput, Error, Fields, Ident, Path, Result, ext::IdentExt as _, spanned::Spanned as _};

use crate::{
    attributes::Container,
    checks,
    field::Field,
    key::{self, Form, KeyPart, Written},
    schema,
};

/// A struct with what its attributes say.
pub(crate) struct Record {
    pub(crate) krate: Path,
    pub(crate) ident: Ident,
    pub(crate) table: String,
    /// The fields that are stored.
    pub(crate) fields: Vec<Field>,
    skipped: Vec<Ident>,
    pub(crate) partition_key: Vec<KeyPart>,
    pub(crate) sort_key: Vec<KeyPart>,
    pub(crate) indexes: Vec<Index>,
}

pub(crate) struct Index {
    pub(crate) ident: Ident,
    pub(crate) name: String,
    pub(crate) local: bool,
    pub(crate) partition_key: Vec<KeyPart>,
    pub(crate) sort_key: Vec<KeyPart>,
    pub(crate) keys_only: bool,
    pub(crate) include: Vec<usize>,
}

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
    let constants = record.constants(input)?;
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

/// The name of the constant of a field: `CartLine::QUANTITY`.
pub(crate) fn constant(field: &Field) -> Ident {
    format_ident!("{}", field.name.to_uppercase(), span = field.ident.span())
}

/// The fields of a key in order, each once, without those of an earlier part of it.
pub(crate) fn distinct(parts: &[KeyPart], before: &[usize]) -> Vec<usize> {
    let mut fields = Vec::new();
    for field in parts.iter().flat_map(KeyPart::fields) {
        if !fields.contains(&field) && !before.contains(&field) {
            fields.push(field);
        }
    }
    fields
}

impl Record {
    fn read(input: &DeriveInput) -> Result<Self> {
        if let Some(parameter) = input.generics.params.first() {
            return Err(Error::new(
                parameter.span(),
                "a record has no type parameters and no lifetimes: own its values",
            ));
        }
        let Data::Struct(data) = &input.data else {
            return Err(Error::new(input.ident.span(), "a record is a struct"));
        };
        let Fields::Named(named) = &data.fields else {
            return Err(Error::new(input.ident.span(), "a record is a struct with named fields"));
        };
        let container = Container::read(&input.attrs)?;
        let (mut fields, mut skipped) = (Vec::new(), Vec::new());
        for syntax in &named.named {
            let field = Field::read(syntax, container.case)?;
            match field.roles.skip {
                true => skipped.push(field.ident),
                false => fields.push(field),
            }
        }
        let Some(table) = &container.table else {
            return Err(Error::new(
                input.ident.span(),
                "the record has no table: write `#[record(table = \"..\")]` above the struct",
            ));
        };
        let mut record = Self {
            krate: container.krate.clone(),
            ident: input.ident.clone(),
            table: table.value(),
            fields,
            skipped,
            partition_key: Vec::new(),
            sort_key: Vec::new(),
            indexes: Vec::new(),
        };
        record.read_keys(&container)?;
        Ok(record)
    }

    fn read_keys(&mut self, container: &Container) -> Result<()> {
        let marked = |is_key: fn(&Field) -> bool| self.fields.iter().filter(move |field| is_key(field));
        let fields = |written: &[Written], marked: Vec<&Field>, half: &str| {
            if let (Some(field), false) = (marked.first(), written.is_empty()) {
                return Err(Error::new(
                    field.ident.span(),
                    format!("the {half} is declared above the struct too: keep one of them"),
                ));
            }
            if let [_, second, ..] = marked.as_slice() {
                return Err(Error::new(second.ident.span(), format!("a table's {half} is one attribute")));
            }
            Ok(())
        };
        fields(
            &container.partition_key,
            marked(|field| field.roles.partition_key).collect(),
            "partition key",
        )?;
        fields(&container.sort_key, marked(|field| field.roles.sort_key).collect(), "sort key")?;
        let key = |written: &[Written], is_key: fn(&Field) -> bool, name: &str| {
            let of_field = self
                .fields
                .iter()
                .find(|field| is_key(field))
                .map(|field| Written::Field(field.ident.clone()));
            match of_field {
                Some(written) => key::resolve(&[written], name, &self.fields),
                None => key::resolve(written, name, &self.fields),
            }
        };
        let partition_key = key(&container.partition_key, |field| field.roles.partition_key, "PK")?;
        let sort_key = key(&container.sort_key, |field| field.roles.sort_key, "SK")?;
        if partition_key.is_empty() {
            return Err(Error::new(
                self.ident.span(),
                "the record has no partition key: write `#[record(partition_key)]` above a field, or \
                 `#[record(partition_key = \"USER#{user}\")]` above the struct",
            ));
        }
        let mut indexes = Vec::new();
        for written in &container.indexes {
            let name = written.table_name();
            let of_index = |written: &[Written], half: &str| {
                key::resolve(written, &format!("{name}_{half}"), &self.fields)
            };
            let include =
                written.include.iter().map(|ident| Written::Field(ident.clone())).collect::<Vec<_>>();
            let include = key::resolve(&include, "", &self.fields)?;
            indexes.push(Index {
                ident: written.name.clone(),
                local: written.local,
                // A local index has none of its own; the table's is added below.
                partition_key: of_index(&written.partition_key, "pk")?,
                sort_key: of_index(&written.sort_key, "sk")?,
                keys_only: written.keys_only,
                include: include.iter().flat_map(KeyPart::fields).collect(),
                name,
            });
        }
        for index in indexes.iter_mut().filter(|index| index.local) {
            index.partition_key = key(&container.partition_key, |field| field.roles.partition_key, "PK")?;
        }
        (self.partition_key, self.sort_key, self.indexes) = (partition_key, sort_key, indexes);
        Ok(())
    }

    pub(crate) fn sort_fields(&self) -> Vec<usize> {
        distinct(&self.sort_key, &distinct(&self.partition_key, &[]))
    }

    /// All key attributes: of the table, then of the indexes.
    pub(crate) fn keys(&self) -> impl Iterator<Item = &KeyPart> {
        let of_indexes =
            self.indexes.iter().flat_map(|index| index.partition_key.iter().chain(&index.sort_key));
        self.table_key().chain(of_indexes)
    }

    pub(crate) fn table_key(&self) -> impl Iterator<Item = &KeyPart> {
        self.partition_key.iter().chain(&self.sort_key)
    }

    /// Whether a field's value is in a key of the table or an index.
    pub(crate) fn is_in_key(&self, number: usize) -> bool {
        self.keys().any(|part| part.fields().contains(&number))
    }

    /// Whether a field has an attribute of its own: if it is not in the table's key already, inside a template, or is the
    /// key of an index.
    pub(crate) fn is_stored(&self, number: usize) -> bool {
        let in_template = self
            .table_key()
            .any(|part| matches!(part.form, Form::Template(_)) && part.fields().contains(&number));
        !in_template || self.keys().any(|part| matches!(part.form, Form::Field(field) if field == number))
    }

    /// A constant for each field, with how it is written and read.
    fn constants(&self, input: &DeriveInput) -> Result<Vec<TokenStream>> {
        let (krate, record, visibility) = (&self.krate, &self.ident, &input.vis);
        let mut names = BTreeMap::new();
        let all = self.fields.iter().map(|field| (field.name.to_uppercase(), field.ident.span()));
        let indexes = self
            .indexes
            .iter()
            .map(|index| (index.ident.unraw().to_string().to_uppercase(), index.ident.span()));
        for (name, span) in all.chain(indexes) {
            if names.insert(name.clone(), span).is_some() {
                return Err(Error::new(
                    span,
                    format!("two fields or indexes would have the constant `{record}::{name}`: rename one"),
                ));
            }
        }
        let constants = self.fields.iter().enumerate().map(|(number, field)| {
            let (name, ty, value) = (constant(field), &field.ty, field.value_type());
            let in_key = self.table_key().any(|part| part.fields().contains(&number));
            let kind = match in_key {
                true => quote!(#krate::record::InKey),
                false => quote!(#krate::record::Plain),
            };
            let (write, read) = conversions(self, number, field);
            let doc = format!("The attribute `{}`, for updates and projections.", field.attribute);
            quote_spanned! {field.ty.span()=>
                #[doc = #doc]
                #visibility const #name: #krate::record::Attribute<#record, #ty, #value, #kind> =
                    #krate::record::Attribute::new(#number, #write, #read);
            }
        });
        Ok(constants.collect())
    }
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
