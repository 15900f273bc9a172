import i18next from 'i18next';
import { describe, expect, it } from 'vitest';
import { problemText } from '~/app/problemText';
import { TACTICS } from '~/ui/attack';
import type { Alert, Technique } from './api';
import { bodyOf as channelBody, emptyTarget, FRESH, fieldsOf, HOURS, isMail, KINDS, ROLES } from './channel';
import { columnsOf, durationOf, heatOf, isBlind, listLink, momentsOf, periodOf, severe } from './figures';
import { SEVERITIES, VERDICTS } from './model';
import { PAGES } from './pages';
import { bodyOf, inOrder, PARTS, partsOf, SPANS, standingOf, tooWide, untilOf } from './suppress';
import { gridOf, lineOf, mapOf, oldBy, shortened, stateOf, tileSize, type WallAgency } from './wall';

const said: Pick<Alert, 'rule_id' | 'rule_title' | 'entity' | 'host' | 'source_id' | 'agency_id'> = {
  rule_id: 'r1',
  rule_title: 'Brute force',
  entity: '203.0.113.7',
  host: null,
  source_id: 's1',
  agency_id: 'g1',
};

describe('holding alerts back', () => {
  it('begins with all that the alert says, and sends what stays ticked', () => {
    expect(partsOf(said)).toEqual(['rule', 'entity', 'source', 'agency']);
    expect(bodyOf(said, ['rule', 'agency'], ' scan ', 'then')).toEqual({
      rule_id: 'r1',
      rule_title: 'Brute force',
      entity: null,
      host: null,
      source_id: null,
      agency_id: 'g1',
      reason: 'scan',
      until: 'then',
    });
    expect(bodyOf(said, ['entity'], 'x', 'then')).toMatchObject({
      rule_id: null,
      rule_title: null,
      entity: '203.0.113.7',
    });
  });
  it('takes an agency alone for too wide', () => {
    expect(tooWide(['agency']) && tooWide([])).toBe(true);
    expect(tooWide(['host', 'agency'])).toBe(false);
  });
  it('ends after a time, or with a day of Viet Nam', () => {
    const now = new Date('2026-07-01T10:00:00Z');
    expect(untilOf('8h', null, now)).toBe('2026-07-01T18:00:00.000Z');
    expect(untilOf('30d', null, now)).toBe('2026-07-31T10:00:00.000Z');
    expect(untilOf('day', '2026-07-05', now)).toBe('2026-07-05T23:59:59+07:00');
  });
  it('shows first what still holds', () => {
    const of = (id: string, active: boolean, created_at: string, lifted_at: string | null = null) =>
      ({ id, active, created_at, lifted_at }) as Parameters<typeof inOrder>[0][number];
    const all = [of('a', false, '3'), of('b', true, '1'), of('c', true, '2'), of('d', false, '4', '5')];
    expect(inOrder(all).map((s) => s.id)).toEqual(['c', 'b', 'd', 'a']);
    expect(all.map(standingOf)).toEqual(['over', 'active', 'active', 'lifted']);
  });
});

describe('channels', () => {
  it('reads and writes targets as their kind has them', () => {
    const channel = {
      id: 'c1',
      name: 'N',
      kind: 'mail',
      target: 'a@b.example, c@d.example',
      severity: 'high',
      hours: 'duty',
      enabled: true,
      version: 1,
    };
    expect(fieldsOf(channel).target).toEqual(['a@b.example', 'c@d.example']);
    expect(channelBody(fieldsOf(channel)).target).toBe('a@b.example,c@d.example');
    expect(fieldsOf({ ...channel, kind: 'webhook', target: 'https://a.example/?x=1,2' }).target).toBe(
      'https://a.example/?x=1,2',
    );
    expect(channelBody(FRESH)).toMatchObject({ kind: 'app', target: 'analyst,shift_lead', agency_id: null });
    expect([emptyTarget('mail'), emptyTarget('webhook')]).toEqual([[], '']);
  });
  it('tells an address of mail from something else', () => {
    expect(isMail('truc@tinh.example')).toBe(true);
    for (const bad of ['truc', 'truc@tinh', 'a b@c.example', '@c.example']) expect(isMail(bad)).toBe(false);
  });
});

