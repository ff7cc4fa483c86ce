//! Standard input, line by line. What is no message of the protocol gets an error as its answer here, because the
//! protocol's crate passes over it in silence, and the assistant would wait.

use rmcp::{RoleServer, service::RxJsonRpcMessage};
use serde_json::{Value, json};
use tokio::io::{
    AsyncBufRead, AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader,
    DuplexStream, duplex,
};

/// The most bytes of a message.
const MOST_BYTES: usize = 8 << 20;

/// How much waits until the protocol's crate reads it.
const PIPE_BYTES: usize = 64 << 10;

/// The code of JSON that cannot be read, and of JSON that is no message. (JSON-RPC 2.0, section 5.1)
const PARSE_ERROR: i32 = -32_700;
const INVALID_REQUEST: i32 = -32_600;

/// The messages of this input. Answers to other lines go to `answers`.
pub(super) fn messages(
    input: impl AsyncRead + Send + Unpin + 'static,
    mut answers: impl AsyncWrite + Send + Unpin + 'static,
) -> DuplexStream {
    let (mut inside, outside) = duplex(PIPE_BYTES);
    tokio::spawn(async move {
        let mut input = BufReader::new(input);
        let mut line = Vec::new();
        // Either side is gone: the session ends.
        while let Ok(true) = next(&mut input, &mut line).await {
            let passed = match refused(&line) {
                None => inside.write_all(&line).await,
                Some(answer) => write(&mut answers, &answer).await,
            };
            if passed.is_err() {
                return;
            }
        }
    });
    outside
}

async fn write(answers: &mut (impl AsyncWrite + Unpin), answer: &Value) -> std::io::Result<()> {
    answers.write_all(format!("{answer}\n").as_bytes()).await?;
    answers.flush().await
}

/// Reads a line with its end, up to one byte more than a message may have; the rest of it is passed over. Returns whether
/// there is one.
async fn next(input: &mut (impl AsyncBufRead + Unpin), line: &mut Vec<u8>) -> std::io::Result<bool> {
    line.clear();
    input.take(MOST_BYTES as u64 + 1).read_until(b'\n', line).await?;
    if line.is_empty() {
        return Ok(false);
    }
    let mut rest = Vec::new();
    let mut is_whole = line.ends_with(b"\n") || line.len() <= MOST_BYTES;
    while !is_whole {
        rest.clear();
        let read = input.take(MOST_BYTES as u64).read_until(b'\n', &mut rest).await?;
        is_whole = read == 0 || rest.ends_with(b"\n");
    }
    Ok(true)
}

/// The answer to a line that is no message; `None` if it is one, or a notification, which has no answer.
fn refused(line: &[u8]) -> Option<Value> {
    let error = |code, id: &Value, message: String| json!({"jsonrpc": "2.0", "id": id, "error": {"code": code, "message": message}});
    if line.len() > MOST_BYTES {
        return Some(error(PARSE_ERROR, &Value::Null, format!("a message has at most {MOST_BYTES} bytes")));
    }
    let Err(why) = serde_json::from_slice::<RxJsonRpcMessage<RoleServer>>(line) else { return None };
    match serde_json::from_slice::<Value>(line) {
        Ok(message) => match message.get("id") {
            None if message.get("method").is_some() => None,
            id => {
                Some(error(INVALID_REQUEST, id.unwrap_or(&Value::Null), format!("this is no request: {why}")))
            }
        },
        Err(_) if line.trim_ascii().is_empty() => None,
        Err(why) => Some(error(PARSE_ERROR, &Value::Null, format!("this is no JSON: {why}"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(line: &str) -> Option<i64> {
        refused(line.as_bytes()).map(|answer| answer["error"]["code"].as_i64().unwrap())
    }

    #[test]
    fn what_is_no_message_has_an_answer() {
        let call = |text: &str| {
            format!(
                r#"{{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{{"name":"x","arguments":{{"a":{text}}}}}}}"#
            )
        };
        assert_eq!(code(&call("\"b\"")), None);
        assert_eq!(code("\n"), None);
        assert_eq!(code(r#"{"jsonrpc":"2.0","method":"notifications/initialized"}"#), None);
        for wrong in [call("\"\\ud83d\""), call(&"[".repeat(1_000)), "{".to_owned(), "hello".to_owned()] {
            assert_eq!(code(&wrong), Some(PARSE_ERROR.into()), "{wrong:.100}");
        }
        assert_eq!(code("7"), Some(INVALID_REQUEST.into()));
    }

    #[test]
    fn a_line_that_is_too_long_is_passed_over() {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            let text = ["x".repeat(3 * MOST_BYTES), "\n{}\n".to_owned()].concat();
            let (mut input, mut line) = (BufReader::new(text.as_bytes()), Vec::new());
            assert!(next(&mut input, &mut line).await.unwrap());
            assert_eq!(
                (line.len(), code(str::from_utf8(&line).unwrap())),
                (MOST_BYTES + 1, Some(PARSE_ERROR.into()))
            );
            assert!(next(&mut input, &mut line).await.unwrap());
            assert_eq!(line, b"{}\n");
            assert!(!next(&mut input, &mut line).await.unwrap());
        });
    }
}
