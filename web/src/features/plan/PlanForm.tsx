import { DatePicker, Form, Input, Modal, Select } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, data, isProblem, type Schema } from '~/api/client';
import { AgencySelect } from '~/features/agency/AgencySelect';
import { DraftNotice, FormEnd, useDraft, useFieldErrors } from '~/ui/forms';
import { ProblemAlert } from '~/ui/ProblemAlert';
import { SecretWarning } from '~/ui/texts';
import { Known } from './ImportDialog';

type PlanChange = Schema<'PlanChange'>;

interface Fields {
  owner?: string | undefined;
  kind: string;
  title: string;
  number?: string | null;
  issued_on?: string | null;
  issuer?: string | null;
  parent?: string | null;
  replaces?: string | null;
  period_from?: string | null;
  period_to?: string | null;
  legal_basis?: string[];
}

/** Dates are kept as `2026-03-05`, so that a draft survives in the browser as text. */
const day = {
  getValueProps: (value: string | null | undefined) => ({ value: value ? dayjs(value) : null }),
  getValueFromEvent: (value: Dayjs | null) => value?.format('YYYY-MM-DD') ?? null,
};

/** What a plan says of itself: corrected after import, or entered for one without a document. */
export function PlanForm({
  title,
  draft: draftName,
  submit,
  initial,
  owners,
  around,
  send,
  onClose,
}: {
  title: string;
  draft: string;
  submit: string;
  initial: Fields;
  /** Who may coordinate it. */
  owners?: { value: string; label: string }[];
  /** Names of the plans that are chosen already. */
  around?: { value: string; label: string }[];
  /** `again`: although the records hold a plan with this number, day and issuer. */
  send: (plan: PlanChange, owner: string | undefined, again: boolean) => Promise<void>;
  onClose: () => void;
}) {
  const { t } = useTranslation('plan');
  const [form] = Form.useForm<Fields>();
  const draft = useDraft<Fields>(draftName);
  const fieldErrors = useFieldErrors(form);
  const [others, setOthers] = useState(around ?? []);
  const [working, setWorking] = useState(false);
  const [problem, setProblem] = useState<unknown>();
  const [again, setAgain] = useState(false);
  const known =
    isProblem(problem) && problem.code === 'plan.duplicate' ? String(problem.params.plan) : undefined;

  async function search(text: string) {
    const page = await data(api.GET('/api/v1/plans', { params: { query: { q: text, limit: 20 } } }));
    setOthers(
      page.items.map((p) => ({ value: p.id, label: [p.number, p.title].filter(Boolean).join(' · ') })),
    );
  }
  async function save() {
    const { owner, ...plan } = { ...initial, ...(form.getFieldsValue(true) as Fields) };
    setWorking(true);
    setProblem(undefined);
    try {
      await send({ ...plan, owner: owner ?? null, legal_basis: plan.legal_basis ?? [] }, owner, again);
      draft.drop();
      onClose();
    } catch (error) {
      if (!fieldErrors(error)) setProblem(error);
    } finally {
      setWorking(false);
    }
  }
  const plans = {
    allowClear: true,
    options: others,
    placeholder: t('import.search_plan'),
    onOpenChange: (open: boolean) => void (open && search('')),
    showSearch: { filterOption: false as const, onSearch: (text: string) => void search(text) },
  };

  return (
    <Modal
      open
      title={title}
      width={680}
      footer={null}
      onCancel={onClose}
      mask={{ closable: false }}
      destroyOnHidden
    >
      <DraftNotice draft={draft} onRestore={(value) => form.setFieldsValue(value)} />
      <Form<Fields>
        form={form}
        layout="vertical"
        initialValues={initial}
        onValuesChange={() => draft.save(form.getFieldsValue(true) as Fields)}
        onFinish={() => void save()}
      >
        {owners && (
          <Form.Item
            name="owner"
            label={t('field.owner')}
            rules={[{ required: true, message: t('field.owner_missing') }]}
          >
            <AgencySelect first={owners} allowClear={false} />
          </Form.Item>
        )}
        <Form.Item
          name="title"
          label={t('field.title')}
          rules={[{ required: true, whitespace: true, message: t('field.title_missing') }]}
        >
          <Input.TextArea autoSize={{ minRows: 2, maxRows: 5 }} maxLength={1000} />
        </Form.Item>
        <SecretWarning />
        <div className="pl-two">
          <Form.Item name="kind" label={t('field.plan_kind')}>
            <Select
              options={['plan', 'strategy', 'directive', 'meeting'].map((value) => ({
                value,
                label: t(`kind.${value}`),
              }))}
            />
          </Form.Item>
          <Form.Item name="number" label={t('field.number')}>
            <Input maxLength={100} />
          </Form.Item>
          <Form.Item name="issued_on" label={t('field.issued_on')} {...day}>
            <DatePicker format="DD/MM/YYYY" style={{ width: '100%' }} />
          </Form.Item>
          <Form.Item name="issuer" label={t('field.issuer')}>
            <Input maxLength={300} />
          </Form.Item>
          <Form.Item name="period_from" label={t('field.period_from')} {...day}>
            <DatePicker format="DD/MM/YYYY" style={{ width: '100%' }} />
          </Form.Item>
          <Form.Item name="period_to" label={t('field.period_to')} {...day}>
            <DatePicker format="DD/MM/YYYY" style={{ width: '100%' }} />
          </Form.Item>
        </div>
        <Form.Item name="legal_basis" label={t('field.legal_basis')}>
          <Select mode="tags" open={false} suffixIcon={null} tokenSeparators={[';']} />
        </Form.Item>
        <Form.Item name="parent" label={t('field.parent')}>
          <Select {...plans} />
        </Form.Item>
        <Form.Item name="replaces" label={t('field.replaces')} extra={t('import.replaces_help')}>
          <Select {...plans} />
        </Form.Item>
        {problem !== undefined && <ProblemAlert problem={problem} />}
        {known && <Known plan={known} again={again} onChange={setAgain} />}
        <FormEnd submit={submit} working={working} onCancel={onClose} draft={draft} />
      </Form>
    </Modal>
  );
}
