//! A small real mail server on a loopback socket: it takes mail, keeps it, and misbehaves at any
//! stage it is told to.

use std::{
    collections::{BTreeMap, VecDeque},
    sync::{Arc, Mutex},
};

use tokio::{
    io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader},
    net::TcpListener,
};
use tokio_rustls::{TlsAcceptor, rustls};

/// Where in a dialogue the server can be told to act.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Stage {
    Greeting,
    Ehlo,
    Starttls,
    Auth,
    Mail,
    Rcpt,
    Data,
    Text,
}

/// What it does there, once.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Act {
    /// Answers this instead of the usual; a 421 also closes.
    Answer(&'static str),
    /// Closes the connection without a word.
    Drop,
    /// Takes the mail, then closes without a word (at `Text` only).
    KeepAndDrop,
    /// Answers as usual, after a while.
    Wait(std::time::Duration),
    /// Never answers.
    Stall,
}

/// A mail as it came in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Received {
    pub(crate) from: String,
    pub(crate) to: Vec<String>,
    pub(crate) bytes: Vec<u8>,
    pub(crate) encrypted: bool,
    pub(crate) login: Option<String>,
}

#[derive(Debug, Default)]
struct State {
    acts: BTreeMap<Stage, VecDeque<Act>>,
    bad: Vec<&'static str>,
    received: Vec<Received>,
    connections: usize,
}

/// The running server.
pub(crate) struct Sink {
    pub(crate) port: u16,
    /// PEM of its self-made certificate.
    pub(crate) certificate: Vec<u8>,
    state: Arc<Mutex<State>>,
}

#[derive(Clone)]
struct Setup {
    state: Arc<Mutex<State>>,
    tls: TlsAcceptor,
}

impl Sink {
    /// Starts on a free port, well-behaved.
    pub(crate) async fn start() -> Self {
        let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let key = rustls::pki_types::PrivateKeyDer::try_from(made.signing_key.serialize_der());
        let config = rustls::ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![made.cert.der().clone()], key.unwrap())
            .unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let state = Arc::new(Mutex::new(State::default()));
        let setup = Setup { state: Arc::clone(&state), tls: TlsAcceptor::from(Arc::new(config)) };
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                setup.state.lock().unwrap().connections += 1;
                let setup = setup.clone();
                tokio::spawn(async move { talk(Box::new(stream), setup).await });
            }
        });
        Self { port, certificate: made.cert.pem().into_bytes(), state }
    }

    /// At the next `stage`, do this.
    pub(crate) fn on(&self, stage: Stage, act: Act) -> &Self {
        self.state.lock().unwrap().acts.entry(stage).or_default().push_back(act);
        self
    }

    /// This recipient does not exist.
    pub(crate) fn without(&self, recipient: &'static str) -> &Self {
        self.state.lock().unwrap().bad.push(recipient);
        self
    }

    /// What came in so far.
    pub(crate) fn received(&self) -> Vec<Received> {
        self.state.lock().unwrap().received.clone()
    }

    /// How often someone connected.
    pub(crate) fn connections(&self) -> usize {
        self.state.lock().unwrap().connections
    }
}

