import './difficulty.css';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Form, Skeleton } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { api, data, isProblem } from '~/api/client';
import { AgencySelect } from '~/features/agency/AgencySelect';
import { Comments } from '~/features/comment/Comments';
import { DayItem } from '~/ui/DayField';
import { FreeText } from '~/ui/FreeText';
import { localDay } from '~/ui/format';
import { FormEnd, useDraft, useFieldErrors } from '~/ui/forms';
import { Card, Page } from '~/ui/Page';
import { ProblemAlert } from '~/ui/ProblemAlert';
import { RecordProblem } from '~/ui/RecordProblem';
import { DateText, Nothing } from '~/ui/texts';
import { Timeline } from '~/ui/views';
import { AnswerDue, type Difficulty, State } from './words';

/** One difficulty: who asks whom for what, the answer, and the way up. */
export function Component() {
  const { t } = useTranslation('difficulty');
  const { difficulty: id = '' } = useParams();
  const found = useQuery({
    queryKey: ['difficulty', 'one', id],
    queryFn: ({ signal }) => data(api.GET('/api/v1/difficulties/{id}', { params: { path: { id } }, signal })),
  });
  const item = found.data;
  return (
    <Page
      title={item ? t(`kind.${item.kind}`) : t('menu')}
      object={item?.text}
      meta={
        item && (
          <span className="di-line">
            {item.agency_name} <State state={item.state} />
          </span>
        )
      }
    >
      {found.isPending && <Skeleton active />}
      {found.isError && (
        <RecordProblem
          problem={found.error}
          action="difficulty.read"
          list={{ to: '/vuong-mac', label: t('to_list') }}
          onRetry={() => void found.refetch()}
        />
      )}
      {item && (
        <>
          <Card title={t('column.text')}>
            <p className="di-pre">{item.text}</p>
            <dl className="cl-facts">
              <dt>{t('column.addressee')}</dt>
              <dd>{item.addressee_name || <Nothing />}</dd>
              {item.escalated_to && (
                <>
                  <dt>{t('escalated_to')}</dt>
                  <dd>{item.escalated_name}</dd>
                </>
              )}
              <dt>{t('column.due')}</dt>
              <dd>
                <AnswerDue item={item} />
              </dd>
              <dt>{t('column.raised')}</dt>
              <dd>
                <DateText value={item.raised_at} />
              </dd>
            </dl>
            {item.duty_id && <Link to={`/nhiem-vu/${item.duty_id}`}>{t('see_duty')}</Link>}
          </Card>
          <Card title={t('answer.title')}>
            {item.answer ? (
              <>
                <p className="di-pre">{item.answer}</p>
                <p className="cl-quiet">
                  <DateText value={item.answered_at} />
                </p>
              </>
            ) : (
              <p className="cl-quiet">{t('answer.none')}</p>
            )}
            {item.answers.length > 1 && (
              <>
                <h3>{t('answer.earlier')}</h3>
                <Timeline
                  entries={item.answers.slice(0, -1).map((a) => ({
                    id: a.answered_at,
                    at: a.answered_at,
                    who: a.author_name,
                    title: <span className="di-pre">{a.text}</span>,
                  }))}
                />
              </>
            )}
            <Actions key={item.version} item={item} />
          </Card>
          <Comments kind="difficulty" id={id} />
        </>
      )}
    </Page>
  );
}

type Step = 'answer' | 'escalate';

