//! A method for each operation, with the API's request and response structs.

use super::{
    asking,
    backup_examples::{backup_example, with_backup},
    contributor_insights_examples::{contributor_insights_example, with_insights},
    global_table_examples::{global_table_example, in_two_regions, with_global_table, with_replicas},
    handle::Database,
    import_examples::{import_example, with_bucket},
    kinesis_examples::{kinesis_example, with_destination},
    operation_examples::{item_example, on_users, operation_example},
    table_examples::{table_example, with_policy, with_stream},
    transfer_examples::{transfer_example, with_export},
};
use crate::{
    error::Result,
    operation::{self, NamesTables, Request, every_operation, run_on},
};

macro_rules! methods {
    ($($(#[$doc:meta])* $operation:literal $method:ident: $family:ident::$module:ident, $input:ident -> $output:ident,
        $values:ident, $on:ident, $effect:ident, $items:ident;)*) => {
        impl Database {
            $(
                $(#[$doc])*
                ///
                #[doc = operation_example!($family $method)]
                ///
                /// # Errors
                /// The exceptions of the API reference, with the service's texts.
                pub fn $method(&self, input: impl Into<operation::$input>) -> Result<operation::$output> {
                    self.answer(input.into())
                }
            )*
        }

        $(impl asking::Request for operation::$input {
            fn answer_here(self, database: &Database) -> Result<Self::Output> {
                let engine = &database.engine;
                let request = methods!(@request $values operation::$input, self);
                let passage = engine.enter($operation, || request.input.named_tables())?;
                let _calling = engine.calling();
                let mut result = operation::authorize_request(engine, &request.input)
                    .and_then(|()| operation::$family::$module::run(run_on!($on engine), request));
                passage.leave(&mut result);
                result
            }
        })*
    };
    (@request values $input:ty, $value:expr) => { Request::typed($value, <$input>::check_values) };
    (@request plain $input:ty, $value:expr) => { Request { input: $value, ..Request::default() } };
}

every_operation! { methods }
