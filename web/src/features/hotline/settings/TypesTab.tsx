import { Form, Input } from 'antd';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { DataColumn } from '~/ui/DataTable';
import { FormDialog } from '~/ui/FormDialog';
import { FreeText } from '~/ui/FreeText';
import { refresh } from '../api';
import { linesOf, MAX_NAME } from '../desk/model';
import { MAX_TEXT } from '../model';
import { type AddedType, saveSetting, versionsOf } from './api';
import { SettingTable } from './SettingTable';
import { Active, ActiveItem, useRequired } from './words';

/** Kinds of scam that the installation added to the official list. */
export function TypesTab() {
  const { t } = useTranslation('hotline_desk');
  const columns = useMemo<DataColumn<AddedType>[]>(
    () => [
      {
        key: 'name',
        title: t('settings.types.name'),
        primary: true,
        sortable: true,
        sortValue: (row) => row.name,
        render: (row) => row.name,
      },
      {
        key: 'code',
        title: t('settings.types.code'),
        width: '120px',
        sortable: true,
        sortValue: (row) => row.code,
        render: (row) => <code>{row.code}</code>,
      },
      {
        key: 'advice',
        title: t('settings.types.advice'),
        notOnPhone: true,
        render: (row) => <span className="cl-clamp">{row.advice.join(' · ')}</span>,
      },
      {
        key: 'active',
        title: t('column.state'),
        width: '130px',
        render: (row) => <Active value={row.active} />,
      },
    ],
    [t],
  );
  return (
    <SettingTable<AddedType>
      what="scam-types"
      name="types"
      columns={columns}
      text={(row) => [row.code, row.name, row.name_en].join(' ')}
      dialog={(row, onClose) => <TypeDialog type={row} onClose={onClose} />}
    />
  );
}

interface Fields {
  name: string;
  name_en: string;
  advice: string;
  active: boolean;
}

function fieldsOf({ name, name_en, advice, active }: AddedType): Fields {
  return { name, name_en, advice: advice.join('\n'), active };
}

function TypeDialog({ type, onClose }: { type: AddedType | undefined; onClose: () => void }) {
  const { t } = useTranslation('hotline_desk');
  const required = useRequired();
  return (
    <FormDialog<Fields, AddedType>
      title={t(type ? 'settings.types.edit' : 'settings.types.add')}
      submit={t(type ? 'save' : 'settings.types.add')}
      said={t('saved')}
      start={type ? fieldsOf(type) : { name: '', name_en: '', advice: '', active: true }}
      send={({ name, name_en, advice, active }, over) =>
        saveSetting('scam-types', over, {
          name: name.trim(),
          name_en: (name_en ?? '').trim(),
          advice: linesOf(advice),
          active,
        })
      }
      versions={versionsOf('scam-types', type, fieldsOf, [
        { key: 'name', label: t('settings.types.name') },
        { key: 'name_en', label: t('settings.types.name_en') },
        { key: 'advice', label: t('settings.types.advice') },
        { key: 'active', label: t('column.state'), render: (value) => <Active value={value === true} /> },
      ])}
      refresh={refresh}
      onClose={onClose}
    >
      <div className="cl-two">
        <Form.Item
          name="name"
          label={t('settings.types.name')}
          rules={[required]}
          extra={type ? t('settings.types.code_is', { code: type.code }) : undefined}
        >
          <Input maxLength={MAX_NAME} />
        </Form.Item>
        <Form.Item name="name_en" label={t('settings.types.name_en')}>
          <Input maxLength={MAX_NAME} />
        </Form.Item>
      </div>
      <Form.Item name="advice" label={t('settings.types.advice')} extra={t('settings.types.advice_help')}>
        <FreeText minRows={4} maxLength={MAX_TEXT} />
      </Form.Item>
      <ActiveItem />
    </FormDialog>
  );
}
