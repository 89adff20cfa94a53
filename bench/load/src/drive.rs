//! Driving a gateway: as fast as it answers, or at a fixed rate; over kept connections, or with a new one each time.
//!
//! At a fixed rate a request's time counts from when it was due if the one before held it up, so that a stall is charged
//! to every request behind it; otherwise from when the timer woke us, so that the timer's coarseness is charged to nobody.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::time::{Duration, Instant};

use serde_json::json;

use crate::connection::{Aim, Asker, Connection, Target};
use crate::processes::{self, CpuTime, Watched};
use crate::tally::Tally;
use crate::{Fault, run_here};

/// Pause after a connection could not be opened.
const PAUSE: Duration = Duration::from_millis(20);
/// Time for requests under way once the window is over.
const ENDING: Duration = Duration::from_secs(5);

/// What becomes of connections.
#[derive(Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
enum Connections {
    /// They stay open.
    #[default]
    Kept,
    /// Each request has its own, with a full handshake.
    New,
    /// Each request has its own, with a resumed handshake.
    Resumed,
}

/// Options of `drive`.
#[derive(clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    aim: Aim,
    /// Connections at once.
    #[arg(long, short = 'c', default_value_t = 32)]
    connections: usize,
    /// Requests at once on each (HTTP/2).
    #[arg(long, short = 'm', default_value_t = 1)]
    streams: usize,
    /// What becomes of connections.
    #[arg(long, value_enum, default_value_t)]
    mode: Connections,
    /// Requests a second; without it, as many as possible.
    #[arg(long)]
    rate: Option<f64>,
    /// Threads.
    #[arg(long, short = 't', default_value_t = 2)]
    threads: usize,
    /// Seconds before the window.
    #[arg(long, default_value_t = 1.5)]
    warm_up: f64,
    /// Seconds of the window.
    #[arg(long, default_value_t = 5.0)]
    window: f64,
    /// Whose CPU time: NAME=SESSION.
    #[arg(long)]
    watch: Vec<Watched>,
}

const WARMING: u8 = 0;
const COUNTING: u8 = 1;
const OVER: u8 = 2;

/// One thread's share.
struct Share {
    target: Arc<Target>,
    phase: Arc<AtomicU8>,
    tally: RefCell<Tally>,
    mode: Connections,
}

/// One slot's timetable: a slot is what has one request under way at a time.
struct Timetable {
    interval: Option<Duration>,
    due: Cell<Instant>,
}

impl Timetable {
    /// Waits for the next turn; says from when its time counts.
    async fn turn(&self) -> Instant {
        let Some(interval) = self.interval else { return Instant::now() };
        let due = self.due.get();
        self.due.set(due + interval);
        if due <= Instant::now() {
            return due;
        }
        tokio::time::sleep_until(due.into()).await;
        Instant::now()
    }
}

impl Share {
    fn is_over(&self) -> bool {
        self.phase.load(Ordering::Relaxed) == OVER
    }

    fn count(&self, write: impl FnOnce(&mut Tally)) {
        if self.phase.load(Ordering::Relaxed) == COUNTING {
            write(&mut self.tally.borrow_mut());
        }
    }

    /// Faults count from the first request on, but not once connections are being closed.
    fn fault(&self, what: &str, fault: &Fault) {
        if !self.is_over() {
            self.tally.borrow_mut().fault(format!("{what}: {fault}"));
        }
    }

    async fn open(&self) -> Option<Connection> {
        match self.target.open().await {
            Ok(connection) => {
                self.count(|tally| tally.opened(connection.handshake, connection.resumed));
                Some(connection)
            }
            Err(fault) => {
                self.fault("no connection", &fault);
                tokio::time::sleep(PAUSE).await;
                None
            }
        }
    }

    /// One request; whether the connection can be used again.
    async fn ask(&self, asker: &mut Asker, begun: Instant) -> bool {
        match asker.ask(&self.target).await {
            Ok(()) => self.count(|tally| tally.answered(begun.elapsed())),
            Err(fault) => {
                self.fault("no good answer", &fault);
                return false;
            }
        }
        true
    }

    /// A connection that is kept, with its slots.
    async fn keep(self: Rc<Self>, timetables: Rc<Vec<Timetable>>) {
        while !self.is_over() {
            let Some(connection) = self.open().await else { continue };
            let mut slots = Vec::new();
            for index in 1..timetables.len() {
                let Some(asker) = connection.asker.another() else { break };
                let (share, timetables) = (self.clone(), timetables.clone());
                slots.push(tokio::task::spawn_local(async move { share.fill(asker, &timetables[index]).await }));
            }
            let Connection { asker, .. } = connection;
            self.fill(asker, &timetables[0]).await;
            for slot in slots {
                let _ = slot.await;
            }
        }
    }

