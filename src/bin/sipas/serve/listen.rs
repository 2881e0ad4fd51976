//! Connections: accepting and limiting them, and stopping without breaking what is in flight.

use std::{
    future::Future,
    io::{self, ErrorKind, IoSlice},
    net,
    pin::{Pin, pin},
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use axum::Router;
use hyper::{
    Request,
    body::Incoming,
    service::{Service, service_fn},
};
use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::conn::auto,
    service::TowerToHyperService,
};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::{TcpListener, TcpStream},
    sync::watch,
    time::{Sleep, sleep, timeout},
};

use super::{
    house::{Guest, House},
    log,
};
use crate::failure::{Failure, print};

/// How much of the server one connection may have, so that those who stall do not keep the others out.
#[derive(Clone, Copy)]
struct Limits {
    /// How many connections are open at the same time; whoever comes then takes the place of the slowest.
    connections: u16,
    /// How long a connection may take to send the head of a request, or stay idle before it.
    head: Duration,
    /// How long the other side may take none of what is written to it.
    stall: Duration,
    /// After how long a connection takes no further request.
    lifetime: Duration,
    /// How long what is in flight may take to finish after that.
    last: Duration,
    /// How long one that has to make room has to say so.
    farewell: Duration,
    /// How long what is in flight may take to finish once the server was told to stop.
    grace: Duration,
}

const LIMITS: Limits = Limits {
    connections: 512,
    head: Duration::from_secs(15),
    stall: Duration::from_secs(30),
    lifetime: Duration::from_secs(90),
    last: Duration::from_secs(30),
    farewell: Duration::from_millis(250),
    grace: Duration::from_secs(4),
};
/// How long work on the database may take to finish when every connection is closed.
const LAST_GRACE: Duration = Duration::from_secs(5);

/// Takes the address.
pub fn bind(address: &str) -> Result<net::TcpListener, Failure> {
    net::TcpListener::bind(address).map_err(|error| match error.kind() {
        ErrorKind::AddrInUse => Failure::Input(format!(
            "{address}: another program is listening there already.\n\
             Stop it, or choose another address with --addr, for example: sipas serve --addr {}",
            suggestion(address)
        )),
        ErrorKind::InvalidInput => Failure::Usage(format!("--addr {address}: give HOST:PORT, such as 127.0.0.1:8080")),
        _ => Failure::Input(format!("{address}: cannot listen there: {error}\nChoose another address with --addr.")),
    })
}

/// The same host with the next port.
fn suggestion(address: &str) -> String {
    let next = |(host, port): (&str, &str)| Some(format!("{host}:{}", port.parse::<u16>().ok()?.checked_add(1)?));
    address.rsplit_once(':').and_then(next).unwrap_or_else(|| String::from("127.0.0.1:8081"))
}

/// Serves until the process is told to stop, then lets what is in flight finish.
pub fn run(listener: net::TcpListener, router: Router) -> Result<(), Failure> {
    let cannot = |error: io::Error| Failure::Input(format!("the server cannot start: {error}"));
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(cannot)?;
    let outcome = runtime.block_on(async {
        // Before the address is announced, so that a signal never comes too early.
        let stop = Stop::new().map_err(cannot)?;
        listener.set_nonblocking(true).map_err(cannot)?;
        let address = listener.local_addr().map_err(cannot)?;
        let listener = TcpListener::from_std(listener).map_err(cannot)?;
        print(&format!("Listening on http://{address}\n"))?;
        accept(listener, router, stop.wait(), LIMITS).await;
        Ok(())
    });
    runtime.shutdown_timeout(LAST_GRACE);
    outcome
}

