import i18next from 'i18next';
import { expect, it } from 'vitest';
import { nameOf, type RouteStep } from './api';
import {
  CLOCKS,
  COLUMNS,
  COUNTERS,
  clocksOf,
  filedOf,
  isLowered,
  mayFile,
  missingOf,
  nextOf,
  OPEN_STATES,
  REASONS,
  ROW_REASONS,
  routeNow,
  rowReason,
  startLevel,
  stepsOf,
  termAfter,
  wantsNote,
  yearOf,
  yearsTo,
} from './model';
import { detail, type dossier, law, paper } from './samples';

const STEPS = ['send', 'accept', 'return', 'appraise', 'approve', 'drop'] as const;
const clocks = (...args: Parameters<typeof clocksOf>) =>
  clocksOf(...args).map(({ standing, due, done, late }) => [standing, due, done, late]);

it('runs one term at a time, and tells what was kept and what was late', () => {
  const sent = { state: 'sent', sent_on: '2026-09-01', reply_due: '2026-09-09' };
  const before = ['before', undefined, undefined, 0];
  expect(clocks(detail(), '2026-09-20')).toEqual([before, before, before]);
  expect(clocks(detail(sent), '2026-09-09')).toEqual([
    ['running', '2026-09-09', undefined, 0],
    before,
    before,
  ]);
  expect(clocks(detail(sent), '2026-09-12')[0]).toEqual(['running', '2026-09-09', undefined, 3]);
  const full = { ...sent, complete_on: '2026-09-11', appraise_due: '2026-10-02' };
  expect(clocks(detail(full), '2026-09-20')).toEqual([
    ['done', '2026-09-09', '2026-09-11', 2],
    ['running', '2026-10-02', undefined, 0],
    before,
  ]);
  const approved = { ...full, state: 'approved', appraised_on: '2026-10-01', approve_due: '2026-10-12' };
  expect(clocks(detail({ ...approved, approved_on: '2026-10-12' }), '2027-01-01')).toEqual([
    ['done', '2026-09-09', '2026-09-11', 2],
    ['done', '2026-10-02', '2026-10-01', 0],
    ['done', '2026-10-12', '2026-10-12', 0],
  ]);
});

it('forgets days that a return has overtaken, and says when it came', () => {
  const back = detail(
    { state: 'returned', complete_on: '2026-09-04', appraised_on: '2026-09-08' },
    {
      steps: [
        { at: '2026-09-02T03:00:00Z', step: 'returned', by_name: 'B', note: 'first' },
        { at: '2026-09-09T18:00:00Z', step: 'returned', by_name: 'B', note: 'second' },
      ],
    },
  );
  // Six in the evening of Greenwich is the next day in Viet Nam.
  expect(clocks(back, '2026-09-20')).toEqual([
    ['returned', undefined, '2026-09-10', 0],
    ['before', undefined, undefined, 0],
    ['before', undefined, undefined, 0],
  ]);
  // Sent again: what was appraised before the return does not count.
  const again = detail({ state: 'sent', reply_due: '2026-09-20', appraised_on: '2026-09-08' });
  expect(clocks(again, '2026-09-15').map(([standing]) => standing)).toEqual(['running', 'before', 'before']);
  const dropped = detail({ state: 'dropped', complete_on: '2026-09-04', reply_due: '2026-09-09' });
  expect(clocks(dropped, '2027-01-01')).toEqual([
    ['done', '2026-09-09', '2026-09-04', 0],
    ['stopped', undefined, undefined, 0],
    ['stopped', undefined, undefined, 0],
  ]);
});

it('says a term that runs without a day, and takes the plan where a list is approved above', () => {
  const route = [law('appraise'), law('approve_list'), law('approve_plan', { days: 7 })];
  const low = detail({ state: 'sent', complete_on: '2026-09-04' }, { route });
  const found = clocksOf(low, '2026-09-20');
  expect(found.map((c) => c.standing)).toEqual(['done', 'open', 'before']);
  expect(found.map((c) => c.step?.kind)).toEqual([undefined, 'appraise', 'approve_plan']);
  expect(termAfter(route, 'accept')).toBeUndefined();
  expect(termAfter(route, 'appraise')?.days).toBe(7);
  expect(termAfter(route, 'return')).toBeUndefined();
});

it('offers the steps of the state to whoever may take them, the one that leads on first', () => {
  const all = { may_change: true, may_appraise: true, may_approve: true };
  const of = (state: string, may: Partial<typeof all> = all, complete_on: string | null = null) =>
    stepsOf(detail({ state, complete_on }, may));
  expect(of('draft')).toEqual(['send', 'drop']);
  expect(of('returned', { may_appraise: true })).toEqual([]);
  expect(of('sent')).toEqual(['accept', 'return', 'drop']);
  expect(of('sent', all, '2026-09-04')).toEqual(['appraise', 'return', 'drop']);
  expect(of('sent', { may_change: true })).toEqual(['drop']);
  expect(of('appraised')).toEqual(['approve', 'return', 'drop']);
  for (const over of ['approved', 'dropped', 'superseded']) expect(of(over)).toEqual([]);
  expect(nextOf(['return', 'drop'])).toBeUndefined();
  expect(nextOf(['approve', 'return'])).toBe('approve');
  expect(mayFile(detail({ state: 'sent' }, all))).toBe(true);
  expect(mayFile(detail({ state: 'appraised' }, all))).toBe(false);
  expect(mayFile(detail({ state: 'draft' }))).toBe(false);
});

