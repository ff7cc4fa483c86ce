//! The API's structures for streams and their records.

use std::sync::Arc;

use crate::{
    codec::structure,
    operation::{definition::structures::KeySchemaElement, request::enums::wire_enum},
    storage::{OperationType, StreamViewType},
    value::Item,
};

structure! {
    /// A stream in a list. (API reference: `Stream`)
    #[non_exhaustive]
    pub struct Stream {
        /// Its ARN.
        stream_arn: String = "StreamArn",
        /// The table whose changes it has.
        table_name: String = "TableName",
        /// When it was switched on; unique among the table's streams.
        stream_label: String = "StreamLabel",
    }
}

structure! {
    /// A stream with its shards. (API reference: `StreamDescription`)
    #[non_exhaustive]
    pub struct StreamDescription {
        /// Its ARN.
        stream_arn: String = "StreamArn",
        /// When it was switched on; unique among the table's streams.
        stream_label: String = "StreamLabel",
        /// Whether it is on.
        stream_status: Option<StreamStatus> = "StreamStatus",
        /// What its records show.
        stream_view_type: Option<StreamViewType> = "StreamViewType",
        /// When it was switched on, in seconds since 1970.
        creation_request_date_time: Option<f64> = "CreationRequestDateTime",
        /// The table whose changes it has.
        table_name: String = "TableName",
        /// The table's key.
        key_schema: Option<Vec<KeySchemaElement>> = "KeySchema",
        /// A page of its shards, parents before their children.
        shards: Vec<Shard> = "Shards",
        /// Where the next page starts; absent on the last page.
        last_evaluated_shard_id: Option<String> = "LastEvaluatedShardId",
    }
}

structure! {
    /// A part of a stream. (API reference: `Shard`)
    #[non_exhaustive]
    pub struct Shard {
        /// The shard's id.
        shard_id: String = "ShardId",
        /// The range of its records' numbers.
        sequence_number_range: Option<SequenceNumberRange> = "SequenceNumberRange",
        /// The shard whose records come before its own.
        parent_shard_id: Option<String> = "ParentShardId",
    }
}

structure! {
    /// The range of the numbers of a shard's records. (API reference: `SequenceNumberRange`)
    #[non_exhaustive]
    pub struct SequenceNumberRange {
        /// The first.
        starting_sequence_number: Option<String> = "StartingSequenceNumber",
        /// The last; absent while the shard is open.
        ending_sequence_number: Option<String> = "EndingSequenceNumber",
    }
}

structure! {
    /// Which shards to list. (API reference: `ShardFilter`)
    pub struct ShardFilter {
        /// The kind of filter.
        filter_type: Option<ShardFilterType> = "Type",
        /// The shard whose children to list.
        shard_id: Option<String> = "ShardId",
    }
}

structure! {
    /// A change of an item. (API reference: `Record`)
    #[non_exhaustive]
    pub struct Record {
        /// The record's unique id, 32 hexadecimal digits.
        event_id: Option<String> = "eventID",
        /// What was done to the item.
        event_name: Option<OperationType> = "eventName",
        /// The version of this structure: `1.1`.
        event_version: Option<String> = "eventVersion",
        /// Where it is from: `aws:dynamodb`.
        event_source: Option<String> = "eventSource",
        /// The region of the table.
        aws_region: Option<String> = "awsRegion",
        /// The change itself.
        dynamodb: Option<StreamRecord> = "dynamodb",
        /// Who changed the item, if it was not a request: the service, because the item expired.
        user_identity: Option<Identity> = "userIdentity",
    }
}

structure! {
    /// A change of an item, itself. (API reference: `StreamRecord`)
    #[non_exhaustive]
    pub struct StreamRecord {
        /// When the item was changed, in whole seconds since 1970.
        approximate_creation_date_time: Option<f64> = "ApproximateCreationDateTime",
        /// The item's key.
        keys: Option<Item> = "Keys",
        /// The item after the change, if the stream shows it and it exists.
        new_image: Option<Arc<Item>> = "NewImage",
        /// The item before the change, if the stream shows it and it existed.
        old_image: Option<Arc<Item>> = "OldImage",
        /// The change's number, in the order of changes.
        sequence_number: Option<String> = "SequenceNumber",
        /// Size of key and images.
        size_bytes: Option<u64> = "SizeBytes",
        /// What the stream's records show.
        stream_view_type: Option<StreamViewType> = "StreamViewType",
    }
}

structure! {
    /// Who changed an item. (API reference: `Identity`)
    #[non_exhaustive]
    pub struct Identity {
        /// The service: `dynamodb.amazonaws.com`.
        principal_id: Option<String> = "PrincipalId",
        /// What that is: `Service`.
        identity_type: Option<String> = "Type",
    }
}

wire_enum! {
    /// The status of a stream. (API reference: `StreamDescription`)
    StreamStatus "[ENABLING, ENABLED, DISABLING, DISABLED]" {
        /// It is being switched on.
        Enabling = "ENABLING",
        /// It is on.
        Enabled = "ENABLED",
        /// It is being switched off.
        Disabling = "DISABLING",
        /// It is off, and can be read for a while.
        Disabled = "DISABLED",
    }
}

wire_enum! {
    /// Which shards a filter wants. (API reference: `ShardFilter`)
    ShardFilterType "[CHILD_SHARDS]" {
        /// The children of a shard.
        ChildShards = "CHILD_SHARDS",
    }
}

wire_enum! {
    /// Where in a shard an iterator begins. (API reference: GetShardIterator)
    ShardIteratorType "[AFTER_SEQUENCE_NUMBER, LATEST, AT_TIMESTAMP, AT_SEQUENCE_NUMBER, TRIM_HORIZON]" {
        /// At the oldest record that is kept.
        TrimHorizon = "TRIM_HORIZON",
        /// Behind all existing records.
        Latest = "LATEST",
        /// At a record.
        AtSequenceNumber = "AT_SEQUENCE_NUMBER",
        /// Behind a record.
        AfterSequenceNumber = "AFTER_SEQUENCE_NUMBER",
        /// At the first record of a time or later.
        AtTimestamp = "AT_TIMESTAMP",
    }
}
