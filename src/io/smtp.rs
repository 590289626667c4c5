//! Hands finished mails over: to a mail server, into a folder, or (tests, dry runs) into memory.
//!
//! How it ended is a value: accepted, refused for good, put off, or unknown because the connection
//! was lost between the last line of the mail and the server's answer. Every dialogue has a
//! deadline; lettre's own covers only the connect.

use std::time::Duration;

use lettre::{
    Address,
    transport::smtp::{
        authentication::{Credentials, Mechanism},
        client::{AsyncSmtpConnection, Certificate, TlsParameters},
        commands::{Data, Mail, Rcpt, Rset},
        extension::{ClientId, Extension, MailParameter},
    },
};
use secrecy::{ExposeSecret, SecretString};
use tokio::time::{Instant, timeout_at};

use super::outbox_folder::Folder;

/// A finished mail on its way out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parcel<'a> {
    /// Without brackets.
    pub message_id: &'a str,
    /// Sender of the envelope.
    pub from: &'a str,
    /// The one recipient of the envelope.
    pub to: &'a str,
    /// The whole mail, lines ended by CRLF.
    pub bytes: &'a [u8],
}

/// How handing over one mail ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Handover {
    /// The server has taken responsibility; its answer.
    Accepted(String),
    /// Refused for good: this mail or this recipient.
    Refused(String),
    /// Not now: this mail; others may go.
    Deferred(String),
    /// Not now: the server as a whole, so that trying others is of no use yet.
    Unavailable(String),
    /// The connection was lost after the text: it may or may not arrive.
    Unknown(String),
}

/// Encryption of the connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Security {
    /// TLS from the first byte.
    Tls,
    /// STARTTLS, which must succeed.
    Starttls,
    /// None.
    Plain,
}

/// A mail server and how to talk to it.
#[derive(Debug, Clone)]
pub struct Server {
    /// Host name or address.
    pub host: String,
    /// Port.
    pub port: u16,
    /// Encryption.
    pub security: Security,
    /// User and password.
    pub login: Option<(String, SecretString)>,
    /// For one whole dialogue.
    pub deadline: Duration,
    /// The name given in EHLO; the machine's where absent.
    pub hello: Option<String>,
    /// Further certificates to trust, PEM.
    pub roots: Vec<Vec<u8>>,
}

/// Where mail is handed over.
#[derive(Debug)]
pub enum Mailer {
    /// A mail server.
    Smtp(Box<Client>),
    /// A folder of `.eml` files.
    Folder(Folder),
    /// Kept in memory, in order.
    Memory(Vec<Kept>),
}

/// A mail kept in memory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// Without brackets.
    pub message_id: String,
    /// To whom.
    pub to: String,
    /// The whole mail.
    pub bytes: Vec<u8>,
}

impl Mailer {
    /// Hands one mail over.
    pub async fn send(&mut self, parcel: &Parcel<'_>) -> Handover {
        match self {
            Self::Smtp(client) => client.send(parcel).await,
            Self::Folder(folder) => match folder.write(parcel.message_id, parcel.bytes) {
                Ok(path) => Handover::Accepted(format!("written to {}", path.display())),
                Err(error) => Handover::Unavailable(error.to_string()),
            },
            Self::Memory(kept) => {
                kept.push(Kept {
                    message_id: parcel.message_id.to_owned(),
                    to: parcel.to.to_owned(),
                    bytes: parcel.bytes.to_vec(),
                });
                Handover::Accepted("kept in memory".to_owned())
            }
        }
    }

    /// Says goodbye to a server; a later mail connects anew.
    pub async fn close(&mut self) {
        if let Self::Smtp(client) = self {
            client.close().await;
        }
    }

    /// Where mail goes, for people, without secrets.
    pub fn describe(&self) -> String {
        match self {
            Self::Smtp(client) => client.server.describe(),
            Self::Folder(folder) => format!("the folder {}", folder.path().display()),
            Self::Memory(_) => "memory".to_owned(),
        }
    }
}

