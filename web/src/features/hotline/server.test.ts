/** Words of the server and words of the screens: read from its source, so that none is missing when one is added there. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ORDERS } from './api';
import { FORMS } from './calls';
import { CONTENT_KINDS, CONTENT_STATES, STEPS } from './content/model';
import { TONES } from './desk/model';
import {
  CHANNELS,
  EXPOSED,
  INDICATORS,
  isMoving,
  MONEY,
  OUTCOMES,
  REACHED_BY,
  STATES,
  URGENCIES,
  VIEWS,
} from './model';
import { AUDIENCES, NOTICE_KINDS, NOTICE_STATES } from './notice/model';
import { DESK_KINDS } from './settings/model';
import { BY } from './statistics/model';
import { ROLES } from './text';
import { ITEM_KINDS, ORGANISATION_KINDS, ORGANISATION_STATES, TRUST_STATES } from './trust/model';

const root = join(import.meta.dirname, '..', '..', '..', '..');
const crates = join(root, 'crates');

function rustIn(folder: string): Map<string, string> {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.rs'),
  );
  return new Map(
    names.map((name) => {
      // Tests stand at the end of a file.
      const [code = ''] = readFileSync(join(folder, name), 'utf8').split(/^#\[cfg\(test\)\]$/m);
      return [relative(crates, join(folder, name)), code.replace(/^\s*\/\/.*$/gm, '')];
    }),
  );
}
const hotline = rustIn(join(crates, 'hotline', 'src'));
const routes = rustIn(join(crates, 'server', 'src', 'routes', 'hotline'));
const whole = [...hotline.values(), ...routes.values()];

function source(path: string): string {
  const found = hotline.get(path) ?? readFileSync(join(crates, path), 'utf8');
  return found.replace(/^\s*\/\/.*$/gm, '');
}

/** What stands between the bracket at `open` and the one that closes it. */
function within(code: string, open: number): string {
  const pairs: Record<string, string> = { '(': ')', '{': '}' };
  const [begin, end] = [code.charAt(open), pairs[code.charAt(open)]];
  let depth = 0;
  for (let at = open; at < code.length; at++) {
    if (code[at] === begin) depth++;
    if (code[at] === end && --depth === 0) return code.slice(open + 1, at);
  }
  throw new Error(`not closed: ${code.slice(open, open + 60)}`);
}
const literals = (code: string) => [...code.matchAll(/"([^"\n]+)"/g)].map((found) => found[1] ?? '');

/** What a function of a file says. */
function body(path: string, name: string): string {
  const code = source(path);
  const at = code.indexOf(`fn ${name}(`);
  expect(at, `${path} has ${name}`).toBeGreaterThan(0);
  return within(code, code.indexOf('{', code.indexOf('->', at)));
}

const words = (language: string, file: string): Record<string, unknown> =>
  JSON.parse(readFileSync(join(root, 'web', 'src', 'i18n', language, `${file}.json`), 'utf8'));
const LANGUAGES = ['vi', 'en'] as const;

/** `hotline:state.closed` in both languages; the plural forms of a sentence count as one. */
function hasWords(key: string): boolean {
  const [file = '', path = ''] = key.split(':');
  return LANGUAGES.every((language) => {
    let at: unknown = words(language, file);
    for (const part of path.split('.')) at = (at as Record<string, unknown> | undefined)?.[part];
    return typeof at === 'string' && at !== '';
  });
}
const without = (codes: Iterable<string>, prefix: string) =>
  [...new Set(codes)].filter((code) => !hasWords(`${prefix}${code}`)).sort();

