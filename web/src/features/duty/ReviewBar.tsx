import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Button, Form } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, data } from '~/api/client';
import { FreeText } from '~/ui/FreeText';
import { FormEnd, UnsavedGuard, useDraft } from '~/ui/forms';
import { Card } from '~/ui/Page';
import { ProblemAlert } from '~/ui/ProblemAlert';
import { type DutyDetail, reread, tag } from './api';
import { missingOf } from './report';

/** The coordinator accepts the last report, or returns it with a reason. */
export function ReviewBar({ detail }: { detail: DutyDetail }) {
  const { t } = useTranslation(['duty', 'errors']);
  const client = useQueryClient();
  const { message } = App.useApp();
  const { duty, sufficiency } = detail;
  const missing = missingOf(detail);
  const [returning, setReturning] = useState(false);
  const draft = useDraft<{ reason: string }>(`duty.return.${duty.id}`);
  const [dirty, setDirty] = useState(false);
  const params = { path: { id: duty.id }, header: { 'if-match': tag(duty.version) } };
  const accept = useMutation({
    mutationFn: () => data(api.POST('/api/v1/duties/{id}/accept', { params })),
    onSuccess: () => {
      void message.success(t('duty:review_done.accepted'));
      return reread(client);
    },
  });
  const giveBack = useMutation({
    mutationFn: (reason: string) =>
      data(api.POST('/api/v1/duties/{id}/return', { params, body: { reason } })),
    onSuccess: () => {
      draft.drop();
      setDirty(false);
      void message.success(t('duty:review_done.returned'));
      return reread(client);
    },
  });
  const problem = accept.error ?? giveBack.error;
  return (
    <Card title={t('duty:review_card.title')}>
      {!sufficiency.sufficient && missing.length > 0 && (
        <p className="cl-notice">
          {t('duty:review_card.insufficient', {
            what: missing.map((what) => t(`duty:sufficiency.${what}`)).join(', '),
          })}
        </p>
      )}
      {Boolean(problem) && <ProblemAlert problem={problem} onRetry={() => void reread(client)} />}
      {returning ? (
        <Form<{ reason: string }>
          layout="vertical"
          requiredMark={false}
          initialValues={draft.found?.value ?? {}}
          onValuesChange={(_, values) => {
            draft.save(values);
            setDirty(true);
          }}
          onFinish={({ reason }) => giveBack.mutate(reason)}
        >
          <UnsavedGuard dirty={dirty && !giveBack.isSuccess} />
          <Form.Item
            name="reason"
            label={t('duty:review_card.reason')}
            extra={t('duty:review_card.reason_help')}
            rules={[{ required: true, whitespace: true, message: t('errors:field.required.what') }]}
          >
            <FreeText autoFocus maxLength={10_000} />
          </Form.Item>
          <FormEnd
            submit={t('duty:review_card.return')}
            working={giveBack.isPending}
            draft={draft}
            onCancel={() => {
              setReturning(false);
              setDirty(false);
            }}
          />
        </Form>
      ) : (
        <div className="cl-row-actions">
          <Button type="primary" loading={accept.isPending} onClick={() => accept.mutate()}>
            {t('duty:review_card.accept')}
          </Button>
          <Button onClick={() => setReturning(true)}>{t('duty:review_card.begin_return')}</Button>
        </div>
      )}
    </Card>
  );
}
