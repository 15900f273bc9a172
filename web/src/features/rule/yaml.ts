/** Texts of rules that are made here: what one begins with, and exceptions. */

/** How a value is compared. */
export const MATCHES = ['equals', 'contains', 'startswith', 'endswith', 'cidr', 'pattern'] as const;
export type Match = (typeof MATCHES)[number];

export interface Condition {
  field: string;
  match: Match;
  /** One of them is enough. */
  values: readonly string[];
}

export interface Exception {
  id: string;
  title: string;
  /** Ids of the rules that it is for. */
  rules: readonly string[];
  logsource: LogSource;
  /** All of them must hold. */
  conditions: readonly Condition[];
  /** yyyy-MM-dd */
  date: string;
}

export interface LogSource {
  product?: string | null;
  category?: string | null;
  service?: string | null;
}

/** A new id; `crypto.randomUUID` is not there where a page came without encryption. */
export function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const hex = [...bytes].map((byte, at) => {
    const marked = at === 6 ? (byte & 0x0f) | 0x40 : at === 8 ? (byte & 0x3f) | 0x80 : byte;
    return marked.toString(16).padStart(2, '0');
  });
  const part = (from: number, to: number) => hex.slice(from, to).join('');
  return [part(0, 4), part(4, 6), part(6, 8), part(8, 10), part(10, 16)].join('-');
}

/** A text that YAML reads as just this text. A line break has no place in a value of a rule. */
export function quoted(text: string): string {
  return `'${text.replace(/\s*[\r\n]+\s*/g, ' ').replaceAll("'", "''")}'`;
}

/**
 * A value that means itself: to Sigma `*` and `?` stand for any characters, and a backslash takes that from what
 * follows it. A single backslash before something else is just one, as in `C:\Windows`.
 */
export function literal(value: string): string {
  return value.replace(/(\\*)([*?]?)/g, (_, slashes: string, wild: string) => {
    const kept = slashes.length > 1 || (slashes && wild) ? slashes.repeat(2) : slashes;
    return wild ? `${kept}\\${wild}` : kept;
  });
}

function key({ field, match }: Condition): string {
  const name = field.trim();
  const whole = match === 'equals' || match === 'pattern' ? name : `${name}|${match}`;
  return plain(whole);
}

function value(text: string, match: Match): string {
  const said = text.trim();
  return quoted(match === 'pattern' || match === 'cidr' ? said : literal(said));
}

/** Conditions that say something. */
export function complete(conditions: readonly Condition[]): Condition[] {
  return conditions
    .map((c) => ({ ...c, values: c.values.filter((v) => v.trim() !== '') }))
    .filter((c) => c.field.trim() !== '' && c.values.length > 0);
}

/** What several rules have in common; a filter that asks for more would leave some of them alone. */
export function shared(sources: readonly LogSource[]): LogSource {
  const [first, ...rest] = sources;
  if (!first) return {};
  const same = (name: keyof LogSource) => {
    const word = first[name];
    return word && rest.every((s) => s[name] === word) ? { [name]: word } : {};
  };
  return { ...same('product'), ...same('category'), ...same('service') };
}

function selectionOf(conditions: readonly Condition[]): string[] {
  return conditions.flatMap((c) => [`${key(c)}:`, ...c.values.map((v) => `  - ${value(v, c.match)}`)]);
}

/** The filter rule of an exception. */
export function exceptionYaml({ id, title, rules, logsource, conditions, date }: Exception): string {
  const whole = complete(conditions);
  const source = (['product', 'category', 'service'] as const).flatMap((name) =>
    logsource[name] ? [`  ${name}: ${plain(logsource[name])}`] : [],
  );
  const parts = partsOf(whole);
  const names = parts.map((_, at) => (parts.length === 1 ? 'selection' : `selection_${at + 1}`));
  return [
    `title: ${quoted(title.trim())}`,
    `id: ${id}`,
    `date: ${date}`,
    ...(source.length > 0 ? ['logsource:', ...source] : []),
    'filter:',
    '  rules:',
    ...rules.map((rule) => `    - ${quoted(rule)}`),
    ...parts.flatMap((part, at) => [`  ${names[at]}:`, ...selectionOf(part).map((line) => `    ${line}`)]),
    `  condition: not ${names.length > 1 ? `(${names.join(' and ')})` : 'selection'}`,
    '',
  ].join('\n');
}

/** A mapping has each key once: a condition whose key is taken goes into the next part. */
function partsOf(conditions: readonly Condition[]): Condition[][] {
  const parts: Condition[][] = [];
  for (const condition of conditions) {
    const free = parts.find((part) => part.every((c) => key(c) !== key(condition)));
    if (free) free.push(condition);
    else parts.push([condition]);
  }
  return parts;
}

/** A word that YAML takes for nothing else needs no quotes. */
function plain(word: string): string {
  const meant = /^(true|false|null|yes|no|on|off|y|n)$/i.test(word);
  return !meant && /^[A-Za-z_][\w.|-]*$/.test(word) ? word : quoted(word);
}

/** Words of a template, in the language of the interface. */
export interface TemplateWords {
  title: string;
  description: string;
  author: string;
  falsepositives: string;
}

export const TEMPLATES = ['detection', 'correlation', 'filter'] as const;
export type Template = (typeof TEMPLATES)[number];

/** What a new rule begins with. */
export function template(kind: Template, words: TemplateWords, id: string, date: string): string {
  const head = [
    `title: ${quoted(words.title)}`,
    `id: ${id}`,
    ...(kind === 'filter' ? [] : ['status: test']),
    `description: ${quoted(words.description)}`,
    `author: ${quoted(words.author)}`,
    `date: ${date}`,
  ];
  const tail = ['falsepositives:', `  - ${quoted(words.falsepositives)}`, 'level: medium'];
  switch (kind) {
    case 'detection':
      return [
        ...head,
        'tags:',
        '  - attack.execution',
        'logsource:',
        '  product: windows',
        '  category: process_creation',
        'detection:',
        '  selection:',
        "    Image|endswith: '\\powershell.exe'",
        "    CommandLine|contains: '-EncodedCommand'",
        '  condition: selection',
        ...tail,
        '',
      ].join('\n');
    case 'correlation':
      return [
        ...head,
        'correlation:',
        '  type: event_count',
        '  rules:',
        '    - ssh_login_failed',
        '  group-by:',
        '    - source.ip',
        '  timespan: 10m',
        '  condition:',
        '    gte: 20',
        ...tail,
        '',
      ].join('\n');
    case 'filter':
      return [
        ...head,
        'logsource:',
        '  product: linux',
        'filter:',
        '  rules:',
        '    - ssh_login_failed',
        '  selection:',
        '    source.ip:',
        "      - '192.0.2.10'",
        '  condition: not selection',
        '',
      ].join('\n');
  }
}

/** The id that a text gives itself. */
export function idOf(text: string): string | undefined {
  const said = /^id:\s*(.+?)\s*$/m.exec(text)?.[1];
  return said?.replace(/^(['"])(.*)\1$/, '$2') || undefined;
}
