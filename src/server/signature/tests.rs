use hyper::{HeaderMap, Method, Uri, header::HeaderValue};

use super::*;
use crate::server::presigned::PresignedQuery;

const ACCESS_KEY: &str = "AKIDEXAMPLE";
const SECRET_KEY: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

fn credentials() -> Credentials {
    Credentials { access_key: ACCESS_KEY.to_owned(), secret_key: SECRET_KEY.to_owned() }
}

/// A request as botocore signs it.
struct Call {
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Vec<u8>,
    now: &'static str,
}

impl Call {
    fn new() -> Self {
        let mut call = Self {
            method: Method::POST,
            uri: Uri::from_static("/"),
            headers: HeaderMap::new(),
            body: br#"{"Limit": 1}"#.to_vec(),
            now: "20261122T160000Z",
        };
        for (name, value) in [
            ("host", "127.0.0.1:8000"),
            ("x-amz-target", "DynamoDB_20120810.ListTables"),
            ("content-type", "application/x-amz-json-1.0"),
            ("spaces", "  two   words "),
            ("x-amz-date", "20261122T160000Z"),
            (
                "authorization",
                "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261122/ap-northeast-2/dynamodb/aws4_request, \
                 SignedHeaders=content-type;host;spaces;x-amz-date;x-amz-target, \
                 Signature=46fa06e3588424ff9ef590f20fdde66c0bb08a6b27ed0c60484e1e9b850543e0",
            ),
        ] {
            call.set(name, value);
        }
        call
    }

    fn set(&mut self, name: &'static str, value: &str) {
        self.headers.insert(name, HeaderValue::from_str(value).unwrap());
    }

    fn replace(&mut self, from: &str, to: &str) {
        let header = self.headers.get("authorization").unwrap().to_str().unwrap();
        assert!(header.contains(from));
        let header = header.replace(from, to);
        self.set("authorization", &header);
    }

    fn verify(&self) -> Result<(), String> {
        let query = PresignedQuery::read(&self.uri);
        let authorization = Authorization::read(&self.headers, query.as_ref()).unwrap();
        let request =
            Signed { method: &self.method, uri: &self.uri, headers: &self.headers, body: &self.body };
        credentials()
            .verify(request, &authorization, amz_date::read(self.now).unwrap())
            .map_err(|fault| String::from_utf8(fault.body.to_vec()).unwrap())
    }

    fn refusal(&self) -> String {
        self.verify().unwrap_err()
    }
}

#[test]
fn what_an_sdk_signs_is_verified() {
    assert_eq!(Call::new().verify(), Ok(()));
}

#[test]
fn http2_has_the_host_in_its_authority() {
    let mut call = Call::new();
    call.headers.remove("host");
    call.uri = Uri::from_static("http://127.0.0.1:8000/");
    assert_eq!(call.verify(), Ok(()));
}

#[test]
fn every_signed_part_counts() {
    let mut body = Call::new();
    body.body.push(b' ');
    let mut header = Call::new();
    header.set("x-amz-target", "DynamoDB_20120810.DeleteTable");
    let mut host = Call::new();
    host.set("host", "127.0.0.1:8001");
    let mut method = Call::new();
    method.method = Method::PUT;
    let mut query = Call::new();
    query.uri = Uri::from_static("/?a=b");
    let mut region = Call::new();
    region.replace("ap-northeast-2", "us-east-1");
    let mut signature = Call::new();
    signature.replace("46fa06e3", "46fa06e4");
    let mut short = Call::new();
    short.replace("46fa06e3588424ff9ef590f20fdde66c0bb08a6b27ed0c60484e1e9b850543e0", "46fa");
    for changed in [body, header, host, method, query, region, signature, short] {
        assert_eq!(
            changed.refusal(),
            "{\"__type\":\"com.amazon.coral.service#InvalidSignatureException\",\"message\":\"The request signature we \
             calculated does not match the signature you provided. Check your AWS Secret Access Key and signing \
             method. Consult the service documentation for details.\"}"
        );
    }
}

