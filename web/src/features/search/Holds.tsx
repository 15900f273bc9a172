import { useQuery } from '@tanstack/react-query';
import { Button, Skeleton } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { can, useSession } from '~/app/session';
import { formatNumber } from '~/ui/format';
import { Card } from '~/ui/Page';
import { ProblemAlert } from '~/ui/ProblemAlert';
import { DateText } from '~/ui/texts';
import { holdsQuery } from './api';
import { LiftDialog, PlaceDialog } from './HoldDialogs';
import { inOrder, spanText } from './keeping';
import type { HoldInfo } from './types';

/** Events that must not be deleted, and those that once must not. */
export function HoldCard() {
  const { t } = useTranslation('search');
  const session = useSession();
  const holds = useQuery(holdsQuery);
  const [asked, setAsked] = useState<'place' | HoldInfo>();
  const may = can(session, 'search.hold');
  const close = () => setAsked(undefined);
  const found = holds.data && inOrder(holds.data);
  return (
    <Card
      title={t('hold.title')}
      extra={may && <Button onClick={() => setAsked('place')}>{t('hold.place_open')}</Button>}
    >
      <p className="cl-quiet">{t('hold.about')}</p>
      {holds.isPending && <Skeleton active title={false} paragraph={{ rows: 2 }} />}
      {holds.isError && <ProblemAlert problem={holds.error} onRetry={() => void holds.refetch()} />}
      {found &&
        (found.active.length === 0 ? (
          <p>{t('hold.none')}</p>
        ) : (
          <ul className="cl-lines">
            {found.active.map((hold) => (
              <li key={hold.id}>
                <Hold hold={hold} />
                {may && (
                  <Button size="small" onClick={() => setAsked(hold)}>
                    {t('hold.lift_open')}
                  </Button>
                )}
              </li>
            ))}
          </ul>
        ))}
      {found && found.lifted.length > 0 && (
        <details className="se-lifted">
          <summary>
            {t('hold.lifted', { count: found.lifted.length, number: formatNumber(found.lifted.length) })}
          </summary>
          <ul className="cl-lines">
            {found.lifted.map((hold) => (
              <li key={hold.id} data-past>
                <Hold hold={hold} />
              </li>
            ))}
          </ul>
        </details>
      )}
      {asked === 'place' && <PlaceDialog onClose={close} />}
      {asked && asked !== 'place' && <LiftDialog hold={asked} onClose={close} />}
    </Card>
  );
}

function Hold({ hold }: { hold: HoldInfo }) {
  const { t } = useTranslation('search');
  return (
    <span className="se-hold">
      <strong>{hold.reason}</strong>
      <span>
        {hold.agency_id ? (hold.agency_name ?? t('agency_gone')) : t('hold.all')} ·{' '}
        {t('hold.span', spanText(hold.from, hold.to))}
      </span>
      <span className="cl-quiet">
        {t('hold.placed', { name: hold.placed_by })} <DateText value={hold.placed_at} />
      </span>
      {hold.lifted_at && (
        <span className="cl-quiet">
          {t('hold.lifted_by', { name: hold.lifted_by ?? '', reason: hold.lift_reason })}{' '}
          <DateText value={hold.lifted_at} />
        </span>
      )}
    </span>
  );
}
