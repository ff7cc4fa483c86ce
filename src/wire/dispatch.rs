//! From an operation's name to its code.

use crate::{
    engine::{Engine, EngineHandle},
    error::{Error, Result},
    operation::{
        self, Operation, Request, Structure, WriteJson, authorize_request, check_body, every_operation,
        read_request, run_on,
    },
    remote::WireResponse,
    steps,
};

macro_rules! dispatch {
    ($($(#[$doc:meta])* $operation:literal $method:ident: $family:ident::$module:ident, $input:ident -> $output:ident,
        $values:ident, $on:ident, $effect:ident, $items:ident;)*) => {
        /// Runs an operation.
        pub(crate) fn answer(engine: &EngineHandle, operation: &str, body: &[u8]) -> WireResponse {
            match operation {
                $($operation => run::<operation::$input, _>(engine, body, |engine, request| {
                    operation::$family::$module::run(run_on!($on engine), request)
                }),)*
                _ => WireResponse::failure(&Error::UnknownOperation),
            }
        }
    };
}

every_operation! { dispatch }

/// The answer to DescribeEndpoints of a server that its clients reach under this address.
#[cfg(feature = "server")]
pub(crate) fn describe_endpoints(engine: &EngineHandle, body: &[u8], address: &str) -> WireResponse {
    run(engine, body, |_, _: Request<operation::DescribeEndpointsInput>| {
        Ok(operation::account::describe_endpoints::reached_under(address.to_owned()))
    })
}

fn run<I: Structure + Operation, O: Structure + WriteJson>(
    engine: &EngineHandle,
    body: &[u8],
    operation: impl FnOnce(&Engine, Request<I>) -> Result<O>,
) -> WireResponse {
    // Input and output stay where they are created: moving them was a third of the code that a request executed here.
    let mut request = Request::<I>::default();
    if let Err(error) = read_request(body, &mut request) {
        // A wrong JSON type is reported before anything that is missing.
        let in_words = check_body(I::OPERATION, body).err();
        let in_words = in_words.filter(|refused| matches!(refused, Error::Serialization(_)));
        return WireResponse::failure(&in_words.unwrap_or(error));
    }
    if request.found.lacks_member()
        && let Err(error) = check_body(I::OPERATION, body)
    {
        return WireResponse::failure(&error);
    }
    let passage = match engine.enter(I::OPERATION, || request.input.named_tables()) {
        Ok(passage) => passage,
        Err(refused) => return WireResponse::failure(&refused),
    };
    let _calling = engine.calling();
    let mut result = authorize_request(engine, &request.input).and_then(|()| operation(engine, request));
    passage.leave(&mut result);
    let answer = match &result {
        Ok(output) => WireResponse::success(output),
        Err(error) => WireResponse::failure(error),
    };
    steps::take(answer.body.len());
    answer
}
