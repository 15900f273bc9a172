import { Checkbox, Form, Input, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { SystemSelect } from '~/features/system/SystemSelect';
import { FormDialog } from '~/ui/FormDialog';
import { FreeText } from '~/ui/FreeText';
import { Nothing, SecretWarning } from '~/ui/texts';
import { type Account, type Detail, readCase, refresh } from './api';
import { saveCase } from './calls';
import { ACCOUNT_PARTS, type AccountPart, isLine, MAX_LINE, MAX_TEXT, MAX_TITLE } from './model';
import { capital, useChoices } from './words';

/** Flat, so that two versions stand side by side key by key. */
interface Fields {
  title: string;
  description: string;
  system_id: string | null;
  group_code: string;
  scenario: string | null;
  confidential: boolean;
  [account: string]: string | boolean | null;
}

const PARTS = Object.keys(ACCOUNT_PARTS) as AccountPart[];
const KEYS: readonly string[] = PARTS.flatMap((part) => [...ACCOUNT_PARTS[part]]);

function fieldsOf({ incident, account }: Detail): Fields {
  return {
    ...Object.fromEntries(KEYS.map((key) => [key, String(account[key as keyof Account] ?? '')])),
    confidential: account.confidential === true,
    title: incident.title,
    description: incident.description,
    system_id: incident.system_id,
    group_code: incident.group_code,
    scenario: incident.scenario || null,
  };
}

/** What the case is and what reports will say of it. */
export function EditDialog({ detail, onClose }: { detail: Detail; onClose: () => void }) {
  const { t } = useTranslation(['incident', 'errors']);
  const { incident } = detail;
  const { data: choices } = useChoices(incident.detected_at);
  const named = (list: readonly { code: string; name: string }[] | undefined) =>
    (list ?? []).map(({ code, name }) => ({ value: code, label: capital(name) }));
  const required = { required: true, message: t('errors:field.required.what') };
  const label = (key: string) =>
    KEYS.includes(key) || key === 'confidential'
      ? t(`incident:account.${key}`)
      : t(`incident:facts.field.${key}`);
  return (
    <FormDialog<Fields, Detail>
      wide
      title={t('incident:facts.edit')}
      submit={t('incident:facts.save')}
      said={t('incident:facts.saved')}
      start={fieldsOf(detail)}
      send={(fields, over) =>
        saveCase((over ?? detail).incident, {
          title: fields.title.trim(),
          description: (fields.description ?? '').trim(),
          system_id: fields.system_id ?? null,
          group_code: fields.group_code,
          scenario: fields.scenario ?? '',
          account: {
            ...detail.account,
            ...Object.fromEntries(KEYS.map((key) => [key, String(fields[key] ?? '').trim()])),
            confidential: fields.confidential,
          },
        })
      }
      versions={{
        over: detail,
        reread: () => readCase(incident.id),
        fieldsOf,
        shown: ['title', 'description', 'system_id', 'group_code', 'scenario', ...KEYS, 'confidential'].map(
          (key) => ({
            key,
            label: label(key),
            render: (value) => {
              if (key === 'group_code' || key === 'scenario') {
                const list = key === 'scenario' ? choices?.scenarios : choices?.groups;
                return named(list).find((one) => one.value === value)?.label ?? <Nothing />;
              }
              if (typeof value === 'boolean') return t(value ? 'incident:yes' : 'incident:no');
              return value || <Nothing />;
            },
          }),
        ),
      }}
      refresh={refresh}
      onClose={onClose}
    >
      <Form.Item name="title" label={label('title')} rules={[{ ...required, whitespace: true }]}>
        <Input maxLength={MAX_TITLE} />
      </Form.Item>
      <Form.Item name="description" label={label('description')}>
        <FreeText minRows={3} maxLength={MAX_TEXT} />
      </Form.Item>
      <div className="cl-two">
        <Form.Item name="system_id" label={label('system_id')}>
          <SystemSelect agency={incident.agency_id} />
        </Form.Item>
        <Form.Item name="group_code" label={label('group_code')} rules={[required]}>
          <Select options={named(choices?.groups)} />
        </Form.Item>
        <Form.Item name="scenario" label={label('scenario')}>
          <Select allowClear options={named(choices?.scenarios)} popupMatchSelectWidth={false} />
        </Form.Item>
      </div>
      <p className="cl-quiet">{t('incident:account.about')}</p>
      {PARTS.map((part) => (
        <details key={part} className="in-group" open={part === 'course'}>
          <summary>{t(`incident:account.part.${part}`)}</summary>
          {ACCOUNT_PARTS[part].map((key) => (
            <Form.Item key={key} name={key} label={label(key)}>
              {isLine(key) ? <Input maxLength={MAX_LINE} /> : <FreeText minRows={1} maxLength={MAX_TEXT} />}
            </Form.Item>
          ))}
        </details>
      ))}
      <SecretWarning />
      <Form.Item name="confidential" valuePropName="checked">
        <Checkbox>{label('confidential')}</Checkbox>
      </Form.Item>
    </FormDialog>
  );
}
