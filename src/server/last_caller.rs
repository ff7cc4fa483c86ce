//! Whose request a connection's last one was.

use hyper::header::HeaderValue;

use super::authorization::is_between_parameters;
use crate::{Database, sync::Mutex};

const SIGNATURE: &[u8] = b"Signature=";

/// The caller of a connection's last request. An SDK's requests over one connection differ in their signatures
/// alone, so that where these are not verified the rest of the header need not be read again.
#[derive(Debug, Default)]
pub(super) struct LastCaller(Mutex<Option<(Box<[u8]>, Database)>>);

impl LastCaller {
    /// The database, if the header is the last one's with another signature.
    pub(super) fn database(&self, authorization: &HeaderValue) -> Option<Database> {
        let last = self.0.lock();
        let (known, database) = last.as_ref()?;
        let signature = authorization.as_bytes().strip_prefix(known.as_ref())?;
        // Whatever a signature is, what parts the parameters ends it.
        let is_last = signature.is_ascii() && !signature.iter().any(|&byte| is_between_parameters(byte));
        is_last.then(|| database.clone())
    }

    /// Remembers a header that was found right, if its signature is at its end.
    pub(super) fn remember(&self, authorization: &HeaderValue, signature: &str, database: &Database) {
        let known = authorization.as_bytes().strip_suffix(signature.as_bytes());
        if let Some(known) = known.filter(|known| known.ends_with(SIGNATURE)) {
            *self.0.lock() = Some((known.into(), database.clone()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ScalarAttributeType::S;

    const LAST: &str = "AWS4-HMAC-SHA256 Credential=me/d/r/s/t, SignedHeaders=host, Signature=00ff";

    fn known(authorization: &'static str, signature: &str) -> LastCaller {
        let database = Database::new();
        database.create_table("mine").partition_key("id", S).run().unwrap();
        let caller = LastCaller::default();
        caller.remember(&HeaderValue::from_static(authorization), signature, &database);
        caller
    }

    fn finds(caller: &LastCaller, authorization: &str) -> bool {
        let found = caller.database(&authorization.parse().unwrap());
        found.is_some_and(|database| database.table_names() == ["mine"])
    }

    #[test]
    fn another_signature_is_of_the_same_caller() {
        let caller = known(LAST, "00ff");
        assert!(finds(&caller, LAST));
        assert!(finds(&caller, &LAST.replace("00ff", "abcdef")));
    }

    #[test]
    fn another_header_is_read_anew() {
        let caller = known(LAST, "00ff");
        assert!(!finds(&caller, &LAST.replace("=me/", "=you/")));
        assert!(!finds(&caller, &LAST.replace("/r/", "/q/")));
        assert!(!finds(&caller, &(LAST.to_owned() + ", Credential=you/d/r/s/t")));
        assert!(!finds(&caller, &(LAST.to_owned() + " Credential=you/d/r/s/t")));
        assert!(!finds(&LastCaller::default(), LAST));
    }

    #[test]
    fn only_a_header_that_ends_with_its_signature_is_remembered() {
        let other = "AWS4-HMAC-SHA256 Signature=ff, SignedHeaders=host, Credential=me/d/r/s/ff";
        assert!(!finds(&known(other, "ff"), other));
    }
}
