//! Connections: accepting and limiting them, and stopping without breaking what is in flight.

use std::{
    io::{self, ErrorKind},
    net,
    sync::Arc,
    time::Duration,
};

use axum::Router;
use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::{conn::auto, graceful::GracefulShutdown},
    service::TowerToHyperService,
};
use tokio::{
    net::TcpListener,
    sync::Semaphore,
    time::{sleep, timeout},
};

use super::log;
use crate::failure::{Failure, print};

/// How many connections are open at the same time; more wait in the system's queue.
const MAX_CONNECTIONS: usize = 512;
/// How long a connection may take to send the head of a request, or stay idle before it.
const HEAD_TIMEOUT: Duration = Duration::from_secs(15);
/// How long what is in flight may take to finish once the server was told to stop.
const GRACE: Duration = Duration::from_secs(10);
/// How long work on the database may take to finish after that.
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
        accept(listener, router, stop).await;
        Ok(())
    });
    runtime.shutdown_timeout(LAST_GRACE);
    outcome
}

async fn accept(listener: TcpListener, router: Router, stop: Stop) {
    // HTTP/1 only: telling HTTP/2 apart would mean reading first bytes without a time limit.
    let mut builder = auto::Builder::new(TokioExecutor::new()).http1_only();
    builder.http1().timer(TokioTimer::new()).header_read_timeout(HEAD_TIMEOUT);
    let connections = Arc::new(Semaphore::new(MAX_CONNECTIONS));
    let graceful = GracefulShutdown::new();
    let mut stopped = std::pin::pin!(stop.wait());
    loop {
        let next = async {
            let place = Arc::clone(&connections).acquire_owned().await;
            (place, listener.accept().await)
        };
        let (place, accepted) = tokio::select! {
            next = next => next,
            () = &mut stopped => break,
        };
        let stream = match accepted {
            // The address of the other side is dropped here: nothing after this could keep it.
            Ok((stream, _)) => stream,
            Err(error) => {
                log(&format!("a connection could not be accepted: {error}"));
                // Out of file descriptors, most likely; trying at once again would only burn time.
                sleep(Duration::from_millis(100)).await;
                continue;
            }
        };
        // Without it a small reply may wait for an acknowledgement; a failure costs only that.
        let _ = stream.set_nodelay(true);
        let service = TowerToHyperService::new(router.clone());
        let connection = graceful.watch(builder.serve_connection(TokioIo::new(stream), service).into_owned());
        tokio::spawn(async move {
            // A broken connection is the other side's affair.
            let _ = connection.await;
            drop(place);
        });
    }
    drop(listener);
    if timeout(GRACE, graceful.shutdown()).await.is_err() {
        log("some connections did not finish in time and were closed");
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
