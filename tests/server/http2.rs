//! HTTP/2 without TLS, by prior knowledge. (RFC 9113)

use crate::{
    http2_frames::{DATA, END_STREAM, HEADERS, call, connect, read},
    running::start,
};

#[test]
fn http2_is_understood_on_the_same_port() {
    let server = start(|server| server);
    let requests = [call(1, "ListTables", "{}"), call(3, "Nothing", "{}")].concat();
    let mut client = connect(server.address, &[], &requests);

    let mut bodies = [Vec::new(), Vec::new()];
    let mut ended = 0;
    while ended < 2 {
        let frame = read(&mut client).unwrap();
        if frame.kind == DATA {
            bodies[usize::from(frame.stream == 3)].extend(frame.payload);
        }
        if frame.kind <= HEADERS && frame.flags & END_STREAM != 0 {
            ended += 1;
        }
    }
    assert_eq!(bodies[0], br#"{"TableNames":[]}"#);
    assert_eq!(bodies[1], br#"{"__type":"com.amazon.coral.service#UnknownOperationException"}"#);
}
