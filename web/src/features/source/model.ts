import type { Tone } from '~/ui/StatusTag';
import type { Traffic } from './api';

export const PROTOCOLS = ['syslog', 'bulk', 'hec', 'otlp', 'gelf', 'ndjson', 'alerts', 'file'] as const;
/** How a source stands, what wants a look first. */
export const STANDINGS = ['silent', 'never', 'heard', 'off'] as const;
/** Limits of the server. */
export const MAX_SILENCE = 31 * 24 * 60;
export const ZONE = { min: -12 * 60, max: 14 * 60, vietnam: 7 * 60 } as const;

const TONES: Record<string, Tone> = { silent: 'urgent', never: 'medium', heard: 'good' };

export function toneOf(standing: string): Tone {
  return TONES[standing] ?? 'info';
}

/** Senders of these show no token: they are known by their addresses alone. */
export function knownByAddress(protocol: string): boolean {
  return protocol === 'syslog' || protocol === 'gelf';
}

const MINUTE = 60_000;
const DAY_MINUTES = 24 * 60;

/** Every minute of the last 24 hours, oldest first; a minute that the server left out had no event. */
export function minutesOf(traffic: readonly Traffic[], now: Date): { at: Date; events: number }[] {
  const events = new Map(traffic.map((m) => [Math.floor(Date.parse(m.minute) / MINUTE), m.events]));
  const last = Math.floor(now.getTime() / MINUTE);
  return Array.from({ length: DAY_MINUTES }, (_, at) => {
    const minute = last - DAY_MINUTES + 1 + at;
    return { at: new Date(minute * MINUTE), events: events.get(minute) ?? 0 };
  });
}

export function sumOf(traffic: readonly Traffic[]) {
  const total = { events: 0, bytes: 0, problems: 0, repeated: 0, dropped: 0 };
  for (const minute of traffic)
    for (const key of Object.keys(total) as (keyof typeof total)[]) total[key] += minute[key];
  return total;
}

/** A fingerprint as it is sent: what `openssl` prints before the sign of equality is its own word for it. */
export function fingerprint(text: string): string {
  return text.replace(/^[^=]*=/, '').trim();
}

/** `AB:CD:…`, as tools print it and people compare it. */
export function fingerprintShown(certificate: string): string {
  return (certificate.match(/../g) ?? []).join(':').toUpperCase();
}
