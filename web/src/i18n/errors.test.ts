/** Codes of the server and sentences of the screens: read from its source, so that none is missing when one is added there. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { describe, expect, it } from 'vitest';

const sentences = import.meta.dirname;
const crates = join(sentences, '..', '..', '..', 'crates');

/** The code of the product, without its tests and what is said about it. */
const rust = readdirSync(crates, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.rs') && name.split(sep)[1] === 'src')
  .map((name) => {
    // Tests stand at the end of a file.
    const [code = ''] = readFileSync(join(crates, name), 'utf8').split(/^#\[cfg\(test\)\]$/m);
    return code.replace(/^\s*\/\/.*$/gm, '');
  });

/** What stands between the bracket at `open` and the one that closes it. */
function within(code: string, open: number): string {
  const [begin, end] = code[open] === '(' ? '()' : '{}';
  let depth = 0;
  for (let at = open; at < code.length; at++) {
    if (code[at] === begin) depth++;
    if (code[at] === end && --depth === 0) return code.slice(open + 1, at);
  }
  throw new Error(`not closed: ${code.slice(open, open + 60)}`);
}

const all = (pattern: RegExp, code: string) => [...code.matchAll(pattern)].map((found) => found[1] ?? '');

/** `code` of every error of an area: each of them may leave by any route that asks that area, through the errors of others. */
function codesOfAreas(): { codes: string[]; suffixes: string[] } {
  const codes: string[] = [];
  const suffixes: string[] = [];
  for (const code of rust)
    for (const area of code.matchAll(/impl (?:coloa_base::)?AreaError for [^{]+\{/g)) {
      const body = within(code, area.index + area[0].length - 1);
      const at = body.indexOf('fn code(');
      expect(at, area[0]).toBeGreaterThan(-1);
      const said = within(body, body.indexOf('{', at));
      const found = all(/"([a-z_]+\.[a-z_.]+)"/g, said);
      const made = all(/concat!\(\$area, "(\.[a-z_]+)"\)/g, said);
      // An error whose code is written another way has to be followed here.
      expect(found.length + made.length, area[0]).toBeGreaterThan(0);
      codes.push(...found);
      suffixes.push(...made);
    }
  return { codes, suffixes };
}

/** What is refused before an area is asked, by the server itself. */
function codesOfServer(): { codes: string[]; otherwise: string[] } {
  const codes: string[] = [];
  const otherwise: string[] = [];
  for (const code of rust)
    for (const call of code.matchAll(/(?:ApiError|Self)::new\(\s*(?:\w+::)*ErrorKind::/g)) {
      const args = within(code, code.indexOf('(', call.index));
      const [, second = ''] = args.split(/,\s*/);
      const literal = /^"([^"]+)"/.exec(second);
      if (literal?.[1]) codes.push(literal[1]);
      else otherwise.push(second.trim());
    }
  return { codes, otherwise };
}

/** As the screens have them: the files of a namespace together. */
function known(language: string): Record<string, { what?: unknown }> {
  const files = readdirSync(join(sentences, language)).filter((name) => /^errors\b.*\.json$/.test(name));
  expect(files.length).toBeGreaterThan(10);
  return Object.assign(
    {},
    ...files.map((name) => JSON.parse(readFileSync(join(sentences, language, name), 'utf8')) as object),
  );
}

describe('every code that the server answers has a sentence', () => {
  const areas = codesOfAreas();
  const server = codesOfServer();
  const sharing = rust.flatMap((code) => all(/record_error!\(\s*\w+,\s*"([a-z_]+)"/g, code));
  const shared = sharing.flatMap((area) => areas.suffixes.map((suffix) => area + suffix));
  const codes = [...new Set([...areas.codes, ...shared, ...server.codes])].sort();

  it('finds them where they are', () => {
    expect(codes.length).toBeGreaterThan(200);
    for (const code of [
      'auth.unauthenticated',
      'auth.failed',
      'auth.csrf',
      'difficulty.state',
      'law.calendar_range',
      'request.too_large',
      'search.query',
      'store.locked',
    ])
      expect(codes).toContain(code);
    // One of those of the records; another way to give one has to be followed here.
    expect(server.otherwise).toEqual(['known.unwrap_or("store.failed")']);
  });

  it.each(['vi', 'en'])('%s', (language) => {
    const words = known(language);
    const without = codes.filter((code) => {
      const what = words[code]?.what;
      return typeof what !== 'string' || what === '';
    });
    expect(without).toEqual([]);
  });
});
