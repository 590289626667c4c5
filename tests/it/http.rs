//! A hostile server on loopback: each thing it does to the client has a named outcome.

use std::{io::Write as _, time::Duration};

use cpec_watch::{
    config::HttpPolicy,
    io::http::{Client, Request, Response, Wanted},
    model::{
        look::{Failure, FailureKind},
        source::Validators,
    },
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
};
use url::Url;

/// Serves every connection by the path that is asked; gives its address.
async fn server() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let at = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(answer(stream));
        }
    });
    format!("http://{at}")
}

async fn answer(mut stream: TcpStream) {
    let mut asked = Vec::new();
    while !asked.windows(4).any(|end| end == b"\r\n\r\n") {
        match stream.read_buf(&mut asked).await {
            Ok(0) | Err(_) => return,
            Ok(_) => {}
        }
    }
    let asked = String::from_utf8_lossy(&asked).into_owned();
    let path = asked.split(' ').nth(1).unwrap_or("").to_owned();
    let known = asked.to_lowercase().contains("if-none-match: w/\"v 1\"");
    let whole = |head: &str, body: &[u8]| {
        let mut bytes = format!(
            "HTTP/1.1 {head}\r\nConnection: close\r\nContent-Length: {}\r\n\r\n",
            body.len()
        )
        .into_bytes();
        bytes.extend_from_slice(body);
        bytes
    };
    let zeros = vec![b'0'; 4 << 20];
    let bytes = match path.as_str() {
        "/slow-head" => {
            for byte in b"HTTP/1.1 200 OK\r\nX-Slow: ".iter().chain(std::iter::repeat(&b'z')) {
                tokio::time::sleep(Duration::from_millis(20)).await;
                if stream.write_all(&[*byte]).await.is_err() {
                    return;
                }
            }
            return;
        }
        "/endless" => {
            let _sent = stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await;
            while stream.write_all(&zeros[..4096]).await.is_ok() {}
            return;
        }
        "/short" => b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf".to_vec(),
        "/bomb" => whole("200 OK\r\nContent-Encoding: gzip", &gzip(&zeros)),
        "/cut-gzip" => {
            let packed = gzip(b"<rss>words that are long enough to be cut in the middle</rss>");
            whole("200 OK\r\nContent-Encoding: gzip", &packed[..packed.len() / 2])
        }
        "/huge" => b"HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n".to_vec(),
        "/loop" => whole("302 Found\r\nLocation: /loop", b""),
        "/to-private" => whole("302 Found\r\nLocation: http://10.0.0.1/", b""),
        "/to-file" => whole("302 Found\r\nLocation: file:///etc/passwd", b""),
        "/moved" => whole("301 Moved\r\nLocation: /moved-on", b""),
        "/moved-on" => whole("308 Moved\r\nLocation: /feed", b""),
        "/moved-then-found" => whole("301 Moved\r\nLocation: /found", b""),
        "/found" => whole("302 Found\r\nLocation: /feed", b""),
        "/image" => whole("200 OK\r\nContent-Type: image/png", b"x"),
        "/429" => whole("429 Too Many\r\nRetry-After: 120", b""),
        "/wall" => whole("403 Forbidden\r\ncf-mitigated: challenge", b"<html>"),
        "/410" => whole("410 Gone", b""),
        "/garbage" => b"SSH-2.0-OpenSSH_9\r\n".to_vec(),
        "/robots.txt" => whole("200 OK", b"User-agent: *\nDisallow: /secret\n"),
        "/feed" if known => whole("304 Not Modified", b""),
        _ => whole(
            "200 OK\r\nETag: W/\"v 1\"\r\nCache-Control: max-age=300\r\nContent-Encoding: gzip",
            &gzip(b"<rss/>"),
        ),
    };
    let _sent = stream.write_all(&bytes).await;
}

/// As servers do.
fn gzip(text: &[u8]) -> Vec<u8> {
    let mut coder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    coder.write_all(text).unwrap();
    coder.finish().unwrap()
}

fn policy() -> HttpPolicy {
    HttpPolicy {
        total_timeout: Duration::from_millis(1500),
        spacing: Duration::ZERO,
        allow_private: vec!["127.0.0.1".to_owned()],
        ..HttpPolicy::default()
    }
}

