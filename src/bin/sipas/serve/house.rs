//! Who is connected at the same time, and who has to go when the house is full and somebody else comes.
//!
//! The one that is waited for longest goes: until it sends a request, or the rest of one, or takes a reply. It
//! is one of those from the address that has most such, so that one address cannot keep the others out, and a
//! proxy, from whose address they all come, may still have the whole house. A request that arrived as a whole
//! is never given up.

use std::{
    collections::HashMap,
    future::Future,
    io::ErrorKind,
    net::{IpAddr, Ipv6Addr},
    pin::{Pin, pin},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll, ready},
    time::{Duration, Instant},
};

use axum::{
    BoxError,
    body::{Bytes, HttpBody},
};
use hyper::body::{Frame, Incoming, SizeHint};
use tokio::{
    sync::{Notify, OwnedSemaphorePermit, Semaphore, watch},
    time::{sleep, timeout},
};

/// What a connection is about.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// It waits, since then, for the other side.
    Waiting { since: Instant, within: Within },
    /// A request is here as a whole, and is being answered.
    Working,
    /// It was told to make room.
    Leaving(Within),
}

/// What a connection waits within.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Within {
    /// Between requests, the head of one, or a reply that is being taken: it can just be closed.
    Other,
    /// The body of a request, whose handler says why it is not read further.
    Body,
}

/// One connection.
pub struct Guest {
    /// Where it comes from; forgotten when it ends.
    network: IpAddr,
    state: watch::Sender<State>,
    /// Told when one begins to wait.
    waits: Arc<Notify>,
}

impl Guest {
    /// A request came, of which the body may still be on its way.
    pub fn receive(self: &Arc<Self>, body: Incoming) -> Arriving {
        if body.is_end_stream() {
            self.work();
        } else {
            self.wait(Within::Body);
        }
        let guest = Arc::clone(self);
        let leave = Box::pin(async move { guest.told().await });
        Arriving { body, guest: Arc::clone(self), leave }
    }

    /// The reply is there for the other side to take.
    pub fn answered(&self) {
        self.wait(Within::Other);
    }

    /// Ends when this connection has to make room, and was given `farewell` to say so where it can.
    pub async fn dismissed(&self, farewell: Duration) {
        if self.leave().await == Within::Body {
            sleep(farewell).await;
        }
    }

    /// Ends when this connection has to make room.
    pub async fn told(&self) {
        self.leave().await;
    }

    async fn leave(&self) -> Within {
        let mut states = self.state.subscribe();
        loop {
            if let State::Leaving(within) = *states.borrow_and_update() {
                return within;
            }
            // The sender is this guest's own: it is there.
            let _ = states.changed().await;
        }
    }

    fn set(&self, new: State) {
        self.state.send_if_modified(|state| {
            let goes = matches!(state, State::Leaving(_));
            if !goes {
                *state = new;
            }
            !goes
        });
    }

    fn work(&self) {
        self.set(State::Working);
    }

    fn wait(&self, within: Within) {
        self.set(State::Waiting { since: Instant::now(), within });
        self.waits.notify_one();
    }

    /// Tells it to make room; false where it does not wait for anything.
    fn dismiss(&self) -> bool {
        self.state.send_if_modified(|state| match *state {
            State::Waiting { within, .. } => {
                *state = State::Leaving(within);
                true
            }
            State::Working | State::Leaving(_) => false,
        })
    }
}

/// The body of a request, which fails when its connection has to make room.
pub struct Arriving {
    body: Incoming,
    guest: Arc<Guest>,
    leave: Pin<Box<dyn Future<Output = ()> + Send>>,
}

impl HttpBody for Arriving {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let this = self.get_mut();
        let left = matches!(*this.guest.state.borrow(), State::Leaving(_));
        if left || this.leave.as_mut().poll(context).is_ready() {
            return Poll::Ready(Some(Err(std::io::Error::from(ErrorKind::TimedOut).into())));
        }
        let frame = ready!(Pin::new(&mut this.body).poll_frame(context));
        if frame.is_none() {
            this.guest.work();
        }
        Poll::Ready(frame.map(|frame| frame.map_err(Into::into)))
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// The place of a connection, until it is dropped.
pub struct Place {
    pub guest: Arc<Guest>,
    house: Arc<House>,
    _permit: Option<OwnedSemaphorePermit>,
}

impl Drop for Place {
    fn drop(&mut self) {
        self.house.guests().retain(|guest| !Arc::ptr_eq(guest, &self.guest));
    }
}

/// All connections.
pub struct House {
    size: u16,
    places: Arc<Semaphore>,
    guests: Mutex<Vec<Arc<Guest>>>,
    waits: Arc<Notify>,
}

impl House {
    /// An empty one.
    pub fn new(size: u16) -> Arc<Self> {
        let places = Arc::new(Semaphore::new(usize::from(size)));
        Arc::new(Self { size, places, guests: Mutex::default(), waits: Arc::default() })
    }

    /// A place for whoever comes from there. Where there is none, somebody has to go.
    pub async fn enter(self: &Arc<Self>, address: IpAddr) -> Place {
        let permit = match Arc::clone(&self.places).try_acquire_owned() {
            Ok(permit) => Some(permit),
            Err(_) => self.make_room().await,
        };
        let state = State::Waiting { since: Instant::now(), within: Within::Other };
        let guest = Arc::new(Guest {
            network: network(address),
            state: watch::Sender::new(state),
            waits: Arc::clone(&self.waits),
        });
        self.guests().push(Arc::clone(&guest));
        Place { guest, house: Arc::clone(self), _permit: permit }
    }

