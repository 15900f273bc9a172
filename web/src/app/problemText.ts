import type { TFunction } from 'i18next';
import type { ApiProblem, FieldProblem } from '~/api/problem';
import { formatDate } from '~/ui/format';

export interface ProblemText {
  what: string;
  why: string | undefined;
  todo: string | undefined;
  known: boolean;
}

/**
 * The sentences of a problem from namespace `errors`: `{ "<code>": { "what", "why"?, "todo"? } }`.
 * Unknown codes fall back to the HTTP status, then to a general sentence; never to the code itself.
 */
export function problemText(
  t: TFunction,
  problem: Pick<ApiProblem, 'code' | 'status' | 'params'>,
): ProblemText {
  const exists = (code: string) => has(t, `errors:${code}.what`);
  const known = exists(problem.code);
  const code = known ? problem.code : exists(`http.${problem.status}`) ? `http.${problem.status}` : 'unknown';
  const part = (name: string): string | undefined => {
    const key = `errors:${code}.${name}`;
    return has(t, key) ? t(key, speakable(t, problem.params)) : undefined;
  };
  return { what: part('what') ?? '', why: part('why'), todo: part('todo'), known };
}

/** The request id, where the failure is one to be looked into; an ordinary refusal says itself what to do. */
export function requestIdOf(problem: ApiProblem, text: Pick<ProblemText, 'known'>): string | undefined {
  return problem.status >= 500 || !text.known ? problem.requestId : undefined;
}

/** The sentence under a refused field. */
export function fieldText(t: TFunction, field: FieldProblem): string {
  const text = problemText(t, { code: field.code, status: 422, params: field.params });
  return [text.what, text.todo].filter(Boolean).join(' ');
}

function has(t: TFunction, key: string): boolean {
  return t(key, { defaultValue: '' }) !== '';
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** Durations are given in seconds by the API, days by their number, a first finding by its code; people read words. */
function speakable(t: TFunction, params: Record<string, unknown>): Record<string, unknown> {
  const { retry_after_seconds: seconds, first } = params;
  const said = Object.fromEntries(
    Object.entries(params).map(([name, value]) => [
      name,
      typeof value === 'string' && DAY.test(value) ? formatDate(value, true) : value,
    ]),
  );
  // Parameters come as text.
  const wait = Number(seconds);
  if (seconds !== undefined && Number.isFinite(wait)) said.minutes = Math.max(1, Math.ceil(wait / 60));
  if (typeof first === 'string' && has(t, `errors:${first}.what`)) said.first = t(`errors:${first}.what`);
  return said;
}
