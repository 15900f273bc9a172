import { Button } from 'antd';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { can, useSession } from '~/app/session';
import { type DataColumn, DataTable, type FilterDef } from '~/ui/DataTable';
import { formatNumber } from '~/ui/format';
import { Page } from '~/ui/Page';
import { StatusTag } from '~/ui/StatusTag';
import { Nothing } from '~/ui/texts';
import { pageOf } from '../desk/api';
import { toneOf } from '../desk/model';
import { organisationPath } from '../desk/paths';
import { Until } from '../desk/words';
import { Sections } from '../Sections';
import type { Organisation } from './api';
import { nextEnd, ORGANISATION_KINDS, ORGANISATION_STATES, tally } from './model';
import { OrganisationDialog } from './OrganisationDialog';

/** Organisations whose official sites, apps, accounts and numbers citizens can check. Never persons. */
export function Component() {
  const { t } = useTranslation('hotline_desk');
  const session = useSession();
  const navigate = useNavigate();
  const [adding, setAdding] = useState(false);
  const columns = useColumns();
  const filters = useMemo<FilterDef<Organisation>[]>(
    () => [
      {
        key: 'kind',
        label: t('trust.kind'),
        kind: 'select',
        options: ORGANISATION_KINDS.map((value) => ({ value, label: t(`trust.organisation.${value}`) })),
      },
      {
        key: 'state',
        label: t('column.state'),
        kind: 'select',
        options: ORGANISATION_STATES.map((value) => ({
          value,
          label: t(`trust.organisation_state.${value}`),
        })),
      },
    ],
    [t],
  );
  const add = can(session, 'hotline.trust') && (
    <Button type="primary" onClick={() => setAdding(true)}>
      {t('trust.add')}
    </Button>
  );
  return (
    <Page title={t('trust.title')} wide meta={t('trust.meta')} actions={add}>
      <Sections />
      <DataTable<Organisation>
        id="hotline.trust"
        label={t('trust.title')}
        columns={columns}
        rowKey={(o) => o.id}
        filters={filters}
        searchPlaceholder={t('trust.search')}
        source={{
          queryKey: ['hotline', 'organisations'],
          fetch: (asked) => pageOf<Organisation>('/hotline/trust/organisations', asked),
        }}
        rowTo={(o) => organisationPath(o.id)}
        empty={{ title: t('trust.empty'), text: t('trust.empty_text'), action: add }}
      />
      {adding && (
        <OrganisationDialog
          onDone={(made) => void navigate(organisationPath(made.id))}
          onClose={() => setAdding(false)}
        />
      )}
    </Page>
  );
}

function useColumns(): DataColumn<Organisation>[] {
  const { t } = useTranslation('hotline_desk');
  return useMemo(
    () => [
      {
        key: 'name',
        title: t('trust.name'),
        primary: true,
        render: (o) => (o.state === 'ended' ? t('trust.ended_name', { name: o.name }) : o.name),
      },
      {
        key: 'kind',
        title: t('trust.kind'),
        width: '180px',
        render: (o) => t(`trust.organisation.${o.kind}`, { defaultValue: o.kind }),
      },
      {
        key: 'items',
        title: t('trust.items'),
        width: '330px',
        render: (o) => {
          const counted = tally(o.items);
          if (counted.length === 0) return <Nothing />;
          return (
            <span className="cl-inline">
              {counted.map(({ state, number }) => (
                <StatusTag
                  key={state}
                  tone={toneOf('trust', state)}
                  label={t('trust.number', {
                    number: formatNumber(number),
                    state: t(`trust.state.${state}`),
                  })}
                />
              ))}
            </span>
          );
        },
      },
      {
        key: 'until',
        title: t('trust.next_end'),
        width: '190px',
        render: (o) => <Until value={nextEnd(o)} />,
      },
      {
        key: 'number',
        title: t('trust.registration'),
        width: '170px',
        hidden: true,
        render: (o) => o.registration_number || <Nothing />,
      },
    ],
    [t],
  );
}
