import i18next from 'i18next';
import { describe, expect, it } from 'vitest';
import { ApiProblem } from '~/api/problem';
import { problemText } from '~/app/problemText';
import { askOf, daysOf, refreshMsOf, tablePage } from './api';
import { numbersFor } from './intake/model';
import {
  currentTransfer,
  groupsOf,
  historyOf,
  isMoving,
  isOverdue,
  kindOfKey,
  kindsInOrder,
  mayTransfer,
  nextStepOf,
  ownReveal,
  sinceOf,
  stateOfReveal,
  stepsOf,
  termsInOrder,
  viewOf,
  withdrawalOf,
} from './model';
import { templatesFor } from './report/answer';
import { meaningOf } from './report/keys';
import { call, detail, line, reveal, term, transfer } from './samples';

describe('how long a report waits', () => {
  const now = new Date('2026-11-29T10:00:00Z');
  const of = (from: string) => {
    const { unit, count, rest } = sinceOf(from, now);
    return `${count} ${unit} ${rest}`;
  };
  it('is told in minutes, then hours, then days', () => {
    expect(of('2026-11-29T09:59:30Z')).toBe('0 minutes 00');
    expect(of('2026-11-29T09:48:00Z')).toBe('12 minutes 12');
    expect(of('2026-11-29T06:55:00Z')).toBe('3 hours 05');
    expect(of('2026-11-27T09:00:00Z')).toBe('2 days 00');
    // The clock of the server runs ahead.
    expect(of('2026-11-29T10:01:00Z')).toBe('0 minutes 00');
  });
});

describe('the inbox', () => {
  const query = { search: '', sort: undefined, filters: {} };
  it('asks for the open ones, the most urgent first', () => {
    expect(askOf(query, viewOf(null))).toEqual({ view: 'open', order: 'urgency' });
    expect(viewOf('constructor')).toBe('open');
  });
  it('sends one value of each filter, and days', () => {
    const filters = {
      kind: ['spam'],
      desk_id: ['d1'],
      at_from: ['2026-11-01'],
      at_to: ['2026-11-02'],
      overdue: ['true'],
      strange: ['x'],
    };
    expect(askOf({ search: 'HL-1', sort: 'waiting', filters }, 'mine')).toEqual({
      view: 'mine',
      kind: 'spam',
      desk_id: 'd1',
      overdue: 'true',
      search: 'HL-1',
      order: 'waiting',
      from: '2026-10-31T17:00:00.000Z',
      to: '2026-11-02T17:00:00.000Z',
    });
    expect(daysOf(filters, 'other')).toEqual({});
    expect(askOf({ ...query, sort: 'amount' }, 'open').order).toBe('urgency');
    expect(askOf({ ...query, sort: 'due', filters: { overdue: ['no'] } }, 'open')).toEqual({
      view: 'open',
      order: 'due',
    });
  });
  it('goes on as long as rows are left', () => {
    expect(tablePage({ items: [1, 2], total: 5 }, 2).next_cursor).toBe('4');
    expect(tablePage({ items: [1], total: 5 }, 4).next_cursor).toBeNull();
    // Rows went away meanwhile: no endless asking.
    expect(tablePage({ items: [], total: 5 }, 4).next_cursor).toBeNull();
  });
});

describe('what is pressing', () => {
  it('is money that may still be stopped', () => {
    const of = (id: string, urgency: string, money: string, state = 'received') =>
      line({ id, urgency: urgency as 'now', money, state });
    const list = [
      of('sent', 'now', 'sent'),
      of('held', 'now', 'sending', 'acknowledged'),
      of('moving', 'now', 'sending'),
      of('on its way', 'now', 'sending', 'transferred'),
      of('today', 'today', 'none'),
      of('today, moving', 'today', 'sending'),
    ];
    expect(list.filter(isMoving).map(({ id }) => id)).toEqual(['moving', 'on its way', 'today, moving']);
  });
  it('is a term that is over', () => {
    const now = new Date('2026-11-29T10:00:00Z');
    expect(isOverdue({ next_due_at: '2026-11-29T09:59:00Z' }, now)).toBe(true);
    expect(isOverdue({ next_due_at: '2026-11-29T10:01:00Z' }, now)).toBe(false);
    expect(isOverdue({ next_due_at: null }, now)).toBe(false);
  });
  it('is asked for more seldom the more pages are loaded', () => {
    expect([null, '1', '4', '5', '100', 'x'].map(refreshMsOf)).toEqual([
      10_000, 10_000, 10_000, 20_000, 60_000, 10_000,
    ]);
  });
  it('is rung about: the bank first where money has moved, and never an address on the web', () => {
    const of = (value: string, purpose: string) => ({ value, purpose, scam_types: [] });
    const all = [of('0999 000 111', 'police'), of('https://mau.example', 'bank'), of('1900 0000', 'bank')];
    const values = (money: string) =>
      numbersFor(all, { scam_type: '14', money }).map((contact) => contact.value);
    expect(values('sending')).toEqual(['1900 0000', '0999 000 111']);
    expect(values('none')).toEqual(['0999 000 111', '1900 0000']);
  });
});

