import i18next from 'i18next';
import { matchRoutes } from 'react-router';
import { describe, expect, it } from 'vitest';
import { feature as system } from '~/features/system/routes';
import {
  ANSWER_TONES,
  clashesOf,
  controlsOf,
  draftsOf,
  type Edits,
  edited,
  faultOf,
  faultsOf,
  gapsOf,
  isLate,
  MAX_ANSWERS,
  narrowed,
  OWN_GROUPS,
  partOf,
  saidOf,
  settled,
  stillEdits,
  TALLIED,
  tally,
  unsent,
} from './controls';
import {
  ASSET_KINDS,
  addDays,
  askAssets,
  askWeaknesses,
  assetBody,
  assetFields,
  DIRECTIONS,
  ENDS,
  evidenceState,
  isIdentifier,
  isUnchecked,
  LAYER_TONES,
  linkSeenFrom,
  ORIGINS,
  OUTCOMES,
  RECORD_KINDS,
  SEVERITIES,
  WEAKNESS_SOURCES,
  weaknessBody,
  weaknessFields,
} from './model';
import { askScores, heatOf } from './overview';
import { feature } from './routes';
import { answered, asset, control, controls, score, weakness } from './samples';

const TODAY = '2026-07-15';
const query = (filters: Record<string, string[]>, search = '') => ({ search, sort: undefined, filters });
const all = (...items: ReturnType<typeof control>[]) => controlsOf(controls(items));

it('has a word for everything that the server says', () => {
  const keys = [
    ...Object.keys(LAYER_TONES).map((x) => `layers.standing.${x}`),
    ...['proved', 'declared', 'ran_out', 'not_independent', 'missing', 'live_2', 'live_4'].map(
      (x) => `layers.why.${x}`,
    ),
    ...TALLIED.map((x) => `controls.answer.${x}`),
    ...OWN_GROUPS.map((x) => `controls.group.${x}`),
    ...['no_answer', 'no_reason', 'no_evidence', 'too_long'].map((x) => `controls.fault.${x}`),
    ...['counted', 'unknown', 'unchecked'].map((x) => `score.part.${x}`),
    ...SEVERITIES.map((x) => `weakness.severity.${x}`),
    ...WEAKNESS_SOURCES.map((x) => `weakness.source.${x}`),
    ...ASSET_KINDS.map((x) => `asset.kind.${x}`),
    ...ORIGINS.map((x) => `asset.origin.${x}`),
    ...ENDS.map((x) => `asset.ends.${x}`),
    ...RECORD_KINDS.map((x) => `record.kind.${x}`),
    ...OUTCOMES.map((x) => `record.outcome.${x}`),
    ...DIRECTIONS.map((x) => `link.direction.${x}`),
    ...['R85', 'R331'].map((x) => `regime.${x}`),
  ];
  expect(keys.filter((key) => !i18next.exists(`protection:${key}`))).toEqual([]);
  // By shape as well as by word: no two answers look alike.
  expect(new Set(TALLIED.map((word) => ANSWER_TONES[word])).size).toBe(TALLIED.length);
});

it('finds its pages before those of a single system', () => {
  const routes = [...system.routes, ...feature.routes];
  for (const page of ['yeu-cau', 'diem-yeu', 'tai-san'])
    expect(matchRoutes(routes, `/he-thong/${page}`)?.at(-1)?.route.path).toBe(page);
  expect(matchRoutes(routes, '/he-thong/0190')?.at(-1)?.params).toEqual({ system: '0190' });
  expect(matchRoutes(routes, '/he-thong')?.at(-1)?.route.index).toBe(true);
});

