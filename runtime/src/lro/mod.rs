//! Long-running operations: in comes the request that begins one, out comes its final result, or a poller to follow it (R5.1 to R5.31).

mod begin;
mod call;
mod event;
mod finish;
mod monitor;
mod policy;
mod poll;
mod poller;
mod state;
mod token;
mod wait;

pub use self::{
    call::LroCall,
    event::{PollEvent, PollStatus},
    policy::PollPolicy,
    poller::{PollEvents, Poller},
};
