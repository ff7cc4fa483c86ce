//! ImportTable: a new table with the items of files in a bucket.

use std::sync::Arc;

use super::{
    begin::begin,
    constraints::{check_bucket, check_owner, check_prefix, check_token},
    error_log::log_key,
    import_job::ImportJob,
    import_structures::{
        CsvOptions, ImportTableDescription, InputFormatOptions, S3BucketSource, TableCreationParameters,
    },
    request::{kept_request, token},
    source::Source,
};
use crate::{
    codec::{Place, structure},
    engine::{Begun, Engine, JobRequest, TransferFailure, TransferRequest},
    error::{Error, Result},
    limits::{CSV_COLUMNS, CSV_NAME_CHARACTERS, IMPORTS_IN_PROGRESS},
    operation::{
        access::replicas::changing_replicas,
        definition::{constraints::TableConstraints, partitions::PartitionCount},
        request::{found::Found, input::Request, names::check_name},
        table::{
            create_table::input::CreateTableInput,
            creation::{check_constraints, check_creatable, definition, make, name_taken},
        },
    },
    storage::{Table, TableDefinition, Transition},
    texts,
    transfer::formats::{Columns, Format, InputCompressionType, InputFormat, check_available},
};

structure! {
    /// The input of ImportTable. (API reference: ImportTable)
    pub struct ImportTableInput {
        /// The same request with the same token is the same import, until eight hours after its end.
        client_token: Option<String> = "ClientToken",
        /// Where the files are.
        s3_bucket_source: Option<S3BucketSource> = "S3BucketSource",
        /// The format of the files. `ION` and `CSV` need the feature `formats`.
        input_format: Option<InputFormat> = "InputFormat",
        /// How they are read.
        input_format_options: Option<InputFormatOptions> = "InputFormatOptions",
        /// How they are compressed; not at all by default. `ZSTD` needs the feature `formats`.
        input_compression_type: Option<InputCompressionType> = "InputCompressionType",
        /// The table that is created.
        table_creation_parameters: Option<TableCreationParameters> = "TableCreationParameters",
    }
}

structure! {
    /// What ImportTable answers.
    #[non_exhaustive]
    pub struct ImportTableOutput {
        /// The import, which has begun.
        import_table_description: Option<ImportTableDescription> = "ImportTableDescription",
    }
}

/// Begins the import. One with little data has ended when this returns.
///
/// The table is being created until all items are in it: only its description is to be had then, and copies of the
/// database leave it out.
pub(crate) fn run(engine: &Engine, request: Request<ImportTableInput>) -> Result<ImportTableOutput> {
    let Request { input, mut found } = request;
    let table = check_import(&input, &mut found)?;
    let source = input.s3_bucket_source.clone().unwrap_or_default();
    let format = input.input_format.unwrap_or(InputFormat::DynamodbJson);
    let compression = input.input_compression_type.unwrap_or_default();
    let csv = input.input_format_options.as_ref().and_then(|options| options.csv.as_ref());
    check_available(format, compression).map_err(Error::validation)?;
    let token = token(input.client_token.as_deref(), &input);
    let now_ms = engine.clock().now_ms();
    if let Some(begun) = engine.imports().repeated(token, now_ms) {
        return answer(engine, begun);
    }
    let definition = definition(engine, &table, PartitionCount::new(engine, None)?)?;
    check_creatable(engine, &definition)?;
    let about = kept_request(engine, &input, input.client_token.as_deref(), definition.settings.id.clone());
    let asked = JobRequest { table: &definition.name, token, most: IMPORTS_IN_PROGRESS, now_ms };
    let bucket = engine.bucket(&source.s3_bucket).ok();
    let (begun, claim) = begin(engine, engine.imports(), &asked, bucket.as_ref(), log_key, || about.clone());
    if let Begun::New(job) = &begun {
        let format = match format {
            InputFormat::DynamodbJson => Format::DynamoDbJson,
            InputFormat::Ion => Format::Ion,
            InputFormat::Csv => Format::Csv(columns(csv, &definition)),
        };
        match Source::find(engine, &source.s3_bucket, source.s3_key_prefix.as_deref()) {
            Ok(source) => {
                let bytes = source.bytes;
                let table = match add_table(engine, definition) {
                    Ok(table) => table,
                    Err(error) => {
                        let failure = TransferFailure {
                            code: error.code().to_owned(),
                            message: error.message().into_owned(),
                        };
                        engine.jobs().run(job, 0, engine.clock(), |_| Err(failure));
                        return Err(error);
                    }
                };
                let work = ImportJob {
                    arn: engine.import_arn(job),
                    source,
                    format,
                    compression,
                    table: engine.imported(table),
                };
                engine.jobs().run(job, bytes, engine.clock(), move |job| {
                    let _claim = claim;
                    work.run(job)
                });
            }
            // Found before there is any data: the table is not created.
            Err(failure) => engine.jobs().run(job, 0, engine.clock(), |_| Err(failure)),
        }
    }
    answer(engine, begun)
}

fn answer(engine: &Engine, begun: Begun<TransferRequest>) -> Result<ImportTableOutput> {
    let description = match begun {
        Begun::New(job) => ImportTableDescription::begun(engine, &job),
        Begun::Repeated(job) => ImportTableDescription::now(engine, &job),
        Begun::Mismatch => return Err(Error::ImportConflict(texts::import::IMPORT_CONFLICT.to_owned())),
        Begun::TooMany => {
            return Err(Error::LimitExceeded(texts::import::too_many_imports(IMPORTS_IN_PROGRESS)));
        }
    };
    Ok(ImportTableOutput { import_table_description: Some(description) })
}

