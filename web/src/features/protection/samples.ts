import type {
  AgencyScores,
  Asset,
  Control,
  Controls,
  Evidence,
  Layers,
  Score,
  Scored,
  ScoreSum,
  System,
  Weakness,
} from './api';

/** Records for tests. */
export const SYSTEM: System = {
  id: 'y1',
  name: 'Cong dich vu',
  agency_id: 'g1',
  agency_name: 'So A',
  level: 3,
  proposed_level: 0,
  priority: true,
  note: '',
  active: true,
  hosts: 1,
  version: 1,
  may_change: true,
  state: 'running',
  dossier: 'approved',
  flags: [],
  layers: [1],
};

export const evidence = (over: Partial<Evidence> = {}): Evidence => ({
  id: 'e1',
  provider: 'Cong ty An Toan',
  note: '',
  since: '2026-01-01',
  until: null,
  file_id: null,
  created_by: 'Binh',
  created_at: '2026-01-01T00:00:00Z',
  ...over,
});

const LAYER_NAMES = ['Luc luong', 'Giam sat', 'Danh gia', 'Ket noi'];

export const layers = (standings: readonly string[], of: readonly Evidence[][] = []): Layers => ({
  layers: standings.map((standing, at) => ({
    layer: at + 1,
    name: LAYER_NAMES[at] ?? '',
    asks: 'asks',
    source: 'source',
    standing,
    stands: standing === 'proved' || standing === 'live',
    evidence: [...(of[at] ?? [])],
  })),
  heard: true,
  sources: 2,
  last_at: '2026-07-01T00:00:00Z',
  national: false,
  may_change: true,
});

type Answered = NonNullable<Control['answer']>;

export const answered = (over: Partial<Answered> = {}): Answered => ({
  answer: 'met',
  said: over.answer ?? 'met',
  note: '',
  holds_until: null,
  ran_out: false,
  owner: '',
  due_on: null,
  common: false,
  inherited: false,
  by_product: false,
  answered_by: 'Binh',
  answered_at: '2026-07-01T00:00:00Z',
  file_id: null,
  ...over,
});

export const control = (
  item: string,
  answer: Answered | null = null,
  over: Partial<Control> = {},
): Control => ({
  item,
  clause: item,
  name: null,
  words: `words of ${item}`,
  article: 'article 9',
  source: 'circular 12',
  certainty: 'found',
  answer,
  computed: null,
  ...over,
});

export const score = (over: Partial<Score> = {}): Score => ({
  items: 10,
  met: 4,
  partly: 1,
  unmet: 1,
  not_applicable: 2,
  unanswered: 2,
  gaps: 4,
  complete: true,
  percent: 50,
  ...over,
});

export const controls = (items: readonly Control[], over: Partial<Controls> = {}): Controls => ({
  regime: 'R85',
  level: 3,
  known_items: 10,
  covered: 10,
  score: score(),
  groups: [{ code: 'M1', name: 'policy', items: [...items] }],
  host_system_id: null,
  may_change: true,
  ...over,
});

export const scored = (id: string, agency: string, level: number, over: Partial<Score> = {}): Scored => ({
  system_id: id,
  system_name: `System ${id}`,
  agency_id: agency,
  agency_name: `Agency ${agency}`,
  regime: 'R85',
  level,
  layers: [1, 3],
  flags: [],
  score: score(over),
});

export const sum = (percent: number | null, over: Partial<ScoreSum> = {}): ScoreSum => ({
  systems: 1,
  met: percent ?? 0,
  applies: percent === null ? 0 : 100,
  complete: true,
  percent,
  ...over,
});

/** `cells`: the share by level, 1 first. */
export const ofAgency = (id: string, ...cells: (number | null)[]): AgencyScores => ({
  agency_id: id,
  agency_name: `Agency ${id}`,
  all: sum(cells.find((cell) => cell !== null) ?? null),
  levels: [0, 1, 2, 3, 4].map((at) => {
    const cell = cells[at];
    return cell === null || cell === undefined ? null : sum(cell);
  }),
});

export const weakness = (over: Partial<Weakness> = {}): Weakness => ({
  id: 'w1',
  system_id: 'y1',
  system_name: 'Cong dich vu',
  agency_id: 'g1',
  agency_name: 'So A',
  title: 'Old library',
  identifier: 'CVE-2026-1',
  source: 'scan',
  severity: 'high',
  found_on: '2026-01-02',
  due_on: '2026-02-01',
  reviewed_on: null,
  fixed_on: null,
  proof: '',
  note: '',
  late: true,
  version: 1,
  ...over,
});

export const asset = (over: Partial<Asset> = {}): Asset => ({
  id: 'a1',
  system_id: 'y1',
  system_name: 'Cong dich vu',
  kind: 'device',
  name: 'Firewall',
  vendor: '',
  version: '',
  identifier: '',
  place: '',
  purpose: '',
  origin: 'vn',
  ends_on: null,
  donated: true,
  checked_on: null,
  checked_by: '',
  revision: 4,
  ...over,
});
