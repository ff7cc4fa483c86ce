//! Where `--endpoint` leads, and with whose credentials.

use std::{
    fs,
    io::{Read, Write},
    net::TcpListener,
    process::Command,
    sync::{Arc, mpsc},
    thread,
    time::{Duration, Instant},
};

use rcgen::{CertifiedKey, generate_simple_self_signed};
use tokio::{io::copy_bidirectional, net::TcpStream, runtime::Builder};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{ServerConfig, pki_types::PrivateKeyDer},
};

use crate::support::{Desk, Done, Server};

/// Runs the program with these variables of the environment.
fn run(desk: &Desk, arguments: &[&str], variables: &[(&str, &str)]) -> Done {
    let mut command: Command = desk.command();
    let output = command.args(arguments).envs(variables.iter().copied()).output().unwrap();
    Done {
        code: output.status.code().unwrap(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

/// A server that checks the signatures of `me`, whose secret is `a secret`.
fn strict_server(desk: &Desk) -> Server {
    fs::write(desk.path("secret"), "a secret").unwrap();
    Server::start(desk, &["--access-key", "me", "--secret-key", "secret"])
}

/// Puts TLS in front of a server, and writes the certificate to a file. Returns the URL.
fn behind_tls(desk: &Desk, server: &Server, certificate_file: &str) -> String {
    let CertifiedKey { cert, signing_key } = generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    fs::write(desk.path(certificate_file), cert.pem()).unwrap();
    let key = PrivateKeyDer::try_from(signing_key.serialize_der()).unwrap();
    let settings = ServerConfig::builder().with_no_client_auth();
    let acceptor = TlsAcceptor::from(Arc::new(settings.with_single_cert(vec![cert.into()], key).unwrap()));
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("https://localhost:{}", listener.local_addr().unwrap().port());
    let behind = server.url.strip_prefix("http://").unwrap().to_owned();
    thread::spawn(move || {
        Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
            listener.set_nonblocking(true).unwrap();
            let listener = tokio::net::TcpListener::from_std(listener).unwrap();
            while let Ok((accepted, _)) = listener.accept().await {
                let Ok(mut accepted) = acceptor.accept(accepted).await else { continue };
                let mut behind = TcpStream::connect(&behind).await.unwrap();
                let _ = copy_bidirectional(&mut accepted, &mut behind).await;
            }
        });
    });
    url
}

#[test]
fn a_server_with_tls_is_asked_with_the_credentials_of_a_profile() {
    let desk = Desk::new();
    let server = strict_server(&desk);
    let url = behind_tls(&desk, &server, "authority.pem");
    fs::write(desk.path("config"), "[profile shop]\nregion = ap-northeast-2\n").unwrap();
    fs::write(desk.path("credentials"), "[shop]\naws_access_key_id = me\naws_secret_access_key = a secret\n")
        .unwrap();
    let authority = desk.path("authority.pem");
    let trusts = [("SSL_CERT_FILE", authority.to_str().unwrap())];
    let at = |arguments: &[&'static str]| [arguments, &["--endpoint", &url]].concat();
    let made = run(&desk, &at(&["create", "users", "--partition-key", "id", "--profile", "shop"]), &trusts);
    assert_eq!(made.code, 0, "{}", made.err);
    let by_variable = [trusts[0], ("AWS_PROFILE", "shop")];
    assert_eq!(run(&desk, &at(&["tables"]), &by_variable).out, "users\n");

    let stranger = [trusts[0], ("AWS_ACCESS_KEY_ID", "me"), ("AWS_SECRET_ACCESS_KEY", "a guess")];
    let refused = run(&desk, &at(&["tables", "--region", "us-east-1"]), &stranger);
    assert!(refused.err.contains("InvalidSignature"), "{}", refused.err);
    // The profile that is named is meant, and not who else the environment is.
    assert_eq!(run(&desk, &at(&["tables", "--profile", "shop"]), &stranger).out, "users\n");
    let nobody = run(&desk, &at(&["tables", "--region", "us-east-1"]), &trusts);
    assert!(
        nobody.code == 1 && nobody.err.contains("set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"),
        "{}",
        nobody.err
    );
    let another = behind_tls(&desk, &server, "another.pem");
    let distrusted = run(&desk, &["tables", "--endpoint", &another, "--profile", "shop"], &trusts);
    assert!(distrusted.err.contains("certificate"), "{}", distrusted.err);
}

/// A proxy that makes one connection, and tells to where it was asked to make it.
fn proxy() -> (String, mpsc::Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let (asked, told) = mpsc::channel();
    thread::spawn(move || {
        let (mut client, _) = listener.accept().unwrap();
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            let mut byte = [0];
            client.read_exact(&mut byte).unwrap();
            head.push(byte[0]);
        }
        let head = String::from_utf8(head).unwrap();
        let to = head.split(' ').nth(1).unwrap().to_owned();
        client.write_all(b"HTTP/1.1 200 OK\r\n\r\n").unwrap();
        let mut server = std::net::TcpStream::connect(&to).unwrap();
        asked.send(head.split("\r\n").next().unwrap().to_owned()).unwrap();
        let (mut from_client, mut to_server) = (client.try_clone().unwrap(), server.try_clone().unwrap());
        thread::spawn(move || std::io::copy(&mut from_client, &mut to_server));
        let _ = std::io::copy(&mut server, &mut client);
    });
    (url, told)
}

#[test]
fn a_server_with_tls_is_reached_through_the_proxy_of_the_environment() {
    let desk = Desk::new();
    let server = strict_server(&desk);
    let url = behind_tls(&desk, &server, "authority.pem");
    let authority = desk.path("authority.pem");
    let (proxy, told) = proxy();
    let variables = [
        ("SSL_CERT_FILE", authority.to_str().unwrap()),
        ("AWS_ACCESS_KEY_ID", "me"),
        ("AWS_SECRET_ACCESS_KEY", "a secret"),
        ("HTTPS_PROXY", &proxy),
        ("NO_PROXY", ""),
    ];
    let listed = run(&desk, &["tables", "--endpoint", &url, "--region", "us-east-1"], &variables);
    assert_eq!((listed.code, &*listed.err), (0, ""));
    let place = url.strip_prefix("https://").unwrap();
    assert_eq!(told.try_recv().as_deref(), Ok(&*format!("CONNECT {place} HTTP/1.1")));
}

#[test]
fn the_service_in_the_cloud_is_asked_only_where_it_is_named() {
    let desk = Desk::new();
    let server = Server::start(&desk, &[]);
    let here = [("AWS_ENDPOINT_URL_DYNAMODB", server.url.as_str())];
    assert_eq!(run(&desk, &["create", "users", "--partition-key", "id"], &here).code, 0);
    assert_eq!(run(&desk, &["tables"], &here).out, "users\n");
    // Without credentials nothing is sent, so that the test needs no network.
    let cloud = run(&desk, &["tables", "--endpoint", "aws", "--region", "ap-northeast-2"], &here);
    assert!(cloud.code == 1 && cloud.err.contains("no credentials are found"), "{}", cloud.err);
    let nowhere = run(&desk, &["tables", "--endpoint", "aws"], &here);
    assert!(
        nowhere.err.contains("no region is known") && nowhere.err.contains("--region"),
        "{}",
        nowhere.err
    );
    for region in ["eu west", "evil.example/"] {
        let odd = run(&desk, &["tables", "--endpoint", "aws", "--region", region], &here);
        assert!(odd.err.contains("is no region's name"), "{region}: {}", odd.err);
    }
    let nobody = desk.run(&["tables", "--endpoint", "aws", "--profile", "shop"]);
    assert!(
        nobody.err.contains("no profile of the AWS configuration files is called shop"),
        "{}",
        nobody.err
    );
}

#[test]
fn a_server_without_tls_needs_no_configuration() {
    let desk = Desk::new();
    let server = Server::start(&desk, &[]);
    // A profile that does not parse would be told, if it was read.
    fs::write(desk.path("config"), "[profile").unwrap();
    let fails = [("AWS_PROFILE", "nobody")];
    let done = run(&desk, &["tables", "--endpoint", &server.url], &fails);
    assert_eq!((done.code, &*done.err), (0, ""));
    let told = run(&desk, &["tables", "--endpoint", &server.url, "--profile", "shop"], &fails);
    assert!(told.code == 1 && told.err.contains("configuration"), "{}", told.err);
}

#[test]
fn what_is_no_address_and_who_does_not_answer_is_told_at_once() {
    let desk = Desk::new();
    for wrong in ["localhost:8000", "ftp://localhost", "AWS", ""] {
        let told = desk.bad(&["tables", "--endpoint", wrong]);
        assert!(told.contains("is no address") && !told.contains("ValidationException"), "{told}");
    }
    let began = Instant::now();
    let told = desk.bad(&["tables", "--endpoint", "http://127.0.0.1:1"]);
    assert!(
        told.starts_with("hashrange: cannot reach http://127.0.0.1:1: nothing listens there\n"),
        "{told}"
    );
    assert!(began.elapsed() < Duration::from_secs(5));
}

#[test]
fn a_table_that_is_made_for_an_import_is_waited_for() {
    let desk = Desk::new();
    let server = Server::start(&desk, &["--transitions", "300ms"]);
    fs::write(desk.path("users.jsonl"), "{\"id\": \"haeri05\"}\n").unwrap();
    let at = ["--endpoint", server.url.as_str()];
    desk.good(&[&["import", "users", "users.jsonl", "--partition-key", "id"], &at[..]].concat());
    assert!(desk.good(&[&["scan", "users"], &at[..]].concat()).contains("haeri05"));
}
