import './indicator.css';
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Input, Skeleton } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useParams } from 'react-router';
import { isProblem } from '~/api/client';
import { can, useSession } from '~/app/session';
import { Severity } from '~/features/alert/words';
import { formatNumber } from '~/ui/format';
import { LinkButton } from '~/ui/LinkButton';
import { Card, Page } from '~/ui/Page';
import { ProblemAlert } from '~/ui/ProblemAlert';
import { DateText, Nothing } from '~/ui/texts';
import { useSettled } from '~/ui/useSettled';
import { type Indicator, type IndicatorList, listQuery, refresh, removeList } from './api';
import { LISTS_PATH, listPath, SHOWN } from './model';
import { Expiry, Kinds, Past, StandingTag, Tlp } from './words';

/** One list: what is said of it, what it found, and what is on it. */
export function Component() {
  const { t } = useTranslation('indicator');
  const { list: id = '' } = useParams();
  const found = useQuery(listQuery(id));
  const list = found.data?.list;
  return (
    <Page
      title={list?.name ?? t('menu')}
      object={list?.name}
      meta={
        list && (
          <span className="cl-inline">
            <StandingTag list={list} />
            <Severity value={list.level} />
            <Tlp value={list.tlp} />
          </span>
        )
      }
      actions={
        list &&
        found.data?.may_change && (
          <>
            <LinkButton to={`${listPath(id)}/sua`}>{t('form.edit')}</LinkButton>
            <Remove list={list} />
          </>
        )
      }
    >
      {found.isPending && <Skeleton active />}
      {found.isError && !found.data && (
        <ProblemAlert problem={found.error} onRetry={() => void found.refetch()} />
      )}
      {list && (
        <>
          <Facts list={list} />
          <Entries key={id} list={list} />
        </>
      )}
    </Page>
  );
}

function Remove({ list }: { list: IndicatorList }) {
  const { t } = useTranslation(['indicator', 'common']);
  const client = useQueryClient();
  const navigate = useNavigate();
  const { modal, message } = App.useApp();
  const remove = useMutation({
    mutationFn: () => removeList(list),
    onSuccess: async () => {
      void message.success(t('indicator:remove.done'));
      await navigate(LISTS_PATH);
      client.removeQueries({ queryKey: ['indicator', 'one', list.id] });
      await refresh(client);
    },
    onError: (error) => {
      if (isProblem(error) && error.isConflict) void refresh(client);
      modal.error({ title: t('indicator:remove.failed'), content: <ProblemAlert problem={error} /> });
    },
  });
  return (
    <Button
      danger
      loading={remove.isPending}
      onClick={() =>
        modal.confirm({
          title: t('indicator:remove.title'),
          content: (
            <>
              <p className="cl-break">{list.name}</p>
              <p>{t('indicator:remove.text')}</p>
            </>
          ),
          okText: t('indicator:remove.do'),
          okButtonProps: { danger: true },
          cancelText: t('common:action.back'),
          onOk: () => remove.mutateAsync().catch(() => undefined),
        })
      }
    >
      {t('indicator:remove.do')}
    </Button>
  );
}

function Facts({ list }: { list: IndicatorList }) {
  const { t } = useTranslation('indicator');
  const session = useSession();
  const alerts = `/canh-bao?rule=${encodeURIComponent(list.rule_id)}`;
  return (
    <Card
      title={t('facts.title')}
      extra={can(session, 'alert.read') && <Link to={alerts}>{t('facts.to_alerts')}</Link>}
    >
      <dl className="cl-facts">
        <dt>{t('column.entries')}</dt>
        <dd>
          <Kinds list={list} />
        </dd>
        {list.left_out > 0 && (
          <>
            <dt>{t('facts.left_out')}</dt>
            <dd className="cl-figures">{formatNumber(list.left_out)}</dd>
          </>
        )}
        <dt>{t('column.origin')}</dt>
        <dd>{list.origin || <Nothing />}</dd>
        <dt>{t('column.tlp')}</dt>
        <dd>{t(`tlp_why.${list.tlp}`, { defaultValue: list.tlp })}</dd>
        <dt>{t('column.expiry')}</dt>
        <dd>
          <Expiry list={list} />
        </dd>
        <dt>{t('column.past')}</dt>
        <dd aria-live="polite">
          <Past list={list} />
        </dd>
        <dt>{t('facts.brought')}</dt>
        <dd>
          <DateText value={list.created_at} /> · {list.author_name}
        </dd>
        {list.version > 1 && (
          <>
            <dt>{t('column.changed')}</dt>
            <dd>
              <DateText value={list.changed_at} relative />
            </dd>
          </>
        )}
      </dl>
    </Card>
  );
}

/** Some of what is on the list, and what of it holds a text. */
function Entries({ list }: { list: IndicatorList }) {
  const { t } = useTranslation('indicator');
  const [typed, setTyped] = useState('');
  const search = useSettled(typed.trim(), 250);
  const found = useQuery({ ...listQuery(list.id, search), placeholderData: keepPreviousData });
  const shown = found.data?.shown;
  return (
    <Card title={t('entries.title')}>
      <Input
        className="in-look-up"
        type="search"
        allowClear
        spellCheck={false}
        value={typed}
        placeholder={t('entries.search')}
        aria-label={t('entries.search')}
        onChange={(e) => setTyped(e.target.value)}
      />
      {found.isError && <ProblemAlert problem={found.error} onRetry={() => void found.refetch()} />}
      {found.isPending && <Skeleton active title={false} paragraph={{ rows: 4 }} />}
      {shown && (
        <>
          <p className="cl-quiet in-count" aria-live="polite">
            {shown.length === 0
              ? t(search ? 'entries.none_found' : 'entries.none')
              : shown.length >= SHOWN
                ? t('entries.first', { shown: formatNumber(SHOWN) })
                : t('entries.shown', { count: shown.length, number: formatNumber(shown.length) })}
          </p>
          {shown.length > 0 && <Values shown={shown} stale={found.isPlaceholderData} />}
        </>
      )}
    </Card>
  );
}

function Values({ shown, stale }: { shown: readonly Indicator[]; stale: boolean }) {
  const { t } = useTranslation('indicator');
  // Few lists say of single values until when they count.
  const ends = shown.some((one) => one.until);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling box must be reachable by keyboard
    <section className="in-box" tabIndex={0} aria-label={t('entries.title')}>
      <table className="in-values" data-stale={stale || undefined}>
        <thead>
          <tr>
            <th scope="col">{t('entries.kind')}</th>
            <th scope="col">{t('entries.value')}</th>
            {ends && <th scope="col">{t('entries.until')}</th>}
          </tr>
        </thead>
        <tbody>
          {shown.map((one) => (
            <tr key={`${one.kind} ${one.value}`}>
              <td>{t(`kind.${one.kind}`, { defaultValue: one.kind })}</td>
              <td>
                <code>{one.value}</code>
              </td>
              {ends && (
                <td>
                  <DateText value={one.until} dayOnly />
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
