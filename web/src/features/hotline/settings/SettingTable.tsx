import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type DataColumn, DataTable } from '~/ui/DataTable';
import { type Setting, settingQuery } from './api';

/** A list of one kind of setting: a press on a row changes it, a button adds one. */
export function SettingTable<T extends { id: string }>({
  what,
  name,
  columns,
  text,
  dialog,
}: {
  what: Setting;
  /** Of its sentences: `settings.<name>.…`. */
  name: string;
  columns: readonly DataColumn<T>[];
  text: (row: T) => string;
  dialog: (row: T | undefined, onClose: () => void) => ReactNode;
}) {
  const { t } = useTranslation('hotline_desk');
  const found = useQuery(settingQuery<T>(what));
  const [shown, setShown] = useState<{ row: T | undefined }>();
  const add = (
    <Button type="primary" onClick={() => setShown({ row: undefined })}>
      {t(`settings.${name}.add`)}
    </Button>
  );
  return (
    <>
      <DataTable<T>
        id={`hotline.setting.${what}`}
        label={t(`settings.tab.${name}`)}
        columns={columns}
        rowKey={(row) => row.id}
        source={{
          rows: found.data,
          error: found.data ? undefined : found.error,
          onRetry: () => void found.refetch(),
          text,
        }}
        onOpen={(row) => setShown({ row })}
        extra={add}
        empty={{
          title: t(`settings.${name}.empty`),
          text: t(`settings.${name}.empty_text`),
          action: add,
        }}
      />
      {shown && dialog(shown.row, () => setShown(undefined))}
    </>
  );
}
