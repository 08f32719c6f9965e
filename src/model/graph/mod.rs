//! A system as a graph: services with handlers, calls between them, the links that calls share.
//!
//! A *service* is a named group of instances with workers (or shared processors), a queue, and handlers. A *handler* is
//! the steps by which a request is served: work, and calls to other services. A *call* is a named edge: who is asked, over
//! which link, how long the caller waits, what it does after an error. One try of one call is an [attempt](super::attempt).
//!
//! | file | what is in it |
//! |---|---|
//! | `plan` | the graph as a scenario writes it |
//! | `service`, `call` | one service, one call as a scenario writes them |
//! | `durable` | queues that answer before the work |
//! | `resource` | what an instance has only so much of |
//! | `host` | machines that services share |
//! | `outcome` | how a call can end, as its caller sees it |
//! | `balance` | which instance a call goes to |
//! | `rotation` | among which instances |
//! | `health` | what a balancer thinks of each of them |
//! | `program` | handlers as the cell plays them |

pub mod balance;
mod call;
mod durable;
pub mod health;
mod host;
mod outcome;
mod plan;
pub mod program;
mod resource;
pub mod rotation;
mod service;

pub use call::{CallPlan, ConnectionPlan, Deadline, PoolPlan};
pub use durable::DurablePlan;
pub use health::{BalancerPlan, CheckPlan, OutlierPlan, RestartPlan};
pub use host::HostPlan;
pub use outcome::{Outcome, Outcomes};
pub use plan::GraphPlan;
pub use resource::{Consequence, Per, ResourcePlan};
pub use service::{
    Bulkhead, Entries, Failing, HandlerPlan, Needs, Processors, Refuses, ServicePlan, StartPlan, StepPlan,
};
