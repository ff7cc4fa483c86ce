//! One step of a case: the request, the tries, the judgement.

use std::{thread::sleep, time::Duration};

use super::{
    json::{EMPTY, Json},
    matching::{Outcome, found, match_body, pattern},
    target::{self, Raw, Target, call},
    template::{Names, add, make, with_index},
};

/// How long the pauses between the tries of a step with `until` are at most, all together. In process nothing takes the
/// seconds that the service may need; and the tries are as many, however long each takes.
const PATIENCE: Duration = Duration::from_millis(400);

/// Runs a step: for every index, until it matches.
pub fn perform(target: &dyn Target, step: &Json, names: &mut Names) -> Outcome {
    let Some(range) = step.get("for") else { return insist(target, step, names) };
    let bound =
        |place: usize| range.elements().and_then(|bounds| bounds[place].as_int()).expect("the bounds of for");
    (bound(0)..bound(1)).try_for_each(|i| insist(target, step, &mut with_index(names, i)))
}

fn insist(target: &dyn Target, step: &Json, names: &mut Names) -> Outcome {
    let patience = match step.get("until") {
        None | Some(Json::Bool(false)) => return once(target, step, names),
        Some(until) => {
            until.as_f64().map_or(PATIENCE, |seconds| PATIENCE.min(Duration::from_secs_f64(seconds)))
        }
    };
    let mut slept = Duration::ZERO;
    let mut pause = Duration::from_micros(200);
    loop {
        let outcome = once(target, step, names);
        let hopeless = matches!(&outcome, Err(why) if why.contains("UnknownOperationException"));
        if outcome.is_ok() || hopeless || slept + pause > patience {
            return outcome;
        }
        sleep(pause);
        slept += pause;
        pause *= 2;
    }
}

/// Runs a step a single time.
pub fn once(target: &dyn Target, step: &Json, names: &mut Names) -> Outcome {
    let (status, body) = ask(target, step, names)?;
    let alternatives = step.get("either").and_then(Json::elements).unwrap_or(std::slice::from_ref(step));
    let mut said = Vec::new();
    for want in alternatives {
        match judge(want, step, status, &body, names) {
            Ok(()) => break,
            Err(why) => said.push(why),
        }
    }
    if said.len() == alternatives.len() {
        return Err(said.join(" | or: "));
    }
    for (name, path) in step.get("save").and_then(Json::members).unwrap_or_default() {
        let value = pick(&body, path.as_str().expect("a path"))?;
        names.insert(name.clone(), value);
    }
    Ok(())
}

fn ask(target: &dyn Target, step: &Json, names: &Names) -> Result<(u16, Json), String> {
    if let Some(raw) = step.get("raw") {
        return ask_raw(target, step, &make(raw, names));
    }
    if let Some(stream) = step.get("stream") {
        let stream = make(stream, names);
        return stream_records(target, stream.at("arn"), stream.get("key"));
    }
    let input = make(step.get("in").unwrap_or(&EMPTY), names);
    let operation = operation(step);
    match step.get("pages").and_then(Json::as_int) {
        Some(most) => walk(target, operation, input, most),
        None => send(target, operation, &input),
    }
}

fn operation(step: &Json) -> &str {
    step.get("op").and_then(Json::as_str).unwrap_or("the request")
}

fn send(target: &dyn Target, operation: &str, input: &Json) -> Result<(u16, Json), String> {
    call(target, operation, input.to_string().as_bytes())
}

/// A request that is sent as it stands, and its status.
fn ask_raw(target: &dyn Target, step: &Json, raw: &Json) -> Result<(u16, Json), String> {
    let text = |key: &str| raw.get(key).map(Json::plain);
    let headers = raw.get("headers").and_then(Json::members).unwrap_or_default();
    let raw = Raw {
        target: text("target").unwrap_or_default(),
        body: text("body").unwrap_or_default(),
        headers: headers
            .iter()
            .map(|(name, value)| (name.clone(), value.as_str().map(str::to_owned)))
            .collect(),
        method: text("method").unwrap_or_else(|| "POST".to_owned()),
    };
    let (status, body) = target::send(target, &raw)?;
    match step.get("status").and_then(Json::as_int) {
        Some(want) if want != i64::from(status) => {
            Err(format!("want status {want}, got {status}: {}", body.short()))
        }
        _ => Ok((status, body)),
    }
}

