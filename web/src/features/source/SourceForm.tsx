import './source.css';
import { Checkbox, Form, type FormInstance, Input, InputNumber, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { isProblem } from '~/api/client';
import { problemText } from '~/app/problemText';
import { can, useSession } from '~/app/session';
import { AgencySelect } from '~/features/agency/AgencySelect';
import { ownAgencies } from '~/features/agency/choices';
import { SystemSelect } from '~/features/system/SystemSelect';
import { FreeText } from '~/ui/FreeText';
import { FormEnd, useFieldErrors } from '~/ui/forms';
import { ProblemAlert } from '~/ui/ProblemAlert';
import type { Source, SourceBody } from './api';
import { fingerprint, fingerprintShown, knownByAddress, MAX_SILENCE, PROTOCOLS, ZONE } from './model';
import { shippersOf } from './snippet';

export type Fields = Required<
  Omit<SourceBody, 'zone_minutes' | 'silence_minutes' | 'enabled' | 'system_id'>
> & {
  system_id: string | null;
  zone_minutes: number;
  silence_minutes: number;
  enabled: boolean;
};

/** How the fingerprint of a certificate is read; the same on every system. */
const FINGERPRINT_COMMAND = 'openssl x509 -in client.pem -noout -fingerprint -sha256';

export const FRESH: Partial<Fields> = {
  protocol: 'syslog',
  shipper: 'rsyslog',
  shared: false,
  system_id: null,
  addresses: '',
  certificate: '',
  zone_minutes: ZONE.vietnam,
  silence_minutes: 60,
  enabled: true,
  note: '',
};

export function fieldsOf(source: Source): Fields {
  return {
    name: source.name,
    protocol: source.protocol,
    shipper: source.shipper,
    agency_id: source.agency_id,
    shared: source.shared,
    system_id: source.system_id ?? null,
    addresses: source.addresses.replaceAll(',', ', '),
    certificate: source.certificate ? fingerprintShown(source.certificate) : '',
    zone_minutes: source.zone_minutes,
    silence_minutes: source.silence_minutes,
    enabled: source.enabled,
    note: source.note,
  };
}

/** Puts a refusal where it belongs; an address of somebody else is one of the field of addresses. */
export function useSourceErrors(form: FormInstance<Fields>): (error: unknown) => void {
  const { t } = useTranslation('errors');
  const fieldErrors = useFieldErrors(form);
  return (error) => {
    if (isProblem(error) && error.code === 'source.address_taken') {
      form.setFields([{ name: 'addresses', errors: [problemText(t, error).what] }]);
      form.scrollToField('addresses', { block: 'center', focus: true });
    } else fieldErrors(error);
  };
}

const KNOWN: readonly string[] = [
  'name',
  'protocol',
  'shipper',
  'agency_id',
  'system_id',
  'addresses',
  'certificate',
  'zone_minutes',
  'silence_minutes',
  'note',
];

function isShown(error: unknown): boolean {
  if (!isProblem(error)) return false;
  if (error.code === 'source.address_taken') return true;
  return error.fields.length > 0 && error.fields.every((f) => KNOWN.includes(f.field));
}

/** All that a person says of a source. */
export function SourceForm({
  form,
  start,
  fixed,
  submit,
  working,
  error,
  onChange,
  onSend,
  onCancel,
}: {
  form: FormInstance<Fields>;
  start: Partial<Fields>;
  /** It exists: its protocol stays. */
  fixed?: boolean;
  submit: string;
  working: boolean;
  error: unknown;
  onChange: () => void;
  onSend: (fields: Fields) => void;
  onCancel: () => void;
}) {
  const { t } = useTranslation(['source', 'errors']);
  const session = useSession();
  const protocol = Form.useWatch('protocol', form) ?? start.protocol ?? '';
  const shipper = Form.useWatch('shipper', form) ?? '';
  const addresses = Form.useWatch('addresses', form) ?? '';
  const certificate = Form.useWatch('certificate', form) ?? '';
  const agency = Form.useWatch('agency_id', form) ?? start.agency_id;
  const shared = Form.useWatch('shared', form) ?? start.shared ?? false;
  const required = { required: true, message: t('errors:field.required.what') };
  const shippers: { value: string; label: string }[] = shippersOf(protocol).map((value) => ({
    value,
    label: t(`source:shipper.${value}.name`),
  }));
  // Registered elsewhere with a word of its own: kept until another is chosen.
  if (shipper && !shippers.some((s) => s.value === shipper))
    shippers.push({ value: shipper, label: shipper });
  return (
    <Form<Fields>
      form={form}
      layout="vertical"
      requiredMark={false}
      initialValues={start}
      onValuesChange={(changed: Partial<Fields>) => {
        if (changed.protocol) form.setFieldValue('shipper', shippersOf(changed.protocol)[0] ?? '');
        // A system of another agency would be refused.
        const own = !form.getFieldValue('shared');
        if ((changed.agency_id !== undefined && own) || changed.shared === false)
          form.setFieldValue('system_id', null);
        onChange();
      }}
      onFinish={(fields) => onSend({ ...fields, certificate: fingerprint(fields.certificate ?? '') })}
    >
      <Form.Item
        name="name"
        label={t('source:column.name')}
        extra={t('source:form.name_help')}
        rules={[{ ...required, whitespace: true }]}
      >
        <Input maxLength={200} autoFocus={!fixed} />
      </Form.Item>
      <div className="cl-two">
        <Form.Item
          name="protocol"
          label={t('source:column.protocol')}
          extra={t(fixed ? 'source:form.protocol_fixed' : 'source:form.protocol_help')}
        >
          <Select
            disabled={fixed ?? false}
            options={PROTOCOLS.map((value) => ({ value, label: t(`source:protocol.${value}`) }))}
          />
        </Form.Item>
        <Form.Item name="shipper" label={t('source:form.shipper')} extra={t('source:form.shipper_help')}>
          <Select options={shippers} />
        </Form.Item>
      </div>
      <Form.Item name="agency_id" label={t('source:column.agency')} rules={[required]}>
        <AgencySelect first={ownAgencies(session)} />
      </Form.Item>
      <Form.Item name="shared" valuePropName="checked" extra={t('source:shared.help')}>
        <Checkbox>{t('source:shared.title')}</Checkbox>
      </Form.Item>
      {can(session, 'system.read') && (
        <Form.Item
          name="system_id"
          label={t('source:column.system')}
          extra={t(shared ? 'source:form.system_help_shared' : 'source:form.system_help')}
        >
          <SystemSelect
            agency={shared ? undefined : agency}
            disabled={!shared && !agency}
            {...(shared || agency ? {} : { placeholder: t('source:form.system_after') })}
          />
        </Form.Item>
      )}
      <Form.Item
        name="addresses"
        label={t('source:column.addresses')}
        extra={
          <>
            {t('source:form.addresses_help')}
            {knownByAddress(protocol) && addresses.trim() === '' && certificate.trim() === '' && (
              <strong> {t('source:form.addresses_wanted')}</strong>
            )}
          </>
        }
      >
        <Input placeholder="192.0.2.10, 10.20.0.0/16" />
      </Form.Item>
      {protocol === 'syslog' && (
        <Form.Item
          name="certificate"
          label={t('source:form.certificate')}
          extra={
            <>
              {t('source:form.certificate_help')} <code className="so-command">{FINGERPRINT_COMMAND}</code>
            </>
          }
        >
          <Input className="so-token" spellCheck={false} autoComplete="off" />
        </Form.Item>
      )}
      <div className="cl-two">
        <Form.Item
          name="silence_minutes"
          label={t('source:form.silence')}
          extra={t('source:form.silence_help')}
          rules={[required]}
        >
          <InputNumber className="so-number" min={1} max={MAX_SILENCE} precision={0} />
        </Form.Item>
        <Form.Item
          name="zone_minutes"
          label={t('source:form.zone')}
          extra={t('source:form.zone_help')}
          rules={[required]}
        >
          <InputNumber className="so-number" min={ZONE.min} max={ZONE.max} step={30} precision={0} />
        </Form.Item>
      </div>
      <Form.Item name="enabled" valuePropName="checked" extra={t('source:form.enabled_help')}>
        <Checkbox>{t('source:form.enabled')}</Checkbox>
      </Form.Item>
      <Form.Item name="note" label={t('source:form.note')}>
        <FreeText maxLength={4000} />
      </Form.Item>
      {Boolean(error) && !isShown(error) && <ProblemAlert problem={error} />}
      <FormEnd submit={submit} working={working} onCancel={onCancel} />
    </Form>
  );
}
