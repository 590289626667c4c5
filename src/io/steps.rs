//! The named steps of the work at which a crash would hurt most, for the test that kills the
//! program at each of them. In a release build nothing of it is left.

/// Every step, in the order a check and a delivery come by them.
pub const ALL: &[&str] = &[
    "store opened",
    "looked",
    "read",
    "decided",
    "storing",
    "stored",
    "claimed",
    "handed over",
    "marked",
    "delivered",
];

/// The variable that names the step to stop at.
pub const VARIABLE: &str = "CPEC_WATCH_HOLD_AT";

/// Tells that a step was reached. A test build that was asked to stop here says so on standard
/// error and stays for ever: whoever asked kills it.
pub fn reached(step: &'static str) {
    if !cfg!(debug_assertions) {
        return;
    }
    debug_assert!(ALL.contains(&step), "{step} is not in the list");
    if std::env::var_os(VARIABLE).is_some_and(|asked| asked == step) {
        anstream::eprintln!("held at: {step}");
        loop {
            std::thread::park();
        }
    }
}
