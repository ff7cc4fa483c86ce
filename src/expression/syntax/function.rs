//! The functions of the language.

use crate::{expression::error::ExpressionKind, texts::expression as texts};

/// A function; names are case-sensitive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Function {
    AttributeExists,
    AttributeNotExists,
    AttributeType,
    BeginsWith,
    Contains,
    Size,
    IfNotExists,
    ListAppend,
}

impl Function {
    const ALL: [Self; 8] = [
        Self::AttributeExists,
        Self::AttributeNotExists,
        Self::AttributeType,
        Self::BeginsWith,
        Self::Contains,
        Self::Size,
        Self::IfNotExists,
        Self::ListAppend,
    ];

    /// The function's name.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::AttributeExists => "attribute_exists",
            Self::AttributeNotExists => "attribute_not_exists",
            Self::AttributeType => "attribute_type",
            Self::BeginsWith => "begins_with",
            Self::Contains => "contains",
            Self::Size => "size",
            Self::IfNotExists => "if_not_exists",
            Self::ListAppend => "list_append",
        }
    }

    /// How many operands the function takes.
    pub(crate) const fn operands(self) -> usize {
        match self {
            Self::AttributeExists | Self::AttributeNotExists | Self::Size => 1,
            _ => 2,
        }
    }

    /// The function of this name, if expressions of this kind may call it; otherwise the error's text.
    pub(crate) fn named(name: &str, kind: ExpressionKind) -> Result<Self, String> {
        let Some(function) = Self::ALL.into_iter().find(|function| function.name() == name) else {
            return Err(texts::unknown_function(name));
        };
        let of_updates = matches!(function, Self::IfNotExists | Self::ListAppend);
        match kind {
            ExpressionKind::Update if !of_updates => Err(texts::not_in_update(name)),
            ExpressionKind::Update => Ok(function),
            _ if of_updates => Err(texts::not_in_condition(name)),
            _ => Ok(function),
        }
    }
}
