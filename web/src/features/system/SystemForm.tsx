import './system.css';
import { Checkbox, Form, type FormInstance, Input, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isProblem } from '~/api/client';
import { problemText } from '~/app/problemText';
import { useSession } from '~/app/session';
import { AgencySelect } from '~/features/agency/AgencySelect';
import { ownAgencies } from '~/features/agency/choices';
import { DayItem } from '~/ui/DayField';
import { FreeText } from '~/ui/FreeText';
import { type Draft, FormEnd, useFieldErrors } from '~/ui/forms';
import { ProblemAlert } from '~/ui/ProblemAlert';
import type { Profile, SystemBody, SystemDetail } from './api';
import { DescriptionFields, StandingFields } from './DescriptionFields';
import { HostRows } from './HostRows';
import { EXEMPT, faultsOf, type HostRow, hostsOf, LEVELS, NO_PROFILE, rowOf, rowsWith } from './model';

export interface Fields {
  name: string;
  agency_id?: string | undefined;
  level: number;
  priority: boolean;
  exempt?: string | null;
  national_since?: string | null;
  hosts: HostRow[];
  note: string;
  state: string;
  operator_id?: string | null | undefined;
  unit_id?: string | null | undefined;
  host_system_id?: string | null | undefined;
  sector?: string | null;
  hosting?: string | null;
  go_live?: string | null;
  retired_on?: string | null;
  listed_since?: string | null;
  profile: Profile;
}

export function freshFields(agency?: string): Fields {
  return {
    name: '',
    agency_id: agency,
    level: 0,
    priority: false,
    exempt: null,
    national_since: null,
    hosts: [rowOf()],
    note: '',
    state: 'running',
    profile: NO_PROFILE,
  };
}

export function fieldsOf({
  system,
  hosts,
  profile,
}: Pick<SystemDetail, 'system' | 'hosts' | 'profile'>): Fields {
  return {
    name: system.name,
    agency_id: system.agency_id,
    level: system.level,
    priority: system.priority,
    exempt: system.exempt ?? null,
    national_since: system.national_since ?? null,
    hosts: hosts.map(rowOf),
    note: system.note,
    state: system.state,
    operator_id: system.operator_id ?? null,
    unit_id: system.unit_id ?? null,
    host_system_id: system.host_system_id ?? null,
    sector: system.sector ?? null,
    hosting: system.hosting ?? null,
    go_live: system.go_live ?? null,
    retired_on: system.retired_on ?? null,
    listed_since: system.listed_since ?? null,
    profile,
  };
}

export function bodyOf({ hosts, agency_id = '', profile, retired_on, ...rest }: Fields): SystemBody {
  const { owner, operator, regulation, list_decision, ...said } = profile;
  return {
    ...rest,
    agency_id,
    // What is taken up again has no day on which it ended.
    retired_on: (rest.state === 'ended' && retired_on) || null,
    hosts: hostsOf(hosts),
    // A field that was never shown is none that was emptied.
    profile: {
      ...NO_PROFILE,
      ...said,
      owner: { ...NO_PROFILE.owner, ...owner },
      operator: { ...NO_PROFILE.operator, ...operator },
      regulation: { ...NO_PROFILE.regulation, ...regulation },
      list_decision: { ...NO_PROFILE.list_decision, ...list_decision },
    },
  };
}

/** Puts a refusal where it belongs: a host of another system stands at its row. */
export function useSystemErrors(form: FormInstance<Fields>) {
  const { t } = useTranslation('errors');
  const fieldErrors = useFieldErrors(form);
  const [taken, setTaken] = useState<ReadonlySet<number>>(new Set());
  return {
    taken,
    forget: () => setTaken((old) => (old.size > 0 ? new Set<number>() : old)),
    show: (error: unknown) => {
      if (isProblem(error) && error.code === 'system.host_taken') {
        setTaken(rowsWith(form.getFieldValue('hosts') as HostRow[], String(error.params.host ?? '')));
        form.setFields([{ name: 'hosts', errors: [problemText(t, error).what] }]);
        form.scrollToField('hosts', { block: 'center' });
      } else fieldErrors(error);
    },
  };
}

