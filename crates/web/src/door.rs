//! A door: one address with one method, and who answers there.
//!
//! Pages are mounted from lists of doors and not straight into a router, because a router cannot be asked what it
//! serves: the table of rights under the tests walks these lists, so no address can be forgotten there.

use crate::app::App;
use axum::Router;
use axum::handler::Handler;
use axum::routing::{MethodFilter, MethodRouter, get, on, post};
use http::Method;

/// One address with one method.
pub struct Door {
    /// The method.
    pub method: Method,
    /// The pattern of the address, such as `/records/{id}`.
    pub address: &'static str,
    answer: MethodRouter<App>,
}

/// Returns a door that shows something and changes nothing.
pub fn show<H, T>(address: &'static str, handler: H) -> Door
where
    H: Handler<T, App>,
    T: 'static,
{
    Door {
        method: Method::GET,
        address,
        answer: get(handler),
    }
}

/// Returns a door that takes a form and acts on it.
pub fn take<H, T>(address: &'static str, handler: H) -> Door
where
    H: Handler<T, App>,
    T: 'static,
{
    Door {
        method: Method::POST,
        address,
        answer: post(handler),
    }
}

/// Returns a door for another method, for programs.
///
/// # Panics
/// For a method that routers do not know; only ever called with a constant, so it is seen at the first start.
pub fn at<H, T>(method: Method, address: &'static str, handler: H) -> Door
where
    H: Handler<T, App>,
    T: 'static,
{
    let filter = MethodFilter::try_from(method.clone()).expect("a method that routers know");
    Door {
        answer: on(filter, handler),
        method,
        address,
    }
}

/// Mounts doors onto a router; two methods of one address are two doors.
///
/// Not merged as a router of their own: of two routers, the answer to unknown addresses would be taken from the one
/// without layers.
pub fn mount(router: Router<App>, doors: Vec<Door>) -> Router<App> {
    doors
        .into_iter()
        .fold(router, |router, door| router.route(door.address, door.answer))
}
