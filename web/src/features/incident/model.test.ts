import { expect, it } from 'vitest';
import { askOf, statisticsAsk } from './api';
import { classBody, factsOf, fieldsOf, NEW_CLASS } from './classFields';
import {
  barOf,
  clocksOfForm,
  fieldsByPart,
  isOwed,
  leftKind,
  leftOf,
  mayWork,
  mayWrite,
  mendedOf,
  missingOf,
  momentAt,
  opensCases,
  playbookOf,
  recipientOf,
  sideSteps,
  sortClocks,
  targetOf,
  tasksByPhase,
  toneOfSeverity,
  wallOf,
} from './model';
import { ofAlert } from './newCase';
import { reportBody } from './report';
import { choices, clock, detail, entry, incidentCase, reportDetail, task } from './samples';
import { keyOf } from './sentences';
import { durationOf, periodOf, presetOf, presetPeriod, statutoryName } from './statistics';

const NOW = new Date('2026-09-01T10:00:00Z');
const said = (due: string) => {
  const left = leftOf(due, NOW);
  return [leftKind(left), left.days, left.time];
};

it('counts a term down to the minute, and up once it is over', () => {
  expect(said('2026-09-01T13:12:00Z')).toEqual(['time', 0, '03:12']);
  expect(said('2026-09-02T11:05:00Z')).toEqual(['day_time', 1, '01:05']);
  expect(said('2026-09-05T10:00:00Z')).toEqual(['days', 4, '00:00']);
  expect(said('2026-09-01T10:00:00Z')).toEqual(['time', 0, '00:00']);
  expect(said('2026-09-01T09:59:30Z')).toEqual(['late_time', 0, '00:01']);
  expect(said('2026-08-30T09:00:00Z')).toEqual(['late_days', 2, '01:00']);
});

it('puts what is owed first, the most urgent on top, and what does not apply last', () => {
  const all = [
    clock({ id: 'void', state: 'void' }),
    clock({ id: 'met', state: 'met' }),
    clock({ id: 'later', due_at: '2026-09-04T00:00:00Z' }),
    clock({ id: 'open', state: 'open', due_at: null }),
    clock({ id: 'soon', state: 'due_soon' }),
    clock({ id: 'sooner', due_at: '2026-09-03T00:00:00Z' }),
    clock({ id: 'late', state: 'overdue' }),
  ];
  expect(sortClocks(all).map((c) => c.id)).toEqual([
    'late',
    'soon',
    'sooner',
    'later',
    'open',
    'met',
    'void',
  ]);
  expect(all.filter(isOwed).map((c) => c.id)).toEqual(['later', 'open', 'soon', 'sooner', 'late']);
});

it('names the holder of an office before the office, and what is missing by duty and recipient', () => {
  const known = clock();
  expect(recipientOf(known)).toBe('Force of the province');
  expect(recipientOf(clock({ owed_to: { ...known.owed_to, holder: null } }))).toBe('Role force');
  expect(missingOf('clock:d-72/force', [known])).toEqual({
    need: 'clock',
    duty: known.text,
    to: 'Force of the province',
  });
  expect(missingOf('cause', [known])).toEqual({ need: 'cause' });
  expect(missingOf('receipt:gone/x', [known])).toEqual({ need: 'receipt', duty: 'gone/x', to: '' });
});

const open = (of: Parameters<typeof incidentCase>[0]) =>
  barOf(incidentCase(of))
    .filter((item) => item.open)
    .map((item) => item.step);

it('offers only the steps that the reader may take and that fit now', () => {
  expect(open({})).toEqual(['contain', 'eradicate', 'recover', 'end']);
  expect(open({ acknowledged_at: null, state: 'reported' })).toEqual(['acknowledge']);
  expect(open({ contained_at: '2026-09-01T03:00:00Z' })).toEqual(['eradicate', 'recover', 'end']);
  expect(open({ may: ['work'] })).toEqual(['contain', 'eradicate', 'recover', 'end']);
  expect(open({ may: [] })).toEqual([]);
  expect(open({ ended_at: '2026-09-02T00:00:00Z', state: 'ended' })).toContain('close');
  expect(open({ ended_at: '2026-09-02T00:00:00Z', state: 'ended', may: ['handle'] })).not.toContain('close');
  expect(open({ state: 'closed', closed_at: '2026-09-03T00:00:00Z' })).toEqual([]);
  expect(barOf(incidentCase()).find((item) => item.next)?.step).toBe('contain');
});

