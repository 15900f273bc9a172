/**
 * A second click on a button, or a key held down, must not make a second record. Here, below every form, because
 * a form that is shut by its own state is shut only after the next drawing.
 */

/** So long a success also answers the same call again: the time of a double click, and of a page that is about to close. */
const ECHO_MS = 800;

/** Everything that tells one call from another. */
export interface Call {
  method: string;
  url: string;
  headers: Iterable<readonly [string, string]>;
  body: unknown;
}

interface Sent {
  answer: Promise<unknown>;
  /** Method and address. */
  what: string;
  /** Address without its last part: `…/items/5` of `…/items/5/remove` and of `…/items/5/restore`. */
  place: string;
  answered: boolean;
}

const sent = new Map<string, Sent>();

/** Sends, unless the very same call is on its way or has just succeeded: then that answer is given again. */
export function once<T>(
  call: Call,
  send: () => Promise<T>,
  succeeded: (answer: T) => boolean = () => true,
): Promise<T> {
  const body = said(call.body);
  if (body === undefined) return send();
  // The type of a form holds a border made by chance.
  const headers = [...call.headers].filter(([name]) => name.toLowerCase() !== 'content-type');
  const key = JSON.stringify([call.method, call.url, headers, body]);
  const what = `${call.method} ${call.url}`;
  const place = call.url.replace(/\/[^/]*$/, '');
  forgetOvertaken(key, what, place);
  const known = sent.get(key);
  if (known) return known.answer as Promise<T>;
  const answer = send();
  const entry: Sent = { answer, what, place, answered: false };
  sent.set(key, entry);
  void keepAWhile(key, entry, (it) => succeeded(it as T));
  return answer;
}

/** Of tests: one must not be answered with what another has sent. */
export function forgetSent(): void {
  sent.clear();
}

async function keepAWhile(key: string, entry: Sent, succeeded: (answer: unknown) => boolean): Promise<void> {
  const forget = () => {
    if (sent.get(key) === entry) sent.delete(key);
  };
  try {
    const good = succeeded(await entry.answer);
    entry.answered = true;
    if (good) setTimeout(forget, ECHO_MS);
    else forget();
  } catch {
    forget();
  }
}

/** On, off, on again: the third is no echo of the first. Several records may be made one after the other. */
function forgetOvertaken(key: string, what: string, place: string): void {
  for (const [other, entry] of sent) {
    const makesAnother = entry.what === what && what.startsWith('POST ');
    if (other !== key && entry.answered && entry.place === place && !makesAnother) sent.delete(other);
  }
}

/** Files are told apart by what can be seen of them without reading them. */
function said(body: unknown): unknown {
  if (body === null || body === undefined) return '';
  if (typeof body === 'string') return body;
  if (body instanceof FormData) return [...body].map(([name, value]) => [name, said(value)]);
  if (body instanceof File) return [body.name, body.size, body.type, body.lastModified];
  if (body instanceof Blob) return [body.size, body.type];
  return undefined;
}

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);
const changing = new WeakMap<Request, unknown>();

/** Keeps what it was made of: of a form with files a `Request` itself only gives bytes, and only once. */
export class KeptRequest extends Request {
  constructor(input: RequestInfo | URL, init?: RequestInit) {
    super(input, init);
    // Who can call it off, as a query does, asks rather than changes something.
    if (!SAFE.has(this.method) && !init?.signal) changing.set(this, init?.body);
  }
}

/** `fetch` of calls that change something, once. */
export async function fetchOnce(
  request: Request,
  send: (request: Request) => Promise<Response>,
): Promise<Response> {
  if (!changing.has(request)) return send(request);
  const { method, url, headers } = request;
  const call = { method, url, headers, body: changing.get(request) };
  // The answer itself stays unread, for whoever may still ask.
  return (
    await once(
      call,
      () => send(request),
      (answer) => answer.ok,
    )
  ).clone();
}
