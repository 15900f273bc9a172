import './incident.css';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Checkbox, Form, Input, Radio, Skeleton } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '~/app/session';
import { AgencySelect } from '~/features/agency/AgencySelect';
import { ownAgencies } from '~/features/agency/choices';
import { SystemSelect } from '~/features/system/SystemSelect';
import { FreeText } from '~/ui/FreeText';
import { DraftNotice, FormEnd, UnsavedGuard, useDraft, useFieldErrors } from '~/ui/forms';
import { LinkButton } from '~/ui/LinkButton';
import { Card, Page } from '~/ui/Page';
import { ProblemAlert } from '~/ui/ProblemAlert';
import { choicesQuery, type Incident, type Named, refresh } from './api';
import { sendReport } from './calls';
import { MomentItem } from './MomentField';
import { casePath, LIST_PATH, MAX_TEXT, playbookOf } from './model';
import { type Fields, reportBody } from './report';
import { capital } from './words';

/** What happened, in one minute, for whoever is on the spot: no word of the trade, few fields. */
export function Component() {
  const { t } = useTranslation('incident');
  const [done, setDone] = useState<{ answer: Incident; fields: Fields }>();
  if (done)
    return (
      <Page title={t('report.done_title')}>
        <Done {...done} onAgain={() => setDone(undefined)} />
      </Page>
    );
  return (
    <Page title={t('report.title')} meta={t('report.meta')}>
      <ReportForm onDone={(answer, fields) => setDone({ answer, fields })} />
    </Page>
  );
}

function ReportForm({ onDone }: { onDone: (answer: Incident, fields: Fields) => void }) {
  const { t } = useTranslation(['incident', 'errors']);
  const session = useSession();
  const client = useQueryClient();
  const choices = useQuery(choicesQuery);
  const own = ownAgencies(session);
  const [form] = Form.useForm<Fields>();
  const fieldErrors = useFieldErrors(form);
  const draft = useDraft<Fields>('incident.report');
  const [dirty, setDirty] = useState(false);
  const [shown, setShown] = useState(false);
  const agency = Form.useWatch('agency_id', form);
  const secret = Form.useWatch('state_secret', form);
  const [start] = useState<Partial<Fields>>(() => ({
    agency_id: own.length === 1 ? own[0]?.value : undefined,
    detected_at: new Date().toISOString(),
    state_secret: false,
  }));
  const send = useMutation({
    mutationFn: (fields: Fields) => sendReport(reportBody(fields)),
    onMutate: () => setShown(false),
    onSuccess: async (answer, fields) => {
      setDirty(false);
      draft.drop();
      void refresh(client);
      onDone(answer.incident, fields);
    },
    onError: (error) => setShown(fieldErrors(error)),
  });
  const required = { required: true, message: t('errors:field.choose.what') };
  if (choices.isPending) return <Skeleton active />;
  if (choices.isError && !choices.data)
    return <ProblemAlert problem={choices.error} onRetry={() => void choices.refetch()} />;
  return (
    <>
      <UnsavedGuard dirty={dirty && !send.isSuccess} />
      <DraftNotice
        draft={draft}
        onRestore={(kept) => {
          form.setFieldsValue(kept);
          setDirty(true);
        }}
      />
      <Form<Fields>
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={start}
        onValuesChange={(changed, all) => {
          setDirty(true);
          if ('agency_id' in changed) form.setFieldValue('system_id', null);
          // Nothing of what was typed stays behind once it may be a state secret.
          if (all.state_secret) {
            form.setFieldValue('description', undefined);
            draft.drop();
          } else draft.save(all);
        }}
        onFinish={(fields) => send.mutate({ ...start, ...fields } as Fields)}
      >
        {own.length === 1 ? (
          <div className="in-own">
            <span className="cl-quiet">{t('incident:report.agency')}</span> <strong>{own[0]?.label}</strong>
            <Form.Item name="agency_id" hidden>
              <Input />
            </Form.Item>
          </div>
        ) : (
          <Form.Item name="agency_id" label={t('incident:report.agency')} rules={[required]}>
            <AgencySelect first={own} />
          </Form.Item>
        )}
        <Form.Item name="what" label={t('incident:report.what')} rules={[required]}>
          <Radio.Group className="in-plain-choices">
            {plainly(choices.data.groups).map(({ code, name }) => (
              <Radio key={code} value={code}>
                {t(`incident:report.happened.${code}`, { defaultValue: capital(name) })}
              </Radio>
            ))}
          </Radio.Group>
        </Form.Item>
        <Form.Item name="state_secret" valuePropName="checked" className="in-tick">
          <Checkbox>{t('incident:report.state_secret')}</Checkbox>
        </Form.Item>
        {secret ? (
          <SecretNotice />
        ) : (
          <Form.Item
            name="description"
            label={t('incident:report.description')}
            extra={t('incident:report.description_help')}
            rules={[{ required: true, whitespace: true, message: t('errors:field.required.what') }]}
          >
            <FreeText minRows={3} maxLength={MAX_TEXT} />
          </Form.Item>
        )}
        <MomentItem name="detected_at" label={t('incident:report.detected_at')} required notAfterNow />
        <Form.Item name="still_going" label={t('incident:report.still_going')} rules={[required]}>
          <Radio.Group className="in-answers">
            {[true, false].map((value) => (
              <Radio key={String(value)} value={value}>
                {t(`incident:report.still_going_${value ? 'yes' : 'no'}`)}
              </Radio>
            ))}
          </Radio.Group>
        </Form.Item>
        <Form.Item name="personal_data" label={t('incident:report.personal_data')} rules={[required]}>
          <Radio.Group className="in-answers">
            {(['yes', 'no', 'unknown'] as const).map((value) => (
              <Radio key={value} value={value}>
                {t(`incident:report.personal_data_${value}`)}
              </Radio>
            ))}
          </Radio.Group>
        </Form.Item>
        <Form.Item
          name="system_id"
          label={t('incident:report.system')}
          extra={t('incident:report.system_help')}
        >
          <SystemSelect agency={agency ?? undefined} disabled={!agency} />
        </Form.Item>
        <Form.Item
          name="contact_phone"
          label={t('incident:report.phone')}
          extra={t('incident:report.phone_help')}
          rules={[
            { required: true, whitespace: true, message: t('errors:field.required.what') },
            { pattern: /^[+\d][\d\s.()-]{5,}$/, message: t('incident:report.phone_wrong') },
          ]}
        >
          <Input type="tel" inputMode="tel" autoComplete="tel" maxLength={40} />
        </Form.Item>
        {send.isError && !shown && <ProblemAlert problem={send.error} />}
        <FormEnd submit={t('incident:report.submit')} working={send.isPending} draft={draft} />
      </Form>
    </>
  );
}

