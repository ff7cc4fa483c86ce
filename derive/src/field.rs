//! The fields of a record.

use syn::{
    Error, Field as Syntax, GenericArgument, Ident, LitStr, Path, PathArguments, Result, Type,
    ext::IdentExt as _, spanned::Spanned as _, token,
};

use crate::{attributes::unknown, case::Case};

/// A field, with what its attribute `#[record(..)]` says.
pub(crate) struct Field {
    pub(crate) ident: Ident,
    pub(crate) name: String,
    /// The name of the item's attribute.
    pub(crate) attribute: String,
    pub(crate) ty: Type,
    /// The type of the value in an `Option`.
    pub(crate) inner: Option<Type>,
    pub(crate) roles: Roles,
}

#[derive(Default)]
pub(crate) struct Roles {
    pub(crate) partition_key: bool,
    pub(crate) sort_key: bool,
    pub(crate) ttl: bool,
    pub(crate) version: bool,
    pub(crate) skip: bool,
    rename: Option<LitStr>,
    pub(crate) with: Option<Path>,
    /// What a missing attribute is read as: the result of this function, or of `Default::default`.
    pub(crate) default: Option<Option<Path>>,
}

impl Field {
    pub(crate) fn read(syntax: &Syntax, case: Option<Case>) -> Result<Self> {
        let Some(ident) = &syntax.ident else {
            return Err(Error::new(syntax.span(), "a record has named fields"));
        };
        let roles = Roles::read(syntax)?;
        let name = ident.unraw().to_string();
        let attribute = match (&roles.rename, case) {
            (Some(rename), _) => rename.value(),
            (None, Some(case)) => case.apply(&name),
            (None, None) => name.clone(),
        };
        let keyed = roles.partition_key || roles.sort_key || roles.ttl || roles.version;
        if roles.skip && (keyed || roles.with.is_some() || roles.rename.is_some()) {
            return Err(Error::new(
                ident.span(),
                "a field with `skip` is not stored: remove the other attributes",
            ));
        }
        Ok(Self {
            ident: ident.clone(),
            name,
            attribute,
            ty: syntax.ty.clone(),
            inner: inner(&syntax.ty),
            roles,
        })
    }

    /// The type of the value, which may be absent if the field is an `Option`.
    pub(crate) fn value_type(&self) -> &Type {
        self.inner.as_ref().unwrap_or(&self.ty)
    }
}

impl Roles {
    fn read(syntax: &Syntax) -> Result<Self> {
        let mut roles = Self::default();
        for attribute in syntax.attrs.iter().filter(|attribute| attribute.path().is_ident("record")) {
            attribute.parse_nested_meta(|meta| {
                let flag = |flag: &mut bool| match meta.input.peek(token::Eq) || meta.input.peek(token::Paren) {
                    true => Err(meta.error(
                        "this belongs above the struct: above a field, `partition_key` and `sort_key` stand alone",
                    )),
                    false => {
                        *flag = true;
                        Ok(())
                    }
                };
                if meta.path.is_ident("partition_key") {
                    flag(&mut roles.partition_key)
                } else if meta.path.is_ident("sort_key") {
                    flag(&mut roles.sort_key)
                } else if meta.path.is_ident("ttl") {
                    flag(&mut roles.ttl)
                } else if meta.path.is_ident("version") {
                    flag(&mut roles.version)
                } else if meta.path.is_ident("skip") {
                    flag(&mut roles.skip)
                } else if meta.path.is_ident("rename") {
                    let literal: LitStr = meta.value()?.parse()?;
                    if literal.value().is_empty() {
                        return Err(Error::new(literal.span(), "an attribute's name is not empty"));
                    }
                    roles.rename = Some(literal);
                    Ok(())
                } else if meta.path.is_ident("with") {
                    let literal: LitStr = meta.value()?.parse()?;
                    roles.with = Some(literal.parse()?);
                    Ok(())
                } else if meta.path.is_ident("default") {
                    roles.default = Some(match meta.input.peek(token::Eq) {
                        true => Some(meta.value()?.parse::<LitStr>()?.parse()?),
                        false => None,
                    });
                    Ok(())
                } else if meta.path.is_ident("flatten") {
                    Err(meta.error(
                        "a record has no flattened fields: write the struct's fields into the record, or store it as a map by \
                         leaving `flatten` out",
                    ))
                } else if meta.path.is_ident("index") {
                    Err(meta.error(
                        "indexes are declared above the struct: `#[record(index(name, partition_key = field, sort_key = \
                         field))]`",
                    ))
                } else {
                    Err(unknown(
                        &meta,
                        "write one of `partition_key`, `sort_key`, `ttl`, `version`, `rename = \"..\"`, `default`, \
                         `with = \"..\"`, `skip`",
                    ))
                }
            })?;
        }
        Ok(roles)
    }
}

/// The type in an `Option`, as it is written.
fn inner(ty: &Type) -> Option<Type> {
    let Type::Path(path) = ty else { return None };
    let last = path.path.segments.last().filter(|segment| segment.ident == "Option")?;
    let PathArguments::AngleBracketed(arguments) = &last.arguments else { return None };
    match arguments.args.first() {
        Some(GenericArgument::Type(inner)) => Some(inner.clone()),
        _ => None,
    }
}