#[test]
fn another_access_key_is_not_recognized() {
    let mut call = Call::new();
    call.replace(ACCESS_KEY, "AKIDSTRANGER");
    let text = call.refusal();
    assert!(text.contains("UnrecognizedClientException"), "{text}");
    assert!(text.contains("The security token included in the request is invalid."), "{text}");
}

#[test]
fn clocks_may_be_fifteen_minutes_apart() {
    let mut call = Call::new();
    for now in ["20261122T161500Z", "20261122T154500Z"] {
        call.now = now;
        assert_eq!(call.verify(), Ok(()), "{now}");
    }
    call.now = "20261122T161501Z";
    let text = call.refusal();
    assert!(
        text.contains(
            "Signature expired: 20261122T160000Z is now earlier than 20261122T160001Z (20261122T161501Z - 15 min.)"
        ),
        "{text}"
    );
    call.now = "20261122T154459Z";
    let text = call.refusal();
    assert!(
        text.contains(
            "Signature not yet current: 20261122T160000Z is still later than 20261122T155959Z \
             (20261122T154459Z + 15 min.)"
        ),
        "{text}"
    );
}

#[test]
fn the_scope_is_of_this_service_and_day() {
    let scoped = |from: &str, to: &str| {
        let mut call = Call::new();
        call.replace(from, to);
        call.refusal()
    };
    let text = scoped("/dynamodb/", "/s3/");
    assert!(text.contains("Credential should be scoped to correct service: 'dynamodb'. "), "{text}");
    let text = scoped("aws4_request", "aws5_request");
    assert!(text.contains("valid terminator: 'aws4_request', not 'aws5_request'."), "{text}");
    let text = scoped("/20261122/", "/20261121/");
    assert!(text.contains("'20261121' != '20261122', from '20261122T160000Z'."), "{text}");
}

#[test]
fn signed_headers_are_there_and_host_is_among_them() {
    let mut call = Call::new();
    call.headers.remove("spaces");
    let text = call.refusal();
    assert!(text.contains("'spaces' is named as a SignedHeader, but it does not exist"), "{text}");
    let mut call = Call::new();
    call.replace(";host;", ";");
    let text = call.refusal();
    assert!(text.contains("'Host' or ':authority' must be a 'SignedHeader'"), "{text}");
}

#[test]
fn the_services_own_headers_are_signed() {
    let mut call = Call::new();
    call.replace(";x-amz-target", "");
    let text = call.refusal();
    assert!(text.contains("'x-amz-target' must be a 'SignedHeader' in the AWS Authorization."), "{text}");
    let mut call = Call::new();
    call.set("x-amz-security-token", "a session's");
    assert!(call.refusal().contains("'x-amz-security-token' must be a 'SignedHeader'"));
}

/// A request as botocore presigns it, valid for an hour.
fn presigned() -> Call {
    let mut call = Call::new();
    call.uri = Uri::from_static(
        "/?Limit=1&X-Amz-Algorithm=AWS4-HMAC-SHA256\
         &X-Amz-Credential=AKIDEXAMPLE%2F20261122%2Fap-northeast-2%2Fdynamodb%2Faws4_request\
         &X-Amz-Date=20261122T160000Z&X-Amz-Expires=3600&X-Amz-SignedHeaders=content-type%3Bhost%3Bx-amz-target\
         &X-Amz-Signature=7aac703a36215b1653ecae4ebabdb0341a269a78721056d09504a23770408b52",
    );
    for header in ["authorization", "x-amz-date", "spaces"] {
        call.headers.remove(header);
    }
    call.body.clear();
    call
}

