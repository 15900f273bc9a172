import './system.css';
import { useQuery } from '@tanstack/react-query';
import { Button, Checkbox, Segmented, Skeleton } from 'antd';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { can, useSession } from '~/app/session';
import { type DataColumn, DataTable } from '~/ui/DataTable';
import { formatDate, formatNumber } from '~/ui/format';
import { Page } from '~/ui/Page';
import { ProblemAlert } from '~/ui/ProblemAlert';
import { StatusTag } from '~/ui/StatusTag';
import { AgoText, Nothing } from '~/ui/texts';
import { type Connected, type Connection, connectionQuery } from './api';
import { byNeed, LEVELS, percentOf, stateOf } from './model';
import { Level } from './words';

const ORDER = ['no_source', 'never', 'silent', 'connected'];

/** How many of the systems that count are watched around the clock, with everything the share is made of. */
export function Component() {
  const { t } = useTranslation(['system', 'common']);
  const [params, setParams] = useSearchParams();
  const levels = useMemo(
    () => LEVELS.map(String).filter((level) => params.getAll('level').includes(level)),
    [params],
  );
  const all = params.get('all') === 'true';
  const found = useQuery(connectionQuery(levels, all));
  const put = (change: (next: URLSearchParams) => void) =>
    setParams(
      (old) => {
        const next = new URLSearchParams(old);
        change(next);
        return next;
      },
      { replace: true },
    );
  return (
    <Page
      title={t('system:connection.title')}
      wide
      meta={found.data && t('system:connection.at', { date: formatDate(found.data.at) })}
      actions={
        <Button className="cl-desk-only" onClick={() => window.print()}>
          {t('system:connection.print')}
        </Button>
      }
    >
      <div className="sy-ask">
        <Segmented
          aria-label={t('system:connection.which')}
          value={all ? 'all' : 'priority'}
          options={['priority', 'all'].map((value) => ({
            value,
            label: t(`system:connection.which_${value}`),
          }))}
          onChange={(value) =>
            put((next) => (value === 'all' ? next.set('all', 'true') : next.delete('all')))
          }
        />
        <span className="cl-quiet">{t('system:connection.levels')}</span>
        <Checkbox.Group
          value={levels}
          aria-label={t('system:connection.levels')}
          options={LEVELS.map((level) => ({
            value: String(level),
            label: level === 0 ? t('system:level_none') : t('system:level', { level }),
          }))}
          onChange={(next) =>
            put((params) => {
              params.delete('level');
              for (const level of next) params.append('level', String(level));
            })
          }
        />
      </div>
      {found.isPending && <Skeleton active />}
      {found.isError && <ProblemAlert problem={found.error} onRetry={() => void found.refetch()} />}
      {found.data && (
        <>
          <Shares found={found.data} levels={levels} all={all} />
          <Systems found={found.data} />
        </>
      )}
    </Page>
  );
}

/** The two shares, each with the sentence that says what is counted over what. */
function Shares({ found, levels, all }: { found: Connection; levels: readonly string[]; all: boolean }) {
  const { t } = useTranslation('system');
  const whole = found.counted.length;
  const named = levels.map((level) => (level === '0' ? t('level_none_in') : t('level_in', { level })));
  const what = t(all ? 'connection.what_all' : 'connection.what_priority', {
    levels: named.length > 0 ? t('connection.of_levels', { levels: named.join(', ') }) : '',
  });
  return (
    <section className="sy-shares" aria-label={t('connection.title')}>
      <Share
        name={t('connection.province')}
        part={found.connected}
        whole={whole}
        sentence={t('connection.sentence', {
          part: formatNumber(found.connected),
          whole: formatNumber(whole),
          what,
        })}
      />
      <Share
        name={t('connection.national')}
        part={found.national}
        whole={whole}
        sentence={t('connection.sentence_national', {
          part: formatNumber(found.national),
          whole: formatNumber(whole),
        })}
      />
      <p className="cl-quiet">
        {found.exempt > 0
          ? t('connection.exempt', { count: found.exempt, number: formatNumber(found.exempt) })
          : t('connection.no_exempt')}
      </p>
    </section>
  );
}

