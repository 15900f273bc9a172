import './protection.css';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { can, useSession } from '~/app/session';
import { Page } from '~/ui/Page';
import { Sections } from './Sections';
import { WeaknessDialog } from './WeaknessDialog';
import { WeaknessTable } from './WeaknessTable';

/** Weaknesses of all systems within reach. */
export function Component() {
  const { t } = useTranslation('protection');
  const session = useSession();
  const [adding, setAdding] = useState(false);
  return (
    <Page
      title={t('weakness.menu')}
      meta={<Sections />}
      wide
      actions={
        can(session, 'system.change') && (
          <Button type="primary" onClick={() => setAdding(true)}>
            {t('weakness.add')}
          </Button>
        )
      }
    >
      <WeaknessTable />
      {adding && <WeaknessDialog onClose={() => setAdding(false)} />}
    </Page>
  );
}
