import { Checkbox, Form, type FormInstance, Input, Radio, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { AgencySelect } from '~/features/agency/AgencySelect';
import { emptyTarget, type Fields, HOURS, isMail, KINDS, ROLES } from './channel';
import { SEVERITIES } from './model';

/** All that a person says of a channel. */
export function ChannelForm({
  form,
  start,
  fixed,
  onSend,
}: {
  form: FormInstance<Fields>;
  start: Fields;
  /** It exists: its kind stays. */
  fixed: boolean;
  onSend: (fields: Fields) => void;
}) {
  const { t } = useTranslation(['alert', 'errors']);
  const kind = Form.useWatch('kind', form) ?? start.kind;
  const required = { required: true, message: t('errors:field.required.what') };
  return (
    <Form<Fields>
      form={form}
      layout="vertical"
      requiredMark={false}
      initialValues={start}
      onValuesChange={(changed: Partial<Fields>) => {
        if (changed.kind) form.setFieldValue('target', emptyTarget(changed.kind));
      }}
      onFinish={onSend}
    >
      <Form.Item name="name" label={t('alert:channel.name')} rules={[{ ...required, whitespace: true }]}>
        <Input maxLength={200} autoFocus={!fixed} placeholder={t('alert:channel.name_example')} />
      </Form.Item>
      <Form.Item
        name="kind"
        label={t('alert:channel.kind')}
        extra={t(`alert:channel.about.${kind}`, { defaultValue: '' })}
      >
        <Radio.Group
          disabled={fixed}
          options={KINDS.map((value) => ({ value, label: t(`alert:channel.kinds.${value}`) }))}
        />
      </Form.Item>
      <TargetField kind={kind} />
      <div className="cl-two">
        <Form.Item
          name="severity"
          label={t('alert:channel.severity')}
          extra={t('alert:channel.severity_help')}
        >
          <Select options={SEVERITIES.map((value) => ({ value, label: t(`alert:severity.${value}`) }))} />
        </Form.Item>
        <Form.Item name="hours" label={t('alert:channel.hours')} extra={t('alert:channel.hours_help')}>
          <Select options={HOURS.map((value) => ({ value, label: t(`alert:channel.at.${value}`) }))} />
        </Form.Item>
      </div>
      <Form.Item name="agency_id" label={t('alert:column.agency')} extra={t('alert:channel.agency_help')}>
        <AgencySelect placeholder={t('alert:channel.everywhere')} />
      </Form.Item>
      <Form.Item name="enabled" valuePropName="checked" extra={t('alert:channel.enabled_help')}>
        <Checkbox>{t('alert:channel.enabled')}</Checkbox>
      </Form.Item>
    </Form>
  );
}

/** Whom it tells: each kind has its own way to say it. */
function TargetField({ kind }: { kind: string }) {
  const { t } = useTranslation(['alert', 'auth', 'errors']);
  const required = { required: true, message: t('errors:field.required.what') };
  if (kind === 'webhook')
    return (
      <Form.Item
        key={kind}
        name="target"
        label={t('alert:channel.to.webhook')}
        extra={t('alert:channel.webhook_help')}
        rules={[required, { pattern: /^https?:\/\/\S+$/, message: t('alert:reason.malformed_target') }]}
      >
        <Input maxLength={2000} placeholder="https://soc.example/hooks/coloa" inputMode="url" />
      </Form.Item>
    );
  if (kind === 'mail')
    return (
      <Form.Item
        key={kind}
        name="target"
        label={t('alert:channel.to.mail')}
        extra={t('alert:channel.mail_help')}
        rules={[
          required,
          {
            validator: (_, words: string[] | undefined) =>
              Array.isArray(words) && !words.every(isMail)
                ? Promise.reject(new Error(t('alert:reason.malformed_target')))
                : Promise.resolve(),
          },
        ]}
      >
        <Select
          mode="tags"
          open={false}
          suffixIcon={null}
          tokenSeparators={[',', ';', ' ', '\n']}
          placeholder="truc@tinh.example"
        />
      </Form.Item>
    );
  return (
    <Form.Item key={kind} name="target" label={t('alert:channel.to.app')} rules={[required]}>
      <Select
        mode="multiple"
        options={ROLES.map((role) => ({ value: role, label: t(`auth:role.${role}`) }))}
      />
    </Form.Item>
  );
}