/// A listing to its end, as one body: arrays put together, numbers added up, `Pages` the pages themselves.
fn walk(target: &dyn Target, operation: &str, mut input: Json, most: i64) -> Result<(u16, Json), String> {
    let mut whole = Json::object([("Pages", Json::Array(Vec::new()))]);
    let mut pages = Vec::new();
    for _ in 0..most {
        let (status, page) = send(target, operation, &input)?;
        if status != 200 {
            return Ok((status, page));
        }
        let mut at_end = true;
        for (key, value) in page.members().unwrap_or_default() {
            match (value, whole.get(key)) {
                (Json::Array(more), Some(Json::Array(sum))) => {
                    whole.set(key, Json::Array([sum.as_slice(), more].concat()));
                }
                (Json::Number(_), Some(sum)) => whole.set(key, add(sum, value)),
                (Json::Array(_) | Json::Number(_), _) => whole.set(key, value.clone()),
                _ => {}
            }
            let follow = match key.strip_prefix("LastEvaluated") {
                Some(what) => format!("ExclusiveStart{what}"),
                None if key == "NextToken" => key.clone(),
                None => continue,
            };
            input.set(&follow, value.clone());
            at_end = false;
        }
        pages.push(page);
        if at_end {
            whole.set("Pages", Json::Array(pages));
            return Ok((status, whole));
        }
    }
    Err(format!("{operation}: not at the end after {most} pages"))
}

/// All records of a stream, or those of one key, shard after shard, as one body.
fn stream_records(target: &dyn Target, arn: &Json, key: Option<&Json>) -> Result<(u16, Json), String> {
    let mut records = Vec::new();
    let mut describe = Json::object([("StreamArn", arn.clone())]);
    loop {
        let (status, stream) = send(target, "DescribeStream", &describe)?;
        if status != 200 {
            return Ok((status, stream));
        }
        let about = stream.get("StreamDescription").ok_or("no StreamDescription")?;
        for shard in about.get("Shards").and_then(Json::elements).unwrap_or_default() {
            let from_start = Json::object([
                ("StreamArn", arn.clone()),
                ("ShardId", shard.get("ShardId").ok_or("no ShardId")?.clone()),
                ("ShardIteratorType", Json::text("TRIM_HORIZON")),
            ]);
            let (mut status, mut answer) = send(target, "GetShardIterator", &from_start)?;
            let mut iterator = answer.get("ShardIterator").cloned();
            while let (200, Some(next)) = (status, iterator) {
                (status, answer) = send(target, "GetRecords", &Json::object([("ShardIterator", next)]))?;
                let more = answer.get("Records").and_then(Json::elements).unwrap_or_default();
                records.extend_from_slice(more);
                iterator = answer.get("NextShardIterator").filter(|_| !more.is_empty()).cloned();
            }
            if status != 200 {
                return Ok((status, answer));
            }
        }
        match about.get("LastEvaluatedShardId") {
            Some(last) => describe.set("ExclusiveStartShardId", last.clone()),
            None => break,
        }
    }
    if let Some(key) = key {
        let exactly = Json::object([("$exact", key.clone())]);
        let keys = |record: &Json| record.get("dynamodb").and_then(|change| change.get("Keys")).cloned();
        records.retain(|record| keys(record).is_some_and(|keys| match_body(&exactly, &keys).is_ok()));
    }
    Ok((200, Json::object([("Records", Json::Array(records))])))
}

