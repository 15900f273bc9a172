import { csrfHeaders } from './client';
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
  return new Promise<T>((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open(options.method ?? 'POST', url);
    for (const [name, value] of Object.entries({ ...csrfHeaders(), ...options.headers })) {
      request.setRequestHeader(name, value);
    }
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
    if (options.field) {
      const form = new FormData();
      for (const [name, value] of Object.entries(options.extra ?? {})) form.append(name, value);
      form.append(options.field, file, file.name);
      request.send(form);
    } else {
      request.setRequestHeader('content-type', file.type || 'application/octet-stream');
      request.send(file);
    }
  });
}
