//! A connection to an endpoint, which the handles of a database share.

use std::{fmt, sync::Arc};

use super::{Transport, WireResponse};
use crate::{
    error::{Error, Result},
    sync::Mutex,
};

/// A connection to an endpoint.
#[derive(Clone)]
pub(crate) struct Remote {
    transport: Arc<dyn Transport>,
    /// What only an engine can do and was asked for where no error can be returned: each request fails from then on.
    refused: Arc<Mutex<Option<&'static str>>>,
}

impl fmt::Debug for Remote {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.transport.fmt(f)
    }
}

impl Remote {
    pub(crate) fn new(transport: impl Transport) -> Self {
        Self { transport: Arc::new(transport), refused: Arc::default() }
    }

    /// A connection whose requests are refused, because this was asked for.
    pub(crate) fn refusing(&self, what: &'static str) -> Self {
        Self { transport: Arc::clone(&self.transport), refused: Arc::new(Mutex::new(Some(what))) }
    }

    /// Has each request refused from now on, because this was asked for. The first is told.
    pub(crate) fn refuse(&self, what: &'static str) {
        self.refused.lock().get_or_insert(what);
    }

    /// Whether both are one connection.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.transport, &other.transport)
    }

    /// Sends the JSON of a request.
    ///
    /// # Errors
    /// No answer came, or requests are refused.
    pub(crate) async fn send(&self, operation: &str, body: Vec<u8>) -> Result<WireResponse> {
        let refused = *self.refused.lock();
        match refused {
            Some(what) => Err(Error::of_engine_only(what)),
            None => self.transport.send(operation, body).await,
        }
    }
}
