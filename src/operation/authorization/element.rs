//! The elements of the grammar of policies.

pub(super) const VERSION: &str = "Version";
pub(super) const ID: &str = "Id";
pub(super) const STATEMENT: &str = "Statement";
pub(super) const SID: &str = "Sid";
pub(super) const EFFECT: &str = "Effect";
pub(super) const PRINCIPAL: &str = "Principal";
pub(super) const NOT_PRINCIPAL: &str = "NotPrincipal";
pub(super) const ACTION: &str = "Action";
pub(super) const NOT_ACTION: &str = "NotAction";
pub(super) const RESOURCE: &str = "Resource";
pub(super) const NOT_RESOURCE: &str = "NotResource";
pub(super) const CONDITION: &str = "Condition";
/// What an `Effect` can be.
pub(super) const ALLOW: &str = "Allow";
pub(super) const DENY: &str = "Deny";