describe('errors of the hotline', () => {
  /** Reasons in calls of a function, and what else is handed to it. */
  function given(name: string, from: (args: string) => string) {
    const reasons: string[] = [];
    const otherwise: string[] = [];
    for (const code of whole)
      for (const call of code.matchAll(new RegExp(`(?<!ApiError::|fn |\\w)${name}\\(`, 'g'))) {
        const args = from(within(code, call.index + call[0].length - 1));
        const found = literals(args);
        if (found.length > 0) reasons.push(...found);
        else otherwise.push(args.trim().replace(/,$/, ''));
      }
    return { reasons, otherwise: [...new Set(otherwise)].sort() };
  }
  // Of a refusal as not possible now there is another list of sentences.
  const reasons = (code: string) =>
    [...code.matchAll(/(?<!State \{\s*)\breason: "([a-z_]+)"/g)].map((found) => found[1] ?? '');

  it('have sentences for every code', () => {
    const codes = [
      ...literals(body('hotline/src/error.rs', 'code')),
      ...[...routes.values()].flatMap((code) =>
        [...code.matchAll(/ApiError::new\([^,]+,\s*"([a-z_.]+)"/g)].map((found) => found[1] ?? ''),
      ),
    ];
    expect(codes).toContain('hotline.signature');
    expect(codes).toContain('request.too_large');
    const all = LANGUAGES.map((language) =>
      Object.assign({}, words(language, 'errors.hotline'), words(language, 'errors.platform')),
    );
    for (const known of all) expect(codes.filter((code) => !(code in known))).toEqual([]);
  });
  it('have a sentence for every reason why something is not possible now', () => {
    const { reasons: said, otherwise } = given('not_now', (args) => args);
    // Words that come from a function; another way to give one has to be followed here.
    expect(otherwise).toEqual(['refusal.reason()']);
    said.push(...literals(body('hotline/src/verdict/rule.rs', 'reason')));
    said.push(...literals(body('hotline/src/classify.rs', 'may_close')));
    expect(new Set(said).size).toBeGreaterThan(40);
    expect(said).toContain('no_copy');
    expect(said).toContain('must_be_passed_on');
    expect(without(said, 'hotline:not_now.')).toEqual([]);
  });
  it('have a sentence for every reason why a field is refused', () => {
    const { reasons: said, otherwise } = given('invalid', (args) => args.slice(args.indexOf(',') + 1));
    expect(otherwise).toEqual(['fault.reason', 'refused.reason()']);
    said.push(...literals(body('hotline/src/attachment.rs', 'reason')));
    said.push(...[...hotline.values()].flatMap(reasons));
    expect(new Set(said).size).toBeGreaterThan(20);
    expect(said).toContain('holds_identity');
    expect(without(said, 'hotline:invalid.')).toEqual([]);
  });
});

describe('words of the server', () => {
  function listOf(path: string, name: string): string[] {
    const code = source(path);
    const at = code.indexOf(`pub enum ${name} {`);
    expect(at, `${path} has ${name}`).toBeGreaterThan(0);
    return [...within(code, code.indexOf('{', at)).matchAll(/= "([^"]+)"/g)].map((found) => found[1] ?? '');
  }
  const MODEL = 'hotline/src/model.rs';
  const TRUST = 'hotline/src/trust.rs';
  const desk = (path: string) => `hotline_desk:${path}.`;

  it.each<[string, string, readonly string[] | undefined, string[]]>([
    [MODEL, 'Channel', CHANNELS, ['hotline:channel.']],
    [MODEL, 'Language', undefined, ['hotline:language.', desk('settings.language')]],
    [MODEL, 'DeskKind', DESK_KINDS, [desk('settings.desk_kind')]],
    [MODEL, 'State', STATES, ['hotline:state.']],
    [MODEL, 'Outcome', OUTCOMES, ['hotline:outcome.']],
    [MODEL, 'Money', MONEY, ['hotline:money.', 'hotline:money_short.']],
    [MODEL, 'ReachedBy', REACHED_BY, ['hotline:reached.']],
    [MODEL, 'Exposed', EXPOSED, ['hotline:exposed.']],
    [MODEL, 'Part', undefined, ['hotline:part.']],
    [MODEL, 'Purpose', undefined, ['hotline:purpose.']],
    [MODEL, 'Outlet', undefined, ['hotline:opening.outlet.']],
    [MODEL, 'MentionRole', ROLES, ['hotline:role.']],
    [MODEL, 'CampaignState', Object.keys(TONES.campaign), [desk('campaign.state')]],
    [MODEL, 'VerdictState', Object.keys(TONES.verdict), [desk('verdict.state')]],
    [MODEL, 'ContestState', Object.keys(TONES.contest), [desk('contest.state')]],
    [MODEL, 'TrustKind', ITEM_KINDS, [desk('trust.item'), desk('trust.value_of')]],
    [MODEL, 'Proof', undefined, [desk('trust.proof_by')]],
    [MODEL, 'TrustState', TRUST_STATES, [desk('trust.state')]],
    [TRUST, 'OrganisationKind', ORGANISATION_KINDS, [desk('trust.organisation')]],
    [TRUST, 'OrganisationState', ORGANISATION_STATES, [desk('trust.organisation_state')]],
    ['hotline/src/trust/proof.rs', 'ProofFault', undefined, [desk('trust.fault')]],
    [MODEL, 'NoticeKind', NOTICE_KINDS, [desk('notice.kinds')]],
    [MODEL, 'NoticeState', NOTICE_STATES, [desk('notice.state')]],
    ['hotline/src/notice.rs', 'Audience', AUDIENCES, [desk('notice.audiences')]],
    [MODEL, 'ContentKind', CONTENT_KINDS, [desk('content.kinds')]],
    [MODEL, 'ContentState', CONTENT_STATES, [desk('content.state')]],
    ['hotline/src/content.rs', 'Step', ['record', ...STEPS], [desk('content.stepped')]],
    ['hotline/src/statistics.rs', 'By', BY, [desk('statistics.by_of')]],
    ['hotline/src/forms.rs', 'PaperKind', FORMS, ['hotline:form.']],
    ['hotline/src/mention/hub.rs', 'HubReason', undefined, ['hotline:hub.']],
    ['extract/src/indicator.rs', 'Kind', INDICATORS, ['hotline:indicator.', desk('kind')]],
    ['hotline/src/inbox.rs', 'Order', ORDERS, ['hotline:order.']],
    ['hotline/src/inbox.rs', 'View', [...VIEWS, 'all'], []],
  ])('%s %s are those of the screens, in both languages', (path, name, list, prefixes) => {
    const known = listOf(path, name);
    expect(known.length).toBeGreaterThan(1);
    if (list) expect([...list].sort()).toEqual([...known].sort());
    for (const prefix of prefixes) expect(without(known, prefix)).toEqual([]);
  });
  it('say how urgent a report is by name, meaning and heading, in the order of the server', () => {
    expect(URGENCIES).toEqual(listOf(MODEL, 'Urgency'));
    // What is marked as moving is what the server lists first.
    const listed = [...body(MODEL, 'is_before_receipt').matchAll(/Self::(\w+)/g)].map(([, name]) =>
      name?.toLowerCase(),
    );
    expect(STATES.filter((state) => isMoving({ money: 'sending', state }))).toEqual(listed);
    for (const urgency of URGENCIES)
      expect(without(['name', 'about', 'band'], `hotline:urgency.${urgency}.`)).toEqual([]);
  });
});