it('dismisses what is handled, and opens again what is over, for those who handle', () => {
  expect(sideSteps(incidentCase())).toEqual(['dismiss']);
  expect(sideSteps(incidentCase({ state: 'closed' }))).toEqual(['reopen']);
  expect(sideSteps(incidentCase({ state: 'ended', ended_at: 'x' }))).toEqual(['reopen']);
  expect(sideSteps(incidentCase({ state: 'merged' }))).toEqual([]);
  expect(sideSteps(incidentCase({ may: ['work', 'close'] }))).toEqual([]);
});

it('corrects the moment of a step again and again while a case is open, but not of taking it up or closing it', () => {
  const mend = (of: Parameters<typeof incidentCase>[0]) =>
    barOf(incidentCase(of))
      .filter((item) => item.mend)
      .map((item) => item.step);
  const done = { contained_at: '2026-09-01T03:00:00Z', ended_at: '2026-09-02T00:00:00Z', state: 'ended' };
  expect(mend(done)).toEqual(['contain', 'end']);
  expect(mend({ ...done, may: ['issue'] })).toEqual([]);
  expect(mend({ ...done, state: 'closed', closed_at: '2026-09-03T00:00:00Z' })).toEqual([]);
});

it('takes back a step that was never reached, but not the end and not of a closed case', () => {
  const clear = (of: Parameters<typeof incidentCase>[0]) =>
    barOf(incidentCase(of))
      .filter((item) => item.clear)
      .map((item) => item.step);
  const done = { contained_at: '2026-09-01T03:00:00Z', ended_at: '2026-09-02T00:00:00Z', state: 'ended' };
  expect(clear(done)).toEqual(['contain']);
  expect(clear({ ...done, may: ['issue'] })).toEqual([]);
  expect(clear({ ...done, state: 'closed', closed_at: '2026-09-03T00:00:00Z' })).toEqual([]);
});

it('knows which lines corrected a moment, and which came after a reopening', () => {
  const step = (id: string, name: string, at: number) =>
    entry({ id, kind: 'step', detail: { step: name }, written_at: `2026-09-01T0${at}:00:00Z` });
  const lines = [
    step('again', 'contain', 3),
    step('first', 'contain', 1),
    step('end', 'end', 4),
    step('reopen', 'reopen', 5),
    step('end2', 'end', 6),
    step('end3', 'end', 7),
    entry({
      id: 'cleared',
      kind: 'step',
      detail: { cleared: 'contain' },
      written_at: '2026-09-01T08:00:00Z',
    }),
    step('anew', 'contain', 9),
  ];
  expect([...mendedOf(lines)]).toEqual(['again', 'end3']);
});

it('takes no content while a state secret may be in it, from a reader, or once it is over', () => {
  expect(mayWrite(incidentCase({ may: ['add'] }))).toBe(true);
  expect(mayWork(incidentCase({ may: ['add'] }))).toBe(false);
  expect(mayWork(incidentCase({ may: ['work', 'add'] }))).toBe(true);
  expect(mayWork(incidentCase({ state_secret: true }))).toBe(false);
  expect(mayWrite(incidentCase({ state_secret: true }))).toBe(false);
  expect(mayWrite(incidentCase({ may: ['issue'] }))).toBe(false);
  expect(mayWrite(incidentCase({ state: 'closed' }))).toBe(false);
});

it('leaves the short form to agencies', () => {
  const who = (...permissions: string[]) => opensCases({ permissions } as Parameters<typeof opensCases>[0]);
  expect(who('incident.handle', 'incident.report', 'incident.work')).toBe(true);
  expect(who('incident.report')).toBe(true);
  expect(who('incident.report', 'incident.work')).toBe(false);
  expect(who('incident.read')).toBe(false);
});

