import type { Alert, Suppression, SuppressionBody } from './api';

/** What a suppression can be narrowed by, as one would say it. */
export const PARTS = ['rule', 'entity', 'host', 'source', 'agency'] as const;
export type Part = (typeof PARTS)[number];

/** How long, from now; `day`: to the end of a chosen day. */
export const SPANS = ['1h', '8h', '1d', '7d', '30d', 'day'] as const;
export type Span = (typeof SPANS)[number];

const HOUR = 3_600_000;
const HOURS: Record<Exclude<Span, 'day'>, number> = { '1h': 1, '8h': 8, '1d': 24, '7d': 168, '30d': 720 };
/** Limit of the server. */
export const MAX_REASON = 2000;

type Said = Pick<Alert, 'rule_id' | 'rule_title' | 'entity' | 'host' | 'source_id' | 'agency_id'>;

/** The parts that an alert has something to say about. */
export function partsOf(alert: Said): Part[] {
  const has: Record<Part, unknown> = {
    rule: alert.rule_id,
    entity: alert.entity,
    host: alert.host,
    source: alert.source_id,
    agency: alert.agency_id,
  };
  return PARTS.filter((part) => Boolean(has[part]));
}

/** An agency alone would hide everything of it. */
export function tooWide(parts: readonly Part[]): boolean {
  return !parts.some((part) => part !== 'agency');
}

export function untilOf(span: Span, day: string | null | undefined, now: Date): string {
  if (span !== 'day') return new Date(now.getTime() + HOURS[span] * HOUR).toISOString();
  // A day as lived in Viet Nam, whole.
  return `${day ?? ''}T23:59:59+07:00`;
}

export function bodyOf(alert: Said, parts: readonly Part[], reason: string, until: string): SuppressionBody {
  const on = (part: Part) => parts.includes(part);
  return {
    rule_id: on('rule') ? alert.rule_id : null,
    rule_title: on('rule') ? alert.rule_title : null,
    entity: on('entity') ? alert.entity : null,
    host: on('host') ? (alert.host ?? null) : null,
    source_id: on('source') ? (alert.source_id ?? null) : null,
    agency_id: on('agency') ? (alert.agency_id ?? null) : null,
    reason: reason.trim(),
    until,
  };
}

/** How a suppression stands. */
export function standingOf({ active, lifted_at }: Pick<Suppression, 'active' | 'lifted_at'>) {
  if (active) return 'active';
  return lifted_at ? 'lifted' : 'over';
}

/** Those that still hold something back first, the newest of each before the older. */
export function inOrder(all: readonly Suppression[]): Suppression[] {
  return [...all].sort(
    (a, b) => Number(b.active) - Number(a.active) || b.created_at.localeCompare(a.created_at),
  );
}