describe('the step that is next', () => {
  const kind = {
    id: 'c1',
    kind: 'crime_report_individual',
    kind_name: 'Crime',
    scam_type: null,
    handler: 'investigation_agency',
    handler_name: 'Investigators',
    article: '',
    reason: '',
    by_name: 'An',
    at: '2026-11-29T02:05:00Z',
    superseded_at: null,
  };
  const is = { takes: false, opened: false, must: true };
  const may = detail().may;
  it('leads from taking it to the receipt of the competent body', () => {
    expect(nextStepOf(detail(), { ...is, takes: true })).toBe('take');
    expect(nextStepOf(detail(), is)).toBe('open');
    expect(nextStepOf(detail(), { ...is, opened: true })).toBe('classify');
    const classifications = [kind];
    const at = (over: object) => nextStepOf(detail({ classifications, ...over }), is);
    expect(at({})).toBe('transfer');
    expect(at({ transfers: [transfer()] })).toBe('call');
    const vain = call({ is_reached: false });
    expect(at({ transfers: [transfer()], calls: [vain] })).toBe('call');
    expect(at({ transfers: [transfer()], calls: [vain, call()] })).toBe('send');
    expect(at({ transfers: [transfer({ state: 'sent' })], calls: [call()] })).toBe('acknowledge');
    expect(at({ transfers: [transfer({ state: 'returned' })] })).toBe('transfer');
    expect(at({ transfers: [transfer({ state: 'acknowledged' })] })).toBe('close');
  });
  it('is none that the server would refuse', () => {
    const only = (...words: string[]) => may.filter((word) => words.includes(word));
    expect(nextStepOf(detail({ may: [] }), is)).toBeUndefined();
    const classified = { classifications: [kind], transfers: [transfer()] };
    expect(nextStepOf(detail({ ...classified, may: only('close') }), is)).toBe('close');
    expect(
      nextStepOf(detail({ classifications: [kind], may: only('transfer') }), { ...is, must: false }),
    ).toBe(undefined);
  });
});

describe('keys of the report', () => {
  const press = (key: string, over: object = {}) => ({
    key,
    ctrlKey: false,
    metaKey: false,
    altKey: false,
    defaultPrevented: false,
    ...over,
  });
  const take = () => undefined;
  it('mean what is offered, and nothing after the first key of a jump', () => {
    expect(meaningOf(press('t'), false, { t: take })).toBe(take);
    expect(meaningOf(press('t'), true, { t: take })).toBeUndefined();
    expect(meaningOf(press('t', { ctrlKey: true }), false, { t: take })).toBeUndefined();
    expect(meaningOf(press('constructor'), false, { t: take })).toBeUndefined();
    expect(meaningOf(press('o'), false, { o: undefined })).toBeUndefined();
  });
  it('choose a kind by its place, spam last', () => {
    const kinds = kindsInOrder([
      { code: 'spam', spam: true },
      { code: 'feedback', spam: false },
      { code: 'crime', spam: false },
    ]);
    expect(kinds.map((kind) => kind.code)).toEqual(['feedback', 'crime', 'spam']);
    expect(kindOfKey(kinds, '2')?.code).toBe('crime');
    for (const none of ['0', '4', 'x', '12', '']) expect(kindOfKey(kinds, none)).toBeUndefined();
  });
});