it('sends no content of what may be a state secret, and no word for yes where nobody knows', () => {
  const fields = {
    agency_id: 'g1',
    what: 'other',
    description: ' secret ',
    detected_at: 'x',
    still_going: true,
    contact_phone: ' 0255 ',
    personal_data: 'unknown' as const,
    state_secret: true,
  };
  expect(reportBody(fields)).toMatchObject({ description: '', personal_data: null, contact_phone: '0255' });
  expect(reportBody({ ...fields, state_secret: false, personal_data: 'no' })).toMatchObject({
    description: 'secret',
    personal_data: false,
  });
});

it('begins a case of an alert with its first event', () => {
  const of = ofAlert({
    id: 'a1',
    rule_title: 'Brute force',
    entity: '203.0.113.7',
    agency_id: 'g1',
    system_id: null,
    first_at: '2026-07-01T00:00:00Z',
    last_at: '2026-07-02T00:00:00Z',
  } as Parameters<typeof ofAlert>[0]);
  expect(of).toMatchObject({
    title: 'Brute force · 203.0.113.7',
    agency_id: 'g1',
    system_id: null,
    origin: 'alert',
    origin_ref: 'a1',
  });
  expect(Date.parse(of.detected_at ?? '')).toBe(Date.parse('2026-07-01T00:00:00Z'));
});

it('tells "not looked into" from "none", and drops what belongs to personal data where none is affected', () => {
  expect(factsOf(NEW_CLASS).consequences).toBeNull();
  expect(factsOf({ ...NEW_CLASS, looked: true }).consequences).toEqual([]);
  expect(factsOf({ ...NEW_CLASS, controls: 'no' }).owner_controls).toBe(false);
  const counted = { ...NEW_CLASS, basic_count: 12, special_data: true };
  expect(factsOf(counted)).toMatchObject({ basic_count: null, special_data: false });
  expect(factsOf({ ...counted, personal_data: true })).toMatchObject({ basic_count: 12, special_data: true });
  const { incident, facts } = detail({ confirmed_serious: false });
  expect(classBody(fieldsOf(incident, facts), ' why ')).toMatchObject({
    confirmed_serious: false,
    facts,
    reason: 'why',
    detected_at: incident.detected_at,
  });
});

it('asks for open incidents by their next term unless one looks for something else', () => {
  const ask = (over: object) => askOf({ search: '', sort: undefined, filters: {}, ...over });
  expect(ask({})).toEqual({ open: true, sort: 'due' });
  expect(ask({ search: 'SC-2026-0001' })).toEqual({ search: 'SC-2026-0001', sort: 'due' });
  expect(ask({ filters: { state: ['closed', 'merged'] } })).toEqual({ state: 'closed,merged', sort: 'due' });
  expect(
    ask({ filters: { all: ['true'], mine: ['true'], at_from: ['2026-09-01'] }, sort: 'newest' }),
  ).toEqual({
    lead: 'me',
    from: '2026-09-01T00:00:00+07:00',
    sort: 'newest',
  });
});

it('reads and writes the wall clock of Viet Nam wherever the browser stands', () => {
  expect(wallOf('2026-09-01T20:30:00Z')).toBe('2026-09-02T03:30');
  expect(momentAt('2026-09-02T03:30')).toBe('2026-09-01T20:30:00Z');
  expect(momentAt('')).toBeUndefined();
});

it('opens records of its own and plain addresses of the web, nothing else', () => {
  expect(targetOf({ kind: 'alert', target: 'a1' })).toBe('/canh-bao/a1');
  expect(targetOf({ kind: 'search', target: '/tim-kiem?q=x' })).toBe('/tim-kiem?q=x');
  expect(targetOf({ kind: 'url', target: 'https://x.invalid/' })).toBe('https://x.invalid/');
  for (const target of ['javascript:alert(1)', '//evil.invalid', 'data:text/html,x'])
    expect(targetOf({ kind: 'url', target })).toBeUndefined();
});

it('orders tasks by the parts of the work and counts what is done with', () => {
  const phases = tasksByPhase([
    task({ id: 'b', phase: 'review', place: 1 }),
    task({ id: 'd', phase: 'contain', place: 2, state: 'skipped' }),
    task({ id: 'c', phase: 'contain', place: 1 }),
  ]);
  expect(phases.map((p) => [p.phase, p.tasks.map((t) => t.id).join(), p.done])).toEqual([
    ['contain', 'c,d', 1],
    ['review', 'b', 0],
  ]);
});

