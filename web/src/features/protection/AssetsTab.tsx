import './protection.css';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { AssetDialog } from './AssetDialog';
import { AssetTable } from './AssetTable';
import type { System } from './api';
import { InventoryDialog } from './InventoryDialog';

/** What a system is made of. */
export default function AssetsTab({ system }: { system: System }) {
  const { t } = useTranslation('protection');
  const [front, setFront] = useState<'add' | 'import'>();
  return (
    <>
      {system.may_change && (
        <div className="pr-tools">
          <Button type="primary" onClick={() => setFront('add')}>
            {t('asset.add')}
          </Button>
          <Button onClick={() => setFront('import')}>{t('inventory.open')}</Button>
        </div>
      )}
      <AssetTable system={system} />
      {front === 'add' && <AssetDialog system={system} onClose={() => setFront(undefined)} />}
      {front === 'import' && <InventoryDialog system={system} onClose={() => setFront(undefined)} />}
    </>
  );
}
