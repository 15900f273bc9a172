import type { Tone } from '~/ui/StatusTag';
import type { Drill, DrillBody, DrillDetail } from './api';

export const DRILLS_PATH = '/dien-tap';
export const drillPath = (id: string) => `${DRILLS_PATH}/${id}`;

export const STATES = ['planned', 'running', 'ended', 'dropped'] as const;
const TONES: Record<string, Tone> = { planned: 'low', running: 'high', ended: 'good' };
export const toneOf = (state: string): Tone => TONES[state] ?? 'info';

const VERDICTS: Record<string, Tone> = {
  in_time: 'good',
  late: 'high',
  not_reached: 'urgent',
  pending: 'low',
};
export const toneOfVerdict = (verdict: string): Tone => VERDICTS[verdict] ?? 'info';

export const MILESTONES = [
  'reported',
  'acknowledged',
  'initial_notice',
  'contained',
  'eradicated',
  'recovered',
  'call_answered',
] as const;

/** How fast the clock of an exercise may run. */
export const SPEEDS = [1, 2, 5, 10, 20, 60] as const;

/** A form that nobody has filled in; who conducts and the day have to be chosen. */
export const NEW_DRILL: DrillForm = {
  title: '',
  purpose: '',
  agency_id: null,
  playbook: '',
  planned_on: null,
  targets: {},
  agency_ids: [],
};

export type DrillForm = Omit<DrillBody, 'agency_id' | 'planned_on'> & {
  agency_id: string | null;
  planned_on: string | null;
};

export function bodyOf({ drill, targets, agencies }: DrillDetail): DrillBody {
  return {
    title: drill.title,
    purpose: drill.purpose,
    agency_id: drill.agency_id,
    playbook: drill.playbook,
    planned_on: drill.planned_on,
    targets,
    agency_ids: agencies.map((one) => one.agency_id),
  };
}

/** `+01:20` of the clock of the exercise. */
export function clockOf(minute: number): string {
  const two = (n: number) => String(n).padStart(2, '0');
  return `+${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
}

/** What can be done with a drill where it stands. */
export function stepsOf(drill: Pick<Drill, 'state'>): ('start' | 'end' | 'drop')[] {
  if (drill.state === 'planned') return ['start', 'drop'];
  return drill.state === 'running' ? ['end'] : [];
}
