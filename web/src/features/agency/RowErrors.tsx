import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { Schema } from '~/api/client';
import { DataTable } from '~/ui/DataTable';

type RowError = Schema<'RowErrorView'>;

/** Why a row is refused, in words; the server sends a stable word, `repeats_row_7` with the row it repeats. */
export function reasonText(t: TFunction<'agency'>, reason: string): string {
  const repeat = /^repeats_row_(\d+)$/.exec(reason);
  if (repeat) return t('import.reasons.repeats', { row: repeat[1] });
  return t(`import.reasons.${reason}`, { defaultValue: t('import.reasons.invalid') });
}

/** The rows of an uploaded table that cannot be taken, as the spreadsheet counts. */
export function RowErrors({ id, rows }: { id: string; rows: RowError[] }) {
  const { t } = useTranslation('agency');
  return (
    <DataTable<RowError>
      id={id}
      label={t('import.row_errors')}
      height="auto"
      searchable={false}
      rowKey={(e) => `${e.row} ${e.column} ${e.reason} ${e.value}`}
      columns={[
        { key: 'row', title: t('import.row'), primary: true, width: '80px', render: (e) => e.row },
        {
          key: 'column',
          title: t('import.column'),
          width: '25%',
          render: (e) => t(`import.columns.${e.column}`, { defaultValue: e.column }),
        },
        { key: 'reason', title: t('import.reason'), render: (e) => reasonText(t, e.reason) },
        {
          key: 'value',
          title: t('import.value'),
          width: '25%',
          render: (e) => <span className="cl-break">{e.value}</span>,
        },
      ]}
      source={{ rows }}
      empty={{ title: t('import.no_errors') }}
    />
  );
}
