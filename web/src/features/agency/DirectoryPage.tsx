import './agency.css';
import { MoreOutlined } from '@ant-design/icons';
import { Button, Dropdown, Segmented } from 'antd';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useSearchParams } from 'react-router';
import { data } from '~/api/client';
import { can, useSession } from '~/app/session';
import { type DataColumn, DataTable, type FilterDef } from '~/ui/DataTable';
import { LinkButton } from '~/ui/LinkButton';
import { Page } from '~/ui/Page';
import { StatusTag } from '~/ui/StatusTag';
import { Nothing } from '~/ui/texts';
import { usePhone } from '~/ui/usePhone';
import { AgencyTree } from './AgencyTree';
import { useTerms } from './terms';
import { type AgencyRow, agencies } from './wire';

const STATES = ['active', 'planned', 'closed'] as const;

export function Component() {
  const { t } = useTranslation('agency');
  const session = useSession();
  const [params, setParams] = useSearchParams();
  const view = params.get('view') === 'tree' ? 'tree' : 'table';
  const phone = usePhone();
  const navigate = useNavigate();
  const ways = [
    can(session, 'agency.change') && { key: '/co-quan/moi', label: t('edit.new') },
    can(session, 'agency.import') && { key: '/co-quan/nhap', label: t('import.title') },
    can(session, 'person.create') && { key: '/co-quan/tai-khoan', label: t('accounts.title') },
  ].filter((way) => way !== false);
  return (
    <Page
      title={t('title')}
      wide
      actions={
        !phone &&
        ways.length > 0 &&
        ways.map((way, at) => (
          <LinkButton key={way.key} to={way.key} {...(at === 0 ? { type: 'primary' as const } : {})}>
            {way.label}
          </LinkButton>
        ))
      }
    >
      <div className="ag-tools">
        <Segmented
          aria-label={t('view.label')}
          value={view}
          options={(['table', 'tree'] as const).map((value) => ({ value, label: t(`view.${value}`) }))}
          onChange={(next) => setParams(next === 'tree' ? { view: 'tree' } : {}, { replace: true })}
        />
        {/* Three buttons at the bottom of a phone would lie on the list. */}
        {phone && ways.length > 0 && (
          <Dropdown
            trigger={['click']}
            menu={{ items: ways, onClick: ({ key }) => void navigate(key) }}
            placement="bottomRight"
          >
            <Button icon={<MoreOutlined />}>{t('more')}</Button>
          </Dropdown>
        )}
      </div>
      {view === 'tree' ? <AgencyTree /> : <Table />}
    </Page>
  );
}

function Table() {
  const { t } = useTranslation('agency');
  const { word, options } = useTerms();
  const columns = useMemo<DataColumn<AgencyRow>[]>(
    () => [
      {
        key: 'name',
        title: t('field.name'),
        primary: true,
        render: (a) => (
          <>
            {a.name}
            {a.found_by && <span className="cl-quiet"> ({t('old_name', { name: a.found_by })})</span>}
          </>
        ),
      },
      {
        key: 'abbreviation',
        title: t('field.abbreviation'),
        width: '130px',
        render: (a) => a.abbreviation ?? <Nothing />,
      },
      { key: 'kind', title: t('field.kind'), width: '18%', render: (a) => word('kind', a.kind) },
      {
        key: 'level',
        title: t('field.level'),
        width: '130px',
        notOnPhone: true,
        render: (a) => word('level', a.level),
      },
      { key: 'parent', title: t('field.parent'), width: '22%', render: (a) => a.parent_name ?? <Nothing /> },
      {
        key: 'code',
        title: t('field.code'),
        width: '110px',
        hidden: true,
        render: (a) => a.code ?? <Nothing />,
      },
      {
        key: 'state',
        title: t('field.state'),
        width: '150px',
        render: (a) => <AgencyState state={a.state} />,
      },
    ],
    [t, word],
  );
  const filters = useMemo<FilterDef<AgencyRow>[]>(
    () => [
      { key: 'kind', label: t('field.kind'), kind: 'select', options: options('kind') },
      { key: 'level', label: t('field.level'), kind: 'select', options: options('level') },
      {
        key: 'state',
        label: t('field.state'),
        kind: 'select',
        options: STATES.map((value) => ({ value, label: t(`state.${value}`) })),
      },
    ],
    [t, options],
  );
  return (
    <DataTable<AgencyRow>
      id="agency.directory"
      label={t('title')}
      columns={columns}
      rowKey={(a) => a.id}
      rowTo={(a) => `/co-quan/${a.id}`}
      filters={filters}
      searchPlaceholder={t('search')}
      onExport={(format) => window.location.assign(`/api/v1/agencies/export?format=${format}`)}
      source={{
        queryKey: ['agencies', 'list'],
        fetch: ({ search, filters: chosen, cursor, limit, signal }) => {
          const one = (key: string) => chosen[key]?.[0];
          const pick = (key: 'kind' | 'level' | 'state') => (one(key) ? { [key]: one(key) } : {});
          const query = {
            limit,
            ...(search ? { search } : {}),
            ...pick('kind'),
            ...pick('level'),
            ...pick('state'),
            ...(cursor ? { cursor } : {}),
          };
          return data(agencies.GET('/api/v1/agencies', { params: { query }, signal }));
        },
      }}
      empty={{
        title: t('empty'),
        text: t('empty_text'),
        action: (
          <Link to="/co-quan/nhap">
            <Button type="primary">{t('import.title')}</Button>
          </Link>
        ),
      }}
    />
  );
}

export function AgencyState({ state }: { state: string }) {
  const { t } = useTranslation('agency');
  return (
    <StatusTag
      tone={state === 'active' ? 'good' : state === 'planned' ? 'low' : 'info'}
      label={t(`state.${state}`, { defaultValue: state })}
    />
  );
}
