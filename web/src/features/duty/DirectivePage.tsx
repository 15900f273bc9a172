import './duty.css';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Button, Form, Radio, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { api, data, isProblem, type Schema } from '~/api/client';
import { AgencyMultiSelect } from '~/features/agency/AgencySelect';
import { DayItem } from '~/ui/DayField';
import { FreeText } from '~/ui/FreeText';
import { formatNumber } from '~/ui/format';
import { DraftNotice, FormEnd, UnsavedGuard, useDraft, useFieldErrors } from '~/ui/forms';
import { Page } from '~/ui/Page';
import { ProblemAlert } from '~/ui/ProblemAlert';
import { useOwing } from './agencies';
import { reread } from './api';
import { listPath } from './filters';

type Body = Schema<'DirectiveBody'>;
interface Values extends Partial<Omit<Body, 'every_months'>> {
  /** 0: once. */
  every_months?: number;
}

const KINDS = ['directive', 'letter', 'meeting'] as const;
const RHYTHMS = [0, 1, 3, 6, 12] as const;

/** Work given by a directive, a letter or in a meeting, to many agencies at once. */
export function Component() {
  const { t } = useTranslation(['duty', 'errors']);
  const navigate = useNavigate();
  const client = useQueryClient();
  const { message } = App.useApp();
  const [form] = Form.useForm<Values>();
  const fieldErrors = useFieldErrors(form);
  const draft = useDraft<Values>('duty.directive');
  const [dirty, setDirty] = useState(false);
  const kind = Form.useWatch('kind', form) ?? 'directive';
  // Agencies are those of the day on which the document was signed.
  const dated = Form.useWatch('dated', form) ?? undefined;
  const send = useMutation({
    mutationFn: (values: Values) => data(api.POST('/api/v1/duties', { body: bodyOf(values) })),
    onSuccess: async ({ text_id }) => {
      setDirty(false);
      draft.drop();
      await reread(client);
      void message.success(t('duty:directive.done'));
      void navigate(listPath({ text: text_id }));
    },
    onError: fieldErrors,
  });
  const required = { required: true, message: t('errors:field.required.what') };
  return (
    <Page title={t('duty:directive.title')} meta={t('duty:directive.meta')}>
      <UnsavedGuard dirty={dirty && !send.isSuccess} />
      <DraftNotice
        draft={draft}
        onRestore={(value) => {
          form.setFieldsValue(value);
          setDirty(true);
        }}
      />
      <Form<Values>
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={{ kind: 'directive', every_months: 0, leads: [], coordinates: [] }}
        onValuesChange={(_, values) => {
          setDirty(true);
          draft.save(values);
        }}
        onFinish={send.mutate}
      >
        <Form.Item name="kind" label={t('duty:directive.kind')}>
          <Radio.Group className="du-choices">
            {KINDS.map((value) => (
              <Radio.Button key={value} value={value}>
                {t(`duty:source.${value}`)}
              </Radio.Button>
            ))}
          </Radio.Group>
        </Form.Item>
        <div className="du-fields">
          <Form.Item
            name="number"
            label={t(kind === 'meeting' ? 'duty:directive.meeting' : 'duty:directive.number')}
          >
            <FreeText single maxLength={200} />
          </Form.Item>
          <DayItem name="dated" label={t('duty:directive.dated')} notAfterToday />
          <Form.Item name="issuer" label={t('duty:directive.issuer')}>
            <FreeText single maxLength={300} />
          </Form.Item>
        </div>
        <Form.Item
          name="text"
          label={t('duty:directive.text')}
          extra={t('duty:directive.text_help')}
          rules={[{ ...required, whitespace: true }]}
        >
          <FreeText minRows={4} maxLength={10_000} />
        </Form.Item>
        <Form.Item name="leads" label={t('duty:directive.leads')} rules={[required]}>
          <AgencyMany label={t('duty:directive.leads')} on={dated} />
        </Form.Item>
        <Form.Item name="coordinates" label={t('duty:directive.coordinates')}>
          <AgencyMany label={t('duty:directive.coordinates')} on={dated} />
        </Form.Item>
        <div className="du-fields">
          <DayItem name="starts_on" label={t('duty:directive.starts_on')} />
          <DayItem name="due_on" label={t('duty:directive.due_on')} />
          <Form.Item name="every_months" label={t('duty:directive.every')}>
            <Select
              options={RHYTHMS.map((value) => ({ value, label: t(`duty:directive.rhythm.${value}`) }))}
            />
          </Form.Item>
        </div>
        <Form.Item name="product" label={t('duty:column.product')}>
          <FreeText single maxLength={1000} />
        </Form.Item>
        <Form.Item name="scope" label={t('duty:page.scope')} extra={t('duty:directive.scope_help')}>
          <FreeText single maxLength={500} />
        </Form.Item>
        <Form.Item name="legal_basis" label={t('duty:page.legal_basis')}>
          <FreeText single maxLength={1000} />
        </Form.Item>
        {send.isError && !(isProblem(send.error) && send.error.fields.length > 0) && (
          <ProblemAlert problem={send.error} />
        )}
        <FormEnd
          submit={t('duty:directive.submit')}
          working={send.isPending}
          draft={draft}
          onCancel={() => void navigate('/nhiem-vu')}
        />
      </Form>
    </Page>
  );
}

function bodyOf({ every_months, ...values }: Values): Body {
  const filled = Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== undefined && value !== null && value !== ''),
  );
  return {
    kind: 'directive',
    text: '',
    leads: [],
    ...filled,
    ...(every_months ? { every_months } : {}),
  };
}

/** Many agencies of the whole directory; with one press also all that owe something now. */
function AgencyMany({
  id,
  value,
  onChange,
  label,
  on,
}: {
  id?: string;
  value?: string[];
  onChange?: (ids: string[]) => void;
  label: string;
  on: string | undefined;
}) {
  const { t } = useTranslation('duty');
  const owing = useOwing();
  return (
    <div className="du-many">
      <AgencyMultiSelect
        {...(id ? { id } : {})}
        aria-label={label}
        on={on}
        first={owing}
        value={value}
        onChange={(ids) => onChange?.(ids)}
      />
      <Button onClick={() => onChange?.(owing.map((o) => o.value))} disabled={owing.length === 0}>
        {t('directive.all', { number: formatNumber(owing.length) })}
      </Button>
    </div>
  );
}