trait Stream: AsyncRead + AsyncWrite + Unpin + Send {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send> Stream for T {}

struct Talk {
    stream: BufReader<Box<dyn Stream>>,
    setup: Setup,
    mail: Received,
    over: bool,
}

/// One connection, until it ends.
async fn talk(stream: Box<dyn Stream>, setup: Setup) {
    let mail = empty(false, None);
    let mut talk = Talk { stream: BufReader::new(stream), setup, mail, over: false };
    talk.answer(Stage::Greeting, "220 sink ESMTP").await;
    let mut line = String::new();
    while !talk.over {
        line.clear();
        match talk.stream.read_line(&mut line).await {
            Ok(n) if n > 0 => talk.command(line.trim_end()).await,
            _ => return,
        }
    }
}

fn empty(encrypted: bool, login: Option<String>) -> Received {
    Received { from: String::new(), to: Vec::new(), bytes: Vec::new(), encrypted, login }
}

impl Talk {
    async fn command(&mut self, line: &str) {
        let verb = line.split(' ').next().unwrap_or_default().to_ascii_uppercase();
        match verb.as_str() {
            "EHLO" => {
                let starttls = if self.mail.encrypted { "" } else { "250-STARTTLS\r\n" };
                let offer = format!("250-sink\r\n{starttls}250-8BITMIME\r\n250 AUTH PLAIN LOGIN");
                self.answer(Stage::Ehlo, &offer).await;
            }
            "STARTTLS" => {
                if self.answer(Stage::Starttls, "220 go ahead").await {
                    self.upgrade().await;
                }
            }
            "AUTH" => {
                if self.answer(Stage::Auth, "235 welcome").await {
                    self.mail.login = line.split(' ').nth(2).map(str::to_owned);
                }
            }
            "MAIL" => {
                if self.answer(Stage::Mail, "250 ok").await {
                    self.mail.from = address(line);
                }
            }
            "RCPT" => self.recipient(address(line)).await,
            "DATA" => {
                if self.answer(Stage::Data, "354 send it").await {
                    self.text().await;
                }
            }
            "RSET" => {
                self.mail = empty(self.mail.encrypted, self.mail.login.take());
                self.write("250 ok").await;
            }
            "NOOP" => self.write("250 ok").await,
            "QUIT" => {
                self.write("221 bye").await;
                self.over = true;
            }
            _ => self.write("502 what?").await,
        }
    }

    async fn recipient(&mut self, to: String) {
        let bad = self.setup.state.lock().unwrap().bad.contains(&to.as_str());
        if bad {
            self.write("550 5.1.1 no such user").await;
        } else if self.answer(Stage::Rcpt, "250 ok").await {
            self.mail.to.push(to);
        }
    }

    async fn text(&mut self) {
        let mut bytes = Vec::new();
        loop {
            let mut line = Vec::new();
            if self.stream.read_until(b'\n', &mut line).await.unwrap_or(0) == 0 {
                self.over = true;
                return;
            }
            if line == b".\r\n" {
                break;
            }
            bytes.extend_from_slice(line.strip_prefix(b".").unwrap_or(&line));
        }
        self.mail.bytes = bytes;
        let act = self.next_act(Stage::Text);
        if matches!(act, None | Some(Act::KeepAndDrop | Act::Wait(_))) {
            self.setup.state.lock().unwrap().received.push(self.mail.clone());
        }
        self.mail = empty(self.mail.encrypted, self.mail.login.clone());
        self.act(act, "250 2.0.0 queued as 1").await;
    }

    fn next_act(&self, stage: Stage) -> Option<Act> {
        self.setup.state.lock().unwrap().acts.get_mut(&stage).and_then(VecDeque::pop_front)
    }

    /// Answers as told for this stage, or as usual; whether the usual was said.
    async fn answer(&mut self, stage: Stage, usual: &str) -> bool {
        let act = self.next_act(stage);
        self.act(act, usual).await;
        matches!(act, None | Some(Act::Wait(_)))
    }

    async fn act(&mut self, act: Option<Act>, usual: &str) {
        match act {
            None => self.write(usual).await,
            Some(Act::Wait(time)) => {
                tokio::time::sleep(time).await;
                self.write(usual).await;
            }
            Some(Act::Answer(answer)) => {
                self.write(answer).await;
                self.over |= answer.starts_with("421");
            }
            Some(Act::Drop | Act::KeepAndDrop) => self.over = true,
            Some(Act::Stall) => {
                let mut rest = Vec::new();
                let _ = self.stream.read_to_end(&mut rest).await;
                self.over = true;
            }
        }
    }

    async fn write(&mut self, answer: &str) {
        let line = format!("{answer}\r\n");
        let stream = self.stream.get_mut();
        if stream.write_all(line.as_bytes()).await.is_err() || stream.flush().await.is_err() {
            self.over = true;
        }
    }

    async fn upgrade(&mut self) {
        let (nothing, _) = tokio::io::duplex(1);
        let plain = std::mem::replace(&mut self.stream, BufReader::new(Box::new(nothing)));
        match self.setup.tls.accept(plain.into_inner()).await {
            Ok(stream) => {
                self.stream = BufReader::new(Box::new(stream));
                self.mail = empty(true, None);
            }
            Err(_) => self.over = true,
        }
    }
}

fn address(line: &str) -> String {
    let from = line.find('<').map_or(0, |at| at + 1);
    let to = line.find('>').unwrap_or(line.len());
    line[from..to].to_owned()
}
