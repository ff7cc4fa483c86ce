//! Answers of the service.

use std::{borrow::Cow, fmt};

/// An answer as the HTTP service would send it.
#[derive(Clone, PartialEq, Eq)]
pub struct WireResponse {
    /// The HTTP status: 200, or 400 for an exception, 500 or 503 for one of the server; 0 if no answer came, because a
    /// [fault](crate::faults) lost the request or the answer.
    pub status: u16,
    /// The JSON body.
    pub body: Vec<u8>,
}

impl WireResponse {
    /// Whether no answer came: the request may have been carried out or not.
    ///
    /// ```
    /// use hashrange::Database;
    ///
    /// let db = Database::new();
    /// db.faults().on("ListTables").times(1).lose_request()?;
    /// assert!(db.wire("ListTables", b"{}").is_lost());
    /// assert!(!db.wire("ListTables", b"{}").is_lost());
    /// # Ok::<(), hashrange::Error>(())
    /// ```
    pub fn is_lost(&self) -> bool {
        self.status == 0
    }

    /// The body as text.
    pub fn text(&self) -> Cow<'_, str> {
        String::from_utf8_lossy(&self.body)
    }
}

impl fmt::Debug for WireResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WireResponse").field("status", &self.status).field("body", &self.text()).finish()
    }
}