it('says what a wish to take a report back still asks for', () => {
  const of = (state: string, kind: string | null) => withdrawalOf(line({ is_withdrawn: true, state, kind }));
  expect(of('received', null)).toBe('unclassified');
  expect(of('transferred', 'crime_report_individual')).toBe('open');
  for (const state of ['closed', 'withdrawn']) expect(of(state, 'feedback')).toBe('over');
  expect(withdrawalOf(line())).toBeUndefined();
});

describe('passing on', () => {
  const at = { created_at: '2026-11-29T02:00:00Z' };
  const urgent = transfer({ ...at, is_urgent: true, state: 'draft' });
  it('is by phone first where it is urgent, then in writing', () => {
    expect(stepsOf(urgent, [], [urgent])).toEqual({ phone: 'now', writing: 'later', receipt: 'later' });
    expect(stepsOf(urgent, [call({ transfer_id: urgent.id })], [urgent])).toEqual({
      phone: 'done',
      writing: 'now',
      receipt: 'later',
    });
    const other = call({ transfer_id: 'x9' });
    expect(stepsOf(urgent, [other], [urgent]).writing).toBe('later');
  });
  it('takes a call that was made before the transfer, unless another receiver gave the report back since', () => {
    const before = call({ transfer_id: null, called_at: '2026-11-29T01:00:00Z' });
    expect(stepsOf(urgent, [before], [urgent]).writing).toBe('now');
    const back = (returned_at: string) => transfer({ id: 't0', state: 'returned', returned_at });
    expect(stepsOf(urgent, [before], [back('2026-11-29T01:30:00Z'), urgent]).writing).toBe('later');
    expect(stepsOf(urgent, [before], [back('2026-11-29T00:30:00Z'), urgent]).writing).toBe('now');
  });
  it('waits with the writing while nobody picks up', () => {
    const vain = call({ transfer_id: urgent.id, is_reached: false });
    expect(stepsOf(urgent, [vain], [urgent])).toEqual({ phone: 'now', writing: 'later', receipt: 'later' });
  });
  it('is over only when the receiver has it', () => {
    const sent = transfer({ ...at, is_urgent: true, state: 'sent' });
    expect(stepsOf(sent, [call({ transfer_id: sent.id })], [sent])).toEqual({
      phone: 'done',
      writing: 'done',
      receipt: 'now',
    });
    expect(stepsOf(transfer({ ...at, is_urgent: false, state: 'acknowledged' }), [], [])).toEqual({
      phone: 'none',
      writing: 'done',
      receipt: 'done',
    });
  });
  it('shows the one on its way, else the one that arrived, else the one that came back', () => {
    const old = transfer({ id: 'a', state: 'acknowledged', created_at: '2026-11-01T00:00:00Z' });
    const back = transfer({ id: 'b', state: 'returned', created_at: '2026-11-02T00:00:00Z' });
    const off = transfer({ id: 'c', state: 'cancelled', created_at: '2026-11-03T00:00:00Z' });
    const going = transfer({ id: 'd', state: 'sent', created_at: '2026-11-02T00:00:00Z' });
    expect(currentTransfer([off])).toBeUndefined();
    expect(currentTransfer([back, off])?.id).toBe('b');
    expect(currentTransfer([old, back, off])?.id).toBe('a');
    expect(currentTransfer([old, back, going])?.id).toBe('d');
    expect(mayTransfer([old, back, off]) && !mayTransfer([old, going])).toBe(true);
  });
});

describe('seeing who reports', () => {
  const now = new Date('2026-11-29T10:00:00Z');
  it('waits for a second person, is open for a while, and is over', () => {
    const asked = reveal({ needs_second: true });
    expect(stateOfReveal(asked, now)).toBe('waiting');
    expect(stateOfReveal({ ...asked, is_granted: false, decided_at: '2026-11-29T09:00:00Z' }, now)).toBe(
      'refused',
    );
    const open = { ...asked, is_granted: true, expires_at: '2026-11-29T10:30:00Z' };
    expect(stateOfReveal(open, now)).toBe('open');
    expect(stateOfReveal(open, new Date('2026-11-29T10:30:00Z'))).toBe('over');
  });
  it('goes by the newest request of one’s own', () => {
    const first = reveal({ id: '1', asked_by: 'p1', asked_at: '2026-11-29T01:00:00Z' });
    const second = reveal({ id: '2', asked_by: 'p1', asked_at: '2026-11-29T02:00:00Z' });
    const theirs = reveal({ id: '3', asked_by: 'p2', asked_at: '2026-11-29T03:00:00Z' });
    expect(ownReveal([second, first, theirs], 'p1')?.id).toBe('2');
    expect(ownReveal([theirs], 'p1')).toBeUndefined();
  });
});

