import type { Channel, ChannelBody } from './api';

export const KINDS = ['app', 'mail', 'webhook'] as const;
export const HOURS = ['always', 'office', 'duty'] as const;
/** Roles that can be told inside the product. */
export const ROLES = ['analyst', 'shift_lead', 'focal_point', 'head'] as const;

/** What a person says of a channel; the target is a list of roles, of addresses, or one URL. */
export interface Fields {
  name: string;
  kind: string;
  target: string | string[];
  severity: string;
  hours: string;
  agency_id?: string | null;
  enabled: boolean;
}

export const FRESH: Fields = {
  name: '',
  kind: 'app',
  target: ['analyst', 'shift_lead'],
  severity: 'high',
  hours: 'always',
  agency_id: null,
  enabled: true,
};

/** What the target is before anybody says something. */
export function emptyTarget(kind: string): Fields['target'] {
  return kind === 'app' ? [...(FRESH.target as string[])] : kind === 'mail' ? [] : '';
}

export function targetsOf(channel: Pick<Channel, 'target'>): string[] {
  return channel.target
    .split(',')
    .map((word) => word.trim())
    .filter(Boolean);
}

export function fieldsOf(channel: Channel): Fields {
  return {
    name: channel.name,
    kind: channel.kind,
    target: channel.kind === 'webhook' ? channel.target : targetsOf(channel),
    severity: channel.severity,
    hours: channel.hours,
    agency_id: channel.agency_id ?? null,
    enabled: channel.enabled,
  };
}

export function bodyOf({ target, agency_id, ...rest }: Fields): ChannelBody {
  return {
    ...rest,
    agency_id: agency_id ?? null,
    target: Array.isArray(target) ? target.join(',') : target.trim(),
  };
}

/** Close enough to tell a slip; the server knows exactly. */
export function isMail(word: string): boolean {
  return /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(word.trim());
}
