//! All cases over a socket: those that need one, and the others once more, which must come to the same.

use tempfile::TempDir;

use crate::{
    all_pass,
    client::{Client, call},
    play_selected,
    runner::target::{Answer, Raw, Target},
    running::{Running, start},
    with_bucket,
};

/// Operations of the service DynamoDB Streams.
const STREAM_OPERATIONS: [&str; 4] = ["DescribeStream", "GetRecords", "GetShardIterator", "ListStreams"];

/// A server of its own for each file of cases, with the bucket that cases take to exist.
struct OverHttp {
    server: Running,
    _folder: TempDir,
}

impl Target for OverHttp {
    fn call(&self, operation: &str, body: &[u8]) -> Answer {
        let service = if STREAM_OPERATIONS.contains(&operation) { "DynamoDBStreams" } else { "DynamoDB" };
        let target = format!("{service}_20120810.{operation}");
        self.answer(&call("", body).with("X-Amz-Target", &target).bytes())
    }

    fn send(&self, raw: &Raw) -> Answer {
        let request = call("", raw.body.as_bytes()).with("X-Amz-Target", &raw.target).method(&raw.method);
        let request = raw.headers.iter().fold(request, |request, (name, value)| match value {
            Some(value) => request.with(name, value),
            None => request.without(name),
        });
        self.answer(&request.bytes())
    }
}

impl OverHttp {
    fn answer(&self, request: &[u8]) -> Answer {
        let mut client = Client::connect(self.server.address);
        client.write(request);
        let answer = client.answer().expect("an answer");
        Answer { status: answer.status, body: answer.body }
    }
}

#[test]
fn over_http_the_same_cases_pass_and_all_that_need_it() {
    all_pass(&play_selected(true, || {
        let (settings, folder) = with_bucket();
        OverHttp { server: start(|server| server.database_settings(settings)), _folder: folder }
    }));
}
