import '~/ui/table/table.css';
import './search.css';
import { LinkOutlined, SearchOutlined } from '@ant-design/icons';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Button, Drawer, Skeleton, Switch } from 'antd';
import { type ReactNode, useCallback, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { isProblem } from '~/api/client';
import { type PageKeys, usePageKeys } from '~/app/shell/keyboard';
import { formatNumber } from '~/ui/format';
import { Page } from '~/ui/Page';
import { ProblemAlert } from '~/ui/ProblemAlert';
import { useRoomBelow } from '~/ui/table/room';
import { usePhone } from '~/ui/usePhone';
import { EmptyState } from '~/ui/views';
import { eventsQuery, histogramQuery } from './api';
import { EventList } from './EventList';
import { ExportMenu } from './ExportMenu';
import { fieldsFound } from './event';
import { FieldPanel } from './FieldPanel';
import { type Filters, useFilters } from './filters';
import { Histogram } from './Histogram';
import { HowTo } from './HowTo';
import { Live } from './Live';
import { needles as needlesOf } from './marks';
import { QueryBox } from './QueryBox';
import { spanOf, wantedOf } from './query';
import { askedTimes, fixed } from './range';
import { SavedMenu } from './Saved';
import { paramsOf, readState, type SearchState, searchLink } from './state';
import { TimeRange, useRangeText } from './TimeRange';
import { ToolButton } from './ToolButton';
import type { Ask, EventInfo } from './types';
import { useDraft } from './useDraft';
import { useTail } from './useTail';
import { Missing, Sections, useCopy, useSeconds } from './words';

const NO_EVENTS: readonly EventInfo[] = [];
const KEYS = ['space', 'slash'] as const;

/** Finds events again: by words, fields and time. */
export function Component() {
  const { t } = useTranslation('search');
  const { state, ask, now, search, go } = useSearch();
  const [draft, setDraft] = useDraft(state.q);
  const root = useRef<HTMLDivElement>(null);
  const box = useRef<HTMLTextAreaElement>(null);
  const stream = useTail(state.q, state.live);
  const found = useInfiniteQuery({ ...eventsQuery(ask), enabled: !state.live });
  const rows = useMemo(() => found.data?.pages.flatMap((page) => page.items) ?? NO_EVENTS, [found.data]);
  const shown = state.live ? stream.tail.rows : rows;
  const fields = useMemo(() => fieldsFound(shown), [shown]);
  const names = useMemo(() => fields.map((f) => f.name), [fields]);
  const needles = useMemo(() => needlesOf(wantedOf(state.q)), [state.q]);
  // A condition is added to what is written, so that nothing of it is lost.
  const filters = useFilters(draft, state.columns, go);
  const focus = useCallback(() => {
    box.current?.focus();
    box.current?.select();
  }, []);
  useHelp();

  const problem = state.live ? stream.error : found.error;
  const wrong =
    isProblem(problem) && problem.code === 'search.query' && draft === state.q
      ? spanOf(state.q, problem.params.from, problem.params.to)
      : undefined;

  return (
    <Page title={t('menu')} meta={<Sections />} wide>
      <div className="cl-table-root" ref={root}>
        <search className="se-bar">
          <QueryBox
            value={draft}
            onChange={setDraft}
            onSearch={search}
            wrong={wrong}
            times={ask}
            found={names}
            box={box}
          />
          <TimeRange range={state.range} onChange={(range) => go({ q: draft, range, live: false })} />
          <Button type="primary" icon={<SearchOutlined />} onClick={() => search(draft)}>
            {t('box.search')}
          </Button>
        </search>
        <Tools
          state={state}
          ask={ask}
          now={now}
          go={go}
          onExample={(text) => {
            setDraft(`${draft} ${text}`.trim());
            box.current?.focus();
          }}
          fields={
            <FieldPanel fields={fields} loaded={shown.length} ask={ask} filters={filters} key={state.q} />
          }
          fieldCount={fields.length}
        />
        {state.live ? (
          <div className="se-main">
            <Fields fields={fields} loaded={shown.length} ask={ask} filters={filters} />
            <Live
              key={state.q}
              stream={stream}
              filters={filters}
              needles={needles}
              root={root}
              onSearchKey={focus}
            />
          </div>
        ) : found.isError && rows.length === 0 ? (
          <Failed error={found.error} retry={() => void found.refetch()} />
        ) : found.isPending ? (
          <div className="cl-skeleton" role="status" aria-label={t('list.loading')}>
            <Skeleton active title={false} paragraph={{ rows: 10, width: '100%' }} />
          </div>
        ) : (
          <>
            {rows.length > 0 && (
              <Histogram ask={ask} now={now} onRange={(range) => go({ q: draft, range })} />
            )}
            <Missing missing={found.data?.pages[0]?.missing ?? []} />
            {rows.length === 0 ? (
              <NothingFound state={state} go={go} />
            ) : (
              <div className="se-main">
                <Fields fields={fields} loaded={rows.length} ask={ask} filters={filters} />
                <div className="se-found">
                  {found.isError && (
                    <ProblemAlert problem={found.error} onRetry={() => void found.fetchNextPage()} />
                  )}
                  <EventList
                    // Another question begins at its beginning.
                    key={JSON.stringify(ask)}
                    rows={rows}
                    stale={found.isPlaceholderData}
                    filters={filters}
                    needles={needles}
                    more={{
                      has: found.hasNextPage,
                      loading: found.isFetchingNextPage,
                      failed: found.isError,
                      load: () => void found.fetchNextPage(),
                    }}
                    root={root}
                    onSearchKey={focus}
                  />
                </div>
              </div>
            )}
          </>
        )}
      </div>
    </Page>
  );
}

/** What is wrong with the question stays wrong when it is asked again. */
function Failed({ error, retry }: { error: unknown; retry: () => void }) {
  const asked = isProblem(error) && error.status === 422;
  return <ProblemAlert problem={error} {...(asked ? {} : { onRetry: retry })} />;
}

type Go = (change: Partial<SearchState>) => void;

/** What stands in the URL, and the instants that it means since it was asked. */
function useSearch() {
  const [params, setParams] = useSearchParams();
  const state = useMemo(() => readState(params), [params]);
  const [run, setRun] = useState(0);
  const question = JSON.stringify([state.q, state.range, run]);
  // Fixed once for each question: pages, bars and values are of the same time.
  const pinned = useRef({ question: '', now: 0 });
  if (pinned.current.question !== question) pinned.current = { question, now: Date.now() };
  const { now } = pinned.current;
  const ask = useMemo<Ask>(
    () => ({ ...(state.q ? { q: state.q } : {}), ...askedTimes(state.range, now) }),
    [state.q, state.range, now],
  );
  const live = useRef(state);
  live.current = state;
  const go = useCallback<Go>(
    (change) => {
      const next = paramsOf({ ...live.current, ...change });
      // Columns are a matter of looks: "back" leads to the last question.
      const looks = Object.keys(change).every((key) => key === 'columns');
      if (next.toString() !== paramsOf(live.current).toString()) setParams(next, { replace: looks });
    },
    [setParams],
  );
  const search = useCallback(
    (text: string) => {
      const q = text.trim();
      if (q === live.current.q) setRun((n) => n + 1);
      else go({ q });
    },
    [go],
  );
  return { state, ask, now, search, go };
}

function useHelp() {
  const { t } = useTranslation('search');
  const keys = useMemo<PageKeys>(
    () => ({
      title: t('menu'),
      keys: KEYS.map((key) => ({ key: t(`keys.${key}_name`), text: t(`keys.${key}`) })),
    }),
    [t],
  );
  usePageKeys(keys);
}

/** The column of fields; on a phone they stand behind a button. */
function Fields(props: {
  fields: readonly { name: string; events: number }[];
  loaded: number;
  ask: Ask;
  filters: Filters;
}) {
  const { t } = useTranslation('search');
  const phone = usePhone();
  const box = useRef<HTMLElement>(null);
  useRoomBelow(box, !phone);
  if (phone) return null;
  return (
    <aside ref={box} className="se-fields" aria-label={t('fields.title')}>
      <FieldPanel {...props} />
    </aside>
  );
}

/** What can be done with a question besides asking it. */
function Tools({
  state,
  ask,
  now,
  go,
  onExample,
  fields,
  fieldCount,
}: {
  state: SearchState;
  ask: Ask;
  now: number;
  go: Go;
  onExample: (text: string) => void;
  fields: ReactNode;
  fieldCount: number;
}) {
  const { t } = useTranslation('search');
  const phone = usePhone();
  const copy = useCopy();
  const [open, setOpen] = useState(false);
  const link = () =>
    // The same events for whoever opens it later.
    `${window.location.origin}${searchLink(state.live ? state : { ...state, range: fixed(state.range, now) })}`;
  return (
    <div className="se-tools">
      <HowTo onTake={onExample} />
      <SavedMenu
        q={state.q}
        range={state.range}
        onTake={({ q, minutes }) => go({ q, ...(minutes ? { range: { last: minutes } } : {}), live: false })}
      />
      <ExportMenu ask={ask} columns={state.columns} />
      <ToolButton
        icon={<LinkOutlined />}
        text={t('copy.link')}
        onClick={() => void copy(link(), t('copy.link_done'))}
      />
      {phone && fieldCount > 0 && (
        <>
          <Button className="se-fields-button" onClick={() => setOpen(true)}>
            {t('fields.open', { number: formatNumber(fieldCount) })}
          </Button>
          <Drawer
            open={open}
            onClose={() => setOpen(false)}
            placement="bottom"
            size="75%"
            title={t('fields.title')}
          >
            {fields}
          </Drawer>
        </>
      )}
      {/* biome-ignore lint/a11y/noLabelWithoutControl: the switch is inside of it */}
      <label className="se-switch">
        <Switch size="small" checked={state.live} onChange={(live) => go({ live })} />
        {t('live.switch')}
      </label>
      {!state.live && <Count ask={ask} />}
    </div>
  );
}

/** How many, and how long it took. */
function Count({ ask }: { ask: Ask }) {
  const { t } = useTranslation('search');
  const seconds = useSeconds();
  const counted = useQuery(histogramQuery(ask));
  const { data } = counted;
  return (
    <span className="se-count cl-quiet cl-figures" role="status">
      {counted.isFetching
        ? t('list.counting')
        : data &&
          !counted.isError &&
          [t('events', { count: data.total, number: formatNumber(data.total) }), seconds(data.took_ms)].join(
            ' · ',
          )}
    </span>
  );
}

/** Longer times that are offered where nothing is found. */
const WIDER = [7 * 1440, 30 * 1440] as const;

function NothingFound({ state, go }: { state: SearchState; go: Go }) {
  const { t } = useTranslation('search');
  const text = useRangeText();
  const { range, q } = state;
  const wider = WIDER.filter((last) => !('last' in range) || range.last < last);
  return (
    <EmptyState
      title={t('empty.title')}
      text={t(q ? 'empty.text' : 'empty.text_all')}
      action={
        <div className="cl-row-actions se-empty">
          {wider.map((last) => (
            <Button key={last} onClick={() => go({ range: { last } })}>
              {t('empty.wider', { range: text({ last }) })}
            </Button>
          ))}
          {q && <Button onClick={() => go({ q: '' })}>{t('empty.all')}</Button>}
        </div>
      }
    />
  );
}
