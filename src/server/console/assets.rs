//! The files of the console, which are part of the program.

use std::io::Write;

use bytes::Bytes;
use flate2::{Compression, write::GzEncoder};
use hyper::header::HeaderValue;
use sha2::{Digest, Sha256};

use crate::sync::Mutex;

/// A file that a browser loads.
#[derive(Debug, Clone, Copy)]
pub(super) struct Asset {
    /// Below `/console/`.
    pub(super) path: &'static str,
    pub(super) bytes: &'static [u8],
}

macro_rules! assets {
    ($($path:literal,)*) => {
        &[$(Asset { path: $path, bytes: include_bytes!(concat!("assets/", $path)) },)*]
    };
}

/// The page itself, which loads the others.
pub(super) const INDEX: &str = "index.html";

/// All files of `assets/`, by their paths in it.
pub(super) const ASSETS: &[Asset] = assets![
    "api.js",
    "app.js",
    "checks.js",
    "components.js",
    "course.css",
    "course/check.js",
    "course/data.js",
    "course/en.js",
    "course/exercises.js",
    "course/format.js",
    "course/gateway.js",
    "course/ko.js",
    "course/lessons.js",
    "course/links.js",
    "course/models.js",
    "course/panel.js",
    "course/stale.js",
    "dom.js",
    "i18n.js",
    "i18n/course_en.js",
    "i18n/course_ko.js",
    "i18n/en.js",
    "i18n/ko.js",
    "i18n/line_en.js",
    "i18n/line_ko.js",
    "index.html",
    "index_form.js",
    "item_table.js",
    "line/follow.js",
    "line/key.js",
    "line/load.js",
    "line/ring.js",
    "line/spread.js",
    "line/touch.js",
    "pages.js",
    "pages/backups.js",
    "pages/course.js",
    "pages/create_table.js",
    "pages/exports.js",
    "pages/imports.js",
    "pages/indexes.js",
    "pages/item.js",
    "pages/items.js",
    "pages/overview.js",
    "pages/partiql.js",
    "pages/partitions.js",
    "pages/settings.js",
    "pages/streams.js",
    "pages/tables.js",
    "route.js",
    "schema.js",
    "search_form.js",
    "sign.js",
    "states.js",
    "style.css",
    "transfer_parts.js",
    "value_form.js",
    "values.js",
    "vector_search.js",
];

impl Asset {
    pub(super) fn content_type(&self) -> HeaderValue {
        HeaderValue::from_static(match self.path.rsplit_once('.') {
            Some((_, "html")) => "text/html; charset=utf-8",
            Some((_, "css")) => "text/css; charset=utf-8",
            Some((_, "svg")) => "image/svg+xml",
            _ => "text/javascript; charset=utf-8",
        })
    }

    /// The file compressed, as small as it gets.
    pub(super) fn gzip(&self) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        // Nothing that is written to memory fails.
        let _ = encoder.write_all(self.bytes);
        encoder.finish().unwrap_or_default()
    }

    /// Changes with the file. It is weak, because an answer may be compressed. (RFC 9110, 8.8.1)
    pub(super) fn etag(&self) -> String {
        let hash = base16ct::lower::encode_string(&Sha256::digest(self.bytes));
        format!("W/\"{}\"", hash.get(..16).unwrap_or_default())
    }
}

/// A file with what is made of it once.
#[derive(Debug)]
pub(super) struct File {
    pub(super) asset: Asset,
    pub(super) etag: String,
    gzip: Mutex<Option<Bytes>>,
}

impl File {
    pub(super) fn of(asset: &Asset) -> Self {
        Self { asset: *asset, etag: asset.etag(), gzip: Mutex::new(None) }
    }

    /// The file as gzip has it. The first who asks compresses it.
    pub(super) fn gzip(&self) -> Bytes {
        self.gzip.lock().get_or_insert_with(|| self.asset.gzip().into()).clone()
    }
}
