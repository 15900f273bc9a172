import { Button } from 'antd';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { api, data, type Schema } from '~/api/client';
import { can, useSession } from '~/app/session';
import { type DataColumn, DataTable, type FilterDef } from '~/ui/DataTable';
import { Page } from '~/ui/Page';
import { StatusTag } from '~/ui/StatusTag';
import { DateText, Nothing } from '~/ui/texts';
import { phaseOf } from './periods';
import { useRoleName } from './roles';

type Person = Schema<'PersonView'>;

export function Component() {
  const { t } = useTranslation('admin');
  const session = useSession();
  const roleName = useRoleName();
  const columns = useMemo<DataColumn<Person>[]>(
    () => [
      { key: 'name', title: t('person.full_name'), primary: true, width: '20%', render: (p) => p.full_name },
      { key: 'user_name', title: t('person.user_name'), width: '13%', render: (p) => p.user_name },
      {
        key: 'posts',
        title: t('person.posts'),
        width: '32%',
        render: (p) => {
          const held = p.posts.filter((x) => phaseOf(x) === 'held');
          if (held.length === 0) return <Nothing />;
          return held.map((x) => (
            <div key={x.id}>
              {x.title}, {x.agency_name}
            </div>
          ));
        },
      },
      {
        key: 'roles',
        title: t('person.roles'),
        width: '14%',
        render: (p) => {
          const names = new Set(
            p.grants.filter((g) => phaseOf(g) === 'held').map((g) => roleName(g.role, g.area)),
          );
          return names.size === 0 ? <Nothing /> : [...names].join(', ');
        },
      },
      { key: 'state', title: t('person.state'), width: '150px', render: (p) => <PersonState person={p} /> },
      {
        key: 'signed_in',
        title: t('person.signed_in_at'),
        width: '140px',
        notOnPhone: true,
        render: (p) => <DateText value={p.signed_in_at} />,
      },
      { key: 'email', title: t('person.email'), hidden: true, render: (p) => p.email ?? <Nothing /> },
      { key: 'phone', title: t('person.phone'), hidden: true, render: (p) => p.phone ?? <Nothing /> },
    ],
    [t, roleName],
  );
  const filters = useMemo<FilterDef<Person>[]>(
    () => [
      {
        key: 'state',
        label: t('person.state'),
        kind: 'select',
        options: ['active', 'ended'].map((value) => ({ value, label: t(`person.states.${value}`) })),
      },
    ],
    [t],
  );
  const create = can(session, 'person.create') && (
    <Link to="/nguoi-dung/moi">
      <Button type="primary" block>
        {t('people.new')}
      </Button>
    </Link>
  );
  return (
    <Page title={t('people.title')} wide actions={create}>
      <DataTable<Person>
        id="admin.people"
        label={t('people.title')}
        columns={columns}
        rowKey={(p) => p.id}
        rowTo={(p) => `/nguoi-dung/${p.id}`}
        filters={filters}
        searchPlaceholder={t('people.search')}
        source={{
          queryKey: ['people', 'list'],
          fetch: ({ search, filters: chosen, cursor, limit, signal }) =>
            data(
              api.GET('/api/v1/people', {
                params: {
                  query: {
                    limit,
                    ...(search ? { search } : {}),
                    ...(chosen.state?.[0] ? { state: chosen.state[0] } : {}),
                    ...(cursor ? { cursor } : {}),
                  },
                },
                signal,
              }),
            ),
        }}
        empty={{ title: t('people.empty'), text: t('people.empty_text'), action: create }}
      />
    </Page>
  );
}

/** Ended, waiting for its first password, or in use. */
export function PersonState({ person }: { person: Person }) {
  const { t } = useTranslation('admin');
  if (person.state === 'ended') return <StatusTag tone="info" label={t('person.states.ended')} />;
  if (!person.has_password) {
    return (
      <StatusTag tone="medium" label={t('person.states.waiting')} title={t('person.states.waiting_why')} />
    );
  }
  return <StatusTag tone="good" label={t('person.states.active')} />;
}
