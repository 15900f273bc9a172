import { api, data } from '~/api/client';

interface Options {
  path?: Record<string, string>;
  query?: object;
  /** The version that was seen, for `If-Match`. */
  version?: number | undefined;
  body?: unknown;
  form?: FormData;
  signal?: AbortSignal;
  parseAs?: 'blob';
}

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';
type Send = (path: string, init: object) => Promise<{ data?: unknown; response: Response }>;

/** The typed client as it takes any path: what comes back is told by the types of the contract. */
const client = api as unknown as Record<Method, Send>;

function send(method: Method, path: string, options: Options) {
  const { path: named, query, version, body, form, signal, parseAs } = options;
  return client[method](`/api/v1${path}`, {
    params: {
      ...(named ? { path: named } : {}),
      ...(query ? { query } : {}),
      ...(version === undefined ? {} : { header: { 'if-match': `"${version}"` } }),
    },
    ...(body === undefined ? {} : { body }),
    ...(form ? { body: {}, bodySerializer: () => form } : {}),
    ...(signal ? { signal } : {}),
    ...(parseAs ? { parseAs } : {}),
  });
}

export function ask<T>(method: Method, path: string, options: Options = {}): Promise<T> {
  return data(send(method, path, options) as Promise<{ data?: T; response: Response }>);
}

/** A file, with the name that the server gives it. */
export async function askFile(
  path: string,
  options: Options = {},
  method: Method = 'GET',
): Promise<{ content: Blob; name: string }> {
  const { data: content, response } = await send(method, path, { ...options, parseAs: 'blob' });
  return { content: content as Blob, name: nameOf(response.headers.get('content-disposition')) };
}

function nameOf(disposition: string | null): string {
  const [, encoded] = /filename\*=UTF-8''([^;]+)/i.exec(disposition ?? '') ?? [];
  try {
    return encoded ? decodeURIComponent(encoded) : '';
  } catch {
    return encoded ?? '';
  }
}
