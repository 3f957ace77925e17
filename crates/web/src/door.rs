//! A door: one address with one method, and who answers there.
//!
//! Pages are mounted from lists of doors and not straight into a router, because a router cannot be asked what it
//! serves: the table of rights under the tests walks these lists, so no address can be forgotten there.

use crate::app::App;
use axum::Router;
use axum::extract::Request;
use axum::handler::Handler;
use axum::response::Response;
use axum::routing::{MethodFilter, MethodRouter, get, on, post};
use http::Method;
use std::pin::Pin;
use std::sync::Arc;

type Answering = Pin<Box<dyn Future<Output = Response> + Send>>;

/// One address with one method.
pub struct Door {
    /// The method.
    pub method: Method,
    /// The pattern of the address, such as `/records/{id}`.
    pub address: &'static str,
    answer: MethodRouter<App>,
}

/// A handler whose type is forgotten: all that a router wraps around a handler is compiled once, and not once for each of
/// some five hundred doors.
#[derive(Clone)]
struct Erased(Arc<dyn Fn(Request, App) -> Answering + Send + Sync>);

impl Erased {
    fn of<H, T>(handler: H) -> Self
    where
        H: Handler<T, App>,
    {
        Self(Arc::new(move |request, app| {
            Box::pin(handler.clone().call(request, app))
        }))
    }
}

impl Handler<(), App> for Erased {
    type Future = Answering;

    fn call(self, request: Request, app: App) -> Answering {
        (self.0)(request, app)
    }
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
        answer: get(Erased::of(handler)),
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
        answer: post(Erased::of(handler)),
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
        answer: on(filter, Erased::of(handler)),
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