    /// Whether everybody was gone before `limit`.
    pub async fn is_left(&self, limit: Duration) -> bool {
        timeout(limit, self.places.acquire_many(u32::from(self.size))).await.is_ok()
    }

    async fn make_room(&self) -> Option<OwnedSemaphorePermit> {
        let mut place = pin!(Arc::clone(&self.places).acquire_owned());
        while !self.dismiss_one() {
            // They are all being answered: one of them ends, or waits, before long.
            tokio::select! {
                place = place.as_mut() => return place.ok(),
                () = self.waits.notified() => {}
            }
        }
        place.await.ok()
    }

    /// Tells the one that is waited for longest, of the network with most such, to go.
    fn dismiss_one(&self) -> bool {
        let guests = self.guests();
        let mut waiting: Vec<(Instant, &Arc<Guest>)> = Vec::new();
        let mut crowds: HashMap<IpAddr, usize> = HashMap::new();
        for guest in guests.iter() {
            if let State::Waiting { since, .. } = *guest.state.borrow() {
                let crowd = crowds.entry(guest.network).or_default();
                *crowd = crowd.saturating_add(1);
                waiting.push((since, guest));
            }
        }
        waiting.sort_by_key(|(since, guest)| (std::cmp::Reverse(crowds.get(&guest.network)), *since));
        waiting.iter().any(|(_, guest)| guest.dismiss())
    }

    fn guests(&self) -> MutexGuard<'_, Vec<Arc<Guest>>> {
        self.guests.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What one household or office has: an address of version 4, the first half of one of version 6.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() & !u128::from(u64::MAX)).into(),
        address @ IpAddr::V4(_) => address,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOON: Duration = Duration::from_secs(5);
    const MOMENT: Duration = Duration::from_millis(50);

    fn run(test: impl Future<Output = ()>) -> std::io::Result<()> {
        tokio::runtime::Builder::new_current_thread().enable_time().build()?.block_on(test);
        Ok(())
    }

    fn address(text: &str) -> IpAddr {
        text.parse().unwrap_or(IpAddr::V6(Ipv6Addr::UNSPECIFIED))
    }

    /// A house as large as it has guests, from these addresses, who came one after the other.
    async fn full(addresses: &[&str]) -> (Arc<House>, Vec<Place>) {
        let house = House::new(u16::try_from(addresses.len()).unwrap_or_default());
        let mut places = Vec::new();
        for text in addresses {
            places.push(house.enter(address(text)).await);
        }
        (house, places)
    }

    fn leaving(places: &[Place]) -> Vec<usize> {
        let leaves = |place: &Place| matches!(*place.guest.state.borrow(), State::Leaving(_));
        places.iter().enumerate().filter(|(_, place)| leaves(place)).map(|(index, _)| index).collect()
    }

    #[test]
    fn the_slowest_of_the_largest_crowd_goes() -> std::io::Result<()> {
        run(async {
            for (addresses, gone) in [
                (&["10.0.0.1", "10.0.0.2", "10.0.0.2", "10.0.0.1", "10.0.0.2"][..], 1),
                (&["10.0.0.1", "10.0.0.1", "10.0.0.1"], 0),
                (&["10.0.0.1", "10.0.0.2", "10.0.0.3"], 0),
                // One network; the same address written otherwise.
                (&["2001:db8::1", "2001:db8:0:1::1", "2001:db8:0:1:ffff::2"], 1),
                (&["10.0.0.2", "10.0.0.1", "::ffff:10.0.0.1"], 1),
            ] {
                let (house, mut places) = full(addresses).await;
                assert!(timeout(MOMENT, house.enter(address("10.0.0.9"))).await.is_err(), "nobody has left yet");
                assert_eq!(leaving(&places), [gone], "{addresses:?}");
                places.remove(gone);
                assert!(timeout(SOON, house.enter(address("10.0.0.9"))).await.is_ok());
                assert_eq!(leaving(&places), [0_usize; 0], "{addresses:?}");
            }
        })
    }

    #[test]
    fn what_is_being_answered_is_let_finish() -> std::io::Result<()> {
        run(async {
            let (house, places) = full(&["10.0.0.1", "10.0.0.1", "10.0.0.2"]).await;
            for place in &places {
                place.guest.work();
            }
            let mut newcomer = pin!(house.enter(address("10.0.0.9")));
            assert!(timeout(MOMENT, newcomer.as_mut()).await.is_err());
            assert_eq!(leaving(&places), [0_usize; 0]);
            // The first that is done waits for its next request, and goes.
            let [first, second, third] = &places[..] else { return };
            third.guest.answered();
            assert!(timeout(MOMENT, newcomer.as_mut()).await.is_err());
            assert_eq!(leaving(&places), [2]);
            second.guest.answered();
            first.guest.answered();
            assert!(timeout(MOMENT, newcomer.as_mut()).await.is_err());
            assert_eq!(leaving(&places), [2], "one makes room for one");
            drop(places);
            assert!(timeout(SOON, newcomer).await.is_ok());
            assert!(house.is_left(SOON).await);
        })
    }

    #[test]
    fn a_reply_begins_the_wait_anew() -> std::io::Result<()> {
        run(async {
            let (house, places) = full(&["10.0.0.1", "10.0.0.1"]).await;
            sleep(Duration::from_millis(1)).await;
            let [first, _] = &places[..] else { return };
            first.guest.work();
            first.guest.answered();
            assert!(timeout(MOMENT, house.enter(address("10.0.0.9"))).await.is_err());
            assert_eq!(leaving(&places), [1]);
        })
    }
}