describe('figures', () => {
  const today = '2026-07-10';
  it('reads the period of the address, the last week where it says nothing', () => {
    const of = (query: string) => periodOf(new URLSearchParams(query), today);
    expect(of('')).toEqual({ from: '2026-07-04', days: 7 });
    expect(of('days=30')).toEqual({ from: '2026-06-11', days: 30 });
    expect(of('days=5')).toEqual({ from: '2026-07-04', days: 7 });
    expect(of('from=2026-06-01&to=2026-06-30')).toEqual({ from: '2026-06-01', to: '2026-06-30' });
    expect(of('from=2026-06-30&to=2026-06-01')).toEqual({ from: '2026-07-04', days: 7 });
  });
  it('asks for whole days of Viet Nam, the last one too', () => {
    expect(momentsOf({ from: '2026-06-01', to: '2026-06-30' })).toEqual({
      from: '2026-06-01T00:00:00+07:00',
      to: '2026-07-01T00:00:00+07:00',
    });
    expect(momentsOf({ from: '2026-06-01' })).toEqual({ from: '2026-06-01T00:00:00+07:00' });
  });
  it('leads to the alerts behind a number, closed ones too', () => {
    const link = new URL(listLink({ from: '2026-06-01', to: '2026-06-30' }, { q: 'a b' }), 'http://x');
    expect(link.pathname).toBe('/canh-bao');
    expect(link.searchParams.getAll('state')).toContain('closed');
    expect(link.searchParams.get('q')).toBe('a b');
    expect(link.searchParams.get('at_to')).toBe('2026-06-30');
    expect(listLink({ from: '2026-06-01' }, { verdict: 'false', state: 'closed' })).toBe(
      '/canh-bao?verdict=false&state=closed&at_from=2026-06-01',
    );
  });
  it('splits a time into its units and counts what is severe', () => {
    expect(durationOf(90_061)).toEqual({ days: 1, hours: 1, minutes: 1, seconds: 1 });
    expect(severe(SEVERITIES.map((name) => ({ name, number: 2 })))).toBe(4);
  });

  const technique = (id: string, tactics: string[], alerts: number): Technique => ({
    id,
    tactics,
    alerts,
    confirmed: 0,
    rules: 2,
    live_rules: 0,
  });
  it('puts techniques under their tactics in the order of ATT&CK, the most frequent first', () => {
    const columns = columnsOf([
      technique('T1110', ['credential_access'], 1),
      technique('T1078', ['initial-access', 'credential-access'], 5),
      technique('T9999', ['something new'], 0),
    ]);
    expect(columns.slice(0, TACTICS.length).map((c) => c.tactic)).toEqual([...TACTICS]);
    const under = (tactic: string) =>
      columns.find((c) => c.tactic === tactic)?.techniques.map((one) => one.id);
    expect(under('credential-access')).toEqual(['T1078', 'T1110']);
    expect(under('initial-access')).toEqual(['T1078']);
    expect(under('other')).toEqual(['T9999']);
    expect(columnsOf([])).toHaveLength(TACTICS.length);
  });
  it('shows few alerts beside many, and what no rule could see', () => {
    expect([0, 1, 10, 1000].map((n) => heatOf(n, 1000))).toEqual([0, 1, 2, 5]);
    expect(heatOf(0, 0)).toBe(0);
    expect(isBlind({ rules: 2, live_rules: 0 })).toBe(true);
    expect(isBlind({ rules: 2, live_rules: 1 }) || isBlind({ rules: null, live_rules: null })).toBe(false);
  });
});

