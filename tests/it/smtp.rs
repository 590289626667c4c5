//! Handing mails to a real server on a socket, and every way it can go wrong.

use std::time::Duration;

use cpec_watch::io::smtp::{Client, Handover, Mailer, Parcel, Security, Server};

use crate::sink::{Act, Sink, Stage};

const TEXT: &[u8] = b"Subject: x\r\n\r\n.a line that begins with a dot\r\nend\r\n";

fn server(sink: &Sink, security: Security) -> Server {
    Server {
        host: "localhost".to_owned(),
        port: sink.port,
        security,
        login: None,
        deadline: Duration::from_secs(20),
        hello: Some("watch.example.org".to_owned()),
        roots: vec![sink.certificate.clone()],
    }
}

fn mailer(server: Server) -> Mailer {
    Mailer::Smtp(Box::new(Client::new(server)))
}

async fn send(mailer: &mut Mailer, to: &str) -> Handover {
    let from = "watch@example.org";
    mailer.send(&Parcel { message_id: "1@example.org", from, to, bytes: TEXT }).await
}

fn accepted(handover: &Handover) -> bool {
    matches!(handover, Handover::Accepted(_))
}

#[tokio::test]
async fn a_mail_arrives_whole_and_the_connection_serves_the_next() {
    let sink = Sink::start().await;
    let mut mailer = mailer(server(&sink, Security::Plain));
    for to in ["a@example.org", "b@example.org"] {
        let ending = send(&mut mailer, to).await;
        assert_eq!(ending, Handover::Accepted("250 2.0.0 queued as 1".to_owned()));
    }
    mailer.close().await;
    let received = sink.received();
    assert_eq!(received[0].from, "watch@example.org");
    assert_eq!(received[0].to, ["a@example.org"]);
    assert_eq!(received[1].to, ["b@example.org"]);
    assert!(received[0].bytes.starts_with(TEXT));
    assert_eq!(sink.connections(), 1);
}

#[tokio::test]
async fn starttls_encrypts_before_the_password_is_said() {
    let sink = Sink::start().await;
    let login = Some(("watch".to_owned(), "secret".to_owned().into()));
    let mut mailer = mailer(Server { login, ..server(&sink, Security::Starttls) });
    assert!(accepted(&send(&mut mailer, "a@example.org").await));
    let received = sink.received();
    assert!(received[0].encrypted);
    assert_eq!(received[0].login.as_deref(), Some("AHdhdGNoAHNlY3JldA=="));
    assert!(!mailer.describe().contains("secret"));
    assert!(!format!("{mailer:?}").contains("secret"));
}

#[tokio::test]
async fn a_certificate_nobody_vouches_for_is_refused() {
    let sink = Sink::start().await;
    let mut mailer = mailer(Server { roots: Vec::new(), ..server(&sink, Security::Starttls) });
    let ending = send(&mut mailer, "a@example.org").await;
    assert!(
        matches!(&ending, Handover::Unavailable(why) if why.contains("STARTTLS")),
        "{ending:?}"
    );
    assert!(sink.received().is_empty());
}

#[tokio::test]
async fn no_server_at_all_is_told_with_host_and_port() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    let sink = Sink::start().await;
    let mut mailer = mailer(Server { port, ..server(&sink, Security::Plain) });
    let Handover::Unavailable(why) = send(&mut mailer, "a@example.org").await else { panic!() };
    assert!(why.contains(&format!("localhost:{port}")), "{why}");
}

/// Every stage with every fault: what it must be called, and that the next mail goes out.
#[tokio::test]
async fn every_fault_at_every_stage_is_called_by_its_name_and_the_next_mail_goes() {
    use Stage::{Auth, Data, Ehlo, Greeting, Mail, Rcpt, Starttls, Text};
    let answers = [Act::Answer("451 4.3.0 later"), Act::Answer("554 5.7.1 never")];
    let closing = Act::Answer("421 4.3.2 closing");
    for stage in [Greeting, Ehlo, Starttls, Auth, Mail, Rcpt, Data, Text] {
        for act in answers.into_iter().chain([closing, Act::Drop, Act::KeepAndDrop]) {
            let sink = Sink::start().await;
            sink.on(stage, act);
            let login = Some(("watch".to_owned(), "secret".to_owned().into()));
            let mut mailer = mailer(Server { login, ..server(&sink, Security::Starttls) });
            let ending = send(&mut mailer, "a@example.org").await;
            let told = match &ending {
                Handover::Accepted(_) => "accepted",
                Handover::Refused(_) => "refused",
                Handover::Deferred(_) => "deferred",
                Handover::Unavailable(_) => "unavailable",
                Handover::Unknown(_) => "unknown",
            };
            let want = match (stage, act) {
                (Greeting | Ehlo | Starttls | Auth | Mail, _) => "unavailable",
                (Text, Act::Drop | Act::KeepAndDrop) => "unknown",
                (_, Act::Answer(answer)) if answer.starts_with('5') => "refused",
                _ => "deferred",
            };
            assert_eq!(told, want, "{stage:?} {act:?}: {ending:?}");
            let next = send(&mut mailer, "b@example.org").await;
            assert!(accepted(&next), "{stage:?} {act:?}, then {next:?}");
        }
    }
}

#[tokio::test]
async fn a_server_that_stalls_is_left_at_the_deadline_at_every_stage() {
    use Stage::{Auth, Data, Ehlo, Greeting, Mail, Rcpt, Starttls, Text};
    for stage in [Greeting, Ehlo, Starttls, Auth, Mail, Rcpt, Data, Text] {
        let sink = Sink::start().await;
        sink.on(stage, Act::Stall);
        let login = Some(("watch".to_owned(), "secret".to_owned().into()));
        let deadline = Duration::from_millis(300);
        let with = Server { login, deadline, ..server(&sink, Security::Starttls) };
        let ending = send(&mut mailer(with), "a@example.org").await;
        let fits = match stage {
            Text => matches!(ending, Handover::Unknown(_)),
            Rcpt | Data => matches!(ending, Handover::Deferred(_)),
            _ => matches!(ending, Handover::Unavailable(_)),
        };
        assert!(fits, "{stage:?}: {ending:?}");
    }
}

#[tokio::test]
async fn one_bad_recipient_of_three_does_not_hold_up_the_others() {
    let sink = Sink::start().await;
    sink.without("bad@example.org");
    let mut mailer = mailer(server(&sink, Security::Plain));
    assert!(accepted(&send(&mut mailer, "a@example.org").await));
    let bad = send(&mut mailer, "bad@example.org").await;
    assert!(matches!(&bad, Handover::Refused(why) if why.contains("no such user")), "{bad:?}");
    assert!(accepted(&send(&mut mailer, "c@example.org").await));
    assert_eq!(sink.received().len(), 2);
    assert_eq!(sink.connections(), 1, "a refusal needs no new connection");
}

#[tokio::test]
async fn a_connection_the_server_closed_meanwhile_is_made_anew() {
    let sink = Sink::start().await;
    let mut mailer = mailer(server(&sink, Security::Plain));
    assert!(accepted(&send(&mut mailer, "a@example.org").await));
    sink.on(Stage::Text, Act::Answer("421 4.4.2 idle too long"));
    assert!(matches!(send(&mut mailer, "a@example.org").await, Handover::Deferred(_)));
    assert!(accepted(&send(&mut mailer, "a@example.org").await));
    assert_eq!(sink.connections(), 2);
}
