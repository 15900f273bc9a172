import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const src = join(import.meta.dirname, '..');
const files = (language: string) => readdirSync(join(src, 'i18n', language)).sort();

/** `a.b` of every sentence; the plural forms of a language count as one key. */
function keysOf(value: unknown, at = ''): string[] {
  if (typeof value === 'string') return [at.replace(/_(one|other)$/, '')];
  return Object.entries(value as Record<string, unknown>).flatMap(([key, inner]) =>
    keysOf(inner, at ? `${at}.${key}` : key),
  );
}

function placeholders(value: unknown, at = ''): Map<string, string> {
  if (typeof value === 'string') {
    const names = [...value.matchAll(/\{\{\s*(\w+)/g)].map((m) => m[1]);
    return new Map([[at.replace(/_(one|other)$/, ''), [...new Set(names)].sort().join(',')]]);
  }
  return new Map(
    Object.entries(value as Record<string, unknown>).flatMap(([key, inner]) => [
      ...placeholders(inner, at ? `${at}.${key}` : key),
    ]),
  );
}

const read = (language: string, file: string): unknown =>
  JSON.parse(readFileSync(join(src, 'i18n', language, file), 'utf8'));

describe('sentences', () => {
  it('has the same files in both languages', () => {
    expect(files('en')).toEqual(files('vi'));
  });
  for (const file of files('vi')) {
    it(`has the same keys and placeholders in both languages: ${file}`, () => {
      const [vi, en] = [read('vi', file), read('en', file)];
      expect([...new Set(keysOf(en))].sort()).toEqual([...new Set(keysOf(vi))].sort());
      expect(Object.fromEntries(placeholders(en))).toEqual(Object.fromEntries(placeholders(vi)));
      for (const text of JSON.stringify([vi, en]).match(/""/g) ?? []) expect(text).not.toBe('""');
    });
  }
  it('writes Vietnamese in NFC', () => {
    for (const file of files('vi')) {
      const text = readFileSync(join(src, 'i18n', 'vi', file), 'utf8');
      expect(text === text.normalize('NFC'), file).toBe(true);
    }
  });
});

const VIETNAMESE = /[ăâđêôơưàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ]/i;

it('keeps Vietnamese sentences out of the code', () => {
  const code = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter(
    (f) =>
      /\.tsx?$/.test(f) &&
      !/\.(test|fixture)\.tsx?$/.test(f) &&
      !f.startsWith('i18n') &&
      f !== join('dev', 'texts.ts'),
  );
  expect(code.length).toBeGreaterThan(30);
  const found = code.flatMap((file) =>
    readFileSync(join(src, file), 'utf8')
      .split('\n')
      // Comments may quote the official term.
      .map((line) => line.replace(/\/\/.*|\/?\*.*/, ''))
      .flatMap((line, at) =>
        VIETNAMESE.test(line.normalize('NFC')) ? [`${file}:${at + 1}: ${line.trim()}`] : [],
      ),
  );
  expect(found).toEqual([]);
});
