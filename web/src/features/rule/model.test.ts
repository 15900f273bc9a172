import i18next from 'i18next';
import { describe, expect, it } from 'vitest';
import { ApiProblem, isProblem } from '~/api/client';
import { TACTICS } from '~/ui/attack';
import { askOf, type RuleVersion } from './api';
import { added, conditionsOf, EMPTY, targetsOf } from './exception';
import { changedLines } from './lines';
import {
  changesOf,
  KINDS,
  logSourceOf,
  ORIGINS,
  rulePath,
  STATES,
  strip,
  tacticOf,
  toneOf,
  verdictsOf,
} from './model';
import { askedTimes, daysOf, readPicked, refused, windowOf } from './trial';
import { spoken, whyOf, whyText } from './why';

describe('states', () => {
  it('have words, a sentence and a shape of their own', () => {
    for (const state of STATES) {
      expect(i18next.exists(`rule:state.${state}`)).toBe(true);
      expect(i18next.exists(`rule:state_short.${state}`)).toBe(true);
    }
    expect(new Set(STATES.map(toneOf)).size).toBe(STATES.length);
    expect(toneOf('unheard of')).toBe('info');
    for (const kind of KINDS) {
      expect(i18next.exists(`rule:kind.${kind}`)).toBe(true);
      expect(i18next.exists(`rule:state_text.live_${kind}`)).toBe(true);
      expect(i18next.exists(`rule:refers.of_${kind}`)).toBe(true);
    }
    for (const origin of ORIGINS) {
      expect(i18next.exists(`rule:origin_long.${origin}`)).toBe(true);
      expect(i18next.exists(`rule:form.replaces_${origin}`)).toBe(true);
    }
  });

  it('are told in their order, those without rules only where they are chosen', () => {
    const tally = [
      { state: 'off', number: 2 },
      { state: 'no_source', number: 90 },
    ];
    expect(strip(tally, [])).toEqual([
      { state: 'live', number: 0, here: false },
      { state: 'no_source', number: 90, here: false },
      { state: 'off', number: 2, here: false },
    ]);
    expect(strip(tally, ['unsupported']).find((t) => t.here)).toEqual({
      state: 'unsupported',
      number: 0,
      here: true,
    });
    expect(strip(tally, ['live', 'off']).some((t) => t.here)).toBe(false);
  });
});

it('asks the server for what stands in the URL', () => {
  expect(askOf({ search: '', sort: undefined, filters: {} })).toEqual({});
  expect(
    askOf({
      search: 'ssh',
      sort: 'false',
      filters: { state: ['live', 'off'], level: ['high'], other: ['x'] },
    }),
  ).toEqual({ search: 'ssh', sort: 'false', state: 'live,off', level: 'high' });
  expect(askOf({ search: '', sort: '-title', filters: {} })).toEqual({});
});

it('leads to rules whatever their id holds', () => {
  expect(rulePath('bo/a.yml#2')).toBe('/quy-tac/bo%2Fa.yml%232');
  expect(logSourceOf({ product: 'windows', category: null, service: 'security' })).toBe('windows · security');
  expect(logSourceOf({})).toBe('');
});

it('calls a rule noisy when most of what was judged was wrong, not for a single case', () => {
  const of = (wrong: number, benign: number, confirmed: number) => verdictsOf({ wrong, benign, confirmed });
  expect(of(0, 0, 0)).toEqual({ judged: 0, wrongShare: undefined, noisy: false });
  expect(of(1, 0, 0).noisy).toBe(false);
  expect(of(3, 2, 1)).toEqual({ judged: 6, wrongShare: 0.5, noisy: true });
  expect(of(3, 4, 0).noisy).toBe(false);
});

it('knows tactics in both ways of writing', () => {
  expect(tacticOf('attack.credential-access')).toBe('credential-access');
  expect(tacticOf('attack.command_and_control')).toBe('command-and-control');
  expect(tacticOf('attack.t1110')).toBeUndefined();
  expect(tacticOf('cve.2021-44228')).toBeUndefined();
  for (const tactic of TACTICS) expect(i18next.exists(`rule:tactic.${tactic}`)).toBe(true);
});

