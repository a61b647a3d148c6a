//! The precise causes of an error, for the causes that programs act on.

/// Why a call failed, where the [kind](crate::ErrorKind) alone does not say enough.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reason {
    /// The named parameter cannot be used (R1.7).
    InvalidArgument {
        /// The parameter's name in the specification, or the name of the setter.
        parameter: String,
    },
    /// A next link that is no URL (R4.4).
    BadNextLink,
    /// A next link that was followed before (R4.9).
    PagingLoop {
        /// The page that named the link, counted from 0.
        page: usize,
    },
    /// The list has more pages than the caller's `max_pages` (R4.9).
    TooManyPages,
    /// A 202 answer that does not say where to ask for the outcome (R5.2).
    MissingPollingUrl,
    /// A polling URL that is no URL (R5.3).
    BadPollingUrl {
        /// The header that carried it.
        header: &'static str,
    },
    /// A status monitor that does not say the status (R5.9).
    MissingStatus,
    /// The status could not be read. The operation itself goes on; the poller can be asked again or resumed (R5.14).
    PollFailed,
    /// The operation ended, and not with success (R5.20).
    OperationFailed {
        /// The service's word for it, for example `Failed` or `Canceled`.
        status: String,
    },
    /// The time for the operation is up. It goes on by itself; the error carries a resume token (R5.23).
    PollTimeout,
    /// The operation succeeded, and its result could not be fetched yet. Asking again is safe (R5.19).
    ResultPending,
    /// The result was taken before.
    Finished,
    /// A success without the body that the result needs (R5.18).
    EmptyResult,
    /// A resume token of another operation, of another version, or damaged (R4.12, R5.25).
    BadResumeToken,
    /// The credential does not apply here: it is not set up, or nobody is signed in. A chain goes on with its next one.
    CredentialUnavailable,
    /// Only the user can help, by signing in again (R2.10).
    InteractionRequired,
    /// The credential cannot ask for the claims that a service demands (R2.19).
    ClaimsUnsupported,
    /// The body is larger than the runtime reads (R1.27).
    BodyTooLarge,
}
