//! HTTP edge: router, routes per area, middleware, OpenAPI, the embedded web app.
