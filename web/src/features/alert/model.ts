import type { Tone } from '~/ui/StatusTag';
import type { Alert } from './api';

/** Worst first. */
export const SEVERITIES = ['critical', 'high', 'medium', 'low', 'informational'] as const;
export const STATES = ['new', 'acknowledged', 'investigating', 'closed'] as const;
export const OPEN: readonly string[] = STATES.slice(0, 3);
export const VERDICTS = ['true', 'benign', 'false', 'duplicate'] as const;
/** Alerts of one bulk step, as the server allows. */
export const MAX_BULK = 200;

const TONES: Record<string, Tone> = {
  critical: 'urgent',
  high: 'high',
  medium: 'medium',
  low: 'low',
};

/** Colour and shape of a severity; the word stands beside it. */
export function toneOf(severity: string): Tone {
  return TONES[severity] ?? 'info';
}

/** Open alerts by severity, worst first; those without any are left out unless `all`. */
export function bySeverity(open: readonly { severity: string; number: number }[], all = false) {
  return SEVERITIES.map((severity) => ({
    severity,
    number: open.filter((t) => t.severity === severity).reduce((sum, t) => sum + t.number, 0),
  })).filter((t) => all || t.number > 0);
}

export type Step = 'acknowledged' | 'investigating' | 'closed' | 'reopened' | 'note' | 'assigned';

/** Whether the server would take the step now; the same rules as there, so that no button leads into a refusal. */
export function fits(alert: Pick<Alert, 'state' | 'may_triage'>, step: Step): boolean {
  if (!alert.may_triage) return false;
  switch (step) {
    case 'acknowledged':
      return alert.state === 'new';
    case 'investigating':
      return alert.state === 'new' || alert.state === 'acknowledged';
    case 'closed':
    case 'assigned':
      return alert.state !== 'closed';
    case 'reopened':
      return alert.state === 'closed';
    case 'note':
      return true;
  }
}

/** Keys of triage in a list. */
export const KEYS = { a: 'acknowledged', i: 'investigating', c: 'closed' } as const;

/** Why a step asks for words. */
export function needsReason(step: Step, verdict: string | undefined): boolean {
  return step === 'reopened' || step === 'note' || (step === 'closed' && verdict === 'false');
}

/** Alerts that a step is on its way for: a key that is pressed twice is one step. */
export type Busy = ReadonlySet<string>;
export type TriageEvent =
  | { kind: 'key'; key: keyof typeof KEYS; alert: Pick<Alert, 'id' | 'state' | 'may_triage'> }
  | { kind: 'done'; id: string };
export interface Triage {
  busy: Busy;
  /** What is to be done because of the event. */
  act?: { kind: 'send' | 'ask'; step: (typeof KEYS)[keyof typeof KEYS] } | { kind: 'refuse' };
}

/** What a key does to the row one stands at. */
export function triage(busy: Busy, event: TriageEvent): Triage {
  if (event.kind === 'done') {
    const rest = new Set(busy);
    rest.delete(event.id);
    return { busy: rest };
  }
  if (busy.has(event.alert.id)) return { busy };
  const step = KEYS[event.key];
  if (!fits(event.alert, step)) return { busy, act: { kind: 'refuse' } };
  if (step === 'closed') return { busy, act: { kind: 'ask', step } };
  return { busy: new Set([...busy, event.alert.id]), act: { kind: 'send', step } };
}

/** `attack.t1110.001` → `T1110.001`, `attack.credential_access` → `credential access`, `cve.2021-44228` → `CVE-2021-44228`. */
export function tagLabel(tag: string): string {
  const attack = /^attack\.(.+)$/i.exec(tag)?.[1];
  if (attack) return /^[tgs]\d/i.test(attack) ? attack.toUpperCase() : attack.replace(/[_-]/g, ' ');
  const cve = /^cve\.(.+)$/i.exec(tag)?.[1];
  return cve ? `CVE-${cve.replace(/^cve-/i, '').toUpperCase()}` : tag;
}

/** What an officer reads first. */
const FIRST = [
  'source.ip',
  'user.name',
  'host.name',
  'CommandLine',
  'Image',
  'url.original',
  'message',
] as const;
/** Names that the same thing has in other logs. */
const ALSO: Record<string, readonly string[]> = {
  'source.ip': ['src_ip', 'IpAddress', 'SourceIp', 'c-ip', 'client.ip'],
  'user.name': ['TargetUserName', 'User', 'SubjectUserName'],
  'host.name': ['Computer', 'host.hostname'],
  CommandLine: ['process.command_line'],
  Image: ['process.executable'],
  'url.original': ['cs-uri', 'url.full'],
  message: ['event.original'],
};

export type Field = readonly [name: string, value: string];

/** The fields of an event: the telling ones in their order, the rest by name. */
export function fieldsOf(event: unknown): { first: Field[]; rest: Field[] } {
  if (typeof event !== 'object' || event === null) return { first: [], rest: [] };
  const all = new Map(
    Object.entries(event as Record<string, unknown>).flatMap(([name, value]): Field[] =>
      value === null || value === '' ? [] : [[name, asText(value)]],
    ),
  );
  const first: Field[] = [];
  for (const wanted of FIRST) {
    const name = [wanted, ...(ALSO[wanted] ?? [])].find((n) => all.has(n));
    if (name === undefined) continue;
    first.push([name, all.get(name) ?? '']);
    all.delete(name);
  }
  const rest = [...all].sort(([a], [b]) => a.localeCompare(b, 'en'));
  // An event whose fields are all unheard of is not shown as an empty one.
  return first.length === 0 ? { first: rest.slice(0, 8), rest: rest.slice(8) } : { first, rest };
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
