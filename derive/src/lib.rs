//! The derive macros of `hashrange`, which exports and documents them: `Record` and `Projection`.

mod attributes;
mod case;
mod checks;
mod field;
mod key;
mod projection;
mod record;
mod schema;
mod set;
mod template;

use proc_macro::TokenStream;
use syn::{Data, DeriveInput, Error, parse_macro_input};

/// See `hashrange::Record`.
#[proc_macro_derive(Record, attributes(record))]
pub fn derive_record(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    let expanded = match &input.data {
        Data::Struct(_) => record::expand(&input),
        Data::Enum(variants) => set::expand(&input, variants),
        Data::Union(union) => Err(Error::new(
            union.union_token.span,
            "a record is a struct with named fields, or an enum of records",
        )),
    };
    expanded.unwrap_or_else(Error::into_compile_error).into()
}

/// See `hashrange::Projection`.
#[proc_macro_derive(Projection, attributes(projection))]
pub fn derive_projection(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    projection::expand(&input).unwrap_or_else(Error::into_compile_error).into()
}