const KNOWN: readonly string[] = [
  'name',
  'agency_id',
  'operator_id',
  'unit_id',
  'host_system_id',
  'level',
  'exempt',
  'sector',
  'go_live',
  'retired_on',
  'hosts',
  'note',
];

function isShown(error: unknown): boolean {
  if (!isProblem(error)) return false;
  if (error.code === 'system.host_taken') return true;
  return error.fields.length > 0 && error.fields.every((f) => KNOWN.includes(f.field));
}

/** All that a person says of a system. */
export function SystemForm({
  form,
  start,
  existing,
  decided,
  self,
  submit,
  working,
  error,
  taken,
  draft,
  onChange,
  onSend,
  onCancel,
}: {
  form: FormInstance<Fields>;
  start: Fields;
  existing?: boolean;
  /** Its level was decided: a dossier changes it, not this form. */
  decided?: boolean;
  /** The system itself, which does not run in itself. */
  self?: string;
  submit: string;
  working: boolean;
  error: unknown;
  taken: ReadonlySet<number>;
  draft: Draft<Fields>;
  onChange: (fields: Fields) => void;
  onSend: (fields: Fields) => void;
  onCancel: () => void;
}) {
  const { t } = useTranslation(['system', 'errors']);
  const session = useSession();
  const required = { required: true, message: t('errors:field.required.what') };
  return (
    <Form<Fields>
      form={form}
      layout="vertical"
      requiredMark={false}
      initialValues={start}
      onValuesChange={(_, all) => onChange(all)}
      onFinish={onSend}
    >
      <Form.Item
        name="name"
        label={t('system:column.name')}
        extra={t('system:form.name_help')}
        rules={[{ ...required, whitespace: true }]}
      >
        <Input maxLength={300} autoFocus={!existing} />
      </Form.Item>
      <Form.Item
        name="agency_id"
        label={t('system:column.agency')}
        extra={t('system:form.agency_help')}
        rules={[required]}
      >
        <AgencySelect first={ownAgencies(session)} />
      </Form.Item>
      <div className="cl-two">
        <Form.Item
          name="level"
          label={t('system:column.level')}
          extra={t(decided ? 'system:form.level_decided' : 'system:form.level_help')}
        >
          <Select
            disabled={decided ?? false}
            options={LEVELS.map((level) => ({
              value: level,
              label: level === 0 ? t('system:level_none') : t('system:level', { level }),
            }))}
          />
        </Form.Item>
        <Form.Item name="exempt" label={t('system:form.exempt')} extra={t('system:form.exempt_help')}>
          <Select
            allowClear
            placeholder={t('system:form.exempt_none')}
            options={EXEMPT.map((value) => ({ value, label: t(`system:exempt.${value}`) }))}
          />
        </Form.Item>
      </div>
      <StandingFields self={self} />
      <Form.Item name="priority" valuePropName="checked" extra={t('system:form.priority_help')}>
        <Checkbox>{t('system:form.priority')}</Checkbox>
      </Form.Item>
      <Form.Item
        name="hosts"
        label={t('system:form.hosts')}
        extra={t('system:form.hosts_help')}
        rules={[
          {
            validator: (_, rows: HostRow[]) =>
              faultsOf(rows).size > 0 ? Promise.reject(new Error(t('system:hosts.mend'))) : Promise.resolve(),
          },
        ]}
        validateTrigger={[]}
      >
        <HostRows taken={taken} />
      </Form.Item>
      <DayItem
        name="national_since"
        label={t('system:form.national')}
        extra={t('system:form.national_help')}
      />
      <Form.Item name="note" label={t('system:form.note')}>
        <FreeText maxLength={4000} />
      </Form.Item>
      <DescriptionFields />
      {Boolean(error) && !isShown(error) && <ProblemAlert problem={error} />}
      <FormEnd submit={submit} working={working} onCancel={onCancel} draft={draft} />
    </Form>
  );
}
