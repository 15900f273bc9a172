import { useQuery } from '@tanstack/react-query';
import { Button, Skeleton } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { can, useSession } from '~/app/session';
import { AgencyNames } from '~/features/incident/words';
import { Page } from '~/ui/Page';
import { RecordProblem } from '~/ui/RecordProblem';
import { EmptyState } from '~/ui/views';
import { TRUST_PATH } from '../desk/paths';
import { Sections } from '../Sections';
import { organisationQuery } from './api';
import { ItemCard } from './ItemCard';
import { ItemDialog } from './ItemDialog';
import { OrganisationDialog } from './OrganisationDialog';

/** One organisation, what it says is its own, and how each is proved. */
export function Component() {
  const { t } = useTranslation('hotline_desk');
  const session = useSession();
  const { organisation: id = '' } = useParams();
  const found = useQuery(organisationQuery(id));
  const [dialog, setDialog] = useState<'edit' | 'item'>();
  const one = found.data;
  const may = can(session, 'hotline.trust');
  const add = may && one?.state !== 'ended' && (
    <Button type="primary" onClick={() => setDialog('item')}>
      {t('trust.add_item')}
    </Button>
  );
  return (
    <Page
      title={one?.name ?? t('trust.one')}
      object={one?.name}
      wide
      meta={
        one && (
          <span className="cl-inline">
            <span>{t(`trust.organisation.${one.kind}`, { defaultValue: one.kind })}</span>
            {one.registration_number && <span>{one.registration_number}</span>}
            {one.agency_id && <AgencyNames ids={[one.agency_id]} />}
          </span>
        )
      }
      actions={
        one &&
        may && (
          <>
            <Button onClick={() => setDialog('edit')}>{t('trust.edit')}</Button>
            {add}
          </>
        )
      }
    >
      <Sections />
      {found.isPending && <Skeleton active />}
      {found.isError && !one && (
        <RecordProblem
          problem={found.error}
          action="hotline.read"
          list={{ to: TRUST_PATH, label: t('trust.title') }}
          onRetry={() => void found.refetch()}
        />
      )}
      {one?.state === 'ended' && <p className="cl-notice">{t('trust.ended_note')}</p>}
      {one && one.items.length === 0 && (
        <EmptyState title={t('trust.no_items')} text={t('trust.no_items_text')} action={add} />
      )}
      {one && (
        <div className="cl-cards cl-cards-two">
          {one.items.map((item) => (
            <ItemCard key={item.id} item={item} may={may} />
          ))}
        </div>
      )}
      {one && dialog === 'edit' && (
        <OrganisationDialog organisation={one} onClose={() => setDialog(undefined)} />
      )}
      {one && dialog === 'item' && <ItemDialog organisation={one} onClose={() => setDialog(undefined)} />}
    </Page>
  );
}
