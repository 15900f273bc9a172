import './obligation.css';
import { LeftOutlined, RightOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Button, Drawer, Segmented, Skeleton } from 'antd';
import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { can, useSession } from '~/app/session';
import { type DataColumn, DataTable, type FilterDef } from '~/ui/DataTable';
import { formatDate, localDay } from '~/ui/format';
import { Page } from '~/ui/Page';
import { ProblemAlert } from '~/ui/ProblemAlert';
import { usePhone } from '~/ui/usePhone';
import { linesQuery } from './api';
import {
  type Bundle,
  bundles,
  byDay,
  inOrder,
  isMonth,
  keyOf,
  type Line,
  monthOf,
  monthRange,
  STANDINGS,
  shiftMonth,
  weekdayOf,
  weeksOf,
} from './calendar';
import { FeedButton } from './FeedButton';
import { LineDetail } from './LineDetail';
import { DueDay, Law, Owing, Standing, useReceiver } from './words';

const DAY = 86_400_000;

/** Reports owed by plan and by law: a month and a list. */
export function Component() {
  const { t } = useTranslation('obligation');
  const phone = usePhone();
  const [params, setParams] = useSearchParams();
  // A month of squares has no room on a phone: there the list is first.
  const asked = params.get('xem') ?? (phone ? 'danh-sach' : 'thang');
  const view = asked === 'danh-sach' ? 'list' : 'month';
  // One line, or a report that several agencies owe; from there one goes on to a line, and back.
  const [open, setOpen] = useState<Line>();
  const [among, setAmong] = useState<Bundle>();
  // A link of the calendar feed or of a reminder names one line.
  const wanted = params.get('id');
  const now = Date.now();
  const named = useQuery({
    ...linesQuery({ from: localDay(new Date(now - 400 * DAY)), to: localDay(new Date(now + 400 * DAY)) }),
    enabled: wanted !== null,
  });
  useEffect(() => {
    const line = wanted === null ? undefined : named.data?.find((l) => l.id === wanted);
    if (line) setOpen(line);
  }, [wanted, named.data]);
  const show = (bundle: Bundle) => {
    if (bundle.lines.length > 1) setAmong(bundle);
    else setOpen(bundle.first);
  };
  const close = () => {
    setOpen(undefined);
    setAmong(undefined);
    if (wanted !== null)
      setParams(
        (old) => {
          const changed = new URLSearchParams(old);
          changed.delete('id');
          return changed;
        },
        { replace: true },
      );
  };
  return (
    <Page title={t('menu')} meta={t('meta')} wide actions={<FeedButton />}>
      <div className="ob-tools">
        <Segmented
          aria-label={t('view.label')}
          value={view}
          options={[
            { value: 'month', label: t('view.month') },
            { value: 'list', label: t('view.list') },
          ]}
          onChange={(next) =>
            setParams(
              (old) => {
                const changed = new URLSearchParams(old);
                changed.set('xem', next === 'list' ? 'danh-sach' : 'thang');
                return changed;
              },
              { replace: true },
            )
          }
        />
      </div>
      {view === 'month' ? <MonthView onOpen={show} /> : <ListView onOpen={show} />}
      <Drawer
        open={open !== undefined || among !== undefined}
        onClose={close}
        title={t('detail')}
        placement={phone ? 'bottom' : 'right'}
        size={phone ? '88%' : 520}
        destroyOnHidden
      >
        {open && among && (
          <Button type="link" className="ob-back" icon={<LeftOutlined />} onClick={() => setOpen(undefined)}>
            {t('bundle.back', { count: among.lines.length })}
          </Button>
        )}
        {open && <LineDetail line={open} onDone={close} />}
        {among && !open && <Among bundle={among} onOpen={setOpen} />}
      </Drawer>
    </Page>
  );
}

/** The agencies that owe the same report; whoever has not met it stands first. */
function Among({ bundle, onOpen }: { bundle: Bundle; onOpen: (line: Line) => void }) {
  const { t } = useTranslation('obligation');
  const receiver = useReceiver();
  const { first, lines, met } = bundle;
  return (
    <>
      <p className="ob-title">{first.title}</p>
      <dl className="cl-facts">
        <dt>{t('column.due')}</dt>
        <dd>
          <DueDay line={first} />
        </dd>
        {receiver(first) && (
          <>
            <dt>{t('column.to')}</dt>
            <dd>{receiver(first)}</dd>
          </>
        )}
      </dl>
      <h3>{t('bundle.met', { met, count: lines.length })}</h3>
      <ul className="ob-among">
        {inOrder(lines).map((line) => (
          <li key={keyOf(line)}>
            <button type="button" className="cl-link" onClick={() => onOpen(line)}>
              {line.agency_name || line.title}
            </button>
            <Standing standing={line.standing} />
          </li>
        ))}
      </ul>
    </>
  );
}

