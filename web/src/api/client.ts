import createClient, { type Middleware } from 'openapi-fetch';
import { fetchOnce, KeptRequest } from './once';
import { ApiProblem, problemFrom } from './problem';
import type { components, paths } from './schema.gen';
import { serverFound, serverLost, sessionEnded } from './signals';

export { ApiProblem, isProblem, toProblem } from './problem';
/** `Schema<'SessionInfo'>`: a wire type by its OpenAPI name. */
export type Schema<K extends keyof components['schemas']> = components['schemas'][K];

let csrfToken: string | undefined;

/** Set from the session; sent as `x-csrf-token` on every mutating call. */
export function setCsrfToken(token: string | undefined): void {
  csrfToken = token;
}

export function csrfHeaders(): Record<string, string> {
  return csrfToken ? { 'x-csrf-token': csrfToken } : {};
}

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Looking up whether one is signed in, or trying to sign in, never raises "session ended". */
function isSessionProbe(url: string): boolean {
  return /\/api\/v1\/auth\/(session|sign-in|invitations\/[^/]+)$/.test(new URL(url).pathname);
}

const rules: Middleware = {
  onRequest({ request }) {
    if (!SAFE.has(request.method)) {
      for (const [name, value] of Object.entries(csrfHeaders())) request.headers.set(name, value);
    }
    return request;
  },
  async onResponse({ request, response }) {
    serverFound.fire();
    if (response.ok || response.status === 304) return undefined;
    const problem = problemFrom(response.status, await response.text(), response.headers.get('x-request-id'));
    if (problem.isSessionEnd && !isSessionProbe(request.url)) sessionEnded.fire();
    throw problem;
  },
  onError({ error }) {
    if (error instanceof DOMException && error.name === 'AbortError') return undefined;
    serverLost.fire();
    return new ApiProblem({ status: 0, code: 'network.unreachable' });
  },
};

/** The typed client. A refused call throws `ApiProblem`; wrap calls in `data()` to get the body. */
export const api = createClient<paths>({
  baseUrl: typeof window === 'undefined' ? 'http://localhost' : window.location.origin,
  credentials: 'same-origin',
  Request: KeptRequest,
  // Looked up per call, so that tests can replace it.
  fetch: (request) => fetchOnce(request, (it) => globalThis.fetch(it)),
});
api.use(rules);

/** The body of a successful call: `await data(api.GET('/api/v1/auth/session'))`. */
export async function data<T>(call: Promise<{ data?: T; response: Response }>): Promise<T> {
  return (await call).data as T;
}

/** A record with the version to send back in `If-Match`. */
export interface Versioned<T> {
  value: T;
  etag: string | undefined;
}

export async function versioned<T>(call: Promise<{ data?: T; response: Response }>): Promise<Versioned<T>> {
  const answer = await call;
  return { value: answer.data as T, etag: answer.response.headers.get('etag') ?? undefined };
}

/** `headers: ifMatch(record.etag)` on an edit; 412 then means `ConflictDialog`. */
export function ifMatch(etag: string | undefined): Record<string, string> {
  return etag ? { 'if-match': etag } : {};
}
