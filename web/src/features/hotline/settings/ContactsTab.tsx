import { Button, Form, Input, InputNumber, Select } from 'antd';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { ActProblem } from '~/ui/ActProblem';
import type { DataColumn } from '~/ui/DataTable';
import { DayItem } from '~/ui/DayField';
import { FormDialog } from '~/ui/FormDialog';
import { formatDate, localDay } from '~/ui/format';
import { StatusTag } from '~/ui/StatusTag';
import { refresh } from '../api';
import { MAX_NAME } from '../desk/model';
import { useNames } from '../desk/words';
import { MAX_LINE } from '../model';
import { useAct } from '../useAct';
import { type Contact, saveSetting, versionsOf } from './api';
import { isReachable, isStale, PURPOSES } from './model';
import { SettingTable } from './SettingTable';
import { Active, ActiveItem, useRequired } from './words';

interface Fields {
  name: string;
  name_en: string;
  purpose: string;
  value: string;
  scam_types: string[];
  checked_on: string | null;
  source: string;
  position: number;
  active: boolean;
}

function fieldsOf(contact: Contact): Fields {
  return {
    name: contact.name,
    name_en: contact.name_en,
    purpose: contact.purpose,
    value: contact.value,
    scam_types: contact.scam_types,
    checked_on: contact.checked_on,
    source: contact.source,
    position: contact.position,
    active: contact.active,
  };
}

/** Whom citizens may turn to; a number that nobody called for long may be somebody else's by now. */
export function ContactsTab() {
  const { t } = useTranslation('hotline_desk');
  const columns = useMemo<DataColumn<Contact>[]>(
    () => [
      {
        key: 'position',
        title: t('settings.contacts.position'),
        width: '80px',
        align: 'right',
        sortable: true,
        sortValue: (c) => c.position,
        notOnPhone: true,
        render: (c) => <span className="cl-figures">{c.position}</span>,
      },
      {
        key: 'name',
        title: t('settings.contacts.name'),
        primary: true,
        sortable: true,
        sortValue: (c) => c.name,
        render: (c) => c.name,
      },
      {
        key: 'value',
        title: t('settings.contacts.value'),
        width: '200px',
        render: (c) => <code className="cl-break">{c.value}</code>,
      },
      {
        key: 'purpose',
        title: t('settings.contacts.purpose'),
        width: '180px',
        render: (c) => t(`settings.purpose.${c.purpose}`, { defaultValue: c.purpose }),
      },
      {
        key: 'checked',
        title: t('settings.contacts.checked'),
        width: '290px',
        sortable: true,
        sortValue: (c) => c.checked_on,
        render: (c) => <Checked contact={c} />,
      },
      {
        key: 'source',
        title: t('settings.contacts.source'),
        width: '180px',
        hidden: true,
        render: (c) => c.source,
      },
      { key: 'active', title: t('column.state'), width: '120px', render: (c) => <Active value={c.active} /> },
    ],
    [t],
  );
  return (
    <SettingTable<Contact>
      what="contacts"
      name="contacts"
      columns={columns}
      text={(c) => [c.name, c.name_en, c.value, c.source].join(' ')}
      dialog={(contact, onClose) => <ContactDialog contact={contact} onClose={onClose} />}
    />
  );
}

/** When somebody last made sure of it, and one press that says: today. */
function Checked({ contact }: { contact: Contact }) {
  const { t } = useTranslation('hotline_desk');
  const today = localDay(new Date());
  const check = useAct(
    () => saveSetting('contacts', contact, { ...fieldsOf(contact), checked_on: today }),
    t('settings.contacts.checked_said'),
  );
  const stale = isStale(contact.checked_on, today);
  return (
    <span className="cl-inline">
      {contact.checked_on && <span className="cl-figures">{formatDate(contact.checked_on)}</span>}
      {stale && (
        <StatusTag
          tone="high"
          label={t(contact.checked_on ? 'settings.contacts.stale' : 'settings.contacts.never')}
        />
      )}
      {contact.checked_on !== today && (
        <Button
          size="small"
          loading={check.isPending}
          aria-label={t('settings.contacts.check_this', { name: contact.name })}
          onClick={() => check.mutate()}
        >
          {t('settings.contacts.check')}
        </Button>
      )}
      {check.isError && <ActProblem error={check.error} />}
    </span>
  );
}

