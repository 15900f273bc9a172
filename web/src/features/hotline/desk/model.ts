/** Words and pure helpers that the rooms beside the inbox share. */
import { daysBetween } from '~/ui/format';
import type { Tone } from '~/ui/StatusTag';

/** Kinds that always may be a person's: the public is warned of them only after several independent reports. */
export const NEEDS_REPORTS: readonly string[] = ['phone', 'bank_account'];
/** Kinds that events of machines can be compared with. */
export const DETECTABLE: readonly string[] = ['url', 'domain', 'ip'];

/** Characters, as the server allows. */
export const MAX_NAME = 200;

const HOST =
  /(?<![\p{L}\p{N}_-])(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]*[\p{L}\p{N}])?\.)+(?:\p{L}{2,}|xn--[a-z0-9-]+)(?![\p{L}\p{N}-])/giu;
const ADDRESS = /(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.])/g;

/** An address that nobody opens by accident: `hxxps://gia-mau[.]example/a.b`. Figures such as 1.500.000 stay. */
export function defang(text: string): string {
  const dotted = (part: string) => part.replaceAll('.', '[.]');
  return text
    .replace(/\bhttp(s?):/gi, (_, s: string) => `hxxp${s.toLowerCase()}:`)
    .split(/(\s+)/)
    .map((word) => {
      // Of an address only the part up to the path names the machine.
      const path = /^(.*?:\/\/[^/]*|[^/]*)(\/.*)?$/su.exec(word);
      const [, host = word, rest = ''] = path ?? [];
      return host.replace(HOST, dotted).replace(ADDRESS, dotted) + rest;
    })
    .join('');
}

/** As it is shown: what could be opened is not. */
export function shownValue(kind: string, value: string): string {
  return ['url', 'domain', 'email', 'ip'].includes(kind) ? defang(value) : value;
}

/** Days until something ends that are told as "soon". */
export const SOON_DAYS = 14;

export type Ending = 'never' | 'later' | 'soon' | 'over';

export function endingOf(until: string | null | undefined, now = new Date()): Ending {
  if (!until) return 'never';
  if (Date.parse(until) <= now.getTime()) return 'over';
  return daysBetween(now, until) <= SOON_DAYS ? 'soon' : 'later';
}

/** Lines of a field as a list: empty ones are left out. */
export function linesOf(text: string | undefined): string[] {
  return (text ?? '')
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
}

const CAMPAIGN_TONES: Record<string, Tone> = { open: 'high', warned: 'good', closed: 'info' };
const VERDICT_TONES: Record<string, Tone> = { warned: 'urgent', expired: 'info', withdrawn: 'info' };
const CONTEST_TONES: Record<string, Tone> = {
  open: 'high',
  upheld: 'good',
  rejected: 'info',
  withdrawn: 'info',
};
const TRUST_TONES: Record<string, Tone> = {
  pending: 'medium',
  proved: 'good',
  expired: 'high',
  revoked: 'urgent',
};
const NOTICE_TONES: Record<string, Tone> = {
  draft: 'medium',
  published: 'good',
  review: 'urgent',
  withdrawn: 'info',
};
const CONTENT_TONES: Record<string, Tone> = {
  recorded: 'high',
  assessed: 'medium',
  transferred: 'low',
  answered: 'good',
  appealed: 'high',
  closed: 'info',
};

export const TONES = {
  campaign: CAMPAIGN_TONES,
  verdict: VERDICT_TONES,
  contest: CONTEST_TONES,
  trust: TRUST_TONES,
  notice: NOTICE_TONES,
  content: CONTENT_TONES,
} as const;

export type Stated = keyof typeof TONES;

export function toneOf(of: Stated, state: string): Tone {
  return TONES[of][state] ?? 'info';
}