describe('answers that are not sent yet', () => {
  it('are only what differs from what is stored', () => {
    const one = control('a', answered({ note: 'seen' }));
    const edits = edited({}, one, { answer: 'partly' }, TODAY);
    expect(edits.a).toMatchObject({ answer: 'partly', note: 'seen', base: '2026-07-01T00:00:00Z' });
    expect(edited(edits, one, { answer: 'met' }, TODAY)).toEqual({});
    expect(edited({}, one, { note: ' seen ' }, TODAY)).toEqual({});
    expect(stillEdits({ ...edits, gone: edits.a as Edits[string] }, all(one))).toEqual(edits);
  });
  it('begin anew from what is inherited: the words of the other system stay with it', () => {
    const one = control('a', answered({ inherited: true, note: 'theirs', owner: 'them', common: true }));
    expect(saidOf(one)).toMatchObject({ answer: 'met', note: '', owner: '', common: false });
  });
  it('drop a day that has passed when the item is met again', () => {
    const one = control(
      'a',
      answered({ answer: 'unmet', said: 'met', ran_out: true, holds_until: '2026-07-14' }),
    );
    expect(edited({}, one, { answer: 'met' }, TODAY).a?.holds_until).toBeNull();
    expect(edited({}, one, { answer: 'partly' }, TODAY).a?.holds_until).toBe('2026-07-14');
    const holds = control('b', answered({ answer: 'partly', holds_until: TODAY }));
    expect(edited({}, holds, { answer: 'met' }, TODAY).b?.holds_until).toBe(TODAY);
  });
  it('are told from what somebody else said meanwhile, and give way or stay', () => {
    const edits = edited({}, control('a'), { answer: 'met' }, TODAY);
    const now = all(control('a', answered({ answer: 'unmet', answered_at: '2026-07-02T00:00:00Z' })));
    expect(clashesOf(edits, all(control('a')))).toEqual([]);
    expect(clashesOf(edits, now)).toEqual(['a']);
    expect(settled(edits, ['a'], 'theirs', now)).toEqual({});
    const mine = settled(edits, ['a'], 'mine', now);
    expect(mine.a?.answer).toBe('met');
    expect(clashesOf(mine, now)).toEqual([]);
  });
  it('stay when they were typed while others were sent', () => {
    const sent = edited({}, control('a'), { answer: 'met' }, TODAY);
    const more = edited(sent, control('b'), { answer: 'unmet' }, TODAY);
    expect(Object.keys(unsent(more, sent))).toEqual(['b']);
    expect(Object.keys(unsent(edited(more, control('a'), { note: 'x' }, TODAY), sent))).toEqual(['a', 'b']);
  });
  it('are refused here as the server would, and sent in parts that it takes', () => {
    const said = saidOf(control('a'));
    expect(faultOf(said)).toBe('no_answer');
    expect(faultOf({ ...said, answer: 'not_applicable', note: ' ' })).toBe('no_reason');
    expect(faultOf({ ...said, answer: 'not_applicable', note: 'x' })).toBeUndefined();
    expect(faultOf({ ...said, answer: 'met', note: 'x'.repeat(4001) })).toBe('too_long');
    expect(faultOf({ ...said, answer: 'met', note: 'QĐ 12, –– …' })).toBe('no_evidence');
    expect(faultOf({ ...said, answer: 'met', note: 'QĐ 12/2026' })).toBeUndefined();
    expect(faultOf({ ...said, answer: 'met' }, true)).toBeUndefined();
    // A file stays with the own answer; one that is inherited proves nothing here.
    const items = [
      control('a', answered({ answer: 'partly', file_id: 'f1' })),
      control('b', answered({ inherited: true, file_id: 'f1' })),
      control('c'),
    ];
    const met = { ...said, answer: 'met', base: null };
    expect(faultsOf({ a: met, b: met, c: met, gone: met }, all(...items))).toEqual(['b', 'c', 'gone']);
    const many = Object.fromEntries(
      Array.from({ length: MAX_ANSWERS + 1 }, (_, at) => [
        `i${at}`,
        { ...said, answer: 'met', note: ' n ', base: null },
      ]),
    );
    expect(draftsOf(many).map((part) => part.length)).toEqual([MAX_ANSWERS, 1]);
    expect(draftsOf(many)[1]?.[0]).toEqual({ ...said, item: `i${MAX_ANSWERS}`, answer: 'met', note: 'n' });
  });
});