function Actions({ item }: { item: Difficulty }) {
  const { t } = useTranslation('difficulty');
  const client = useQueryClient();
  const { message } = App.useApp();
  const [step, setStep] = useState<Step>();
  const close = useMutation({
    mutationFn: () => data(api.POST('/api/v1/difficulties/{id}/close', { params: paramsOf(item) })),
    onSuccess: () => {
      void message.success(t('close.done'));
      return client.invalidateQueries({ queryKey: ['difficulty'] });
    },
  });
  const waits = item.state === 'open' || item.state === 'escalated';
  if (step === 'answer') return <Answer item={item} onCancel={() => setStep(undefined)} />;
  if (step === 'escalate') return <Escalate item={item} onCancel={() => setStep(undefined)} />;
  return (
    <>
      {close.isError && <ProblemAlert problem={close.error} />}
      <div className="cl-row-actions">
        {item.may_answer && waits && (
          <Button type="primary" onClick={() => setStep('answer')}>
            {t('answer.open')}
          </Button>
        )}
        {item.may_escalate && waits && (
          <Button onClick={() => setStep('escalate')}>{t('escalate.open')}</Button>
        )}
        {item.may_close && (
          <Button loading={close.isPending} onClick={() => close.mutate()}>
            {t(item.state === 'answered' ? 'close.solved' : 'close.withdraw')}
          </Button>
        )}
      </div>
    </>
  );
}

function paramsOf(item: Difficulty) {
  return { path: { id: item.id }, header: { 'if-match': `"${item.version}"` } };
}

function Answer({ item, onCancel }: { item: Difficulty; onCancel: () => void }) {
  const { t } = useTranslation(['difficulty', 'errors']);
  const client = useQueryClient();
  const { message } = App.useApp();
  const [form] = Form.useForm<{ answer: string }>();
  const fieldErrors = useFieldErrors(form);
  const draft = useDraft<{ answer: string }>(`difficulty.answer.${item.id}`);
  const send = useMutation({
    mutationFn: (body: { answer: string }) =>
      data(api.POST('/api/v1/difficulties/{id}/answer', { params: paramsOf(item), body })),
    onSuccess: () => {
      draft.drop();
      void message.success(t('difficulty:answer.done'));
      return client.invalidateQueries({ queryKey: ['difficulty'] });
    },
    onError: fieldErrors,
  });
  return (
    <Form<{ answer: string }>
      form={form}
      layout="vertical"
      requiredMark={false}
      initialValues={draft.found?.value ?? {}}
      onValuesChange={(_, values) => draft.save(values)}
      onFinish={send.mutate}
    >
      <Form.Item
        name="answer"
        label={t('difficulty:answer.title')}
        rules={[{ required: true, whitespace: true, message: t('errors:field.required.what') }]}
      >
        <FreeText autoFocus maxLength={10_000} />
      </Form.Item>
      {send.isError && !(isProblem(send.error) && send.error.fields.length > 0) && (
        <ProblemAlert problem={send.error} />
      )}
      <FormEnd
        submit={t('difficulty:answer.submit')}
        working={send.isPending}
        draft={draft}
        onCancel={onCancel}
      />
    </Form>
  );
}

interface EscalateValues {
  to: string;
  answer_due_on?: string | null;
}

function Escalate({ item, onCancel }: { item: Difficulty; onCancel: () => void }) {
  const { t } = useTranslation(['difficulty', 'errors']);
  const client = useQueryClient();
  const { message } = App.useApp();
  const [form] = Form.useForm<EscalateValues>();
  const fieldErrors = useFieldErrors(form);
  const send = useMutation({
    mutationFn: ({ to, answer_due_on }: EscalateValues) =>
      data(
        api.POST('/api/v1/difficulties/{id}/escalate', {
          params: paramsOf(item),
          body: { to, answer_due_on: answer_due_on ?? null },
        }),
      ),
    onSuccess: () => {
      void message.success(t('difficulty:escalate.done'));
      return client.invalidateQueries({ queryKey: ['difficulty'] });
    },
    onError: fieldErrors,
  });
  return (
    <Form<EscalateValues> form={form} layout="vertical" requiredMark={false} onFinish={send.mutate}>
      <Form.Item
        name="to"
        label={t('difficulty:escalate.to')}
        rules={[{ required: true, message: t('errors:field.required.what') }]}
      >
        <AgencySelect />
      </Form.Item>
      <DayItem name="answer_due_on" label={t('difficulty:column.due')} notBefore={localDay(new Date())} />
      {send.isError && !(isProblem(send.error) && send.error.fields.length > 0) && (
        <ProblemAlert problem={send.error} />
      )}
      <FormEnd submit={t('difficulty:escalate.submit')} working={send.isPending} onCancel={onCancel} />
    </Form>
  );
}
