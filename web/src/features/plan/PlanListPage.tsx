import './review/review.css';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useSearchParams } from 'react-router';
import { api, data } from '~/api/client';
import { can, useSession } from '~/app/session';
import { ownAgencies } from '~/features/agency/choices';
import { type DataColumn, DataTable, type FilterDef } from '~/ui/DataTable';
import { Page } from '~/ui/Page';
import { DateText } from '~/ui/texts';
import { given, type PlanRow } from './api';
import { ImportDialog } from './ImportDialog';
import { PlanForm } from './PlanForm';
import { StateTag } from './words';

export function Component() {
  const { t } = useTranslation('plan');
  const session = useSession();
  const [params, setParams] = useSearchParams();
  const navigate = useNavigate();
  const [creating, setCreating] = useState(false);
  const [importing, setImporting] = useState(params.get('nhap') === '1');
  const columns: DataColumn<PlanRow>[] = [
    { key: 'title', title: t('field.title'), primary: true, sortable: true, render: (p) => p.title },
    { key: 'number', title: t('field.number'), width: '130px', render: (p) => p.number ?? '–' },
    {
      key: 'kind',
      title: t('field.plan_kind'),
      width: '120px',
      hidden: true,
      render: (p) => t(`kind.${p.kind}`),
    },
    {
      key: 'issued',
      title: t('field.issued_on'),
      width: '110px',
      sortable: true,
      render: (p) => <DateText value={p.issued_on} dayOnly />,
    },
    { key: 'owner', title: t('field.owner'), width: '170px', render: (p) => p.owner_name ?? '–' },
    {
      key: 'state',
      title: t('field.state'),
      width: '130px',
      render: (p) => <StateTag state={p.state} />,
    },
    {
      key: 'tasks',
      title: t('field.tasks'),
      width: '100px',
      align: 'right',
      render: (p) => p.items.tasks + p.items.assignments,
    },
    {
      key: 'targets',
      title: t('field.targets'),
      width: '90px',
      align: 'right',
      render: (p) => p.items.targets,
    },
    {
      key: 'review',
      title: t('field.waiting'),
      width: '100px',
      render: (p) =>
        p.in_review_version_id ? (
          <Link to={`/ke-hoach/ban/${p.in_review_version_id}/ra-soat`} onClick={(e) => e.stopPropagation()}>
            {t('list.review')}
          </Link>
        ) : (
          '–'
        ),
    },
  ];
  const filters: FilterDef<PlanRow>[] = [
    {
      key: 'state',
      label: t('field.state'),
      kind: 'multi',
      options: ['in_review', 'approved', 'active', 'ended', 'replaced'].map((value) => ({
        value,
        label: t(`state.${value}`),
      })),
    },
    {
      key: 'kind',
      label: t('field.plan_kind'),
      kind: 'multi',
      options: ['plan', 'strategy', 'directive', 'meeting'].map((value) => ({
        value,
        label: t(`kind.${value}`),
      })),
    },
  ];
  const importButton = can(session, 'plan.import') && (
    <Button type="primary" onClick={() => setImporting(true)}>
      {t('import.button')}
    </Button>
  );
  return (
    <Page
      title={t('menu')}
      actions={
        importButton && (
          <>
            <Button onClick={() => setCreating(true)}>{t('plan_form.create')}</Button>
            {importButton}
          </>
        )
      }
      wide
    >
      <DataTable<PlanRow>
        id="plan.plans"
        label={t('menu')}
        columns={columns}
        rowKey={(p) => p.id}
        rowTo={(p) => `/ke-hoach/${p.id}`}
        searchable
        searchPlaceholder={t('list.search')}
        filters={filters}
        source={{
          queryKey: ['plan', 'list'],
          fetch: ({ search, sort, filters: chosen, cursor, limit, signal }) =>
            data(
              api.GET('/api/v1/plans', {
                params: {
                  query: given({
                    q: search,
                    state: chosen.state?.join(','),
                    kind: chosen.kind?.join(','),
                    sort: sort?.endsWith('title') ? 'title' : sort?.endsWith('issued') ? 'issued' : undefined,
                    cursor,
                    limit,
                  }),
                },
                signal,
              }),
            ),
        }}
        empty={{ title: t('list.empty'), text: t('list.empty_text'), action: importButton }}
      />
      {creating && (
        <PlanForm
          title={t('plan_form.create')}
          draft="plan.new"
          submit={t('plan_form.create_submit')}
          owners={ownAgencies(session)}
          initial={{ owner: ownAgencies(session)[0]?.value, kind: 'directive', title: '' }}
          send={async (plan, owner, accept_duplicate) => {
            const made = await data(
              api.POST('/api/v1/plans', {
                body: { owner: owner ?? '', handling: null, plan, accept_duplicate },
              }),
            );
            void navigate(`/ke-hoach/ban/${made.version_id}/ra-soat`);
          }}
          onClose={() => setCreating(false)}
        />
      )}
      {importing && (
        <ImportDialog
          onClose={() => {
            setImporting(false);
            if (params.has('nhap')) setParams({}, { replace: true });
          }}
        />
      )}
    </Page>
  );
}