describe('the wall', () => {
  const agency = (over: Partial<WallAgency>): WallAgency => ({
    id: 'g',
    name: 'G',
    heard: 1,
    silent: 0,
    never: 0,
    alerts: 0,
    severity: null,
    ...over,
  });
  it('says from half a minute on that it shows something old', () => {
    expect(oldBy(1_000, 31_000)).toBeUndefined();
    expect(oldBy(1_000, 32_500)).toBe(31);
  });
  it('marks an agency by the worst there is', () => {
    expect(stateOf(agency({ severity: 'low', silent: 1 }))).toBe('alert');
    expect(stateOf(agency({ silent: 1 }))).toBe('silent');
    expect(stateOf(agency({ heard: 0, never: 2 }))).toBe('waiting');
    expect(stateOf(agency({}))).toBe('quiet');
  });
  it('names every agency while there is room, then those that want a look', () => {
    const few = Array.from({ length: 36 }, (_, n) => agency({ id: String(n) }));
    expect(mapOf(few)).toMatchObject({ marks: [] });
    expect(mapOf(few).tiles).toHaveLength(36);
    const many = [
      ...Array.from({ length: 100 }, (_, n) => agency({ id: String(n) })),
      agency({ id: 'silent', silent: 1 }),
      agency({ id: 'high', severity: 'high', alerts: 9 }),
      agency({ id: 'critical', severity: 'critical', alerts: 1 }),
    ];
    expect(mapOf(many).marks).toHaveLength(103);
    expect(mapOf(many).tiles.map((a) => a.id)).toEqual(['critical', 'high', 'silent']);
  });
  it('finds room for every tile', () => {
    for (const number of [0, 1, 2, 3, 7, 12, 24, 36]) {
      const { columns, rows } = gridOf(number, 0.95);
      expect(columns * rows).toBeGreaterThanOrEqual(number);
    }
    expect(tileSize(12)).toBe('large');
    expect(tileSize(13)).toBe('medium');
  });
  it('draws a line from the least to the most', () => {
    expect(lineOf([0, 5, 10])).toEqual({ points: '0,100 50,50 100,0', most: 10 });
    expect(lineOf([0]).most).toBe(1);
    expect(shortened('Ủy ban nhân dân xã A', 'Ủy ban nhân dân', 'UBND')).toBe('UBND xã A');
    expect(shortened('Sở A', 'Ủy ban nhân dân', 'UBND')).toBe('Sở A');
  });
});

it('has a word for everything that is shown by its code', () => {
  const keys = [
    ...PARTS.map((part) => `alert:suppress.part.${part}`),
    ...SPANS.map((span) => `alert:suppress.span.${span}`),
    ...KINDS.flatMap((kind) => [`alert:channel.kinds.${kind}`, `alert:channel.about.${kind}`]),
    ...HOURS.map((hours) => `alert:channel.at.${hours}`),
    ...ROLES.map((role) => `auth:role.${role}`),
    ...TACTICS.map((tactic) => `alert:tactic.${tactic}`),
    ...PAGES.map((page) => `alert:sections.${page.id}`),
    ...VERDICTS.map((verdict) => `alert:verdict.${verdict}.name`),
    ...['alert', 'silent', 'waiting', 'quiet']
      .filter((state) => state !== 'alert')
      .map((state) => `alert:wall.tile.${state}`),
  ];
  for (const key of keys) expect(i18next.exists(key), key).toBe(true);
});

it('says why something was refused', () => {
  const what = (code: string, params: Record<string, unknown>) =>
    problemText(i18next.t, { code, status: 422, params }).what;
  for (const reason of ['over', 'taken', 'own'])
    expect(what('alert.state', { reason })).toBe(i18next.t(`alert:reason.${reason}`));
  for (const [field, reason] of [
    ['reason', 'required'],
    ['reason', 'too_long'],
    ['until', 'past'],
    ['until', 'too_far'],
    ['rule_id', 'too_wide'],
    ['hours', 'unknown'],
    ['severity', 'unknown'],
    ['kind', 'unknown'],
    ['name', 'required'],
    ['text', 'required'],
  ])
    expect(what('alert.invalid', { field, reason }), `${field} ${reason}`).toBe(
      i18next.t(`alert:reason.${reason}`),
    );
  // A target has its own examples.
  expect(what('alert.invalid', { field: 'target', reason: 'malformed' })).toBe(
    i18next.t('alert:reason.malformed_target'),
  );
});

it('tells of new alerts, with or without a system', () => {
  const tell = (system: string | null) =>
    i18next.t('notify:alert.raised', {
      title: 'Brute force',
      entity: '203.0.113.7',
      severity: 'high',
      system,
    });
  expect(tell('Cổng')).toMatch(/Cao: Brute force\. 203\.0\.113\.7\s+Cổng$/);
  expect(tell(null)).toMatch(/203\.0\.113\.7\s*$/);
  expect(i18next.t('notify:alert.raised_many', { number: 12 })).toContain('12');
});
