import i18next from 'i18next';
import { expect, it } from 'vitest';
import type { IndicatorList } from './api';
import {
  endOf,
  FRESH,
  fieldsOf,
  isBusy,
  KINDS,
  kindsOf,
  lastDay,
  partsOf,
  STANDINGS,
  standingOf,
  TLPS,
  toneOf,
} from './model';

it('says whether a list is looked for, or why not', () => {
  expect(standingOf({ counts: true, enabled: true })).toBe('counts');
  expect(standingOf({ counts: false, enabled: true })).toBe('expired');
  expect(standingOf({ counts: false, enabled: false })).toBe('off');
  expect(new Set(STANDINGS.map(toneOf)).size).toBe(STANDINGS.length);
  for (const standing of STANDINGS) expect(i18next.exists(`indicator:standing_why.${standing}`)).toBe(true);
  for (const tlp of TLPS) expect(i18next.exists(`indicator:tlp_why.${tlp}`)).toBe(true);
  for (const kind of KINDS) expect(i18next.exists(`indicator:kind.${kind}`)).toBe(true);
  for (const state of ['none', 'waiting', 'running', 'done', 'failed'])
    expect(i18next.exists(`indicator:past.${state}`)).toBe(true);
  for (const reason of ['encoding', 'json', 'nothing', 'too_many', 'required', 'too_long', 'unknown'])
    expect(i18next.exists(`indicator:reason.${reason}`)).toBe(true);
});

it('tells kinds in their order, and asks again while stored events are looked through', () => {
  expect(kindsOf({ kinds: { hash: 2, ip: 5, url: 0, mutex: 1 } })).toEqual([
    { kind: 'ip', number: 5 },
    { kind: 'hash', number: 2 },
    { kind: 'mutex', number: 1 },
  ]);
  expect(['waiting', 'running'].every((past_state) => isBusy({ past_state }))).toBe(true);
  expect(['none', 'done', 'failed'].some((past_state) => isBusy({ past_state }))).toBe(false);
});

it('lets a list count until its last day is over in Viet Nam', () => {
  expect(endOf('2026-12-31')).toBe('2026-12-31T17:00:00Z');
  expect(lastDay('2026-12-31T17:00:00Z')).toBe('2026-12-31');
  expect(lastDay('2026-12-31T17:00:01Z')).toBe('2027-01-01');
});

it('sends what was filled in, and nothing for what was not', () => {
  expect(partsOf({ ...FRESH, name: ' A ', expires: '2026-12-31', enabled: false })).toEqual({
    name: 'A',
    origin: '',
    level: 'high',
    tlp: 'amber',
    enabled: 'false',
    past_days: '30',
    expires_at: '2026-12-31T17:00:00Z',
  });
  expect('expires_at' in partsOf(FRESH)).toBe(false);
  const list = { ...FRESH, expires_at: '2026-12-31T17:00:00Z' } as unknown as IndicatorList;
  expect(fieldsOf(list).expires).toBe('2026-12-31');
});
