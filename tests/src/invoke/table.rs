//! Tables of services: a name, a crate, and what its client takes beside a credential.

use azrest_runtime::{BoxFuture, Result};
use serde_json::Value;

use super::{Call, Pace};

/// Makes a call of one of its services; `None` if it has no service of that name.
pub type Table = fn(Call, Pace) -> BoxFuture<'static, Result<Option<Value>>>;

/// A [`Table`]: the name of each service, its crate, and the arguments of its client's `builder` after the credential:
/// `endpoint`, and the names of parameters that the client holds.
#[macro_export]
macro_rules! services {
    ($($name:literal => $service:ident($($argument:tt),*)),* $(,)?) => {
        |call: $crate::invoke::Call, pace: $crate::invoke::Pace| {
            ::std::boxed::Box::pin(async move {
                match call.service() {
                    $($name => {
                        let builder = $service::Client::builder(
                            call.credential(),
                            $($crate::services!(@argument call $argument)),*
                        );
                        let client = builder
                            .endpoint(call.endpoint())
                            .allow_loopback_http()
                            .transport(pace.clone())
                            .clock(pace)
                            .build()?;
                        let result = $service::invoke(&client, call.operation_id(), call.invocation()).await;
                        result.map(Some).map_err(|it| call.explained(it, &[$($crate::services!(@name $argument)),*]))
                    })*
                    _ => Ok(None),
                }
            })
        }
    };
    (@name endpoint) => { None };
    (@name $name:literal) => { Some($name) };
    (@argument $call:ident endpoint) => { $call.endpoint() };
    (@argument $call:ident $name:literal) => { $call.client_level($name)? };
}
