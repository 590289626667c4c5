//! Arguments in, exit code out.

use std::process::ExitCode;

use clap::Parser;
use cpec_watch::cli::{self, Cli};

fn main() -> ExitCode {
    rustls::crypto::ring::default_provider()
        .install_default()
        .expect("nothing before main chooses a TLS provider");
    let cli = Cli::parse();
    cli::log::start(&cli);
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            anstream::eprintln!("cpec-watch: cannot start: {error}");
            return ExitCode::FAILURE;
        }
    };
    let exit = runtime.block_on(cli::run(cli));
    runtime.shutdown_background();
    exit.into()
}
