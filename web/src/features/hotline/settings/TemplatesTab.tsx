import { Form, Input, Select } from 'antd';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { DataColumn } from '~/ui/DataTable';
import { FormDialog } from '~/ui/FormDialog';
import { FreeText } from '~/ui/FreeText';
import { DateText } from '~/ui/texts';
import { refresh } from '../api';
import { MAX_NAME } from '../desk/model';
import { useNames } from '../desk/words';
import { MAX_TEXT } from '../model';
import { saveSetting, type Template, versionsOf } from './api';
import { SettingTable } from './SettingTable';
import { Active, ActiveItem, useRequired } from './words';

const LANGUAGES = ['vi', 'en'] as const;

/** Words for answers to citizens. */
export function TemplatesTab() {
  const { t } = useTranslation('hotline_desk');
  const { kinds } = useNames();
  const columns = useMemo<DataColumn<Template>[]>(
    () => [
      {
        key: 'name',
        title: t('settings.templates.name'),
        primary: true,
        sortable: true,
        sortValue: (row) => row.name,
        render: (row) => row.name,
      },
      {
        key: 'kind',
        title: t('settings.templates.kind'),
        width: '220px',
        render: (row) =>
          row.kind
            ? (kinds.find((kind) => kind.code === row.kind)?.name ?? row.kind)
            : t('settings.templates.all'),
      },
      {
        key: 'language',
        title: t('settings.templates.language'),
        width: '120px',
        render: (row) => t(`settings.language.${row.language}`, { defaultValue: row.language }),
      },
      {
        key: 'text',
        title: t('settings.templates.text'),
        notOnPhone: true,
        render: (row) => <span className="cl-clamp">{row.text}</span>,
      },
      {
        key: 'updated',
        title: t('column.changed'),
        width: '150px',
        hidden: true,
        render: (row) => <DateText value={row.updated_at} />,
      },
      {
        key: 'active',
        title: t('column.state'),
        width: '130px',
        render: (row) => <Active value={row.active} />,
      },
    ],
    [t, kinds],
  );
  return (
    <SettingTable<Template>
      what="templates"
      name="templates"
      columns={columns}
      text={(row) => `${row.name} ${row.text}`}
      dialog={(row, onClose) => <TemplateDialog template={row} onClose={onClose} />}
    />
  );
}

interface Fields {
  name: string;
  kind: string | null;
  language: string;
  text: string;
  active: boolean;
}

function fieldsOf({ name, kind, language, text, active }: Template): Fields {
  return { name, kind, language, text, active };
}

function TemplateDialog({ template, onClose }: { template: Template | undefined; onClose: () => void }) {
  const { t } = useTranslation('hotline_desk');
  const { kinds } = useNames();
  const required = useRequired();
  return (
    <FormDialog<Fields, Template>
      wide
      title={t(template ? 'settings.templates.edit' : 'settings.templates.add')}
      submit={t(template ? 'save' : 'settings.templates.add')}
      said={t('saved')}
      start={template ? fieldsOf(template) : { name: '', kind: null, language: 'vi', text: '', active: true }}
      send={({ name, kind, text, ...rest }, over) =>
        saveSetting('templates', over, {
          ...rest,
          name: name.trim(),
          kind: kind ?? null,
          text: text.trim(),
        })
      }
      versions={versionsOf('templates', template, fieldsOf, [
        { key: 'name', label: t('settings.templates.name') },
        {
          key: 'kind',
          label: t('settings.templates.kind'),
          render: (value) => kinds.find(({ code }) => code === value)?.name ?? t('settings.templates.all'),
        },
        {
          key: 'language',
          label: t('settings.templates.language'),
          render: (value) => t(`settings.language.${value}`, { defaultValue: String(value ?? '') }),
        },
        { key: 'text', label: t('settings.templates.text') },
        { key: 'active', label: t('column.state'), render: (value) => <Active value={value === true} /> },
      ])}
      refresh={refresh}
      onClose={onClose}
    >
      <Form.Item name="name" label={t('settings.templates.name')} rules={[required]}>
        <Input maxLength={MAX_NAME} />
      </Form.Item>
      <div className="cl-two">
        <Form.Item name="kind" label={t('settings.templates.kind')}>
          <Select
            allowClear
            placeholder={t('settings.templates.all')}
            options={kinds.map(({ code, name }) => ({ value: code, label: name }))}
          />
        </Form.Item>
        <Form.Item name="language" label={t('settings.templates.language')}>
          <Select options={LANGUAGES.map((value) => ({ value, label: t(`settings.language.${value}`) }))} />
        </Form.Item>
      </div>
      <Form.Item
        name="text"
        label={t('settings.templates.text')}
        extra={t('settings.templates.text_help')}
        rules={[required]}
      >
        <FreeText minRows={6} maxRows={20} maxLength={MAX_TEXT} />
      </Form.Item>
      <ActiveItem />
    </FormDialog>
  );
}
