import type { Schema } from '~/api/client';

export type Entry = Schema<'AuditEntry'>;
/** What an entry says of itself. */
export interface Said {
  action: string;
  detail: unknown;
}

/** Steps of one action, told apart by a member of its details; the first that is there counts. */
const STEPS: Record<string, readonly string[]> = {
  'agency.reorganise': [
    'drafted',
    'redrafted',
    'decision',
    'reviewed',
    'applied',
    'not_applied',
    'cancelled',
    'left',
  ],
  'agency.change': ['founded'],
  'group.change': ['removed_group', 'taught', 'forgotten'],
  'notification.change': ['calendar'],
  'person.create': ['accounts'],
  'person.change': ['post', 'totp'],
  'report.approve': ['returned'],
  'report.close': ['reopened', 'cancelled'],
  'report.complete_part': ['reopened'],
  'report.prepare': ['level', 'block', 'head'],
  'report.attach_signed': ['replaced'],
  'register.change': ['cancelled', 'last_used'],
  'duty.change': ['handed_over', 'from'],
};

/** Steps of one action, told apart by the value of a member. */
const VALUES: Record<string, string> = {
  'account.change': 'sign_in',
  'duty.accept': 'review',
  'duty.decide_extension': 'state',
  'difficulty.answer': 'step',
  'plan.review': 'op',
};

/** Under which key of `audit.steps` an entry says more than its action does; nothing where it does not. */
export function stepOf({ action, detail }: Said): string | undefined {
  const known = (detail ?? {}) as Record<string, unknown>;
  const has = (name: string) => known[name] !== undefined && known[name] !== null && known[name] !== false;
  if (action === 'account.change' && !has('sign_in')) {
    const own = ['password', 'totp'].find(has);
    return own && `${action}.${own}`;
  }
  const member = VALUES[action];
  const value = member === undefined ? undefined : known[member];
  if (typeof value === 'string') return `${action}.${value}`;
  const step = STEPS[action]?.find(has);
  return step && `${action}.${step}`;
}

/** Members of the details that name what an entry is about. */
const NAMES = [
  'title',
  'full_name',
  'drafted',
  'redrafted',
  'reviewed',
  'applied',
  'cancelled',
  'removed_group',
  'group',
  'taught',
  'forgotten',
  'founded',
  'symbol',
  'text',
  'printed',
  'name',
] as const;

/** The name of what was changed, where the entry holds one. A reason for cancelling is no name. */
export function nameOf({ action, detail }: Said): string | undefined {
  const known = (detail ?? {}) as Record<string, unknown>;
  for (const name of NAMES) {
    if (name === 'cancelled' && action !== 'agency.reorganise') continue;
    const value = known[name];
    if (typeof value === 'string' && value.trim() !== '') return value;
  }
  return undefined;
}
