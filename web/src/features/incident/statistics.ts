import dayjs from 'dayjs';
import type { Statutory } from './api';

export interface Period {
  /** yyyy-MM-dd, both ends are part of it; without them the period of the law that today lies in. */
  from?: string | undefined;
  to?: string | undefined;
  agency?: string | undefined;
}

/** Periods of the law that are offered: the one of today and those before. */
export const MOST_STATUTORY = 4;

/** How a period of the law is named: it belongs to the year, and the half, in which it ends. */
export function statutoryName({ kind, to }: Statutory): { key: 'year' | 'half_1' | 'half_2'; year: string } {
  const [year = '', month] = to.split('-');
  if (kind === 'year') return { key: 'year', year };
  return { key: Number(month) <= 6 ? 'half_1' : 'half_2', year };
}

export const keyOf = ({ from, to }: Pick<Statutory, 'from' | 'to'>) => `${from} ${to}`;

/** Calendar periods that are one click away, the shortest first. */
export const PRESETS = ['month', 'quarter', 'half', 'year'] as const;
export type Preset = (typeof PRESETS)[number];

const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** From the beginning of the year, half, quarter or month until today. */
export function presetPeriod(preset: Preset, today: string): { from: string; to: string } {
  const day = dayjs(today);
  const months = { year: 12, half: 6, quarter: 3, month: 1 }[preset];
  const first = Math.floor(day.month() / months) * months;
  return { from: day.month(first).startOf('month').format('YYYY-MM-DD'), to: today };
}

/** The period of the address; where it says nothing or nonsense, it is left to the law. */
export function periodOf(params: URLSearchParams, today: string): Period {
  const from = params.get('from') ?? '';
  const to = params.get('to') ?? '';
  const agency = params.get('agency') ?? undefined;
  if (DAY.test(from) && DAY.test(to) && from <= to) return { from, to, agency };
  const asked = PRESETS.find((one) => one === params.get('ky'));
  return { ...(asked && presetPeriod(asked, today)), agency };
}

/** The shortest preset that a period is. */
export function presetOf({ from, to }: Pick<Period, 'from' | 'to'>, today: string): Preset | undefined {
  if (to !== today) return undefined;
  return PRESETS.find((one) => presetPeriod(one, today).from === from);
}

/** The largest unit and the next one. */
export function durationOf(minutes: number): {
  unit: 'days' | 'hours' | 'minutes';
  days: number;
  hours: number;
  minutes: number;
} {
  const whole = Math.max(0, Math.round(minutes));
  const days = Math.floor(whole / 1440);
  const hours = Math.floor((whole % 1440) / 60);
  return {
    unit: days > 0 ? 'days' : hours > 0 ? 'hours' : 'minutes',
    days,
    hours,
    minutes: whole % 60,
  };
}