#[test]
fn what_botocore_presigns_is_verified_for_as_long_as_it_says() {
    let mut call = presigned();
    for now in ["20261122T154500Z", "20261122T160000Z", "20261122T170000Z"] {
        call.now = now;
        assert_eq!(call.verify(), Ok(()), "{now}");
    }
    call.now = "20261122T170001Z";
    let text = call.refusal();
    assert!(text.contains("earlier than 20261122T160001Z (20261122T170001Z - 3600 sec.)"), "{text}");
    call.now = "20261122T154459Z";
    assert!(call.refusal().contains("Signature not yet current"));
}

#[test]
fn every_part_of_a_presigned_request_counts() {
    let changed = |from: &str, to: &str| {
        let mut call = presigned();
        let uri = call.uri.to_string();
        assert!(uri.contains(from));
        call.uri = uri.replace(from, to).parse().unwrap();
        call.refusal()
    };
    for (from, to) in [("Limit=1", "Limit=2"), ("=3600", "=3601"), ("7aac703a", "7aac703b")] {
        assert!(changed(from, to).contains("does not match the signature you provided"), "{from}");
    }
    for expires in ["0", "604801", "-1", "soon", ""] {
        let text = changed("Expires=3600", &format!("Expires={expires}"));
        assert!(text.contains("X-Amz-Expires must be a number of seconds from 1 to 604800"), "{text}");
    }
}

#[test]
fn dates_are_in_the_basic_format() {
    for date in ["2026-11-22T16:00:00Z", "20261322T160000Z", "20261122T160000", "20261122T+60000Z", "now"] {
        let mut call = Call::new();
        call.set("x-amz-date", date);
        let text = call.refusal();
        assert!(text.contains("Date must be in ISO-8601 'basic format'."), "{date}: {text}");
    }
}

/// The cases `get-vanilla`, `get-vanilla-query-order-key-case`, `get-header-key-duplicate`,
/// `get-header-value-trim` and `post-vanilla` of AWS's Signature Version 4 test suite.
#[test]
fn the_published_vectors_hold() {
    let vanilla: &[(&'static str, &str)] = &[];
    let duplicate = [("my-header1", "value2"), ("my-header1", "value2"), ("my-header1", "value1")];
    let trimmed = [("my-header1", " value1"), ("my-header2", " \"a   b   c\"")];
    for (method, uri, extra, signed, signature) in [
        (
            Method::GET,
            "/",
            vanilla,
            "host;x-amz-date",
            "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
        ),
        (
            Method::GET,
            "/?Param2=value2&Param1=value1",
            vanilla,
            "host;x-amz-date",
            "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500",
        ),
        (
            Method::GET,
            "/",
            &duplicate,
            "host;my-header1;x-amz-date",
            "c9d5ea9f3f72853aea855b47ea873832890dbdd183b4468f858259531a5138ea",
        ),
        (
            Method::GET,
            "/",
            &trimmed,
            "host;my-header1;my-header2;x-amz-date",
            "acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736",
        ),
        (
            Method::POST,
            "/",
            vanilla,
            "host;x-amz-date",
            "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b",
        ),
    ] {
        let mut headers = HeaderMap::new();
        headers.insert("host", HeaderValue::from_static("example.amazonaws.com"));
        headers.insert("x-amz-date", HeaderValue::from_static("20150830T123600Z"));
        for (name, value) in extra {
            headers.append(*name, HeaderValue::from_str(value).unwrap());
        }
        let authorization = format!(
            "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, \
             SignedHeaders={signed}, Signature={signature}"
        );
        headers.insert("authorization", HeaderValue::from_str(&authorization).unwrap());
        let authorization = Authorization::read(&headers, None).unwrap();
        let uri: Uri = uri.parse().unwrap();
        let request = Signed { method: &method, uri: &uri, headers: &headers, body: b"" };
        let canonical = canonical_headers(request, authorization.signed_headers).unwrap();
        let checked = credentials().check_signature(request, &authorization, &canonical);
        assert_eq!(checked, Ok(()), "{method} {uri} {signed}");
    }
}
