//! The scenario text of a queue: a cell with an unlimited network, no cache and one class of customers.

/// A queue as it will be written. Rates are per second; the mean service time is 1 s unless said.
pub struct Station {
    clients: String,
    web: String,
    service: String,
    class: String,
    behaviour: String,
    servers: String,
    network: String,
    hours: f64,
}

impl Station {
    /// Customers that arrive in a Poisson stream.
    pub fn open(arrival: f64) -> Station {
        Station {
            clients: format!("arrivals = {{ rate = \"{arrival} /s\" }}"),
            web: String::new(),
            service: "{ exponential = \"1 s\" }".to_owned(),
            class: String::new(),
            behaviour: String::new(),
            servers: String::new(),
            network: String::new(),
            hours: 10.0,
        }
    }

    /// A finite population that thinks for an exponential time, at this rate, before it asks.
    pub fn closed(clients: u32, thinking: f64) -> Station {
        Station {
            clients: format!("population = {clients}"),
            web: format!("think = {{ exponential = \"{} s\" }}\n", 1.0 / thinking),
            ..Station::open(0.0)
        }
    }

    /// Number of workers.
    pub fn workers(mut self, workers: u32) -> Station {
        self.servers += &format!("workers = {workers}\n");
        self
    }

    /// Waiting places.
    pub fn queue(mut self, places: u32) -> Station {
        self.servers += &format!("queue = {places}\n");
        self
    }

    /// Service times, as a scenario writes them.
    pub fn service(mut self, service: &str) -> Station {
        service.clone_into(&mut self.service);
        self
    }

    /// The queue is served in random order.
    pub fn random_order(mut self) -> Station {
        self.servers += "discipline = \"random\"\n";
        self
    }

    /// Whoever is refused or gives up tries again at this rate, as often as it takes.
    pub fn retries(mut self, rate: f64) -> Station {
        self.behaviour += &format!("any_error.after.exponential = \"{} s\"\n", 1.0 / rate);
        self
    }

    /// Clients give an attempt up at this rate, queue and service included; their work is still done.
    pub fn gives_up(mut self, rate: f64) -> Station {
        self.class += &format!("timeout = {{ exponential = \"{} s\" }}\n", 1.0 / rate);
        self
    }

    /// Customers leave at this rate, waiting or served, and their worker is free at once.
    pub fn cancels(mut self, rate: f64) -> Station {
        self.servers += "cancel = true\n";
        self.gives_up(rate)
    }

    /// Customers leave the queue at this rate, and are forgotten; who is being served stays.
    pub fn leaves_queue(mut self, rate: f64) -> Station {
        self.class += "gives_up = \"before_service\"\n";
        self.cancels(rate)
    }

    /// No workers matter; replies of these sizes share a link of 1 MB/s.
    pub fn link(mut self, sizes: &str) -> Station {
        self.servers += "workers = \"unlimited\"\n";
        self.web += &format!("reply = {sizes}\n");
        self.network += "capacity = \"8 Mbit/s\"\n";
        self.service("\"0 s\"")
    }

    /// Length after the warm-up.
    pub fn hours(mut self, hours: f64) -> Station {
        self.hours = hours;
        self
    }

    /// The text. One tenth of the length, and at least one hour, is warm-up.
    pub fn text(&self) -> String {
        let Station { clients, web, service, class, behaviour, servers, network, hours } = self;
        let sample = (hours / 10.0).max(1.0);
        format!(
            "[run]\nwarm_up = \"{sample} h\"\nlength = \"{hours} h\"\nsample = \"{sample} h\"\n\n\
             [classes.customers]\n{clients}\nservice = {service}\n{class}\n\
             [classes.customers.web]\n{web}\n\
             [classes.customers.behaviours.all]\n{behaviour}\n\
             [servers]\n{servers}\n[network]\n{network}\n[edge]\nround_trip = \"0 s\"\n"
        )
    }
}
