//! Who calls operations: a principal of IAM.

use std::{cell::RefCell, net::IpAddr, sync::Arc};

use crate::storage::{Reader, reading_as};

thread_local! {
    /// Who calls the operation that this thread carries out; the account's root if it is `None`. An operation runs on the
    /// thread that calls it, from its gate to its end.
    static CALLER: RefCell<Option<Arc<Caller>>> = const { RefCell::new(None) };
}

/// The digits of an account's id.
const ACCOUNT_DIGITS: usize = 12;

/// What kind of principal one is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PrincipalKind {
    /// The account itself, which is its root user.
    Account,
    User,
    /// A role, or a session of one.
    Role,
    FederatedUser,
}

/// A principal of IAM, by its ARN.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Principal {
    arn: String,
    account: String,
    kind: PrincipalKind,
    /// Of a session of a role: the role's ARN.
    role_arn: Option<String>,
}

impl Principal {
    /// The root user of an account.
    pub(crate) fn root(account: &str) -> Self {
        let arn = format!("arn:aws:iam::{account}:root");
        Self { arn, account: account.to_owned(), kind: PrincipalKind::Account, role_arn: None }
    }

    /// Reads the ARN of an account's root, a user, a role, a session of a role or a federated user; or the id of an
    /// account.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let is_account =
            |text: &str| text.len() == ACCOUNT_DIGITS && text.bytes().all(|digit| digit.is_ascii_digit());
        if is_account(text) {
            return Some(Self::root(text));
        }
        let parts: Vec<&str> = text.splitn(6, ':').collect();
        let &["arn", partition, service, "", account, resource] = parts.as_slice() else { return None };
        let (kind, name) = resource.split_once('/').unwrap_or((resource, ""));
        let is_named = |name: &str| !name.is_empty() && !name.contains(['*', '?', ' ']);
        let mut role_arn = None;
        let kind = match (service, kind) {
            ("iam", "root") if name.is_empty() => PrincipalKind::Account,
            ("iam", "user") if is_named(name) => PrincipalKind::User,
            ("iam", "role") if is_named(name) => PrincipalKind::Role,
            ("sts", "federated-user") if is_named(name) => PrincipalKind::FederatedUser,
            ("sts", "assumed-role") => {
                let (role, _) =
                    name.split_once('/').filter(|(role, session)| is_named(role) && is_named(session))?;
                role_arn = Some(format!("arn:{partition}:iam::{account}:role/{role}"));
                PrincipalKind::Role
            }
            _ => return None,
        };
        let account = is_account(account).then(|| account.to_owned())?;
        Some(Self { arn: text.to_owned(), account, kind, role_arn })
    }

    pub(crate) fn arn(&self) -> &str {
        &self.arn
    }

    /// The id of its account.
    pub(crate) fn account(&self) -> &str {
        &self.account
    }

    pub(crate) fn kind(&self) -> PrincipalKind {
        self.kind
    }

    /// Of a session of a role: the role's ARN.
    pub(crate) fn role_arn(&self) -> Option<&str> {
        self.role_arn.as_deref()
    }

    /// A user's name, without its path.
    pub(crate) fn user_name(&self) -> Option<&str> {
        self.arn.rsplit('/').next().filter(|_| self.kind == PrincipalKind::User)
    }
}

/// Who calls operations, and from where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Caller {
    pub(crate) principal: Principal,
    /// The address that an HTTP request came from.
    pub(crate) source_ip: Option<IpAddr>,
}

/// An operation that somebody calls: until this is dropped, the thread knows who does.
#[derive(Debug)]
#[must_use = "the caller is known until this is dropped"]
pub(crate) struct Calling {
    before: Option<Arc<Caller>>,
    _reader: Reader,
}

impl Calling {
    pub(super) fn begin(caller: Option<Arc<Caller>>, reader: u32) -> Self {
        Self { before: CALLER.replace(caller), _reader: reading_as(reader) }
    }
}

impl Drop for Calling {
    fn drop(&mut self) {
        CALLER.set(self.before.take());
    }
}

/// Who calls the operation that this thread carries out.
pub(crate) fn caller() -> Option<Arc<Caller>> {
    CALLER.with_borrow(Clone::clone)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn principals_are_read_from_their_arns() {
        let of = |text: &str| {
            let principal = Principal::parse(text)?;
            Some((principal.account().to_owned(), principal.kind(), principal.user_name().map(str::to_owned)))
        };
        let account = "111122223333".to_owned();
        assert_eq!(of("111122223333"), Some((account.clone(), PrincipalKind::Account, None)));
        assert_eq!(of("arn:aws:iam::111122223333:root"), of("111122223333"));
        let alice = Some((account.clone(), PrincipalKind::User, Some("alice".to_owned())));
        assert_eq!(of("arn:aws:iam::111122223333:user/team/alice"), alice);
        let session = Principal::parse("arn:aws:sts::111122223333:assumed-role/admin/me").unwrap();
        assert_eq!(session.role_arn(), Some("arn:aws:iam::111122223333:role/admin"));
        for other in [
            "",
            "*",
            "alice",
            "1111",
            "arn:aws:iam::1:user/alice",
            "arn:aws:iam::111122223333:user/",
            "arn:aws:iam::111122223333:user/*",
            "arn:aws:iam::111122223333:group/all",
            "arn:aws:sts::111122223333:assumed-role/admin",
            "arn:aws:s3::111122223333:user/alice",
        ] {
            assert_eq!(of(other), None, "{other}");
        }
    }
}
