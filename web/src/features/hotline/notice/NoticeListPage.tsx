import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { can, useSession } from '~/app/session';
import { type DataColumn, DataTable, type FilterDef } from '~/ui/DataTable';
import { LinkButton } from '~/ui/LinkButton';
import { Page } from '~/ui/Page';
import { DateText } from '~/ui/texts';
import { pageOf } from '../desk/api';
import { NOTICES_PATH, noticePath } from '../desk/paths';
import { ScamType, State, Until } from '../desk/words';
import { Sections } from '../Sections';
import type { Notice } from './api';
import { NOTICE_KINDS, NOTICE_STATES } from './model';

/** What the centre tells citizens: warnings, corrections of false news, questions and answers. */
export function Component() {
  const { t } = useTranslation('hotline_desk');
  const session = useSession();
  const columns = useColumns();
  const filters = useMemo<FilterDef<Notice>[]>(
    () => [
      {
        key: 'state',
        label: t('column.state'),
        kind: 'select',
        options: NOTICE_STATES.map((value) => ({ value, label: t(`notice.state.${value}`) })),
      },
      {
        key: 'kind',
        label: t('column.kind'),
        kind: 'select',
        options: NOTICE_KINDS.map((value) => ({ value, label: t(`notice.kinds.${value}`) })),
      },
    ],
    [t],
  );
  const add = can(session, 'hotline.publish') && (
    <LinkButton type="primary" to={`${NOTICES_PATH}/moi`}>
      {t('notice.add')}
    </LinkButton>
  );
  return (
    <Page title={t('notice.title')} wide meta={t('notice.meta')} actions={add}>
      <Sections />
      <DataTable<Notice>
        id="hotline.notices"
        label={t('notice.title')}
        columns={columns}
        rowKey={(n) => n.id}
        filters={filters}
        searchPlaceholder={t('notice.search')}
        source={{
          queryKey: ['hotline', 'notices'],
          fetch: (asked) => pageOf<Notice>('/hotline/notices', asked),
        }}
        rowTo={(n) => noticePath(n.id)}
        empty={{ title: t('notice.empty'), text: t('notice.empty_text'), action: add }}
      />
    </Page>
  );
}

function useColumns(): DataColumn<Notice>[] {
  const { t } = useTranslation('hotline_desk');
  return useMemo(
    () => [
      { key: 'title', title: t('notice.title_field'), primary: true, render: (n) => n.title },
      {
        key: 'kind',
        title: t('column.kind'),
        width: '150px',
        render: (n) => t(`notice.kinds.${n.kind}`, { defaultValue: n.kind }),
      },
      {
        key: 'state',
        title: t('column.state'),
        width: '150px',
        render: (n) => <State of="notice" value={n.state} />,
      },
      {
        key: 'type',
        title: t('column.scam_type'),
        width: '210px',
        render: (n) => <ScamType code={n.scam_type} />,
      },
      {
        key: 'published',
        title: t('notice.published_at'),
        width: '150px',
        render: (n) => <DateText value={n.published_at} />,
      },
      {
        key: 'until',
        title: t('notice.expires'),
        width: '180px',
        render: (n) => <Until value={n.expires_at} plain={n.state !== 'published'} />,
      },
      {
        key: 'by',
        title: t('column.by'),
        width: '150px',
        hidden: true,
        render: (n) => n.created_by,
      },
      {
        key: 'created',
        title: t('column.added'),
        width: '150px',
        hidden: true,
        render: (n) => <DateText value={n.created_at} />,
      },
    ],
    [t],
  );
}