impl Server {
    fn describe(&self) -> String {
        let security = match self.security {
            Security::Tls => "TLS",
            Security::Starttls => "STARTTLS",
            Security::Plain => "no encryption",
        };
        let login = self.login.as_ref().map(|(user, _)| format!(", as {user}"));
        format!("{}:{} ({security}{})", self.host, self.port, login.unwrap_or_default())
    }
}

/// A connection to a mail server, kept open from one mail to the next.
pub struct Client {
    server: Server,
    connection: Option<AsyncSmtpConnection>,
}

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Client")
            .field("server", &self.server)
            .field("connected", &self.connection.is_some())
            .finish()
    }
}

/// The step of a dialogue, for messages and for what a failure in it means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Connect,
    Starttls,
    Auth,
    Mail,
    Rcpt,
    Data,
    Text,
}

impl Step {
    fn name(self) -> &'static str {
        match self {
            Self::Connect => "connect, greeting and EHLO",
            Self::Starttls => "STARTTLS",
            Self::Auth => "AUTH",
            Self::Mail => "MAIL FROM",
            Self::Rcpt => "RCPT TO",
            Self::Data => "DATA",
            Self::Text => "the end of the mail",
        }
    }

    /// The step concerns the server or the sender, not this mail.
    fn concerns_all(self) -> bool {
        matches!(self, Self::Connect | Self::Starttls | Self::Auth | Self::Mail)
    }
}

type SmtpError = lettre::transport::smtp::Error;

impl Client {
    /// A client that connects at the first mail.
    pub fn new(server: Server) -> Self {
        Self { server, connection: None }
    }

    /// One mail, within the deadline. After anything but a clean answer the connection is dropped.
    pub async fn send(&mut self, parcel: &Parcel<'_>) -> Handover {
        let (from, to) = match (parcel.from.parse::<Address>(), parcel.to.parse::<Address>()) {
            (Ok(from), Ok(to)) => (from, to),
            (Err(e), _) => return Handover::Refused(format!("sender {}: {e}", parcel.from)),
            (_, Err(e)) => return Handover::Refused(format!("recipient {}: {e}", parcel.to)),
        };
        let deadline = Instant::now() + self.server.deadline;
        let mut connection = match self.connected(deadline).await {
            Ok(connection) => connection,
            Err(handover) => return handover,
        };
        let (ending, usable) =
            dialogue(&mut connection, (from, to), parcel.bytes, (&self.server, deadline)).await;
        if usable {
            self.connection = Some(connection);
        }
        ending
    }

    /// Ends the connection politely, without waiting long for an answer.
    pub async fn close(&mut self) {
        if let Some(mut connection) = self.connection.take() {
            let soon = Instant::now() + self.server.deadline.min(Duration::from_secs(5));
            let _ = timeout_at(soon, connection.quit()).await;
        }
    }

    /// The open connection where it still answers, else a new one, encrypted and logged in.
    async fn connected(&mut self, deadline: Instant) -> Result<AsyncSmtpConnection, Handover> {
        if let Some(mut open) = self.connection.take()
            && timeout_at(deadline, open.command(Rset)).await.is_ok_and(|answer| answer.is_ok())
        {
            return Ok(open);
        }
        let server = &self.server;
        let step = |step| move |error| failed(step, &error, server);
        let hello = server.hello.clone().map_or_else(ClientId::default, ClientId::Domain);
        let tls = || tls_parameters(server).map_err(step(Step::Starttls));
        let at_once = if server.security == Security::Tls { Some(tls()?) } else { None };
        let address = (server.host.as_str(), server.port);
        let connect = AsyncSmtpConnection::connect_tokio1(address, None, &hello, at_once, None);
        let mut connection = within(deadline, Step::Connect, server, connect).await?;
        if server.security == Security::Starttls {
            let starttls = connection.starttls(tls()?, &hello);
            within(deadline, Step::Starttls, server, starttls).await?;
        }
        if let Some((user, password)) = &server.login {
            let login = Credentials::new(user.clone(), password.expose_secret().to_owned());
            let auth = connection.auth(&[Mechanism::Plain, Mechanism::Login], &login);
            within(deadline, Step::Auth, server, auth).await?;
        }
        Ok(connection)
    }
}

