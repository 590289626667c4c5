//! Which addresses are asked: public ones, and those the operator allows. Names are resolved here
//! and connections go to the vetted addresses only; literal addresses are vetted before each hop,
//! since no resolver sees them.

use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    sync::Arc,
};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use url::{Host, Url};

use super::failure::failed;
use crate::model::look::{Failure, FailureKind};

/// Vets addresses.
#[derive(Debug, Default)]
pub(super) struct Guard {
    hosts: Vec<String>,
    networks: Vec<(IpAddr, u8)>,
}

impl Guard {
    /// From host names, addresses and networks; the error is the entry that is none.
    pub(super) fn new(allow: &[String]) -> Result<Self, String> {
        let mut guard = Self::default();
        for entry in allow {
            let entry = entry.trim();
            let (address, bits) =
                entry.split_once('/').map_or((entry, None), |(a, b)| (a, Some(b)));
            let address = address.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
            match (address, bits) {
                (Ok(address), bits) => {
                    let most = if address.is_ipv4() { 32 } else { 128 };
                    let bits =
                        bits.map_or(Ok(most), str::parse::<u8>).map_err(|_| entry.to_owned())?;
                    if bits > most {
                        return Err(entry.to_owned());
                    }
                    guard.networks.push((address, bits));
                }
                (Err(_), None) if Host::parse(entry).is_ok() => {
                    guard.hosts.push(entry.to_ascii_lowercase());
                }
                _ => return Err(entry.to_owned()),
            }
        }
        Ok(guard)
    }

    /// Scheme, host and literal address of one hop.
    pub(super) fn vet(&self, url: &Url) -> Result<(), Failure> {
        if !matches!(url.scheme(), "http" | "https") {
            let message = format!("scheme {} is not asked: {url}", url.scheme());
            return Err(failed(FailureKind::RefusedAddress, message));
        }
        let address = match url.host() {
            None => return Err(failed(FailureKind::RefusedAddress, format!("{url} has no host"))),
            Some(Host::Domain(_)) => return Ok(()),
            Some(Host::Ipv4(address)) => IpAddr::V4(address),
            Some(Host::Ipv6(address)) => IpAddr::V6(address),
        };
        if self.may_connect(address) {
            return Ok(());
        }
        Err(failed(FailureKind::RefusedAddress, private(url.host_str().unwrap_or(""), &[address])))
    }

    fn may_connect(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        is_public(address) || self.networks.iter().any(|(net, bits)| within(address, *net, *bits))
    }

    fn allows_host(&self, host: &str) -> bool {
        self.hosts.iter().any(|allowed| allowed.eq_ignore_ascii_case(host))
    }
}

fn private(host: &str, found: &[IpAddr]) -> String {
    let list = found.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    format!("{host} is a private address ({list}); put it into http.allow_private if that is meant")
}

fn within(address: IpAddr, net: IpAddr, bits: u8) -> bool {
    match (address, net) {
        (IpAddr::V4(a), IpAddr::V4(n)) => {
            let shift = 32 - u32::from(bits);
            a.to_bits().checked_shr(shift).unwrap_or(0)
                == n.to_bits().checked_shr(shift).unwrap_or(0)
        }
        (IpAddr::V6(a), IpAddr::V6(n)) => {
            let shift = 128 - u32::from(bits);
            a.to_bits().checked_shr(shift).unwrap_or(0)
                == n.to_bits().checked_shr(shift).unwrap_or(0)
        }
        _ => false,
    }
}

/// An address of the open internet.
fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let special = a == 0
        || a >= 240
        || address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_multicast()
        || address.is_documentation()
        || (a == 100 && (64..128).contains(&b)) // carrier-grade NAT
        || (a == 192 && b == 0 && c == 0) // protocol assignments
        || (a == 198 && (b == 18 || b == 19)); // benchmarking
    !special
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let parts = address.segments();
    // 2000::/3 is all there is of the open internet; some of it embeds another address.
    let global = parts[0] & 0xe000 == 0x2000;
    let documentation = parts[0] == 0x2001 && parts[1] == 0xdb8;
    let teredo = parts[0] == 0x2001 && parts[1] == 0;
    if parts[0] == 0x2002 {
        return is_public_v4(embedded(parts[1], parts[2]));
    }
    if parts[0] == 0x64 && parts[1] == 0xff9b && parts[2..6] == [0, 0, 0, 0] {
        return is_public_v4(embedded(parts[6], parts[7]));
    }
    global && !documentation && !teredo
}

