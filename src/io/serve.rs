//! A small HTTP server on loopback or a Unix socket: the demonstration's papers, and health and
//! metrics of the daemon. It stops when its handle is dropped.

use std::{
    net::{Ipv4Addr, SocketAddr},
    path::{Path, PathBuf},
};

use tokio_util::sync::CancellationToken;

use crate::config::Listen;

/// A running server.
#[derive(Debug)]
pub struct Server {
    address: SocketAddr,
    socket: Option<PathBuf>,
    stop: CancellationToken,
}

impl Server {
    /// Serves on a free port of 127.0.0.1.
    pub async fn start(router: axum::Router) -> std::io::Result<Self> {
        Self::start_at(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)), router).await
    }

    /// Serves where the operator wants it.
    pub async fn listen(at: &Listen, router: axum::Router) -> std::io::Result<Self> {
        match at {
            Listen::Address(address) => Self::start_at(*address, router).await,
            Listen::Socket(path) => Self::start_on_socket(path, router),
        }
    }

    /// Serves on an address.
    pub async fn start_at(address: SocketAddr, router: axum::Router) -> std::io::Result<Self> {
        let listener = tokio::net::TcpListener::bind(address).await?;
        let address = listener.local_addr()?;
        Ok(Self { address, socket: None, stop: serve(listener, router) })
    }

    /// Serves on a socket of its own; one that nobody listens on any more is replaced.
    fn start_on_socket(path: &Path, router: axum::Router) -> std::io::Result<Self> {
        use std::os::unix::fs::FileTypeExt;
        if std::fs::symlink_metadata(path).is_ok_and(|there| there.file_type().is_socket()) {
            if std::os::unix::net::UnixStream::connect(path).is_ok() {
                let busy = std::io::ErrorKind::AddrInUse;
                return Err(std::io::Error::new(busy, "another program listens there"));
            }
            std::fs::remove_file(path)?;
        }
        let listener = tokio::net::UnixListener::bind(path)?;
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        Ok(Self { address, socket: Some(path.to_owned()), stop: serve(listener, router) })
    }

    /// Where it listens; port 0 for a Unix socket.
    pub fn address(&self) -> SocketAddr {
        self.address
    }
}

fn serve<L>(listener: L, router: axum::Router) -> CancellationToken
where
    L: axum::serve::Listener,
    L::Addr: std::fmt::Debug,
{
    let stop = CancellationToken::new();
    let stopped = stop.clone().cancelled_owned();
    tokio::spawn(async move {
        let serving = axum::serve(listener, router).with_graceful_shutdown(stopped);
        if let Err(error) = serving.await {
            tracing::error!(%error, "the local server stopped");
        }
    });
    stop
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop.cancel();
        if let Some(path) = &self.socket {
            let _ = std::fs::remove_file(path);
        }
    }
}
