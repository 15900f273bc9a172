import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { api, data } from '~/api/client';
import { type DataColumn, DataTable, type FilterDef } from '~/ui/DataTable';
import { localDay } from '~/ui/format';
import { StatusTag } from '~/ui/StatusTag';
import { DateText, LateTag, Nothing } from '~/ui/texts';
import { AssetDialog } from './AssetDialog';
import type { Asset, System } from './api';
import { ASSET_KINDS, askAssets, ENDS, isUnchecked, ORIGINS, systemPath } from './model';

/** Assets of one system, or of all within reach, by name. */
export function AssetTable({ system }: { system?: System }) {
  const { t } = useTranslation('protection');
  const today = localDay(new Date());
  const columns = useColumns(system !== undefined);
  const filters = useFilters();
  const [shown, setShown] = useState<Asset>();
  return (
    <>
      <DataTable<Asset>
        id={system ? 'protection.assets.system' : 'protection.assets'}
        label={t('asset.menu')}
        columns={columns}
        rowKey={(a) => a.id}
        filters={filters}
        {...(system ? { urlPrefix: 'a_' } : {})}
        searchPlaceholder={t('asset.search')}
        source={{
          queryKey: ['protection', 'assets', system?.id ?? null],
          fetch: ({ cursor, limit, signal, ...query }) =>
            data(
              api.GET('/api/v1/systems/assets', {
                params: {
                  query: {
                    ...askAssets(query, today),
                    ...(system ? { system: system.id } : {}),
                    limit,
                    ...(cursor ? { cursor } : {}),
                  },
                },
                signal,
              }),
            ),
        }}
        onOpen={setShown}
        rowState={(a) => (a.ends_on && a.ends_on < today ? 'late' : undefined)}
        empty={{ title: t('asset.empty'), text: t('asset.empty_text') }}
      />
      {shown && (
        <AssetDialog
          key={shown.id}
          asset={shown}
          {...(system ? { system } : {})}
          onClose={() => setShown(undefined)}
        />
      )}
    </>
  );
}

function useFilters(): FilterDef<Asset>[] {
  const { t } = useTranslation('protection');
  return useMemo(
    () => [
      {
        key: 'kind',
        label: t('asset.column.kind'),
        kind: 'multi',
        options: ASSET_KINDS.map((value) => ({ value, label: t(`asset.kind.${value}`) })),
      },
      {
        key: 'origin',
        label: t('asset.column.origin'),
        kind: 'multi',
        options: ORIGINS.map((value) => ({ value, label: t(`asset.origin.${value}`) })),
      },
      {
        key: 'ends',
        label: t('asset.column.ends'),
        kind: 'select',
        options: ENDS.map((value) => ({ value, label: t(`asset.ends.${value}`) })),
      },
      { key: 'unchecked', label: t('asset.only_unchecked'), kind: 'flag' },
    ],
    [t],
  );
}

function useColumns(ofOne: boolean): DataColumn<Asset>[] {
  const { t } = useTranslation('protection');
  return useMemo(() => {
    const all: DataColumn<Asset>[] = [
      { key: 'name', title: t('asset.column.name'), primary: true, render: (a) => a.name },
      {
        key: 'kind',
        title: t('asset.column.kind'),
        width: '130px',
        render: (a) => t(`asset.kind.${a.kind}`, { defaultValue: a.kind }),
      },
      {
        key: 'system',
        title: t('column.system'),
        width: '220px',
        render: (a) => <Link to={systemPath(a.system_id, 'assets')}>{a.system_name}</Link>,
      },
      {
        key: 'vendor',
        title: t('asset.column.vendor'),
        width: '150px',
        render: (a) => a.vendor || <Nothing />,
      },
      {
        key: 'version',
        title: t('asset.column.version'),
        width: '110px',
        render: (a) => a.version || <Nothing />,
      },
      {
        key: 'identifier',
        title: t('asset.column.identifier'),
        width: '240px',
        hidden: true,
        render: (a) => (a.identifier ? <code className="cl-break">{a.identifier}</code> : <Nothing />),
      },
      {
        key: 'place',
        title: t('asset.column.place'),
        width: '160px',
        render: (a) => a.place || <Nothing />,
      },
      {
        key: 'purpose',
        title: t('asset.column.purpose'),
        width: '200px',
        hidden: true,
        render: (a) => a.purpose || <Nothing />,
      },
      {
        key: 'origin',
        title: t('asset.column.origin'),
        width: '120px',
        render: (a) => t(`asset.origin.${a.origin}`, { defaultValue: a.origin }),
      },
      {
        key: 'ends',
        title: t('asset.column.ends'),
        width: '130px',
        render: (a) => <DateText value={a.ends_on} dayOnly />,
      },
      {
        key: 'late',
        title: t('asset.column.late'),
        width: '140px',
        render: (a) => (a.ends_on ? <LateTag due={a.ends_on} /> : <Nothing />),
      },
      {
        key: 'checked',
        title: t('asset.column.checked'),
        width: '170px',
        render: (a) => <Checked asset={a} />,
      },
    ];
    return ofOne ? all.filter(({ key }) => key !== 'system') : all;
  }, [t, ofOne]);
}

function Checked({ asset }: { asset: Asset }) {
  const { t } = useTranslation('protection');
  if (isUnchecked(asset)) return <StatusTag tone="high" label={t('asset.unchecked')} />;
  return <DateText value={asset.checked_on} dayOnly />;
}
