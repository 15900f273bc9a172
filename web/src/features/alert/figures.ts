import dayjs from 'dayjs';
import { TACTICS } from '~/ui/attack';
import type { Technique } from './api';
import { STATES } from './model';

/** Periods that are one click away, in days. */
export const PERIODS = [7, 30, 90] as const;
/** Longest period of the server, in days. */
export const MAX_DAYS = 366;

export interface Period {
  /** yyyy-MM-dd, both ends are part of it; without an end, until now. */
  from: string;
  to?: string | undefined;
  /** One of `PERIODS`, where it is one. */
  days?: number | undefined;
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** The period of the address; the last seven days where it says nothing or nonsense. */
export function periodOf(params: URLSearchParams, today: string): Period {
  const from = params.get('from') ?? '';
  const to = params.get('to') ?? '';
  if (DAY.test(from) && DAY.test(to) && from <= to) return { from, to };
  const asked = Number(params.get('days'));
  const days = PERIODS.find((d) => d === asked) ?? PERIODS[0];
  return {
    from: dayjs(today)
      .subtract(days - 1, 'day')
      .format('YYYY-MM-DD'),
    days,
  };
}

/** As the server takes it: moments, the end left out; days as lived in Viet Nam. */
export function momentsOf({ from, to }: Period): { from: string; to?: string } {
  const at = (day: string) => `${day}T00:00:00+07:00`;
  return {
    from: at(from),
    ...(to ? { to: at(dayjs(to).add(1, 'day').format('YYYY-MM-DD')) } : {}),
  };
}

/** The list of alerts of the period, closed ones too, narrowed. */
export function listLink(period: Period, narrow: Record<string, string>): string {
  const params = new URLSearchParams(narrow);
  if (!narrow.state) for (const state of STATES) params.append('state', state);
  params.set('at_from', period.from);
  if (period.to) params.set('at_to', period.to);
  return `/canh-bao?${params}`;
}

/** Largest unit and the next one: `[2, 'hours', 5, 'minutes']`. */
export function durationOf(seconds: number): {
  days: number;
  hours: number;
  minutes: number;
  seconds: number;
} {
  const whole = Math.max(0, Math.round(seconds));
  return {
    days: Math.floor(whole / 86_400),
    hours: Math.floor((whole % 86_400) / 3600),
    minutes: Math.floor((whole % 3600) / 60),
    seconds: whole % 60,
  };
}

export interface Column {
  /** One of `TACTICS`, or `other`. */
  tactic: string;
  techniques: Technique[];
}

const plain = (tactic: string) => tactic.toLowerCase().replaceAll('_', '-');

/** The techniques under each tactic, those with most alerts first; a technique of several tactics stands in each. */
export function columnsOf(all: readonly Technique[]): Column[] {
  const under = (tactic: string) => (one: Technique) => one.tactics.some((t) => plain(t) === tactic);
  const known = new Set<string>(TACTICS);
  const other = all.filter((one) => !one.tactics.some((t) => known.has(plain(t))));
  const order = (some: Technique[]) =>
    some.sort((a, b) => b.alerts - a.alerts || a.id.localeCompare(b.id, 'en'));
  return [
    ...TACTICS.map((tactic) => ({ tactic, techniques: order(all.filter(under(tactic))) })),
    ...(other.length > 0 ? [{ tactic: 'other', techniques: order([...other]) }] : []),
  ];
}

/** 0–5: none, and by how much of the most; few alerts are seen beside many. */
export function heatOf(alerts: number, most: number): number {
  if (alerts <= 0 || most <= 0) return 0;
  return Math.max(1, Math.ceil((Math.log1p(alerts) / Math.log1p(most)) * 5));
}

/** Rules are there, and none of them can fire: nothing would be seen. */
export function isBlind({ rules, live_rules }: Pick<Technique, 'rules' | 'live_rules'>): boolean {
  return Boolean(rules) && live_rules === 0;
}

/** `Cao` and `Khẩn cấp` of all. */
export function severe(severities: readonly { name: string; number: number }[]): number {
  return severities
    .filter((s) => s.name === 'critical' || s.name === 'high')
    .reduce((sum, s) => sum + s.number, 0);
}
