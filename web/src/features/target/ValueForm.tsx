import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Form, InputNumber, Radio } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, data, isProblem } from '~/api/client';
import { type DraftFiles, FilePick, namesOf } from '~/features/duty/FilePick';
import { DayItem } from '~/ui/DayField';
import { FreeText } from '~/ui/FreeText';
import { decimalSign, localDay } from '~/ui/format';
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
  const draft = useDraft<Values & DraftFiles>(`target.value.${target.id}`);
  const [files, setFiles] = useState<File[]>([]);
  const { files: lost, ...kept } = draft.found?.value ?? {};
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
      initialValues={{ year: Number(localDay(new Date()).slice(0, 4)), ...kept }}
      onValuesChange={(_, values) => {
        setDirty(true);
        draft.save({ ...values, files: namesOf(files, lost) });
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
                <InputNumber min={0} decimalSeparator={decimalSign()} />
              </Form.Item>
              <Form.Item name="denominator" label={t('target:enter.denominator')}>
                <InputNumber min={0} decimalSeparator={decimalSign()} />
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
            <InputNumber decimalSeparator={decimalSign()} suffix={target.unit} className="ta-wide" />
          </Form.Item>
        </>
      )}
      <DayItem name="as_of" label={t('target:enter.as_of')} notAfterToday />
      <Form.Item name="note" label={t('target:enter.note')}>
        <FreeText minRows={2} maxLength={10_000} />
      </Form.Item>
      <FilePick
        single
        label={t('target:enter.file')}
        files={files}
        lost={lost}
        onChange={(next) => {
          setFiles(next);
          setDirty(true);
          draft.save({ ...form.getFieldsValue(true), files: namesOf(next) });
        }}
      />
      {send.isError && !(isProblem(send.error) && send.error.fields.length > 0) && (
        <ProblemAlert problem={send.error} />
      )}
      <FormEnd submit={t('target:enter.submit')} working={send.isPending} draft={draft} onCancel={onDone} />
    </Form>
  );
}