function MonthView({ onOpen }: { onOpen: (bundle: Bundle) => void }) {
  const { t } = useTranslation('obligation');
  const phone = usePhone();
  const [params, setParams] = useSearchParams();
  const today = localDay(new Date());
  const asked = params.get('thang');
  const month = isMonth(asked) ? asked : monthOf(today);
  const weeks = useMemo(() => weeksOf(month), [month]);
  const { from, to } = monthRange(month);
  const found = useQuery(linesQuery({ from: weeks[0]?.[0] ?? from, to: weeks.at(-1)?.[6] ?? to }));
  const all = useMemo(() => bundles(inOrder(found.data ?? [])), [found.data]);
  const days = useMemo(() => byDay(all), [all]);
  const undated = useMemo(() => all.filter((b) => !b.first.due_on), [all]);
  const go = (to: string) =>
    setParams(
      (old) => {
        const changed = new URLSearchParams(old);
        changed.set('thang', to);
        return changed;
      },
      { replace: true },
    );
  const [year, number] = month.split('-');
  return (
    <>
      <div className="ob-month-head">
        <Button
          icon={<LeftOutlined />}
          aria-label={t('month.before')}
          onClick={() => go(shiftMonth(month, -1))}
        />
        <h2 aria-live="polite">{t('month.title', { month: Number(number), year })}</h2>
        <Button
          icon={<RightOutlined />}
          aria-label={t('month.after')}
          onClick={() => go(shiftMonth(month, 1))}
        />
        <Button onClick={() => go(monthOf(today))}>{t('month.today')}</Button>
      </div>
      {found.isError && <ProblemAlert problem={found.error} onRetry={() => void found.refetch()} />}
      {found.isPending && <Skeleton active paragraph={{ rows: 8 }} />}
      {found.isSuccess && phone && (
        <ol className="ob-agenda">
          {weeks
            .flat()
            .filter((day) => monthOf(day) === month && days.has(day))
            .map((day) => (
              <li key={day} data-today={day === today || undefined}>
                <h3>
                  {t(`weekday.${weekdayOf(day)}`)}, {formatDate(day, true)}
                </h3>
                {days.get(day)?.map((bundle) => (
                  <Chip key={bundle.key} bundle={bundle} onOpen={onOpen} />
                ))}
              </li>
            ))}
          {!weeks.flat().some((day) => monthOf(day) === month && days.has(day)) && (
            <li className="cl-quiet">{t('month.none')}</li>
          )}
        </ol>
      )}
      {found.isSuccess && !phone && (
        <div className="ob-month-box">
          <table className="ob-month">
            <thead>
              <tr>
                {[1, 2, 3, 4, 5, 6, 7].map((n) => (
                  <th key={n} scope="col">
                    {t(`weekday.${n}`)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {weeks.map((week) => (
                <tr key={week[0]}>
                  {week.map((day) => (
                    <td
                      key={day}
                      data-other={monthOf(day) !== month || undefined}
                      data-today={day === today || undefined}
                    >
                      <span className="ob-day">{Number(day.slice(8))}</span>
                      {(days.get(day) ?? []).map((bundle) => (
                        <Chip key={bundle.key} bundle={bundle} onOpen={onOpen} />
                      ))}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {undated.length > 0 && (
        <section className="ob-undated">
          <h2>{t('when_asked')}</h2>
          {undated.map((bundle) => (
            <button key={bundle.key} type="button" className="cl-link" onClick={() => onOpen(bundle)}>
              {bundle.first.title} <Many bundle={bundle} />
            </button>
          ))}
        </section>
      )}
      <p className="ob-legend">
        {STANDINGS.filter((s) => s !== 'undated').map((s) => (
          <Standing key={s} standing={s} />
        ))}
      </p>
    </>
  );
}

/** One report on its day. */
function Chip({ bundle, onOpen }: { bundle: Bundle; onOpen: (bundle: Bundle) => void }) {
  const { t } = useTranslation('obligation');
  return (
    <button
      type="button"
      className="ob-chip"
      data-standing={bundle.standing}
      onClick={() => onOpen(bundle)}
      title={`${bundle.first.title} · ${t(`standing.${bundle.standing}`)}`}
    >
      <span className="cl-hidden">{t(`standing.${bundle.standing}`)}: </span>
      <Many bundle={bundle} />
      <span className="ob-chip-text">{bundle.first.title}</span>
    </button>
  );
}

/** How many of the agencies have done it; nothing where one agency owes it. */
function Many({ bundle }: { bundle: Bundle }) {
  const { t } = useTranslation('obligation');
  if (bundle.lines.length < 2) return null;
  return (
    <strong className="ob-many cl-figures">
      {t('bundle.share', { met: bundle.met, count: bundle.lines.length })}
    </strong>
  );
}

function ListView({ onOpen }: { onOpen: (bundle: Bundle) => void }) {
  const { t } = useTranslation('obligation');
  const session = useSession();
  const receiver = useReceiver();
  const now = new Date();
  const found = useQuery(
    linesQuery({
      from: localDay(new Date(now.getTime() - 180 * DAY)),
      to: localDay(new Date(now.getTime() + 400 * DAY)),
    }),
  );
  const rows = useMemo(() => (found.data ? bundles(inOrder(found.data)) : undefined), [found.data]);
  const agencies = useMemo(
    () =>
      [...new Set((found.data ?? []).map((l) => l.agency_name).filter((n): n is string => Boolean(n)))].map(
        (name) => ({
          value: name,
          label: name,
        }),
      ),
    [found.data],
  );
  const columns = useMemo<DataColumn<Bundle>[]>(
    () => [
      {
        key: 'title',
        title: t('column.title'),
        primary: true,
        render: ({ first }) => (
          <>
            <span>{first.title}</span>
            {first.citation && (
              <div>
                <Law line={first} />
              </div>
            )}
          </>
        ),
      },
      {
        key: 'agency',
        title: t('column.agency'),
        width: '200px',
        render: (b) =>
          b.lines.length > 1 ? <Many bundle={b} /> : b.first.agency_name || <Owing line={b.first} />,
      },
      { key: 'to', title: t('column.to'), width: '180px', render: (b) => receiver(b.first) },
      {
        key: 'due',
        title: t('column.due'),
        width: '200px',
        sortable: true,
        sortValue: (b) => b.first.due_on,
        render: (b) => <DueDay line={b.first} />,
      },
      {
        key: 'standing',
        title: t('column.standing'),
        width: '150px',
        render: (b) => <Standing standing={b.standing} />,
      },
    ],
    [t, receiver],
  );
  const filters = useMemo<FilterDef<Bundle>[]>(
    () => [
      {
        key: 'standing',
        label: t('column.standing'),
        kind: 'multi',
        options: STANDINGS.map((value) => ({ value, label: t(`standing.${value}`) })),
        match: (b, values) => b.lines.some((l) => values.includes(l.standing)),
      },
      {
        key: 'source',
        label: t('column.source'),
        kind: 'select',
        options: ['plan', 'law'].map((value) => ({ value, label: t(`source.${value}`) })),
        match: (b, values) => values[0] === b.first.source,
      },
      {
        key: 'agency',
        label: t('column.agency'),
        kind: 'multi',
        options: agencies,
        match: (b, values) => b.lines.some((l) => values.includes(l.agency_name ?? '')),
      },
    ],
    [t, agencies],
  );
  return (
    <DataTable<Bundle>
      id="obligation.list"
      label={t('menu')}
      columns={columns}
      rowKey={(b) => b.key}
      filters={filters}
      source={{
        rows,
        error: found.error ?? undefined,
        onRetry: () => void found.refetch(),
        text: (b) => [b.first.title, receiver(b.first), ...b.lines.map((l) => l.agency_name ?? '')].join(' '),
      }}
      onOpen={onOpen}
      rowState={(b) => (b.standing === 'overdue' ? 'late' : undefined)}
      empty={{ title: t('empty'), text: t(can(session, 'plan.read') ? 'empty_text' : 'empty_text_plain') }}
    />
  );
}
