import './alert.css';
import { App, Button, Segmented } from 'antd';
import { useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { api, data } from '~/api/client';
import { can, useSession } from '~/app/session';
import { type PageKeys, usePageKeys } from '~/app/shell/keyboard';
import { DataTable } from '~/ui/DataTable';
import { formatNumber } from '~/ui/format';
import { LinkButton } from '~/ui/LinkButton';
import { Page } from '~/ui/Page';
import { ProblemAlert } from '~/ui/ProblemAlert';
import { type Alert, askOf, REFRESH_MS } from './api';
import { useColumns, useFilters } from './listParts';
import { type Busy, fits, KEYS, MAX_BULK, triage } from './model';
import { Pulse } from './Pulse';
import { Sections } from './Sections';
import { SuppressDialog } from './SuppressDialog';
import { StepDialog, useStep } from './steps';

/** Alerts within reach, the worst first; worked through with the keyboard. */
export function Component() {
  const { t } = useTranslation('alert');
  const session = useSession();
  const [params, setParams] = useSearchParams();
  const triages = can(session, 'alert.triage');
  const filters = useFilters();
  const columns = useColumns();
  const [closing, setClosing] = useState<{ alerts: readonly Alert[]; clear?: () => void }>();
  const take = useStep();
  const suppresses = can(session, 'alert.suppress');
  const [suppressing, setSuppressing] = useState<Alert>();
  const rowKeys = {
    ...useTriageKeys(take, (alert) => setClosing({ alerts: [alert] })),
    ...(suppresses ? { s: setSuppressing } : {}),
  };
  const help = useMemo<PageKeys | undefined>(
    () =>
      triages
        ? {
            title: t('menu'),
            keys: [
              ...(Object.keys(KEYS) as (keyof typeof KEYS)[]).map((key) => ({
                key,
                text: t(`step.${KEYS[key]}`),
              })),
              ...(suppresses ? [{ key: 's', text: t('suppress.open') }] : []),
            ],
          }
        : undefined,
    [t, triages, suppresses],
  );
  usePageKeys(help);
  const rule = params.get('rule');
  const technique = params.get('technique');
  const newest = params.get('sort') === 'newest';

  function put(change: (next: URLSearchParams) => void) {
    setParams(
      (old) => {
        const next = new URLSearchParams(old);
        change(next);
        next.delete('page');
        return next;
      },
      { replace: true },
    );
  }

  return (
    <Page title={t('menu')} meta={<Sections />} wide>
      <Pulse />
      {rule && (
        <div className="cl-notice" role="status">
          <span className="cl-break">{t('list.only_rule', { rule })}</span>
          {can(session, 'rule.read') && (
            <Link to={`/quy-tac/${encodeURIComponent(rule)}`}>{t('list.to_rule')}</Link>
          )}
          <Button size="small" onClick={() => put((next) => next.delete('rule'))}>
            {t('list.widen')}
          </Button>
        </div>
      )}
      {technique && (
        <div className="cl-notice" role="status">
          <span className="cl-break">{t('list.only_technique', { technique })}</span>
          <Button size="small" onClick={() => put((next) => next.delete('technique'))}>
            {t('list.widen')}
          </Button>
        </div>
      )}
      {take.isError && <ProblemAlert problem={take.error} actions={<Dismiss onClick={take.reset} />} />}
      <DataTable<Alert>
        id="alert.list"
        label={t('menu')}
        columns={columns}
        rowKey={(a) => a.id}
        filters={filters}
        searchPlaceholder={t('list.search')}
        source={{
          queryKey: ['alert', 'list', rule, technique],
          refreshMs: REFRESH_MS,
          fetch: ({ cursor, limit, signal, ...query }) =>
            data(
              api.GET('/api/v1/alerts', {
                params: {
                  query: {
                    ...askOf(query),
                    ...(rule ? { rule } : {}),
                    ...(technique ? { technique } : {}),
                    limit,
                    ...(cursor ? { cursor } : {}),
                  },
                },
                signal,
              }),
            ),
        }}
        rowTo={(a) => `/canh-bao/${a.id}`}
        {...(triages ? { rowKeys } : {})}
        {...(triages
          ? {
              bulkActions: (rows, clear) => (
                <Bulk
                  rows={rows}
                  busy={take.isPending}
                  acknowledge={(alerts) =>
                    take.mutate({ alerts, body: { step: 'acknowledged' } }, { onSuccess: clear })
                  }
                  close={(alerts) => setClosing({ alerts, clear })}
                />
              ),
            }
          : {})}
        extra={
          <Segmented
            aria-label={t('list.sort')}
            value={newest ? 'newest' : 'severity'}
            options={['severity', 'newest'].map((value) => ({ value, label: t(`list.by_${value}`) }))}
            onChange={(value) =>
              put((next) => (value === 'newest' ? next.set('sort', value) : next.delete('sort')))
            }
          />
        }
        empty={{
          title: t('list.empty'),
          text: t('list.empty_text'),
          action: (
            <div className="cl-row-actions">
              <LinkButton to="/canh-bao?state=closed">{t('list.see_closed')}</LinkButton>
              {can(session, 'source.read') && (
                <LinkButton to="/nguon-nhat-ky">{t('list.see_sources')}</LinkButton>
              )}
            </div>
          ),
        }}
      />
      {triages && <p className="al-keys">{t('list.keys')}</p>}
      {suppressing && <SuppressDialog alert={suppressing} onClose={() => setSuppressing(undefined)} />}
      {closing && (
        <StepDialog
          alerts={closing.alerts}
          step="closed"
          onClose={(done) => {
            if (done) closing.clear?.();
            setClosing(undefined);
          }}
        />
      )}
    </Page>
  );
}

function Dismiss({ onClick }: { onClick: () => void }) {
  const { t } = useTranslation('alert');
  return <Button onClick={onClick}>{t('list.dismiss')}</Button>;
}

/** a, i and c for the row one stands at. */
function useTriageKeys(take: ReturnType<typeof useStep>, ask: (alert: Alert) => void) {
  const { t } = useTranslation('alert');
  const { message } = App.useApp();
  const busy = useRef<Busy>(new Set());
  const press = (key: keyof typeof KEYS) => (alert: Alert) => {
    const { busy: next, act } = triage(busy.current, { kind: 'key', key, alert });
    busy.current = next;
    if (act?.kind === 'ask') ask(alert);
    if (act?.kind === 'refuse') void message.info(t(alert.may_triage ? 'list.not_now' : 'list.not_yours'));
    if (act?.kind === 'send')
      take.mutate(
        { alerts: [alert], body: { step: act.step } },
        {
          onSettled: () => {
            busy.current = triage(busy.current, { kind: 'done', id: alert.id }).busy;
          },
        },
      );
  };
  return { a: press('a'), i: press('i'), c: press('c') };
}

/** What can be done with the chosen ones: each step with those that it fits. */
function Bulk({
  rows,
  busy,
  acknowledge,
  close,
}: {
  rows: Alert[];
  busy: boolean;
  acknowledge: (alerts: Alert[]) => void;
  close: (alerts: Alert[]) => void;
}) {
  const { t } = useTranslation('alert');
  const fresh = rows.filter((a) => fits(a, 'acknowledged'));
  const open = rows.filter((a) => fits(a, 'closed'));
  const most = Math.max(fresh.length, open.length);
  return (
    <>
      <Button
        size="small"
        disabled={fresh.length === 0 || fresh.length > MAX_BULK}
        loading={busy}
        onClick={() => acknowledge(fresh)}
      >
        {t('bulk.acknowledge', { number: formatNumber(fresh.length) })}
      </Button>
      <Button
        size="small"
        disabled={open.length === 0 || open.length > MAX_BULK || busy}
        onClick={() => close(open)}
      >
        {t('bulk.close', { number: formatNumber(open.length) })}
      </Button>
      {most > MAX_BULK && <span>{t('bulk.too_many', { max: MAX_BULK })}</span>}
    </>
  );
}
