import type { Case, Facts } from './api';
import type { ClassBody } from './calls';

/** What a class and the clocks hang on, as a form asks for it. */
export interface ClassFields {
  severity: string;
  /** As the test of the law says, or a person's word on it. */
  confirmed: 'law' | 'yes' | 'no';
  detected_at: string | null;
  occurred_at: string | null;
  personal_data: boolean;
  data_known_at: string | null;
  special_data: boolean;
  processor_found: boolean;
  basic_count: number | null;
  sensitive_count: number | null;
  /** Somebody has looked which consequences there are. */
  looked: boolean;
  consequences: string[];
  controls: 'unknown' | 'yes' | 'no';
  security_sign: boolean;
  dangerous_situation: boolean;
  state_secret: boolean;
  spread: string[];
}

const word = (value: boolean | null) => (value === null ? undefined : value ? 'yes' : 'no');
const truth = (value: string): boolean | null => (value === 'yes' ? true : value === 'no' ? false : null);

export function fieldsOf(incident: Case, facts: Facts): ClassFields {
  return {
    severity: incident.severity,
    confirmed: word(incident.confirmed_serious) ?? 'law',
    detected_at: incident.detected_at,
    occurred_at: incident.occurred_at,
    personal_data: incident.personal_data,
    data_known_at: incident.data_known_at,
    special_data: facts.special_data,
    processor_found: facts.processor_found,
    basic_count: facts.basic_count,
    sensitive_count: facts.sensitive_count,
    looked: facts.consequences !== null,
    consequences: facts.consequences ?? [],
    controls: word(facts.owner_controls) ?? 'unknown',
    security_sign: facts.security_sign,
    dangerous_situation: facts.dangerous_situation,
    state_secret: incident.state_secret,
    spread: facts.spread,
  };
}

export const NEW_CLASS: ClassFields = {
  severity: '',
  confirmed: 'law',
  detected_at: null,
  occurred_at: null,
  personal_data: false,
  data_known_at: null,
  special_data: false,
  processor_found: false,
  basic_count: null,
  sensitive_count: null,
  looked: false,
  consequences: [],
  controls: 'unknown',
  security_sign: false,
  dangerous_situation: false,
  state_secret: false,
  spread: [],
};

/** What belongs to personal data is left out where none is affected. */
export function factsOf(f: ClassFields): Facts {
  const data = f.personal_data;
  return {
    consequences: f.looked ? f.consequences : null,
    owner_controls: truth(f.controls),
    security_sign: f.security_sign,
    dangerous_situation: f.dangerous_situation,
    processor_found: data && f.processor_found,
    special_data: data && f.special_data,
    basic_count: data ? (f.basic_count ?? null) : null,
    sensitive_count: data ? (f.sensitive_count ?? null) : null,
    spread: f.spread,
  };
}

export function classBody(f: ClassFields, reason: string): ClassBody {
  return {
    severity: f.severity,
    confirmed_serious: truth(f.confirmed),
    facts: factsOf(f),
    personal_data: f.personal_data,
    data_known_at: f.personal_data ? f.data_known_at : null,
    detected_at: f.detected_at ?? '',
    occurred_at: f.occurred_at,
    state_secret: f.state_secret,
    reason: reason.trim(),
  };
}
