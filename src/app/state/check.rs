//! The self-check: the bundled clip's answer here, against the stored one.

use crate::engine::analysis::Analysis;
use crate::protocol::Job;

/// How the self-check stands.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Check {
    /// Nobody asked for it.
    #[default]
    Unasked,
    /// The clip is on its way, with this number.
    Running(Job),
    /// It is answered.
    Answered(Box<Analysis>),
    /// It could not be answered; why and what to do.
    Failed(String),
}
