import { currentLanguage } from '~/i18n';

/**
 * Dates as they are written in Vietnamese papers, in both languages of the interface; numbers and sizes with the signs
 * of the language one reads: `1.502` in an English sentence would be one and a half.
 */
const ZONE = 'Asia/Ho_Chi_Minh';

const parts = new Intl.DateTimeFormat('en-GB', {
  timeZone: ZONE,
  day: '2-digit',
  month: '2-digit',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});

/** `dd/MM/yyyy`, with ` HH:mm` unless `dayOnly`. A plain day (`2026-03-05`) has no time zone and is kept as it is. */
export function formatDate(value: string | Date, dayOnly = false): string {
  if (typeof value === 'string') {
    const day = /^(\d{4})-(\d{2})-(\d{2})$/.exec(value);
    if (day) return `${day[3]}/${day[2]}/${day[1]}`;
  }
  const date = typeof value === 'string' ? new Date(value) : value;
  if (Number.isNaN(date.getTime())) return '';
  const p = Object.fromEntries(parts.formatToParts(date).map((x) => [x.type, x.value]));
  const day = `${p.day}/${p.month}/${p.year}`;
  return dayOnly ? day : `${day} ${p.hour}:${p.minute}`;
}

/** `dd/MM/yyyy HH:mm:ss`: events of one machine come several a second. */
export function formatInstant(value: string): string {
  const minute = formatDate(value);
  // Zones differ by whole minutes, so that seconds are the same everywhere.
  return minute && `${minute}:${String(new Date(value).getUTCSeconds()).padStart(2, '0')}`;
}

/** `2026-03-05` of an instant, as lived in Viet Nam. */
export function localDay(date: Date): string {
  const p = Object.fromEntries(parts.formatToParts(date).map((x) => [x.type, x.value]));
  return `${p.year}-${p.month}-${p.day}`;
}

/** Whole days from `from` to `to`, both as lived in Viet Nam; negative when `to` is past. */
export function daysBetween(from: string | Date, to: string | Date): number {
  const at = (v: string | Date) =>
    Date.parse(typeof v === 'string' && v.length === 10 ? v : localDay(new Date(v)));
  return Math.round((at(to) - at(from)) / 86_400_000);
}

/** `1.234.567,8` in Vietnamese, `1,234,567.8` in English. */
export function formatNumber(value: number, decimals?: { min?: number; max?: number }): string {
  return new Intl.NumberFormat(currentLanguage() === 'en' ? 'en-GB' : 'vi-VN', {
    minimumFractionDigits: decimals?.min ?? 0,
    maximumFractionDigits: decimals?.max ?? Math.max(decimals?.min ?? 0, 2),
  }).format(value);
}

/** The sign before decimals, also for fields in which numbers are typed. */
export function decimalSign(): ',' | '.' {
  return currentLanguage() === 'en' ? '.' : ',';
}

/** A number as `formatNumber` writes it; undefined for anything else. */
export function readNumber(text: string): number | undefined {
  const [decimal, group] = decimalSign() === ',' ? [',', '.'] : ['.', ','];
  const written = new RegExp(`^[-−]?(\\d{1,3}(\\${group}\\d{3})+|\\d+)(\\${decimal}\\d+)?$`);
  if (!written.test(text)) return undefined;
  return Number(text.replace('−', '-').replaceAll(group, '').replace(decimal, '.'));
}

/** `12,4 MB` */
export function formatBytes(bytes: number): string {
  const units = ['B', 'KB', 'MB', 'GB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${formatNumber(value, { max: unit === 0 ? 0 : 1 })} ${units[unit]}`;
}

/** "3 days ago" in the language of the interface; a hint beside the date, never instead of it. */
export function formatRelative(value: string | Date, language: string, now = new Date()): string {
  const seconds = Math.round((new Date(value).getTime() - now.getTime()) / 1000);
  const steps: [Intl.RelativeTimeFormatUnit, number][] = [
    ['day', 86_400],
    ['hour', 3600],
    ['minute', 60],
  ];
  const format = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
  for (const [unit, size] of steps) {
    if (Math.abs(seconds) >= size) return format.format(Math.trunc(seconds / size), unit);
  }
  return format.format(0, 'minute');
}

/** I, II, III … of sections and quarters, as official texts number them. */
export function roman(n: number): string {
  const parts: [number, string][] = [
    [10, 'X'],
    [9, 'IX'],
    [5, 'V'],
    [4, 'IV'],
    [1, 'I'],
  ];
  let rest = n;
  let text = '';
  for (const [value, sign] of parts) {
    while (rest >= value) {
      text += sign;
      rest -= value;
    }
  }
  return text;
}
