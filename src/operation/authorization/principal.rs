//! Whom a statement names: `Principal` and `NotPrincipal`. (IAM user guide: AWS JSON policy elements: Principal)

use serde_json::Value;

use super::document::texts;
use crate::engine::Principal;

/// The principals that a statement names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Principals {
    named: Vec<Named>,
    /// The statement is for all others.
    is_negated: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Named {
    Everybody,
    /// All principals of this account.
    Account(String),
    /// The principal with this ARN; of a role, also its sessions.
    Arn(String),
}

impl Principals {
    /// Reads the value of `Principal` or `NotPrincipal`, which has the required form. Services, federated users and
    /// canonical users call no operation here, so they are nobody.
    ///
    /// # Errors
    /// An ARN with a wildcard, which IAM does not accept.
    pub(super) fn read(value: &Value, is_negated: bool) -> Result<Self, String> {
        let named = match value {
            Value::Object(kinds) => {
                let aws = kinds.get("AWS").into_iter().flat_map(texts);
                aws.map(Named::read).collect::<Result<_, _>>()?
            }
            _ => vec![Named::Everybody],
        };
        Ok(Self { named, is_negated })
    }

    /// Whether the statement is about this principal.
    pub(super) fn name(&self, principal: &Principal) -> bool {
        self.named.iter().any(|named| named.is(principal)) != self.is_negated
    }
}

impl Named {
    fn read(text: &str) -> Result<Self, String> {
        if text == "*" {
            return Ok(Self::Everybody);
        }
        if text.contains(['*', '?']) {
            return Err(format!("the principal {text} has a wildcard, and only \"*\" alone may"));
        }
        let account = text.strip_prefix("arn:").and_then(|arn| {
            let (_partition, rest) = arn.split_once(":iam::")?;
            rest.strip_suffix(":root")
        });
        Ok(match account {
            Some(account) => Self::Account(account.to_owned()),
            None if text.bytes().all(|digit| digit.is_ascii_digit()) => Self::Account(text.to_owned()),
            None => Self::Arn(text.to_owned()),
        })
    }

    fn is(&self, principal: &Principal) -> bool {
        match self {
            Self::Everybody => true,
            Self::Account(account) => account == principal.account(),
            Self::Arn(arn) => arn == principal.arn() || Some(arn.as_str()) == principal.role_arn(),
        }
    }
}
