import { Form } from 'antd';
import { useTranslation } from 'react-i18next';
import { FormDialog } from '~/ui/FormDialog';
import { FreeText } from '~/ui/FreeText';
import { formatDate } from '~/ui/format';
import { Nothing } from '~/ui/texts';
import { type Detail, readCase, refresh } from './api';
import { ClassItems } from './ClassItems';
import { classify } from './calls';
import { type ClassFields, classBody, fieldsOf } from './classFields';
import { MAX_REASON } from './model';
import { AgencyNames, Severity } from './words';

type Fields = ClassFields & { reason: string };

const WORDS: readonly (keyof Fields)[] = [
  'severity',
  'detected_at',
  'occurred_at',
  'personal_data',
  'data_known_at',
  'special_data',
  'processor_found',
  'basic_count',
  'sensitive_count',
  'looked',
  'consequences',
  'controls',
  'confirmed',
  'security_sign',
  'dangerous_situation',
  'state_secret',
  'spread',
];

/** What the class and the clocks hang on. Each clock is reckoned anew and keeps what stood before. */
export function ClassDialog({ detail, onClose }: { detail: Detail; onClose: () => void }) {
  const { t } = useTranslation(['incident', 'errors']);
  const { incident } = detail;
  const start = (of: Detail): Fields => ({ ...fieldsOf(of.incident, of.facts), reason: '' });
  return (
    <FormDialog<Fields, Detail>
      wide
      title={t('incident:class.open')}
      submit={t('incident:class.submit')}
      said={t('incident:class.done')}
      start={start(detail)}
      send={({ reason, ...fields }, over) => classify((over ?? detail).incident, classBody(fields, reason))}
      versions={{
        over: detail,
        reread: () => readCase(incident.id),
        fieldsOf: start,
        shown: WORDS.map((key) => ({
          key,
          label: t(key === 'severity' ? 'incident:column.severity' : `incident:class.${key}`),
          render: (value) => <Value of={key} value={value} at={incident.detected_at} />,
        })),
      }}
      refresh={refresh}
      onClose={onClose}
    >
      <p className="cl-quiet">{t('incident:class.about')}</p>
      {/* The word on the class is the centre's. */}
      <ClassItems confirm={!incident.agency_side} />
      <Form.Item
        name="reason"
        label={t('incident:class.reason')}
        extra={t('incident:class.reason_help')}
        rules={[{ required: true, whitespace: true, message: t('errors:field.required.what') }]}
      >
        <FreeText minRows={2} maxLength={MAX_REASON} />
      </Form.Item>
    </FormDialog>
  );
}

/** A value of the form as one reads it. */
function Value({ of, value, at }: { of: keyof Fields; value: Fields[keyof Fields]; at: string }) {
  const { t } = useTranslation('incident');
  if (value === null || value === undefined || value === '') return <Nothing />;
  if (of === 'severity') return <Severity value={String(value)} at={at} />;
  if (of === 'controls' || of === 'confirmed') return t(`class.${of}_${String(value)}`);
  if (typeof value === 'boolean') return t(value ? 'yes' : 'no');
  if (of === 'spread') return <AgencyNames ids={value as string[]} />;
  if (Array.isArray(value)) return value.length > 0 ? value.join(', ') : <Nothing />;
  return of.endsWith('_at') ? formatDate(String(value)) : String(value);
}
