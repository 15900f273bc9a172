import dayjs from 'dayjs';

export interface Period {
  /** yyyy-MM-dd, both ends are part of it. */
  from: string;
  to: string;
  agency?: string | undefined;
}

/** Periods that are one click away; the first is the usual one. */
export const PRESETS = ['year', 'half', 'quarter', 'month'] as const;
export type Preset = (typeof PRESETS)[number];

const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** From the beginning of the year, half, quarter or month until today. */
export function presetPeriod(preset: Preset, today: string): { from: string; to: string } {
  const day = dayjs(today);
  const months = { year: 12, half: 6, quarter: 3, month: 1 }[preset];
  const first = Math.floor(day.month() / months) * months;
  return { from: day.month(first).startOf('month').format('YYYY-MM-DD'), to: today };
}

/** The period of the address; this year where it says nothing or nonsense. */
export function periodOf(params: URLSearchParams, today: string): Period {
  const from = params.get('from') ?? '';
  const to = params.get('to') ?? '';
  const agency = params.get('agency') ?? undefined;
  if (DAY.test(from) && DAY.test(to) && from <= to) return { from, to, agency };
  const asked = params.get('ky');
  return { ...presetPeriod(PRESETS.find((one) => one === asked) ?? PRESETS[0], today), agency };
}

/** The shortest preset that a period is. */
export function presetOf({ from, to }: Period, today: string): Preset | undefined {
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
