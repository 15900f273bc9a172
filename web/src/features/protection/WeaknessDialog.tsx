import { useQuery } from '@tanstack/react-query';
import { Form, Input, Modal, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { can, useSession } from '~/app/session';
import { systemQuery } from '~/features/system/api';
import { SystemSelect } from '~/features/system/SystemSelect';
import { DayItem } from '~/ui/DayField';
import { FormDialog } from '~/ui/FormDialog';
import { FreeText } from '~/ui/FreeText';
import { formatDate, localDay } from '~/ui/format';
import { DateText, LateTag, Nothing } from '~/ui/texts';
import { readWeakness, refresh, type System, saveWeakness, type Weakness } from './api';
import {
  freshWeakness,
  MAX_LINE,
  MAX_NOTE,
  SEVERITIES,
  WEAKNESS_SOURCES,
  type WeaknessFields,
  weaknessBody,
  weaknessFields,
} from './model';
import { SeverityTag } from './words';

/** One weakness: to change for whoever may change its system, to read for others; a new one without. */
export function WeaknessDialog({
  weakness,
  system,
  onClose,
}: {
  weakness?: Weakness;
  /** Known, and fixed. */
  system?: System;
  onClose: () => void;
}) {
  const { t } = useTranslation('protection');
  const session = useSession();
  const asked = useQuery({
    ...systemQuery(weakness?.system_id ?? ''),
    enabled: weakness !== undefined && system === undefined && can(session, 'system.change'),
    refetchInterval: false,
  });
  // A moment, and the form comes at once instead of after what can only be read.
  if (asked.isLoading) return null;
  const may = weakness ? (system ?? asked.data?.system)?.may_change : true;
  if (weakness && !may) return <Facts weakness={weakness} onClose={onClose} />;
  return (
    <FormDialog<WeaknessFields, Weakness>
      title={t(weakness ? 'weakness.edit' : 'weakness.new')}
      submit={t(weakness ? 'save' : 'weakness.add')}
      said={t(weakness ? 'saved' : 'weakness.added')}
      start={weakness ? weaknessFields(weakness) : freshWeakness(localDay(new Date()), system?.id ?? null)}
      send={(fields, over) => saveWeakness(fields.system_id ?? '', weaknessBody(fields), over)}
      {...(weakness
        ? {
            versions: {
              over: weakness,
              reread: () => readWeakness(weakness),
              fieldsOf: weaknessFields,
              shown: COMPARED.map((key) => ({
                key,
                label: t(LABELS[key]),
                render: (value) => <Shown of={key} value={value} />,
              })),
            },
          }
        : {})}
      refresh={refresh}
      onClose={onClose}
    >
      {weakness && !system && <p className="cl-quiet cl-break">{weakness.system_name}</p>}
      <Items choose={!weakness && !system} />
    </FormDialog>
  );
}

const COMPARED = [
  'title',
  'identifier',
  'source',
  'severity',
  'found_on',
  'due_on',
  'reviewed_on',
  'fixed_on',
  'proof',
  'note',
] as const;
const LABELS: Record<(typeof COMPARED)[number], string> = {
  title: 'weakness.column.title',
  identifier: 'weakness.column.identifier',
  source: 'weakness.column.source',
  severity: 'weakness.column.severity',
  found_on: 'weakness.column.found',
  due_on: 'weakness.column.due',
  reviewed_on: 'weakness.column.reviewed',
  fixed_on: 'weakness.column.fixed',
  proof: 'weakness.column.proof',
  note: 'field.note',
};

/** A value of the form as one reads it. */
function Shown({ of, value }: { of: (typeof COMPARED)[number]; value: string | null }) {
  const { t } = useTranslation('protection');
  if (!value) return <Nothing />;
  if (of === 'severity' || of === 'source') return t(`weakness.${of}.${value}`, { defaultValue: value });
  return of.endsWith('_on') ? formatDate(value, true) : value;
}

function Items({ choose }: { choose: boolean }) {
  const { t } = useTranslation(['protection', 'errors']);
  const form = Form.useFormInstance<WeaknessFields>();
  const found = Form.useWatch('found_on', form) ?? undefined;
  const fixed = Form.useWatch('fixed_on', form);
  const required = { required: true, message: t('errors:field.required.what') };
  const after = { notBefore: found, dependencies: ['found_on'] };
  return (
    <>
      {choose && (
        <Form.Item name="system_id" label={t('protection:column.system')} rules={[required]}>
          <SystemSelect />
        </Form.Item>
      )}
      <Form.Item
        name="title"
        label={t('protection:weakness.column.title')}
        rules={[{ ...required, whitespace: true }]}
      >
        <FreeText single maxLength={MAX_LINE} />
      </Form.Item>
      <div className="cl-two">
        <Form.Item
          name="identifier"
          label={t('protection:weakness.column.identifier')}
          extra={t('protection:weakness.identifier_help')}
        >
          <Input maxLength={MAX_LINE} autoComplete="off" spellCheck={false} />
        </Form.Item>
        <Form.Item name="source" label={t('protection:weakness.column.source')}>
          <Select
            options={WEAKNESS_SOURCES.map((value) => ({
              value,
              label: t(`protection:weakness.source.${value}`),
            }))}
          />
        </Form.Item>
        <Form.Item name="severity" label={t('protection:weakness.column.severity')}>
          <Select
            options={SEVERITIES.map((value) => ({
              value,
              label: t(`protection:weakness.severity.${value}`),
            }))}
          />
        </Form.Item>
        <DayItem name="found_on" label={t('protection:weakness.column.found')} required notAfterToday />
        <DayItem name="due_on" label={t('protection:weakness.column.due')} {...after} />
        <DayItem
          name="reviewed_on"
          label={t('protection:weakness.column.reviewed')}
          extra={t('protection:weakness.reviewed_help')}
          notAfterToday
          {...after}
        />
        <DayItem name="fixed_on" label={t('protection:weakness.column.fixed')} notAfterToday {...after} />
      </div>
      <Form.Item
        name="proof"
        label={t('protection:weakness.column.proof')}
        extra={t('protection:weakness.proof_help')}
        dependencies={['fixed_on']}
        rules={fixed ? [{ ...required, whitespace: true }] : []}
      >
        <FreeText minRows={2} maxLength={MAX_NOTE} />
      </Form.Item>
      <Form.Item name="note" label={t('protection:field.note')}>
        <FreeText minRows={2} maxLength={MAX_NOTE} />
      </Form.Item>
    </>
  );
}

function Facts({ weakness: w, onClose }: { weakness: Weakness; onClose: () => void }) {
  const { t } = useTranslation('protection');
  return (
    <Modal open width={640} title={w.title} footer={null} onCancel={onClose}>
      <dl className="cl-facts">
        <dt>{t('column.system')}</dt>
        <dd>{w.system_name}</dd>
        <dt>{t('column.agency')}</dt>
        <dd>{w.agency_name || <Nothing />}</dd>
        <dt>{t('weakness.column.identifier')}</dt>
        <dd>{w.identifier || <Nothing />}</dd>
        <dt>{t('weakness.column.severity')}</dt>
        <dd>
          <SeverityTag value={w.severity} />
        </dd>
        <dt>{t('weakness.column.source')}</dt>
        <dd>{t(`weakness.source.${w.source}`, { defaultValue: w.source })}</dd>
        <dt>{t('weakness.column.found')}</dt>
        <dd>
          <DateText value={w.found_on} dayOnly />
        </dd>
        <dt>{t('weakness.column.due')}</dt>
        <dd>
          <DateText value={w.due_on} dayOnly /> {w.late && <LateTag due={w.due_on} />}
        </dd>
        <dt>{t('weakness.column.reviewed')}</dt>
        <dd>
          <DateText value={w.reviewed_on} dayOnly />
        </dd>
        <dt>{t('weakness.column.fixed')}</dt>
        <dd>
          <DateText value={w.fixed_on} dayOnly />
        </dd>
        <dt>{t('weakness.column.proof')}</dt>
        <dd className="cl-timeline-body">{w.proof || <Nothing />}</dd>
        <dt>{t('field.note')}</dt>
        <dd className="cl-timeline-body">{w.note || <Nothing />}</dd>
      </dl>
    </Modal>
  );
}