it('puts the term that ends next first', () => {
  const order = termsInOrder([
    term({ id: 'done', is_done: true, due_at: '2026-11-01T00:00:00Z' }),
    term({ id: 'none', due_at: null }),
    term({ id: 'late', due_at: '2026-11-20T00:00:00Z' }),
    term({ id: 'soon', due_at: '2026-11-10T00:00:00Z' }),
  ]);
  expect(order.map((one) => one.id)).toEqual(['soon', 'late', 'none', 'done']);
});

it('keeps the history of a report, newest first, a former kind included', () => {
  const history = historyOf(
    detail({
      classifications: [
        {
          id: 'c1',
          kind: 'feedback',
          kind_name: 'Phản ánh',
          scam_type: null,
          handler: 'centre',
          handler_name: 'Trung tâm',
          article: 'Điều 1',
          reason: 'nhầm',
          by_name: 'An',
          at: '2026-11-29T03:00:00Z',
          superseded_at: '2026-11-29T04:00:00Z',
        },
      ],
      urgencies: [
        {
          id: 'u1',
          from: 'usual',
          to: 'now',
          reason: 'tiền đang đi',
          by_name: 'An',
          at: '2026-11-29T02:30:00Z',
        },
      ],
      reasons: [
        {
          id: 'r1',
          step: 'handed_over',
          reason: 'hết ca',
          by_name: 'Bình',
          at: '2026-11-29T02:15:00Z',
        },
      ],
      additions: [{ id: 'a1', files: 2, by_name: 'Bình', at: '2026-11-29T05:30:00Z' }],
      calls: [call({ called_at: '2026-11-29T05:00:00Z', is_reached: false })],
      transfers: [transfer({ created_at: '2026-11-29T04:30:00Z', sent_at: '2026-11-29T06:00:00Z' })],
    }),
  );
  expect(history.map((entry) => entry.key)).toEqual([
    'sent',
    'files_added',
    'called_in_vain',
    'transfer_urgent',
    'classified',
    'urgency',
    'reason_handed_over',
    'received',
  ]);
  expect(history.at(-2)).toMatchObject({ who: 'Bình', words: 'hết ca' });
  expect(history.find((entry) => entry.key === 'urgency')).toMatchObject({
    who: 'An',
    params: { from: 'usual', to: 'now' },
    words: 'tiền đang đi',
  });
  expect(history[1]).toMatchObject({ who: 'Bình', params: { number: '2' } });
  expect(history[4]).toMatchObject({ who: 'An', words: 'nhầm' });
});

it('offers templates of the kind, in the citizen’s language first', () => {
  const of = (id: string, kind: string | null, language: string) => ({ id, kind, language });
  const all = [
    of('all-en', null, 'en'),
    of('other', 'spam', 'vi'),
    of('all-vi', null, 'vi'),
    of('kind', 'k', 'vi'),
  ];
  expect(templatesFor(all, 'k', 'vi').map((one) => one.id)).toEqual(['kind', 'all-vi', 'all-en']);
  expect(templatesFor(all, null, 'en').map((one) => one.id)).toEqual(['all-en', 'all-vi']);
});

it('reads a code in groups', () => {
  expect(groupsOf('7KQ2-M8XR-4TNP-9WBD')).toEqual(['7KQ2', 'M8XR', '4TNP', '9WBD']);
  expect(groupsOf('7KQ2')).toEqual(['7KQ2']);
});

it('says in words why something was refused, also for a reason it does not know', () => {
  const what = (code: string, reason: string) =>
    problemText(i18next.t, new ApiProblem({ status: 409, code, params: { reason } })).what;
  expect(what('hotline.not_now', 'call_first')).toContain('gọi điện');
  expect(what('hotline.not_now', 'too_few_reports')).toContain('cùng một mạng trong cùng một ngày');
  expect(what('hotline.not_now', 'of_tomorrow')).toBe('Việc này không hợp với tình trạng hiện nay.');
  expect(what('hotline.invalid', 'too_early')).toContain('sớm hơn');
  expect(what('hotline.invalid', 'of_tomorrow')).toBe('Nội dung ô này chưa đúng.');
});