async fn ask(client: &Client, url: &str, wanted: Wanted) -> Result<Response, Failure> {
    let request = Request {
        url: Url::parse(url).unwrap(),
        validators: Validators::default(),
        wanted,
        max_bytes: 1 << 20,
    };
    client.get(&request).await
}

#[tokio::test]
async fn everything_a_hostile_server_does_has_a_name() {
    let at = server().await;
    let cases = [
        ("/slow-head", FailureKind::Timeout),
        ("/endless", FailureKind::TooLarge),
        ("/short", FailureKind::Truncated),
        ("/bomb", FailureKind::TooLarge),
        ("/cut-gzip", FailureKind::Truncated),
        ("/huge", FailureKind::TooLarge),
        ("/loop", FailureKind::Redirect),
        ("/to-private", FailureKind::RefusedAddress),
        ("/to-file", FailureKind::RefusedAddress),
        ("/image", FailureKind::NotAFeed),
        ("/wall", FailureKind::BotWall),
        ("/410", FailureKind::Http(410)),
        ("/garbage", FailureKind::Other),
    ];
    let client = Client::new(&policy()).unwrap();
    for (path, kind) in cases {
        let failure = ask(&client, &format!("{at}{path}"), Wanted::Feed).await.unwrap_err();
        assert_eq!(failure.kind, kind, "{path}: {}", failure.message);
    }
}

#[tokio::test]
async fn validators_go_back_verbatim_and_304_keeps_them() {
    let (at, client) = (server().await, Client::new(&policy()).unwrap());
    let first = ask(&client, &format!("{at}/feed"), Wanted::Feed).await.unwrap();
    assert_eq!((first.status, first.body.as_slice()), (200, &b"<rss/>"[..]));
    assert_eq!((first.validators.etag.as_deref(), first.max_age), (Some("W/\"v 1\""), Some(300)));
    let again = Request {
        url: Url::parse(&format!("{at}/feed")).unwrap(),
        validators: first.validators.clone(),
        wanted: Wanted::Feed,
        max_bytes: 1 << 20,
    };
    let again = client.get(&again).await.unwrap();
    assert!(again.is_unchanged());
    assert_eq!(again.validators, first.validators);
}

#[tokio::test]
async fn only_an_unbroken_row_of_permanent_redirects_is_a_move() {
    let (at, client) = (server().await, Client::new(&policy()).unwrap());
    let moved = ask(&client, &format!("{at}/moved"), Wanted::Feed).await.unwrap();
    assert_eq!(moved.permanent_move.unwrap().path(), "/feed");
    let part = ask(&client, &format!("{at}/moved-then-found"), Wanted::Feed).await.unwrap();
    assert_eq!((part.permanent_move.unwrap().path(), part.final_url.path()), ("/found", "/feed"));
}

#[tokio::test]
async fn a_host_that_says_429_is_not_asked_again() {
    let (at, client) = (server().await, Client::new(&policy()).unwrap());
    let refused = ask(&client, &format!("{at}/429"), Wanted::Feed).await.unwrap_err();
    assert_eq!((refused.kind, refused.retry_after), (FailureKind::RateLimited, Some(120)));
    let held = ask(&client, &format!("{at}/feed"), Wanted::Feed).await.unwrap_err();
    assert_eq!(held.kind, FailureKind::RateLimited);
    assert!(held.message.contains("left alone"), "{}", held.message);
}

#[tokio::test]
async fn robots_hold_for_pages_and_private_addresses_are_refused() {
    let (at, client) = (server().await, Client::new(&policy()).unwrap());
    let page = ask(&client, &format!("{at}/secret/1"), Wanted::Page).await.unwrap_err();
    assert_eq!(page.kind, FailureKind::Robots);
    assert!(ask(&client, &format!("{at}/open"), Wanted::Page).await.is_ok());
    assert!(ask(&client, &format!("{at}/secret/1"), Wanted::Feed).await.is_ok());
    let strict = Client::new(&HttpPolicy { allow_private: Vec::new(), ..policy() }).unwrap();
    for url in [format!("{at}/feed"), "http://localhost:9/".to_owned()] {
        let refused = ask(&strict, &url, Wanted::Feed).await.unwrap_err();
        assert_eq!(refused.kind, FailureKind::RefusedAddress, "{}", refused.message);
    }
}