describe('versions', () => {
  const version = (number: number, text: string): RuleVersion => ({
    version: number,
    text,
    note: '',
    author_name: 'Bình',
    written_at: '2026-07-01T00:00:00Z',
  });

  it('say what each did to the text before', () => {
    const changes = changesOf([
      version(6, 'c'),
      version(5, 'c'),
      version(4, 'b'),
      version(3, ''),
      version(2, 'b'),
      version(1, 'a'),
    ]);
    expect(changes.map((c) => c.kind)).toEqual([
      'same',
      'changed',
      'returned',
      'removed',
      'changed',
      'written',
    ]);
    expect(changes.map((c) => c.before)).toEqual(['c', 'b', undefined, 'b', 'a', undefined]);
    for (const { kind } of changes) expect(i18next.exists(`rule:versions.${kind}`)).toBe(true);
  });

  it('are compared by lines, with some around a change', () => {
    const lines = Array.from({ length: 12 }, (_, at) => `l${at}`);
    const before = `${lines.join('\n')}\n`;
    const after = before.replace('l6\n', 'new\n');
    const shown = changedLines(before, after);
    expect(shown.map((l) => `${l.kind[0]}${l.text}`)).toEqual([
      'g',
      'sl3',
      'sl4',
      'sl5',
      'rl6',
      'anew',
      'sl7',
      'sl8',
      'sl9',
      'g',
    ]);
    expect(changedLines('a\r\nb', 'a\nb\n')).toEqual([{ kind: 'gap', text: '' }]);
    expect(changedLines('', 'a\n')).toEqual([{ kind: 'added', text: 'a' }]);
  });
});

describe('why something is no rule', () => {
  const t = i18next.getFixedT('vi');
  it('is said in sentences for what readers say often', () => {
    expect(whyOf('unknown detection identifier: sel')).toEqual({ key: 'detection_unknown', name: 'sel' });
    expect(
      whyOf("YAML parse error: did not find expected ',' or ']' at line 12 column 1, while parsing"),
    ).toEqual({ key: 'yaml_at', name: '12' });
    expect(whyOf('YAML parse error: did not find expected key, while parsing a block mapping')?.key).toBe(
      'yaml',
    );
    expect(whyOf("Missing required field 'title'")).toEqual({ key: 'field_missing', name: 'title' });
    expect(whyOf('no rule is called abc')).toEqual({ key: 'reference', name: 'abc' });
    expect(whyOf('twice')?.key).toBe('twice');
    expect(whyOf('something else')).toBeUndefined();
    expect(whyText(t, 'something\n  else')).toBe('Trình đọc báo: “something else”.');
    expect(whyText(t, 'too_large')).toBe('Tệp lớn hơn 1 MB.');
  });

  it('stands in the problem, and so do refusals of single fields', () => {
    const unreadable = spoken(
      t,
      new ApiProblem({ status: 422, code: 'rule.unreadable', params: { why: 'there is no rule in it' } }),
    );
    expect(isProblem(unreadable) && unreadable.params.why).toBe('Không có quy tắc nào trong đó.');
    const several = spoken(
      t,
      new ApiProblem({ status: 422, code: 'request.invalid', params: { field: 'text', reason: 'several' } }),
    );
    expect(isProblem(several) && several.code).toBe('rule.invalid');
    const other = new ApiProblem({ status: 422, code: 'request.invalid', params: { field: 'cursor' } });
    expect(spoken(t, other)).toBe(other);
    for (const reason of [
      'required',
      'too_long',
      'too_many',
      'several',
      'other_id',
      'before_from',
      'too_far',
    ])
      expect(i18next.exists(`rule:reason.${reason}`)).toBe(true);
    for (const reason of ['broken', 'too_many', 'too_large', 'no_rules', 'missing'])
      expect(i18next.exists(`rule:reason.${reason}`)).toBe(true);
  });
});

