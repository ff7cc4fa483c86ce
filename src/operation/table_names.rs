//! The tables that requests name, for the record of calls.

use std::collections::BTreeSet;

use super::{
    BatchExecuteStatementInput, BatchGetItemInput, BatchWriteItemInput, CancelBulkOperationInput,
    CreateBackupInput, CreateGlobalTableInput, CreateTableInput, DeleteBackupInput, DeleteItemInput,
    DeleteResourcePolicyInput, DeleteTableInput, DescribeBackupInput, DescribeBulkOperationInput,
    DescribeContinuousBackupsInput, DescribeContributorInsightsInput, DescribeEndpointsInput,
    DescribeExportInput, DescribeGlobalTableInput, DescribeGlobalTableSettingsInput, DescribeImportInput,
    DescribeKinesisStreamingDestinationInput, DescribeLimitsInput, DescribeTableInput,
    DescribeTableReplicaAutoScalingInput, DescribeTimeToLiveInput, DisableKinesisStreamingDestinationInput,
    EnableKinesisStreamingDestinationInput, ExecuteStatementInput, ExecuteTransactionInput,
    ExportTableToPointInTimeInput, GetItemInput, GetResourcePolicyInput, ImportTableInput, ListBackupsInput,
    ListBulkOperationsInput, ListContributorInsightsInput, ListExportsInput, ListGlobalTablesInput,
    ListImportsInput, ListTablesInput, ListTagsOfResourceInput, PutItemInput, PutResourcePolicyInput,
    QueryInput, RestoreTableFromBackupInput, RestoreTableToPointInTimeInput, ScanInput, SearchVectorsInput,
    StartBulkPutItemsInput, TagResourceInput, TransactGetItemsInput, TransactWriteItem,
    TransactWriteItemsInput, UntagResourceInput, UpdateContinuousBackupsInput,
    UpdateContributorInsightsInput, UpdateGlobalTableInput, UpdateGlobalTableSettingsInput, UpdateItemInput,
    UpdateKinesisStreamingDestinationInput, UpdateTableInput, UpdateTableReplicaAutoScalingInput,
    UpdateTimeToLiveInput, request::operation::NamesTables, transaction::action_request::TransactionRequest,
};
use crate::{
    operation::stream::{
        describe_stream::DescribeStreamInput, get_records::GetRecordsInput,
        get_shard_iterator::GetShardIteratorInput, list_streams::ListStreamsInput, stream_arn,
    },
    partiql::Statement,
};

macro_rules! one_table {
    ($field:ident: $($input:ty),*) => {
        $(impl NamesTables for $input {
            fn named_tables(&self) -> Vec<String> {
                vec![self.$field.clone()]
            }
        })*
    };
}

macro_rules! no_table {
    ($($input:ty),*) => {
        $(impl NamesTables for $input {
            fn named_tables(&self) -> Vec<String> {
                Vec::new()
            }
        })*
    };
}

one_table! {
    resource_arn: TagResourceInput, UntagResourceInput, ListTagsOfResourceInput, PutResourcePolicyInput,
    GetResourcePolicyInput, DeleteResourcePolicyInput
}
one_table! { stream_arn: DescribeStreamInput, GetShardIteratorInput }
one_table! {
    table_name: PutItemInput, GetItemInput, UpdateItemInput, DeleteItemInput, QueryInput, ScanInput, SearchVectorsInput,
    CreateTableInput, DescribeTableInput, UpdateTableInput, DeleteTableInput, UpdateTimeToLiveInput,
    DescribeTimeToLiveInput, CreateBackupInput, DescribeContinuousBackupsInput, UpdateContinuousBackupsInput,
    EnableKinesisStreamingDestinationInput, DisableKinesisStreamingDestinationInput,
    UpdateKinesisStreamingDestinationInput, DescribeKinesisStreamingDestinationInput
}
one_table! { table_name: StartBulkPutItemsInput }
one_table! { table_name: UpdateTableReplicaAutoScalingInput, DescribeTableReplicaAutoScalingInput }
one_table! {
    global_table_name: CreateGlobalTableInput, UpdateGlobalTableInput, DescribeGlobalTableInput,
    UpdateGlobalTableSettingsInput, DescribeGlobalTableSettingsInput
}
one_table! { target_table_name: RestoreTableFromBackupInput }
// The ARN of a backup contains its table's name.
one_table! { backup_arn: DescribeBackupInput, DeleteBackupInput }
one_table! { table_arn: ExportTableToPointInTimeInput }
// So does that of an export.
one_table! { export_arn: DescribeExportInput }
// So do those of imports and bulk operations.
one_table! { import_arn: DescribeImportInput }
one_table! { bulk_operation_arn: DescribeBulkOperationInput, CancelBulkOperationInput }
no_table! { ListBulkOperationsInput, ListTablesInput, ListGlobalTablesInput, DescribeLimitsInput, DescribeEndpointsInput }

