import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { can, useSession } from '~/app/session';
import { capital } from '~/features/incident/words';
import { Level } from '~/features/system/words';
import { Cite } from '~/ui/Cite';
import { type DataColumn, DataTable, type FilterDef } from '~/ui/DataTable';
import { LinkButton } from '~/ui/LinkButton';
import { networkChoicesQuery, type Owner, ownersQuery } from './api';
import { ContactDialog } from './ContactDialog';
import { levelsOf, teamOf } from './model';

const NO_OWNERS: readonly Owner[] = [];

/** Who owns a system of a level that asks for a team, and has none to call. */
export function OwnersTab() {
  const { t } = useTranslation(['network', 'system']);
  const found = useQuery(ownersQuery);
  const { data: choices } = useQuery(networkChoicesQuery);
  const [asked, setAsked] = useState<Owner>();
  const columns = useColumns(setAsked);
  const owners = found.data ?? NO_OWNERS;
  const filters = useMemo<FilterDef<Owner>[]>(
    () => [
      {
        key: 'level',
        label: t('system:column.level'),
        kind: 'multi',
        options: levelsOf(owners).map((level) => ({
          value: String(level),
          label: t('system:level', { level }),
        })),
        match: (o, values) => values.includes(String(o.level)),
      },
    ],
    [t, owners],
  );
  const rule = choices?.internal_team;
  return (
    <>
      {rule && (
        <p className="cl-quiet">
          {t('network:owner.about', { level: rule.from_level })}{' '}
          <Cite of={{ article: capital(rule.article), certainty: rule.certainty }} title={rule.source} />
        </p>
      )}
      <DataTable<Owner>
        id="network.owners"
        label={t('network:tab.owners')}
        columns={columns}
        rowKey={(o) => o.agency_id}
        filters={filters}
        searchPlaceholder={t('network:owner.search')}
        source={{
          rows: found.data,
          error: found.data ? undefined : found.error,
          onRetry: () => void found.refetch(),
          text: (o) => o.agency_name,
        }}
        empty={{ title: t('network:owner.empty'), text: t('network:owner.empty_text') }}
      />
      {asked && <ContactDialog start={teamOf(asked)} onClose={() => setAsked(undefined)} />}
    </>
  );
}

function useColumns(add: (owner: Owner) => void): DataColumn<Owner>[] {
  const { t } = useTranslation('network');
  const session = useSession();
  const changes = can(session, 'network.change');
  const reads = can(session, 'system.read');
  return useMemo<DataColumn<Owner>[]>(
    () => [
      {
        key: 'agency',
        title: t('owner.agency'),
        primary: true,
        sortable: true,
        sortValue: (o) => o.agency_name,
        render: (o) => o.agency_name,
      },
      {
        key: 'level',
        title: t('owner.level'),
        width: '150px',
        sortable: true,
        sortValue: (o) => o.level,
        render: (o) => <Level value={o.level} />,
      },
      ...(changes || reads
        ? [
            {
              key: 'act',
              title: t('owner.act'),
              width: '260px',
              render: (o: Owner) => (
                <div className="cl-row-actions">
                  {changes && (
                    <Button
                      size="small"
                      aria-label={t('owner.add_of', { name: o.agency_name })}
                      onClick={() => add(o)}
                    >
                      {t('owner.add')}
                    </Button>
                  )}
                  {reads && (
                    <LinkButton size="small" type="text" to={`/he-thong?agency=${o.agency_id}`}>
                      {t('owner.systems')}
                    </LinkButton>
                  )}
                </div>
              ),
            },
          ]
        : []),
    ],
    [t, add, changes, reads],
  );
}
