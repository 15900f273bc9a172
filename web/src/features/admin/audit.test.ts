import { describe, expect, it } from 'vitest';
import en from '~/i18n/en/admin.json';
import vi from '~/i18n/vi/admin.json';
import { nameOf, stepOf } from './audit';

describe('what an entry of the log says', () => {
  it('tells accepting from returning', () => {
    expect(stepOf({ action: 'duty.accept', detail: { review: 'accepted', reason: null } })).toBe(
      'duty.accept.accepted',
    );
    expect(stepOf({ action: 'duty.accept', detail: { review: 'returned', reason: 'x' } })).toBe(
      'duty.accept.returned',
    );
  });
  it('tells the steps of a reorganisation apart, and names it', () => {
    const entry = { action: 'agency.reorganise', detail: { reviewed: 'Merger', effective: '2026-07-01' } };
    expect(stepOf(entry)).toBe('agency.reorganise.reviewed');
    expect(nameOf(entry)).toBe('Merger');
  });
  it('takes no reason for a name', () => {
    expect(nameOf({ action: 'report.close', detail: { cancelled: 'wrong period' } })).toBeUndefined();
  });
  it('tells changes of an own account apart', () => {
    expect(stepOf({ action: 'account.change', detail: { sign_in: 'refused' } })).toBe(
      'account.change.refused',
    );
    expect(stepOf({ action: 'account.change', detail: { password: 'changed' } })).toBe(
      'account.change.password',
    );
  });
  it('leaves the rest to the word of the action', () => {
    expect(stepOf({ action: 'report.approve', detail: { approved: 'hash' } })).toBeUndefined();
    expect(stepOf({ action: 'plan.import', detail: { op: 'import' } })).toBeUndefined();
    expect(stepOf({ action: 'agency.import', detail: {} })).toBeUndefined();
  });
  it('has a word for each step in both languages', () => {
    const steps: [string, Record<string, unknown>][] = [
      ['agency.reorganise', { left: 3 }],
      ['group.change', { taught: 'x' }],
      ['report.prepare', { block: 'x' }],
      ['plan.review', { op: 'party' }],
      ['duty.decide_extension', { state: 'refused' }],
    ];
    for (const [action, detail] of steps)
      for (const words of [vi, en]) {
        const path = `audit.steps.${stepOf({ action, detail })}`.split('.');
        const found = path.reduce<unknown>((at, key) => (at as Record<string, unknown>)?.[key], words);
        expect(typeof found, path.join('.')).toBe('string');
      }
  });
});
