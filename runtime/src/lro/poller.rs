//! The poller: an operation that has begun, free to be asked, waited for, or taken up elsewhere.

use std::{
    fmt,
    marker::PhantomData,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use futures_core::Stream;

use super::{
    PollEvent, PollPolicy, PollStatus,
    begin::begin,
    poll::poll,
    state::{LastResponse, Phase, ResultSource, State},
    token,
};
use crate::{
    BoxFuture, Error, ErrorKind, Reason, Response, Result, ResumeToken,
    client::ServiceClient,
    from_response::FromResponse,
    operation::Operation,
    pipeline::{Accepts, Deadline, Deadlines, send},
    request::{CallContext, Request},
    response::{RawBody, RawResponse},
};

/// A long-running operation that has begun. Its result is a `T`.
///
/// [`wait`](Self::wait) follows it to its end; [`poll`](Self::poll) asks once; [`next_event`](Self::next_event) and
/// [`events`](Self::events) tell what happens on the way. Between any two of these the poller can be stored as a
/// [`resume_token`](Self::resume_token) and taken up by another process.
///
/// A poller cannot be cloned, and asking needs it mutable, so that no two polls run at once (R5.26).
///
/// Dropping a poller stops the asking and nothing else: the operation goes on at the service, and there is no general way
/// to cancel one (R5.22). After an error, asking again is safe.
#[must_use = "the operation is followed only when the poller is asked"]
pub struct Poller<T> {
    core: Core,
    result: PhantomData<fn() -> T>,
}

/// The part that is the same for all results.
struct Core {
    context: Arc<CallContext>,
    policy: PollPolicy,
    deadline: Option<Deadline>,
    state: State,
    /// Whether the state was told as an event.
    told: bool,
}

impl<T> Poller<T> {
    /// Takes up an operation where a token says. The first thing it does is to ask for the status (R5.25).
    #[doc(hidden)]
    pub fn resume(client: &ServiceClient, operation: &'static Operation, token: &ResumeToken) -> Result<Self> {
        let (context, state) = token::unpack(client, operation, token)?;
        let core = Core { policy: client.polling(), context: Arc::new(context), deadline: None, state, told: true };
        Ok(Self { core, result: PhantomData })
    }

    /// Begins the operation of a request.
    pub(super) async fn begin(request: Request) -> Result<Self> {
        Ok(Self { core: Core::begin(request).await?, result: PhantomData })
    }

    /// The limit of the whole rest of the operation, from now on. The operation goes on when it passes (R5.23).
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.core.deadline = Deadline::start(self.core.context.client.clock(), Some(timeout), "the operation");
        self
    }

    /// How the operation is followed from now on.
    pub fn polling(mut self, policy: PollPolicy) -> Self {
        self.core.policy = policy;
        self
    }

    /// How the operation stood when it was last asked for.
    pub fn status(&self) -> PollStatus {
        self.core.state.event.status()
    }

    /// What the last answer told.
    pub fn last_event(&self) -> &PollEvent {
        &self.core.state.event
    }

    /// The token with which another process takes the operation up. `None` once there is nothing to take up: the result was
    /// given, or the operation failed (R5.24).
    pub fn resume_token(&self) -> Option<ResumeToken> {
        self.core.token()
    }

    /// Asks for the status once, now. An operation that has ended is not asked for again.
    ///
    /// # Errors
    ///
    /// [`Reason::PollFailed`] when the status could not be read, [`Reason::MissingStatus`], [`ErrorKind::UntrustedHost`] for
    /// a polling URL elsewhere. That an operation failed is no error here but a status.
    pub async fn poll(&mut self) -> Result<PollEvent> {
        self.core.poll().await?;
        self.core.told = true;
        Ok(self.core.state.event.clone())
    }

    /// The next thing that happens: at first how the operation stands now, then, after a wait, the outcome of each poll.
    /// `None` after the event that told the end.
    ///
    /// # Errors
    ///
    /// As [`poll`](Self::poll), and [`Reason::PollTimeout`].
    pub async fn next_event(&mut self) -> Result<Option<PollEvent>> {
        self.core.next_event().await
    }

    /// All that happens, as a stream.
    pub fn events(&mut self) -> PollEvents<'_> {
        PollEvents { step: EventStep::Idle(&mut self.core) }
    }
}

impl<T: FromResponse> Poller<T> {
    /// Follows the operation to its end and gives its result.
    ///
    /// # Errors
    ///
    /// [`Reason::OperationFailed`], [`Reason::PollTimeout`], [`Reason::PollFailed`], [`Reason::ResultPending`], and any
    /// [`ErrorKind`] of a single request.
    pub async fn wait(&mut self) -> Result<T> {
        let response = self.core.settle().await?;
        self.finish(response)
    }

    /// As [`wait`](Self::wait), with status, headers and ids of the response that brought the result.
    ///
    /// # Errors
    ///
    /// As [`wait`](Self::wait).
    pub async fn wait_response(&mut self) -> Result<Response<T>> {
        let response = self.core.settle().await?;
        let head = Arc::clone(&response.head);
        self.finish(response).map(|body| Response::new(head, body))
    }

    /// The operation is finished when its result could be read, and not before (R5.19).
    fn finish(&mut self, response: RawResponse) -> Result<T> {
        let result = T::from_response(response).map_err(|error| error.with_resume_token(self.core.token()))?;
        self.core.state.phase = Phase::Finished;
        Ok(result)
    }
}