describe('the time of a trial', () => {
  const now = Date.parse('2026-07-15T10:00:00Z');
  it('leaves "now" to the clock of the server, where the server knows it', () => {
    expect(askedTimes('day', now)).toEqual({});
    expect(askedTimes('hour', now)).toEqual({ from: '2026-07-15T09:00:00Z' });
    expect(askedTimes('month', now)).toEqual({ from: '2026-06-14T10:00:00Z', to: '2026-07-15T10:00:00Z' });
    const own = { from: '2026-07-01T00:00:00Z', to: '2026-07-02T00:00:00Z' };
    expect(askedTimes(own, now)).toBe(own);
    expect(windowOf('day', now)).toEqual({ from: '2026-07-14T10:00:00Z', to: '2026-07-15T10:00:00Z' });
  });

  it('is refused before it is sent', () => {
    expect(refused('2026-07-01T00:00:00Z', '2026-07-01T00:00:00Z')).toBe('before_from');
    expect(refused('2026-07-01T00:00:00Z', '2026-08-01T00:00:00Z')).toBeUndefined();
    expect(refused('2026-07-01T00:00:00Z', '2026-08-01T00:01:00Z')).toBe('too_far');
  });

  it('is drawn day by day as lived in Viet Nam, no further than the trial came', () => {
    const window = { from: '2026-07-10T18:00:00Z', to: '2026-07-15T10:00:00Z' };
    const days = [{ day: '2026-07-12', findings: 4 }];
    expect(daysOf({ days, until: '2026-07-12T20:00:00Z' }, window)).toEqual([
      { day: '2026-07-11', findings: 0 },
      { day: '2026-07-12', findings: 4 },
      { day: '2026-07-13', findings: 0 },
    ]);
    expect(daysOf({ days: [], until: null }, window)).toHaveLength(5);
  });
});

describe('an exception', () => {
  const event = { message: 'Accepted', 'source.ip': '203.0.113.7', 'user.name': 'root', n: 5 };
  it('begins with what the finding is about', () => {
    expect(conditionsOf({ entity: 'root', event })).toEqual([
      { field: 'user.name', match: 'equals', values: ['root'] },
    ]);
    expect(conditionsOf({ entity: null, event })[0]?.field).toBe('source.ip');
    expect(conditionsOf({ entity: null, event: { message: 'm' } })[0]?.field).toBe('message');
    expect(conditionsOf({ entity: null, event: {} })).toEqual([EMPTY]);
    expect(conditionsOf(undefined)).toEqual([EMPTY]);
  });

  it('takes further fields, and further values of one', () => {
    const one = added([EMPTY], 'user.name', 'root');
    expect(one).toEqual([{ field: 'user.name', match: 'equals', values: ['root'] }]);
    expect(added(one, 'user.name', 'admin')[0]?.values).toEqual(['root', 'admin']);
    expect(added(one, 'user.name', 'root')).toEqual(one);
    expect(added(one, 'n', '5')).toHaveLength(2);
  });

  it('is for the rule, or for what a correlation counts', () => {
    const rule = { id: 'r', title: 'R', kind: 'detection' };
    const refers = [
      { id: 'a', title: 'A', kind: 'detection' },
      { id: 'b', title: 'B', kind: 'correlation' },
    ];
    const of = (kind: string) => targetsOf({ rule: { ...rule, kind } as never, refers }).map((r) => r.id);
    expect(of('detection')).toEqual(['r']);
    expect(of('correlation')).toEqual(['a']);
  });

  it('reads nothing strange from the history of the browser', () => {
    expect(readPicked(null)).toBeUndefined();
    expect(readPicked({ event: 'x' })).toBeUndefined();
    expect(readPicked({ event, entity: 5 })).toEqual({ event, entity: null });
  });
});
