import type { Contact, ContactBody, Owner, Turn } from './api';

export const NETWORK_PATH = '/mang-luoi';
export const TABS = ['duty', 'contacts', 'owners'] as const;
export const LINES = ['first', 'second'] as const;

const DAY_MS = 86_400_000;
/** Viet Nam has one time, seven hours ahead, all year. */
const AHEAD = '+07:00';

/** The Monday of the week of a day, `yyyy-MM-dd`. */
export function mondayOf(day: string): string {
  const at = new Date(`${day}T00:00:00Z`);
  return addDays(day, -((at.getUTCDay() + 6) % 7));
}

export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

/** The seven days of a week. */
export const weekOf = (monday: string) => Array.from({ length: 7 }, (_, at) => addDays(monday, at));

/** Moments between which a day is lived in Viet Nam. */
export function boundsOf(day: string): { from: string; to: string } {
  return { from: `${day}T00:00:00${AHEAD}`, to: `${addDays(day, 1)}T00:00:00${AHEAD}` };
}

/** Turns that touch a day, the first line before the second. */
export function turnsOn(turns: readonly Turn[], day: string): Turn[] {
  const { from, to } = boundsOf(day);
  return turns
    .filter((t) => Date.parse(t.from_at) < Date.parse(to) && Date.parse(t.to_at) > Date.parse(from))
    .sort((a, b) => a.line.localeCompare(b.line) || a.from_at.localeCompare(b.from_at));
}

export const NEW_CONTACT: ContactBody = {
  kind: 'internal_team',
  body: '',
  agency_id: null,
  person_id: null,
  name: '',
  post: '',
  phone: '',
  email: '',
  skills: [],
  always: false,
  active: true,
  note: '',
};

export function bodyOf(contact: Contact): ContactBody {
  const { kind, body, agency_id, person_id, name, post, phone, email, skills, always, active, note } =
    contact;
  return { kind, body, agency_id, person_id, name, post, phone, email, skills, always, active, note };
}

/** A contact to be: the team of an owner that has none. */
export const teamOf = ({ agency_id }: Pick<Owner, 'agency_id'>): ContactBody => ({
  ...NEW_CONTACT,
  agency_id,
});

/** Levels that stand in a list, the highest first. */
export const levelsOf = (owners: readonly Owner[]) =>
  [...new Set(owners.map(({ level }) => level))].sort((a, b) => b - a);
