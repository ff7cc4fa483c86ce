use super::*;

fn headers(authorization: &str, date: bool) -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert(AUTHORIZATION, authorization.parse().unwrap());
    if date {
        headers.insert("x-amz-date", HeaderValue::from_static("20261122T000000Z"));
    }
    headers
}

fn refusal(authorization: &str, date: bool) -> String {
    let fault = Authorization::read(&headers(authorization, date), None).unwrap_err();
    assert_eq!(fault.status, hyper::StatusCode::BAD_REQUEST);
    String::from_utf8(fault.body.to_vec()).unwrap()
}

#[test]
fn the_header_says_whose_request_it_is() {
    let headers = headers(
        "AWS4-HMAC-SHA256 Credential=me/20261122/ap-northeast-2/dynamodb/aws4_request, \
         SignedHeaders=host;x-amz-date, Signature=00",
        true,
    );
    let read = Authorization::read(&headers, None).unwrap();
    assert_eq!((read.access_key, read.region, read.day), ("me", "ap-northeast-2", "20261122"));
    assert_eq!((read.signed_headers, read.signature), ("host;x-amz-date", "00"));
}

#[test]
fn parameters_are_parted_by_commas_or_spaces_or_both() {
    for between in [",", " ", ", ", " , ", "\t", ",,  ,"] {
        let parameters = ["Credential=a/b/c/d/e", "SignedHeaders=host", "Signature=0"].join(between);
        let headers = headers(&format!("AWS4-HMAC-SHA256 {parameters}{between}"), true);
        let read = Authorization::read(&headers, None).unwrap();
        assert_eq!((read.access_key, read.signed_headers, read.signature), ("a", "host", "0"));
    }
}

fn presigned(query: &str) -> Option<PresignedQuery> {
    PresignedQuery::read(&format!("/?{query}").parse().unwrap())
}

#[test]
fn a_presigned_query_says_it_too() {
    let query = presigned(
        "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=me%2F20261122%2Fus-east-1%2Fdynamodb%2Faws4_request\
         &X-Amz-Date=20261122T000000Z&X-Amz-Expires=60&X-Amz-SignedHeaders=host%3Bx-amz-target&X-Amz-Signature=ff",
    );
    let headers = HeaderMap::new();
    let read = Authorization::read(&headers, query.as_ref()).unwrap();
    assert_eq!((read.access_key, read.region, read.signed_headers), ("me", "us-east-1", "host;x-amz-target"));
    assert_eq!((read.date, read.signature), ("20261122T000000Z", "ff"));
}

#[test]
fn all_that_a_presigned_query_lacks_is_named_at_once() {
    let refusal = |query: &str, headers: HeaderMap| {
        let query = presigned(query);
        let fault = Authorization::read(&headers, query.as_ref()).unwrap_err();
        String::from_utf8(fault.body.to_vec()).unwrap()
    };
    let text = refusal("X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Date=&x-amz-signature=0", HeaderMap::new());
    assert!(text.contains("#IncompleteSignatureException"), "{text}");
    assert!(
        text.contains(
            "\"AWS query-string parameters must include 'X-Amz-Credential'. \
             AWS query-string parameters must include 'X-Amz-Signature'. \
             AWS query-string parameters must include 'X-Amz-SignedHeaders'. \
             AWS query-string parameters must include 'X-Amz-Date'. Re-examine the query-string parameters.\""
        ),
        "{text}"
    );
    let text = refusal("X-Amz-Algorithm", headers("AWS4-HMAC-SHA256 Signature=0", true));
    assert!(text.contains("#InvalidSignatureException") && text.contains("Found both"), "{text}");
    let text = refusal("a=b", HeaderMap::new());
    assert!(text.contains("#MissingAuthenticationTokenException"), "{text}");
}

#[test]
fn another_scheme_is_no_token() {
    for scheme in ["Bearer abc", "Basic YTpi", ""] {
        assert!(refusal(scheme, true).contains("Request is missing Authentication Token"), "{scheme}");
    }
}

#[test]
fn all_that_is_lacking_is_named_at_once() {
    let text = refusal("AWS4-HMAC-SHA256", false);
    assert!(text.contains("com.amazon.coral.service#IncompleteSignatureException"), "{text}");
    assert!(
        text.contains(
            "Authorization header requires 'Credential' parameter. \
             Authorization header requires 'Signature' parameter. \
             Authorization header requires 'SignedHeaders' parameter. \
             Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. "
        ),
        "{text}"
    );
}

#[test]
fn only_what_is_lacking_is_named() {
    let text = refusal("AWS4-HMAC-SHA256 Credential=a/b/c/d/e, SignedHeaders=host", true);
    assert!(text.contains("\"Authorization header requires 'Signature' parameter. (Hashed"), "{text}");
}

#[test]
fn a_parameter_has_an_equal_sign() {
    let text = refusal("AWS4-HMAC-SHA256 Credential", true);
    assert!(text.contains("Invalid key=value pair (missing equal-sign) in Authorization header"), "{text}");
}

#[test]
fn a_credential_has_five_parts() {
    let text = refusal("AWS4-HMAC-SHA256 Credential=me, SignedHeaders=host, Signature=0", true);
    assert!(text.contains("exactly 5 slash-delimited elements"), "{text}");
    assert!(text.contains("got 'me'"), "{text}");
}

#[test]
fn a_region_is_a_word() {
    let text = refusal("AWS4-HMAC-SHA256 Credential=me/d/a.b/s/t, SignedHeaders=host, Signature=0", true);
    assert!(text.contains("Credential should be scoped to a valid region."), "{text}");
}
