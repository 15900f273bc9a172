import { useQuery } from '@tanstack/react-query';
import { Button, DatePicker } from 'antd';
import dayjs from 'dayjs';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { api, data } from '~/api/client';
import { can, useSession } from '~/app/session';
import { DataTable } from '~/ui/DataTable';
import { formatNumber } from '~/ui/format';
import { Page } from '~/ui/Page';
import { Nothing } from '~/ui/texts';
import { wireDay } from './dated';
import type { GroupRow } from './groups';

/** Groups of agencies, and how many each gathers on a day. */
export function Component() {
  const { t } = useTranslation('agency');
  const session = useSession();
  const [params, setParams] = useSearchParams();
  const on = params.get('on') ?? undefined;
  const groups = useQuery({
    queryKey: ['agencies', 'groups', on ?? null],
    queryFn: ({ signal }) =>
      data(api.GET('/api/v1/agency-groups', { params: { query: on ? { on } : {} }, signal })),
  });
  const begin = (block: boolean) =>
    can(session, 'group.change') && (
      <Link to="/ten-goi/nhom/moi">
        <Button type="primary" block={block}>
          {t('group.new')}
        </Button>
      </Link>
    );
  return (
    <Page title={t('group.menu')} meta={t('group.about')} wide actions={begin(true)}>
      <DataTable<GroupRow>
        id="agency.groups"
        label={t('group.menu')}
        height="auto"
        rowKey={(g) => g.id}
        rowTo={(g) => `/ten-goi/nhom/${g.id}`}
        columns={[
          {
            key: 'name',
            title: t('group.name'),
            primary: true,
            sortable: true,
            sortValue: (g) => g.name,
            render: (g) => g.name,
          },
          {
            key: 'members',
            title: t('group.members'),
            width: '120px',
            align: 'right',
            sortable: true,
            sortValue: (g) => g.members.length,
            render: (g) => formatNumber(g.members.length),
          },
          {
            key: 'taught',
            title: t('group.taught'),
            width: '45%',
            notOnPhone: true,
            render: (g) => (g.taught.length > 0 ? g.taught.join('; ') : <Nothing />),
          },
        ]}
        extra={
          <DatePicker
            aria-label={t('group.on')}
            format="DD/MM/YYYY"
            allowClear={false}
            value={dayjs(on)}
            onChange={(day) =>
              setParams(
                (old) => {
                  const next = new URLSearchParams(old);
                  next.set('on', wireDay(day) ?? '');
                  return next;
                },
                { replace: true },
              )
            }
          />
        }
        source={{
          rows: groups.data,
          error: groups.error ?? undefined,
          onRetry: () => void groups.refetch(),
          text: (g) => [g.name, ...g.taught].join(' '),
        }}
        empty={{ title: t('group.empty'), text: t('group.empty_text'), action: begin(false) }}
      />
    </Page>
  );
}