describe('a checklist', () => {
  const items = [
    control('a', answered()),
    control('b', answered({ answer: 'partly', owner: 'Sở Khoa học', due_on: '2026-07-14' })),
    control('c', answered({ answer: 'not_applicable' })),
    control('d'),
  ];
  const { groups } = controls(items);
  const keys = (found: typeof groups) => found.flatMap((group) => group.items.map((c) => c.item));
  it('is narrowed to gaps, groups and words, and keeps in sight what is being changed', () => {
    const narrow = (over: object, edits: Edits = {}) =>
      keys(narrowed(groups, { gaps: false, groups: [], search: '', ...over }, edits));
    expect(narrow({ gaps: true })).toEqual(['b', 'd']);
    expect(narrow({ gaps: true }, edited({}, items[0] as never, { answer: 'unmet' }, TODAY))).toEqual([
      'a',
      'b',
      'd',
    ]);
    expect(narrow({ search: 'so khoa' })).toEqual(['b']);
    expect(narrow({ groups: ['M1'] })).toHaveLength(4);
    expect(narrow({ groups: ['K1'] })).toEqual([]);
  });
  it('counts its answers and its gaps, and knows which are late', () => {
    expect(tally(items)).toEqual({ met: 1, partly: 1, unmet: 0, not_applicable: 1, unanswered: 1 });
    expect(gapsOf(groups).map((gap) => gap.control.item)).toEqual(['b', 'd']);
    expect(isLate(items[1] as never, TODAY)).toBe(true);
    expect(isLate(items[1] as never, '2026-07-14')).toBe(false);
    expect(isLate(control('x', answered({ due_on: '2026-07-01' })), TODAY)).toBe(false);
  });
  it('says of which part of the law it speaks', () => {
    const part = (complete: boolean, known_items: number | null, covered: number) =>
      partOf({ score: score({ complete }), known_items, covered });
    expect(part(true, 10, 10)).toBeUndefined();
    expect(part(false, 195, 180)).toBe('counted');
    expect(part(false, null, 0)).toBe('unknown');
    expect(part(false, 195, 195)).toBe('unchecked');
  });
});

it('colours the map by share', () => {
  expect([undefined, null, 0, 25, 50, 99, 100].map(heatOf)).toEqual([0, 0, 1, 2, 3, 4, 5]);
});

it('counts both days of evidence', () => {
  expect(evidenceState({ since: TODAY, until: TODAY }, TODAY)).toBe('holds');
  expect(evidenceState({ since: '2026-01-01', until: '2026-07-14' }, TODAY)).toBe('ended');
  expect(evidenceState({ since: '2026-07-16', until: null }, TODAY)).toBe('later');
  expect(addDays('2026-02-28', 1)).toBe('2026-03-01');
});

it('asks the server for what stands in the address, and for nothing else', () => {
  expect(askWeaknesses(query({}))).toEqual({});
  expect(
    askWeaknesses(query({ severity: ['critical', 'high'], open: ['false'], late: ['true'] }, 'tls')),
  ).toEqual({ search: 'tls', severity: 'critical,high', open: false, late: true });
  expect(askAssets(query({ ends: ['30'], kind: ['device'], unchecked: ['true'] }), TODAY)).toEqual({
    kind: 'device',
    ends_by: '2026-08-14',
    unchecked: true,
  });
  expect(askAssets(query({ ends: ['past'] }), TODAY)).toEqual({ ends_by: '2026-07-14' });
  expect(askAssets(query({ ends: ['nonsense'] }), TODAY)).toEqual({});
  expect(askScores(query({}))).toEqual({});
  expect(
    askScores({ ...query({ agency: ['g'], level: ['3', '4'], flag: ['unapproved'] }, 'a'), sort: '-gaps' }),
  ).toEqual({ agency: 'g', level: '3,4', flag: 'unapproved', search: 'a', sort: '-gaps' });
});

it('sends a record as the form has it, without whose it is', () => {
  const w = weakness({ proof: ' patched ', fixed_on: '2026-02-01' });
  expect(weaknessBody(weaknessFields(w))).toMatchObject({ proof: 'patched', fixed_on: '2026-02-01' });
  expect('system_id' in weaknessBody(weaknessFields(w))).toBe(false);
  const body = assetBody(assetFields(asset({ identifier: ' pkg:npm/x ' })));
  expect(body).toMatchObject({ identifier: 'pkg:npm/x', origin: 'vn', ends_on: null });
  expect('system_id' in body || 'revision' in body).toBe(false);
  expect([isIdentifier(''), isIdentifier('cpe:2.3:a'), isIdentifier('CVE-1')]).toEqual([true, true, false]);
  expect(isUnchecked(asset())).toBe(true);
  expect(isUnchecked(asset({ checked_on: TODAY })) || isUnchecked(asset({ donated: false }))).toBe(false);
});

it('turns a link round that another system tells of', () => {
  const link = {
    id: 'l',
    system_id: 'y1',
    other_id: 'y2',
    other_name: 'Y2',
    direction: 'in',
    shared: '',
    conditions: '',
  };
  expect(linkSeenFrom('y1', link)).toEqual({ own: true, direction: 'in', other: 'y2' });
  expect(linkSeenFrom('y2', link)).toEqual({ own: false, direction: 'out', other: 'y1' });
  expect(linkSeenFrom('y2', { ...link, direction: 'both' }).direction).toBe('both');
  expect(linkSeenFrom('y1', { ...link, other_id: null }).other).toBeUndefined();
});