async fn accept(listener: TcpListener, router: Router, stop: impl Future<Output = ()>, limits: Limits) {
    let house = House::new(limits.connections);
    let (stopping, told) = watch::channel(());
    let mut stopped = pin!(stop);
    loop {
        let next = async {
            let (stream, other) = listener.accept().await?;
            // Where it comes from is known as long as it is connected, and by nothing but the house.
            Ok::<_, io::Error>((stream, house.enter(other.ip()).await))
        };
        let accepted = tokio::select! {
            next = next => next,
            () = &mut stopped => break,
        };
        let (stream, place) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                log(&format!("a connection could not be accepted: {error}"));
                // Out of file descriptors, most likely; trying at once again would only burn time.
                sleep(Duration::from_millis(100)).await;
                continue;
            }
        };
        // Without it a small reply may wait for an acknowledgement; a failure costs only that.
        let _ = stream.set_nodelay(true);
        let connection = converse(stream, router.clone(), Arc::clone(&place.guest), told.clone(), limits);
        tokio::spawn(async move {
            tokio::select! {
                () = connection => {}
                () = place.guest.dismissed(limits.farewell) => {}
            }
            drop(place);
        });
    }
    drop(listener);
    // Nobody listens where nothing is open any more.
    let _ = stopping.send(());
    if !house.is_left(limits.grace).await {
        log("some connections did not finish in time and were closed");
    }
}

/// Serves one connection, until it ends, is as old as it may get, has to make room, or the server stops.
async fn converse(
    stream: TcpStream,
    router: Router,
    guest: Arc<Guest>,
    mut stopping: watch::Receiver<()>,
    limits: Limits,
) {
    // HTTP/1 only: telling HTTP/2 apart would mean reading first bytes without a time limit.
    let mut builder = auto::Builder::new(TokioExecutor::new()).http1_only();
    builder.http1().timer(TokioTimer::new()).header_read_timeout(limits.head);
    let stream = Impatient { stream, limit: limits.stall, stalled: None };
    let inner = TowerToHyperService::new(router);
    let service = service_fn(|request: Request<Incoming>| {
        let guest = Arc::clone(&guest);
        let reply = inner.call(request.map(|body| guest.receive(body)));
        async move {
            let reply = reply.await;
            guest.answered();
            reply
        }
    });
    let mut connection = pin!(builder.serve_connection(TokioIo::new(stream), service));
    // How a connection ends, well or broken, is the other side's affair.
    tokio::select! {
        _ = connection.as_mut() => return,
        () = sleep(limits.lifetime) => {}
        () = guest.told() => {}
        _ = stopping.changed() => {}
    }
    connection.as_mut().graceful_shutdown();
    let _ = timeout(limits.last, connection).await;
}

/// A stream that fails when the other side has taken nothing of what is written for too long.
struct Impatient {
    stream: TcpStream,
    limit: Duration,
    /// Ends when a write has waited for `limit`.
    stalled: Option<Pin<Box<Sleep>>>,
}

impl Impatient {
    fn watched<T>(&mut self, context: &mut Context<'_>, outcome: Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        if outcome.is_ready() {
            self.stalled = None;
            return outcome;
        }
        let limit = self.limit;
        let stalled = self.stalled.get_or_insert_with(|| Box::pin(sleep(limit)));
        stalled.as_mut().poll(context).map(|()| Err(ErrorKind::TimedOut.into()))
    }
}

impl AsyncRead for Impatient {
    fn poll_read(self: Pin<&mut Self>, context: &mut Context<'_>, into: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_read(context, into)
    }
}

impl AsyncWrite for Impatient {
    fn poll_write(self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let outcome = Pin::new(&mut this.stream).poll_write(context, bytes);
        this.watched(context, outcome)
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let outcome = Pin::new(&mut this.stream).poll_write_vectored(context, slices);
        this.watched(context, outcome)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_flush(context)
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_shutdown(context)
    }
}

/// The signals to stop.
struct Stop {
    #[cfg(unix)]
    terminate: tokio::signal::unix::Signal,
    #[cfg(unix)]
    interrupt: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Stop {
    fn new() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self { terminate: signal(SignalKind::terminate())?, interrupt: signal(SignalKind::interrupt())? })
    }

    async fn wait(mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }
}

#[cfg(not(unix))]
impl Stop {
    fn new() -> io::Result<Self> {
        Ok(Self {})
    }

    async fn wait(self) {
        // Without signals it can still be ended from outside, only less politely.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}

#[cfg(test)]
mod tests;
