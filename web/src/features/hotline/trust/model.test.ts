import i18next from 'i18next';
import { expect, it } from 'vitest';
import {
  hasPlatform,
  ITEM_KINDS,
  isPersonal,
  nextEnd,
  ORGANISATION_KINDS,
  proofsOf,
  stepsOf,
  tally,
} from './model';

const item = (over: Partial<Parameters<typeof stepsOf>[0]> = {}) => ({
  state: 'pending',
  proof: 'dns_txt',
  proved_at: null,
  document: '',
  ...over,
});

it('looks again at what a machine can look up, and renews what a person looked at', () => {
  expect(stepsOf(item())).toEqual(['check', 'prove', 'revoke']);
  expect(stepsOf(item({ state: 'proved', proved_at: 'x' }))).toEqual(['check', 'revoke']);
  expect(stepsOf(item({ proof: 'document' }))).toEqual(['prove', 'revoke']);
  const paper = { proof: 'document', document: 'Số 12', proved_at: 'x' };
  expect(stepsOf(item({ ...paper, state: 'proved' }))).toEqual(['renew', 'revoke']);
  expect(stepsOf(item({ ...paper, state: 'expired' }))).toEqual(['renew', 'prove', 'revoke']);
  expect(stepsOf(item({ state: 'revoked' }))).toEqual([]);
});

it('offers ways of proof that fit, each with its words', () => {
  expect(proofsOf('site')).toEqual(['dns_txt', 'file', 'document']);
  expect(proofsOf('hotline')).toEqual(['document']);
  expect(ITEM_KINDS.filter(hasPlatform)).toEqual(['app', 'account']);
  for (const kind of ITEM_KINDS) {
    expect(i18next.exists(`hotline_desk:trust.item.${kind}`)).toBe(true);
    expect(i18next.exists(`hotline_desk:trust.value_of.${kind}`)).toBe(true);
  }
  for (const kind of ORGANISATION_KINDS)
    expect(i18next.exists(`hotline_desk:trust.organisation.${kind}`)).toBe(true);
  for (const fault of ['off', 'absent', 'mismatch', 'unreachable', 'refused', 'too_large'])
    expect(i18next.exists(`hotline_desk:trust.fault.${fault}`)).toBe(true);
});

it('enters no person', () => {
  expect(isPersonal('001 099 000 001')).toBe(true);
  expect(isPersonal('0100000001')).toBe(false);
  expect(isPersonal('12/QĐ-UBND')).toBe(false);
});

it('counts items by state, and knows which proof ends first', () => {
  const items = [
    { state: 'proved', expires_at: '2027-02-01T00:00:00Z' },
    { state: 'proved', expires_at: '2027-01-01T00:00:00Z' },
    { state: 'expired', expires_at: '2026-01-01T00:00:00Z' },
  ];
  expect(tally(items)).toEqual([
    { state: 'proved', number: 2 },
    { state: 'expired', number: 1 },
  ]);
  expect(nextEnd({ items } as Parameters<typeof nextEnd>[0])).toBe('2027-01-01T00:00:00Z');
  expect(nextEnd({ items: [] })).toBeNull();
});
