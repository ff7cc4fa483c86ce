//! What stands in `#[record(..)]` above a struct or an enum.

use syn::{
    Attribute, Error, Ident, LitStr, Path, Result, Token, ext::IdentExt as _, meta::ParseNestedMeta,
    parenthesized, parse_quote, punctuated::Punctuated, spanned::Spanned as _,
};

use crate::{
    case::Case,
    key::{self, Written},
};

/// The attributes of a struct.
pub(crate) struct Container {
    /// The path of the crate `hashrange`.
    pub(crate) krate: Path,
    pub(crate) table: Option<LitStr>,
    pub(crate) case: Option<Case>,
    pub(crate) partition_key: Vec<Written>,
    pub(crate) sort_key: Vec<Written>,
    pub(crate) indexes: Vec<WrittenIndex>,
}

/// An index as it is written.
pub(crate) struct WrittenIndex {
    pub(crate) name: Ident,
    pub(crate) rename: Option<LitStr>,
    pub(crate) local: bool,
    pub(crate) partition_key: Vec<Written>,
    pub(crate) sort_key: Vec<Written>,
    pub(crate) keys_only: bool,
    pub(crate) include: Vec<Ident>,
}

impl Container {
    pub(crate) fn read(attributes: &[Attribute]) -> Result<Self> {
        let mut container = Self {
            krate: parse_quote!(::hashrange),
            table: None,
            case: None,
            partition_key: Vec::new(),
            sort_key: Vec::new(),
            indexes: Vec::new(),
        };
        for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("record")) {
            attribute.parse_nested_meta(|meta| container.read_one(&meta))?;
        }
        Ok(container)
    }

    fn read_one(&mut self, meta: &ParseNestedMeta<'_>) -> Result<()> {
        if meta.path.is_ident("table") {
            let literal: LitStr = meta.value()?.parse()?;
            if self.table.replace(literal).is_some() {
                return Err(meta.error("a record has one table"));
            }
        } else if meta.path.is_ident("crate") {
            self.krate = meta.value()?.parse::<LitStr>()?.parse()?;
        } else if meta.path.is_ident("rename_all") {
            self.case = Some(Case::read(&meta.value()?.parse()?)?);
        } else if meta.path.is_ident("partition_key") {
            once(&mut self.partition_key, meta)?;
        } else if meta.path.is_ident("sort_key") {
            once(&mut self.sort_key, meta)?;
        } else if meta.path.is_ident("index") {
            self.indexes.push(WrittenIndex::read(meta)?);
        } else {
            return Err(unknown(
                meta,
                "write one of `table = \"..\"`, `partition_key = ..`, `sort_key = ..`, `index(..)`, `rename_all = \"..\"`, \
                 `crate = \"..\"`",
            ));
        }
        Ok(())
    }
}

impl WrittenIndex {
    fn read(outer: &ParseNestedMeta<'_>) -> Result<Self> {
        let mut index: Option<Self> = None;
        outer.parse_nested_meta(|meta| {
            let Some(index) = &mut index else {
                let name = meta.path.require_ident()?.clone();
                index = Some(Self {
                    name,
                    rename: None,
                    local: false,
                    partition_key: Vec::new(),
                    sort_key: Vec::new(),
                    keys_only: false,
                    include: Vec::new(),
                });
                return Ok(());
            };
            if meta.path.is_ident("partition_key") {
                once(&mut index.partition_key, &meta)?;
            } else if meta.path.is_ident("sort_key") {
                once(&mut index.sort_key, &meta)?;
            } else if meta.path.is_ident("local") {
                index.local = true;
            } else if meta.path.is_ident("keys_only") {
                index.keys_only = true;
            } else if meta.path.is_ident("rename") {
                index.rename = Some(meta.value()?.parse()?);
            } else if meta.path.is_ident("include") {
                let content;
                parenthesized!(content in meta.input);
                index.include = Punctuated::<Ident, Token![,]>::parse_terminated_with(&content, Ident::parse_any)
                    .map(|idents| idents.into_iter().collect())?;
            } else {
                return Err(unknown(
                    &meta,
                    "write one of `partition_key = ..`, `sort_key = ..`, `local`, `keys_only`, `include(..)`, `rename = \
                     \"..\"`",
                ));
            }
            Ok(())
        })?;
        let Some(index) = index else {
            return Err(Error::new(
                outer.path.span(),
                "begin with the index's name: `index(by_brand, partition_key = brand)`",
            ));
        };
        index.check()
    }

    fn check(self) -> Result<Self> {
        let wrong = if self.keys_only && !self.include.is_empty() {
            "a projection is `keys_only` or has `include(..)`, not both"
        } else if self.local && !self.partition_key.is_empty() {
            "a local index has the table's partition key: leave `partition_key` out"
        } else if self.local && self.sort_key.is_empty() {
            "a local index has a sort key of its own: write `sort_key = field`"
        } else if !self.local && self.partition_key.is_empty() {
            "an index has a partition key: write `partition_key = field`, or `local` for the table's"
        } else {
            return Ok(self);
        };
        Err(Error::new(self.name.span(), wrong))
    }

    /// The index's name in the table.
    pub(crate) fn table_name(&self) -> String {
        self.rename.as_ref().map_or_else(|| self.name.unraw().to_string(), LitStr::value)
    }
}

/// What is said of a word that means nothing here: where it is DynamoDB's other word for half of a key, the one that is
/// wanted, and otherwise `all` that can be written.
pub(crate) fn unknown(meta: &ParseNestedMeta<'_>, all: &str) -> Error {
    let wanted = [("hash_key", "partition_key"), ("range_key", "sort_key")];
    match wanted.into_iter().find(|(other, _)| meta.path.is_ident(other)) {
        Some((_, wanted)) => meta.error(format_args!("write `{wanted}`")),
        None => meta.error(all),
    }
}

fn once(key: &mut Vec<Written>, meta: &ParseNestedMeta<'_>) -> Result<()> {
    if !key.is_empty() {
        return Err(meta.error("this key is there already"));
    }
    *key = key::parse(meta)?;
    Ok(())
}
