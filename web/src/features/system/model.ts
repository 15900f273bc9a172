import { formatDate } from '~/ui/format';
import type { Connected, Host, Profile, System, UnregisteredHost } from './api';

/** Levels of the law; 0: not determined. */
export const LEVELS = [5, 4, 3, 2, 1, 0] as const;
/** Kinds that do not count for the share of connected systems. */
export const EXEMPT = ['military', 'defence', 'cipher'] as const;
/** Where a system stands in its life. */
export const STATES = ['planned', 'building', 'running', 'ended'] as const;
export const HOSTINGS = ['own_room', 'province_centre', 'other_centre', 'cloud', 'mixed'] as const;
export const PLAN_STATUSES = ['none', 'some', 'full'] as const;
/** Where the dossier of a level stands. */
export const DOSSIERS = ['none', 'draft', 'sent', 'returned', 'appraised', 'approved'] as const;
/** Why a running system may not run. */
export const FLAGS = ['unapproved', 'unprotected'] as const;

const BODY = { founding: '', representative: '', position: '', address: '', phone: '', email: '' };
const PAPER = { number: '', on: null, by: '' };
/** A description of which nothing is said. */
export const NO_PROFILE: Profile = {
  delegate: '',
  operator_name: '',
  purpose: '',
  scope: '',
  served: '',
  owner: BODY,
  operator: BODY,
  regulation: PAPER,
  plan_status: null,
  plan_expected: null,
  approval_expected: null,
  preliminary_risk: '',
  threats: '',
  impact_scope: '',
  always_on: '',
  list_decision: PAPER,
};

/** Limits of the server. */
export const MAX_HOSTS = 2000;
const MAX_ADDRESSES = 50;
const MAX_HOST = 255;

/** A host as a form has it; `key` stays while rows come and go. */
export interface HostRow {
  key: number;
  name: string;
  addresses: string;
}

let last = 0;

export function rowOf(host: Host = {}): HostRow {
  last += 1;
  return { key: last, name: host.name ?? '', addresses: spaced(host.addresses ?? '') };
}

/** The form of a new system that begins with a host that was seen. */
export function newSystemPath({ host, agency_id }: Pick<UnregisteredHost, 'host' | 'agency_id'>): string {
  const query = new URLSearchParams({ may: host, ...(agency_id ? { agency: agency_id } : {}) });
  return `/he-thong/moi?${query}`;
}

/** What a host that was seen is as a host of a system: an address, or a name. */
export function seenHost(host: string): Host {
  return isAddress(host) ? { name: '', addresses: host } : { name: host, addresses: '' };
}

/** `10.1.0.5,10.1.0.6` with room to break lines. */
export function spaced(addresses: string): string {
  return addresses.split(',').filter(Boolean).join(', ');
}

/** `12/QĐ, 04/05/2026, Sở` of a document that somebody issued; undefined: there is none. */
export function paperText(
  paper: { number?: string; on?: string | null; by?: string } | undefined,
): string | undefined {
  if (!paper?.number) return undefined;
  return [paper.number, paper.on && formatDate(paper.on, true), paper.by].filter(Boolean).join(', ');
}

/** What is sent: rows that say something. */
export function hostsOf(rows: readonly HostRow[]): Host[] {
  return rows
    .map(({ name, addresses }) => ({ name: name.trim(), addresses: addresses.trim() }))
    .filter(({ name, addresses }) => name !== '' || addresses !== '');
}

const wordsOf = (text: string) => text.split(/[,;\s]+/).filter(Boolean);

const OCTET = '(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)';
const V4 = new RegExp(`^${OCTET}(?:\\.${OCTET}){3}(?:/(?:3[0-2]|[12]?\\d))?$`);
/** Close enough to tell an address from a name; the server knows exactly. */
const V6 = /^(?=.*:.*:)[\da-f:.]+(?:\/(?:12[0-8]|1[01]\d|\d?\d))?$/i;

