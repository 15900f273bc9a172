import { describe, expect, it } from 'vitest';
import {
  complete,
  type Exception,
  exceptionYaml,
  idOf,
  literal,
  newId,
  quoted,
  shared,
  TEMPLATES,
  template,
} from './yaml';

const exception: Exception = {
  id: '8c1f0a52-0000-4000-8000-000000000001',
  title: 'Bỏ qua máy quét',
  rules: ['r-1'],
  logsource: { product: 'windows', category: 'process_creation', service: null },
  conditions: [{ field: 'Computer', match: 'equals', values: ['may-07'] }],
  date: '2026-07-01',
};
const of = (over: Partial<Exception>) => exceptionYaml({ ...exception, ...over });

describe('the filter of an exception', () => {
  it('names the rules and leaves out what the selection means', () => {
    expect(exceptionYaml(exception)).toBe(
      [
        "title: 'Bỏ qua máy quét'",
        'id: 8c1f0a52-0000-4000-8000-000000000001',
        'date: 2026-07-01',
        'logsource:',
        '  product: windows',
        '  category: process_creation',
        'filter:',
        '  rules:',
        "    - 'r-1'",
        '  selection:',
        '    Computer:',
        "      - 'may-07'",
        '  condition: not selection',
        '',
      ].join('\n'),
    );
  });

  it('says no log source where none is known, and how values are compared', () => {
    const text = of({
      logsource: {},
      conditions: [
        { field: 'source.ip', match: 'cidr', values: ['192.0.2.0/24', '2001:db8::/32'] },
        { field: 'c-uri', match: 'startswith', values: ['/quan-tri'] },
      ],
    });
    expect(text).not.toContain('logsource');
    expect(text).toContain(
      "    source.ip|cidr:\n      - '192.0.2.0/24'\n      - '2001:db8::/32'\n    c-uri|startswith:\n      - '/quan-tri'\n",
    );
  });

  it('keeps two conditions of one key apart, for both must hold', () => {
    const text = of({
      conditions: [
        { field: 'CommandLine', match: 'contains', values: ['a'] },
        { field: 'CommandLine', match: 'contains', values: ['b'] },
        { field: 'User', match: 'equals', values: ['SYSTEM'] },
      ],
    });
    expect(text).toContain(
      "  selection_1:\n    CommandLine|contains:\n      - 'a'\n    User:\n      - 'SYSTEM'\n  selection_2:\n    CommandLine|contains:\n      - 'b'\n",
    );
    expect(text).toContain('condition: not (selection_1 and selection_2)');
  });

  it('leaves out lines that say nothing', () => {
    const half = [
      { field: ' ', match: 'equals', values: ['x'] },
      { field: 'User', match: 'equals', values: ['', '  '] },
      { field: 'Image', match: 'equals', values: ['', 'cmd.exe'] },
    ] as const;
    expect(complete(half)).toEqual([{ field: 'Image', match: 'equals', values: ['cmd.exe'] }]);
  });

  it('takes what a value says for itself, unless a pattern is meant', () => {
    const values = ['C:\\Temp\\*.exe'];
    expect(of({ conditions: [{ field: 'Image', match: 'equals', values }] })).toContain(
      "'C:\\Temp\\\\\\*.exe'",
    );
    expect(of({ conditions: [{ field: 'Image', match: 'pattern', values }] })).toContain("'C:\\Temp\\*.exe'");
  });

  it('cannot be broken out of by a title, an id or a value', () => {
    const text = of({
      title: "x'\ncorrelation: {}",
      rules: ["a'b"],
      conditions: [{ field: "no'te: x", match: 'equals', values: ["it's\nnew: line"] }],
    });
    expect(text.split('\n').filter((line) => /^\S/.test(line))).toEqual([
      "title: 'x'' correlation: {}'",
      `id: ${exception.id}`,
      'date: 2026-07-01',
      'logsource:',
      'filter:',
    ]);
    expect(text).toContain("    - 'a''b'");
    expect(text).toContain("    'no''te: x':\n      - 'it''s new: line'");
  });
});

it('escapes what Sigma takes for any characters, and leaves single backslashes', () => {
  expect(literal('C:\\Windows\\cmd.exe')).toBe('C:\\Windows\\cmd.exe');
  expect(literal('*?')).toBe('\\*\\?');
  expect(literal('\\\\server\\share')).toBe('\\\\\\\\server\\share');
  expect(literal('a\\*')).toBe('a\\\\\\*');
  expect(literal('ends\\')).toBe('ends\\');
  expect(literal('')).toBe('');
});

it('asks of several rules for no more than they have in common', () => {
  const rule = { product: 'windows', category: 'process_creation', service: null };
  expect(shared([rule])).toEqual({ product: 'windows', category: 'process_creation' });
  expect(shared([rule, { product: 'windows', service: 'security' }])).toEqual({ product: 'windows' });
  expect(shared([rule, { product: 'linux' }])).toEqual({});
  expect(shared([])).toEqual({});
});

it('writes templates with an id of their own', () => {
  const words = { title: "Ví dụ 'a'", description: 'd', author: 't', falsepositives: 'f' };
  for (const kind of TEMPLATES) {
    const id = newId();
    const text = template(kind, words, id, '2026-07-01');
    expect(text.startsWith("title: 'Ví dụ ''a'''\n")).toBe(true);
    expect(idOf(text)).toBe(id);
    expect(text).toContain(kind === 'detection' ? '\ndetection:\n' : `\n${kind}:\n`);
  }
});

it('makes ids that differ, and reads the one of a text', () => {
  expect(newId()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(newId()).not.toBe(newId());
  expect(idOf("title: x\nid: 'a b'\n")).toBe('a b');
  expect(idOf('title: x\n  id: within\n')).toBeUndefined();
  expect(quoted('true')).toBe("'true'");
});
