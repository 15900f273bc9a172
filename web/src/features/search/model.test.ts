import { describe, expect, it } from 'vitest';
import {
  cellOf,
  FRESH_TAIL,
  fieldsFound,
  jsonOf,
  linesOf,
  MOST_TAIL,
  skipped,
  summaryOf,
  tailed,
  untilNow,
  valuesOf,
} from './event';
import { inOrder, spanText, timesSmaller } from './keeping';
import { marksOf, needles } from './marks';
import {
  completed,
  completionAt,
  filterOf,
  hasFilter,
  namesLike,
  phrase,
  spanOf,
  toggleFilter,
  wantedOf,
  withFilter,
  withoutFilter,
} from './query';
import { around, askedTimes, daysOf, fixed, ofDays, ofWall, wallOf } from './range';
import { columnName, EXAMPLES, numeric, OWN_COLUMNS, widths } from './sql';
import { aroundEvent, eventsOfAlert, paramsOf, readState, searchLink } from './state';
import type { EventInfo, HoldInfo } from './types';

const event = (over: Partial<EventInfo> = {}): EventInfo => ({
  seq: 1,
  time: '2026-07-01T01:00:00Z',
  received: '2026-07-01T01:00:01Z',
  source_id: null,
  source_name: null,
  agency_id: null,
  agency_name: null,
  host: 'web01',
  product: 'linux',
  service: null,
  category: [],
  problem: null,
  raw: null,
  fields: {},
  ...over,
});

describe('the state in the URL', () => {
  it('comes back as it was written, and says nothing of what is usual', () => {
    const state = {
      q: 'user:"a b" NOT x',
      range: { from: '2026-07-01T00:00:00Z', to: '2026-07-02T00:00:00Z' },
      columns: ['source.ip', 'a,b'],
      live: true,
    };
    expect(readState(paramsOf(state))).toEqual(state);
    expect(paramsOf({ q: '', range: { last: 1440 }, columns: [], live: false }).toString()).toBe('');
    expect(readState(new URLSearchParams('last=60'))).toMatchObject({ range: { last: 60 } });
  });
  it('takes the last day for a time that is none', () => {
    for (const bad of ['last=0', 'last=x', 'last=99999999', 'from=x&to=y', 'from=2026-07-01T00:00:00Z', ''])
      expect(readState(new URLSearchParams(bad)).range, bad).toEqual({ last: 1440 });
  });
  it('leaves the end of the last minutes to the clock of the server', () => {
    const now = Date.parse('2026-07-01T10:00:00Z');
    expect(askedTimes({ last: 60 }, now)).toEqual({ from: '2026-07-01T09:00:00Z' });
    expect(fixed({ last: 60 }, now)).toEqual({ from: '2026-07-01T09:00:00Z', to: '2026-07-01T10:00:00Z' });
  });
  it('thinks in the time of Viet Nam', () => {
    expect(wallOf('2026-06-30T17:30:00Z')).toBe('2026-07-01T00:30:00');
    expect(ofWall('2026-07-01T00:30:00')).toBe('2026-06-30T17:30:00Z');
    const days = ofDays('2026-07-01', '2026-07-03');
    expect(days).toEqual({ from: '2026-06-30T17:00:00Z', to: '2026-07-03T17:00:00Z' });
    expect(daysOf(days.from, days.to)).toEqual({ first: '2026-07-01', last: '2026-07-03' });
    expect(daysOf('2026-07-01T00:00:00Z', days.to)).toBeUndefined();
  });
  it('leads to what happened around an event and an alert', () => {
    expect(around('2026-07-01T01:00:00Z', '2026-07-01T02:00:00Z', 60)).toEqual({
      from: '2026-07-01T00:00:00Z',
      to: '2026-07-01T03:00:00Z',
    });
    const at = (link: string | undefined) => readState(new URLSearchParams(link?.split('?')[1]));
    expect(at(aroundEvent(event()))).toMatchObject({
      q: 'host:"web01"',
      range: { from: '2026-07-01T00:55:00Z', to: '2026-07-01T01:05:00Z' },
    });
    expect(aroundEvent(event({ host: null }))).toBeUndefined();
    const alert = { first_at: '2026-07-01T01:00:00Z', last_at: '2026-07-01T02:00:00Z' };
    const q = (entity_kind: string, entity: string) => at(eventsOfAlert({ ...alert, entity_kind, entity })).q;
    expect(q('ip', '203.0.113.7')).toBe('src_ip:"203.0.113.7"');
    expect(q('user', 'TINH\\an')).toBe('user:"TINH\\an"');
    expect(q('domain', 'a.example')).toBe('"a.example"');
    expect(at(eventsOfAlert({ ...alert, entity: null, host: 'web01' })).q).toBe('host:"web01"');
    expect(eventsOfAlert(alert)).toBeUndefined();
    expect(searchLink({})).toBe('/tim-kiem');
  });
});

