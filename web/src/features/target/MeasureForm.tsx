import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Form, InputNumber, Radio, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { api, data, isProblem } from '~/api/client';
import { FreeText } from '~/ui/FreeText';
import { decimalSign } from '~/ui/format';
import { FormEnd, useFieldErrors } from '~/ui/forms';
import { ProblemAlert } from '~/ui/ProblemAlert';
import type { TargetView } from './model';

const COMPARATORS = ['>=', '>', '=', '<=', '<'] as const;

interface Values {
  kind: string;
  unit?: string;
  comparator?: string;
  denominator?: string;
  exclusions?: string;
  indicator?: string;
  goals?: { year?: number; value?: number | null }[];
}

/** How the target is measured, and its goals for the years. */
export function MeasureForm({ view, onDone }: { view: TargetView; onDone: () => void }) {
  const { t } = useTranslation(['target', 'errors']);
  const { target } = view;
  const client = useQueryClient();
  const { message } = App.useApp();
  const [form] = Form.useForm<Values>();
  const fieldErrors = useFieldErrors(form);
  const kind = Form.useWatch('kind', form) ?? target.kind;
  const indicators = useQuery({
    queryKey: ['target', 'indicators'],
    queryFn: ({ signal }) => data(api.GET('/api/v1/targets/indicators', { signal })),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const send = useMutation({
    mutationFn: ({ goals, ...values }: Values) =>
      data(
        api.PUT('/api/v1/targets/{id}', {
          params: { path: { id: target.id }, header: { 'if-match': `"${target.version}"` } },
          body: {
            ...values,
            unit: values.unit?.trim() || null,
            denominator: values.denominator?.trim() || null,
            exclusions: values.exclusions?.trim() || null,
            indicator: values.indicator || null,
            comparator: values.comparator || null,
            agency_id: target.agency_id ?? null,
            goals: (goals ?? []).flatMap((g) => (g?.year ? [{ year: g.year, value: g.value ?? null }] : [])),
          },
        }),
      ),
    onSuccess: async () => {
      void message.success(t('target:measure.done'));
      await client.invalidateQueries({ queryKey: ['target'] });
      onDone();
    },
    onError: fieldErrors,
  });
  return (
    <Form<Values>
      form={form}
      layout="vertical"
      requiredMark={false}
      initialValues={{
        ...target,
        goals: view.goals.filter((g) => !g.agency_id).map((g) => ({ year: g.year, value: g.value ?? null })),
      }}
      onFinish={send.mutate}
    >
      <Form.Item name="kind" label={t('target:measure.kind')}>
        <Radio.Group
          options={(['numeric', 'milestone'] as const).map((value) => ({
            value,
            label: t(`target:kind.${value}`),
          }))}
        />
      </Form.Item>
      {kind === 'numeric' && (
        <>
          <div className="ta-share">
            <Form.Item name="comparator" label={t('target:measure.comparator')}>
              <Select
                allowClear
                options={COMPARATORS.map((value) => ({ value, label: t(`target:comparator.${value}`) }))}
              />
            </Form.Item>
            <Form.Item name="unit" label={t('target:measure.unit')}>
              <FreeText single maxLength={60} />
            </Form.Item>
          </div>
          <Form.Item name="denominator" label={t('target:measure.denominator')}>
            <FreeText single maxLength={1000} />
          </Form.Item>
          <Form.Item name="exclusions" label={t('target:measure.exclusions')}>
            <FreeText single maxLength={1000} />
          </Form.Item>
          <Form.Item
            name="indicator"
            label={t('target:measure.indicator')}
            extra={t('target:measure.indicator_help')}
          >
            <Select
              allowClear
              showSearch={{ optionFilterProp: 'label' }}
              loading={indicators.isPending}
              placeholder={t('target:measure.by_hand')}
              options={(indicators.data ?? []).map((i) => ({
                value: i.name,
                label: t(`target:indicator.${i.name}`, { defaultValue: i.name }),
              }))}
            />
          </Form.Item>
          <Form.List name="goals">
            {(fields, { add, remove }) => (
              <fieldset className="ta-goals">
                <legend>{t('target:measure.goals')}</legend>
                {fields.map((field) => (
                  <div key={field.key}>
                    <Form.Item name={[field.name, 'year']} label={t('target:year')}>
                      <InputNumber min={1990} max={2200} precision={0} />
                    </Form.Item>
                    <Form.Item name={[field.name, 'value']} label={t('target:measure.goal')}>
                      <InputNumber decimalSeparator={decimalSign()} />
                    </Form.Item>
                    <Button
                      type="text"
                      icon={<DeleteOutlined />}
                      aria-label={t('target:measure.remove_goal')}
                      onClick={() => remove(field.name)}
                    />
                  </div>
                ))}
                <Button icon={<PlusOutlined />} onClick={() => add({})}>
                  {t('target:measure.add_goal')}
                </Button>
              </fieldset>
            )}
          </Form.List>
        </>
      )}
      {send.isError && !(isProblem(send.error) && send.error.fields.length > 0) && (
        <ProblemAlert problem={send.error} />
      )}
      <FormEnd submit={t('target:measure.submit')} working={send.isPending} onCancel={onDone} />
    </Form>
  );
}
