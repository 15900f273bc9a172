import { useQuery } from '@tanstack/react-query';
import { Form, Input, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { FormDialog } from '~/ui/FormDialog';
import { FreeText } from '~/ui/FreeText';
import { type Clock, type Detail, refresh, reportsQuery } from './api';
import { ReasonItem } from './CaseActions';
import { clockStep, meetClock } from './calls';
import { MomentItem } from './MomentField';
import { MAX_LINE } from './model';

interface Props {
  detail: Detail;
  clock: Clock;
  onClose: () => void;
}

/** It was told: when, how, with which report. */
export function MeetDialog({ detail, clock, onClose }: Props) {
  const { t } = useTranslation(['incident', 'errors']);
  const { incident } = detail;
  const { data: reports = [] } = useQuery(reportsQuery(incident.id));
  const issued = reports.filter((r) => r.state === 'issued');
  return (
    <FormDialog<{ at: string | null; proof: string; report_id: string | null }>
      title={t('incident:clock.meet')}
      submit={t('incident:clock.meet_submit')}
      said={t('incident:clock.met_done')}
      start={{
        at: new Date().toISOString(),
        proof: '',
        report_id: issued.find((r) => r.form === clock.form)?.id ?? null,
      }}
      send={({ at, proof, report_id }) =>
        meetClock(incident.id, clock, { at: at ?? '', proof: proof.trim(), report_id: report_id ?? null })
      }
      refresh={refresh}
      onClose={onClose}
    >
      <p>{clock.text}</p>
      <MomentItem name="at" label={t('incident:clock.sent_at')} required notAfterNow />
      <Form.Item
        name="proof"
        label={t('incident:clock.proof')}
        extra={t('incident:clock.proof_help')}
        rules={[{ required: true, whitespace: true, message: t('errors:field.required.what') }]}
      >
        <FreeText single maxLength={MAX_LINE} />
      </Form.Item>
      {issued.length > 0 && (
        <Form.Item name="report_id" label={t('incident:clock.report')}>
          <Select
            allowClear
            options={issued.map((r) => ({
              value: r.id,
              label: [r.number, r.form_name].filter(Boolean).join(' · '),
            }))}
          />
        </Form.Item>
      )}
    </FormDialog>
  );
}

/** The recipient said that it came. */
export function AcknowledgeDialog({ detail: { incident }, clock, onClose }: Props) {
  const { t } = useTranslation(['incident', 'errors']);
  return (
    <FormDialog<{ at: string | null; by: string }>
      title={t('incident:clock.acknowledge')}
      submit={t('incident:clock.acknowledge_submit')}
      said={t('incident:clock.acknowledged_done')}
      start={{ at: new Date().toISOString(), by: '' }}
      send={({ at, by }) => clockStep(incident.id, clock.id, 'acknowledge', { at, by: by.trim() })}
      refresh={refresh}
      onClose={onClose}
    >
      <p>{clock.text}</p>
      <MomentItem name="at" label={t('incident:clock.acknowledged_at')} required notAfterNow />
      <Form.Item
        name="by"
        label={t('incident:clock.acknowledged_by')}
        rules={[{ required: true, whitespace: true, message: t('errors:field.required.what') }]}
      >
        <Input maxLength={MAX_LINE} />
      </Form.Item>
    </FormDialog>
  );
}

/** It was said to be told by mistake. */
export function UnmeetDialog({ detail: { incident }, clock, onClose }: Props) {
  const { t } = useTranslation('incident');
  return (
    <FormDialog<{ reason: string }>
      title={t('clock.unmeet_title')}
      submit={t('clock.unmeet')}
      said={t('clock.unmet_done')}
      start={{ reason: '' }}
      danger
      send={({ reason }) => clockStep(incident.id, clock.id, 'unmeet', { reason: reason.trim() })}
      refresh={refresh}
      onClose={onClose}
    >
      <p>{clock.text}</p>
      <ReasonItem />
    </FormDialog>
  );
}
