//! Keys as they are declared: fields, or templates of fields.

use syn::{
    Error, Ident, LitStr, Result, Token, ext::IdentExt as _, meta::ParseNestedMeta, parenthesized,
    parse::ParseStream, token,
};

use crate::{
    field::Field,
    template::{self, Segment},
};

/// A key attribute as it is written.
pub(crate) enum Written {
    Field(Ident),
    /// A template, and the name of its attribute if it is written.
    Template(Option<String>, LitStr),
}

/// A key attribute.
pub(crate) struct KeyPart {
    /// The name of the item's attribute.
    pub(crate) attribute: String,
    pub(crate) form: Form,
}

pub(crate) enum Form {
    /// The attribute of the field with this number.
    Field(usize),
    /// Texts, and the values of fields.
    Template(Vec<Piece>),
}

pub(crate) enum Piece {
    Text(String),
    Field(usize, Option<usize>),
}

impl KeyPart {
    /// The numbers of the fields that it is made of, in order.
    pub(crate) fn fields(&self) -> Vec<usize> {
        match &self.form {
            Form::Field(number) => vec![*number],
            Form::Template(pieces) => {
                let fields = pieces.iter().filter_map(|piece| match piece {
                    Piece::Field(number, _) => Some(*number),
                    Piece::Text(_) => None,
                });
                fields.collect()
            }
        }
    }
}

/// `= field`, `= "template"`, or `(field, name = "template", ..)` behind `partition_key` or `sort_key`.
pub(crate) fn parse(meta: &ParseNestedMeta<'_>) -> Result<Vec<Written>> {
    if meta.input.peek(token::Paren) {
        let content;
        parenthesized!(content in meta.input);
        let parts = content.parse_terminated(part, Token![,])?;
        if parts.is_empty() {
            return Err(meta.error("name the key's fields"));
        }
        return Ok(parts.into_iter().collect());
    }
    let value = meta.value()?;
    Ok(vec![match value.peek(LitStr) {
        true => Written::Template(None, value.parse()?),
        false => Written::Field(value.call(Ident::parse_any)?),
    }])
}

fn part(input: ParseStream<'_>) -> Result<Written> {
    if input.peek(LitStr) {
        let literal: LitStr = input.parse()?;
        if !input.peek(Token![=]) {
            return Ok(Written::Template(None, literal));
        }
        input.parse::<Token![=]>()?;
        return Ok(Written::Template(Some(literal.value()), input.parse()?));
    }
    let ident = input.call(Ident::parse_any)?;
    if !input.peek(Token![=]) {
        return Ok(Written::Field(ident));
    }
    input.parse::<Token![=]>()?;
    Ok(Written::Template(Some(ident.unraw().to_string()), input.parse()?))
}

/// Finds the fields that a key names. `name` is that of a template's attribute where none is written.
pub(crate) fn resolve(written: &[Written], name: &str, fields: &[Field]) -> Result<Vec<KeyPart>> {
    let mut parts = Vec::new();
    for (number, written) in written.iter().enumerate() {
        parts.push(match written {
            Written::Field(ident) => {
                let field = find(fields, &ident.unraw().to_string(), ident.span())?;
                let attribute = fields.get(field).map(|field| field.attribute.clone()).unwrap_or_default();
                KeyPart { attribute, form: Form::Field(field) }
            }
            Written::Template(given, literal) => {
                let mut pieces = Vec::new();
                for segment in template::read(literal)? {
                    pieces.push(match segment {
                        Segment::Text(text) => Piece::Text(text),
                        Segment::Field(name, width) => {
                            Piece::Field(find(fields, &name, literal.span())?, width)
                        }
                    });
                }
                let part = KeyPart {
                    attribute: given.clone().unwrap_or_else(|| match number {
                        0 => name.to_owned(),
                        _ => format!("{name}{}", number + 1),
                    }),
                    form: Form::Template(pieces),
                };
                let mut seen = Vec::new();
                for field in part.fields() {
                    if seen.contains(&field) {
                        return Err(Error::new(literal.span(), "a template has each field once"));
                    }
                    seen.push(field);
                }
                part
            }
        });
    }
    Ok(parts)
}

fn find(fields: &[Field], name: &str, span: proc_macro2::Span) -> Result<usize> {
    let found = fields.iter().position(|field| field.name == name);
    match found.and_then(|number| fields.get(number).map(|field| (number, field))) {
        Some((_, field)) if field.roles.skip => {
            Err(Error::new(span, format!("`{name}` is not stored: remove its `skip`")))
        }
        Some((number, _)) => Ok(number),
        None => {
            let stored = fields.iter().filter(|field| !field.roles.skip);
            let names: Vec<String> = stored.map(|field| format!("`{}`", field.name)).collect();
            Err(Error::new(span, format!("there is no field `{name}`: write one of {}", names.join(", "))))
        }
    }
}
