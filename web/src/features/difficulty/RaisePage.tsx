import './difficulty.css';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Form, Radio } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useSearchParams } from 'react-router';
import { api, data, isProblem } from '~/api/client';
import { useSession } from '~/app/session';
import { AgencySelect } from '~/features/agency/AgencySelect';
import { ownAgencies } from '~/features/agency/choices';
import { dutyQuery } from '~/features/duty/api';
import { DayItem } from '~/ui/DayField';
import { FreeText } from '~/ui/FreeText';
import { localDay } from '~/ui/format';
import { DraftNotice, FormEnd, UnsavedGuard, useDraft, useFieldErrors } from '~/ui/forms';
import { Page } from '~/ui/Page';
import { ProblemAlert } from '~/ui/ProblemAlert';
import { KINDS } from './words';

interface Values {
  kind: string;
  agency_id?: string;
  text: string;
  addressee_id?: string;
  answer_due_on?: string | null;
}

/** Raises a difficulty or a proposal, alone or about a duty. */
export function Component() {
  const { t } = useTranslation(['difficulty', 'errors']);
  const session = useSession();
  const navigate = useNavigate();
  const client = useQueryClient();
  const { message } = App.useApp();
  const [params] = useSearchParams();
  const dutyId = params.get('duty');
  const duty = useQuery({ ...dutyQuery(dutyId ?? ''), enabled: dutyId !== null });
  const about = duty.data?.value;
  const own = ownAgencies(session);
  const [form] = Form.useForm<Values>();
  const fieldErrors = useFieldErrors(form);
  const draft = useDraft<Values>(`difficulty.${dutyId ?? 'new'}`);
  const [dirty, setDirty] = useState(false);
  const send = useMutation({
    mutationFn: (values: Values) =>
      data(
        api.POST('/api/v1/difficulties', {
          body: {
            ...values,
            agency_id: values.agency_id ?? about?.duty.agency.id ?? own[0]?.value ?? null,
            answer_due_on: values.answer_due_on ?? null,
            duty_id: dutyId,
            plan_id: params.get('plan') ?? about?.duty.plan_id ?? null,
          },
        }),
      ),
    onSuccess: async (made) => {
      setDirty(false);
      draft.drop();
      void message.success(t('difficulty:raise.done'));
      await client.invalidateQueries({ queryKey: ['difficulty'] });
      void navigate(`/vuong-mac/${made.id}`, { replace: true });
    },
    onError: fieldErrors,
  });
  const required = { required: true, message: t('errors:field.required.what') };
  return (
    <Page title={t('difficulty:raise.title')} meta={t('difficulty:raise.meta')}>
      <UnsavedGuard dirty={dirty && !send.isSuccess} />
      <DraftNotice
        draft={draft}
        onRestore={(value) => {
          form.setFieldsValue(value);
          setDirty(true);
        }}
      />
      {about && <blockquote className="di-quote">{about.duty.text}</blockquote>}
      {duty.isError && <ProblemAlert problem={duty.error} onRetry={() => void duty.refetch()} />}
      <Form<Values>
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={{ kind: 'difficulty' }}
        onValuesChange={(_, values) => {
          setDirty(true);
          draft.save(values);
        }}
        onFinish={send.mutate}
      >
        <Form.Item name="kind" label={t('difficulty:column.kind')}>
          <Radio.Group options={KINDS.map((value) => ({ value, label: t(`difficulty:kind.${value}`) }))} />
        </Form.Item>
        {!about && own.length > 1 && (
          <Form.Item name="agency_id" label={t('difficulty:column.agency')} rules={[required]}>
            <AgencySelect first={own} />
          </Form.Item>
        )}
        <Form.Item
          name="text"
          label={t('difficulty:column.text')}
          extra={t('difficulty:raise.help')}
          rules={[{ ...required, whitespace: true }]}
        >
          <FreeText minRows={5} maxLength={10_000} />
        </Form.Item>
        <Form.Item
          name="addressee_id"
          label={t('difficulty:column.addressee')}
          extra={t('difficulty:raise.addressee_help')}
        >
          <AgencySelect />
        </Form.Item>
        <DayItem name="answer_due_on" label={t('difficulty:column.due')} notBefore={localDay(new Date())} />
        {send.isError && !(isProblem(send.error) && send.error.fields.length > 0) && (
          <ProblemAlert problem={send.error} />
        )}
        <FormEnd
          submit={t('difficulty:raise.submit')}
          working={send.isPending}
          draft={draft}
          onCancel={() => void navigate(dutyId ? `/nhiem-vu/${dutyId}` : '/vuong-mac')}
        />
      </Form>
    </Page>
  );
}
