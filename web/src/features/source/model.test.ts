import i18next from 'i18next';
import { expect, it } from 'vitest';
import { problemText } from '~/app/problemText';
import { fingerprint, fingerprintShown, minutesOf, PROTOCOLS, STANDINGS, sumOf, toneOf } from './model';

const minute = (at: string, events: number) => ({
  minute: at,
  events,
  bytes: 10,
  problems: 1,
  repeated: 0,
  dropped: 2,
});

it('fills the minutes that were left out with zero', () => {
  const now = new Date('2026-07-02T03:04:30Z');
  const traffic = [minute('2026-07-01T03:05:00Z', 7), minute('2026-07-02T03:04:00Z', 3)];
  const minutes = minutesOf(traffic, now);
  expect(minutes).toHaveLength(1440);
  expect(minutes[0]).toEqual({ at: new Date('2026-07-01T03:05:00Z'), events: 7 });
  expect(minutes.at(-1)).toEqual({ at: new Date('2026-07-02T03:04:00Z'), events: 3 });
  expect(minutes.filter((m) => m.events > 0)).toHaveLength(2);
  expect(sumOf(traffic)).toEqual({ events: 10, bytes: 20, problems: 2, repeated: 0, dropped: 4 });
});

it('has a word and a shape of its own for every standing, and a word for every protocol', () => {
  expect(new Set(STANDINGS.map(toneOf)).size).toBe(STANDINGS.length);
  for (const standing of STANDINGS) expect(i18next.exists(`source:standing.${standing}`)).toBe(true);
  for (const protocol of PROTOCOLS) expect(i18next.exists(`source:protocol.${protocol}`)).toBe(true);
});

it('says why a field was refused', () => {
  const text = (code: string, params: Record<string, unknown>) =>
    problemText(i18next.t, { code, status: 422, params });
  expect(text('source.invalid', { field: 'addresses', reason: 'malformed' }).what).toBe(
    i18next.t('source:reason.malformed'),
  );
  expect(text('source.invalid', { field: 'system_id', reason: 'unknown' }).what).toBe(
    i18next.t('source:reason.unknown_system_id'),
  );
  expect(text('source.invalid', { field: 'certificate', reason: 'malformed' }).what).toBe(
    i18next.t('source:reason.malformed_certificate'),
  );
  expect(text('source.invalid', { field: 'certificate', reason: 'taken' }).what).toBe(
    i18next.t('source:reason.taken'),
  );
  expect(text('source.address_taken', { address: '192.0.2.1', name: 'FW' }).what).toContain('192.0.2.1');
});

it('takes a fingerprint as tools print it, and shows it as people compare it', () => {
  expect(fingerprint('sha256 Fingerprint=AB:CD')).toBe('AB:CD');
  expect(fingerprint(' abcd ')).toBe('abcd');
  expect(fingerprintShown('abcd')).toBe('AB:CD');
});
