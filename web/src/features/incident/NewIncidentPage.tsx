import './incident.css';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Form, Input, Select, Skeleton } from 'antd';
import { useState } from 'react';
import { flushSync } from 'react-dom';
import { useTranslation } from 'react-i18next';
import { useNavigate, useSearchParams } from 'react-router';
import { AgencySelect } from '~/features/agency/AgencySelect';
import { alertQuery } from '~/features/alert/api';
import { SystemSelect } from '~/features/system/SystemSelect';
import { FreeText } from '~/ui/FreeText';
import { DraftNotice, FormEnd, UnsavedGuard, useDraft, useFieldErrors } from '~/ui/forms';
import { Page } from '~/ui/Page';
import { ProblemAlert } from '~/ui/ProblemAlert';
import { choicesQuery, refresh } from './api';
import { ClassItems } from './ClassItems';
import { openCase } from './calls';
import { casePath, LIST_PATH, MAX_LINE, MAX_TEXT, MAX_TITLE, playbookOf } from './model';
import { bodyOf, type Fields, ofAlert, startOf } from './newCase';
import { SecretNotice } from './ReportIncidentPage';
import { capital, useChoices } from './words';

/** The centre opens a case: by hand, or of an alert. */
export function Component() {
  const { t } = useTranslation('incident');
  const [params] = useSearchParams();
  const id = params.get('alert');
  const alert = useQuery({ ...alertQuery(id ?? ''), enabled: id !== null, refetchInterval: false });
  return (
    <Page
      title={t('new.title')}
      meta={alert.data && t('new.of_alert', { title: alert.data.alert.rule_title })}
    >
      {id !== null && alert.isPending && <Skeleton active />}
      {alert.isError && <ProblemAlert problem={alert.error} onRetry={() => void alert.refetch()} />}
      {(id === null || alert.data) && (
        <NewForm
          key={id ?? 'new'}
          start={alert.data ? ofAlert(alert.data.alert) : startOf(new Date())}
          draftName={id ?? 'new'}
        />
      )}
    </Page>
  );
}

function NewForm({ start, draftName }: { start: Fields; draftName: string }) {
  const { t } = useTranslation(['incident', 'errors']);
  const navigate = useNavigate();
  const client = useQueryClient();
  const { message } = App.useApp();
  const choices = useQuery(choicesQuery);
  const [form] = Form.useForm<Fields>();
  const fieldErrors = useFieldErrors(form);
  const draft = useDraft<Fields>(`incident.${draftName}`);
  const [first] = useState(start);
  const [dirty, setDirty] = useState(false);
  const [shown, setShown] = useState(false);
  const agency = Form.useWatch('agency_id', form);
  const secret = Form.useWatch('state_secret', form);
  const lists = useChoices(Form.useWatch('detected_at', form)).data ?? choices.data;
  const open = useMutation({
    mutationFn: (fields: Fields) => openCase(bodyOf(fields)),
    onMutate: () => setShown(false),
    onSuccess: async ({ incident }) => {
      // The guard must know before the page is left, not with the next drawing.
      flushSync(() => setDirty(false));
      draft.drop();
      void message.success(t('incident:new.done', { code: incident.code }));
      void refresh(client);
      await navigate(casePath(incident.id));
    },
    onError: (error) => setShown(fieldErrors(error)),
  });
  const required = { required: true, message: t('errors:field.required.what') };
  const named = (list: readonly { code: string; name: string }[] | undefined) =>
    (list ?? []).map(({ code, name }) => ({ value: code, label: capital(name) }));
  if (choices.isError && !choices.data)
    return <ProblemAlert problem={choices.error} onRetry={() => void choices.refetch()} />;
  return (
    <>
      <UnsavedGuard dirty={dirty && !open.isSuccess} />
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
        initialValues={first}
        onValuesChange={(changed, all) => {
          setDirty(true);
          if ('agency_id' in changed) form.setFieldValue('system_id', null);
          if ('group_code' in changed)
            form.setFieldValue(
              'playbook',
              playbookOf(choices.data?.playbooks ?? [], all.group_code ?? '')?.id ?? null,
            );
          if (all.state_secret) {
            form.setFieldValue('description', '');
            draft.drop();
          } else draft.save(all);
        }}
        onFinish={(fields) => open.mutate({ ...first, ...fields })}
      >
        <Form.Item
          name="title"
          label={t('incident:facts.field.title')}
          rules={[{ ...required, whitespace: true }]}
          extra={t('incident:new.title_help')}
        >
          <Input maxLength={MAX_TITLE} />
        </Form.Item>
        <div className="in-two">
          <Form.Item name="agency_id" label={t('incident:new.agency')} rules={[required]}>
            <AgencySelect />
          </Form.Item>
          <Form.Item name="system_id" label={t('incident:column.system')}>
            <SystemSelect agency={agency ?? undefined} disabled={!agency} />
          </Form.Item>
          <Form.Item name="group_code" label={t('incident:column.group')} rules={[required]}>
            <Select options={named(lists?.groups)} />
          </Form.Item>
          <Form.Item name="scenario" label={t('incident:new.scenario')}>
            <Select allowClear options={named(lists?.scenarios)} popupMatchSelectWidth={false} />
          </Form.Item>
        </div>
        {secret ? (
          <SecretNotice />
        ) : (
          <Form.Item name="description" label={t('incident:new.description')}>
            <FreeText minRows={3} maxLength={MAX_TEXT} />
          </Form.Item>
        )}
        <Form.Item name="reporter" label={t('incident:new.reporter')} extra={t('incident:new.reporter_help')}>
          <Input maxLength={MAX_LINE} />
        </Form.Item>
        <ClassItems />
        <Form.Item name="playbook" label={t('incident:new.playbook')} extra={t('incident:new.playbook_help')}>
          <Select
            allowClear
            options={choices.data?.playbooks.map(({ id, title }) => ({ value: id, label: title })) ?? []}
          />
        </Form.Item>
        {open.isError && !shown && <ProblemAlert problem={open.error} />}
        <FormEnd
          submit={t('incident:new.submit')}
          working={open.isPending}
          draft={draft}
          onCancel={() => void navigate(LIST_PATH)}
        />
      </Form>
    </>
  );
}