describe('conditions of a query', () => {
  it('quotes what the language would read otherwise', () => {
    expect(filterOf('user', 'say "hi"')).toBe('user:"say \\"hi\\""');
    expect(filterOf('Threat Name', 'Eicar')).toBe('"Threat Name":"Eicar"');
    // A backslash means itself, unless a quote stands behind it.
    expect(phrase('C:\\Windows\\new')).toBe('"C:\\Windows\\new"');
    expect(phrase('C:\\Windows\\')).toBe('"C:\\Windows"');
    expect(phrase('\\')).toBe('"\\"');
    expect(phrase('two\nlines')).toBe('"two lines"');
    expect(phrase(`${'ab '.repeat(500)}`).length).toBeLessThan(1010);
  });
  it('adds one once, in place of its opposite, and binds it to all that was asked', () => {
    expect(withFilter('', 'user', 'an')).toBe('user:"an"');
    expect(withFilter('x', 'user', 'an', true)).toBe('x NOT user:"an"');
    expect(withFilter('x NOT user:"an"', 'user', 'an')).toBe('x user:"an"');
    expect(withFilter('user:an', 'USER', 'an')).toBe('user:an');
    expect(withFilter('a OR b', 'user', 'an')).toBe('(a OR b) user:"an"');
    expect(withFilter('(a OR b) c', 'user', 'an')).toBe('(a OR b) c user:"an"');
    expect(withFilter('"a OR b"', 'user', 'an')).toBe('"a OR b" user:"an"');
  });
  it('takes one away with its operators and leaves the rest as it was typed', () => {
    expect(withoutFilter('a AND user:"an" AND b', 'user', 'an')).toBe('a AND b');
    expect(withoutFilter('user:"an" AND b', 'user', 'an')).toBe('b');
    expect(withoutFilter('a -user:an  "x  y"', 'user', 'an', true)).toBe('a "x  y"');
    expect(withoutFilter('a  b', 'user', 'an')).toBe('a  b');
    expect(withoutFilter('a OR user:"an"', 'user', 'an')).toBe('a OR user:"an"');
    expect(toggleFilter('a path:"C:\\x"', 'path', 'C:\\x')).toBe('a');
  });
  it('knows which are there', () => {
    expect(hasFilter('a user:"say \\"hi\\"" b', 'user', 'say "hi"')).toBe(true);
    expect(hasFilter('NOT user:an', 'user', 'an', true)).toBe(true);
    expect(hasFilter('NOT user:an', 'user', 'an')).toBe(false);
    expect(hasFilter('NOT -user:an', 'user', 'an')).toBe(true);
    expect(hasFilter('user:an OR x', 'user', 'an')).toBe(false);
    expect(hasFilter('user:~"an" user:a*', 'user', 'an')).toBe(false);
    expect(hasFilter('bytes:[10 TO 20] user:an', 'user', 'an')).toBe(true);
    expect(hasFilter('"Threat Name":"Eicar"', 'Threat Name', 'Eicar')).toBe(true);
  });
  it('finds the part that the server could not read, in characters', () => {
    expect(spanOf('a "b', '2', '3')).toEqual({ from: 2, to: 3 });
    expect(spanOf('😀 "b', '2', '3')).toEqual({ from: 3, to: 4 });
    expect(spanOf('a OR', '4', '4')).toEqual({ from: 3, to: 4 });
    expect(spanOf('a', undefined, '1')).toBeUndefined();
    expect(spanOf('', '0', '0')).toBeUndefined();
  });
});

describe('completion', () => {
  const at = (text: string) => completionAt(text, text.length);
  it('offers names for a word and values behind a colon', () => {
    expect(at('x src')).toEqual({ kind: 'field', from: 2, to: 5, typed: 'src' });
    expect(at('x (-src')).toMatchObject({ kind: 'field', from: 4 });
    expect(at('product:fortigate user:nv')).toEqual({
      kind: 'value',
      field: 'user',
      from: 23,
      to: 25,
      typed: 'nv',
      rest: 'product:fortigate',
    });
    expect(at('NOT user:"nv. ')).toMatchObject({ kind: 'value', field: 'user', typed: 'nv. ', rest: '' });
    expect(at('"Threat Name":')).toMatchObject({ kind: 'value', field: 'Threat Name', typed: '' });
    expect(at('a OR user:')).toMatchObject({ rest: '' });
  });
  it('keeps quiet elsewhere', () => {
    for (const text of [
      '',
      's',
      '"failed pass',
      '"done"',
      'status:>=5',
      'a:[1',
      'n:~x',
      'p:a*',
      'fe80::1',
      '08:15',
      'x ',
    ])
      expect(at(text), text).toBeUndefined();
    expect(completionAt('source', 3)).toBeUndefined();
  });
  it('writes what is chosen in the place of what was typed', () => {
    const take = (text: string, chosen: string) => {
      const found = at(text);
      return found && completed(text, found, chosen);
    };
    expect(take('x src', 'src_ip')).toEqual({ text: 'x src_ip:', caret: 9 });
    expect(take('thr', 'Threat Name')).toEqual({ text: '"Threat Name":', caret: 14 });
    expect(take('user:nv', 'nv.an')).toEqual({ text: 'user:nv.an ', caret: 11 });
    expect(take('user:"nv', 'NV An')).toEqual({ text: 'user:"NV An" ', caret: 13 });
    const middle = completionAt('user:nv x', 7);
    expect(middle && completed('user:nv x', middle, 'an')).toEqual({ text: 'user:an x', caret: 8 });
  });
  it('puts names that begin so before those that hold it', () => {
    const columns = ['log.source.address', 'source.port', 'SourceIp'];
    expect(namesLike('sou', [['src_ip', 'source'], columns])).toEqual([
      'source',
      'source.port',
      'SourceIp',
      'log.source.address',
    ]);
  });
});

