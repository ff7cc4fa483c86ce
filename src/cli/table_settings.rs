//! The command-line flags for a table's settings other than its key and its indexes.

use clap::{Args, ValueEnum};

use super::throughput::Throughput;
use crate::{
    enumeration::WireEnum,
    operation::{BillingMode, SSESpecification, StreamSpecification, StreamViewType, TableClass},
};

/// The settings that a new table can have and that can be changed later.
#[derive(Debug, Clone, Default, PartialEq, Eq, Args)]
pub(super) struct TableSettings {
    #[command(flatten)]
    pub(super) throughput: Throughput,
    /// The table's class: standard or standard-infrequent-access. An update may change nothing else with it
    #[arg(long, value_name = "CLASS", value_parser = word::<TableClass>)]
    table_class: Option<TableClass>,
    /// Whether the table cannot be deleted
    #[arg(long, value_name = "on|off", value_enum, hide_possible_values = true)]
    deletion_protection: Option<Switch>,
    /// The key that encrypts the table: aws-owned, aws-managed, or an id, alias or ARN of a key in the account
    #[arg(long, value_name = "KEY")]
    encryption: Option<String>,
    /// The stream, by what its records contain: keys-only, new-image, old-image or new-and-old-images; or off
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
    /// The billing mode, if units are provisioned.
    pub(super) fn billing_mode(&self) -> Option<BillingMode> {
        self.throughput.provisioned.map(|_| BillingMode::Provisioned)
    }

    /// The requested class.
    pub(super) const fn table_class(&self) -> Option<TableClass> {
        self.table_class
    }

    /// Whether DeleteTable should be refused.
    pub(super) fn deletion_protection(&self) -> Option<bool> {
        self.deletion_protection.map(|switch| switch == Switch::On)
    }

    /// The key that should encrypt the table.
    pub(super) fn encryption(&self) -> Option<SSESpecification> {
        self.encryption.as_deref().map(|key| match key {
            "aws-owned" => SSESpecification::aws_owned(),
            "aws-managed" => SSESpecification::kms(None),
            key => SSESpecification::kms(Some(key.to_owned())),
        })
    }

    /// The requested stream, or the request to switch it off.
    pub(super) fn stream(&self) -> Option<StreamSpecification> {
        self.stream.map(|stream| match stream {
            Stream::Off => StreamSpecification { stream_enabled: false, stream_view_type: None },
            Stream::View(view) => StreamSpecification { stream_enabled: true, stream_view_type: Some(view) },
        })
    }
}

impl Stream {
    fn parse(text: &str) -> Result<Self, String> {
        if text == "off" {
            return Ok(Self::Off);
        }
        word(text).map(Self::View).map_err(|fault| format!("{fault}, nor off"))
    }
}

/// Parses a word of the API, in its own spelling or in that of a command line: `new-image`.
fn word<E: WireEnum>(text: &str) -> Result<E, String> {
    let words = || E::VALUE_SET.to_lowercase().replace('_', "-");
    E::from_word(&text.to_uppercase().replace('-', "_")).ok_or_else(|| format!("it is none of {}", words()))
}
