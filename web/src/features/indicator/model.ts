import { ofWall } from '~/features/search/range';
import { localDay } from '~/ui/format';
import type { Tone } from '~/ui/StatusTag';
import type { IndicatorList } from './api';

export const KINDS = ['ip', 'domain', 'url', 'hash'] as const;
/** Worst first. */
export const LEVELS = ['critical', 'high', 'medium', 'low'] as const;
/** Traffic Light Protocol 2.0, what may be handed on most first. */
export const TLPS = ['clear', 'green', 'amber', 'red'] as const;
/** As the server allows. */
export const MAX_NAME = 200;
export const MAX_DAYS = 400;
export const USUAL_DAYS = 30;
/** Entries that the page of a list shows. */
export const SHOWN = 100;

export const LISTS_PATH = '/chi-bao';

export function listPath(id: string): string {
  return `${LISTS_PATH}/${id}`;
}

/** Whether a list is looked for, or why not. */
export const STANDINGS = ['counts', 'expired', 'off'] as const;
export type Standing = (typeof STANDINGS)[number];

export function standingOf(list: Pick<IndicatorList, 'counts' | 'enabled'>): Standing {
  if (list.counts) return 'counts';
  return list.enabled ? 'expired' : 'off';
}

const TONES: Record<Standing, Tone> = { counts: 'good', expired: 'medium', off: 'info' };

export function toneOf(standing: Standing): Tone {
  return TONES[standing];
}

/** Numbers by kind, those that are there, in their order; a kind unheard of comes last. */
export function kindsOf(list: Pick<IndicatorList, 'kinds'>): { kind: string; number: number }[] {
  const place = (kind: string) => {
    const at = (KINDS as readonly string[]).indexOf(kind);
    return at < 0 ? KINDS.length : at;
  };
  return Object.entries(list.kinds)
    .filter(([, number]) => number > 0)
    .map(([kind, number]) => ({ kind, number }))
    .sort((a, b) => place(a.kind) - place(b.kind));
}

/** Stored events are yet to be looked through for it, or are just now. */
export function isBusy(list: Pick<IndicatorList, 'past_state'>): boolean {
  return list.past_state === 'waiting' || list.past_state === 'running';
}

/** What a person says of a list. */
export interface Fields {
  name: string;
  origin: string;
  level: string;
  tlp: string;
  enabled: boolean;
  /** The last day that it counts, yyyy-MM-dd; null: until it is taken away. */
  expires: string | null;
  past_days: number;
}

export const FRESH: Fields = {
  name: '',
  origin: '',
  level: 'high',
  tlp: 'amber',
  enabled: true,
  expires: null,
  past_days: USUAL_DAYS,
};

export function fieldsOf(list: IndicatorList): Fields {
  return {
    name: list.name,
    origin: list.origin,
    level: list.level,
    tlp: list.tlp,
    enabled: list.enabled,
    expires: list.expires_at ? lastDay(list.expires_at) : null,
    past_days: list.past_days,
  };
}

const DAY_MS = 24 * 3_600_000;

/** The moment at which a last day is over, as lived in Viet Nam. */
export function endOf(day: string): string {
  const next = new Date(Date.parse(`${day}T00:00:00Z`) + DAY_MS).toISOString().slice(0, 10);
  return ofWall(`${next}T00:00:00`);
}

/** The last day that lies before a moment, at least in part. */
export function lastDay(moment: string): string {
  return localDay(new Date(Date.parse(moment) - 1));
}

/** Fields of the form as it is sent. */
export function partsOf(fields: Fields): Record<string, string> {
  return {
    name: fields.name.trim(),
    origin: fields.origin.trim(),
    level: fields.level,
    tlp: fields.tlp,
    enabled: String(fields.enabled),
    past_days: String(fields.past_days),
    ...(fields.expires ? { expires_at: endOf(fields.expires) } : {}),
  };
}