describe('marks', () => {
  const hits = (q: string, text: string) =>
    marksOf(text, needles(wantedOf(q)))
      .filter((m) => m.hit)
      .map((m) => m.text);
  it('shows whole words, whatever the case', () => {
    expect(hits('failed', 'Failed password, failedx')).toEqual(['Failed']);
    expect(hits('"failed password" user:root', 'Failed  password for root')).toEqual([
      'Failed  password',
      'root',
    ]);
    expect(hits('src_ip:"10.0.0.1"', '10.0.0.10 10.0.0.1')).toEqual(['10.0.0.1']);
    expect(hits('path:"C:\\Windows"', 'c:\\windows\\x.exe')).toEqual(['c:\\windows']);
  });
  it('takes typed diacritics seriously, and only those', () => {
    expect(hits('"dang nhap"', 'Đăng nhập thất bại, dang nhap')).toEqual(['Đăng nhập', 'dang nhap']);
    expect(hits('"đăng nhập"', 'ĐĂNG NHẬP dang nhap')).toEqual(['ĐĂNG NHẬP']);
  });
  it('leaves out what must not be there, forms and ranges', () => {
    expect(wantedOf('NOT a -b !c status:>=500 n:[1 TO 2] x:~"y" ip:10.0.0.0/8 user:* NOT (d e)')).toEqual([]);
    expect(wantedOf('host:(web01 OR web02) (a OR NOT b)').map((w) => w.text)).toEqual([
      'web01',
      'web02',
      'a',
    ]);
    expect(hits('path:/health*', 'GET /health/live HTTP')).toEqual(['/health/live']);
    expect(hits('fe80::1 08:15', 'from fe80::1 at 08:15')).toEqual(['fe80::1', '08:15']);
  });
  it('loses nothing of the text', () => {
    for (const text of ['', 'nothing', 'a aa a', 'Đá a\u0301 😀 a'])
      expect(
        marksOf(text, needles(wantedOf('a aa đá')))
          .map((m) => m.text)
          .join(''),
      ).toBe(text);
  });
});

describe('events', () => {
  it('are told in one line: by their message, by what tells them, by their text', () => {
    expect(summaryOf({ raw: 'x', fields: { message: ' Failed\n password ', srcip: '1' } })).toBe(
      'Failed password',
    );
    expect(
      summaryOf({ raw: 'x', fields: { dstip: '192.0.2.1', srcip: '10.0.0.1', action: 'deny', vd: 'root' } }),
    ).toBe('action=deny srcip=10.0.0.1 dstip=192.0.2.1');
    expect(summaryOf({ raw: 'as it\tcame', fields: { vd: 'root' } })).toBe('as it came');
    expect(summaryOf({ raw: null, fields: { vd: 'root', b: [1] } })).toBe('b=[1] vd=root');
    expect(summaryOf({ raw: null, fields: null })).toBe('');
    expect(summaryOf({ raw: null, fields: { message: 'x'.repeat(5000) } }).length).toBe(600);
  });
  it('have fields, the own names first, then the most frequent', () => {
    const rows = [
      event({ fields: { b: 1, a: 'x', empty: '' }, category: ['process'] }),
      event({ fields: { b: 2, service: 'HTTPS' }, product: null }),
    ];
    expect(fieldsFound(rows)).toEqual([
      { name: 'host', events: 2 },
      { name: 'product', events: 1 },
      { name: 'service', events: 1 },
      { name: 'category', events: 1 },
      { name: 'b', events: 2 },
      { name: 'a', events: 1 },
    ]);
    expect(rows.map((row) => cellOf(row, 'b'))).toEqual(['1', '2']);
    expect(cellOf(event(), 'host')).toBe('web01');
    expect(cellOf(event({ category: ['a', 'b'] }), 'category')).toBe('["a","b"]');
    expect(linesOf(event({ fields: { b: 0, a: false, c: null } })).map((l) => l.name)).toEqual(['a', 'b']);
    expect(valuesOf(['a', 'a', 2, { x: 1 }, ''])).toEqual(['a', '2']);
    expect(valuesOf({ x: 1 })).toEqual([]);
  });
  it('are copied without what they do not have', () => {
    expect(JSON.parse(jsonOf(event({ fields: { a: 1 } })))).toEqual({
      seq: 1,
      time: '2026-07-01T01:00:00Z',
      received: '2026-07-01T01:00:01Z',
      host: 'web01',
      product: 'linux',
      fields: { a: 1 },
    });
  });
});

