use std::{
    future::pending,
    io::{Read, Write},
    net::SocketAddr,
    sync::mpsc::{Receiver, Sender, channel},
    thread,
    time::Instant,
};

use axum::{
    body::Bytes,
    routing::{get, post},
};
use tokio::{runtime::Runtime, sync::oneshot};

use super::*;

const LONG: Duration = Duration::from_secs(60);
const SHORT: Duration = Duration::from_millis(200);
/// How long a client waits for a reply.
const PATIENCE: Duration = Duration::from_secs(10);
const SOON: Duration = Duration::from_secs(5);

fn limits() -> Limits {
    Limits { connections: 3, head: LONG, stall: LONG, lifetime: LONG, last: SHORT, farewell: SHORT, grace: SHORT }
}

/// `begun` is told of each that asks for what never comes.
fn router(begun: Sender<()>) -> Router {
    let large = || async { Bytes::from(vec![b' '; 32 << 20]) };
    Router::new()
        .route("/small", get(|| async { "small" }))
        .route("/large", get(large))
        .route(
            "/never",
            get(move || {
                let _ = begun.send(());
                pending::<()>()
            }),
        )
        .route("/post", post(|body: Bytes| async move { body }))
}

fn runtime() -> io::Result<Runtime> {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()
}

/// Runs a client beside a server; how long the server then takes to stop.
fn beside<T: Send + 'static>(
    limits: Limits,
    client: impl FnOnce(SocketAddr, Receiver<()>) -> io::Result<T> + Send + 'static,
) -> io::Result<(T, Duration)> {
    let listener = net::TcpListener::bind("127.0.0.1:0")?;
    let address = listener.local_addr()?;
    let (begun, begins) = channel();
    let client = thread::spawn(move || client(address, begins));
    let runtime = runtime()?;
    let (stop, stopped) = oneshot::channel::<()>();
    let server = runtime.spawn(async move {
        listener.set_nonblocking(true)?;
        let stopped = async { drop(stopped.await) };
        accept(TcpListener::from_std(listener)?, router(begun), stopped, limits).await;
        io::Result::Ok(())
    });
    let outcome = client.join().unwrap_or_else(|_| Err(ErrorKind::Other.into()))?;
    let start = Instant::now();
    drop(stop);
    runtime.block_on(server).unwrap_or_else(|_| Err(ErrorKind::Other.into()))?;
    Ok((outcome, start.elapsed()))
}

const SMALL: &[u8] = b"GET /small HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n";
const LARGE: &[u8] = b"GET /large HTTP/1.1\r\nhost: x\r\n\r\n";
const NEVER: &[u8] = b"GET /never HTTP/1.1\r\nhost: x\r\n\r\n";
const HEAD: &[u8] = b"POST /post HTTP/1.1\r\nhost: x\r\nexpect: 100-continue\r\ncontent-length: 9\r\n\r\n";
const CONTINUE: &[u8] = b"HTTP/1.1 100 Continue\r\n\r\n";

/// Asks for `/small`; how long that takes.
fn ask(mut stream: net::TcpStream) -> io::Result<Duration> {
    let start = Instant::now();
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.write_all(SMALL)?;
    let mut reply = String::new();
    let read = stream.read_to_string(&mut reply);
    assert!(read.is_err() || reply.ends_with("small"), "{reply}");
    Ok(start.elapsed())
}

/// Lets as many clients as may be connected ask for what never comes; how long the next one then
/// waits for its reply, and how long the server takes to stop.
fn waits(limits: Limits) -> io::Result<(Duration, Duration)> {
    beside(limits, move |address, begins| {
        let connect = || net::TcpStream::connect(address);
        let stalled = (0..limits.connections).map(|_| connect()).collect::<io::Result<Vec<_>>>()?;
        for mut stream in &stalled {
            stream.write_all(NEVER)?;
            assert!(begins.recv_timeout(PATIENCE).is_ok(), "it is not being answered");
        }
        let waited = ask(connect()?)?;
        // One that stalls while the server stops.
        connect()?.write_all(NEVER)?;
        drop(stalled);
        Ok(waited)
    })
}