const FRESH: Fields = {
  name: '',
  name_en: '',
  purpose: 'bank',
  value: '',
  scam_types: [],
  checked_on: null,
  source: '',
  position: 100,
  active: true,
};

function ContactDialog({ contact, onClose }: { contact: Contact | undefined; onClose: () => void }) {
  const { t } = useTranslation('hotline_desk');
  const { types, scamType } = useNames();
  const required = useRequired();
  return (
    <FormDialog<Fields, Contact>
      wide
      title={t(contact ? 'settings.contacts.edit' : 'settings.contacts.add')}
      submit={t(contact ? 'save' : 'settings.contacts.add')}
      said={t('saved')}
      start={contact ? fieldsOf(contact) : FRESH}
      send={(fields, over) =>
        saveSetting('contacts', over, {
          ...fields,
          name: fields.name.trim(),
          name_en: (fields.name_en ?? '').trim(),
          value: fields.value.trim(),
          source: (fields.source ?? '').trim(),
          checked_on: fields.checked_on ?? null,
          position: fields.position ?? FRESH.position,
        })
      }
      versions={versionsOf('contacts', contact, fieldsOf, [
        { key: 'name', label: t('settings.contacts.name') },
        { key: 'name_en', label: t('settings.contacts.name_en') },
        { key: 'value', label: t('settings.contacts.value') },
        {
          key: 'purpose',
          label: t('settings.contacts.purpose'),
          render: (value) => t(`settings.purpose.${value}`, { defaultValue: String(value ?? '') }),
        },
        {
          key: 'scam_types',
          label: t('settings.contacts.types'),
          render: (value) => (Array.isArray(value) ? value.map(scamType).join(', ') : ''),
        },
        { key: 'checked_on', label: t('settings.contacts.checked') },
        { key: 'source', label: t('settings.contacts.source') },
        { key: 'position', label: t('settings.contacts.position') },
        { key: 'active', label: t('column.state'), render: (value) => <Active value={value === true} /> },
      ])}
      refresh={refresh}
      onClose={onClose}
    >
      <p>{t('settings.contacts.public')}</p>
      <div className="cl-two">
        <Form.Item name="name" label={t('settings.contacts.name')} rules={[required]}>
          <Input maxLength={MAX_NAME} />
        </Form.Item>
        <Form.Item name="name_en" label={t('settings.contacts.name_en')}>
          <Input maxLength={MAX_NAME} />
        </Form.Item>
        <Form.Item
          name="value"
          label={t('settings.contacts.value')}
          extra={t('settings.contacts.value_help')}
          rules={[
            required,
            {
              validator: async (_, value?: string) => {
                if (value?.trim() && !isReachable(value)) throw new Error(t('settings.contacts.value_wrong'));
              },
            },
          ]}
        >
          <Input maxLength={MAX_LINE} />
        </Form.Item>
        <Form.Item name="purpose" label={t('settings.contacts.purpose')}>
          <Select options={PURPOSES.map((value) => ({ value, label: t(`settings.purpose.${value}`) }))} />
        </Form.Item>
      </div>
      <Form.Item
        name="scam_types"
        label={t('settings.contacts.types')}
        extra={t('settings.contacts.types_help')}
      >
        <Select
          mode="multiple"
          options={types}
          showSearch={{ optionFilterProp: 'label' }}
          popupMatchSelectWidth={false}
        />
      </Form.Item>
      <div className="cl-two">
        <DayItem name="checked_on" label={t('settings.contacts.checked')} notAfterToday />
        <Form.Item
          name="source"
          label={t('settings.contacts.source')}
          extra={t('settings.contacts.source_help')}
        >
          <Input maxLength={MAX_LINE} />
        </Form.Item>
        <Form.Item
          name="position"
          label={t('settings.contacts.position')}
          extra={t('settings.contacts.position_help')}
        >
          <InputNumber min={0} max={10_000} precision={0} />
        </Form.Item>
      </div>
      <ActiveItem />
    </FormDialog>
  );
}