export function isAddress(word: string): boolean {
  return V4.test(word) || V6.test(word);
}

/** An address, or one that was written wrongly: it is told at its place instead of becoming a host. */
function meansAddress(word: string): boolean {
  return isAddress(word) || (/^[\d.:/-]+$/.test(word) && /[.:/]/.test(word));
}

/**
 * Hosts out of pasted lines: a name and its addresses in any order, as in a hosts file or a column of a sheet.
 * Further names of a line are hosts of their own: a host calls itself by one name. What follows `#` is a remark.
 */
export function hostsIn(text: string): Host[] {
  return text.split(/\r?\n/).flatMap((line): Host[] => {
    const words = wordsOf(line.replace(/#.*/, ''));
    const addresses = words.filter(meansAddress);
    const [name = '', ...others] = words.filter((word) => !meansAddress(word));
    if (name === '' && addresses.length === 0) return [];
    return [
      { name, addresses: addresses.join(', ') },
      ...others.map((other) => ({ name: other, addresses: '' })),
    ];
  });
}

/** Rows with pasted hosts in the place of one of them; what stood in that row and is not empty stays before them. */
export function pasted(rows: readonly HostRow[], at: number, hosts: readonly Host[]): HostRow[] {
  const fresh = hosts.map(rowOf);
  return rows.flatMap((row, index) => {
    if (index !== at) return [row];
    return row.name || row.addresses ? [row, ...fresh] : fresh;
  });
}

export type Fault = 'malformed_name' | 'malformed_address' | 'twice' | 'too_many';

/** What the server would refuse, by row, so that nobody looks through hundreds of rows for one that is wrong. */
export function faultsOf(rows: readonly HostRow[]): Map<number, Fault> {
  const faults = new Map<number, Fault>();
  const seen = new Set<string>();
  for (const { key, name, addresses } of rows) {
    const host = name.trim().replace(/\.+$/, '').toLowerCase();
    const words = wordsOf(addresses);
    const said = [...(host ? [`name ${host}`] : []), ...words.map((w) => w.toLowerCase())];
    if (host.length > MAX_HOST || /\s/.test(host)) faults.set(key, 'malformed_name');
    else if (!words.every(isAddress)) faults.set(key, 'malformed_address');
    else if (words.length > MAX_ADDRESSES) faults.set(key, 'too_many');
    else if (said.some((word) => seen.has(word)) || new Set(said).size < said.length)
      faults.set(key, 'twice');
    for (const word of said) seen.add(word);
  }
  return faults;
}

/** Rows that speak of a host as the server names it. */
export function rowsWith(rows: readonly HostRow[], host: string): Set<number> {
  const wanted = host.toLowerCase();
  return new Set(
    rows
      .filter(
        ({ name, addresses }) =>
          name.trim().replace(/\.+$/, '').toLowerCase() === wanted ||
          wordsOf(addresses.toLowerCase()).includes(wanted),
      )
      .map(({ key }) => key),
  );
}

/** Why a system does not count as connected, or that it does. */
export function stateOf({
  connected,
  through,
  system,
}: Pick<Connected, 'connected' | 'through'> & { system: Pick<System, 'last_at'> }) {
  if (connected) return 'connected';
  if (through.length === 0) return 'no_source';
  return system.last_at ? 'silent' : 'never';
}

/** `80` of 4 and 5, rounded down: 199 of 200 are not yet all. */
export function percentOf(part: number, whole: number): number | undefined {
  return whole > 0 ? Math.floor((part / whole) * 1000) / 10 : undefined;
}

/** The first of all systems to look at: those that are not connected, the higher level first, by name. */
export function byNeed(a: Connected, b: Connected): number {
  return (
    Number(a.connected) - Number(b.connected) ||
    b.system.level - a.system.level ||
    a.system.name.localeCompare(b.system.name, 'vi')
  );
}
