//! Who calls: what a request proves of its sender, and the database that it sees.

use std::{net::IpAddr, sync::Arc};

use hyper::{header::HeaderValue, http::request::Parts};
use jiff::Timestamp;

use super::{
    answer::Shared,
    authorization::Authorization,
    control::{Control, ControlRequest, Fork, NotDone, Sender},
    fault::Fault,
    head::{Head, text},
    presigned::PresignedQuery,
    signature::{Credentials, Signed},
};
use crate::{
    database::Database,
    engine::{Caller, Principal},
    error::{self, Error},
};

impl Shared {
    /// What a control request proves of its sender. Where signatures are checked, or there is a token, everybody has to
    /// prove something.
    pub(super) fn sender<'h>(
        &self,
        control: &Control,
        request: &ControlRequest,
        head: &Head<'h>,
        header: Option<&'h HeaderValue>,
        sent: &[u8],
    ) -> Result<Sender<'h>, NotDone> {
        let bearer = text(header).strip_prefix("Bearer ").map(str::trim);
        let checked = control.checks_token(request, bearer);
        if checked == Some(true) {
            return Ok(Sender::Trusted { access_key: None, region: None });
        }
        if header.is_none() || bearer.is_some() {
            return match (checked, &self.credentials) {
                (None, None) => Ok(Sender::Anybody { access_key: None, region: None }),
                _ => Err(Control::denied()),
            };
        }
        let authorization = Authorization::read(&head.parts.headers, None)?;
        let Authorization { access_key, region, .. } = authorization;
        let is_fork = control.fork(access_key)?.is_some();
        if self.credentials.is_some() {
            self.verify(head, sent, &authorization)?;
            return Ok(match is_fork {
                true => Sender::Fork { access_key, region },
                false => Sender::Trusted { access_key: Some(access_key), region: Some(region) },
            });
        }
        match checked {
            None => Ok(Sender::Anybody { access_key: Some(access_key), region: Some(region) }),
            Some(_) => Err(Control::denied()),
        }
    }

    /// Fails unless a request is signed with the secret of its access key, where signatures are checked.
    pub(super) fn verify(
        &self,
        head: &Head<'_>,
        body: &[u8],
        authorization: &Authorization<'_>,
    ) -> Result<(), Fault> {
        let Some(credentials) = &self.credentials else { return Ok(()) };
        let Parts { method, uri, headers, .. } = head.parts;
        let request = Signed { method, uri, headers, body };
        match self.fork(authorization.access_key)? {
            Some(fork) => {
                let Fork { access_key, secret_key, .. } = &*fork;
                let credentials =
                    Credentials { access_key: access_key.clone(), secret_key: secret_key.clone() };
                credentials.verify(request, authorization, Timestamp::now())
            }
            None => credentials.verify(request, authorization, Timestamp::now()),
        }
    }

    /// The fork with this access key, if there can be forks.
    pub(super) fn fork(&self, access_key: &str) -> Result<Option<Arc<Fork>>, Fault> {
        self.control.as_ref().map_or(Ok(None), |control| control.fork(access_key))
    }

    /// The database that requests with this access key and region see.
    pub(super) fn database(&self, access_key: &str, region: &str) -> error::Result<Database> {
        match self.fork(access_key) {
            Ok(Some(fork)) => fork.databases.of(access_key, region),
            Ok(None) => self.databases.of(access_key, region),
            Err(_) => Err(Error::validation(format!("There is no fork {access_key}"))),
        }
    }

    /// The caller's database.
    pub(super) fn authorize(
        &self,
        head: &Head<'_>,
        body: &[u8],
        peer: Option<IpAddr>,
    ) -> Result<Database, Fault> {
        let query = PresignedQuery::read(&head.parts.uri);
        let authorization = Authorization::read(&head.parts.headers, query.as_ref())?;
        self.verify(head, body, &authorization)?;
        let Authorization { access_key, region, .. } = authorization;
        let fork = self.fork(access_key)?;
        let databases = fork.as_ref().map_or(&*self.databases, |fork| &fork.databases);
        let database = databases.of(access_key, region);
        let database = database.map_err(|error| Fault::exception(error.code(), &error.message()))?;
        if !database.engine.enforces_policies() {
            return Ok(database);
        }
        // A fork is of whom it was made for.
        let made_for = fork.as_ref().and_then(|fork| fork.made_for.as_deref());
        let known = self.principals.get(made_for.unwrap_or(access_key)).cloned();
        let principal = known.unwrap_or_else(|| Principal::root(&database.engine.options().account));
        Ok(database.called_by(Caller { principal, source_ip: peer }))
    }
}