/// MAIL, RCPT, DATA and the text; the ending, and whether the connection can be used again.
async fn dialogue(
    connection: &mut AsyncSmtpConnection,
    (from, to): (Address, Address),
    bytes: &[u8],
    (server, deadline): (&Server, Instant),
) -> (Handover, bool) {
    let mut options = Vec::new();
    if !(AsRef::<str>::as_ref(&from).is_ascii() && AsRef::<str>::as_ref(&to).is_ascii()) {
        if !connection.server_info().supports_feature(Extension::SmtpUtfEight) {
            let why = format!("{} does not take addresses beyond ASCII", server.host);
            return (Handover::Refused(why), true);
        }
        options.push(MailParameter::SmtpUtfEight);
    }
    let mail = connection.command(Mail::new(Some(from), options));
    if let Err(ending) = within_dialogue(deadline, Step::Mail, server, mail).await {
        return ending;
    }
    let rcpt = connection.command(Rcpt::new(to, Vec::new()));
    if let Err(ending) = within_dialogue(deadline, Step::Rcpt, server, rcpt).await {
        return ending;
    }
    let data = connection.command(Data);
    if let Err(ending) = within_dialogue(deadline, Step::Data, server, data).await {
        return ending;
    }
    match within_dialogue(deadline, Step::Text, server, connection.message(bytes)).await {
        Ok(answer) => {
            let words = answer.message().collect::<Vec<_>>().join(" ");
            (Handover::Accepted(format!("{} {words}", answer.code())), true)
        }
        Err(ending) => ending,
    }
}

/// One step of the dialogue; after a plain refusal the connection can be used again.
async fn within_dialogue<T>(
    deadline: Instant,
    step: Step,
    server: &Server,
    work: impl Future<Output = Result<T, SmtpError>>,
) -> Result<T, (Handover, bool)> {
    match timeout_at(deadline, work).await {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(error)) => {
            let closing = error.status().is_none_or(|code| u16::from(code) == 421);
            Err((failed(step, &error, server), !closing))
        }
        Err(_) => Err((late(step, server), false)),
    }
}

async fn within<T>(
    deadline: Instant,
    step: Step,
    server: &Server,
    work: impl Future<Output = Result<T, SmtpError>>,
) -> Result<T, Handover> {
    match timeout_at(deadline, work).await {
        Ok(answer) => answer.map_err(|error| failed(step, &error, server)),
        Err(_) => Err(late(step, server)),
    }
}

/// What a failure in `step` means for the mail.
fn failed(step: Step, error: &SmtpError, server: &Server) -> Handover {
    let why = format!("{}:{} at {}: {error}", server.host, server.port, step.name());
    match (step, error.is_permanent(), error.is_transient()) {
        (Step::Text, false, false) => Handover::Unknown(why),
        (step, _, _) if step.concerns_all() => Handover::Unavailable(why),
        (_, true, _) => Handover::Refused(why),
        _ => Handover::Deferred(why),
    }
}

fn late(step: Step, server: &Server) -> Handover {
    let seconds = server.deadline.as_secs_f64();
    let why = format!(
        "{}:{} did not answer at {} within {seconds} s",
        server.host,
        server.port,
        step.name()
    );
    match step {
        Step::Text => Handover::Unknown(why),
        step if step.concerns_all() => Handover::Unavailable(why),
        _ => Handover::Deferred(why),
    }
}

fn tls_parameters(server: &Server) -> Result<TlsParameters, SmtpError> {
    let mut builder = TlsParameters::builder(server.host.clone());
    for pem in &server.roots {
        builder = builder.add_root_certificate(Certificate::from_pem(pem)?);
    }
    builder.build_rustls()
}