/// Whether the answer is what `want`, the step or one of its `either`, asks for.
fn judge(want: &Json, step: &Json, status: u16, body: &Json, names: &Names) -> Outcome {
    match want.get("error") {
        None if status != 200 && step.get("raw").is_none() => {
            return Err(format!("{} failed: {}", operation(step), body.short()));
        }
        None => {}
        Some(error) if status == 200 => {
            let kind = error.at("type").plain();
            return Err(format!(
                "{} should have failed with {kind}, answered {}",
                operation(step),
                body.short()
            ));
        }
        Some(error) => check_error(&make(error, names), body)?,
    }
    match want.get("out") {
        Some(out) => match_body(&make(out, names), body),
        None => Ok(()),
    }
}

fn check_error(want: &Json, body: &Json) -> Outcome {
    let kind = body.get("__type").map_or(String::new(), Json::plain);
    let kind = kind.rsplit('#').next().unwrap_or_default();
    let message = body.get("message").or_else(|| body.get("Message")).map_or(String::new(), Json::plain);
    let shown = Json::text(message.as_str()).short();
    let wanted = want.at("type").plain();
    if kind != wanted {
        let kind = if kind.is_empty() { "no __type" } else { kind };
        return Err(format!("want {wanted}, got {kind}: {shown}"));
    }
    if let Some(text) = want.get("message")
        && text.as_str() != Some(message.as_str())
    {
        return Err(format!("want message {}, got {shown}", text.short()));
    }
    if let Some(texts) = want.get("any_of")
        && !texts.elements().unwrap_or_default().iter().any(|text| text.as_str() == Some(message.as_str()))
    {
        return Err(format!("want one of {}, got {shown}", texts.short()));
    }
    for part in want.get("contains").and_then(Json::elements).unwrap_or_default() {
        if !message.contains(&part.plain()) {
            return Err(format!("want a message with {}, got {shown}", part.short()));
        }
    }
    match want.get("matches").map(Json::plain) {
        Some(text) if !found(&text, &message) => Err(format!("want a message like /{text}/, got {shown}")),
        _ => Ok(()),
    }
}