it('offers for a report the duties that ask for its form and are still owed', () => {
  const all = [clock(), clock({ id: 'x', form: 'other' }), clock({ id: 'm', state: 'met' })];
  expect(clocksOfForm(all, 'f-72', []).map((c) => c.id)).toEqual(['c1']);
  const forms = [
    {
      id: 'f-9',
      number: null,
      name: '',
      official: true,
      article: '',
      source: '',
      certainty: 'found',
      note: null,
      duty_ids: ['d-72'],
    },
  ];
  expect(clocksOfForm(all, 'f-9', forms).map((c) => c.id)).toEqual(['c1', 'x']);
});

it('groups fields under the parts that a form names', () => {
  const { fields } = reportDetail();
  const [cause, services] = fields;
  if (!cause || !services) throw new Error('the sample has two fields');
  expect(fieldsByPart(fields).map((p) => [p.part, p.fields.length])).toEqual([['', 2]]);
  expect(
    fieldsByPart([
      { ...cause, part: 'I' },
      { ...services, part: 'II' },
    ]).map((p) => p.part),
  ).toEqual(['I', 'II']);
});

it('finds the sentence of a line by what was done', () => {
  const known = new Set([
    'entry.step.end',
    'entry.clock.met',
    'entry.hand_over.restricted_false',
    'entry.step.any',
  ]);
  const key = (kind: string, of: Record<string, unknown>) => keyOf(kind, of, (name) => known.has(name));
  expect(key('step', { step: 'end', at: 'x', reason: '' })).toBe('entry.step.end');
  expect(key('clock', { met: 'd-72', to: 'force' })).toBe('entry.clock.met');
  expect(key('hand_over', { restricted: false, reason: 'x' })).toBe('entry.hand_over.restricted_false');
  expect(key('step', { step: 'new_one' })).toBe('entry.step.any');
});

it('has a playbook for a group, and the general one for the rest', () => {
  expect(playbookOf(choices.playbooks, 'malware')?.id).toBe('p1');
  expect(playbookOf(choices.playbooks, 'phishing')).toBeUndefined();
  expect(toneOfSeverity('M1', ['M1', 'M2'])).toBe('urgent');
  expect(toneOfSeverity('M9', ['M1', 'M2'])).toBe('info');
});

it('knows the periods that are one click away', () => {
  expect(presetPeriod('half', '2026-11-29')).toEqual({ from: '2026-07-01', to: '2026-11-29' });
  expect(presetPeriod('quarter', '2026-11-29').from).toBe('2026-10-01');
  expect(presetOf({ from: '2026-01-01', to: '2026-11-29' }, '2026-11-29')).toBe('year');
  expect(presetOf({ from: '2026-01-02', to: '2026-11-29' }, '2026-11-29')).toBeUndefined();
  const asked = (text: string) => periodOf(new URLSearchParams(text), '2026-11-29');
  expect(asked('from=2026-05-01&to=2026-04-01')).toEqual({});
  expect(statisticsAsk(asked('agency=g1'))).toEqual({ agency_id: 'g1' });
  expect(asked('from=2025-01-01&to=2025-12-31&agency=g1')).toEqual({
    from: '2025-01-01',
    to: '2025-12-31',
    agency: 'g1',
  });
  expect(asked('ky=month').from).toBe('2026-11-01');
  expect(durationOf(1505)).toMatchObject({ unit: 'days', days: 1, hours: 1 });
  expect(durationOf(64)).toMatchObject({ unit: 'hours', hours: 1, minutes: 4 });
});

it('names a period of the law by the year and the half in which it ends', () => {
  const half = { kind: 'half_year', from: '2025-12-15', to: '2026-06-14' };
  expect(statutoryName(half)).toEqual({ key: 'half_1', year: '2026' });
  expect(statutoryName({ ...half, from: '2026-06-15', to: '2026-12-14' })).toEqual({
    key: 'half_2',
    year: '2026',
  });
  expect(statutoryName({ ...half, kind: 'year', to: '2026-12-14' })).toEqual({ key: 'year', year: '2026' });
});
