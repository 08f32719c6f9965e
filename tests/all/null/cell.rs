//! A small cell with one class of clients and a trigger, for the worlds of the tests on queues.

use super::Dice;
use crate::world::load;
use syncstorm::scenario::Scenario;

/// A cell whose trigger is over a quarter of an hour after the onset.
pub struct World {
    /// Phones (closed) or visitors (open).
    pub phones: bool,
    /// Servers, and workers of each.
    pub servers: (u32, u32),
    /// Mean time a worker needs.
    pub service_s: f64,
    /// Name of the distribution of that time.
    pub shape: &'static str,
    /// Healthy load as a part of what the workers can do.
    pub load: f64,
    /// Mean wait before the next try.
    pub retry_s: f64,
    /// How that wait is spread.
    pub spread: &'static str,
    /// The trigger.
    pub trigger: &'static str,
    /// Seed of the run.
    pub seed: u64,
    /// Places in the queue of each server.
    pub queue: u32,
    /// Seconds until a client gives an attempt up; none: it never does.
    pub timeout_s: Option<f64>,
    /// Hours simulated after the onset.
    pub length_h: f64,
    /// The network, as the scenario writes it.
    pub network: String,
    /// Bytes of a reply that carries an error.
    pub error_bytes: u32,
}

const TRIGGERS: &[&str] = &[
    "do.crash_servers = {}",
    "do.slow_servers = { factor = 40.0 }",
    "do.surge = { class = \"clients\", factor = 6.0 }",
    "do.cut_network = { messages = \"held\" }",
    "do.fail_cache = { mode = \"error\" }",
];
const SHAPES: &[&str] = &["exponential", "erlang", "hyperexponential"];
const SPREADS: &[&str] = &["exponential", "spread", "fixed"];
/// Time between two contacts of a phone.
const CONTACT_S: f64 = 900.0;
/// How long the trigger lasts.
const TRIGGER_S: f64 = 900.0;

impl World {
    /// A random world without waste: no queue, nobody gives up, rejections cost nothing.
    pub fn random(dice: Dice, phones: bool) -> World {
        let servers = dice.pick("servers", &[(1, 1), (1, 3), (2, 1), (2, 2), (3, 2)]);
        World {
            phones,
            servers,
            service_s: f64::from(servers.0 * servers.1) / dice.between("capacity", 0.8, 2.0),
            shape: dice.pick("shape", SHAPES),
            load: dice.between("load", 0.3, 0.55),
            retry_s: dice.between("retry", 1.0, 60.0),
            spread: dice.pick("spread", SPREADS),
            trigger: dice.pick("trigger", TRIGGERS),
            seed: dice.world,
            queue: 0,
            timeout_s: None,
            length_h: 3.0,
            network: "delay = \"20 ms\"".to_string(),
            error_bytes: 0,
        }
    }

    /// Requests per second that all workers together can serve.
    pub fn capacity_per_s(&self) -> f64 {
        f64::from(self.servers.0 * self.servers.1) / self.service_s
    }

    /// Clients that want something when the trigger is over, relative to what can be served within the time that an
    /// attempt in vain takes: well above 1, it is a storm.
    pub fn storm(&self, timeout_s: f64) -> f64 {
        let waiting_s = if self.phones { CONTACT_S } else { TRIGGER_S };
        self.load * waiting_s / (timeout_s + self.retry_s)
    }

    fn clients(&self) -> String {
        let per_s = self.load * self.capacity_per_s();
        if self.phones {
            format!(
                "population = {}\n[classes.clients.activesync]\nmail = \"0.5 /h\"\nrequest = \"1 kB\"\n\
                 sync_reply = \"20 kB\"\nmessage = \"0 B\"\n\
                 contact.poll.every = {{ exponential = \"{CONTACT_S} s\" }}\n",
                (per_s * CONTACT_S).round()
            )
        } else {
            format!(
                "arrivals = {{ rate = \"{per_s} /s\" }}\n[classes.clients.web]\nrequest = \"1 kB\"\nreply = \"20 kB\"\n"
            )
        }
    }

    /// The world as a scenario.
    pub fn scenario(&self) -> Scenario {
        let (service, retry) = (self.service_s, self.retry_s);
        let service = match self.shape {
            "exponential" => format!("{{ exponential = \"{service} s\" }}"),
            "erlang" => format!("{{ erlang = {{ mean = \"{service} s\", stages = 4 }} }}"),
            _ => format!("{{ hyperexponential = {{ mean = \"{service} s\", cv2 = 3.0 }} }}"),
        };
        let retry = match self.spread {
            "exponential" => format!("{{ exponential = \"{retry} s\" }}"),
            "spread" => format!("{{ spread = {{ around = \"{retry} s\", by = 0.5 }} }}"),
            _ => format!("\"{retry} s\""),
        };
        let timeout = self.timeout_s.map_or(String::new(), |timeout| format!("timeout = \"{timeout} s\"\n"));
        // Long enough for a healthy cell to meet all but a few wishes, whatever the wait between two tries.
        let patience = 30.0 * (self.service_s + self.retry_s);
        let text = format!(
            "[run]\nwarm_up = \"2 h\"\nlength = \"{} h\"\nsample = \"5 min\"\nseed = {}\n\
             [timeline.trigger]\nat = \"0 s\"\nlasts = \"{TRIGGER_S} s\"\n{}\n\
             [cache]\nerror_time = \"100 ms\"\n[servers]\ncount = {}\nworkers = {}\nqueue = {}\n[network]\n{}\n\
             [classes.clients]\nservice = {service}\nuses_cache = true\npatience = \"{patience} s\"\n{timeout}\
             error_reply = \"{} B\"\nbehaviours.all.any_error.after = {retry}\n{}",
            self.length_h,
            self.seed,
            self.trigger,
            self.servers.0,
            self.servers.1,
            self.queue,
            self.network,
            self.error_bytes,
            self.clients()
        );
        load(&text, &[])
    }
}