fn embedded(high: u16, low: u16) -> Ipv4Addr {
    Ipv4Addr::from_bits((u32::from(high) << 16) | u32::from(low))
}

/// A name that leads nowhere we go.
#[derive(Debug, thiserror::Error)]
pub(super) enum ResolveError {
    /// No such name.
    #[error("{0} does not resolve: {1}")]
    Unknown(String, String),
    /// Private addresses only.
    #[error("{0}")]
    Refused(String),
}

/// Resolves with the system's resolver and drops what may not be asked.
#[derive(Debug)]
pub(super) struct Resolver {
    guard: Arc<Guard>,
}

impl Resolver {
    pub(super) fn new(guard: Arc<Guard>) -> Self {
        Self { guard }
    }
}

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        let guard = Arc::clone(&self.guard);
        Box::pin(async move {
            let host = name.as_str().to_owned();
            let found = tokio::net::lookup_host((host.as_str(), 0)).await;
            let found: Vec<SocketAddr> = found
                .map_err(|error| ResolveError::Unknown(host.clone(), error.to_string()))?
                .collect();
            if found.is_empty() {
                return Err(ResolveError::Unknown(host, "no address".to_owned()).into());
            }
            let trusted = guard.allows_host(&host);
            let (open, shut): (Vec<_>, Vec<_>) =
                found.into_iter().partition(|at| trusted || guard.may_connect(at.ip()));
            if open.is_empty() {
                let shut: Vec<IpAddr> = shut.iter().map(SocketAddr::ip).collect();
                return Err(ResolveError::Refused(private(&host, &shut)).into());
            }
            Ok(Box::new(open.into_iter()) as Addrs)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(address: &str, public: bool) {
        let guard = Guard::default();
        assert_eq!(guard.may_connect(address.parse().unwrap()), public, "{address}");
    }

    #[test]
    fn only_the_open_internet_is_asked() {
        for address in ["8.8.8.8", "100.128.0.1", "172.32.0.1", "2a00:1450::1", "::ffff:8.8.8.8"] {
            check(address, true);
        }
        for address in [
            "0.0.0.0",
            "10.1.2.3",
            "100.64.0.1",
            "127.0.0.1",
            "127.9.9.9",
            "169.254.169.254",
            "172.16.0.1",
            "192.168.1.1",
            "192.0.0.8",
            "198.18.0.1",
            "224.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "fe80::1",
            "fc00::1",
            "fd12::1",
            "ff02::1",
            "2001:db8::1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "2002:7f00:1::",
            "64:ff9b::7f00:1",
        ] {
            check(address, false);
        }
    }

    #[test]
    fn the_operator_can_allow_networks_addresses_and_hosts() {
        let list = ["10.1.0.0/16", "::1", "intranet.example"].map(str::to_owned);
        let guard = Guard::new(&list).unwrap();
        assert!(guard.may_connect("10.1.255.1".parse().unwrap()));
        assert!(!guard.may_connect("10.2.0.1".parse().unwrap()));
        assert!(guard.may_connect("::1".parse().unwrap()));
        assert!(guard.allows_host("Intranet.Example"));
        assert!(!guard.allows_host("other.example"));
        assert!(
            Guard::new(&["0.0.0.0/0".to_owned()])
                .unwrap()
                .may_connect("127.0.0.1".parse().unwrap())
        );
        for wrong in ["10.0.0.0/40", "10.0.0.0/x", "a b", "host/8"] {
            assert_eq!(Guard::new(&[wrong.to_owned()]).unwrap_err(), wrong);
        }
    }

    #[test]
    fn other_schemes_are_refused() {
        let url = Url::parse("file:///etc/passwd").unwrap();
        assert_eq!(Guard::default().vet(&url).unwrap_err().kind, FailureKind::RefusedAddress);
    }
}