function Share({
  name,
  part,
  whole,
  sentence,
}: {
  name: string;
  part: number;
  whole: number;
  sentence: string;
}) {
  const { t } = useTranslation('system');
  const percent = percentOf(part, whole);
  return (
    <div className="sy-share">
      <h2>{name}</h2>
      {percent === undefined ? (
        <p className="cl-quiet">{t('connection.nothing')}</p>
      ) : (
        <>
          <p className="sy-big cl-figures">
            {formatNumber(part)}/{formatNumber(whole)}
            <span>{formatNumber(percent)}%</span>
          </p>
          <div className="sy-bar" aria-hidden="true">
            <div style={{ width: `${percent}%` }} />
          </div>
          <p>{sentence}</p>
        </>
      )}
    </div>
  );
}

function Systems({ found }: { found: Connection }) {
  const { t } = useTranslation('system');
  const columns = useColumns();
  const rows = useMemo(() => [...found.counted].sort(byNeed), [found.counted]);
  return (
    <DataTable<Connected>
      id="system.connection"
      label={t('connection.systems')}
      columns={columns}
      rowKey={(c) => c.system.id}
      filters={[
        {
          key: 'state',
          label: t('connection.state'),
          kind: 'multi',
          options: ORDER.map((value) => ({ value, label: t(`connection.is.${value}`) })),
          match: (c, values) => values.includes(stateOf(c)),
        },
      ]}
      searchPlaceholder={t('list.search')}
      source={{ rows, text: (c) => [c.system.name, c.system.agency_name].join(' ') }}
      rowTo={(c) => `/he-thong/${c.system.id}`}
      rowState={(c) => (stateOf(c) === 'silent' ? 'late' : undefined)}
      empty={{ title: t('connection.empty'), text: t('connection.empty_text') }}
    />
  );
}

function useColumns(): DataColumn<Connected>[] {
  const { t } = useTranslation('system');
  const session = useSession();
  const seesSources = can(session, 'source.read');
  return useMemo(
    () => [
      {
        key: 'name',
        title: t('column.name'),
        primary: true,
        sortable: true,
        sortValue: (c) => c.system.name,
        render: (c) => c.system.name,
      },
      {
        key: 'agency',
        title: t('column.agency'),
        width: '240px',
        sortable: true,
        sortValue: (c) => c.system.agency_name,
        render: (c) => c.system.agency_name || <Nothing />,
      },
      {
        key: 'level',
        title: t('column.level'),
        width: '120px',
        sortable: true,
        sortValue: (c) => c.system.level,
        render: (c) => <Level value={c.system.level} />,
      },
      {
        key: 'connected',
        title: t('connection.state'),
        width: '170px',
        sortable: true,
        sortValue: (c) => ORDER.indexOf(stateOf(c)),
        render: (c) => <State of={c} />,
      },
      {
        key: 'since',
        title: t('connection.since'),
        width: '150px',
        sortable: true,
        sortValue: (c) => (c.connected ? undefined : c.system.last_at),
        render: (c) => (c.connected ? <Nothing /> : <AgoText value={c.system.last_at} />),
      },
      {
        key: 'through',
        title: t('through.short'),
        width: '260px',
        render: (c) =>
          c.through.length === 0 ? (
            <Nothing />
          ) : (
            <span className="sy-through">
              {c.through.map((source) =>
                seesSources ? (
                  <Link key={source.source_id} to={`/nguon-nhat-ky/${source.source_id}`}>
                    {source.name}
                  </Link>
                ) : (
                  <span key={source.source_id}>{source.name}</span>
                ),
              )}
            </span>
          ),
      },
      {
        key: 'national',
        title: t('connection.national_short'),
        width: '120px',
        sortable: true,
        sortValue: (c) => Number(c.national),
        render: (c) => t(c.national ? 'yes' : 'no'),
      },
    ],
    [t, seesSources],
  );
}

function State({ of }: { of: Connected }) {
  const { t } = useTranslation('system');
  const state = stateOf(of);
  const tone = state === 'connected' ? 'good' : state === 'silent' ? 'urgent' : 'medium';
  return <StatusTag tone={tone} label={t(`connection.is.${state}`)} />;
}
