import './protection.css';
import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { can, useSession } from '~/app/session';
import { percentOf } from '~/features/system/model';
import { formatNumber } from '~/ui/format';
import { Page } from '~/ui/Page';
import { ProblemAlert } from '~/ui/ProblemAlert';
import { ValueMark } from '~/ui/texts';
import { AssetDialog } from './AssetDialog';
import { AssetTable } from './AssetTable';
import { originsQuery } from './api';
import { Sections } from './Sections';

/** Assets of all systems within reach. */
export function Component() {
  const { t } = useTranslation('protection');
  const session = useSession();
  const [adding, setAdding] = useState(false);
  return (
    <Page
      title={t('asset.menu')}
      meta={<Sections />}
      wide
      actions={
        can(session, 'system.change') && (
          <Button type="primary" onClick={() => setAdding(true)}>
            {t('asset.add')}
          </Button>
        )
      }
    >
      <Domestic />
      <AssetTable />
      {adding && <AssetDialog onClose={() => setAdding(false)} />}
    </Page>
  );
}

/** The share of domestic products, as far as entries can tell it. */
function Domestic() {
  const { t } = useTranslation('protection');
  const found = useQuery(originsQuery);
  if (found.isError) return <ProblemAlert problem={found.error} onRetry={() => void found.refetch()} />;
  const { domestic = 0, known = 0 } = found.data ?? {};
  const percent = percentOf(domestic, known);
  return (
    <section className="pr-domestic" aria-label={t('asset.domestic')}>
      <p>
        {t('asset.domestic')}:{' '}
        {percent === undefined ? (
          <span className="cl-quiet">{found.isPending ? '…' : t('asset.domestic_none')}</span>
        ) : (
          <>
            <strong className="cl-figures">
              {formatNumber(domestic)}/{formatNumber(known)}
            </strong>{' '}
            <span className="cl-figures">({formatNumber(percent)}%)</span>
            <ValueMark source="computed" />
          </>
        )}
      </p>
      <p className="cl-help">{t('asset.domestic_help')}</p>
    </section>
  );
}
