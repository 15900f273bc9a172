/** One entry of the audit log as a sentence: the key of it, what it speaks of, and the reason given. */
export interface TrailLine {
  key: string;
  params: Record<string, unknown>;
  reason: string | undefined;
}

const KNOWN = new Set([
  'create',
  'change',
  'report',
  'accept',
  'return',
  'extend',
  'decide_extension',
  'remind',
  'import',
  'comment',
]);

/** `duty.accept` with the review `returned` is a return: the log names the right that was used, not the outcome. */
export function trailLine(action: string, detail: Record<string, unknown> | null): TrailLine {
  const found = detail ?? {};
  let key = action.replace(/^(duty|plan)\./, '');
  if (key === 'accept' && found.review === 'returned') key = 'return';
  if (key === 'decide_extension' && found.state === 'refused') key = 'refuse_extension';
  else if (!KNOWN.has(key)) key = 'other';
  const dated = (value: unknown) => typeof value === 'string' && value !== '';
  if (key === 'extend' && !(dated(found.from) && dated(found.to))) key = 'extend_plain';
  if (key === 'decide_extension' && !(dated(found.from) && dated(found.to))) key = 'decide_plain';
  return {
    key,
    params: { from: found.from ?? '', to: found.to ?? '' },
    reason: typeof found.reason === 'string' ? found.reason : undefined,
  };
}