macro_rules! table_or_index {
    ($($input:ty),*) => {
        $(impl NamesTables for $input {
            fn named_tables(&self) -> Vec<String> {
                vec![self.table_name.clone()]
            }

            fn named_index(&self) -> Option<&str> {
                self.index_name.as_deref()
            }
        })*
    };
}

table_or_index! { UpdateContributorInsightsInput, DescribeContributorInsightsInput }

macro_rules! table_or_all {
    ($($input:ty),*) => {
        $(impl NamesTables for $input {
            fn named_tables(&self) -> Vec<String> {
                self.table_name.iter().cloned().collect()
            }
        })*
    };
}

impl NamesTables for RestoreTableToPointInTimeInput {
    fn named_tables(&self) -> Vec<String> {
        let source = self.source_table_name.iter().chain(&self.source_table_arn);
        source.chain([&self.target_table_name]).cloned().collect()
    }
}

table_or_all! { ListBackupsInput, ListContributorInsightsInput, ListStreamsInput }

impl NamesTables for ImportTableInput {
    fn named_tables(&self) -> Vec<String> {
        self.table_creation_parameters.iter().map(|table| table.table_name.clone()).collect()
    }
}

impl NamesTables for ListImportsInput {
    fn named_tables(&self) -> Vec<String> {
        self.table_arn.iter().cloned().collect()
    }
}

impl NamesTables for ListExportsInput {
    fn named_tables(&self) -> Vec<String> {
        self.table_arn.iter().cloned().collect()
    }
}

impl NamesTables for GetRecordsInput {
    fn named_tables(&self) -> Vec<String> {
        stream_arn(&self.shard_iterator).map(str::to_owned).into_iter().collect()
    }
}

impl NamesTables for BatchGetItemInput {
    fn named_tables(&self) -> Vec<String> {
        self.request_items.keys().cloned().collect()
    }
}

impl NamesTables for BatchWriteItemInput {
    fn named_tables(&self) -> Vec<String> {
        self.request_items.keys().cloned().collect()
    }
}

impl NamesTables for TransactGetItemsInput {
    fn named_tables(&self) -> Vec<String> {
        each_once(self.transact_items.iter().map(|item| item.get.table_name.clone()))
    }
}

impl NamesTables for TransactWriteItemsInput {
    fn named_tables(&self) -> Vec<String> {
        let name = |item: &TransactWriteItem| {
            // An accepted request has exactly one of the four.
            let check = item.condition_check.as_ref().map(|action| &action.table_name);
            let put = item.put.as_ref().map(|action| &action.table_name);
            let delete = item.delete.as_ref().map(|action| &action.table_name);
            let update = item.update.as_ref().map(|action| &action.table_name);
            check.or(put).or(delete).or(update).cloned()
        };
        each_once(self.transact_items.iter().filter_map(name))
    }
}

impl NamesTables for TransactionRequest {
    fn named_tables(&self) -> Vec<String> {
        each_once(self.table_names().map(str::to_owned))
    }
}

impl NamesTables for ExecuteStatementInput {
    fn named_tables(&self) -> Vec<String> {
        of_statements([self.statement.as_str()])
    }
}

impl NamesTables for BatchExecuteStatementInput {
    fn named_tables(&self) -> Vec<String> {
        of_statements(self.statements.iter().map(|request| request.statement.as_str()))
    }
}

impl NamesTables for ExecuteTransactionInput {
    fn named_tables(&self) -> Vec<String> {
        of_statements(self.transact_statements.iter().map(|request| request.statement.as_str()))
    }
}

/// The tables of those statements that can be parsed.
fn of_statements<'s>(texts: impl IntoIterator<Item = &'s str>) -> Vec<String> {
    let statements = texts.into_iter().filter_map(|text| Statement::parse(text).ok());
    each_once(statements.map(|statement| statement.table().to_owned()))
}

fn each_once(names: impl Iterator<Item = String>) -> Vec<String> {
    let mut seen = BTreeSet::new();
    names.filter(|name| seen.insert(name.clone())).collect()
}
