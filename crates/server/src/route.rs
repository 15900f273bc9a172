//! Handlers without their types: [`routes!`] gives a router what `utoipa_axum::routes!` gives, through one closure each.
//!
//! A handler is a function with a type of its own, and what it waits for is part of that type, down to the database. Axum
//! wraps it in some fifteen generic layers, and for each of them the compiler proves anew that everything inside may cross
//! threads: of four hundred handlers that was most of the time that this crate takes to build.

use axum::{extract::Request, handler::Handler, response::Response, routing::MethodRouter};
use std::{pin::Pin, sync::Arc};
use utoipa::openapi::path::HttpMethod;
use utoipa_axum::PathItemExt as _;

type Answer = Pin<Box<dyn Future<Output = Response> + Send>>;

/// A handler of a router with this state; of them all it is one type.
pub struct Erased<S>(Arc<dyn Fn(Request, S) -> Answer + Send + Sync>);

impl<S> Clone for Erased<S> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<S: Send + Sync + 'static> Handler<(), S> for Erased<S> {
    type Future = Answer;

    fn call(self, request: Request, state: S) -> Answer {
        (self.0)(request, state)
    }
}

/// Forgets the type of a handler.
pub fn erase<H, T, S>(handler: H) -> Erased<S>
where
    H: Handler<T, S>,
    S: 'static,
{
    Erased(Arc::new(move |request, state| {
        Box::pin(handler.clone().call(request, state))
    }))
}

/// Answers these methods of a path.
pub fn on<S>(router: MethodRouter<S>, methods: &[HttpMethod], handler: &Erased<S>) -> MethodRouter<S>
where
    S: Clone + Send + Sync + 'static,
{
    methods.iter().fold(router, |router, method| {
        router.on(method.to_method_filter(), handler.clone())
    })
}

/// The handlers of one path with what the OpenAPI document says of them, for `OpenApiRouter::routes`.
macro_rules! routes {
    ($($handler:path),+ $(,)?) => {{
        let mut schemas = Vec::new();
        let mut paths = utoipa::openapi::path::Paths::new();
        let mut router = axum::routing::MethodRouter::new();
        $(
            let (path, operation, methods) = utoipa_axum::routes!(@resolve_types $handler : schemas);
            router = $crate::route::on(router, &methods, &$crate::route::erase($handler));
            paths.add_path_operation(&path, methods, operation);
        )+
        (schemas, paths, router)
    }};
}