#[test]
fn no_connection_lives_for_ever() -> io::Result<()> {
    let (waited, stopping) = waits(Limits { lifetime: SHORT, ..limits() })?;
    assert!(waited < SOON, "{waited:?}");
    assert!(stopping < SOON, "{stopping:?}");
    Ok(())
}

#[test]
fn without_a_limit_the_next_one_would_wait() -> io::Result<()> {
    let (waited, stopping) = waits(limits())?;
    assert!(waited >= PATIENCE, "{waited:?}");
    assert!(stopping < SOON, "{stopping:?}");
    Ok(())
}

#[test]
fn clients_that_never_read_lose_their_place() -> io::Result<()> {
    for (stall, is_over) in [(SHORT, true), (LONG, false)] {
        let runtime = runtime()?;
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0"))?;
        let mut client = net::TcpStream::connect(listener.local_addr()?)?;
        client.write_all(LARGE)?;
        let over = runtime.block_on(async {
            let (stream, other) = listener.accept().await?;
            let guest = Arc::clone(&House::new(1).enter(other.ip()).await.guest);
            let limits = Limits { stall, ..limits() };
            let (_stopping, told) = watch::channel(());
            io::Result::Ok(timeout(SOON, converse(stream, router(channel().0), guest, told, limits)).await.is_ok())
        })?;
        assert_eq!(over, is_over, "{stall:?}");
        drop(client);
    }
    Ok(())
}

/// Where only one address is the loopback's, all are of one.
#[cfg(target_os = "linux")]
#[test]
fn a_full_house_keeps_nobody_out_and_spares_those_who_are_few() -> io::Result<()> {
    let begin = |mut stream: net::TcpStream| {
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.write_all(HEAD)?;
        let mut interim = vec![0; CONTINUE.len()];
        stream.read_exact(&mut interim)?;
        assert_eq!(interim, CONTINUE);
        io::Result::Ok(stream)
    };
    let finish = |mut stream: net::TcpStream| {
        stream.write_all(b"123456789")?;
        let mut reply = vec![0; b"HTTP/1.1 200 ".len()];
        stream.read_exact(&mut reply)?;
        io::Result::Ok(reply == b"HTTP/1.1 200 ")
    };
    let (waited, _) = beside(limits(), move |address, _| {
        let elsewhere = || connect_from("127.0.0.2:0", address);
        // The oldest is alone; the others are many.
        let alone = begin(elsewhere()?)?;
        let mut first = begin(net::TcpStream::connect(address)?)?;
        let second = begin(net::TcpStream::connect(address)?)?;
        let waited = ask(elsewhere()?)?;
        let mut rest = Vec::new();
        let _ = first.read_to_end(&mut rest);
        assert!(rest.starts_with(b"HTTP/1.1 400 "), "its handler says why: {}", String::from_utf8_lossy(&rest));
        assert!(finish(alone)? && finish(second)?);
        // Half a head, or nothing at all, is no reason to wait either.
        let idle = (0..3).map(|_| net::TcpStream::connect(address)).collect::<io::Result<Vec<_>>>()?;
        for mut stream in &idle {
            stream.write_all(HEAD.get(..20).unwrap_or_default())?;
        }
        let again = ask(net::TcpStream::connect(address)?)?;
        Ok(waited.max(again))
    })?;
    assert!(waited < SOON, "{waited:?}");
    Ok(())
}

#[cfg(target_os = "linux")]
fn connect_from(own: &str, to: SocketAddr) -> io::Result<net::TcpStream> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build()?;
    let socket = tokio::net::TcpSocket::new_v4()?;
    socket.bind(own.parse().map_err(|_| ErrorKind::InvalidInput)?)?;
    let stream = runtime.block_on(socket.connect(to))?.into_std()?;
    stream.set_nonblocking(false)?;
    Ok(stream)
}
