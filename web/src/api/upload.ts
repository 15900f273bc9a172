import { csrfHeaders } from './client';
import { once } from './once';
import { ApiProblem, problemFrom } from './problem';
import { serverLost, sessionEnded } from './signals';

/** Sends one file as the raw request body or as `multipart/form-data`; fetch has no upload progress, so XHR. */
export interface UploadOptions {
  method?: 'POST' | 'PUT';
  /** Form field name; without it the file is the body itself. */
  field?: string;
  /** Further form fields, only with `field`. */
  extra?: Record<string, string>;
  headers?: Record<string, string>;
  signal?: AbortSignal;
  /** 0..1 */
  onProgress?: (share: number) => void;
}

export function uploadFile<T>(url: string, file: File, options: UploadOptions = {}): Promise<T> {
  const headers = { ...csrfHeaders(), ...options.headers };
  const body = bodyOf(file, options);
  const send = () => sendBody<T>(url, body, headers, options);
  // One that can be stopped has its own row on screen, which is begun once.
  if (options.signal) return send();
  return once({ method: options.method ?? 'POST', url, headers: Object.entries(headers), body }, send);
}

function bodyOf(file: File, { field, extra }: UploadOptions): FormData | File {
  if (!field) return file;
  const form = new FormData();
  for (const [name, value] of Object.entries(extra ?? {})) form.append(name, value);
  form.append(field, file, file.name);
  return form;
}

function sendBody<T>(
  url: string,
  body: FormData | File,
  headers: Record<string, string>,
  options: UploadOptions,
): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open(options.method ?? 'POST', url);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.upload.onprogress = (event) => {
      if (event.lengthComputable) options.onProgress?.(event.loaded / event.total);
    };
    request.onload = () => {
      if (request.status >= 200 && request.status < 300) {
        try {
          resolve((request.responseText ? JSON.parse(request.responseText) : undefined) as T);
        } catch {
          reject(new ApiProblem({ status: request.status, code: 'network.bad_answer' }));
        }
        return;
      }
      const problem = problemFrom(
        request.status,
        request.responseText,
        request.getResponseHeader('x-request-id'),
      );
      if (problem.isSessionEnd) sessionEnded.fire();
      reject(problem);
    };
    request.onerror = () => {
      serverLost.fire();
      reject(new ApiProblem({ status: 0, code: 'network.unreachable' }));
    };
    request.onabort = () => reject(new DOMException('aborted', 'AbortError'));
    options.signal?.addEventListener('abort', () => request.abort(), { once: true });
    if (body instanceof File)
      request.setRequestHeader('content-type', body.type || 'application/octet-stream');
    request.send(body);
  });
}
