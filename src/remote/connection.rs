//! A connection to an endpoint, which the handles of a database share.

use std::{fmt, sync::Arc};

use super::{Transport, WireResponse, cursor};
use crate::{
    error::{Error, Result},
    sync::Mutex,
};

/// What only an engine can do, and was asked for.
#[derive(Debug, Clone, Copy)]
struct EngineOnly {
    what: &'static str,
    /// It was a look: one request tells it, the next one. Otherwise each request fails from then on.
    once: bool,
}

/// A connection to an endpoint.
#[derive(Clone)]
pub(crate) struct Remote {
    transport: Arc<dyn Transport>,
    /// What only an engine can do and was asked for where no error can be returned.
    refused: Arc<Mutex<Option<EngineOnly>>>,
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
        Self {
            transport: Arc::clone(&self.transport),
            refused: Arc::new(Mutex::new(Some(EngineOnly { what, once: false }))),
        }
    }

    /// Has each request refused from now on, because this was asked for. The first is told.
    pub(crate) fn refuse(&self, what: &'static str) {
        let mut refused = self.refused.lock();
        if refused.is_none_or(|refused| refused.once) {
            *refused = Some(EngineOnly { what, once: false });
        }
    }

    /// Has the next request refused, because this was looked at.
    pub(crate) fn refuse_once(&self, what: &'static str) {
        self.refused.lock().get_or_insert(EngineOnly { what, once: true });
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
        let refused = {
            let mut refused = self.refused.lock();
            let told = *refused;
            refused.take_if(|refused| refused.once);
            told
        };
        match refused {
            Some(EngineOnly { what, .. }) => Err(Error::of_engine_only(what)),
            None => cursor::send(&*self.transport, operation, body).await,
        }
    }
}
