import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Form, Modal, Radio } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isProblem } from '~/api/client';
import { FreeText } from '~/ui/FreeText';
import { useFieldErrors } from '~/ui/forms';
import { ProblemAlert } from '~/ui/ProblemAlert';
import { type Alert, latestOf, refresh, type StepBody, takeStep } from './api';
import { needsReason, type Step, VERDICTS } from './model';

export interface StepAsk {
  alerts: readonly Alert[];
  body: StepBody & { step: Step };
}

/** Sends a step; where somebody else was faster, what is shown is read again and the refusal says so. */
export function useStep() {
  const { t } = useTranslation('alert');
  const client = useQueryClient();
  const { message } = App.useApp();
  return useMutation({
    mutationFn: ({ alerts, body }: StepAsk) => takeStep(alerts, body),
    onSuccess: (_, { alerts, body }) => {
      void message.success(t(`done.${body.step}`, { count: alerts.length }));
      return refresh(client);
    },
    onError: (error) => (isStale(error) ? refresh(client) : undefined),
  });
}

/** 412: of another version; 409: in another state already. */
function isStale(error: unknown): boolean {
  return isProblem(error) && (error.isConflict || error.status === 409);
}

interface Values {
  verdict?: string;
  text?: string;
}

/** Asks what a step needs besides the click: the verdict, the reason, the note. */
export function StepDialog({
  alerts,
  step,
  onClose,
}: {
  alerts: readonly Alert[];
  step: 'closed' | 'reopened' | 'note';
  /** `done`: the step was taken. */
  onClose: (done: boolean) => void;
}) {
  const { t } = useTranslation(['alert', 'errors', 'common']);
  const [form] = Form.useForm<Values>();
  const fieldErrors = useFieldErrors(form);
  const verdict = Form.useWatch('verdict', form);
  const take = useStep();
  const wanted = needsReason(step, verdict);
  const first = alerts[0];
  const client = useQueryClient();
  // As the person saw them; only once told of a change by somebody else they act upon the newer version.
  const [seen, setSeen] = useState(alerts);
  return (
    <Modal
      open
      title={t(`alert:dialog.${step}`, { count: alerts.length })}
      okText={t(`alert:step.${step}`)}
      cancelText={t('common:action.cancel')}
      confirmLoading={take.isPending}
      onCancel={() => onClose(false)}
      onOk={form.submit}
      mask={{ closable: false }}
    >
      {alerts.length === 1 && first && (
        <p className="cl-break">
          {first.rule_title}
          {first.entity && <> · {first.entity}</>}
        </p>
      )}
      <Form<Values>
        form={form}
        layout="vertical"
        requiredMark={false}
        onFinish={({ verdict: chosen, text }) =>
          take.mutate(
            {
              alerts: seen,
              body: {
                step,
                text: text?.trim() ?? '',
                ...(step === 'closed' ? { verdict: chosen ?? '' } : {}),
              },
            },
            {
              onSuccess: () => onClose(true),
              onError: (error) => {
                if (isStale(error)) setSeen(seen.map((alert) => latestOf(client, alert)));
                else fieldErrors(error);
              },
            },
          )
        }
      >
        {step === 'closed' && (
          <Form.Item
            name="verdict"
            label={t('alert:dialog.verdict')}
            rules={[{ required: true, message: t('errors:field.choose.what') }]}
          >
            <Radio.Group className="al-verdicts">
              {VERDICTS.map((value, at) => (
                <Radio key={value} value={value} autoFocus={at === 0}>
                  {t(`alert:verdict.${value}.name`)}
                  <span className="cl-quiet"> – {t(`alert:verdict.${value}.about`)}</span>
                </Radio>
              ))}
            </Radio.Group>
          </Form.Item>
        )}
        <Form.Item
          name="text"
          label={t(step === 'note' ? 'alert:dialog.text' : 'alert:dialog.reason')}
          dependencies={['verdict']}
          extra={
            step === 'closed' ? t(wanted ? 'alert:dialog.false_why' : 'alert:dialog.optional') : undefined
          }
          rules={[{ required: wanted, whitespace: true, message: t('errors:field.required.what') }]}
        >
          <FreeText autoFocus={step !== 'closed'} maxLength={4000} />
        </Form.Item>
      </Form>
      {take.isError && <Refused error={take.error} />}
    </Modal>
  );
}

/** Fields say their own refusal. */
function Refused({ error }: { error: unknown }) {
  const shown = isProblem(error) && error.fields.some((f) => f.field === 'text' || f.field === 'verdict');
  return shown ? null : <ProblemAlert problem={error} />;
}