describe('the tail', () => {
  const info = (seqs: number[], after: number, more = false) => ({
    items: seqs.map((seq) => event({ seq })),
    after,
    more,
  });
  it('puts the newest first, each once, and keeps as many as can be looked at', () => {
    let tail = tailed({ ...FRESH_TAIL, after: 3 }, info([4, 5], 6));
    tail = tailed(tail, info([5, 7], 9));
    expect(tail.rows.map((r) => r.seq)).toEqual([7, 5, 4]);
    expect(tail).toMatchObject({ after: 9, behind: 0, skipped: 0 });
    const many = tailed(
      tail,
      info(
        Array.from({ length: 600 }, (_, n) => 10 + n),
        700,
      ),
    );
    expect(many.rows.length).toBe(MOST_TAIL);
    expect(many.rows[0]?.seq).toBe(609);
  });
  it('says how many it left out where more comes than can be fetched', () => {
    const tail = tailed(tailed({ ...FRESH_TAIL, after: 0 }, info([1], 1, true)), info([2], 2, true));
    expect(tail.behind).toBe(2);
    expect(skipped(tail, 500)).toMatchObject({ after: 500, behind: 0, skipped: 498 });
    expect(tailed(tail, info([], 900)).behind).toBe(0);
  });
});

it('draws no time that has not come', () => {
  const now = Date.parse('2026-07-01T00:02:30Z');
  expect(untilNow('2026-07-01T00:00:00Z', 60, [1, 2, 3, 0, 0], now)).toEqual([1, 2, 3]);
  expect(untilNow('2026-07-01T00:00:00Z', 60, [1, 2, 0, 0, 1], now)).toEqual([1, 2, 0, 0, 1]);
  expect(untilNow('2026-07-01T01:00:00Z', 60, [0, 0], now)).toEqual([0]);
});

describe('SQL', () => {
  it('quotes the columns that SQL would read otherwise', () => {
    expect(OWN_COLUMNS.map(columnName)).toEqual([...OWN_COLUMNS]);
    expect(columnName('source.ip')).toBe('"source.ip"');
    expect(columnName('Threat "Name"')).toBe('"Threat ""Name"""');
    for (const example of Object.values(EXAMPLES)) expect(example).toContain('_time >=');
  });
  it('knows columns of numbers, and keeps widths within bounds', () => {
    const rows = [
      ['1', 'a', null, '-2.5e3'],
      [null, '2', null, '0'],
    ];
    expect(numeric(rows, 4)).toEqual([true, false, false, true]);
    expect(widths(['n', 'a long name'], [['x'.repeat(100), null]])).toEqual([48, 11]);
  });
});

describe('retention', () => {
  const hold = (id: string, placed_at: string, lifted_at: string | null): HoldInfo => ({
    id,
    reason: 'r',
    from: '2026-06-30T17:00:00Z',
    to: '2026-07-02T17:00:00Z',
    placed_by: 'a',
    placed_at,
    lifted_at,
    lift_reason: '',
  });
  it('puts holds in force before those that were lifted, the newest first', () => {
    const { active, lifted } = inOrder([
      hold('1', '2026-07-01T00:00:00Z', null),
      hold('2', '2026-07-02T00:00:00Z', '2026-07-03T00:00:00Z'),
      hold('3', '2026-07-03T00:00:00Z', null),
    ]);
    expect([active, lifted].map((all) => all.map((h) => h.id))).toEqual([['3', '1'], ['2']]);
  });
  it('says days as days, and how much smaller events are', () => {
    expect(spanText('2026-06-30T17:00:00Z', '2026-07-02T17:00:00Z')).toEqual({
      from: '01/07/2026',
      to: '02/07/2026',
    });
    expect(spanText('2026-06-30T17:30:00Z', '2026-07-02T17:00:00Z').from).toBe('01/07/2026 00:30');
    expect(timesSmaller(830, 100)).toBe('8,3');
    expect(timesSmaller(0, 100)).toBeUndefined();
  });
});