/// The part of a body that a path names, as in `Items.0.pk.S`; behind ` ~ ` a pattern whose first group is kept.
fn pick(body: &Json, path: &str) -> Result<Json, String> {
    let (path, kept) = path.split_once(" ~ ").map_or((path, None), |(path, kept)| (path, Some(kept)));
    let value = path.split('.').try_fold(body, |value, part| match value {
        Json::Array(elements) => part.parse::<usize>().ok().and_then(|place| elements.get(place)),
        other => other.get(part),
    });
    let value = value.ok_or_else(|| format!("nothing to save at {path}"))?;
    let Some(kept) = kept else { return Ok(value.clone()) };
    let text = value.plain();
    let group = pattern(kept).captures(&text).unwrap().and_then(|groups| groups.get(1));
    group
        .map(|group| Json::text(group.as_str()))
        .ok_or_else(|| format!("nothing like /{kept}/ to save at {path}: {}", value.short()))
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use super::*;
    use crate::runner::target::Answer;

    /// Answers each call with the next of its answers, the last one again and again, and keeps the requests.
    struct Script {
        answers: RefCell<Vec<(u16, &'static str)>>,
        asked: RefCell<Vec<String>>,
    }

    impl Script {
        fn new(answers: &[(u16, &'static str)]) -> Self {
            let answers = RefCell::new(answers.iter().rev().copied().collect());
            Self { answers, asked: RefCell::default() }
        }
    }

    impl Target for Script {
        fn call(&self, operation: &str, body: &[u8]) -> Answer {
            self.asked.borrow_mut().push(format!("{operation} {}", String::from_utf8_lossy(body)));
            let mut answers = self.answers.borrow_mut();
            let (status, body) = if answers.len() > 1 { answers.pop().unwrap() } else { answers[0] };
            Answer { status, body: body.into() }
        }
    }

    fn play(answers: &[(u16, &'static str)], step: &str, names: &mut Names) -> (Outcome, Vec<String>) {
        let script = Script::new(answers);
        let outcome = perform(&script, &serde_json::from_str(step).unwrap(), names);
        (outcome, script.asked.into_inner())
    }

    fn outcome(answer: (u16, &'static str), step: &str) -> Outcome {
        play(&[answer], step, &mut Names::new()).0
    }

    const REFUSED: (u16, &str) =
        (400, r#"{"__type":"com.amazon#ValidationException","message":"no: a = b"}"#);

    #[test]
    fn without_error_any_success_will_do_and_nothing_else() {
        assert_eq!(outcome((200, "{}"), r#"{"op": "X", "in": {}}"#), Ok(()));
        assert!(outcome(REFUSED, r#"{"op": "X", "in": {}}"#).unwrap_err().starts_with("X failed: "));
    }

    #[test]
    fn an_error_has_its_type_and_its_message() {
        let error = |rest: &str| {
            outcome(REFUSED, &format!(r#"{{"op": "X", "error": {{"type": "ValidationException"{rest}}}}}"#))
        };
        for accepted in [
            "",
            r#", "message": "no: a = b""#,
            r#", "contains": ["no", "= b"]"#,
            r#", "matches": "^no: .*b$""#,
            r#", "any_of": ["x", "no: a = b"]"#,
        ] {
            assert_eq!(error(accepted), Ok(()), "{accepted}");
        }
        for refused in [
            r#", "message": "no""#,
            r#", "contains": ["no", "c"]"#,
            r#", "matches": "^a""#,
            r#", "any_of": ["no"]"#,
        ] {
            assert!(error(refused).is_err(), "{refused}");
        }
        assert!(outcome(REFUSED, r#"{"op": "X", "error": {"type": "Other"}}"#).is_err());
        assert!(outcome((200, "{}"), r#"{"op": "X", "error": {"type": "ValidationException"}}"#).is_err());
    }

    #[test]
    fn one_of_either_is_enough() {
        let step =
            r#"{"op": "X", "either": [{"error": {"type": "ValidationException"}}, {"out": {"a": 1}}]}"#;
        assert_eq!(outcome(REFUSED, step), Ok(()));
        assert_eq!(outcome((200, r#"{"a":1}"#), step), Ok(()));
        assert!(outcome((200, r#"{"a":2}"#), step).unwrap_err().contains(" | or: "));
    }

    #[test]
    fn what_is_saved_stands_in_later_requests() {
        let mut names = Names::new();
        let save = r#"{"op": "X", "save": {"sk": "Items.1.n", "account": "arn ~ :(\\d+):"}}"#;
        let body = r#"{"Items":[0,{"n":7}],"arn":"arn:aws:123:t"}"#;
        assert_eq!(play(&[(200, body)], save, &mut names).0, Ok(()));
        let (_, asked) =
            play(&[(200, "{}")], r#"{"op": "X", "in": {"b": "{{sk}}", "a": "{{account}}"}}"#, &mut names);
        assert_eq!(asked, [r#"X {"b":7,"a":"123"}"#]);
        assert!(play(&[(200, "{}")], save, &mut names).0.is_err());
    }

    #[test]
    fn for_runs_a_step_with_every_index() {
        let (outcome, asked) =
            play(&[(200, "{}")], r#"{"op": "X", "for": [0, 3], "in": {"i": "{{i}}"}}"#, &mut Names::new());
        assert_eq!(outcome, Ok(()));
        assert_eq!(asked, [r#"X {"i":"0"}"#, r#"X {"i":"1"}"#, r#"X {"i":"2"}"#]);
    }

    #[test]
    fn until_tries_again_until_it_matches() {
        let step = r#"{"op": "X", "out": {"n": 2}, "until": true}"#;
        let (outcome, asked) =
            play(&[(200, r#"{"n":1}"#), REFUSED, (200, r#"{"n":2}"#)], step, &mut Names::new());
        assert_eq!((outcome, asked.len()), (Ok(()), 3));
        assert!(play(&[(200, r#"{"n":1}"#)], step, &mut Names::new()).0.is_err());
    }

    #[test]
    fn pages_are_walked_to_the_end_and_put_together() {
        let answers = [
            (200, r#"{"Items":[1],"Count":1,"LastEvaluatedKey":{"pk":1}}"#),
            (200, r#"{"Items":[2,3],"Count":2}"#),
        ];
        let step = |most: i64| {
            format!(
                r#"{{"op": "Scan", "in": {{"Limit": 1}}, "pages": {most},
                "out": {{"Items": [1, 2, 3], "Count": 3, "Pages": [{{"Count": 1}}, {{"Count": 2}}]}}}}"#
            )
        };
        let (outcome, asked) = play(&answers, &step(2), &mut Names::new());
        assert_eq!(outcome, Ok(()));
        assert_eq!(asked, [r#"Scan {"Limit":1}"#, r#"Scan {"Limit":1,"ExclusiveStartKey":{"pk":1}}"#]);
        assert!(play(&answers, &step(1), &mut Names::new()).0.is_err());
    }

    #[test]
    fn a_stream_is_read_shard_after_shard() {
        let answers = [
            (200, r#"{"StreamDescription":{"Shards":[{"ShardId":"s1"}]}}"#),
            (200, r#"{"ShardIterator":"i1"}"#),
            (
                200,
                r#"{"Records":[{"dynamodb":{"Keys":{"pk":{"S":"x"}}}},{"dynamodb":{"Keys":{"pk":{"S":"y"}}}}],"NextShardIterator":"i2"}"#,
            ),
            (200, r#"{"Records":[],"NextShardIterator":"i3"}"#),
        ];
        let step =
            r#"{"stream": {"arn": "a", "key": {"pk": {"S": "x"}}}, "out": {"Records": {"$length": 1}}}"#;
        let (outcome, asked) = play(&answers, step, &mut Names::new());
        assert_eq!((outcome, asked.len()), (Ok(()), 4));
    }

    #[test]
    fn a_raw_body_is_sent_as_it_stands_and_its_status_is_checked() {
        let step = |rest: &str| {
            format!(r#"{{"raw": {{"target": "DynamoDB_20120810.X", "body": "{{ 1"{rest}}}, "status": 400}}"#)
        };
        let (outcome, asked) = play(&[REFUSED], &step(""), &mut Names::new());
        assert_eq!((outcome, asked), (Ok(()), vec!["X { 1".to_owned()]));
        assert!(play(&[(200, "{}")], &step(""), &mut Names::new()).0.is_err());
    }

    #[test]
    fn headers_and_methods_are_sent_and_need_http() {
        struct Echo;
        impl Target for Echo {
            fn call(&self, operation: &str, _: &[u8]) -> Answer {
                panic!("{operation} has headers of its own")
            }
            fn send(&self, raw: &Raw) -> Answer {
                Answer { status: 200, body: Json::text(format!("{raw:?}")).to_string().into_bytes() }
            }
        }
        let step = r#"{"raw": {"target": "A.X", "body": "b", "headers": {"A": "{{hash}}", "B": null}, "method": "PUT"},
            "status": 200, "out": {"$regex": "target: .A.X., body: .b., headers: .*A., Some.*cf_hash.*B., None.*PUT"}}"#;
        let step = serde_json::from_str(step).unwrap();
        let mut names = Names::from([("hash".to_owned(), Json::text("cf_hash"))]);
        assert_eq!(perform(&Echo, &step, &mut names), Ok(()));
        assert!(target::needs_http(&step));
        let plain = r#"{"raw": {"target": "A.X", "body": "b"}, "status": 200}"#;
        assert!(!target::needs_http(&serde_json::from_str(plain).unwrap()));
    }
}
