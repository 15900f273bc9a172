import './rule.css';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Segmented } from 'antd';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { SEVERITIES } from '~/features/alert/model';
import { Severity } from '~/features/alert/words';
import { type DataColumn, DataTable, type FilterDef } from '~/ui/DataTable';
import { formatNumber } from '~/ui/format';
import { LinkButton } from '~/ui/LinkButton';
import { Page } from '~/ui/Page';
import { ProblemAlert } from '~/ui/ProblemAlert';
import { AgoText, Nothing, NumberText } from '~/ui/texts';
import { askOf, overviewQuery, type Rule, readPage } from './api';
import { KINDS, MAX_SWITCHED, ORIGINS, RULES_PATH, rulePath, SORTS, STATES } from './model';
import { StateStrip } from './StateStrip';
import { SwitchDialog, useSwitch } from './SwitchDialog';
import { Below, LogSourceText, Shares, StateTag } from './words';

/** All rules: which can fire, what they brought, and which of them are wrong most. */
export function Component() {
  const { t } = useTranslation('rule');
  const client = useQueryClient();
  const overview = useQuery(overviewQuery);
  const changes = overview.data?.may_change ?? false;
  const filters = useFilters();
  const columns = useColumns();
  const [off, setOff] = useState<{ rules: readonly Rule[]; clear: () => void }>();
  const turn = useSwitch();
  const actions = changes && (
    <>
      <LinkButton to={`${RULES_PATH}/nhap`}>{t('import.open')}</LinkButton>
      <LinkButton type="primary" to={`${RULES_PATH}/moi`}>
        {t('form.new')}
      </LinkButton>
    </>
  );
  return (
    <Page title={t('menu')} wide actions={actions}>
      <StateStrip>
        <Order />
      </StateStrip>
      {turn.isError && <ProblemAlert problem={turn.error} />}
      <DataTable<Rule>
        id="rule.list"
        label={t('menu')}
        columns={columns}
        rowKey={(r) => r.id}
        filters={filters}
        searchPlaceholder={t('list.search')}
        source={{
          queryKey: ['rule', 'list'],
          limit: 200,
          fetch: ({ cursor, limit, signal, ...query }) =>
            readPage(client, { ...askOf(query), limit, ...(cursor ? { cursor } : {}) }, signal),
        }}
        rowTo={(r) => rulePath(r.id)}
        {...(changes
          ? {
              bulkActions: (rows, clear) => (
                <Bulk
                  rows={rows}
                  busy={turn.isPending}
                  switchOff={(rules) => setOff({ rules, clear })}
                  switchOn={(rules) =>
                    turn.mutate({ rules: rules.map((r) => r.id), off: false }, { onSuccess: clear })
                  }
                />
              ),
            }
          : {})}
        empty={{
          title: t('list.empty'),
          text: t('list.empty_text'),
          action: actions && <div className="cl-row-actions ru-center">{actions}</div>,
        }}
      />
      {off && (
        <SwitchDialog
          rules={off.rules}
          onClose={(done) => {
            if (done) off.clear();
            setOff(undefined);
          }}
        />
      )}
    </Page>
  );
}

/** Orders of the server; the same word of the URL as headers of other lists use. */
function Order() {
  const { t } = useTranslation('rule');
  const [params, setParams] = useSearchParams();
  const sort = params.get('sort');
  return (
    <Segmented
      aria-label={t('list.sort')}
      value={SORTS.find((s) => s === sort) ?? 'title'}
      options={['title', ...SORTS].map((value) => ({ value, label: t(`list.by_${value}`) }))}
      onChange={(value) =>
        setParams(
          (old) => {
            const next = new URLSearchParams(old);
            next.delete('page');
            if (value === 'title') next.delete('sort');
            else next.set('sort', value);
            return next;
          },
          { replace: true },
        )
      }
    />
  );
}

/** What can be done with the chosen ones: off those that run, on those that are off. */
function Bulk({
  rows,
  busy,
  switchOff,
  switchOn,
}: {
  rows: Rule[];
  busy: boolean;
  switchOff: (rules: Rule[]) => void;
  switchOn: (rules: Rule[]) => void;
}) {
  const { t } = useTranslation('rule');
  const off = rows.filter((r) => r.state === 'off');
  const on = rows.filter((r) => r.state !== 'off');
  const button = (rules: Rule[], text: string, act: (rules: Rule[]) => void) =>
    rules.length > 0 && (
      <Button size="small" disabled={busy || rules.length > MAX_SWITCHED} onClick={() => act(rules)}>
        {t(text, { count: rules.length, number: formatNumber(rules.length) })}
      </Button>
    );
  return (
    <>
      {button(on, 'list.switch_off', switchOff)}
      {button(off, 'list.switch_on', switchOn)}
    </>
  );
}

function useFilters(): FilterDef<Rule>[] {
  const { t } = useTranslation(['rule', 'alert']);
  return useMemo(() => {
    const choice = (key: string, values: readonly string[], label: (value: string) => string) => ({
      key,
      label: t(`rule:column.${key}`),
      kind: 'multi' as const,
      options: values.map((value) => ({ value, label: label(value) })),
    });
    return [
      // Also the strip above sets it; here it shows what is set, and several can be chosen.
      { ...choice('state', STATES, (value) => t(`rule:state.${value}`)), more: true },
      choice('level', SEVERITIES, (value) => t(`alert:severity.${value}`)),
      choice('kind', KINDS, (value) => t(`rule:kind.${value}`)),
      { ...choice('origin', ORIGINS, (value) => t(`rule:origin.${value}`)), more: true },
    ];
  }, [t]);
}

function useColumns(): DataColumn<Rule>[] {
  const { t } = useTranslation('rule');
  return useMemo(
    () => [
      { key: 'title', title: t('column.title'), primary: true, render: (r) => r.title },
      { key: 'state', title: t('column.state'), width: '170px', render: (r) => <StateTag value={r.state} /> },
      {
        key: 'level',
        title: t('column.level'),
        width: '118px',
        render: (r) => (r.level ? <Severity value={r.level} /> : <Nothing />),
      },
      {
        key: 'kind',
        title: t('column.kind'),
        width: '104px',
        render: (r) => (
          <>
            {t(`kind.${r.kind}`, { defaultValue: r.kind })}
            <Below>{t(`origin.${r.origin}`, { defaultValue: r.origin })}</Below>
          </>
        ),
      },
      {
        key: 'logsource',
        title: t('column.logsource'),
        width: '160px',
        render: (r) => <LogSourceText rule={r} />,
      },
      {
        key: 'alerts',
        title: t('column.alerts'),
        width: '84px',
        align: 'right',
        render: (r) => <NumberText value={r.alerts} />,
      },
      { key: 'verdicts', title: t('column.verdicts'), width: '160px', render: (r) => <Shares rule={r} /> },
      { key: 'last', title: t('column.last'), width: '110px', render: (r) => <AgoText value={r.last_at} /> },
      {
        key: 'findings',
        title: t('column.findings'),
        width: '96px',
        align: 'right',
        hidden: true,
        render: (r) => <NumberText value={r.findings} />,
      },
      {
        key: 'file',
        title: t('column.file'),
        width: '220px',
        hidden: true,
        render: (r) => <code className="ru-code">{r.file}</code>,
      },
    ],
    [t],
  );
}
