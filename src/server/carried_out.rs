//! An operation of the API, carried out on the caller's database.

use std::{
    net::IpAddr,
    panic::{AssertUnwindSafe, catch_unwind},
    time::Duration,
};

use super::{
    answer::Shared, authorization::Authorization, databases::Databases, fault::Fault, head::Head,
    notice::Notice, presigned::PresignedQuery, request_tables::request_tables,
};
use crate::{codec::json::is_structure, engine::put_off, remote::WireResponse, wire::Exception};

impl Shared {
    /// Runs the operation on the caller's database. `sent` is the body as sent, `body` the decompressed one. Returns by how
    /// much the answer is to be delayed.
    pub(super) fn carry_out(
        &self,
        head: &Head<'_>,
        sent: &[u8],
        body: &[u8],
        peer: Option<IpAddr>,
    ) -> Result<(WireResponse, Duration), Fault> {
        let asked = || {
            let operation = head.operation().ok_or_else(Fault::unknown_operation)?;
            Ok((operation, self.authorize(head, sent, peer)?))
        };
        // The service parses the body before it checks the operation and the signature.
        let refused = |fault| if is_structure(body) { fault } else { Fault::serialization() };
        let (operation, database) = asked().map_err(refused)?;
        let carry_out = || match operation {
            // A client that asks for the service's endpoint gets this server's address.
            "DescribeEndpoints" => database.endpoints_reached_under(body, &self.address_for(head)),
            _ => database.wire(operation, body),
        };
        let (answer, mut delay) = guarded(|| put_off(carry_out))?;
        if database.clock().is_manual() {
            database.clock().wait(std::mem::take(&mut delay));
        }
        if answer.status != 200 && self.notices.are_wanted() {
            self.notice(head, body, &answer);
        }
        Ok((answer, delay))
    }

    /// The address under which the client found the server.
    pub(super) fn address_for(&self, head: &Head<'_>) -> String {
        head.authority().map_or_else(|| self.address.clone(), str::to_owned)
    }

    /// Passes a notice to the operator if a table was not found that another access key or region has.
    pub(super) fn notice(&self, head: &Head<'_>, body: &[u8], answer: &WireResponse) {
        let Databases::Separate(separate) = &*self.databases else { return };
        let exception = Exception::in_body(&answer.body).name;
        if !["ResourceNotFoundException", "TableNotFoundException"].contains(&exception.as_str()) {
            return;
        }
        let query = PresignedQuery::read(&head.parts.uri);
        let authorization = Authorization::read(&head.parts.headers, query.as_ref());
        let Ok(Authorization { access_key, region, .. }) = authorization else { return };
        for table in &request_tables(body) {
            if let Some(owner) = separate.elsewhere(table, access_key, region) {
                self.notices.tell(&Notice::TableElsewhere {
                    table,
                    access_key,
                    region,
                    owner_access_key: &owner.access_key,
                    owner_region: &owner.region,
                });
            }
        }
    }
}

/// Runs an operation. If it panics, only this request fails.
fn guarded<T>(operation: impl FnOnce() -> T) -> Result<T, Fault> {
    catch_unwind(AssertUnwindSafe(operation)).map_err(|_| Fault::internal())
}

#[cfg(test)]
mod tests {
    use hyper::StatusCode;

    use super::*;

    #[test]
    fn a_panic_is_an_internal_server_error() {
        assert_eq!(guarded(|| 1), Ok(1));
        let fault = guarded(|| -> u8 { panic!("a defect") }).unwrap_err();
        assert_eq!(fault.status, StatusCode::INTERNAL_SERVER_ERROR);
        assert!(String::from_utf8_lossy(&fault.body).contains("InternalServerError"));
    }
}
