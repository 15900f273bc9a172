/** RFC 9457 problem details as the server sends them. */
export interface ProblemBody {
  type?: string;
  title?: string;
  status?: number;
  code?: string;
  params?: Record<string, unknown>;
  request_id?: string;
}

/** One refused field of a form; `params.fields` of a problem. */
export interface FieldProblem {
  field: string;
  code: string;
  params: Record<string, unknown>;
}

/**
 * Every failure of a call: a problem sent by the server, or one made here when the server
 * could not be reached (`network.unreachable`) or answered something else (`network.bad_answer`).
 */
export class ApiProblem extends Error {
  readonly status: number;
  readonly code: string;
  readonly params: Record<string, unknown>;
  readonly requestId: string | undefined;

  constructor(init: {
    status: number;
    code: string;
    params?: Record<string, unknown> | undefined;
    requestId?: string | undefined;
  }) {
    super(init.code);
    this.name = 'ApiProblem';
    this.status = init.status;
    this.code = init.code;
    this.params = init.params ?? {};
    this.requestId = init.requestId;
  }

  /** Refused fields: `params.fields = [{field, code, params?}]`, or a single `params.field`. */
  get fields(): FieldProblem[] {
    const listed = this.params.fields;
    if (Array.isArray(listed)) {
      return listed.flatMap((f: unknown) => {
        if (typeof f !== 'object' || f === null) return [];
        const { field, code, params } = f as Partial<FieldProblem>;
        return typeof field === 'string' ? [{ field, code: code ?? this.code, params: params ?? {} }] : [];
      });
    }
    const single = this.params.field;
    return typeof single === 'string' ? [{ field: single, code: this.code, params: this.params }] : [];
  }

  /** The person, not the request, must act: sign in again. */
  get isSessionEnd(): boolean {
    return this.status === 401 && !CREDENTIAL_CODES.has(this.code);
  }

  /** Somebody else changed the record since it was read. */
  get isConflict(): boolean {
    return this.status === 412;
  }
}

/** 401 answers about what was typed; the session itself, if any, goes on. */
const CREDENTIAL_CODES = new Set([
  'auth.wrong_credentials',
  'auth.wrong_password',
  'auth.totp_required',
  'auth.wrong_totp',
]);

export function isProblem(error: unknown): error is ApiProblem {
  return error instanceof ApiProblem;
}

/** Any thrown value as a problem, so that a screen has one way to show a failure. */
export function toProblem(error: unknown): ApiProblem {
  if (isProblem(error)) return error;
  if (error instanceof TypeError && /fetch|network|load failed/i.test(error.message)) {
    return new ApiProblem({ status: 0, code: 'network.unreachable' });
  }
  return new ApiProblem({ status: 0, code: 'client.unexpected' });
}

/** Builds the problem from status, headers and body text; tolerant of proxies that answer HTML. */
export function problemFrom(status: number, text: string, requestId: string | null): ApiProblem {
  let body: ProblemBody = {};
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed === 'object' && parsed !== null) body = parsed as ProblemBody;
  } catch {
    // Not JSON: a proxy or gateway answered; the status is all there is.
  }
  const code = typeof body.code === 'string' ? body.code : `http.${status}`;
  return new ApiProblem({
    status,
    code,
    params: typeof body.params === 'object' && body.params !== null ? body.params : {},
    requestId: body.request_id ?? requestId ?? undefined,
  });
}
