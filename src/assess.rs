//! One article against the ledger: relevance, mentions, resolve, verdict. The pure heart that
//! `check`, `replay`, `baseline` and `explain` all call.