/// Adds the table to the catalog, to be filled.
fn add_table(engine: &Engine, mut definition: TableDefinition) -> Result<Arc<Table>> {
    // Its end is not known yet.
    definition.settings.begin_creating(Transition::until(u64::MAX), engine.transitions_ms());
    let name = definition.name.clone();
    let regions = engine.regions();
    let _one_at_a_time = changing_replicas(regions.as_deref());
    let made = engine.catalog().add_table(&name, |sequence| {
        let table = make(engine, definition, sequence);
        table.end_states(&engine.ending());
        table.begin_import();
        table
    });
    made.ok_or_else(|| name_taken(engine, &name))
}

/// How the CSV files of a table are read.
fn columns(options: Option<&CsvOptions>, definition: &TableDefinition) -> Columns {
    let types = definition.settings.attribute_definitions.iter();
    Columns {
        delimiter: options
            .and_then(|options| options.delimiter.as_ref())
            .and_then(|delimiter| delimiter.bytes().next()),
        header: options.and_then(|options| options.header_list.clone()),
        types: types.map(|attribute| (attribute.name.to_string(), attribute.attribute_type)).collect(),
    }
}

/// Checks a request by itself, and returns the one for its table.
pub(super) fn check_import(input: &ImportTableInput, found: &mut Found) -> Result<CreateTableInput> {
    let table = CreateTableInput::from(input.table_creation_parameters.clone().unwrap_or_default());
    check(input, &table, found)?;
    let has_csv = input.input_format_options.as_ref().is_some_and(|options| options.csv.is_some());
    match has_csv && input.input_format != Some(InputFormat::Csv) {
        true => Err(Error::validation(texts::import::CSV_OPTIONS_WITHOUT_CSV)),
        false => Ok(table),
    }
}

/// The API's constraints on the members.
fn check(input: &ImportTableInput, table: &CreateTableInput, found: &mut Found) -> Result<()> {
    let members = ImportTableInput::MEMBERS;
    check_token(found, &members.client_token.into(), input.client_token.as_deref());
    let mut constraints = TableConstraints::new(found);
    constraints.required(&members.s3_bucket_source.into(), input.s3_bucket_source.is_some());
    constraints.required(&members.input_format.into(), input.input_format.is_some());
    constraints
        .required(&members.table_creation_parameters.into(), input.table_creation_parameters.is_some());
    if let Some(source) = &input.s3_bucket_source {
        let at = |member| Place::from(members.s3_bucket_source).member(member);
        let of_source = S3BucketSource::MEMBERS;
        check_owner(found, &at(of_source.s3_bucket_owner), source.s3_bucket_owner.as_deref());
        check_bucket(found, &at(of_source.s3_bucket), Some(&source.s3_bucket));
        check_prefix(found, &at(of_source.s3_key_prefix), source.s3_key_prefix.as_deref());
    }
    if let Some(csv) = input.input_format_options.as_ref().and_then(|options| options.csv.as_ref()) {
        let place = Place::from(members.input_format_options).member(InputFormatOptions::MEMBERS.csv);
        check_csv(found, &place, csv);
    }
    if input.table_creation_parameters.is_some() {
        let place = Place::from(members.table_creation_parameters);
        let name = place.member(TableCreationParameters::MEMBERS.table_name);
        if !found.has_violation_at(&name) {
            check_name(found, name, &table.table_name);
        }
        check_constraints(table, found, |member| place.member(member));
    }
    found.check(&[])
}

fn check_csv(found: &mut Found, place: &Place, csv: &CsvOptions) {
    let members = CsvOptions::MEMBERS;
    // Made once: it looks at all violations so far.
    let mut constraints = TableConstraints::new(found);
    if let Some(text) = &csv.delimiter {
        let place = place.member(members.delimiter);
        constraints.length(&place, text, 1, 1);
        constraints.pattern(place, text, r"[,;:|\t ]", |text| {
            text.bytes().all(|byte| matches!(byte, b',' | b';' | b':' | b'|' | b'\t' | b' '))
        });
    }
    let Some(names) = &csv.header_list else { return };
    let list = place.member(members.header_list);
    constraints.count(&list, names, CSV_COLUMNS, String::clone);
    for (number, name) in (1..).zip(names) {
        let place = list.element(number);
        constraints.length(&place, name, 1, CSV_NAME_CHARACTERS);
        constraints.pattern(place, name, r"[\x20-\x21\x23-\x2B\x2D-\x7E]*", |name| {
            name.bytes().all(|byte| matches!(byte, b' '..=b'~') && !matches!(byte, b'"' | b','))
        });
    }
}

impl From<TableCreationParameters> for CreateTableInput {
    fn from(parameters: TableCreationParameters) -> Self {
        let TableCreationParameters {
            table_name,
            attribute_definitions,
            key_schema,
            billing_mode,
            provisioned_throughput,
            on_demand_throughput,
            sse_specification,
            global_secondary_indexes,
            vector_indexes,
        } = parameters;
        Self {
            table_name,
            attribute_definitions: Some(attribute_definitions),
            key_schema: Some(key_schema),
            billing_mode,
            provisioned_throughput,
            on_demand_throughput,
            sse_specification,
            global_secondary_indexes,
            vector_indexes,
            ..Self::default()
        }
    }
}
