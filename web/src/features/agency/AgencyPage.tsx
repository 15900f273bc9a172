import { useQuery } from '@tanstack/react-query';
import { Button, Skeleton } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { api, data } from '~/api/client';
import { formatDate } from '~/ui/format';
import { Card, Page } from '~/ui/Page';
import { ProblemAlert } from '~/ui/ProblemAlert';
import { Nothing } from '~/ui/texts';
import { ContactCard } from './ContactCard';
import { AgencyState } from './DirectoryPage';
import { periodText } from './dates';
import { useTerms } from './terms';
import type { Agency } from './wire';

export function Component() {
  const { id = '' } = useParams();
  const { t } = useTranslation('agency');
  const agency = useQuery({
    queryKey: ['agencies', 'one', id],
    queryFn: ({ signal }) => data(api.GET('/api/v1/agencies/{id}', { params: { path: { id } }, signal })),
  });
  if (agency.isPending) {
    return (
      <Page title={t('title')}>
        <Skeleton active />
      </Page>
    );
  }
  if (agency.isError) {
    return (
      <Page title={t('title')}>
        <ProblemAlert problem={agency.error} onRetry={() => void agency.refetch()} />
      </Page>
    );
  }
  return <Known agency={agency.data} />;
}

function Known({ agency }: { agency: Agency }) {
  const { t } = useTranslation('agency');
  const { word } = useTerms();
  const { facts } = agency;
  const above = [...agency.ancestors].reverse();
  return (
    <Page
      title={agency.name}
      object={agency.name}
      wide
      actions={
        agency.may_change && (
          <>
            <Link to={`/co-quan/${agency.id}/sua`}>
              <Button block>{t('edit.title')}</Button>
            </Link>
            {agency.state === 'active' && (
              <Link to={`/co-quan/moi?parent=${agency.id}`}>
                <Button block>{t('edit.below')}</Button>
              </Link>
            )}
          </>
        )
      }
      meta={
        <span className="cl-inline">
          <AgencyState state={agency.state} />
          {word('kind', facts.kind)} · {word('level', facts.level)}
          {above.length > 0 && (
            <span>
              {above.map((a, at) => (
                <span key={a.id}>
                  {at > 0 && ' › '}
                  <Link to={`/co-quan/${a.id}`}>{a.name}</Link>
                </span>
              ))}
            </span>
          )}
        </span>
      }
    >
      {agency.successors.length > 0 && (
        <div className="cl-notice" role="note">
          <div>
            <strong>{t('closed_since', { date: facts.closed ? formatDate(facts.closed, true) : '' })}</strong>{' '}
            {t('successors')} <Names of={agency.successors} />
          </div>
        </div>
      )}
      <div className="cl-cards">
        <Card title={t('names')}>
          <Lines
            items={facts.names}
            show={(n) => (
              <>
                <strong>{n.full}</strong>
                {n.abbreviation && ` (${n.abbreviation})`}
                {n.symbol && <span className="cl-quiet"> · {t('symbol', { symbol: n.symbol })}</span>}
              </>
            )}
          />
        </Card>
        <ContactCard id={agency.id} editable={agency.may_change_contacts} />
        <Card title={t('roles')}>
          <Lines
            items={facts.roles ?? []}
            show={(r) => (
              <>
                {word('role', r.role)}
                {r.function && <>: {word('function', r.function)}</>}
              </>
            )}
          />
        </Card>
        <Card title={t('parents')}>
          <Lines
            items={facts.parents ?? []}
            show={(p) => (
              <>
                {word('tree', p.tree)}:{' '}
                <Link to={`/co-quan/${p.parent_id}`}>{p.parent_name || t('unnamed')}</Link>
              </>
            )}
          />
        </Card>
        <Card title={t('codes')}>
          <Lines
            items={facts.codes ?? []}
            show={(c) => (
              <>
                {word('code_system', c.system)}: <code>{c.code}</code>
              </>
            )}
          />
        </Card>
        <Card title={t('history')}>
          {agency.history.length === 0 && <p className="cl-quiet">{t('no_history')}</p>}
          <ul className="cl-lines">
            {agency.history.map((link) => (
              <li key={`${link.reorganisation_id} ${link.from_id} ${link.to_id} ${link.function}`}>
                <div>
                  <div>
                    <strong>{t(`reorganisation.kinds.${link.kind}`)}</strong>: {link.from_name}
                    {link.to_name && ` → ${link.to_name}`}
                    {link.function && ` (${word('function', link.function)})`}
                  </div>
                  <span className="cl-figures cl-quiet">
                    {t('since', { date: formatDate(link.effective, true) })}
                  </span>
                </div>
              </li>
            ))}
          </ul>
        </Card>
        {agency.children.length > 0 && (
          <Card title={t('children', { count: agency.children.length })}>
            <div className="cl-scroll-box">
              <ul className="cl-lines">
                {agency.children.map((child) => (
                  <li key={child.id}>
                    <Link to={`/co-quan/${child.id}`}>{child.name}</Link>
                  </li>
                ))}
              </ul>
            </div>
          </Card>
        )}
      </div>
    </Page>
  );
}

export function Names({ of }: { of: readonly { id: string; name: string }[] }) {
  return (
    <>
      {of.map((a, at) => (
        <span key={a.id}>
          {at > 0 && ', '}
          <Link to={`/co-quan/${a.id}`}>{a.name}</Link>
        </span>
      ))}
    </>
  );
}

interface Dated {
  from?: string | null | undefined;
  to?: string | null | undefined;
  basis?: string | null | undefined;
}

function Lines<T extends Dated>({ items, show }: { items: readonly T[]; show: (item: T) => ReactNode }) {
  const { t } = useTranslation('agency');
  if (items.length === 0) return <Nothing />;
  const newest = [...items].sort((a, b) => (b.from ?? '').localeCompare(a.from ?? ''));
  return (
    <ul className="cl-lines">
      {newest.map((item) => (
        <li key={JSON.stringify(item)} data-past={item.to ? true : undefined}>
          <div>
            <div>{show(item)}</div>
            <span className="cl-quiet cl-figures">
              {[periodText(t, item), item.basis].filter(Boolean).join(' · ')}
            </span>
          </div>
        </li>
      ))}
    </ul>
  );
}
