//! `#[derive(Projection)]`.

use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};
use syn::{
    Data, DeriveInput, Error, Fields, LitStr, Path, Result, ext::IdentExt as _, parse_quote,
    spanned::Spanned as _,
};

pub(crate) fn expand(input: &DeriveInput) -> Result<TokenStream> {
    let (mut krate, mut of): (Path, Option<Path>) = (parse_quote!(::hashrange), None);
    for attribute in input.attrs.iter().filter(|attribute| attribute.path().is_ident("projection")) {
        attribute.parse_nested_meta(|meta| {
            if meta.path.is_ident("of") {
                of = Some(meta.value()?.parse()?);
            } else if meta.path.is_ident("crate") {
                krate = meta.value()?.parse::<LitStr>()?.parse()?;
            } else {
                return Err(meta.error("write `of = Record` or `crate = \"..\"`"));
            }
            Ok(())
        })?;
    }
    let Some(of) = of else {
        return Err(Error::new(
            input.ident.span(),
            "of which record? Write `#[projection(of = CartLine)]` above the struct",
        ));
    };
    if let Some(parameter) = input.generics.params.first() {
        return Err(Error::new(parameter.span(), "a projection has no type parameters and no lifetimes"));
    }
    let named = match &input.data {
        Data::Struct(data) => match &data.fields {
            Fields::Named(named) => &named.named,
            _ => return Err(Error::new(input.ident.span(), "a projection is a struct with named fields")),
        },
        _ => return Err(Error::new(input.ident.span(), "a projection is a struct with named fields")),
    };
    if named.is_empty() {
        return Err(Error::new(input.ident.span(), "a projection has a field at least"));
    }
    let ident = &input.ident;
    let fields = named.iter().filter_map(|field| {
        let ident = field.ident.as_ref()?;
        let constant = format_ident!("{}", ident.unraw().to_string().to_uppercase(), span = ident.span());
        Some((ident, constant, &field.ty))
    });
    let (numbers, reads): (Vec<_>, Vec<_>) = fields
        .map(|(ident, constant, ty)| {
            // The compiler points at the field where the record has none of this name or type.
            let number = quote_spanned!(ident.span()=> #of::#constant.number());
            let read = quote_spanned! {ty.span()=> #ident: reader.read(&#of::#constant)? };
            (number, read)
        })
        .unzip();
    Ok(quote! {
        #[automatically_derived]
        impl #krate::record::Projection for #ident {
            type Of = #of;
            const FIELDS: &'static [usize] = &[#(#numbers),*];

            fn read(
                reader: &#krate::record::Reader<'_>,
            ) -> ::core::result::Result<Self, #krate::ConversionError> {
                ::core::result::Result::Ok(Self { #(#reads,)* })
            }
        }
    })
}
