import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Button, Form } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, data, isProblem } from '~/api/client';
import { DayItem } from '~/ui/DayField';
import { FreeText } from '~/ui/FreeText';
import { localDay } from '~/ui/format';
import { FormEnd, useDraft, useFieldErrors } from '~/ui/forms';
import { Card } from '~/ui/Page';
import { ProblemAlert } from '~/ui/ProblemAlert';
import { StatusTag } from '~/ui/StatusTag';
import { DateText } from '~/ui/texts';
import { type DutyDetail, type Extension, reread } from './api';

const TONES = { requested: 'medium', approved: 'good', refused: 'high' } as const;

/** Later dates: asked for by the agency, decided by the coordinator. */
export function ExtensionCard({ detail }: { detail: DutyDetail }) {
  const { t } = useTranslation('duty');
  const [asking, setAsking] = useState(false);
  const pending = detail.extensions.find((e) => e.state === 'requested');
  const mayAsk = detail.may.extend && !pending;
  if (detail.extensions.length === 0 && !mayAsk) return null;
  return (
    <Card
      title={t('extension.title')}
      extra={mayAsk && !asking && <Button onClick={() => setAsking(true)}>{t('extension.ask')}</Button>}
    >
      {detail.extensions.map((e) => (
        <div key={e.id} className="du-extension">
          <div className="du-head-meta">
            <StatusTag
              tone={TONES[e.state as keyof typeof TONES] ?? 'info'}
              label={t(`extension.state.${e.state}`)}
            />
            <span>
              <DateText value={e.due_before} dayOnly /> → <DateText value={e.due_wanted} dayOnly />
            </span>
          </div>
          <p className="du-pre">{e.reason}</p>
          {e.decision_reason && (
            <p className="cl-quiet du-pre">{t('extension.decided', { reason: e.decision_reason })}</p>
          )}
          {e.state === 'requested' && detail.may.decide && <DecideExtension extension={e} />}
        </div>
      ))}
      {detail.extensions.length === 0 && !asking && <p className="cl-quiet">{t('extension.none')}</p>}
      {asking && <Ask detail={detail} onDone={() => setAsking(false)} />}
    </Card>
  );
}

interface AskValues {
  due_wanted?: string | null;
  reason?: string;
}

function Ask({ detail, onDone }: { detail: DutyDetail; onDone: () => void }) {
  const { t } = useTranslation(['duty', 'errors']);
  const { duty } = detail;
  const client = useQueryClient();
  const { message } = App.useApp();
  const [form] = Form.useForm<AskValues>();
  const fieldErrors = useFieldErrors(form);
  const draft = useDraft<AskValues>(`duty.extension.${duty.id}`);
  const ask = useMutation({
    mutationFn: ({ due_wanted, reason }: AskValues) =>
      data(
        api.POST('/api/v1/duties/{id}/extension', {
          params: { path: { id: duty.id } },
          body: { due_wanted: due_wanted ?? '', reason: reason ?? '' },
        }),
      ),
    onSuccess: async () => {
      draft.drop();
      void message.success(t('duty:extension.sent'));
      await reread(client);
      onDone();
    },
    onError: fieldErrors,
  });
  const required = { required: true, message: t('errors:field.required.what') };
  return (
    <Form<AskValues>
      form={form}
      layout="vertical"
      requiredMark={false}
      initialValues={draft.found?.value ?? {}}
      onValuesChange={(_, values) => draft.save(values)}
      onFinish={ask.mutate}
    >
      <DayItem name="due_wanted" label={t('duty:extension.wanted')} required notBefore={later(duty.due_on)} />
      <Form.Item name="reason" label={t('duty:extension.reason')} rules={[{ ...required, whitespace: true }]}>
        <FreeText maxLength={10_000} />
      </Form.Item>
      {ask.isError && !(isProblem(ask.error) && ask.error.fields.length > 0) && (
        <ProblemAlert problem={ask.error} />
      )}
      <FormEnd submit={t('duty:extension.send')} working={ask.isPending} draft={draft} onCancel={onDone} />
    </Form>
  );
}

/** The first day that may be asked for: after the due date and after today. */
export function later(due: string | null | undefined, today = localDay(new Date())): string {
  const base = due && due > today ? due : today;
  return new Date(Date.parse(`${base}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
}

interface DecideValues {
  due_on?: string | null;
  reason?: string;
}

/** Approve with the date granted, or refuse with a reason. */
export function DecideExtension({ extension, onDone }: { extension: Extension; onDone?: () => void }) {
  const { t } = useTranslation(['duty', 'errors']);
  const client = useQueryClient();
  const { message } = App.useApp();
  const [form] = Form.useForm<DecideValues>();
  const fieldErrors = useFieldErrors(form);
  const [refusing, setRefusing] = useState(false);
  const decide = useMutation({
    mutationFn: ({ approve, due_on, reason }: DecideValues & { approve: boolean }) =>
      data(
        api.POST('/api/v1/duties/extensions/{id}/decision', {
          params: { path: { id: extension.id } },
          body: { approve, due_on: approve ? (due_on ?? null) : null, reason: reason?.trim() || null },
        }),
      ),
    onSuccess: async (_, { approve }) => {
      void message.success(t(approve ? 'duty:extension.approved' : 'duty:extension.refused'));
      await reread(client);
      onDone?.();
    },
    onError: fieldErrors,
  });
  return (
    <Form<DecideValues>
      form={form}
      layout="vertical"
      requiredMark={false}
      initialValues={{ due_on: extension.due_wanted }}
      onFinish={(values) => decide.mutate({ ...values, approve: !refusing })}
    >
      {!refusing && (
        <DayItem
          name="due_on"
          label={t('duty:extension.granted')}
          required
          notBefore={later(extension.due_before)}
        />
      )}
      <Form.Item
        name="reason"
        label={t(refusing ? 'duty:extension.refuse_reason' : 'duty:extension.note')}
        rules={
          refusing ? [{ required: true, whitespace: true, message: t('errors:field.required.what') }] : []
        }
      >
        <FreeText minRows={2} maxLength={10_000} />
      </Form.Item>
      {decide.isError && !(isProblem(decide.error) && decide.error.fields.length > 0) && (
        <ProblemAlert problem={decide.error} />
      )}
      <div className="cl-row-actions">
        <Button type="primary" htmlType="submit" danger={refusing} loading={decide.isPending}>
          {t(refusing ? 'duty:extension.refuse' : 'duty:extension.approve')}
        </Button>
        <Button onClick={() => setRefusing(!refusing)}>
          {t(refusing ? 'duty:extension.back' : 'duty:extension.begin_refuse')}
        </Button>
      </div>
    </Form>
  );
}
