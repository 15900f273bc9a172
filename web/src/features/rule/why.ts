import type { TFunction } from 'i18next';
import { ApiProblem, isProblem } from '~/api/client';

/** What a reader of rules says, by the sentence it stands for; its first group is named in it. */
const KNOWN: readonly [pattern: RegExp, key: string][] = [
  [/^there is no rule in it$/, 'no_rule'],
  [/^YAML pars\w+ error: .* at line (\d+) column \d+/, 'yaml_at'],
  [/^YAML pars\w+ error/, 'yaml'],
  [/unknown detection identifier: (.+)$/, 'detection_unknown'],
  [/Unknown modifier '(.+)'$/, 'modifier'],
  [/`not` is not a value modifier/, 'modifier_not'],
  [/Missing required field '(.+)'$/, 'field_missing'],
  [/invalid regex pattern/, 'regex'],
  [/invalid CIDR: (.+)$/, 'cidr'],
  [/Invalid timespan '(.*)'$/, 'timespan'],
  [/(?:unknown rule reference: |no rule is called )(.+)$/, 'reference'],
  [/correlation cycle detected/, 'cycle'],
  [/^twice$/, 'twice'],
  [/^too_large$/, 'too_large'],
  [/^encoding$/, 'encoding'],
];

/** Which sentence says why something is no rule, and what it names; undefined: the reader's own words must do. */
export function whyOf(why: string): { key: string; name: string } | undefined {
  for (const [pattern, key] of KNOWN) {
    const found = pattern.exec(why);
    if (found) return { key, name: found[1] ?? '' };
  }
  return undefined;
}

/** Why something is no rule, as a sentence; what has none is quoted. */
export function whyText(t: TFunction, why: string): string {
  const known = whyOf(why);
  return known
    ? t(`rule:why.${known.key}`, { name: known.name })
    : t('rule:why.other', { why: why.replace(/\s+/g, ' ').trim() });
}

/** Fields of a rule that the frame of the server refuses by a general code; they have sentences of their own. */
const FIELDS = ['text', 'note', 'pack', 'file', 'files', 'from', 'to', 'reason', 'rules'];

/** A refusal in words that an author of rules can use. */
export function spoken(t: TFunction, thrown: unknown): unknown {
  if (!isProblem(thrown)) return thrown;
  const { status, code, params, requestId } = thrown;
  if (code === 'rule.unreadable' && typeof params.why === 'string')
    return new ApiProblem({ status, code, requestId, params: { ...params, why: whyText(t, params.why) } });
  if (code === 'request.invalid' && FIELDS.includes(String(params.field)))
    return new ApiProblem({ status, code: 'rule.invalid', requestId, params });
  return thrown;
}
