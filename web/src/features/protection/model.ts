import type { TableQuery } from '~/ui/DataTable';
import type { Tone } from '~/ui/StatusTag';
import type { Asset, AssetBody, Evidence, Link, Weakness, WeaknessBody } from './api';

export const CONTROLS_PATH = '/he-thong/yeu-cau';
export const WEAKNESSES_PATH = '/he-thong/diem-yeu';
export const ASSETS_PATH = '/he-thong/tai-san';

export type Tab = 'layers' | 'controls' | 'weaknesses' | 'assets' | 'records';

/** The page of a system, at one of its tabs. */
export function systemPath(id: string, tab?: Tab): string {
  return tab ? `/he-thong/${id}?tab=${tab}` : `/he-thong/${id}`;
}

/** As the server allows. */
export const MAX_LINE = 300;
export const MAX_NOTE = 4_000;

export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

export const LAYER_TONES: Record<string, Tone> = {
  proved: 'good',
  live: 'good',
  declared: 'medium',
  ran_out: 'urgent',
  not_independent: 'high',
  missing: 'medium',
};

/** Whether evidence counts on a day; both its days count. */
export function evidenceState(
  { since, until }: Pick<Evidence, 'since' | 'until'>,
  today: string,
): 'holds' | 'ended' | 'later' {
  if (since > today) return 'later';
  return until && until < today ? 'ended' : 'holds';
}

/** Worst first. */
export const SEVERITIES = ['critical', 'high', 'medium', 'low'] as const;
export const SEVERITY_TONES: Record<string, Tone> = {
  critical: 'urgent',
  high: 'high',
  medium: 'medium',
  low: 'low',
};
export const WEAKNESS_SOURCES = ['scan', 'warning', 'pentest', 'inspection', 'other'] as const;

/** What a person says of a weakness. */
export interface WeaknessFields {
  /** Of a new one that is not yet anybody's. */
  system_id: string | null;
  title: string;
  identifier: string;
  source: string;
  severity: string;
  found_on: string;
  due_on: string | null;
  reviewed_on: string | null;
  fixed_on: string | null;
  proof: string;
  note: string;
}

export function freshWeakness(today: string, system: string | null): WeaknessFields {
  return {
    system_id: system,
    title: '',
    identifier: '',
    source: 'scan',
    severity: 'high',
    found_on: today,
    due_on: null,
    reviewed_on: null,
    fixed_on: null,
    proof: '',
    note: '',
  };
}

export function weaknessFields(w: Weakness): WeaknessFields {
  return {
    system_id: w.system_id,
    title: w.title,
    identifier: w.identifier,
    source: w.source,
    severity: w.severity,
    found_on: w.found_on,
    due_on: w.due_on ?? null,
    reviewed_on: w.reviewed_on ?? null,
    fixed_on: w.fixed_on ?? null,
    proof: w.proof,
    note: w.note,
  };
}

export function weaknessBody({ system_id: _, ...fields }: WeaknessFields): WeaknessBody {
  return {
    ...fields,
    title: fields.title.trim(),
    identifier: fields.identifier.trim(),
    proof: fields.proof.trim(),
    note: fields.note.trim(),
  };
}

const isOn = (values: string[] | undefined) => values?.[0] === 'true';

/** What the list asks of the server for what stands in the URL. */
export function askWeaknesses({ search, filters }: TableQuery) {
  const [open] = filters.open ?? [];
  return {
    ...(search ? { search } : {}),
    ...(filters.severity?.length ? { severity: filters.severity.join(',') } : {}),
    ...(open ? { open: open === 'true' } : {}),
    ...(isOn(filters.late) ? { late: true } : {}),
  };
}

export const ASSET_KINDS = ['domain', 'service', 'software', 'device', 'database', 'zone'] as const;
export const ORIGINS = ['vn', 'foreign', 'unknown'] as const;
/** Within how many days licence or support ends. */
export const ENDS = ['past', '30', '90', '180'] as const;

/** What a person says of an asset. */
export interface AssetFields {
  system_id: string | null;
  kind: string;
  name: string;
  vendor: string;
  version: string;
  identifier: string;
  place: string;
  purpose: string;
  origin: string;
  ends_on: string | null;
  donated: boolean;
  checked_on: string | null;
  checked_by: string;
}

export function freshAsset(system: string | null): AssetFields {
  return {
    system_id: system,
    kind: 'software',
    name: '',
    vendor: '',
    version: '',
    identifier: '',
    place: '',
    purpose: '',
    origin: 'unknown',
    ends_on: null,
    donated: false,
    checked_on: null,
    checked_by: '',
  };
}

export function assetFields(a: Asset): AssetFields {
  return {
    system_id: a.system_id,
    kind: a.kind,
    name: a.name,
    vendor: a.vendor,
    version: a.version,
    identifier: a.identifier,
    place: a.place,
    purpose: a.purpose,
    origin: a.origin,
    ends_on: a.ends_on ?? null,
    donated: a.donated,
    checked_on: a.checked_on ?? null,
    checked_by: a.checked_by,
  };
}

export function assetBody({ system_id: _, ...fields }: AssetFields): AssetBody {
  return { ...fields, name: fields.name.trim(), identifier: fields.identifier.trim() };
}

/** A CPE name or a package URL, as the server takes them. */
export function isIdentifier(text: string): boolean {
  const typed = text.trim();
  return typed === '' || typed.startsWith('cpe:') || typed.startsWith('pkg:');
}

/** A donated device that nobody checked before use. */
export function isUnchecked(asset: Pick<Asset, 'donated' | 'checked_on'>): boolean {
  return asset.donated && !asset.checked_on;
}

export function askAssets({ search, filters }: TableQuery, today: string) {
  const [ends] = filters.ends ?? [];
  return {
    ...(search ? { search } : {}),
    ...(filters.kind?.length ? { kind: filters.kind.join(',') } : {}),
    ...(filters.origin?.length ? { origin: filters.origin.join(',') } : {}),
    ...(ends && (ENDS as readonly string[]).includes(ends)
      ? { ends_by: addDays(today, ends === 'past' ? -1 : Number(ends)) }
      : {}),
    ...(isOn(filters.unchecked) ? { unchecked: true } : {}),
  };
}

export const RECORD_KINDS = [
  'self_assessment',
  'independent_assessment',
  'condition_assessment',
  'risk_assessment',
  'restore_test',
  'supervision',
  'device_check',
  'acceptance',
] as const;
export const OUTCOMES = ['passed', 'conditional', 'failed'] as const;
export const OUTCOME_TONES: Record<string, Tone> = {
  passed: 'good',
  conditional: 'medium',
  failed: 'urgent',
};

export const DIRECTIONS = ['out', 'in', 'both'] as const;

/** A link as one sees it from a system: what another one says of it is turned round. */
export function linkSeenFrom(system: string, link: Link) {
  const own = link.system_id === system;
  const turned: Record<string, string> = { in: 'out', out: 'in' };
  return {
    own,
    direction: own ? link.direction : (turned[link.direction] ?? link.direction),
    other: own ? (link.other_id ?? undefined) : link.system_id,
  };
}