    /// One slot of a kept connection.
    async fn fill(&self, mut asker: Asker, timetable: &Timetable) {
        while !self.is_over() {
            let begun = timetable.turn().await;
            if !self.ask(&mut asker, begun).await {
                return;
            }
        }
    }

    /// A slot that opens a connection for each request.
    async fn renew(self: Rc<Self>, timetables: Rc<Vec<Timetable>>) {
        while !self.is_over() {
            let begun = timetables[0].turn().await;
            let Some(mut connection) = self.open().await else { continue };
            self.ask(&mut connection.asker, begun).await;
            connection.close().await;
        }
    }

    /// All connections of this thread.
    async fn run(self: Rc<Self>, connections: Vec<Vec<Timetable>>) {
        let mut tasks = Vec::new();
        for timetables in connections {
            let (share, timetables) = (self.clone(), Rc::new(timetables));
            tasks.push(match self.mode {
                Connections::Kept => tokio::task::spawn_local(share.keep(timetables)),
                _ => tokio::task::spawn_local(share.renew(timetables)),
            });
        }
        for task in tasks {
            let _ = task.await;
        }
    }
}

/// Drives.
pub fn execute(arguments: &Arguments) -> Result<(), Fault> {
    let target = Arc::new(Target::new(&arguments.aim, arguments.mode == Connections::Resumed)?);
    let phase = Arc::new(AtomicU8::new(WARMING));
    let threads: Vec<_> = (0..arguments.threads.max(1)).map(|index| start(arguments, &target, &phase, index)).collect();
    let watched: Vec<Watched> = arguments.watch.iter().cloned().chain([Watched::myself()]).collect();
    let read = || watched.iter().map(Watched::cpu).collect::<Vec<CpuTime>>();

    std::thread::sleep(Duration::from_secs_f64(arguments.warm_up));
    let (before, machine_before, begun) = (read(), processes::machine(), Instant::now());
    phase.store(COUNTING, Ordering::Relaxed);
    std::thread::sleep(Duration::from_secs_f64(arguments.window));
    let (after, machine_after, seconds) = (read(), processes::machine(), begun.elapsed().as_secs_f64());
    phase.store(OVER, Ordering::Relaxed);

    let tally = gather(threads)?;
    let mut report = tally.report(seconds);
    let mut ours = 0;
    for ((watched, before), after) in watched.iter().zip(before).zip(after) {
        let used = after.since(before);
        ours += used.total();
        report[&watched.name] = watched.report(used, tally.good, seconds);
    }
    let cores = |micros: u64| micros as f64 / 1e6 / seconds;
    let busy = machine_after.0.saturating_sub(machine_before.0);
    report["strangers_cores"] = json!(cores(busy.saturating_sub(ours)));
    report["stolen_cores"] = json!(cores(machine_after.1.saturating_sub(machine_before.1)));
    println!("{report}");
    Ok(())
}

type Thread = std::thread::JoinHandle<Result<Tally, Fault>>;

/// A thread with every n-th connection. Slots begin spread evenly over one interval.
fn start(arguments: &Arguments, target: &Arc<Target>, phase: &Arc<AtomicU8>, index: usize) -> Thread {
    let (target, phase, mode, threads) = (target.clone(), phase.clone(), arguments.mode, arguments.threads.max(1));
    let streams = if arguments.aim.http2 && mode == Connections::Kept { arguments.streams.max(1) } else { 1 };
    let slots = arguments.connections * streams;
    let interval = arguments.rate.map(|rate| Duration::from_secs_f64(slots as f64 / rate));
    let connections: Vec<usize> = (index..arguments.connections).step_by(threads).collect();
    std::thread::spawn(move || {
        run_here(async move {
            let begin = Instant::now();
            let timetable = |slot: usize| {
                let offset = interval.unwrap_or_default().mul_f64(slot as f64 / slots as f64);
                Timetable { interval, due: Cell::new(begin + offset) }
            };
            let of_connection = |connection: &usize| {
                (connection * streams..(connection + 1) * streams).map(timetable).collect::<Vec<_>>()
            };
            let share = Rc::new(Share { target, phase, tally: RefCell::default(), mode });
            share.clone().run(connections.iter().map(of_connection).collect()).await;
            share.tally.take()
        })
    })
}

/// Adds up the threads' tallies; one whose requests are never answered is left behind.
fn gather(threads: Vec<Thread>) -> Result<Tally, Fault> {
    let mut tally = Tally::default();
    let until = Instant::now() + ENDING;
    for thread in threads {
        while !thread.is_finished() && Instant::now() < until {
            std::thread::sleep(Duration::from_millis(5));
        }
        if thread.is_finished() {
            tally.add(thread.join().map_err(|_| "a thread of the caller panicked")??);
        } else {
            tally.fault("requests were never answered".to_owned());
        }
    }
    Ok(tally)
}
