//! The lines of an export's data files.

use std::sync::Arc;

#[cfg(feature = "formats")]
use super::formats::ion;
use super::{
    export_format::ExportFormat,
    formats::{InputCompressionType, InputFormat, check_available, dynamodb_json},
};
use crate::{codec::dynamodb_json::write_item, value::Item};

/// A change in an incremental export.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ChangeRecord {
    /// When the item was written last, in microseconds since 1970.
    pub(crate) at_micros: u64,
    pub(crate) keys: Item,
    pub(crate) old: Option<Arc<Item>>,
    pub(crate) new: Option<Arc<Item>>,
}

impl ExportFormat {
    /// Refuses a format that this build of the crate does not write.
    ///
    /// # Errors
    /// The feature that has it.
    pub(crate) fn check_available(self) -> Result<(), String> {
        let format = match self {
            Self::DynamodbJson => InputFormat::DynamodbJson,
            Self::Ion => InputFormat::Ion,
        };
        check_available(format, InputCompressionType::Gzip)
    }

    /// Appends the line of an item.
    pub(crate) fn write_item(self, item: &Item, out: &mut Vec<u8>) {
        match self {
            #[cfg(feature = "formats")]
            Self::Ion => ion::write_line(item, out),
            _ => dynamodb_json::write_line(item, out),
        }
    }

    /// Appends the line of a change.
    pub(crate) fn write_change(self, record: &ChangeRecord, out: &mut Vec<u8>) {
        match self {
            #[cfg(feature = "formats")]
            Self::Ion => record.write_ion(out),
            _ => record.write_json(out),
        }
    }
}

impl ChangeRecord {
    /// The images, each with its name.
    fn images(&self) -> impl Iterator<Item = (&'static str, &Item)> {
        let images = [("OldImage", &self.old), ("NewImage", &self.new)];
        images.into_iter().filter_map(|(name, image)| Some((name, &**image.as_ref()?)))
    }

    fn write_json(&self, out: &mut Vec<u8>) {
        let time = self.at_micros;
        let metadata = format!("{{\"Metadata\":{{\"WriteTimestampMicros\":{{\"N\":\"{time}\"}}}},\"Keys\":");
        out.extend_from_slice(metadata.as_bytes());
        write_item(&self.keys, out);
        for (name, image) in self.images() {
            out.extend_from_slice(format!(",\"{name}\":").as_bytes());
            write_item(image, out);
        }
        out.extend_from_slice(b"}\n");
    }

    /// A time is a decimal in Ion, as all numbers are.
    #[cfg(feature = "formats")]
    fn write_ion(&self, out: &mut Vec<u8>) {
        let (begin, time) = (ion::VERSION_MARKER, self.at_micros);
        let metadata = format!("{begin} {{Record:{{Metadata:{{WriteTimestampMicros:{time}.}},Keys:");
        out.extend_from_slice(metadata.as_bytes());
        ion::write_item(&self.keys, out);
        for (name, image) in self.images() {
            out.extend_from_slice(format!(",{name}:").as_bytes());
            ion::write_item(image, out);
        }
        out.extend_from_slice(b"}}\n");
    }
}
