import { useQuery } from '@tanstack/react-query';
import { Button, Skeleton } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link as RouteLink } from 'react-router';
import { SystemName } from '~/features/system/SystemSelect';
import { formatDate } from '~/ui/format';
import { Card } from '~/ui/Page';
import { ProblemAlert } from '~/ui/ProblemAlert';
import { EmptyState } from '~/ui/views';
import { type Link, linksQuery, removeLink, type System } from './api';
import { LinkDialog } from './LinkDialog';
import { linkSeenFrom, systemPath } from './model';
import { RemoveButton } from './RemoveButton';

/** With which systems data are shared, which, and on what terms; also what others say of this one. */
export function LinksCard({ system }: { system: System }) {
  const { t } = useTranslation('protection');
  const found = useQuery(linksQuery(system.id));
  const [adding, setAdding] = useState(false);
  return (
    <Card
      title={t('link.title')}
      extra={system.may_change && <Button onClick={() => setAdding(true)}>{t('link.add')}</Button>}
    >
      {found.isPending && <Skeleton active title={false} paragraph={{ rows: 2 }} />}
      {found.isError && <ProblemAlert problem={found.error} onRetry={() => void found.refetch()} />}
      {found.data?.length === 0 && <EmptyState title={t('link.empty')} text={t('link.empty_text')} />}
      {found.data && found.data.length > 0 && (
        <ul className="cl-lines">
          {found.data.map((link) => (
            <Line key={link.id} link={link} system={system} />
          ))}
        </ul>
      )}
      {adding && <LinkDialog system={system} onClose={() => setAdding(false)} />}
    </Card>
  );
}

const ARROWS: Record<string, string> = { out: '→', in: '←', both: '↔' };

function Line({ link, system }: { link: Link; system: System }) {
  const { t } = useTranslation('protection');
  const { own, direction, other } = linkSeenFrom(system.id, link);
  return (
    <li>
      <div>
        <span className="cl-inline">
          <span aria-hidden="true">{ARROWS[direction]}</span>
          <span className="cl-quiet">{t(`link.direction.${direction}`, { defaultValue: direction })}</span>
          <strong>
            {other ? (
              <RouteLink to={systemPath(other, 'records')}>
                {own ? link.other_name : <SystemName id={other} />}
              </RouteLink>
            ) : (
              link.other_name
            )}
          </strong>
        </span>
        <div>{link.shared}</div>
        {link.conditions && (
          <div className="cl-timeline-body">{t('link.conditions_are', { conditions: link.conditions })}</div>
        )}
        <div className="cl-quiet">
          {link.agreed_on ? t('link.agreed', { date: formatDate(link.agreed_on) }) : t('link.not_agreed')}
          {!own && ` · ${t('link.said_there')}`}
        </div>
      </div>
      {own && system.may_change && (
        <RemoveButton
          plain
          verb={t('link.remove.do')}
          label={t('link.remove.label', { name: link.other_name })}
          title={t('link.remove.title')}
          what={link.other_name}
          said={t('link.remove.done')}
          run={() => removeLink(system.id, link.id)}
        />
      )}
    </li>
  );
}