it('points at the step of the law that is to be done', () => {
  const now = (of: Parameters<typeof dossier>[0]) => routeNow(detail(of))?.kind;
  expect(now({ state: 'draft' })).toBe('prepare');
  expect(now({ state: 'returned' })).toBe('submit');
  expect(now({ state: 'sent' })).toBe('completeness_reply');
  expect(now({ state: 'sent', complete_on: '2026-09-04' })).toBe('appraise');
  expect(now({ state: 'appraised' })).toBe('approve');
  expect(now({ state: 'approved' })).toBeUndefined();
});

it('counts a document as missing only where every system needs it', () => {
  const documents = [paper('plan', { file_id: 'f' }), paper('design', { when: 'new' }), paper('overview')];
  expect(missingOf(documents).map((d) => d.code)).toEqual(['r331-overview']);
  expect(filedOf('r331-plan: a: b.docx', documents)).toEqual({ document: 'Paper plan', file: 'a: b.docx' });
  expect(filedOf('r99-x: a.docx', documents)).toEqual({ document: 'r99-x', file: 'a.docx' });
  expect(filedOf('anything', documents).file).toBe('anything');
});

it('guards the level of a new dossier as the server does', () => {
  const decided = { level: 3, decided_on: '2026-01-01', proposed_level: 4 };
  expect(isLowered(decided, 2, 'transition')).toBe(true);
  expect(isLowered(decided, 2, 'redetermination')).toBe(false);
  expect(isLowered(decided, 3, 'transition')).toBe(false);
  expect(isLowered({ level: 3, decided_on: null }, 2, 'first')).toBe(false);
  expect(wantsNote(decided, 3)).toBe(true);
  expect(wantsNote(decided, 4)).toBe(false);
  expect(wantsNote(decided, undefined)).toBe(false);
  expect(startLevel(decided)).toBe(4);
  expect(startLevel({ level: 2, proposed_level: 0 })).toBe(2);
  expect(startLevel({ level: 0, proposed_level: 0 })).toBeUndefined();
});

it('reads the name of a file, years and reasons of rows', () => {
  expect(nameOf("attachment; filename*=UTF-8''b%E1%BA%A3ng%2008.pdf")).toBe('bảng 08.pdf');
  expect(nameOf("attachment; filename*=UTF-8''%E0%A4%A.pdf")).toBe('%E0%A4%A.pdf');
  expect(nameOf(null)).toBe('');
  expect(yearsTo('2026-10-05')).toEqual([2027, 2026, 2025, 2024]);
  expect(yearsTo('2026-10-05', 2020)).toEqual([2027, 2026, 2025, 2024, 2020]);
  expect(['2026', '26', '2026x', null].map(yearOf)).toEqual([2026, undefined, undefined, undefined]);
  expect(rowReason(i18next.t, 'repeats_row_7')).toBe('Trùng hệ thống ở dòng 7.');
  expect(rowReason(i18next.t, 'new_word')).toBe('Nội dung chưa đúng.');
});

it('has a sentence for every word of the server', () => {
  const kinds: RouteStep['kind'][] = [
    'prepare',
    'submit',
    'completeness_reply',
    'expert_opinion',
    'appraise',
    'approve',
    'approve_list',
    'approve_plan',
    'report',
    'operate',
  ];
  const over = ['approved', 'dropped', 'superseded'];
  const wanted = [
    ...COLUMNS.map((c) => `import.column.${c}`),
    ...ROW_REASONS.map((r) => `import.reason.${r}`),
    ...COUNTERS.map((c) => `statutory.of.${c}`),
    ...[...OPEN_STATES, ...over].flatMap((s) => [`state.${s}`, `now.${s}`]),
    ...[...REASONS, 'recorded'].map((r) => `reason.${r}`),
    ...STEPS.flatMap((s) => ['step', 'submit', 'about', 'done'].map((part) => `${part}.${s}`)),
    ...CLOCKS.flatMap((c) => [`clock.${c}`, `clock.short.${c}`]),
    ...['before', 'open', 'stopped'].map((s) => `clock.standing.${s}`),
    ...kinds.map((k) => `route.kind.${k}`),
    ...['approve', 'operate'].map((g) => `gates.before.${g}`),
    ...['created', 'sent', 'returned', 'accepted', 'appraised', 'approved', 'dropped'].map(
      (s) => `history.step.${s}`,
    ),
    ...detail().letters.map((l) => `letters.name.${l}`),
  ];
  expect(wanted.filter((key) => !i18next.exists(`dossier:${key}`))).toEqual([]);
});
