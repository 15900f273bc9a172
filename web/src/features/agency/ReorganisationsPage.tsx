import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { api, data, type Schema } from '~/api/client';
import { DataTable } from '~/ui/DataTable';
import { Page } from '~/ui/Page';
import { StatusTag, type Tone } from '~/ui/StatusTag';
import { DateText, Nothing } from '~/ui/texts';

type Row = Schema<'ReorganisationRow'>;

const TONES: Record<string, Tone> = { draft: 'medium', reviewed: 'low', applied: 'good', cancelled: 'info' };

export function Component() {
  const { t } = useTranslation('agency');
  const list = useQuery({
    queryKey: ['agencies', 'reorganisations'],
    queryFn: ({ signal }) => data(api.GET('/api/v1/reorganisations', { signal })),
  });
  const begin = (block: boolean) => (
    <Link to="/sap-xep/moi">
      <Button type="primary" block={block}>
        {t('reorganisation.new')}
      </Button>
    </Link>
  );
  return (
    <Page title={t('reorganisation.menu')} meta={t('reorganisation.about')} wide actions={begin(true)}>
      <DataTable<Row>
        id="agency.reorganisations"
        label={t('reorganisation.menu')}
        rowKey={(r) => r.id}
        rowTo={(r) => `/sap-xep/${r.id}`}
        rowState={(r) => (r.failure ? 'late' : undefined)}
        columns={[
          { key: 'title', title: t('reorganisation.title'), primary: true, render: (r) => r.title },
          {
            key: 'kind',
            title: t('reorganisation.kind'),
            width: '160px',
            render: (r) => t(`reorganisation.kinds.${r.kind}`),
          },
          {
            key: 'effective',
            title: t('reorganisation.effective'),
            width: '130px',
            sortable: true,
            sortValue: (r) => r.effective,
            render: (r) => <DateText value={r.effective} dayOnly />,
          },
          {
            key: 'basis',
            title: t('reorganisation.basis'),
            width: '22%',
            render: (r) => r.basis ?? <Nothing />,
          },
          { key: 'stage', title: t('field.state'), width: '150px', render: (r) => <StageTag row={r} /> },
        ]}
        filters={[
          {
            key: 'stage',
            label: t('field.state'),
            kind: 'select',
            options: Object.keys(TONES).map((value) => ({
              value,
              label: t(`reorganisation.stages.${value}`),
            })),
            match: (r, values) => values.includes(r.stage),
          },
        ]}
        source={{
          rows: list.data,
          error: list.error ?? undefined,
          onRetry: () => void list.refetch(),
          text: (r) => `${r.title} ${r.basis ?? ''}`,
        }}
        empty={{
          title: t('reorganisation.empty'),
          text: t('reorganisation.empty_text'),
          action: begin(false),
        }}
      />
    </Page>
  );
}

export function StageTag({ row }: { row: Pick<Row, 'stage' | 'failure'> }) {
  const { t } = useTranslation('agency');
  if (row.failure) return <StatusTag tone="urgent" label={t('reorganisation.failed')} />;
  return <StatusTag tone={TONES[row.stage] ?? 'info'} label={t(`reorganisation.stages.${row.stage}`)} />;
}
