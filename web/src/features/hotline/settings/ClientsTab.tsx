import { Form, Input, Select } from 'antd';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { DataColumn } from '~/ui/DataTable';
import { FormDialog } from '~/ui/FormDialog';
import { DateText } from '~/ui/texts';
import { refresh } from '../api';
import { MAX_NAME } from '../desk/model';
import { CopyText, useNames } from '../desk/words';
import { type Client, saveSetting, versionsOf } from './api';
import { isPublicKey } from './model';
import { SettingTable } from './SettingTable';
import { Active, ActiveItem, useRequired } from './words';

/** Applications and switchboards that file reports over the signed interface. */
export function ClientsTab() {
  const { t } = useTranslation('hotline_desk');
  const { desks } = useNames();
  const columns = useMemo<DataColumn<Client>[]>(
    () => [
      {
        key: 'name',
        title: t('settings.clients.name'),
        primary: true,
        sortable: true,
        sortValue: (c) => c.name,
        render: (c) => c.name,
      },
      {
        key: 'key_id',
        title: t('settings.clients.key_id'),
        width: '200px',
        render: (c) => <code className="cl-break">{c.key_id}</code>,
      },
      {
        key: 'desk',
        title: t('settings.clients.desk'),
        width: '240px',
        render: (c) => desks.find((desk) => desk.id === c.desk_id)?.name ?? '',
      },
      {
        key: 'used',
        title: t('settings.clients.used'),
        width: '160px',
        sortable: true,
        sortValue: (c) => c.last_used_at,
        render: (c) => <DateText value={c.last_used_at} />,
      },
      { key: 'active', title: t('column.state'), width: '130px', render: (c) => <Active value={c.active} /> },
    ],
    [t, desks],
  );
  return (
    <SettingTable<Client>
      what="clients"
      name="clients"
      columns={columns}
      text={(c) => `${c.name} ${c.key_id}`}
      dialog={(client, onClose) => <ClientDialog client={client} onClose={onClose} />}
    />
  );
}

interface Fields {
  name: string;
  public_key: string;
  desk_id: string | null;
  active: boolean;
}

function fieldsOf({ name, public_key, desk_id, active }: Client): Fields {
  return { name, public_key, desk_id, active };
}

function ClientDialog({ client, onClose }: { client: Client | undefined; onClose: () => void }) {
  const { t } = useTranslation('hotline_desk');
  const { desks } = useNames();
  const required = useRequired();
  return (
    <FormDialog<Fields, Client>
      title={t(client ? 'settings.clients.edit' : 'settings.clients.add')}
      submit={t(client ? 'save' : 'settings.clients.add')}
      said={t(client ? 'saved' : 'settings.clients.added')}
      start={client ? fieldsOf(client) : { name: '', public_key: '', desk_id: null, active: true }}
      send={({ name, public_key, ...rest }, over) =>
        saveSetting('clients', over, {
          ...rest,
          name: name.trim(),
          public_key: public_key.trim(),
        })
      }
      versions={versionsOf('clients', client, fieldsOf, [
        { key: 'name', label: t('settings.clients.name') },
        { key: 'public_key', label: t('settings.clients.public_key') },
        {
          key: 'desk_id',
          label: t('settings.clients.desk'),
          render: (value) => desks.find(({ id }) => id === value)?.name ?? '',
        },
        { key: 'active', label: t('column.state'), render: (value) => <Active value={value === true} /> },
      ])}
      refresh={refresh}
      onClose={onClose}
    >
      <p>{t('settings.clients.how')}</p>
      {client && <CopyText label={t('settings.clients.key_id')} text={client.key_id} />}
      <Form.Item name="name" label={t('settings.clients.name')} rules={[required]}>
        <Input maxLength={MAX_NAME} />
      </Form.Item>
      <Form.Item
        name="public_key"
        label={t('settings.clients.public_key')}
        extra={t('settings.clients.public_key_help')}
        rules={[
          required,
          {
            validator: async (_, value?: string) => {
              if (value?.trim() && !isPublicKey(value))
                throw new Error(t('settings.clients.public_key_wrong'));
            },
          },
        ]}
      >
        <Input maxLength={200} spellCheck={false} autoCapitalize="off" autoComplete="off" />
      </Form.Item>
      <Form.Item
        name="desk_id"
        label={t('settings.clients.desk')}
        extra={t('settings.clients.desk_help')}
        rules={[{ required: true, message: required.message }]}
      >
        <Select options={desks.map(({ id, name }) => ({ value: id, label: name }))} />
      </Form.Item>
      <ActiveItem />
    </FormDialog>
  );
}