/** "Something else" is the last thing one looks for. */
function plainly(groups: readonly Named[]): Named[] {
  return [...groups].sort((a, b) => Number(a.code === 'other') - Number(b.code === 'other'));
}

export function SecretNotice() {
  const { t } = useTranslation('incident');
  return (
    <div className="in-secret" role="alert">
      <strong>{t('secret.title')}</strong>
      <p>{t('secret.text')}</p>
    </div>
  );
}

/** The code to give on the telephone, and what to do while help comes. */
function Done({ answer, fields, onAgain }: { answer: Incident; fields: Fields; onAgain: () => void }) {
  const { t } = useTranslation('incident');
  const { data: choices } = useQuery(choicesQuery);
  const first = playbookOf(choices?.playbooks ?? [], fields.what)?.first_minutes;
  return (
    <>
      <div className="in-sent" role="status">
        <p className="cl-big">{answer.code}</p>
        <p>{t('report.done_text', { phone: fields.contact_phone })}</p>
      </div>
      {fields.state_secret && <SecretNotice />}
      {first && (
        <div className="cl-cards">
          <Lines title={t('report.now')} lines={first.do} />
          <Lines title={t('report.never')} lines={first.do_not} />
        </div>
      )}
      <div className="cl-row-actions">
        <LinkButton type="primary" to={casePath(answer.id)}>
          {t('report.follow')}
        </LinkButton>
        <LinkButton to={LIST_PATH}>{t('menu')}</LinkButton>
        <button type="button" className="cl-link" onClick={onAgain}>
          {t('report.again')}
        </button>
      </div>
    </>
  );
}

function Lines({ title, lines }: { title: string; lines: readonly string[] }) {
  if (lines.length === 0) return null;
  return (
    <Card title={title}>
      <ol className="in-now">
        {lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ol>
    </Card>
  );
}
