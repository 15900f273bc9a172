//! Whose turn it is to seal and hand in: who sent little lately comes before who sent much, and networks that sent alike take
//! turns, so that who sends a thousand letters waits behind themselves and not before everybody else. Every fourth turn
//! goes to whoever sent most, so that nobody waits for ever.

use super::{Network, lock};
use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Mutex},
};
use tokio::sync::oneshot;

/// Lanes: of one letter within the span that is counted, of two or three, of four to seven, and so on.
const LANES: usize = 7;
/// Letters of one network that may wait in one lane.
const MOST_OF_ONE: usize = 128;
/// Letters that may wait at all.
const MOST: usize = 20_000;
/// One of this many turns goes to the last lane in which somebody waits.
const LAST_EVERY: u32 = 4;

/// There are too many before: try again later.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) struct Busy;

/// See the module.
#[derive(Clone, Debug)]
pub(in super::super) struct Turns(Arc<Mutex<Inner>>);

/// The right to work; given on when it is dropped.
#[derive(Debug)]
pub(in super::super) struct Turn(Option<Turns>);

#[derive(Debug)]
struct Inner {
    free: usize,
    waiting: usize,
    given: u32,
    lanes: [Lane; LANES],
}

#[derive(Debug, Default)]
struct Lane {
    /// Networks that wait, each once.
    order: VecDeque<Network>,
    waiting: HashMap<Network, VecDeque<oneshot::Sender<Turn>>>,
}

impl Lane {
    fn next(&mut self) -> Option<oneshot::Sender<Turn>> {
        let network = self.order.pop_front()?;
        let queue = self.waiting.get_mut(&network)?;
        let sender = queue.pop_front();
        if queue.is_empty() {
            self.waiting.remove(&network);
        } else {
            self.order.push_back(network);
        }
        sender
    }
}

impl Inner {
    fn next(&mut self) -> Option<oneshot::Sender<Turn>> {
        self.given = self.given.wrapping_add(1);
        let next = if self.given.is_multiple_of(LAST_EVERY) {
            self.lanes.iter_mut().rev().find_map(Lane::next)
        } else {
            self.lanes.iter_mut().find_map(Lane::next)
        };
        self.waiting -= usize::from(next.is_some());
        next
    }
}

fn lane_of(sent: u32) -> usize {
    let doublings = usize::try_from(sent.max(1).ilog2()).unwrap_or(LANES);
    doublings.min(LANES - 1)
}

impl Turns {
    /// So many at once.
    pub(in super::super) fn new(at_once: usize) -> Self {
        Self(Arc::new(Mutex::new(Inner {
            free: at_once,
            waiting: 0,
            given: 0,
            lanes: Default::default(),
        })))
    }

    /// Waits for a turn. `sent`: letters of the network within the span that is counted, this one among them.
    pub(in super::super) async fn wait(&self, network: Network, sent: u32) -> Result<Turn, Busy> {
        let receiver = {
            let mut inner = lock(&self.0);
            // Nobody waits while one is free.
            if inner.free > 0 {
                inner.free -= 1;
                return Ok(Turn(Some(self.clone())));
            }
            if inner.waiting >= MOST {
                return Err(Busy);
            }
            let lane = &mut inner.lanes[lane_of(sent)];
            let queue = lane.waiting.entry(network).or_default();
            if queue.len() >= MOST_OF_ONE {
                return Err(Busy);
            }
            let (sender, receiver) = oneshot::channel();
            queue.push_back(sender);
            if queue.len() == 1 {
                lane.order.push_back(network);
            }
            inner.waiting += 1;
            receiver
        };
        receiver.await.map_err(|_| Busy)
    }

    fn pass_on(&self) {
        loop {
            let next = {
                let mut inner = lock(&self.0);
                let Some(next) = inner.next() else {
                    inner.free += 1;
                    return;
                };
                next
            };
            match next.send(Turn(Some(self.clone()))) {
                Ok(()) => return,
                // Whoever waited is gone.
                Err(mut turn) => turn.0 = None,
            }
        }
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        if let Some(turns) = self.0.take() {
            turns.pass_on();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: Network = Network::V4(1);
    const OTHER: Network = Network::V4(2);
    const THIRD: Network = Network::V4(3);

    /// In what order those that wait get their turn: name, network, letters that it sent.
    async fn order(waiting: &[(&'static str, Network, u32)]) -> Vec<&'static str> {
        let turns = Turns::new(1);
        let first = turns.wait(Network::V4(9), 1).await.unwrap();
        let served = Arc::new(Mutex::new(Vec::new()));
        let mut tasks = Vec::new();
        for (name, network, sent) in waiting.iter().copied() {
            let (waits, seen) = (turns.clone(), served.clone());
            tasks.push(tokio::spawn(async move {
                let turn = waits.wait(network, sent).await.unwrap();
                seen.lock().unwrap().push(name);
                drop(turn);
            }));
            while lock(&turns.0).waiting < tasks.len() {
                tokio::task::yield_now().await;
            }
        }
        drop(first);
        for task in tasks {
            task.await.unwrap();
        }
        assert_eq!(lock(&turns.0).free, 1);
        served.lock().unwrap().clone()
    }

    #[test]
    fn lanes_double() {
        let lanes: Vec<_> = [0, 1, 2, 3, 4, 7, 8, 100, u32::MAX].map(lane_of).to_vec();
        assert_eq!(lanes, [0, 0, 1, 1, 2, 2, 3, 6, 6]);
    }

    #[tokio::test]
    async fn networks_that_sent_alike_take_turns() {
        let waiting = [("a1", ONE, 4), ("a2", ONE, 5), ("a3", ONE, 6), ("b1", OTHER, 7)];
        assert_eq!(order(&waiting).await, ["a1", "b1", "a2", "a3"]);
    }

    #[tokio::test]
    async fn who_sent_little_comes_first_and_nobody_is_forgotten() {
        let mut waiting = vec![("flood", ONE, 90); 3];
        waiting.extend([("some", OTHER, 3); 3]);
        waiting.extend([("first", THIRD, 1); 2]);
        let expected = [
            "first", "first", "some", "flood", "some", "some", "flood", "flood",
        ];
        assert_eq!(order(&waiting).await, expected);
    }

    #[tokio::test]
    async fn who_left_is_passed_over_and_too_many_are_told() {
        let turns = Turns::new(1);
        let first = turns.wait(OTHER, 1).await.unwrap();
        let mut left = Vec::new();
        for _ in 0..MOST_OF_ONE {
            let waits = turns.clone();
            left.push(tokio::spawn(async move { waits.wait(ONE, 90).await.map(drop) }));
        }
        while lock(&turns.0).waiting < MOST_OF_ONE {
            tokio::task::yield_now().await;
        }
        assert_eq!(turns.wait(ONE, 90).await.map(drop), Err(Busy));
        for task in &left {
            task.abort();
        }
        for task in left {
            let _ = task.await;
        }
        let waits = turns.clone();
        let last = tokio::spawn(async move { waits.wait(OTHER, 90).await.map(drop) });
        while lock(&turns.0).waiting <= MOST_OF_ONE {
            tokio::task::yield_now().await;
        }
        drop(first);
        assert_eq!(last.await.unwrap(), Ok(()));
        assert_eq!(lock(&turns.0).free, 1);
    }
}
