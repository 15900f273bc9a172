import { Button } from 'antd';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { can, useSession } from '~/app/session';
import { type DataColumn, DataTable, type FilterDef } from '~/ui/DataTable';
import { Page } from '~/ui/Page';
import { DateText, LateTag, Nothing } from '~/ui/texts';
import { pageOf } from '../desk/api';
import { defang } from '../desk/model';
import { contentPath } from '../desk/paths';
import { State } from '../desk/words';
import { Sections } from '../Sections';
import type { Content } from './api';
import { CONTENT_KINDS, CONTENT_STATES } from './model';
import { RecordDialog } from './RecordDialog';

/** Illegal content and false news that were reported: recorded, passed on to who is competent, answered. */
export function Component() {
  const { t } = useTranslation('hotline_desk');
  const session = useSession();
  const navigate = useNavigate();
  const [adding, setAdding] = useState(false);
  const columns = useColumns();
  const filters = useMemo<FilterDef<Content>[]>(
    () => [
      {
        key: 'state',
        label: t('column.state'),
        kind: 'select',
        options: CONTENT_STATES.map((value) => ({ value, label: t(`content.state.${value}`) })),
      },
      {
        key: 'kind',
        label: t('column.kind'),
        kind: 'select',
        options: CONTENT_KINDS.map((value) => ({ value, label: t(`content.kinds.${value}`) })),
      },
    ],
    [t],
  );
  const add = can(session, 'hotline.handle') && (
    <Button type="primary" onClick={() => setAdding(true)}>
      {t('content.add')}
    </Button>
  );
  return (
    <Page title={t('content.title')} wide meta={t('content.meta')} actions={add}>
      <Sections />
      <DataTable<Content>
        id="hotline.content"
        label={t('content.title')}
        columns={columns}
        rowKey={(c) => c.id}
        filters={filters}
        searchPlaceholder={t('content.search')}
        source={{
          queryKey: ['hotline', 'content'],
          fetch: (asked) => pageOf<Content>('/hotline/content', asked),
        }}
        rowTo={(c) => contentPath(c.id)}
        empty={{ title: t('content.empty'), text: t('content.empty_text'), action: add }}
      />
      {adding && (
        <RecordDialog onDone={(id) => void navigate(contentPath(id))} onClose={() => setAdding(false)} />
      )}
    </Page>
  );
}

function useColumns(): DataColumn<Content>[] {
  const { t } = useTranslation('hotline_desk');
  return useMemo(
    () => [
      {
        key: 'number',
        title: t('content.column'),
        primary: true,
        render: (c) => (
          <span className="cl-clamp" title={defang(c.summary)}>
            <span className="hd-number">{c.number}</span> {defang(c.summary)}
          </span>
        ),
      },
      {
        key: 'place',
        title: t('content.place'),
        width: '260px',
        render: (c) => (
          <code className="cl-clamp" title={defang(c.place)}>
            {defang(c.place)}
          </code>
        ),
      },
      {
        key: 'kind',
        title: t('column.kind'),
        width: '150px',
        render: (c) => t(`content.kinds.${c.kind}`, { defaultValue: c.kind }),
      },
      {
        key: 'state',
        title: t('column.state'),
        width: '160px',
        render: (c) => <State of="content" value={c.state} />,
      },
      {
        key: 'competent',
        title: t('content.competent'),
        width: '220px',
        render: (c) => c.competent_name || <Nothing />,
      },
      {
        key: 'due',
        title: t('content.due'),
        width: '160px',
        render: (c) =>
          c.due_at ? (
            <span className="cl-inline">
              <DateText value={c.due_at} />
              {c.state !== 'closed' && c.state !== 'answered' && <LateTag due={c.due_at} />}
            </span>
          ) : (
            <Nothing />
          ),
      },
      {
        key: 'article',
        title: t('content.article'),
        width: '200px',
        hidden: true,
        render: (c) => c.article || <Nothing />,
      },
      {
        key: 'report',
        title: t('column.report'),
        width: '140px',
        hidden: true,
        render: (c) => c.report_number || <Nothing />,
      },
      {
        key: 'created',
        title: t('column.added'),
        width: '150px',
        hidden: true,
        render: (c) => <DateText value={c.created_at} />,
      },
    ],
    [t],
  );
}
