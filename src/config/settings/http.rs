//! How servers are asked.

use std::{path::PathBuf, time::Duration};

use super::MIB;

/// `[http]`: how servers are asked.
#[derive(Debug, Clone, PartialEq)]
pub struct HttpPolicy {
    /// Sent with every request.
    pub user_agent: String,
    /// Time to a connection, name resolution and handshake included.
    pub connect_timeout: Duration,
    /// Longest silence while a body arrives.
    pub read_timeout: Duration,
    /// Longest time for one request, redirects included.
    pub total_timeout: Duration,
    /// Largest body of a feed, listing or sitemap, after decompression.
    pub max_feed_bytes: u64,
    /// Largest body of an article page, after decompression.
    pub max_page_bytes: u64,
    /// Redirects followed.
    pub max_redirects: usize,
    /// Requests at once.
    pub concurrency: usize,
    /// Requests at once to one host.
    pub per_host: usize,
    /// Least time between the starts of two requests to one host.
    pub spacing: Duration,
    /// Hosts that want more time than that.
    pub host_spacing: Vec<HostSpacing>,
    /// Honour robots.txt for article pages.
    pub robots: bool,
    /// Hosts (`intranet.example`), addresses and networks (`10.1.0.0/16`) that may be private.
    pub allow_private: Vec<String>,
    /// PEM file of further certificate authorities.
    pub ca_file: Option<PathBuf>,
    /// Proxy for all requests.
    pub proxy: Option<String>,
}

impl Default for HttpPolicy {
    fn default() -> Self {
        Self {
            user_agent: concat!("cpec-watch/", env!("CARGO_PKG_VERSION"), " (news watch)")
                .to_owned(),
            connect_timeout: Duration::from_secs(10),
            read_timeout: Duration::from_secs(20),
            total_timeout: Duration::from_mins(1),
            max_feed_bytes: 16 * MIB,
            max_page_bytes: 6 * MIB,
            max_redirects: 5,
            concurrency: 32,
            per_host: 2,
            spacing: Duration::from_secs(1),
            host_spacing: vec![HostSpacing {
                host: "api.gdeltproject.org".to_owned(),
                spacing: Duration::from_secs(6),
            }],
            robots: true,
            allow_private: Vec::new(),
            ca_file: None,
            proxy: None,
        }
    }
}

/// A host that wants more time between two requests.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HostSpacing {
    /// Its name.
    pub host: String,
    /// Least time between the starts of two requests.
    pub spacing: Duration,
}
