//! The derive macros of `hashrange`, which exports and documents them: `Record` and `Projection`.

mod attributes;
mod case;
mod checks;
mod constants;
mod expand;
mod field;
mod key;
mod projection;
mod record;
mod schema;
mod set;
mod template;
#[cfg(test)]
mod tests;

use proc_macro::TokenStream;
use syn::{Data, DeriveInput, Error, Result, parse_macro_input};

/// See `hashrange::Record`.
#[proc_macro_derive(Record, attributes(record))]
pub fn derive_record(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    expand_record(&input).unwrap_or_else(Error::into_compile_error).into()
}

fn expand_record(input: &DeriveInput) -> Result<proc_macro2::TokenStream> {
    match &input.data {
        Data::Struct(_) => expand::expand(input),
        Data::Enum(variants) => set::expand(input, variants),
        Data::Union(union) => Err(Error::new(
            union.union_token.span,
            "a record is a struct with named fields, or an enum of records",
        )),
    }
}

/// See `hashrange::Projection`.
#[proc_macro_derive(Projection, attributes(projection))]
pub fn derive_projection(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    projection::expand(&input).unwrap_or_else(Error::into_compile_error).into()
}