impl Core {
    async fn begin(request: Request) -> Result<Self> {
        let client = request.client().clone();
        let policy = request.options().polling.unwrap_or_else(|| client.polling());
        let deadline = Deadline::start(client.clock(), request.options().timeout, "the operation");
        let (context, exchange) = request.prepare()?;
        let (head, body) = send(
            &client,
            exchange,
            Accepts::LroBegin,
            Deadlines::of_request(&client, None, "the request").and(deadline),
        )
        .await?;
        let state = begin(&context, &policy, LastResponse::new(head, body))?;
        Ok(Self { context, policy, deadline, state, told: false })
    }

    fn token(&self) -> Option<ResumeToken> {
        token::pack(&self.context, &self.state)
    }

    /// The limits of one request that begins now.
    fn deadlines(&self) -> Deadlines {
        Deadlines::of_request(&self.context.client, None, "the request").and(self.deadline)
    }

    /// The time that is left for the whole operation.
    fn left(&self) -> Option<Duration> {
        Deadlines::default().and(self.deadline).left(self.context.client.clock())
    }

    fn is_running(&self) -> bool {
        matches!(self.state.phase, Phase::Running)
    }

    async fn poll(&mut self) -> Result<()> {
        if !self.is_running() {
            return Ok(());
        }
        let result = poll(&self.context, &self.policy, &self.state, self.deadlines()).await;
        match result {
            Ok(next) if next.failures > 0 && self.is_late() => Err(self.timed_out()),
            Ok(next) => {
                self.state = next;
                Ok(())
            }
            Err(_) if self.is_late() => Err(self.timed_out()),
            Err(error) => Err(error.with_resume_token(self.token())),
        }
    }

    async fn wait_and_poll(&mut self) -> Result<()> {
        let clock = self.context.client.clock();
        if self.left().is_some_and(|left| self.state.wait >= left) {
            return Err(self.timed_out());
        }
        if !self.state.wait.is_zero() {
            clock.sleep(self.state.wait).await;
        }
        self.poll().await
    }

    async fn next_event(&mut self) -> Result<Option<PollEvent>> {
        if self.told {
            if !self.is_running() {
                return Ok(None);
            }
            self.wait_and_poll().await?;
        }
        self.told = true;
        Ok(Some(self.state.event.clone()))
    }

    /// Follows the operation to its end and gives the response that is its result.
    async fn settle(&mut self) -> Result<RawResponse> {
        while self.is_running() {
            self.wait_and_poll().await?;
        }
        match &self.state.phase {
            Phase::Failed(error) => Err(error.clone()),
            Phase::Finished => {
                Err(Error::new(ErrorKind::Lro, "the result was taken before").with_reason(Reason::Finished))
            }
            Phase::Succeeded(source) => match self.fetch(source.clone()).await {
                Ok(response) => Ok(response),
                Err(_) if self.is_late() => Err(self.timed_out()),
                Err(error) => Err(pending(error).with_resume_token(self.token())),
            },
            // Not reachable: the loop above ends with another phase.
            Phase::Running => Err(self.timed_out()),
        }
    }

    async fn fetch(&self, source: ResultSource) -> Result<RawResponse> {
        let context = Arc::clone(&self.context);
        let url = match source {
            ResultSource::Nothing(head) => {
                return Ok(RawResponse { head, body: RawBody::Whole(bytes::Bytes::new()), context });
            }
            ResultSource::Response(response) => return Ok(response.into_raw(&context)),
            ResultSource::Get(url) => url,
            ResultSource::GetReturned(url) => url.resolve(&context)?,
        };
        let (head, body) =
            send(&context.client, context.poll_exchange(url), Accepts::AnySuccess, self.deadlines()).await?;
        Ok(RawResponse { head, body, context })
    }

    fn is_late(&self) -> bool {
        self.left().is_some_and(|left| left.is_zero())
    }

    fn timed_out(&self) -> Error {
        let text = "the time for the operation is up; it goes on at the service";
        let error = Error::new(ErrorKind::Timeout, text).with_reason(Reason::PollTimeout);
        error.with_resume_token(self.token())
    }
}

/// The operation succeeded; that its result could not be fetched is another matter (R5.19).
fn pending(error: Error) -> Error {
    if error.reason().is_some() || error.kind() == ErrorKind::UntrustedHost {
        return error;
    }
    error
        .with_kind(ErrorKind::Lro)
        .with_reason(Reason::ResultPending)
        .with_text("the operation succeeded, and its result could not be fetched yet")
}

impl<T> fmt::Debug for Poller<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Poller")
            .field("operation", &self.core.context.operation.id)
            .field("event", &self.core.state.event)
            .finish_non_exhaustive()
    }
}

/// What happens to an operation, as a stream. Made by [`Poller::events`].
///
/// Dropping it at any time leaves the poller as it was after the last event.
#[must_use = "nothing happens until it is polled"]
pub struct PollEvents<'a> {
    step: EventStep<'a>,
}

enum EventStep<'a> {
    Idle(&'a mut Core),
    Busy(BoxFuture<'a, (&'a mut Core, Result<Option<PollEvent>>)>),
    End,
}

impl Stream for PollEvents<'_> {
    type Item = Result<PollEvent>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            match std::mem::replace(&mut self.step, EventStep::End) {
                EventStep::Idle(core) => {
                    self.step = EventStep::Busy(Box::pin(async move {
                        let event = core.next_event().await;
                        (core, event)
                    }));
                }
                EventStep::Busy(mut future) => match future.as_mut().poll(context) {
                    Poll::Pending => {
                        self.step = EventStep::Busy(future);
                        return Poll::Pending;
                    }
                    Poll::Ready((core, event)) => {
                        if let Ok(Some(_)) = &event {
                            self.step = EventStep::Idle(core);
                        }
                        return Poll::Ready(event.transpose());
                    }
                },
                EventStep::End => return Poll::Ready(None),
            }
        }
    }
}

impl fmt::Debug for PollEvents<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PollEvents(..)")
    }
}
