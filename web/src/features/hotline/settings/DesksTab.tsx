import { Checkbox, Form, Input, Select } from 'antd';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { AgencySelect } from '~/features/agency/AgencySelect';
import { AgencyNames } from '~/features/incident/words';
import type { DataColumn } from '~/ui/DataTable';
import { FormDialog } from '~/ui/FormDialog';
import { refresh } from '../api';
import { MAX_NAME } from '../desk/model';
import { type Desk, saveSetting, versionsOf } from './api';
import { DESK_KINDS } from './model';
import { SettingTable } from './SettingTable';
import { Active, ActiveItem, useRequired } from './words';

type Fields = Omit<Desk, 'id' | 'version'>;

function fieldsOf({ name, kind, agency_id, takes_public, active }: Desk): Fields {
  return { name, kind, agency_id, takes_public, active };
}

const FRESH: Fields = { name: '', kind: 'department', agency_id: null, takes_public: false, active: true };

/** Desks that take reports in, each with an inbox of its own. */
export function DesksTab() {
  const { t } = useTranslation('hotline_desk');
  const columns = useMemo<DataColumn<Desk>[]>(
    () => [
      {
        key: 'name',
        title: t('settings.desks.name'),
        primary: true,
        sortable: true,
        sortValue: (d) => d.name,
        render: (d) => d.name,
      },
      {
        key: 'kind',
        title: t('column.kind'),
        width: '170px',
        render: (d) => t(`settings.desk_kind.${d.kind}`, { defaultValue: d.kind }),
      },
      {
        key: 'agency',
        title: t('settings.desks.agency'),
        width: '280px',
        render: (d) => <AgencyNames ids={d.agency_id ? [d.agency_id] : []} />,
      },
      {
        key: 'public',
        title: t('settings.desks.public'),
        width: '200px',
        render: (d) => t(d.takes_public ? 'settings.yes' : 'settings.no'),
      },
      { key: 'active', title: t('column.state'), width: '130px', render: (d) => <Active value={d.active} /> },
    ],
    [t],
  );
  return (
    <SettingTable<Desk>
      what="desks"
      name="desks"
      columns={columns}
      text={(d) => d.name}
      dialog={(desk, onClose) => <DeskDialog desk={desk} onClose={onClose} />}
    />
  );
}

function DeskDialog({ desk, onClose }: { desk: Desk | undefined; onClose: () => void }) {
  const { t } = useTranslation('hotline_desk');
  const required = useRequired();
  return (
    <FormDialog<Fields, Desk>
      title={t(desk ? 'settings.desks.edit' : 'settings.desks.add')}
      submit={t(desk ? 'save' : 'settings.desks.add')}
      said={t('saved')}
      start={desk ? fieldsOf(desk) : FRESH}
      send={({ name, agency_id, ...rest }, over) =>
        saveSetting('desks', over, { ...rest, name: name.trim(), agency_id: agency_id ?? null })
      }
      versions={versionsOf('desks', desk, fieldsOf, [
        { key: 'name', label: t('settings.desks.name') },
        {
          key: 'kind',
          label: t('column.kind'),
          render: (value) => t(`settings.desk_kind.${value}`, { defaultValue: String(value ?? '') }),
        },
        {
          key: 'takes_public',
          label: t('settings.desks.public'),
          render: (value) => t(value ? 'settings.yes' : 'settings.no'),
        },
        { key: 'active', label: t('column.state'), render: (value) => <Active value={value === true} /> },
      ])}
      refresh={refresh}
      onClose={onClose}
    >
      <Form.Item name="name" label={t('settings.desks.name')} rules={[required]}>
        <Input maxLength={MAX_NAME} />
      </Form.Item>
      <div className="cl-two">
        <Form.Item name="kind" label={t('column.kind')}>
          <Select options={DESK_KINDS.map((value) => ({ value, label: t(`settings.desk_kind.${value}`) }))} />
        </Form.Item>
        <Form.Item
          name="agency_id"
          label={t('settings.desks.agency')}
          extra={t(desk ? 'settings.desks.agency_fixed' : 'settings.desks.agency_help')}
          dependencies={['kind']}
          rules={[
            ({ getFieldValue }) => ({
              validator: async (_, value?: string | null) => {
                if (!value && getFieldValue('kind') !== 'centre') throw new Error(required.message);
              },
            }),
          ]}
        >
          <AgencySelect disabled={desk !== undefined} />
        </Form.Item>
      </div>
      <Form.Item name="takes_public" valuePropName="checked" extra={t('settings.desks.public_help')}>
        <Checkbox>{t('settings.desks.public')}</Checkbox>
      </Form.Item>
      <ActiveItem />
    </FormDialog>
  );
}
