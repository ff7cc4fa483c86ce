//! The face of the crate: databases and tables.

use std::sync::Arc;

use crate::{
    storage::{Store, StoreOptions},
    wire::{self, WireResponse},
};

/// A database.
#[derive(Debug, Clone)]
pub struct Database {
    store: Arc<Store>,
}

impl Default for Database {
    fn default() -> Self {
        Self::new()
    }
}

impl Database {
    /// An empty database.
    pub fn new() -> Self {
        Self { store: Arc::new(Store::new(StoreOptions::default())) }
    }

    /// Carries out an operation.
    pub fn wire(&self, operation: &str, body: &[u8]) -> WireResponse {
        wire::answer(&self.store, operation, body)
    }
}
