//! A table's settings beside its key and its indexes, as they are written on a command line.

use clap::{Args, ValueEnum};
use serde_json::{Map, Value, json};

use super::throughput::{Asks, Throughput};
use crate::{
    enumeration::WireEnum,
    operation::{StreamViewType, TableClass},
};

/// The settings that a new table can have, and that can be changed.
#[derive(Debug, Clone, Default, Args)]
pub(super) struct TableSettings {
    #[command(flatten)]
    pub(super) throughput: Throughput,
    /// The table's class: standard or standard-infrequent-access
    #[arg(long, value_name = "CLASS", value_parser = word::<TableClass>)]
    table_class: Option<TableClass>,
    /// Whether the table cannot be deleted
    #[arg(long, value_name = "on|off", value_enum, hide_possible_values = true)]
    deletion_protection: Option<Switch>,
    /// The key that encrypts the table: aws-owned, aws-managed, or an id, alias or ARN of a key in the account
    #[arg(long, value_name = "KEY")]
    encryption: Option<String>,
    /// The stream, by what its records show: keys-only, new-image, old-image or new-and-old-images; or off
    #[arg(long, value_name = "VIEW|off", value_parser = Stream::parse)]
    stream: Option<Stream>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Switch {
    On,
    Off,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stream {
    Off,
    View(StreamViewType),
}

impl TableSettings {
    /// Adds the members of a request about the table.
    pub(super) fn add_to(&self, request: &mut Map<String, Value>, asks: Asks) {
        self.throughput.add_to(request, asks);
        let mut add = |name: &str, value: Value| drop(request.insert(name.to_owned(), value));
        if self.throughput.provisioned.is_some() {
            add("BillingMode", json!("PROVISIONED"));
        }
        if let Some(class) = self.table_class {
            add("TableClass", class.as_str().into());
        }
        if let Some(switch) = self.deletion_protection {
            add("DeletionProtectionEnabled", (switch == Switch::On).into());
        }
        match self.encryption.as_deref() {
            None => {}
            Some("aws-owned") => add("SSESpecification", json!({"Enabled": false})),
            Some("aws-managed") => add("SSESpecification", json!({"Enabled": true, "SSEType": "KMS"})),
            Some(key) => {
                add("SSESpecification", json!({"Enabled": true, "SSEType": "KMS", "KMSMasterKeyId": key}));
            }
        }
        match self.stream {
            None => {}
            Some(Stream::Off) => add("StreamSpecification", json!({"StreamEnabled": false})),
            Some(Stream::View(view)) => {
                add("StreamSpecification", json!({"StreamEnabled": true, "StreamViewType": view.as_str()}))
            }
        }
    }
}

impl Stream {
    fn parse(text: &str) -> Result<Self, String> {
        if text == "off" { Ok(Self::Off) } else { word(text).map(Self::View) }
    }
}

/// A word of the API, in its own spelling or in that of a command line: `new-image`.
fn word<E: WireEnum>(text: &str) -> Result<E, String> {
    let words = || E::VALUE_SET.to_lowercase().replace('_', "-");
    E::from_word(&text.to_uppercase().replace('-', "_")).ok_or_else(|| format!("it is none of {}", words()))
}
