//! An HTTP/1.1 client that sends what it is told, right or wrong.

use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpStream},
    time::Duration,
};

use crate::running::SOON;

pub const AUTHORIZATION: &str = "AWS4-HMAC-SHA256 Credential=me/20261122/us-east-1/dynamodb/aws4_request, \
                                 SignedHeaders=host;x-amz-date, Signature=0";

/// How long a client waits for the next byte: large requests take their time on a machine that others use.
const ANSWER_TIME: Duration = Duration::from_secs(300);

/// A request, by its parts.
#[derive(Clone)]
pub struct Call {
    pub method: String,
    pub path: String,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

/// One that is right in all respects.
pub fn call(operation: &str, body: impl Into<Vec<u8>>) -> Call {
    let headers = [
        ("Host", "127.0.0.1"),
        ("Content-Type", "application/x-amz-json-1.0"),
        ("X-Amz-Date", "20261122T000000Z"),
        ("Authorization", AUTHORIZATION),
    ];
    let headers = headers.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
    let target = format!("DynamoDB_20120810.{operation}");
    Call { method: "POST".to_owned(), path: "/".to_owned(), headers, body: body.into() }
        .with("X-Amz-Target", &target)
}

impl Call {
    pub fn with(self, name: &str, value: &str) -> Self {
        self.without(name).and(name, value)
    }

    /// One more header, whether there is one of this name or not.
    pub fn and(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    pub fn without(mut self, name: &str) -> Self {
        self.headers.retain(|(header, _)| !header.eq_ignore_ascii_case(name));
        self
    }

    pub fn method(self, method: &str) -> Self {
        Self { method: method.to_owned(), ..self }
    }

    pub fn path(self, path: &str) -> Self {
        Self { path: path.to_owned(), ..self }
    }

    pub fn head(&self) -> Vec<u8> {
        let mut head = format!("{} {} HTTP/1.1\r\n", self.method, self.path);
        for (name, value) in &self.headers {
            head += &format!("{name}: {value}\r\n");
        }
        if !head.contains("Transfer-Encoding") {
            head += &format!("Content-Length: {}\r\n", self.body.len());
        }
        (head + "\r\n").into_bytes()
    }

    pub fn bytes(&self) -> Vec<u8> {
        [self.head(), self.body.clone()].concat()
    }

    /// On a connection of its own.
    pub fn send(&self, to: SocketAddr) -> Answer {
        let mut client = Client::connect(to);
        client.write(&self.bytes());
        client.answer().expect("an answer")
    }
}

pub struct Client(pub TcpStream);

impl Client {
    pub fn connect(to: SocketAddr) -> Self {
        let mut client = Self(TcpStream::connect(to).unwrap());
        client.wait_at_most(ANSWER_TIME);
        client
    }

    /// A connection whose request is in flight: the server has its head, and waits for its body.
    pub fn begin(to: SocketAddr, request: &Call) -> Self {
        let mut client = Self::connect(to);
        client.write(&request.clone().with("Expect", "100-continue").head());
        assert_eq!(client.answer().expect("the request is taken").status, 100);
        client
    }

    /// How long a read waits.
    pub fn wait_at_most(&mut self, time: Duration) {
        self.0.set_read_timeout(Some(time)).unwrap();
    }

    /// Sends; that the server has hung up shows when its answer is read.
    pub fn write(&mut self, bytes: &[u8]) {
        let _ = self.0.write_all(bytes);
    }

    /// The next answer, or nothing where the server hung up.
    pub fn answer(&mut self) -> Option<Answer> {
        let mut answer = self.head()?;
        answer.body = vec![0; answer.header("content-length").unwrap_or("0").parse().unwrap()];
        self.0.read_exact(&mut answer.body).unwrap();
        Some(answer)
    }

    /// The next answer without its body, which the answer to a HEAD does not have.
    pub fn head(&mut self) -> Option<Answer> {
        let mut head = Vec::new();
        let mut byte = [0];
        while !head.ends_with(b"\r\n\r\n") {
            match self.0.read(&mut byte) {
                Ok(1) => head.push(byte[0]),
                Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => panic!("no answer in time"),
                _ => return None,
            }
        }
        let head = String::from_utf8(head).unwrap();
        let mut lines = head.lines();
        let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
        let headers: Vec<_> = lines
            .filter_map(|line| line.split_once(": "))
            .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
            .collect();
        Some(Answer { status, headers, body: Vec::new() })
    }

    /// Whether the connection stays open for so long.
    pub fn is_open(&mut self, time: Duration) -> bool {
        self.wait_at_most(time);
        let is_open = match self.0.read(&mut [0]) {
            Err(error) => error.kind() == std::io::ErrorKind::WouldBlock,
            Ok(read) => read > 0,
        };
        self.wait_at_most(ANSWER_TIME);
        is_open
    }

    /// Whether it is closed, by [`SOON`].
    pub fn is_closed(&mut self) -> bool {
        !self.is_open(SOON)
    }
}

#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(header, _)| header == name).map(|(_, value)| value.as_str())
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// Asserts the status and that the body is this exception's.
    pub fn refused(&self, status: u16, exception: &str) -> String {
        let text = self.text();
        assert_eq!(self.status, status, "{text}");
        assert!(text.contains(&format!("#{exception}\"")), "{text}");
        text
    }
}
