//! The scenario text of a graph of services: an unlimited network, one class of customers or more.

use std::fmt::Write;

use super::case::{Case, Family};

/// A case about a graph.
pub fn case(id: impl Into<String>, system: impl Into<String>, graph: &Graph) -> Case {
    Case::new(Family::Networks, id, system, graph.text())
}

/// A graph as it will be written.
pub struct Graph {
    classes: String,
    parts: String,
    hours: f64,
}

impl Graph {
    /// A graph without anything in it, run for so many hours after the warm-up.
    pub fn new(hours: f64) -> Graph {
        Graph { classes: String::new(), parts: String::new(), hours }
    }

    /// Customers that arrive in a Poisson stream, at a rate per second, and make a call. `says` is what else they are.
    pub fn customers(mut self, name: &str, arrival: f64, call: &str, says: &str) -> Graph {
        let clients = format!("arrivals = {{ rate = \"{arrival} /s\" }}");
        self.class(name, &clients, call, says, "");
        self
    }

    /// A finite population that thinks for an exponential time, at this rate, before it makes a call.
    pub fn population(mut self, clients: u32, thinking: f64, call: &str) -> Graph {
        let think = format!("think = {{ exponential = \"{} s\" }}", 1.0 / thinking);
        self.class("customers", &format!("population = {clients}"), call, "", &think);
        self
    }

    /// A population that thinks for a fixed time, in seconds, before it makes a call: all of it at once.
    pub fn crowd(mut self, clients: u32, thinking: f64, call: &str) -> Graph {
        let crowd = format!("population = {clients}\nstart = \"together\"");
        self.class("customers", &crowd, call, "", &format!("think = \"{thinking} s\""));
        self
    }

    fn class(&mut self, name: &str, clients: &str, call: &str, says: &str, web: &str) {
        let at = format!("classes.{name}");
        // To a string, it cannot fail.
        let _ = write!(
            self.classes,
            "[{at}]\n{clients}\ncalls = \"{call}\"\n{says}\n[{at}.web]\n{web}\n[{at}.behaviours.all]\n"
        );
    }

    /// What the clients of the class written last do after errors.
    pub fn behave(mut self, says: &str) -> Graph {
        let _ = writeln!(self.classes, "{says}");
        self
    }

    /// A service, in the words of a scenario.
    pub fn service(mut self, name: &str, says: &str) -> Graph {
        let _ = writeln!(self.parts, "[services.{name}]\n{says}");
        self
    }

    /// A service with so many workers, and one step of exponential work with this mean in seconds.
    pub fn station(self, name: &str, workers: u32, mean: f64) -> Graph {
        self.service(name, &format!("workers = {workers}\nsteps = [{{ work = {{ exponential = \"{mean} s\" }} }}]"))
    }

    /// A service that does nothing but take these steps for everybody who comes.
    pub fn front(self, steps: &str) -> Graph {
        self.service("front", &format!("workers = \"unlimited\"\nsteps = [{steps}]"))
    }

    /// A call, in the words of a scenario.
    pub fn call(mut self, name: &str, says: &str) -> Graph {
        let _ = writeln!(self.parts, "[calls.{name}]\n{says}");
        self
    }

    /// Any other table, in the words of a scenario.
    pub fn table(mut self, name: &str, says: &str) -> Graph {
        let _ = writeln!(self.parts, "[{name}]\n{says}");
        self
    }

    /// A link, in the words of a scenario.
    pub fn link(mut self, name: &str, says: &str) -> Graph {
        let _ = writeln!(self.parts, "[links.{name}]\n{says}");
        self
    }

    /// An entry of the timeline, in the words of a scenario.
    pub fn event(mut self, name: &str, says: &str) -> Graph {
        let _ = writeln!(self.parts, "[timeline.{name}]\n{says}");
        self
    }

    /// The text. One tenth of the length is warm-up.
    pub fn text(&self) -> String {
        let Graph { classes, parts, hours } = self;
        let seconds = (hours * 360.0).ceil();
        format!(
            "[run]\nwarm_up = \"{seconds} s\"\nlength = \"{} s\"\nsample = \"{seconds} s\"\n\n\
             {classes}\n{parts}\n[edge]\nround_trip = \"0 s\"\n",
            10.0 * seconds
        )
    }
}
