import type { Schema } from '~/api/client';
import { formatNumber } from '~/ui/format';
import type { Tone } from '~/ui/StatusTag';

export type TargetLine = Schema<'TargetLine'>;
export type TargetView = Schema<'TargetView'>;
export type Target = Schema<'TargetInfo'>;
export type Value = Schema<'ValueInfo'>;

export const LIGHTS = ['missed', 'behind', 'no_data', 'on_track', 'reached'] as const;
export const LIGHT_TONES: Record<string, Tone> = {
  reached: 'good',
  on_track: 'low',
  behind: 'medium',
  missed: 'urgent',
  no_data: 'info',
};

const SIGNS: Record<string, string> = { '>=': '≥', '<=': '≤', '>': '>', '<': '<', '=': '=', '==': '=' };

/** `≥ 95%`; empty where there is no goal. */
export function goalText(
  comparator: string | null | undefined,
  goal: number | null | undefined,
  unit: string | null | undefined,
): string {
  if (goal === null || goal === undefined) return '';
  const sign = comparator ? (SIGNS[comparator] ?? comparator) : '';
  return [sign, withUnit(goal, unit)].filter(Boolean).join(' ');
}

/** `95%`, `12 hệ thống`. */
export function withUnit(value: number, unit: string | null | undefined): string {
  const number = formatNumber(value);
  if (!unit) return number;
  return unit === '%' ? `${number}%` : `${number} ${unit}`;
}

/** `92 trên 96`: what a share was counted from. */
export function countedFrom(value: Pick<Value, 'numerator' | 'denominator'>): [string, string] | undefined {
  const { numerator, denominator } = value;
  if (numerator === null || numerator === undefined || denominator === null || denominator === undefined)
    return undefined;
  return [formatNumber(numerator), formatNumber(denominator)];
}

/** Series of the chart: years with a goal or a value, oldest first; a gap stays a gap. */
export function yearSeries(years: TargetView['years']): {
  categories: string[];
  values: (number | null)[];
  goals: (number | null)[];
} {
  const known = years
    .filter((y) => (y.value ?? null) !== null || (y.goal ?? null) !== null)
    .sort((a, b) => a.year - b.year);
  return {
    categories: known.map((y) => String(y.year)),
    values: known.map((y) => y.value ?? null),
    goals: known.map((y) => y.goal ?? null),
  };
}

/** Counts of the lights, in the order in which they matter. */
export function lightCounts(rows: readonly { light: string }[]): [string, number][] {
  return LIGHTS.map((light): [string, number] => [
    light,
    rows.filter((r) => r.light === light).length,
  ]).filter(([, n]) => n > 0);
}

/** What the value form holds; every number as typed. */
export interface ValueForm {
  year?: number;
  agency?: string | null;
  as_of?: string | null;
  value?: number | null;
  numerator?: number | null;
  denominator?: number | null;
  reached?: boolean;
  note?: string;
}

/** The parts of the request: a share that was counted is sent as its two numbers, never rounded here. */
export function valueParts(form: ValueForm, kind: string): Record<string, string> {
  const parts: Record<string, string> = {};
  const put = (key: string, value: unknown) => {
    if (value !== undefined && value !== null && value !== '') parts[key] = String(value);
  };
  put('year', form.year);
  put('agency', form.agency);
  put('as_of', form.as_of);
  put('note', form.note?.trim());
  if (kind === 'milestone') put('reached', form.reached ?? false);
  else {
    put('numerator', form.numerator);
    put('denominator', form.denominator);
    const counted = parts.numerator !== undefined && parts.denominator !== undefined;
    if (!counted) put('value', form.value);
  }
  return parts;
}
