import { daysBetween } from '~/ui/format';
import type { Tone } from '~/ui/StatusTag';

export const TABS = ['desks', 'templates', 'contacts', 'types', 'clients', 'refused'] as const;
export type Tab = (typeof TABS)[number];
export const DESK_KINDS = ['centre', 'department', 'commune'] as const;
export const PURPOSES = ['bank', 'police', 'spam', 'children', 'false_news', 'centre', 'other'] as const;

/** Days after which somebody should call a number again to see whether it still is what it was. */
export const STALE_DAYS = 180;

export function isStale(checkedOn: string | null | undefined, today: string): boolean {
  return !checkedOn || daysBetween(checkedOn, today) > STALE_DAYS;
}

/** What speaks for nobody who holds the code is a sign of a front that was taken over. */
export function refusedTone(reason: string): Tone {
  if (reason === 'forged') return 'urgent';
  return reason === 'erased' || reason === 'not_offered' ? 'info' : 'high';
}

/** 32 bytes in Base64. */
export function isPublicKey(text: string): boolean {
  const key = text.trim();
  if (!/^[A-Za-z0-9+/]{43}=$/.test(key)) return false;
  try {
    return atob(key).length === 32;
  } catch {
    return false;
  }
}

/** What a citizen can press: a phone number, or an address that begins with https://. */
export function isReachable(text: string): boolean {
  const value = text.trim();
  if (value.startsWith('https://'))
    return /^https:\/\/[\p{L}\p{N}-]+(\.[\p{L}\p{N}-]+)+([/?#]\S*)?$/u.test(value);
  const digits = value.replace(/\D/g, '').length;
  return /^\+?[\d .()-]+$/.test(value) && digits >= 3 && digits <= 15;
}
