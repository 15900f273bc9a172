import { Checkbox, Form, type FormInstance, Input, InputNumber, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { isProblem } from '~/api/client';
import { FilePick } from '~/features/duty/FilePick';
import { DayItem } from '~/ui/DayField';
import { type Draft, FormEnd } from '~/ui/forms';
import { ProblemAlert } from '~/ui/ProblemAlert';
import { type Fields, LEVELS, MAX_DAYS, MAX_NAME, TLPS } from './model';

const KNOWN = ['name', 'origin', 'level', 'tlp', 'past_days'];

function isShown(error: unknown): boolean {
  return isProblem(error) && error.fields.length > 0 && error.fields.every((f) => KNOWN.includes(f.field));
}

/** What a person says of a list, and its file. */
export function IndicatorForm({
  form,
  start,
  exists,
  file,
  onFile,
  submit,
  working,
  error,
  draft,
  onChange,
  onSend,
  onCancel,
}: {
  form: FormInstance<Fields>;
  start: Fields;
  /** It stands there: a file is only wanted to change what is on it. */
  exists?: boolean;
  file: File | undefined;
  onFile: (file: File | undefined) => void;
  submit: string;
  working: boolean;
  error: unknown;
  draft?: Draft<Fields>;
  onChange: (fields: Fields) => void;
  onSend: (fields: Fields) => void;
  onCancel: () => void;
}) {
  const { t } = useTranslation(['indicator', 'errors', 'alert']);
  const tlp = Form.useWatch('tlp', form) ?? start.tlp;
  const required = { required: true, message: t('errors:field.required.what') };
  const looksBack = !exists || file !== undefined;
  const pick = (
    <>
      <FilePick
        single
        label={t(exists ? 'indicator:form.new_file' : 'indicator:form.file')}
        files={file ? [file] : []}
        accept=".csv,.txt,.json,.ioc,.lst,.list"
        onChange={(files) => onFile(files[0])}
      />
      <p className="cl-quiet in-help">
        {t(exists ? 'indicator:form.new_file_help' : 'indicator:form.file_help')}
      </p>
    </>
  );
  return (
    <Form<Fields>
      form={form}
      layout="vertical"
      requiredMark={false}
      initialValues={start}
      onValuesChange={(_, fields) => onChange({ ...start, ...fields })}
      onFinish={(fields) => onSend({ ...start, ...fields })}
    >
      {!exists && pick}
      <Form.Item
        name="name"
        label={t('indicator:column.name')}
        extra={t('indicator:form.name_help')}
        rules={[{ ...required, whitespace: true }]}
      >
        <Input maxLength={MAX_NAME} />
      </Form.Item>
      <Form.Item name="origin" label={t('indicator:column.origin')} extra={t('indicator:form.origin_help')}>
        <Input maxLength={MAX_NAME} />
      </Form.Item>
      <div className="cl-two">
        <Form.Item name="level" label={t('indicator:column.level')} extra={t('indicator:form.level_help')}>
          <Select options={LEVELS.map((value) => ({ value, label: t(`alert:severity.${value}`) }))} />
        </Form.Item>
        <Form.Item
          name="tlp"
          label={t('indicator:column.tlp')}
          extra={t(`indicator:tlp_why.${tlp}`, { defaultValue: '' })}
        >
          <Select options={TLPS.map((value) => ({ value, label: `TLP:${value.toUpperCase()}` }))} />
        </Form.Item>
      </div>
      <div className="cl-two">
        <DayItem
          name="expires"
          label={t('indicator:column.expiry')}
          extra={t('indicator:form.expiry_help')}
        />
        {looksBack && (
          <Form.Item
            name="past_days"
            label={t('indicator:form.past_days')}
            extra={t('indicator:form.past_days_help')}
            rules={[required]}
          >
            <InputNumber className="in-number" min={0} max={MAX_DAYS} precision={0} />
          </Form.Item>
        )}
      </div>
      <Form.Item name="enabled" valuePropName="checked" extra={t('indicator:form.enabled_help')}>
        <Checkbox>{t('indicator:form.enabled')}</Checkbox>
      </Form.Item>
      {exists && pick}
      {Boolean(error) && !isShown(error) && <ProblemAlert problem={error} />}
      <FormEnd
        submit={submit}
        working={working}
        disabled={!exists && file === undefined}
        onCancel={onCancel}
        {...(draft ? { draft } : {})}
      />
      {!exists && file === undefined && <p className="cl-quiet">{t('indicator:form.file_wanted')}</p>}
    </Form>
  );
}
