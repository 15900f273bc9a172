import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Form, InputNumber, Radio } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, data, isProblem } from '~/api/client';
import { FilePick } from '~/features/duty/FilePick';
import { DayField } from '~/features/duty/ReportPage';
import { FreeText } from '~/ui/FreeText';
import { localDay } from '~/ui/format';
import { FormEnd, UnsavedGuard, useDraft, useFieldErrors } from '~/ui/forms';
import { ProblemAlert } from '~/ui/ProblemAlert';
import { type TargetView, type ValueForm as Values, valueParts } from './model';

/** Enters a value with its evidence; earlier ones stay. */
export function ValueForm({ view, onDone }: { view: TargetView; onDone: () => void }) {
  const { t } = useTranslation(['target', 'errors']);
  const { target } = view;
  const client = useQueryClient();
  const { message } = App.useApp();
  const [form] = Form.useForm<Values>();
  const fieldErrors = useFieldErrors(form);
  const draft = useDraft<Values>(`target.value.${target.id}`);
  const [files, setFiles] = useState<File[]>([]);
  const [dirty, setDirty] = useState(false);
  const share = target.unit === '%';
  const send = useMutation({
    mutationFn: (values: Values) => {
      const body = new FormData();
      for (const [key, value] of Object.entries(valueParts(values, target.kind))) body.append(key, value);
      if (files[0]) body.append('file', files[0], files[0].name);
      return data(
        api.POST('/api/v1/targets/{id}/values', {
          params: { path: { id: target.id } },
          body: {} as never,
          bodySerializer: () => body,
        }),
      );
    },
    onSuccess: async () => {
      setDirty(false);
      draft.drop();
      void message.success(t('target:enter.done'));
      await client.invalidateQueries({ queryKey: ['target'] });
      onDone();
    },
    onError: fieldErrors,
  });
  const required = { required: true, message: t('errors:field.required.what') };
  const choose = { required: true, message: t('errors:field.choose.what') };
  return (
    <Form<Values>
      form={form}
      layout="vertical"
      requiredMark={false}
      initialValues={{ year: Number(localDay(new Date()).slice(0, 4)), ...draft.found?.value }}
      onValuesChange={(_, values) => {
        setDirty(true);
        draft.save(values);
      }}
      onFinish={send.mutate}
    >
      <UnsavedGuard dirty={dirty && !send.isSuccess} />
      <Form.Item name="year" label={t('target:year')} rules={[required]}>
        <InputNumber min={1990} max={2200} precision={0} />
      </Form.Item>
      {target.kind === 'milestone' ? (
        <Form.Item name="reached" label={t('target:enter.reached')} rules={[choose]}>
          <Radio.Group
            options={[
              { value: true, label: t('target:milestone.reached') },
              { value: false, label: t('target:milestone.not_reached') },
            ]}
          />
        </Form.Item>
      ) : (
        <>
          {share && (
            <div className="ta-share">
              <Form.Item name="numerator" label={t('target:enter.numerator')}>
                <InputNumber min={0} decimalSeparator="," />
              </Form.Item>
              <Form.Item name="denominator" label={t('target:enter.denominator')}>
                <InputNumber min={0} decimalSeparator="," />
              </Form.Item>
            </div>
          )}
          <Form.Item
            name="value"
            label={t(share ? 'target:enter.value_or' : 'target:enter.value')}
            extra={share ? t('target:enter.share_help') : undefined}
            dependencies={['numerator', 'denominator']}
            rules={[
              ({ getFieldValue }) => ({
                validator: async (_, value) => {
                  const counted =
                    typeof getFieldValue('numerator') === 'number' &&
                    typeof getFieldValue('denominator') === 'number';
                  if (typeof value !== 'number' && !counted) throw new Error(t('errors:field.required.what'));
                },
              }),
            ]}
          >
            <InputNumber decimalSeparator="," suffix={target.unit} className="ta-wide" />
          </Form.Item>
        </>
      )}
      <Form.Item name="as_of" label={t('target:enter.as_of')}>
        <DayField notAfterToday />
      </Form.Item>
      <Form.Item name="note" label={t('target:enter.note')}>
        <FreeText minRows={2} maxLength={10_000} />
      </Form.Item>
      <FilePick
        single
        label={t('target:enter.file')}
        files={files}
        onChange={(next) => {
          setFiles(next);
          setDirty(true);
        }}
      />
      {send.isError && !(isProblem(send.error) && send.error.fields.length > 0) && (
        <ProblemAlert problem={send.error} />
      )}
      <FormEnd submit={t('target:enter.submit')} working={send.isPending} draft={draft} onCancel={onDone} />
    </Form>
  );
}
