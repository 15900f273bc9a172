import type { Contact, Kind, NewReport, ScamType } from '../api';

/** The form as it is filled in at the phone: one flat record, with the names that the server gives refused fields. */
export interface IntakeFields {
  desk_id: string | null;
  channel: string;
  language: string;
  topic: string | null;
  /** Null until it is asked and answered: by it a report is urgent or waits, and a default would be an answer of nobody. */
  money: string | null;
  refuses: boolean;
  refused_because: string;
  name: string;
  phone: string;
  email: string;
  address: string;
  id_card: string;
  guardian: string;
  for_another: boolean;
  is_minor: boolean;
  is_not_fluent: boolean;
  is_abroad: boolean;
  wants_secret: boolean;
  occurred_on: string | null;
  commune: string | null;
  narrative: string;
  reached_by: string[];
  named: { text?: string; bank?: string }[];
  money_sent_at: string | null;
  amount: number | null;
  bank: string;
  bank_told: boolean;
  exposed: string[];
  may_share: boolean;
}

export const FRESH: IntakeFields = {
  desk_id: null,
  channel: 'phone',
  language: 'vi',
  topic: null,
  money: null,
  refuses: false,
  refused_because: '',
  name: '',
  phone: '',
  email: '',
  address: '',
  id_card: '',
  guardian: '',
  for_another: false,
  is_minor: false,
  is_not_fluent: false,
  is_abroad: false,
  wants_secret: false,
  occurred_on: null,
  commune: null,
  narrative: '',
  reached_by: [],
  named: [],
  money_sent_at: null,
  amount: null,
  bank: '',
  bank_told: false,
  exposed: [],
  may_share: false,
};

/** How a report comes to an operator; the portal and applications have ways of their own. */
export const TAKEN_BY = ['phone', 'walk_in', 'forwarded'] as const;

const trimmed = (text: string | undefined) => (text ?? '').trim();

/** Money was asked for, or moved. */
export const isAtStake = (money: string | null) => money !== null && money !== 'none';

/** What is sent. Who refuses to say who they are is received all the same, with the reason alone. */
export function bodyOf(fields: IntakeFields, desk: string): NewReport {
  const atStake = isAtStake(fields.money);
  const moved = fields.money === 'sending' || fields.money === 'sent';
  const said = (text: string) => (fields.refuses ? '' : trimmed(text));
  return {
    desk_id: desk,
    received_at: null,
    narrative: trimmed(fields.narrative),
    form: {
      channel: fields.channel,
      language: fields.language,
      topic: fields.topic ?? '',
      occurred_on: fields.occurred_on,
      reached_by: fields.reached_by,
      named: fields.named
        .map(({ text, bank }) => ({ text: trimmed(text), bank: trimmed(bank) }))
        .filter(({ text }) => text !== ''),
      money: fields.money ?? '',
      money_sent_at: moved ? fields.money_sent_at : null,
      amount: atStake ? fields.amount : null,
      bank: atStake ? trimmed(fields.bank) : '',
      bank_told: atStake && fields.bank_told,
      exposed: fields.exposed,
      commune: fields.commune,
      is_minor: fields.is_minor,
      is_not_fluent: fields.is_not_fluent,
      is_abroad: fields.is_abroad,
      for_another: fields.for_another,
      wants_secret: fields.wants_secret,
      may_share: fields.may_share,
    },
    identity: {
      name: said(fields.name),
      phone: said(fields.phone),
      email: said(fields.email),
      address: said(fields.address),
      id_card: said(fields.id_card),
      guardian: said(fields.guardian),
      refused_because: fields.refuses ? trimmed(fields.refused_because) : '',
    },
  };
}

/** What the officer says at once, the most pressing first; sentences of `aid.*`. */
export type Aid =
  | 'stop'
  | 'bank'
  | 'card'
  | 'device'
  | 'password'
  | 'id_card'
  | 'images'
  | 'guardian'
  | 'interpreter'
  | 'abroad'
  | 'evidence'
  | 'refund'
  | 'police';

export function aidOf(
  fields: Pick<IntakeFields, 'money' | 'exposed' | 'is_minor' | 'is_not_fluent' | 'is_abroad' | 'bank_told'>,
): Aid[] {
  const lost = (...what: string[]) => what.some((one) => fields.exposed.includes(one));
  const moving = fields.money === 'sending';
  const moved = moving || fields.money === 'sent';
  const all: (Aid | false)[] = [
    (moving || fields.money === 'asked') && 'stop',
    moved && !fields.bank_told && 'bank',
    lost('bank_card') && 'card',
    lost('device') && 'device',
    lost('otp', 'password', 'account') && 'password',
    lost('identity_card') && 'id_card',
    lost('private_images') && 'images',
    fields.is_minor && 'guardian',
    fields.is_not_fluent && 'interpreter',
    fields.is_abroad && 'abroad',
    'evidence',
    moved && 'refund',
    'police',
  ];
  return all.filter((one) => one !== false);
}

/** What to do about this very kind, in the language of the interface. */
export function adviceOf(topic: Pick<ScamType, 'advice'> | undefined, language: string): string[] {
  return (topic?.advice ?? []).map((text) => (language === 'en' ? text.en : text.vi));
}

/** Whom the citizen may turn to: those of the kind, banks first where money has moved. */
export function contactsFor<T extends Pick<Contact, 'purpose' | 'scam_types'>>(
  contacts: readonly T[],
  topic: Pick<ScamType, 'code' | 'contacts'> | undefined,
  money: string | null,
): T[] {
  const wanted = [...(money === 'sending' || money === 'sent' ? ['bank'] : []), ...(topic?.contacts ?? [])];
  const rank = (contact: T) => {
    const at = wanted.indexOf(contact.purpose);
    return at < 0 ? wanted.length : at;
  };
  return contacts
    .filter((one) => {
      if (one.scam_types.length > 0) return topic !== undefined && one.scam_types.includes(topic.code);
      return !topic?.contacts.length || wanted.includes(one.purpose);
    })
    .sort((a, b) => rank(a) - rank(b));
}

/** A number that a phone can dial; an address on the web is none. */
export function dialOf(value: string): string | undefined {
  const digits = value.replace(/[\s.()-]/g, '');
  return /^\+?\d{3,15}$/.test(digits) ? `tel:${digits}` : undefined;
}

/** Whom an operator rings about a report: the bank first where money has moved, then those who investigate. */
export function numbersFor<T extends Pick<Contact, 'purpose' | 'scam_types' | 'value'>>(
  contacts: readonly T[],
  { scam_type, money }: { scam_type: string | null; money: string },
): T[] {
  const topic = { code: scam_type ?? '', contacts: ['police', 'bank'] };
  return contactsFor(contacts, topic, money).filter(({ value }) => dialOf(value) !== undefined);
}

/** Kinds with the sentence about knowingly false reports. */
export function falseReportNote(kinds: readonly Pick<Kind, 'crime' | 'note'>[]): string | undefined {
  return kinds.find((kind) => kind.crime && kind.note)?.note ?? undefined;
}
