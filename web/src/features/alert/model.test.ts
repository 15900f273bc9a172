import i18next from 'i18next';
import { describe, expect, it } from 'vitest';
import { askOf } from './api';
import {
  bySeverity,
  fieldsOf,
  fits,
  needsReason,
  SEVERITIES,
  STATES,
  tagLabel,
  toneOf,
  triage,
  VERDICTS,
} from './model';

const alert = (state: string, may_triage = true) => ({ id: 'a1', state, may_triage });
const idle: ReadonlySet<string> = new Set();

describe('triage by keys', () => {
  it('sends what fits, asks for a verdict before closing, refuses the rest', () => {
    const press = (key: 'a' | 'i' | 'c', state: string, may = true) =>
      triage(idle, { kind: 'key', key, alert: alert(state, may) }).act;
    expect(press('a', 'new')).toEqual({ kind: 'send', step: 'acknowledged' });
    expect(press('a', 'acknowledged')).toEqual({ kind: 'refuse' });
    expect(press('i', 'acknowledged')).toEqual({ kind: 'send', step: 'investigating' });
    expect(press('i', 'investigating')).toEqual({ kind: 'refuse' });
    expect(press('c', 'investigating')).toEqual({ kind: 'ask', step: 'closed' });
    expect(press('c', 'closed')).toEqual({ kind: 'refuse' });
    expect(press('a', 'new', false)).toEqual({ kind: 'refuse' });
  });
  it('takes a key that is pressed twice for one step', () => {
    const event = { kind: 'key', key: 'a', alert: alert('new') } as const;
    const first = triage(idle, event);
    expect([...first.busy]).toEqual(['a1']);
    expect(triage(first.busy, event).act).toBeUndefined();
    const done = triage(first.busy, { kind: 'done', id: 'a1' });
    expect(triage(done.busy, event).act).toEqual({ kind: 'send', step: 'acknowledged' });
  });
  it('asks for a reason where the server wants one', () => {
    expect(VERDICTS.filter((v) => needsReason('closed', v))).toEqual(['false']);
    expect(needsReason('reopened', undefined) && needsReason('note', undefined)).toBe(true);
    expect(fits(alert('closed'), 'reopened') && !fits(alert('new'), 'reopened')).toBe(true);
  });
});

it('tells severities by shape as well, the worst first', () => {
  expect(new Set(SEVERITIES.map(toneOf)).size).toBe(SEVERITIES.length);
  expect(toneOf('unheard of')).toBe('info');
  const open = [
    { state: 'new', severity: 'low', number: 3 },
    { state: 'new', severity: 'critical', number: 1 },
    { state: 'investigating', severity: 'low', number: 2 },
  ];
  expect(bySeverity(open)).toEqual([
    { severity: 'critical', number: 1 },
    { severity: 'low', number: 5 },
  ]);
  for (const severity of SEVERITIES) expect(i18next.exists(`alert:severity.${severity}`)).toBe(true);
  for (const state of STATES) expect(i18next.exists(`alert:state.${state}`)).toBe(true);
});

it('writes tags as people know them', () => {
  expect(tagLabel('attack.t1110')).toBe('T1110');
  expect(tagLabel('attack.t1059.001')).toBe('T1059.001');
  expect(tagLabel('attack.credential_access')).toBe('credential access');
  expect(tagLabel('cve.2021-44228')).toBe('CVE-2021-44228');
  expect(tagLabel('detection.emerging-threats')).toBe('detection.emerging-threats');
});

it('shows the telling fields of an event first', () => {
  const { first, rest } = fieldsOf({
    message: 'Failed password',
    zone: 1,
    'source.ip': '203.0.113.7',
    TargetUserName: 'root',
    empty: '',
    nothing: null,
    a: { b: 1 },
  });
  expect(first).toEqual([
    ['source.ip', '203.0.113.7'],
    ['TargetUserName', 'root'],
    ['message', 'Failed password'],
  ]);
  expect(rest).toEqual([
    ['a', '{"b":1}'],
    ['zone', '1'],
  ]);
  expect(fieldsOf(null)).toEqual({ first: [], rest: [] });
});

it('asks for open alerts where nothing is said, and for days of Viet Nam', () => {
  expect(askOf({ search: '', sort: undefined, filters: {} })).toEqual({
    state: 'new,acknowledged,investigating',
  });
  expect(
    askOf({
      search: 'root',
      sort: 'newest',
      filters: { state: ['closed'], verdict: ['false', 'benign'], mine: ['true'], at_from: ['2026-07-01'] },
    }),
  ).toEqual({
    state: 'closed',
    verdict: 'false,benign',
    assignee: 'me',
    search: 'root',
    sort: 'newest',
    from: '2026-07-01T00:00:00+07:00',
  });
});
