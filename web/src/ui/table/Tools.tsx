import {
  DeleteOutlined,
  DownloadOutlined,
  EyeOutlined,
  SaveOutlined,
  TableOutlined,
} from '@ant-design/icons';
import { Button, Checkbox, Dropdown, Input, Popover } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DataColumn } from './model';
import { useSavedViews } from './prefs';
import type { TableState } from './query';

/** Saved views: names for a state of filters and sort. */
export function Views({
  tableId,
  state,
  labelled,
}: {
  tableId: string;
  state: TableState;
  /** With its name on it, where there is room for words. */
  labelled?: boolean;
}) {
  const { t } = useTranslation('ui');
  const [views, setViews] = useSavedViews(tableId);
  const [name, setName] = useState('');
  const [open, setOpen] = useState(false);
  function save() {
    const trimmed = name.trim();
    if (!trimmed) return;
    setViews([...views.filter((v) => v.name !== trimmed), { name: trimmed, search: state.search }]);
    setName('');
  }
  return (
    <Popover
      trigger="click"
      placement="bottomRight"
      open={open}
      onOpenChange={setOpen}
      content={
        <div className="cl-views">
          {views.length === 0 && <p className="cl-quiet">{t('table.no_views')}</p>}
          {views.map((view) => (
            <div key={view.name}>
              <button
                type="button"
                className="cl-link"
                aria-current={view.search === state.search ? 'true' : undefined}
                onClick={() => {
                  state.applySearch(view.search);
                  setOpen(false);
                }}
              >
                {view.name}
              </button>
              <Button
                size="small"
                type="text"
                icon={<DeleteOutlined />}
                aria-label={t('table.delete_view', { name: view.name })}
                onClick={() => setViews(views.filter((v) => v !== view))}
              />
            </div>
          ))}
          <form
            onSubmit={(e) => {
              e.preventDefault();
              save();
            }}
          >
            <Input
              value={name}
              maxLength={60}
              placeholder={t('table.view_name')}
              aria-label={t('table.view_name')}
              onChange={(e) => setName(e.target.value)}
            />
            <Button htmlType="submit" icon={<SaveOutlined />} disabled={!name.trim()}>
              {t('table.save_view')}
            </Button>
          </form>
        </div>
      }
    >
      <Button icon={<EyeOutlined />} aria-label={t('table.views')} title={t('table.views')}>
        {labelled && t('table.views')}
      </Button>
    </Popover>
  );
}

export function ColumnChooser<T>({
  columns,
  shown,
  choice,
  setChoice,
}: {
  columns: readonly DataColumn<T>[];
  shown: (column: DataColumn<T>) => boolean;
  choice: Record<string, boolean>;
  setChoice: (choice: Record<string, boolean>) => void;
}) {
  const { t } = useTranslation('ui');
  return (
    <Popover
      trigger="click"
      placement="bottomRight"
      content={
        <div className="cl-columns">
          {columns.map((column) => (
            <Checkbox
              key={column.key}
              checked={shown(column)}
              disabled={column.primary ?? false}
              onChange={(e) => setChoice({ ...choice, [column.key]: e.target.checked })}
            >
              {column.title}
            </Checkbox>
          ))}
          <Button
            size="small"
            onClick={() => setChoice(Object.fromEntries(columns.map((c) => [c.key, true])))}
          >
            {t('table.all_columns')}
          </Button>
        </div>
      }
    >
      <Button icon={<TableOutlined />} aria-label={t('table.columns')} title={t('table.columns')} />
    </Popover>
  );
}

export function ExportButton({
  formats,
  run,
  disabled,
}: {
  formats: readonly string[];
  disabled?: boolean;
  run: (format: string) => void | Promise<void>;
}) {
  const { t } = useTranslation('ui');
  const [working, setWorking] = useState(false);
  async function start(format: string) {
    setWorking(true);
    try {
      await run(format);
    } finally {
      setWorking(false);
    }
  }
  const only = formats.length === 1 ? formats[0] : undefined;
  const button = (
    <Button
      icon={<DownloadOutlined />}
      loading={working}
      disabled={disabled ?? false}
      {...(only ? { onClick: () => void start(only) } : {})}
    >
      {t('table.export')}
    </Button>
  );
  if (only) return button;
  return (
    <Dropdown
      trigger={['click']}
      menu={{
        items: formats.map((format) => ({
          key: format,
          label: t('table.export_as', { format: format.toUpperCase() }),
          onClick: () => void start(format),
        })),
      }}
    >
      {button}
    </Dropdown>
  );
}
